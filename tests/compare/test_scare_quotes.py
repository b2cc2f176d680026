"""Quotation marks that no attribution accounts for."""

import pytest

from sayso.compare import unattributed_marks


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The council’s “reform” took nine years.", "scare"),
        ("It was “temporary” in 1997 and is so today.", "scare"),
        ("“Temporary” it was, in 1997.", "scare"),
        ("She spoke on “Harbour at Nine” again.", "name"),
        ("She sang “Low Water.” They clapped.", "name"),
        ("Ada “Bunny” Quill built it.", "name"),
        ("The word “berth” is old.", "term"),
        ("It is known as “the Elbow” in Port Ansel.", "term"),
        ("What skippers call “slack water” is short.", "term"),
        ("“No ship has passed here since the spring,” and that was all.", "unattributed"),
        ("“Go home!” The crowd was thin.", "unattributed"),
    ],
)
def test_kinds(text, kind, reading, quoted):
    (found,) = unattributed_marks(reading(text), quoted(text))
    assert found.kind == kind
    assert found.span.of(text)[0] == "“"
    assert found.because


def test_what_somebody_is_given_for_is_not_among_them(reading, quoted):
    text = "Pell said the “reform” was late. The “reform” has begun, said “Bunny” Quill."
    made = reading(text, ("Pell", "said", "the “reform” was late", "Pell"))
    found = [one.span.start for one in unattributed_marks(made, quoted(text))]
    assert found == [text.index("The “reform”") + 4, text.index("“Bunny”")]


def test_deep_nesting_hides_nothing(reading, quoted):
    text = "A said B said C said D said “no” to it. “Yes” it is."
    made = reading(
        text,
        ("A", "said", "B said C said D said “no” to it", "A"),
        ("B", "said", "C said D said “no” to it", "B", 0),
        ("C", "said", "D said “no” to it", "C", 1),
    )
    assert [one.span.of(text) for one in unattributed_marks(made, quoted(text))] == ["“Yes”"]
