"""Labels: the legal tag sequences are those that mark spans, no others."""

from itertools import pairwise, product

import pytest

from sayso.extract.labels import N_TAGS, OUTSIDE, ROLES, TAGS, begin, inside, legal_steps

NUMBER = {
    "O": OUTSIDE,
    **{f"B{role[:2]}": begin(role) for role in ROLES},
    **{f"I{role[:2]}": inside(role) for role in ROLES},
}


def test_tags_are_numbered_as_the_models_format_says():
    assert TAGS == ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
    assert [TAGS[begin(role)] for role in ROLES] == ["B-source", "B-cue", "B-content"]
    assert [TAGS[inside(role)] for role in ROLES] == ["I-source", "I-cue", "I-content"]


@pytest.mark.parametrize(
    ("sequence", "legal"),
    [
        ("O", True),
        ("Bcu", True),
        ("Icu", False),
        ("Bcu Icu Icu O", True),
        ("Bcu Bcu", True),
        ("O Icu", False),
        ("Bso Icu", False),
        ("Bso Iso Ico", False),
        ("Bso Iso Bco Ico Bcu", True),
        ("Bco Ico O Ico", False),
    ],
)
def test_legal_sequences(sequence, legal):
    start, follow = legal_steps()
    tags = [NUMBER[tag] for tag in sequence.split()]
    assert (start[tags[0]] and all(follow[a, b] for a, b in pairwise(tags))) == legal


def test_every_pair_of_tags_is_judged():
    _, follow = legal_steps()
    for before, after in product(range(N_TAGS), repeat=2):
        goes_on = TAGS[after].startswith("I-")
        assert follow[before, after] == (
            not goes_on or TAGS[before][1:] in (TAGS[after][1:],) or TAGS[before] == f"B{TAGS[after][1:]}"
        )
