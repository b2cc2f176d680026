"""Drafts: what a reviewer means, held to the text."""

from dataclasses import replace

import pytest

from sayso.errors import AbortRun
from sayso.extract.quotes import find_quotes, quotation_of
from sayso.records import Attribution, Document, Span, Speaker, StatementDate
from sayso.review import draft

TEXT = "Ada Quill said “the sluice is open” on Monday."
DOCUMENT = Document(name="a", text=TEXT, raw=TEXT.encode(), media_type="text/plain", encoding="utf-8")


def at(words):
    return {"start": TEXT.index(words), "end": TEXT.index(words) + len(words)}


ONE = Attribution(
    document_id=DOCUMENT.id,
    source=(Span(0, 9),),
    cue=(Span(10, 14),),
    content=(Span(**at("“the sluice is open”")),),
    quotation="direct",
    confidence=0.4,
    extractor="m 1",
    speaker=Speaker(name="Ada Quill", kind="person", because="its own words", named_at=Span(0, 9)),
    cue_class="report",
    reasons=(("date", "none stated"), ("within", "outermost")),
)


def drafted(changes, upon=ONE):
    def of(text, content):
        return quotation_of(text, content, find_quotes(text))

    return draft(DOCUMENT, changes, upon=upon, quotation_of=of, reviewer="Ada Quill")


def test_nothing_changed_is_the_same():
    assert drafted({}) == ONE


def test_spans_are_moved_and_the_quotation_follows():
    new = drafted({"content": [at("“the sluice is open” on Monday")]})
    assert new.quotation == "mixed"
    assert new.id != ONE.id
    assert new.source == ONE.source


def test_a_value_that_is_given_has_no_reason_to_be_missing():
    new = drafted({"date": {"value": "2026-11-23", "span": at("Monday")}, "cue_class": None})
    assert (new.date.granularity, new.date.span.of(TEXT)) == ("day", "Monday")
    assert dict(new.reasons) == {"within": "outermost", "cue_class": "none, says a reviewer"}


def test_a_date_that_is_given_as_it_is_keeps_what_it_rests_on():
    date = StatementDate(value="2026-11-23", granularity="day", because="a Monday", span=Span(**at("Monday")))
    dated = replace(ONE, date=date, reasons=(("date", "which Monday is a guess"),))
    assert drafted({"date": {"value": "2026-11-23", "granularity": "day"}}, upon=dated) == dated
    assert drafted({"date": {"value": "2026-11-24"}}, upon=dated).date.span is None


def test_a_new_one_is_made_of_what_is_given():
    new = drafted({"cue": [at("said")], "content": [at("open")]}, upon=None)
    assert (new.source, new.quotation, new.confidence, new.extractor) == (
        (),
        "direct",
        1.0,
        "reviewer Ada Quill",
    )


def test_a_speaker_is_named():
    new = drafted({"speaker": {"name": " Oskar  Pell ", "kind": "person", "role": ""}})
    assert (new.speaker.name, new.speaker.kind, new.speaker.role) == ("Oskar Pell", "person", None)
    same = drafted({"speaker": {"name": "Ada Quill", "kind": "person", "role": None}})
    assert same.speaker.because == "its own words"
    assert drafted({"speaker": None}).speaker is None


@pytest.mark.parametrize(
    ("changes", "subject"),
    [
        ({"verdict": "true"}, "verdict"),
        ({"content": []}, "content"),
        ({"cue": [{"start": 0, "end": 10_000}]}, "cue"),
        ({"cue": [{"start": 9, "end": 10}]}, "cue"),
        ({"cue": [{"start": 4, "end": 4}]}, "cue"),
        ({"cue": [{"start": "0", "end": "4"}]}, "cue"),
        ({"cue": [{"start": True, "end": 4}]}, "cue"),
        ({"cue": [at("said"), at("said")]}, "cue"),
        ({"cue": "said"}, "cue"),
        ({"cue": [None]}, "cue"),
        ({"source": {"start": 0, "end": 4}}, "source"),
        ({"addressee": []}, "addressee"),
        ({"cue_class": "shout"}, "cue_class"),
        ({"cue_class": ["claim"]}, "cue_class"),
        ({"quotation": None}, "quotation"),
        ({"polarity": {}}, "polarity"),
        ({"speaker": "Ada"}, "speaker"),
        ({"speaker": {"name": " "}}, "speaker"),
        ({"speaker": {"name": "A" * 501}}, "speaker"),
        ({"speaker": {"name": "Ada", "kind": "king"}}, "speaker"),
        ({"date": "Monday"}, "date"),
        ({"date": {"value": "2026-13-45"}}, "date"),
        ({"date": {"value": "soon"}}, "date"),
        ({"date": {"value": "2026", "granularity": "century"}}, "date"),
        ({"date": {"value": "2026", "granularity": ["year"]}}, "date"),
        ({"date": {"value": "2026-11-23", "span": {"start": 0}}}, "date"),
        ({"within": 3}, "within"),
    ],
)
def test_what_is_wrong_is_said(changes, subject):
    with pytest.raises(AbortRun) as raised:
        drafted(changes)
    assert raised.value.subject == subject


def test_a_new_one_needs_a_cue():
    with pytest.raises(AbortRun, match="needs one"):
        drafted({"content": [at("open")]}, upon=None)
