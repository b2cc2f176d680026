"""Sentences: the case table, and what holds for any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.records import Span
from sayso.records.sentence import find_sentences, sentences_around

CASES = [
    ("", []),
    (" \n\t ", []),
    ("No final stop", ["No final stop"]),
    ("One. Two! Three?", ["One.", "Two!", "Three?"]),
    ("Mr. Orrin met Dr. Vale. They spoke.", ["Mr. Orrin met Dr. Vale.", "They spoke."]),
    ("J. K. Orrin spoke. A. Vale did not.", ["J. K. Orrin spoke.", "A. Vale did not."]),
    (
        "The U.S. Navy left. In the U.S. The rest stayed.",
        ["The U.S. Navy left.", "In the U.S.", "The rest stayed."],
    ),
    (
        "It opened at 9 a.m. Monday. It closed at 5 p.m. He left.",
        ["It opened at 9 a.m. Monday.", "It closed at 5 p.m.", "He left."],
    ),
    ("On Jan. 12 she won No. 5 of 3.5 million. Good.", ["On Jan. 12 she won No. 5 of 3.5 million.", "Good."]),
    ("“I know.” She left.", ["“I know.”", "She left."]),
    ("“Why?” he asked. “Because.”", ["“Why?” he asked.", "“Because.”"]),
    ("She said ‘no.’ He said 'yes.' All left.", ["She said ‘no.’", "He said 'yes.'", "All left."]),
    ('He said ("no.") They left.', ['He said ("no.")', "They left."]),
    ("« C’est fini ! » Elle part.", ["« C’est fini ! »", "Elle part."]),
    (
        "A headline without a stop\nThe first line. The second.",
        ["A headline without a stop", "The first line.", "The second."],
    ),
    ("Wait... what? Well… Fine.", ["Wait... what?", "Well…", "Fine."]),
    ("她说不。他走了。", ["她说不。", "他走了。"]),
    ("هل جاء؟ نعم. ذهب.", ["هل جاء؟", "نعم.", "ذهب."]),
    ("1. First thing. 2. Second thing.", ["1. First thing.", "2. Second thing."]),
    ("See example.org/a.b now. Go.", ["See example.org/a.b now.", "Go."]),
    ("HARBOUR CLOSED. MAYOR SORRY.", ["HARBOUR CLOSED.", "MAYOR SORRY."]),
    ("Acme Inc. said so. Acme Inc. The end.", ["Acme Inc. said so.", "Acme Inc.", "The end."]),
    ("He is better than I. He won.", ["He is better than I.", "He won."]),
    ("\u2028One.\r\nTwo.\x0bThree", ["One.", "Two.", "Three"]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [sentence.of(text) for sentence in find_sentences(text)] == expected


@given(st.text(alphabet=st.sampled_from("aB .!?…\n“”\"'U.S。 1("), max_size=60) | st.text(max_size=60))
def test_sentences_are_in_order_and_leave_out_only_blanks(text: str) -> None:
    end = 0
    for sentence in find_sentences(text):
        assert not text[end : sentence.start].strip()
        assert sentence.of(text) == sentence.of(text).strip()
        end = sentence.end
    assert not text[end:].strip()


@given(st.text(alphabet=st.sampled_from("aB .\n”"), min_size=1, max_size=60), st.data())
def test_the_run_covers_every_span_and_is_made_of_whole_sentences(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    sentences = list(find_sentences(text))
    run = sentences_around(sentences, (Span(start, end),))
    assert run.start <= start < end <= run.end <= len(text)
    for sentence in sentences:
        assert not sentence.overlaps(run) or (run.start <= sentence.start and sentence.end <= run.end)


def test_an_attribution_over_two_sentences_gets_both() -> None:
    text = "Before. “Why?” Vale asked. After."
    sentences = list(find_sentences(text))
    spans = (
        Span(text.index("Why"), text.index("Why") + 4),
        Span(text.index("asked"), text.index("asked") + 5),
    )
    assert sentences_around(sentences, spans).of(text) == "“Why?” Vale asked."


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", [".", ". ", "“", ".”", "a", "A. ", " "])
def test_long_lines_take_linear_time(piece: str) -> None:
    text = piece * 200_000
    assert sum(1 for _ in find_sentences(text)) <= len(text)
