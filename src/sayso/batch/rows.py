"""Rows: readings and skipped inputs as they stand in the Parquet files, and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from typing import Any, Literal, get_args

from sayso.errors import missing_extra
from sayso.export.parquet import attribution_rows, attribution_schema, storable
from sayso.records import (
    ArchivePlace,
    Attribution,
    Document,
    Locator,
    Mention,
    Metadata,
    Reading,
    Row,
    Skipped,
    Span,
    from_row,
)

Table = Literal["documents", "attributions", "mentions", "skipped"]
TABLES: tuple[Table, ...] = get_args(Table)
Rows = dict[Table, list[Row]]


def to_rows(item: Reading | Skipped, extractor: str) -> Rows:
    """The rows of what became of one document, read by this extractor."""
    if isinstance(item, Skipped):
        place = item.place and asdict(item.place)
        skipped = {"name": item.name, "reason": item.reason, "sha256": item.sha256, "place": place}
        return {"documents": [], "attributions": [], "mentions": [], "skipped": [storable(skipped)]}
    return {
        "documents": [{**_document_row(item.document, extractor), "unread": item.unread}],
        "attributions": [
            {**row, "named_at": _place(one.speaker.named_at if one.speaker else None)}
            for row, one in zip(attribution_rows([item]), item.attributions, strict=True)
        ],
        "mentions": [_mention_row(item.document, number, one) for number, one in enumerate(item.mentions)],
        "skipped": [],
    }


def to_reading(document: Row, attributions: Iterable[Row], mentions: Iterable[Row]) -> Reading:
    """The reading that the rows were made of; ValueError, KeyError or TypeError where they are none."""
    made = Document(
        name=document["name"],
        text=document["text"],
        raw=document["raw"],
        sha256=document["sha256"],
        n_bytes=document["n_bytes"],
        place=to_archive_place(document["place"]),
        media_type=document["media_type"],
        encoding=document["encoding"],
        metadata=Metadata(
            title=document["title"],
            outlet=document["outlet"],
            authors=tuple(document["authors"]),
            published=document["published"],
            url=document["url"],
            language=document["language"],
        ),
        locators=tuple(Locator(**one) for one in document["locators"]),
    )
    for key in ("sha256", "id"):
        if getattr(made, key) != document[key]:
            raise ValueError(f"the {key} of {document['name']!r} is not that of its bytes")
    return Reading(
        made,
        tuple(_attribution(row) for row in attributions),
        tuple(_mention(row) for row in mentions),
        document["unread"],
    )


@cache
def schemas() -> dict[Table, Any]:
    """The columns of each table; AbortRun with its cure where pyarrow is not installed.

    `item` numbers what a part gave, documents and skipped inputs alike, from 0.
    """
    pyarrow = import_pyarrow()
    text, integer, real = pyarrow.string(), pyarrow.int64(), pyarrow.float64()
    item = ("item", integer)
    place = pyarrow.struct([("start", integer), ("end", integer)])
    archived = pyarrow.struct(
        [
            ("archive", text),
            ("member", text),
            ("record", text),
            ("offset", integer),
            ("length", integer),
            ("captured", text),
        ]
    )
    locator = pyarrow.struct([("start", integer), ("kind", text), ("label", text)])
    antecedent = pyarrow.struct([("mention", integer), ("probability", real)])
    of_attributions = attribution_schema(pyarrow)
    return {
        "documents": pyarrow.schema(
            [
                item, ("id", text), ("name", text), ("text", text), ("title", text), ("outlet", text),
                ("authors", pyarrow.list_(text)), ("published", text), ("url", text), ("language", text),
                ("media_type", text), ("encoding", text), ("sha256", text), ("n_bytes", integer),
                ("raw", pyarrow.binary()), ("place", archived),
                ("locators", pyarrow.list_(locator)), ("extractor", text), ("unread", text),
            ]
        ),
        "attributions": pyarrow.schema([item, *of_attributions, ("named_at", place)]),
        "mentions": pyarrow.schema(
            [
                item, ("document_id", text), ("number", integer), ("start", integer), ("end", integer),
                ("text", text), ("form", text), ("type", text), ("confidence", real),
                ("antecedents", pyarrow.list_(antecedent)),
            ]
        ),
        "skipped": pyarrow.schema(
            [item, ("name", text), ("reason", text), ("sha256", text), ("place", archived)]
        ),
    }  # fmt: skip


def import_pyarrow() -> Any:
    """pyarrow with its Parquet; AbortRun with its cure where it is not installed."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise missing_extra("a batch", "pyarrow", "parquet") from error
    return pyarrow


def _document_row(document: Document, extractor: str) -> Row:
    about = document.metadata
    row = {
        "id": document.id,
        "name": document.name,
        "text": document.text,
        "title": about.title,
        "outlet": about.outlet,
        "authors": list(about.authors),
        "published": about.published,
        "url": about.url,
        "language": about.language,
        "media_type": document.media_type,
        "encoding": document.encoding,
        "sha256": document.sha256,
        "n_bytes": document.n_bytes,
        "place": document.place and asdict(document.place),
        "locators": [asdict(one) for one in document.locators],
        "extractor": extractor,
    }
    # What stands in an archive is not stored twice.
    return {**storable(row), "raw": None if document.place else document.raw}


def _mention_row(document: Document, number: int, mention: Mention) -> Row:
    return {
        "document_id": document.id,
        "number": number,
        "start": mention.span.start,
        "end": mention.span.end,
        "text": mention.span.of(document.text),
        "form": mention.form,
        "type": mention.type,
        "confidence": float(mention.confidence),
        "antecedents": [
            {"mention": int(at), "probability": float(probability)} for at, probability in mention.antecedents
        ],
    }


def to_archive_place(row: Row | None) -> ArchivePlace | None:
    """The place in an archive of which the row tells."""
    return None if row is None else ArchivePlace(**row)


def _place(span: Span | None) -> Row | None:
    return None if span is None else {"start": span.start, "end": span.end}


def _attribution(row: Row) -> Attribution:
    place = row["named_at"]
    named_at = None if place is None else Span(place["start"], place["end"])
    return from_row({**row, "reasons": dict(row["reasons"])}, named_at=named_at)


def _mention(row: Row) -> Mention:
    return Mention(
        span=Span(row["start"], row["end"]),
        form=row["form"],
        type=row["type"],
        confidence=row["confidence"],
        antecedents=tuple((one["mention"], one["probability"]) for one in row["antecedents"]),
    )
