"""The record that leaves the program: one attribution as a JSON object, every key always there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .attribution import (
    CUE_CLASSES,
    GRANULARITIES,
    MODALITIES,
    POLARITIES,
    QUOTATIONS,
    SPEAKER_KINDS,
    STANCES,
    Attribution,
    Reading,
    Speaker,
    StatementDate,
)
from .document import Document
from .span import Span, Spans

SCHEMA_VERSION = 1
NOT_READ_YET = "not read yet"
MAY_BE_UNREAD = (
    "cue_class", "polarity", "modality", "stance", "date", "addressee", "occasion", "anonymity", "within",
    "responds_to",
)  # fmt: skip

Row = dict[str, Any]


def to_rows(reading: Reading) -> Iterator[Row]:
    """The reading's attributions as rows, in their order."""
    for attribution in reading.attributions:
        yield to_row(reading.document, attribution)


def to_row(document: Document, attribution: Attribution) -> Row:
    """One attribution of the document as the JSON object that `sayso schema` describes."""
    return row_of(document.name, document.text, attribution)


def row_of(name: str, text: str, attribution: Attribution) -> Row:
    """The row of an attribution in a document of this name and text."""
    reasons = dict(attribution.reasons)
    row: Row = {
        "schema": SCHEMA_VERSION,
        "id": attribution.id,
        "document": name,
        "document_id": attribution.document_id,
        "source": _slices(attribution.source, text),
        "cue": _slices(attribution.cue, text),
        "content": _slices(attribution.content, text),
        "quotation": attribution.quotation,
        "speaker": _speaker(attribution.speaker),
        "cue_class": attribution.cue_class,
        "polarity": attribution.polarity,
        "modality": attribution.modality,
        "stance": attribution.stance,
        "date": _date(attribution.date, text),
        "addressee": _slice(attribution.addressee, text),
        "occasion": _slice(attribution.occasion, text),
        "anonymity": _slice(attribution.anonymity, text),
        "within": attribution.within,
        "responds_to": attribution.responds_to,
    }
    for key in MAY_BE_UNREAD:
        if row[key] is None:
            reasons.setdefault(key, NOT_READ_YET)
    row["confidence"] = round(attribution.confidence, 4)
    row["extractor"] = attribution.extractor
    row["reasons"] = dict(sorted(reasons.items()))
    return row


def from_row(row: Row, *, named_at: Span | None = None) -> Attribution:
    """The attribution that a row describes; ValueError, KeyError or TypeError where it is no such row.

    `named_at` is where its speaker is named, which no row tells.
    """
    if row["schema"] != SCHEMA_VERSION:
        raise ValueError(f"row has schema {row['schema']!r}, this version reads {SCHEMA_VERSION}")
    speaker, date = row["speaker"], row["date"]
    if not isinstance(row["reasons"], dict):
        raise TypeError(f"reasons must be an object, got {row['reasons']!r}")
    return Attribution(
        document_id=row["document_id"],
        source=_spans(row["source"]),
        cue=_spans(row["cue"]),
        content=_spans(row["content"]),
        quotation=row["quotation"],
        confidence=row["confidence"],
        extractor=row["extractor"],
        speaker=speaker
        and Speaker(
            name=speaker["name"],
            because=speaker["because"],
            kind=speaker["kind"],
            role=speaker["role"],
            named_at=named_at,
        ),
        cue_class=row["cue_class"],
        polarity=row["polarity"],
        modality=row["modality"],
        stance=row["stance"],
        date=date
        and StatementDate(
            value=date["value"],
            granularity=date["granularity"],
            because=date["because"],
            span=_span(date["span"]),
        ),
        addressee=_span(row["addressee"]),
        occasion=_span(row["occasion"]),
        anonymity=_span(row["anonymity"]),
        within=row["within"],
        responds_to=row["responds_to"],
        reasons=tuple(sorted((k, v) for k, v in row["reasons"].items() if v != NOT_READ_YET)),
    )


def _slices(spans: Spans, text: str) -> list[Row]:
    return [{"start": span.start, "end": span.end, "text": span.of(text)} for span in spans]


def _slice(span: Span | None, text: str) -> Row | None:
    return None if span is None else _slices((span,), text)[0]


def _spans(slices: list[Row]) -> Spans:
    return tuple(Span(piece["start"], piece["end"]) for piece in slices)


def _span(piece: Row | None) -> Span | None:
    return None if piece is None else _spans([piece])[0]


def _speaker(speaker: Speaker | None) -> Row | None:
    if speaker is None:
        return None
    return {
        "id": speaker.id,
        "name": speaker.name,
        "kind": speaker.kind,
        "role": speaker.role,
        "because": speaker.because,
    }


def _date(date: StatementDate | None, text: str) -> Row | None:
    if date is None:
        return None
    return {
        "value": date.value,
        "granularity": date.granularity,
        "span": _slice(date.span, text),
        "because": date.because,
    }


def json_schema() -> Row:
    """The JSON Schema (draft 2020-12) of one row."""
    span = {"$ref": "#/$defs/span"}
    spans = {"type": "array", "items": span}
    text, maybe = {"type": "string"}, {"type": ["string", "null"]}
    properties: Row = {
        "schema": {"const": SCHEMA_VERSION},
        "id": {"$ref": "#/$defs/id", "description": "of the document and the spans, whatever model found it"},
        "document": {**text, "description": "the document's name; not unique"},
        "document_id": {"$ref": "#/$defs/id"},
        "source": {**spans, "description": "who says it; empty where the text names nobody"},
        "cue": {**spans, "minItems": 1, "description": "the words that signal the attribution"},
        "content": {**spans, "minItems": 1, "description": "what is said; may be discontinuous"},
        "quotation": {"enum": list(QUOTATIONS)},
        "speaker": {"oneOf": [{"type": "null"}, {"$ref": "#/$defs/speaker"}]},
        "cue_class": {"enum": [*CUE_CLASSES, None]},
        "polarity": {"enum": [*POLARITIES, None]},
        "modality": {"enum": [*MODALITIES, None]},
        "stance": {"enum": [*STANCES, None]},
        "date": {"oneOf": [{"type": "null"}, {"$ref": "#/$defs/date"}]},
        "addressee": {"oneOf": [{"type": "null"}, span]},
        "occasion": {"oneOf": [{"type": "null"}, span]},
        "anonymity": {
            "oneOf": [{"type": "null"}, span],
            "description": "the stated reason for leaving a source unnamed",
        },
        "within": {**maybe, "description": "id of the enclosing attribution"},
        "responds_to": {**maybe, "description": "id of the attribution that this one echoes or denies"},
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
        "extractor": text,
        "reasons": {
            "type": "object",
            "additionalProperties": text,
            "description": "key -> why it is null or doubtful",
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Sayso attribution",
        "description": "One attribution; offsets are code points of the document's text, end exclusive.",
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
        "$defs": {
            "id": {"type": "string", "pattern": "^1[0-9a-f]{30}$"},
            "span": _closed(
                start={"type": "integer", "minimum": 0}, end={"type": "integer", "minimum": 1}, text=text
            ),
            "speaker": _closed(
                id={"$ref": "#/$defs/id"},
                name=text,
                kind={"enum": [*SPEAKER_KINDS, None]},
                role=maybe,
                because=text,
            ),
            "date": _closed(
                value=text,
                granularity={"enum": list(GRANULARITIES)},
                span={"oneOf": [{"type": "null"}, span]},
                because=text,
            ),
        },
    }


def _closed(**properties: object) -> Row:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
