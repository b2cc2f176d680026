"""Records as rows and rows as records, and what makes a row no slice of its text."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from datetime import date as Day
from functools import cache
from typing import Any

from sayso.errors import AbortRun, DocumentError
from sayso.records import (
    Attribution,
    Document,
    Locator,
    Locators,
    Metadata,
    Span,
    Spans,
    Speaker,
    StatementDate,
    joined,
)
from sayso.records.sentence import sentences_around
from sayso.records.span import APART

from .places import to_place as to_archive_place
from .rows import DocumentRow, SkippedRow, Tombstone
from .schema import SLICES

Values = dict[str, Any]  # one row on its way to the database
Fields = Mapping[Any, Any]  # one row on its way back, by the names of its columns
ROLES = ("source", "cue", "content")
AS_THEY_ARE = ("cue_class", "polarity", "modality", "stance", "within", "responds_to")
NOT_KEPT = b""  # in place of packed bytes, which are never empty: they stand in a web archive
COMPRESSION_LEVEL = 6  # zlib's own balance; level 9 saves 1 % of a page and takes twice as long


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_DECODER = json.JSONDecoder()


def to_json(value: object) -> str:
    """The value as short JSON, readable in any script."""
    return _ENCODER.encode(value)


def to_time(now: datetime) -> str:
    """The moment in UTC as text that sorts by time; ValueError where its time zone is not known."""
    if now.tzinfo is None:
        raise ValueError("`now` needs a time zone")
    return now.astimezone(UTC).isoformat(timespec="microseconds")


def hash_text(text: str) -> str:
    """SHA-256 of the text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def printable(name: str) -> str:
    """The name with what no database stores (half characters, NUL) spelled out."""
    return name.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def row_number(number: int) -> int:
    """The number where a row can have it; else 0, which no row has and every database takes."""
    return number if 0 < number < 2**63 else 0


def document_values(document: Document) -> Values:
    """The document as a row of `documents`, but for its version and when it was added.

    DocumentError where no database can keep its text.
    """
    metadata = document.metadata
    values: Values = {
        "id": document.id,
        "name": printable(document.name),
        "title": metadata.title,
        "outlet": metadata.outlet,
        "authors": to_json(metadata.authors),
        "published": metadata.published,
        "url": metadata.url,
        "language": metadata.language,
        "media_type": document.media_type,
        "encoding": document.encoding,
        "sha256": document.sha256,
        "n_characters": len(document.text),
        "text": document.text,
        "locators": from_locators(document.locators),
    }
    for column, value in values.items():
        if isinstance(value, str):
            _refuse_unstorable(values["name"], column, value)
    values["text_sha256"] = hash_text(document.text)
    return values


def _refuse_unstorable(name: str, column: str, value: str) -> None:
    if "\0" in value:
        raise DocumentError(name, f"its {column} holds a NUL character")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise DocumentError(name, f"its {column} holds half a character ({error.reason})") from error


def archive_values(document: Document, *, keep_bytes: bool) -> Values:
    """The document's bytes as a row of `archives`; without them where they stand in a web archive.

    `keep_bytes` keeps those, too. DocumentError where the bytes are neither given nor stand anywhere.
    """
    if document.raw is None and document.place is None:
        problem = "its bytes are not given, and stand in no web archive"
        raise DocumentError(printable(document.name), problem)
    kept = document.raw if document.place is None or keep_bytes else None
    packed = zlib.compress(kept, COMPRESSION_LEVEL) if kept is not None else NOT_KEPT
    return {
        "sha256": document.sha256, "n_bytes": document.n_bytes, "compression": "zlib", "bytes": packed,
    }  # fmt: skip


def attribution_values(document: Document, attribution: Attribution, sentences: Sequence[Span]) -> Values:
    """What of an attribution depends on its spans alone, as a row of `attributions`."""
    values: Values = {"id": attribution.id, "document_id": document.id}
    for role in ROLES:
        spans: Spans = getattr(attribution, role)
        values[f"{role}_spans"] = "[" + ",".join(f"[{span.start},{span.end}]" for span in spans) + "]"
        values[f"{role}_text"] = joined(spans, document.text)
    around = sentences_around(sentences, (*attribution.source, *attribution.cue, *attribution.content))
    values["sentence_start"], values["sentence_end"] = around.start, around.end
    return values


def extraction_values(attribution: Attribution, text: str) -> Values:
    """What of an attribution depends on the reading, as a row of `extractions`, but for its keys."""
    speaker, date = attribution.speaker, attribution.date
    values: Values = {
        "quotation": attribution.quotation,
        "confidence": float(attribution.confidence),
        "speaker_id": speaker and speaker.id,
        "speaker_name": speaker and speaker.name,
        "speaker_kind": speaker and speaker.kind,
        "speaker_role": speaker and speaker.role,
        "speaker_because": speaker and speaker.because,
        "reasons": to_json(attribution.reasons) if attribution.reasons else "[]",
        "date_value": date and date.value,
        "date_granularity": date and date.granularity,
        "date_because": date and date.because,
        "date_day": date and first_day(date),
    }
    for key in AS_THEY_ARE:
        values[key] = getattr(attribution, key)
    for name, span in _places(attribution).items():
        values[f"{name}_start"] = span and span.start
        values[f"{name}_end"] = span and span.end
        values[f"{name}_text"] = span and span.of(text)
    return values


