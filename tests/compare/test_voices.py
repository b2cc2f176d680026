"""Voices: every character is in exactly one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.compare import own_voice, passages_of, shares_of
from sayso.records import Attribution, Document, Reading, Span

NESTED = "The Courier said that Pell claimed “it holds” at noon. It rained."


def nested(reading):
    return reading(
        NESTED,
        ("The Courier", "said", "that Pell claimed “it holds” at noon", "The Courier"),
        ("Pell", "claimed", "“it holds”", "Pell", 0),
    )


def test_a_content_inside_another_is_the_innermost_speakers(reading, quoted):
    made = nested(reading)
    found = [
        (
            passage.span.of(NESTED),
            passage.attribution and passage.attribution.speaker.name,
            passage.verbatim,
        )
        for passage in passages_of(made, quoted(NESTED))
    ]
    assert found == [
        ("The Courier said ", None, False),
        ("that Pell claimed ", "The Courier", False),
        ("“it holds”", "Pell", True),
        (" at noon", "The Courier", False),
        (". It rained.", None, False),
    ]


def test_shares_count_no_blanks_and_the_largest_comes_first(reading, quoted):
    made = nested(reading)
    shares = shares_of(passages_of(made, quoted(NESTED)), NESTED)
    assert [(one.name, one.own, one.n_characters, one.n_verbatim) for one in shares] == [
        (None, True, 24, 0),
        ("The Courier", False, 21, 0),
        ("Pell", False, 9, 9),
    ]
    assert sum(one.share for one in shares) == pytest.approx(1)
    assert [one.n_attributions for one in shares] == [0, 1, 1]


def test_one_speaker_is_one_share_and_the_unresolved_are_together(reading):
    text = "Pell said yes. Pell said no. He said maybe. She said never."
    made = reading(
        text,
        ("Pell", "said", "yes", "Pell"),
        ("Pell", "said", "no", "Pell"),
        ("He", "said", "maybe", None),
        ("She", "said", "never", None),
    )
    shares = {one.name: one for one in shares_of(passages_of(made, ()), text) if not one.own}
    assert (shares["Pell"].n_attributions, shares["Pell"].n_characters) == (2, 5)
    assert (shares[None].n_attributions, shares[None].n_characters) == (2, 10)


@pytest.mark.parametrize(
    ("modality", "polarity", "own"),
    [
        ("actual", "affirmed", False),
        ("future", "affirmed", False),
        ("possible", "affirmed", True),
        ("conditional", "affirmed", True),
        ("possible", "negated", False),  # "has not ruled out"
    ],
)
def test_what_nobody_has_said_is_the_outlets(modality, polarity, own, reading):
    text = "Pell must demand a bridge."
    made = reading(text, ("Pell", "must demand", "a bridge", "Pell"))
    (one,) = made.attributions
    made = replace(made, attributions=(replace(one, modality=modality, polarity=polarity),))
    found = [span.of(text) for span in own_voice(passages_of(made, ()))]
    assert found == ([text] if own else ["Pell must demand ", "."])


def test_own_voice_is_what_is_in_no_content(reading, quoted):
    made = nested(reading)
    own = [span.of(NESTED) for span in own_voice(passages_of(made, quoted(NESTED)))]
    assert own == ["The Courier said ", ". It rained."]


def test_an_empty_text_has_no_voice_but_the_outlets():
    document = Document(name="x", text="", raw=b"", media_type="text/plain", encoding="utf-8")
    passages = passages_of(Reading(document, ()), ())
    assert passages == ()
    assert [(one.own, one.share) for one in shares_of(passages, "")] == [(True, 0)]


TEXT = "abcd efgh ijkl mnop qrst uvwx yz"
SPANS = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 12)).map(
    lambda pair: Span(pair[0], min(len(TEXT), pair[0] + pair[1]))
)


@given(st.lists(SPANS, max_size=6), st.lists(SPANS, max_size=3))
def test_every_character_is_in_the_narrowest_content_that_holds_it(contents, marks):
    document = Document(name="x", text=TEXT, raw=b"", media_type="text/plain", encoding="utf-8")
    attributions = tuple(
        Attribution(
            document_id=document.id,
            source=(),
            cue=(Span(0, 1),),
            content=(content,),
            quotation="indirect",
            confidence=0.5,
            extractor="test 1",
        )
        for content in contents
    )
    passages = passages_of(Reading(document, attributions), tuple(marks))
    assert "".join(passage.span.of(TEXT) for passage in passages) == TEXT
    for passage in passages:
        for place in range(passage.span.start, passage.span.end):
            holding = [one for one in contents if one.start <= place < one.end]
            narrowest = min((one.end - one.start for one in holding), default=None)
            own = passage.attribution and passage.attribution.content[0]
            assert (own and own.end - own.start) == narrowest
            assert passage.verbatim == any(one.start <= place < one.end for one in marks)
