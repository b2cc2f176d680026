"""Occasions: phrases, and who is there to hear."""

import pytest

from sayso.resolve.circumstances.occasions import find_occasions, names_someone


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("in an interview with Radio Ansel on Monday", [("in an interview with Radio Ansel", "Radio Ansel")]),
        ("in a letter to the Harbour Board", [("in a letter to the Harbour Board", "the Harbour Board")]),
        ("in a letter to be read aloud", [("in a letter", None)]),
        ("before the Harbour Committee", [("before the Harbour Committee", "the Harbour Committee")]),
        ("in a speech, and on Twitter", [("in a speech", None), ("on Twitter", None)]),
        ("in one of a series of late tweets", [("in one of a series of late tweets", None)]),
        ("in a long, angry letter", [("in a long, angry letter", None)]),
        ("at the Ansel Meeting House", []),
        ("in running ads", []),
        ("in an attempt", []),
        ("on the other hand", []),
        ("on Monday", []),
        ("", []),
    ],
)
def test_occasions(text, found):
    made = list(find_occasions(text, 0, len(text)))
    assert [(one.span.of(text), one.hearer and one.hearer.of(text)) for one in made] == found


@pytest.mark.parametrize(
    ("phrase", "someone"),
    [
        ("reporters", True),
        ("staff", True),
        ("Quill", True),
        ("him", True),
        ("the board", True),
        ("the question", False),
        ("applause", False),
        ("act", False),
        ("Monday", False),
    ],
)
def test_who_can_be_spoken_to(phrase, someone):
    assert names_someone(phrase) is someone