@cache
def places_of(names: tuple[str, ...]) -> frozenset[str]:
    """The columns of `extractions` that say where and what the places of these names are."""
    return frozenset(f"{name}_{part}" for name in names for part in ("start", "end", "text"))


def _places(attribution: Attribution) -> dict[str, Span | None]:
    """The single places that an attribution has beside its roles, by the names of their columns."""
    return {
        "speaker_named": attribution.speaker.named_at if attribution.speaker else None,
        "date": attribution.date.span if attribution.date else None,
        "addressee": attribution.addressee,
        "occasion": attribution.occasion,
        "anonymity": attribution.anonymity,
    }


def slice_problems(row: Fields, text: str) -> Iterator[str]:
    """Why a row of `attributions` does not hold slices of this text; nothing where it does."""
    if not _holds_slices(row, text):
        yield from _slice_problems(row, text)


def _holds_slices(row: Fields, text: str) -> bool:
    """Whether nothing is wrong with the row, found soon: a ledger has a million of them."""
    start, end = row["sentence_start"], row["sentence_end"]
    if not (type(start) is type(end) is int and 0 <= start < end <= len(text)):
        return False
    try:
        for role in ROLES:
            stored = row[f"{role}_spans"]
            pairs, length = _DECODER.raw_decode(stored)
            pieces = [text[first:last] for first, last in pairs if start <= first < last <= end]
            if (length, len(pairs)) != (len(stored), len(pieces)) or APART.join(pieces) != row[
                f"{role}_text"
            ]:
                return False
    except (ValueError, TypeError):
        return False
    return True


def _slice_problems(row: Fields, text: str) -> Iterator[str]:
    spans: list[Span] = []
    for role in ROLES:
        try:
            found = to_spans(row[f"{role}_spans"])
            stored, there = row[f"{role}_text"], joined(found, text)
        except (ValueError, TypeError) as error:
            yield f"its {role} spans are no spans of the text ({error})"
            continue
        spans.extend(found)
        if stored != there:
            yield f"its {role} is stored as {_short(stored)}, the text there is {_short(there)}"
    start, end = row["sentence_start"], row["sentence_end"]
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
        yield f"its sentence {start}:{end} is no span of the text"
    elif any(span.start < start or span.end > end for span in spans):
        yield f"its sentence {start}:{end} does not cover its spans"


def place_problems(row: Fields, text: str) -> Iterator[str]:
    """Why the places of a row of `extractions` are no slices of this text; nothing where they are."""
    for name in SLICES:
        stored = row[f"{name}_text"]
        try:
            place = to_place(row, name)
            there = place and place.of(text)
        except ValueError as error:
            yield f"its {name} is no span of the text ({error})"
            continue
        if stored != there:
            yield f"its {name} is stored as {_short(stored)}, the text there is {_short(there)}"


def _short(text: object) -> str:
    shown = repr(text)
    return shown if len(shown) <= 60 else shown[:57] + "…" + shown[-1]


def to_spans(stored: str) -> Spans:
    """The spans of a JSON list of pairs; ValueError or TypeError where it is none."""
    return tuple(Span(start, end) for start, end in json.loads(stored))


def to_attribution(row: Fields) -> Attribution:
    """The attribution of joined rows of `attributions`, `extractions` and `readings`, as it was added.

    AbortRun where the stored rows give no such attribution.
    """
    try:
        attribution = Attribution(
            document_id=row["document_id"],
            source=to_spans(row["source_spans"]),
            cue=to_spans(row["cue_spans"]),
            content=to_spans(row["content_spans"]),
            quotation=row["quotation"],
            confidence=row["confidence"],
            extractor=row["found_by"] or row["extractor"],
            speaker=to_speaker(row),
            date=to_date(row),
            addressee=to_place(row, "addressee"),
            occasion=to_place(row, "occasion"),
            anonymity=to_place(row, "anonymity"),
            reasons=to_reasons(row["reasons"]),
            **{key: row[key] for key in AS_THEY_ARE},
        )
    except (ValueError, TypeError, KeyError) as error:
        raise _damaged("attribution", row["id"], str(error)) from error
    if attribution.id != row["id"]:
        raise _damaged("attribution", row["id"], "its id is not the one its spans give")
    return attribution


def to_speaker(row: Fields) -> Speaker | None:
    """The speaker of a row of `extractions`, if it has one; ValueError where that is not its id."""
    if row["speaker_name"] is None:
        return None
    speaker = Speaker(
        name=row["speaker_name"],
        because=row["speaker_because"] or "",
        kind=row["speaker_kind"],
        role=row["speaker_role"],
        named_at=to_place(row, "speaker_named"),
    )
    if speaker.id != row["speaker_id"]:
        raise ValueError("the speaker's id is not the one the name gives")
    return speaker


