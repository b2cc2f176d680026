"""Attributions: what is refused, and what their ids are made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.records import (
    Attribution,
    Document,
    Mention,
    Reading,
    Span,
    Speaker,
    StatementDate,
    attribution_id,
    make_id,
)

DOCUMENT = Document(
    name="x", text="Ada Quill said it holds.", raw=b"", media_type="text/plain", encoding="utf-8"
)
SOURCE, CUE, CONTENT = (Span(0, 9),), (Span(10, 14),), (Span(15, 23),)


def attribution(**changes):
    parts = {
        "document_id": DOCUMENT.id,
        "source": SOURCE,
        "cue": CUE,
        "content": CONTENT,
        "quotation": "indirect",
        "confidence": 0.5,
        "extractor": "test 1",
    }
    return Attribution(**(parts | changes))


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"cue": ()}, "needs a cue"),
        ({"content": ()}, "needs a cue and a content"),
        ({"quotation": "scare"}, "quotation"),
        ({"cue_class": "mumble"}, "cue_class"),
        ({"polarity": "maybe"}, "polarity"),
        ({"modality": "past"}, "modality"),
        ({"stance": "hostile"}, "stance"),
        ({"confidence": 1.01}, "confidence"),
        ({"confidence": -0.01}, "confidence"),
        ({"confidence": float("nan")}, "confidence"),
        ({"content": (Span(15, 20), Span(19, 23))}, "overlap"),
        ({"source": (Span(0, 3), Span(0, 3))}, "overlap"),
    ],
)
def test_refuses(changes, problem):
    with pytest.raises(ValueError, match=problem):
        attribution(**changes)


def test_the_source_may_be_empty():
    assert attribution(source=()).source == ()


def test_spans_are_put_in_text_order():
    made = attribution(content=(Span(18, 23), Span(15, 17)))
    assert made.content == (Span(15, 17), Span(18, 23))
    assert made.id == attribution(content=(Span(15, 17), Span(18, 23))).id


@pytest.mark.parametrize(
    "changes",
    [
        {"quotation": "mixed"},
        {"confidence": 0.9},
        {"extractor": "test 2"},
        {"speaker": Speaker(name="Ada Quill", because="test")},
        {"reasons": (("speaker", "test"),)},
    ],
)
def test_the_id_is_of_document_and_spans_whatever_model_found_them(changes):
    assert attribution(**changes).id == attribution().id


@pytest.mark.parametrize(
    "changes",
    [
        {"document_id": make_id("document", "other")},
        {"source": ()},
        {"source": (Span(0, 3),)},
        {"cue": (Span(10, 17),)},
        {"content": (Span(15, 17), Span(18, 23))},
    ],
)
def test_other_spans_or_another_document_have_another_id(changes):
    assert attribution(**changes).id != attribution().id


def test_roles_do_not_run_together():
    one, other = (Span(0, 1),), (Span(2, 3),)
    assert attribution_id("d", one, other, ()) != attribution_id("d", one, (), other)


@given(st.text(max_size=5))
def test_a_speaker_needs_a_name(name):
    if name.strip():
        assert Speaker(name=name, because="test").id == make_id("speaker", name)
    else:
        with pytest.raises(ValueError, match="name"):
            Speaker(name=name, because="test")


def test_a_reading_refuses_what_is_not_of_its_document():
    with pytest.raises(ValueError, match="another document"):
        Reading(DOCUMENT, (attribution(document_id=make_id("document", "other")),))


@pytest.mark.parametrize("role", ["source", "cue", "content"])
def test_a_reading_refuses_a_span_that_ends_outside_the_text(role):
    length = len(DOCUMENT.text)
    assert Reading(DOCUMENT, (attribution(**{role: (Span(length - 1, length),)}),))
    with pytest.raises(ValueError, match="outside the text"):
        Reading(DOCUMENT, (attribution(**{role: (Span(length - 1, length + 1),)}),))


@pytest.mark.parametrize(
    ("value", "granularity"),
    [("2031", "month"), ("2031-05-06", "week"), ("on Sunday", "day"), ("2031-05-06", "time")],
)
def test_a_date_is_as_precise_as_it_says(value, granularity):
    with pytest.raises(ValueError, match="granularity"):
        StatementDate(value=value, granularity=granularity, because="test")


def test_every_span_lies_in_the_text():
    beyond = Span(0, len(DOCUMENT.text) + 1)
    for change in ({"addressee": beyond}, {"occasion": beyond}, {"anonymity": beyond}):
        with pytest.raises(ValueError, match="outside the text"):
            Reading(DOCUMENT, (attribution(**{"document_id": DOCUMENT.id} | change),))
    with pytest.raises(ValueError, match="outside the text"):
        Reading(DOCUMENT, (), (Mention(span=beyond, form="name"),))


@pytest.mark.parametrize("change", [{"form": "word"}, {"type": "animal"}, {"confidence": 2}])
def test_a_mention_refuses(change):
    with pytest.raises(ValueError, match="must be"):
        Mention(**({"span": Span(0, 1), "form": "name"} | change))
