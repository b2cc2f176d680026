"""Anonymity: conditions with their reasons."""

import pytest

from sayso.resolve.circumstances.anonymity import find_anonymity, find_conditions


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("spoke on the condition of anonymity.", "on the condition of anonymity"),
        (
            "spoke on condition  of anonymity to speak freely, said",
            "on condition  of anonymity to speak freely",
        ),
        ("on condition that she not be named", "on condition that she not be named"),
        ("asked not to be identified, citing the rules; he", "asked not to be identified, citing the rules"),
        ("asked that her name be withheld", "asked that her name be withheld"),
        (
            "wished to remain anonymous for fear of losing work",
            "wished to remain anonymous for fear of losing work",
        ),
        ("didn’t want to be named and left", "didn’t want to be named"),
        ("was not authorized to comment on the talks, told", "was not authorized to comment on the talks"),
        ("were granted anonymity because it is secret", "were granted anonymity because it is secret"),
        ("spoke anonymously because of the law", "spoke anonymously because of the law"),
        ("whose name was withheld", "whose name was withheld"),
        ("cannot be named for legal reasons", "cannot be named for legal reasons"),
        ("hid behind a cloak of anonymity", None),
        ("an anonymous letter", None),
        ("the board was authorised to act", None),
    ],
)
def test_conditions(text, condition):
    found = find_anonymity(text, 0, len(text))
    assert (found and found.of(text)) == condition
    assert bool(find_conditions(text)) == (condition is not None)