def to_date(row: Fields) -> StatementDate | None:
    """The date of a row of `extractions`, if it has one; ValueError where it is none."""
    if row["date_value"] is None:
        return None
    return StatementDate(
        value=row["date_value"],
        granularity=row["date_granularity"],
        because=row["date_because"] or "",
        span=to_place(row, "date"),
    )


def first_day(date: StatementDate) -> str:
    """The date as text that sorts with days: a week's Monday; a month or a year as it is, before its days."""
    if date.granularity != "week":
        return date.value
    year, week = date.value.split("-W")
    try:
        return Day.fromisocalendar(int(year), int(week), 1).isoformat()
    except ValueError:  # a week that the year does not have
        return year


def to_place(row: Fields, name: str) -> Span | None:
    """The place in the text that a row of `extractions` has under this name; ValueError where it is none."""
    start, end = row[f"{name}_start"], row[f"{name}_end"]
    if start is None and end is None:
        return None
    if not (isinstance(start, int) and isinstance(end, int)):
        raise ValueError(f"its {name} is at {start!r} to {end!r}")
    return Span(start, end)


def to_reasons(stored: str) -> tuple[tuple[str, str], ...]:
    """The reasons of a row of `extractions`; ValueError or TypeError where they are none."""
    return tuple((str(key), str(reason)) for key, reason in json.loads(stored))


def to_document(row: Fields) -> Document:
    """The document of joined rows of `documents`, `archives` and `places`, as it was added.

    Without its bytes where they stand in a web archive alone. AbortRun where damaged.
    """
    try:
        document = Document(
            name=row["name"],
            text=row["text"],
            raw=zlib.decompress(row["bytes"]) if row["bytes"] else None,
            media_type=row["media_type"],
            encoding=row["encoding"],
            metadata=to_metadata(row),
            sha256=row["sha256"],
            n_bytes=row["n_bytes"],
            place=to_archive_place(row),
            locators=to_locators(row["locators"]),
        )
    except (ValueError, TypeError, zlib.error) as error:
        raise _damaged("document", row["id"], str(error)) from error
    if document.id != row["id"] or hash_text(document.text) != row["text_sha256"]:
        raise _damaged("document", row["id"], "its text, its bytes or its origin have been changed")
    return document


def from_locators(places: Locators) -> str | None:
    """The places as the column holds them; None where there are none."""
    return to_json([[place.start, place.kind, place.label] for place in places]) if places else None


def to_locators(stored: str | None) -> Locators:
    """The places of a row of `documents`; ValueError or TypeError where they are none."""
    if stored is None:
        return ()
    return tuple(Locator(int(start), kind, str(label)) for start, kind, label in json.loads(stored))


def locators_in(row: Fields) -> Locators:
    """The places of a row of `documents`; AbortRun where they are damaged."""
    try:
        return to_locators(row["locators"])
    except (ValueError, TypeError) as error:
        raise _damaged("document", row["id"], str(error)) from error


def to_metadata(row: Fields) -> Metadata:
    """What is known about the document of a row of `documents`."""
    return Metadata(
        title=row["title"],
        outlet=row["outlet"],
        authors=tuple(json.loads(row["authors"])),
        published=row["published"],
        url=row["url"],
        language=row["language"],
    )


def to_document_row(row: Fields) -> DocumentRow:
    """The listing of a document."""
    return DocumentRow(
        id=row["id"],
        name=row["name"],
        metadata=to_metadata(row),
        media_type=row["media_type"],
        encoding=row["encoding"],
        sha256=row["sha256"],
        n_characters=row["n_characters"],
        added_at=datetime.fromisoformat(row["added_at"]),
        version=row["version"],
        previous=row["previous"],
        current=bool(row["current"]),
        extractor=row["extractor"],
        n_attributions=row["n_attributions"],
        origin=row["origin"],
        n_carrying=row["n_carrying"] or 1,
        unread=row["unread"],
    )


def to_skipped_row(row: Fields) -> SkippedRow:
    """The listing of a skipped input."""
    return SkippedRow(
        name=row["name"],
        reason=row["reason"],
        sha256=row["sha256"],
        skipped_at=datetime.fromisoformat(row["skipped_at"]),
    )


def to_tombstone(row: Fields) -> Tombstone:
    """The tombstone of a row of `tombstones`."""
    return Tombstone(
        id=row["id"],
        sha256=row["sha256"],
        reason=row["reason"],
        by=row["purged_by"],
        purged_at=datetime.fromisoformat(row["purged_at"]),
    )


def _damaged(what: str, where: str, problem: str) -> AbortRun:
    return AbortRun(f"{what} {where}", f"the ledger's row is damaged ({problem})", "see `sayso verify`")
