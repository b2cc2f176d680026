"""What Sayso promises of any text at all."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sayso
from sayso import Document, DocumentError, Skipped
from sayso.extract.encode import LINE_BREAK
from sayso.records import from_row, spans_of, to_rows
from sayso.records.row import MAY_BE_UNREAD, NOT_READ_YET

SAID = "“The bridge is safe,” said Ada Quill, the engineer."
LATER = "The mayor said on Monday that the bridge would stay closed."

ODD_TEXTS = [
    "",
    " ",
    "\n",
    "”",
    "said",
    SAID,
    SAID.upper(),
    SAID.lower(),
    SAID + "\r\n" + LATER,
    SAID + "\u2028" + LATER + "\u2029",
    SAID + "\x0b" + LATER + "\x0c\x1c\x1d\x85",
    SAID + "\r\r" + LATER + "\n\r",
    "\ufeff" + SAID,
    "🌉 " + SAID.replace("bridge", "bridge 🌉🏽").replace("Ada", "👩🏽‍🔧 Ada"),
    "قالت آدا: «الجسر آمن». \u202e" + SAID + "\u202c",
    "‏" + SAID.replace(" ", "\u200b "),
    "\u200b\u200d\u2060".join(SAID),
    SAID.replace("a", "a\u0301").replace("e", "e\u0308\u0323"),
    SAID.replace(" ", "\x01 \x1b "),
    "“The bridge is " + "very" * 5000 + " safe,” said Ada Quill.",
    "“" * 30 + SAID + "”" * 30,
    SAID.replace("“", "‘").replace("”", "’"),
    SAID.replace("“", '"').replace("”", ""),
    "桥是安全的,”艾达说。“" + SAID,
    "QUILL: The bridge is safe.\nVALE: It is not!\n• Bridge safe, says Quill\n• Vale: no",
    "𝔗𝔥𝔢 𝔟𝔯𝔦𝔡𝔤𝔢 𝔦𝔰 𝔰𝔞𝔣𝔢, said 𝔄𝔡𝔞",
]
MIXTURES = st.lists(
    st.sampled_from([*SAID.split(" "), *LATER.split(" "), "“", "”", "'", '"', "‘", "’", "\n", "\r\n",
                     "\u2028", "🌉", "\u200d", "\u202e", "שלום", "\x00", "\x1b", "\u0301", "a" * 300]),
    max_size=60,
).map(" ".join)  # fmt: skip
TEXTS = st.text(max_size=200) | MIXTURES | st.sampled_from(ODD_TEXTS)


def document(text, name="x"):
    return Document(name=name, text=text, raw=text.encode(), media_type="text/plain", encoding="utf-8")


def assert_made_of_slices(reading, text):
    assert reading.document.text == text
    for attribution, row in zip(reading.attributions, to_rows(reading), strict=True):
        for role in ("source", "cue", "content"):
            spans = getattr(attribution, role)
            for span, piece in zip(spans, row[role], strict=True):
                assert 0 <= span.start < span.end <= len(text)
                assert piece["text"] == text[span.start : span.end] != ""
                assert piece["text"] == piece["text"].strip()
                assert not LINE_BREAK.search(piece["text"])
            assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
        assert all(span.end <= len(text) for span in spans_of(attribution))
        assert 0 <= attribution.confidence <= 1
        for key in MAY_BE_UNREAD:
            assert row[key] is not None or row["reasons"][key] != NOT_READ_YET
        assert (attribution.speaker is None) == ("speaker" in row["reasons"])
        assert from_row(row) == attribution


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_every_span_is_a_slice_of_odd_texts(text, shipped_reader):
    assert_made_of_slices(shipped_reader.read(document(text)), text)


@settings(max_examples=80)
@given(text=TEXTS)
def test_every_span_is_a_slice_of_any_text(text, shipped_reader):
    assert_made_of_slices(shipped_reader.read(document(text)), text)


@settings(max_examples=25)
@given(text=TEXTS)
def test_reading_is_deterministic(text, shipped_reader):
    assert shipped_reader.read(document(text)) == shipped_reader.read(document(text))


@settings(max_examples=25)
@given(one=TEXTS, other=TEXTS)
def test_one_before_the_other_reads_as_the_other_before_the_one(one, other, shipped_reader):
    first, second = document(one, "one"), document(other, "other")
    forth = list(shipped_reader.read_many([first, second]))
    back = list(shipped_reader.read_many([second, first]))
    assert forth == back[::-1]
    assert forth == [shipped_reader.read(first), shipped_reader.read(second)]


@settings(max_examples=25)
@given(text=st.text(alphabet=st.characters(categories=["Cs", "L", "P", "Z"]), max_size=20))
def test_a_text_that_is_none_is_refused_and_any_other_read(text, shipped_reader):
    whole = not any("\ud800" <= character <= "\udfff" for character in text)
    broken = Document(name="x", text=text, raw=b"", media_type="text/plain", encoding="utf-8")
    if whole:
        assert_made_of_slices(shipped_reader.read(broken), text)
        return
    with pytest.raises(DocumentError, match="surrogate"):
        shipped_reader.read(broken)
    with pytest.raises(DocumentError, match="surrogate"):
        sayso.read(text)
    (skipped,) = shipped_reader.read_many([broken])
    assert isinstance(skipped, Skipped)


@settings(max_examples=25)
@given(text=TEXTS)
def test_the_texts_end_needs_no_line_break(text, shipped_reader):
    # What is read does not depend on blank lines after the text; offsets stay.
    before = shipped_reader.read(document(text)).attributions
    after = shipped_reader.read(document(text + "\n")).attributions
    assert [(one.source, one.cue, one.content) for one in before] == [
        (one.source, one.cue, one.content) for one in after
    ]
