"""Readings: documents whole, with what was found in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from sayso.records import Attribution, Document, Reading

from .connection import Store, stream
from .documents import no_such_document
from .schema import archives, attributions, documents, extractions, is_newest_reading, places, readings
from .stored import to_attribution, to_document

_ROWS = 100  # readings listed at once; one is in memory whole

JOINED = (
    documents.join(readings, readings.c.document_id == documents.c.id)
    .join(extractions, extractions.c.reading_id == readings.c.id)
    .join(attributions, attributions.c.number == extractions.c.attribution)
)
ATTRIBUTION_COLUMNS = (
    *attributions.c,
    *(column for column in extractions.c if column.name not in {"reading_id", "attribution"}),
    extractions.c.reading_id,
    readings.c.extractor,
)


def frozen(store: Store, document: Document) -> Document:
    """The document as the ledger froze it, where it holds it; else the document itself."""
    with store.reading() as connection:
        row = connection.execute(_whole(document.id)).mappings().first()
    return document if row is None else to_document(row)


def reading_of(store: Store, document_id: str) -> Reading:
    """The document's newest reading; AbortRun where the ledger has no such document."""
    newest = sa.select(sa.func.max(readings.c.id)).where(readings.c.document_id == document_id)
    with store.reading() as connection:
        reading_id = connection.execute(newest).scalar()
        if reading_id is None:
            raise no_such_document(document_id)
        return reading_in(connection, document_id, reading_id)


def model_reading_of(store: Store, document_id: str) -> Reading:
    """The document's newest reading by a model; AbortRun where the ledger has no such document."""
    own = sa.and_(readings.c.document_id == document_id, readings.c.judged_from.is_(None))
    with store.reading() as connection:
        reading_id = connection.execute(sa.select(sa.func.max(readings.c.id)).where(own)).scalar()
        if reading_id is None:
            raise no_such_document(document_id)
        return reading_in(connection, document_id, reading_id)


def all_readings(store: Store) -> Iterator[Reading]:
    """Every document's newest reading, older versions included, in the order of reading."""
    newest = sa.select(readings.c.id, readings.c.document_id).where(is_newest_reading())
    with store.reading() as connection:
        found = stream(connection, newest.order_by(readings.c.id), _ROWS)
        for row in found:
            yield reading_in(connection, row.document_id, row.id)


def _whole(document_id: str) -> sa.Select[Any]:
    joined = documents.join(archives, archives.c.sha256 == documents.c.sha256)
    joined = joined.join(places, places.c.document_id == documents.c.id, isouter=True)
    columns = (*documents.c, archives.c.n_bytes, archives.c.bytes, *places.c[1:])
    return sa.select(*columns).select_from(joined).where(documents.c.id == document_id)


def reading_in(connection: sa.Connection, document_id: str, reading_id: int) -> Reading:
    """One reading of the document, by its number."""
    document = to_document(connection.execute(_whole(document_id)).mappings().one())
    columns = (
        sa.select(*ATTRIBUTION_COLUMNS)
        .select_from(JOINED)
        .where(extractions.c.reading_id == reading_id)
        .order_by(extractions.c.position)
    )
    found: list[Attribution] = [to_attribution(row) for row in connection.execute(columns).mappings()]
    unread = connection.scalar(sa.select(readings.c.unread).where(readings.c.id == reading_id))
    return Reading(document, tuple(found), unread=None if found else unread)
