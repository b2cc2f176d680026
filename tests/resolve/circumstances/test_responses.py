"""Responses: links between attributions, only where the text says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.records import Attribution, Document, Reading, Span, Speaker
from sayso.resolve.circumstances.responses import (
    NONE_STATED,
    NOT_HERE,
    NOT_TO_WHAT,
    OWN_WORDS,
    link_responses,
)


def document_of(text):
    return Document(name="test", text=text, raw=text.encode(), media_type="text/plain", encoding="utf-8")


def reading_of(text, *rows, quotation="indirect"):
    """The text with attributions: (source, cue, content), or (source, cue, content, speaker)."""
    document, made, before, after = document_of(text), [], 0, 0
    for source, cue, content, *speaker in rows:
        words = [part for part in (source, cue, content) if part]
        inner = any(text.find(part, after) < 0 for part in words)  # it stands within the one before
        begin = before if inner else after

        def at(words, begin=begin):
            if not words:
                return ()
            start = text.index(words, begin)
            return (Span(start, start + len(words)),)

        made.append(
            Attribution(
                document_id=document.id,
                source=at(source),
                cue=at(cue),
                content=at(content),
                quotation=quotation,
                confidence=0.5,
                extractor="test 1",
                speaker=Speaker(name=speaker[0], because="said so") if speaker else None,
            )
        )
        before, after = begin, max(span.end for span in (*made[-1].cue, *made[-1].content))
    return Reading(document, tuple(made))


def links_of(reading):
    """For each attribution, the number of the one it responds to, or why it has none."""
    made = link_responses(reading).attributions
    number = {one.id: place for place, one in enumerate(made)}
    return [number[one.responds_to] if one.responds_to else dict(one.reasons)["responds_to"] for one in made]


SAID = ("Oskar Pell", "said", "the pier was safe")


@pytest.mark.parametrize(
    ("second", "row"),
    [
        ("Pell’s remarks were echoed by Ada Quill.", ("Ada Quill", "were echoed", "Pell’s remarks")),
        (
            "Ada Quill echoed Mr. Pell's comments on the pier.",
            ("Ada Quill", "echoed", "Mr. Pell's comments on the pier"),
        ),
        (
            "Quill rejected Pell's claim that the pier held.",
            ("Quill", "rejected", "Pell's claim that the pier held"),
        ),
        ("Quill responded to that statement by calling it a lie.", ("Quill", "calling", "it a lie")),
        ("Quill flatly dismissed the remarks by Pell.", ("Quill", "flatly dismissed", "the remarks by Pell")),
        ("Quill agreed with Mr Pell.", ("Quill", "agreed with", "Mr Pell")),
        ("Asked about Pell's remarks, she said no.", ("she", "said", "no")),
        ("In response to Pell’s comments, Quill said no.", ("Quill", "said", "no")),
        ("Quill, responding to Mr. Pell's statement, said no.", ("Quill", "said", "no")),
        ("Quill said no, echoing Mr. Pell.", ("Quill", "said", "no")),
        ("His remarks were echoed by Ada Quill.", ("Ada Quill", "were echoed", "His remarks")),
        ("Quill disputed that.", ("Quill", "disputed", "that")),
        ("Quill hit back at Pell: “Never.”", ("Quill", "hit back", "Never")),
        (
            "Quill took issue with Oskar Pell's assertion.",
            ("Quill", "took issue with", "Oskar Pell's assertion"),
        ),
    ],
)
def test_a_named_response_links_to_the_statement(second, row):
    text = f"Oskar Pell said the pier was safe. {second}"
    assert links_of(reading_of(text, SAID, row)) == [NONE_STATED, 0]


@pytest.mark.parametrize(
    ("second", "row", "reason"),
    [
        ("Quill said it was not.", ("Quill", "said", "it was not"), NONE_STATED),
        ("Quill rejected Moss's claim.", ("Quill", "rejected", "Moss's claim"), NOT_HERE),
        ("Quill rejected Greta Pell's claim.", ("Quill", "rejected", "Greta Pell's claim"), NOT_HERE),
        ("Quill rejected her claims.", ("Quill", "rejected", "her claims"), NOT_TO_WHAT),
        ("Quill rejected the allegation.", ("Quill", "rejected", "the allegation"), NOT_TO_WHAT),
        ("Pell defended Pell's remarks.", ("Pell", "defended", "Pell's remarks"), OWN_WORDS),
        (
            "Quill said Moss echoed Pell's remarks.",
            ("Quill", "said", "Moss echoed Pell's remarks"),
            NONE_STATED,
        ),
        (
            "Quill rejected Pell's claim that taxes rose.",
            ("Quill", "rejected", "Pell's claim that taxes rose"),
            NOT_HERE,
        ),
        ("Quill rejected Harbour rules.", ("Quill", "rejected", "Harbour rules"), NONE_STATED),
        ("As Moss answers Pell, polls show a tie.", ("polls", "show", "a tie"), NONE_STATED),
        ("While Moss responded to Pell, polls showed a tie.", ("polls", "showed", "a tie"), NONE_STATED),
        ("Quill rejected Pell's offer.", ("Quill", "rejected", "Pell's offer"), NONE_STATED),
        (
            "Quill defended Pell's remarks on the flood earlier this year.",
            ("Quill", "defended", "Pell's remarks on the flood"),
            NOT_HERE,
        ),
    ],
)
def test_without_a_statement_to_link_to_there_is_a_reason(second, row, reason):
    text = f"Oskar Pell said the pier was safe. {second}"
    assert links_of(reading_of(text, SAID, row)) == [NONE_STATED, reason]


def test_the_statement_that_shares_a_word_wins_over_a_nearer_one():
    text = (
        "Pell said the pier was safe. Pell said taxes would rise. Quill rejected Pell's claim about the pier."
    )
    rows = [
        ("Pell", "said", "the pier was safe"),
        ("Pell", "said", "taxes would rise"),
        ("Quill", "rejected", "Pell's claim about the pier"),
    ]
    assert links_of(reading_of(text, *rows))[2] == 0


def test_without_a_shared_word_the_nearest_statement_is_taken():
    text = "Pell said the pier was safe. Pell said taxes would rise. Quill rejected Pell's remarks."
    rows = [
        ("Pell", "said", "the pier was safe"),
        ("Pell", "said", "taxes would rise"),
        ("Quill", "rejected", "Pell's remarks"),
    ]
    assert links_of(reading_of(text, *rows))[2] == 1


def test_what_the_next_sentence_says_is_not_said_of_the_statement():
    text = "Pell said taxes rose. Pell said no. Pell's remarks were echoed by Quill. Taxes rose too."
    rows = [
        ("Pell", "said", "taxes rose"),
        ("Pell", "said", "no"),
        ("Quill", "were echoed", "Pell's remarks"),
    ]
    assert links_of(reading_of(text, *rows))[2] == 1


def test_the_answering_sources_own_title_is_not_said_of_the_statement():
    text = "Pell said the general left. Pell said no. Pell's remarks were echoed by Attorney General Quill."
    rows = [
        ("Pell", "said", "the general left"),
        ("Pell", "said", "no"),
        ("Attorney General Quill", "were echoed", "Pell's remarks"),
    ]
    assert links_of(reading_of(text, *rows))[2] == 1


def test_a_resolved_speaker_is_known_by_name():
    text = "He said the pier was safe. Quill echoed Pell's remarks."
    rows = [("He", "said", "the pier was safe", "Oskar Pell"), ("Quill", "echoed", "Pell's remarks")]
    assert links_of(reading_of(text, *rows)) == [NONE_STATED, 0]


def test_an_accusation_denied_is_the_one_just_made():
    text = "Pell accused Quill of neglect. She denied the accusation."
    rows = [("Pell", "accused", "Quill of neglect"), ("She", "denied", "the accusation")]
    assert links_of(reading_of(text, *rows)) == [NONE_STATED, 0]


def test_a_claim_named_within_the_response_is_its_target():
    text = "Pell spoke. Quill rejected Pell's claim that the pier was safe."
    rows = [
        ("Quill", "rejected", "Pell's claim that the pier was safe"),
        ("Pell", "claim", "the pier was safe"),
    ]
    assert links_of(reading_of(text, *rows)) == [1, NONE_STATED]


def test_only_the_one_who_answers_first_is_led_to_by_the_response():
    text = "Pell said no. Responding to Pell's remarks, Quill wrote she thought Moss wanted it."
    rows = [
        ("Pell", "said", "no"),
        ("Quill", "wrote", "she thought Moss wanted it"),
        ("Moss", "wanted", "it"),
    ]
    assert links_of(reading_of(text, *rows)) == [NONE_STATED, 0, NONE_STATED]


def test_all_links_end():
    text = (
        "Pell said no. Quill rejected Pell's remarks. Pell disputed Quill's remarks. "
        "Moss echoed Pell's remarks."
    )
    rows = [
        ("Pell", "said", "no"),
        ("Quill", "rejected", "Pell's remarks"),
        ("Pell", "disputed", "Quill's remarks"),
        ("Moss", "echoed", "Pell's remarks"),
    ]
    assert links_of(reading_of(text, *rows)) == [NONE_STATED, 0, 1, 2]


WORDS = st.sampled_from(
    "Quill Pell Moss said echoed rejected the claim remarks Pell's Quill’s that . , “ ” \n asked about "
    "were by in response to agreed with denied it was é 😀 ש".split(" ")
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=40).map(" ".join))


@st.composite
def readings(draw):
    """Any text with any attributions in it, some with speakers."""
    text = draw(TEXTS.filter(lambda made: len(made) > 1))
    document = document_of(text)

    def spans(least):
        ends = draw(
            st.lists(st.integers(0, len(text)), min_size=2 * least, max_size=4, unique=True).map(sorted)
        )
        return tuple(Span(start, end) for start, end in zip(ends[::2], ends[1::2], strict=False))

    speakers = st.sampled_from(
        [None, Speaker(name="Oskar Pell", because="x"), Speaker(name="Ada Quill", because="x")]
    )
    made = [
        Attribution(
            document_id=document.id,
            source=spans(0),
            cue=spans(1),
            content=spans(1),
            quotation="direct",
            confidence=0.5,
            extractor="test 1",
            speaker=draw(speakers),
        )
        for _ in range(draw(st.integers(0, 5)))
    ]
    return Reading(document, tuple(made))


@given(readings())
def test_whatever_the_text_links_stay_in_the_reading_and_form_no_ring(reading):
    made = link_responses(reading).attributions
    assert [one.id for one in made] == [one.id for one in reading.attributions]
    target = {one.id: one.responds_to for one in made}
    for one in made:
        assert (one.responds_to is None) == ("responds_to" in dict(one.reasons))
        seen, at = set(), one.id
        while at is not None and len(target) == len(made):  # two attributions with the same spans have one id
            assert at in target
            assert at not in seen
            seen.add(at)
            at = target[at]
