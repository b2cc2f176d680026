"""Rows: every key always there, held to the schema, and the way back."""

import json
from dataclasses import replace

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.records import (
    CUE_CLASSES,
    MODALITIES,
    POLARITIES,
    QUOTATIONS,
    SPEAKER_KINDS,
    STANCES,
    Attribution,
    Document,
    Reading,
    Span,
    Speaker,
    StatementDate,
    from_row,
    json_schema,
    to_row,
    to_rows,
)
from sayso.records.row import MAY_BE_UNREAD, NOT_READ_YET

# The record that leaves the program, key by key, as it is promised to users.
KEYS = (
    "schema id document document_id source cue content quotation speaker cue_class polarity modality stance "
    "date addressee occasion anonymity within responds_to confidence extractor reasons"
).split()
TEXT = "“It holds,” said Ada Quill 🌉, “for now.”\nمن قال؟"
DOCUMENT = Document(name="bridge", text=TEXT, raw=TEXT.encode(), media_type="text/plain", encoding="utf-8")
VALIDATOR = jsonschema.Draft202012Validator(json_schema())


def spans(least):
    """Spans of the text without overlap, at least so many."""
    ends = st.lists(st.integers(0, len(TEXT)), min_size=2 * least, max_size=6, unique=True).map(sorted)
    return ends.map(lambda at: tuple(Span(*pair) for pair in zip(at[::2], at[1::2], strict=False)))


KEY = st.sampled_from(["speaker", *MAY_BE_UNREAD])
SPEAKERS = st.builds(
    Speaker,
    name=st.text(min_size=1).filter(str.strip),
    because=st.text(),
    kind=st.none() | st.sampled_from(SPEAKER_KINDS),
    role=st.none() | st.text(),
)
SPAN = st.none() | spans(1).map(lambda found: found[0])
DATES = st.builds(
    StatementDate,
    value=st.dates().map(str),
    granularity=st.just("day"),
    because=st.text(max_size=5),
    span=SPAN,
)
ID = st.none() | st.text("0123456789abcdef", min_size=30, max_size=30).map("1".__add__)
ATTRIBUTIONS = st.builds(
    Attribution,
    document_id=st.just(DOCUMENT.id),
    source=spans(0),
    cue=spans(1),
    content=spans(1),
    quotation=st.sampled_from(QUOTATIONS),
    confidence=st.floats(0, 1),
    extractor=st.text(max_size=5),
    speaker=st.none() | SPEAKERS,
    cue_class=st.none() | st.sampled_from(CUE_CLASSES),
    polarity=st.none() | st.sampled_from(POLARITIES),
    modality=st.none() | st.sampled_from(MODALITIES),
    stance=st.none() | st.sampled_from(STANCES),
    date=st.none() | DATES,
    addressee=SPAN,
    occasion=SPAN,
    anonymity=SPAN,
    within=ID,
    responds_to=ID,
    reasons=st.dictionaries(KEY, st.text(min_size=1, max_size=5), max_size=3).map(
        lambda reasons: tuple(sorted(reasons.items()))
    ),
)


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(json_schema())
    assert list(json_schema()["properties"]) == KEYS
    assert json_schema()["required"] == KEYS


@given(ATTRIBUTIONS)
def test_every_row_holds_to_the_schema_and_has_every_key(attribution):
    row = to_row(DOCUMENT, attribution)
    VALIDATOR.validate(row)
    assert list(row) == KEYS
    assert json.loads(json.dumps(row)) == row


@given(ATTRIBUTIONS)
def test_every_span_of_a_row_is_a_slice(attribution):
    row = to_row(DOCUMENT, attribution)
    pieces = [*row["source"], *row["cue"], *row["content"], row["date"] and row["date"]["span"]]
    pieces += [row[key] for key in ("addressee", "occasion", "anonymity")]
    for piece in filter(None, pieces):
        assert piece["text"] == TEXT[piece["start"] : piece["end"]]


@given(ATTRIBUTIONS)
def test_what_is_null_has_a_reason(attribution):
    row = to_row(DOCUMENT, attribution)
    given_reasons = dict(attribution.reasons)
    for key in MAY_BE_UNREAD:
        reason = given_reasons.get(key, NOT_READ_YET if row[key] is None else None)
        assert row["reasons"].get(key) == reason


@given(ATTRIBUTIONS)
def test_a_row_gives_its_attribution_back(attribution):
    expected = replace(attribution, confidence=round(attribution.confidence, 4))
    assert from_row(json.loads(json.dumps(to_row(DOCUMENT, attribution)))) == expected


def attribution(**changes):
    parts = {
        "document_id": DOCUMENT.id,
        "source": (Span(17, 26),),
        "cue": (Span(12, 16),),
        "content": (Span(0, 11), Span(30, 40)),
        "quotation": "direct",
        "confidence": 0.93,
        "extractor": "test 1",
        "speaker": Speaker(name="Ada Quill", because="test"),
    }
    return Attribution(**(parts | changes))


def test_rows_come_in_the_readings_order():
    one, other = attribution(), attribution(source=())
    assert [row["id"] for row in to_rows(Reading(DOCUMENT, (other, one)))] == [other.id, one.id]


def test_a_span_outside_the_text_makes_no_row():
    with pytest.raises(ValueError, match="ends outside"):
        to_row(DOCUMENT, attribution(cue=(Span(0, len(TEXT) + 1),)))


def _without(key):
    return lambda row: row.pop(key)


def _set(key, value):
    return lambda row: row.__setitem__(key, value)


@pytest.mark.parametrize(
    "spoil",
    [
        *(pytest.param(_without(key), id=f"no {key}") for key in KEYS),
        pytest.param(_set("extra", 1), id="another key"),
        pytest.param(_set("schema", 2), id="another schema"),
        pytest.param(_set("id", "2" + "0" * 30), id="another recipe"),
        pytest.param(_set("cue", []), id="no cue"),
        pytest.param(_set("content", []), id="no content"),
        pytest.param(_set("content", [{"start": 0, "end": 1}]), id="a span without text"),
        pytest.param(_set("content", [{"start": -1, "end": 1, "text": "“"}]), id="a span before the text"),
        pytest.param(_set("quotation", "scare"), id="another quotation"),
        pytest.param(_set("speaker", {"name": "Ada Quill"}), id="half a speaker"),
        pytest.param(_set("speaker", "Ada Quill"), id="a name as speaker"),
        pytest.param(_set("cue_class", "mumble"), id="another cue class"),
        pytest.param(_set("date", {"value": "2031"}), id="half a date"),
        pytest.param(_set("confidence", 1.5), id="too sure"),
        pytest.param(_set("reasons", {"date": None}), id="a reason that is none"),
    ],
)
def test_the_schema_refuses(spoil):
    row = to_row(DOCUMENT, attribution())
    assert VALIDATOR.is_valid(row)
    spoil(row)
    assert not VALIDATOR.is_valid(row)


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (_set("schema", 2), ValueError),
        (_without("cue"), KeyError),
        (_set("cue", [{"start": 3, "end": 3, "text": ""}]), ValueError),
        (_set("content", [{"start": "0", "end": 1, "text": "“"}]), TypeError),
        (_set("reasons", None), TypeError),
        (_set("date", {"value": "soon", "granularity": "day", "because": "test", "span": None}), ValueError),
    ],
)
def test_from_row_refuses_what_is_no_row(spoil, error):
    row = to_row(DOCUMENT, attribution())
    spoil(row)
    with pytest.raises(error):
        from_row(row)
