"""Headlines: found where they stand, and held against what the body says on whose say-so."""

import pytest

from sayso.compare import dropped_attribution, headline_of, passages_of
from sayso.records import Span

BODY = "Ferry owners said the harbour bridge will shut for a month. It opened in 1997.\n"
SAID = ("Ferry owners", "said", "the harbour bridge will shut for a month", "Ferry owners")


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        ("Bridge shuts\n\nIt rained.", None, ("Bridge shuts", Span(0, 12))),
        ("\n  Bridge shuts \nIt rained.", None, ("Bridge shuts", Span(3, 15))),
        ("It rained. It stopped.\nAgain.", None, None),
        ("Bridge shuts", None, None),  # nothing below it
        ("word " * 31 + "\nIt rained.", None, None),
        ("", None, None),
        ("It rained.", "Bridge shuts", ("Bridge shuts", None)),
        ("BRIDGE SHUTS\nIt rained.", "Bridge shuts", ("BRIDGE SHUTS", Span(0, 12))),
    ],
)
def test_the_headline(text, title, expected, reading):
    found = headline_of(reading(text, title=title))
    assert (found and (found.text, found.span)) == expected


def dropped(made, in_headline=(), quoted=()):
    passages = passages_of(made, ())
    return dropped_attribution(made, passages, headline_of(made), in_headline, quoted)


def test_a_claim_becomes_a_fact_in_the_headline(reading):
    made = reading("Harbour bridge shuts for a month\n" + BODY, SAID)
    found = dropped(made)
    assert found.attribution is made.attributions[0]
    assert found.words == ("Harbour", "bridge", "shuts", "month")
    assert found.because == "4 of the headline’s 4 words stand in the body only as said by Ferry owners"


@pytest.mark.parametrize(
    "headline",
    [
        "Will the harbour bridge shut for a month?",
        "Ferry owners: harbour bridge to shut for a month",
        "Harbour bridge to shut for a month – ferry owners",
        "Nine swans seen on the river",
        "Bridge shut",
    ],
)
def test_nothing_is_dropped(headline, reading):
    assert dropped(reading(f"{headline}\n{BODY}", SAID)) is None


def test_a_headline_that_names_its_source_drops_nothing(reading):
    made = reading("Harbour bridge shuts for a month\n" + BODY, SAID)
    assert dropped(made, in_headline=made.attributions) is None
    assert dropped(made, quoted=(Span(0, 7),)) is None


def test_what_the_outlet_asserts_itself_is_not_dropped(reading):
    text = "Harbour bridge shuts for a month\n" + BODY + "The harbour bridge is shut for a month.\n"
    assert dropped(reading(text, SAID)) is None


@pytest.mark.parametrize("source", ["We", ""])
def test_the_writers_own_words_are_nobody_elses(source, reading):
    text = "Harbour bridge shuts for a month\nWe said the harbour bridge will shut for a month.\n"
    made = reading(text, (source, "said", "the harbour bridge will shut for a month", None))
    assert dropped(made) is None
