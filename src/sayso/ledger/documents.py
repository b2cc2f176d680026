"""The documents of the ledger, listed, found and counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import sqlalchemy as sa

from sayso.errors import NotInLedger

from .connection import Store, stream
from .rows import Counts, DocumentRow, SkippedRow, Tombstone
from .schema import (
    documents,
    extractions,
    identities,
    is_current_version,
    is_newest_reading,
    listings,
    origins,
    placed,
    readings,
    skipped,
    statements,
    tombstones,
)
from .stored import to_document_row, to_skipped_row, to_tombstone

_ROWS = 100  # rows fetched at once
_ID_PREFIX = re.compile(r"1[0-9a-f]{3,30}")  # four characters: short enough to type, long enough to mean it
_LONG = ("text", "locators")  # what a listing does without
_Row = TypeVar("_Row")


def document_columns(*, text: bool = False) -> tuple[sa.ColumnElement[Any], ...]:
    """The columns of a document's listing, for a query over documents and their newest reading."""
    n_attributions = (
        sa.select(sa.func.count())
        .where(extractions.c.reading_id == readings.c.id)
        .correlate(readings)
        .scalar_subquery()
    )
    shared = (
        sa.select(origins)
        .join(placed, placed.c.origin == origins.c.number)
        .where(placed.c.document_id == documents.c.id)
        .correlate(documents)
    )
    return (
        *(column for column in documents.c if text or column.name not in _LONG),
        is_current_version().label("current"),
        readings.c.extractor,
        readings.c.unread,
        n_attributions.label("n_attributions"),
        shared.with_only_columns(origins.c.number).scalar_subquery().label("origin"),
        shared.with_only_columns(origins.c.n_documents).scalar_subquery().label("n_carrying"),
    )


def select_documents(*, text: bool = False) -> sa.Select[Any]:
    """Every document's listing, with its text if asked for."""
    joined = documents.join(readings, readings.c.document_id == documents.c.id)
    return sa.select(*document_columns(text=text)).select_from(joined).where(is_newest_reading())


def list_documents(store: Store, *, fold: bool) -> Iterator[DocumentRow]:
    """Every document, in the order in which they were added; folded, each text once."""
    found = select_documents()
    if fold:
        first = placed.c.parent.is_(None)
        found = found.where(documents.c.id.in_(sa.select(placed.c.document_id).where(first)))
    listed = found.order_by(documents.c.added_at, documents.c.name, documents.c.id)
    return _rows(store, listed, to_document_row)


def list_skipped(store: Store) -> Iterator[SkippedRow]:
    """Every skipped input, in the order in which they were tried."""
    return _rows(store, sa.select(skipped).order_by(skipped.c.id), to_skipped_row)


def list_tombstones(store: Store) -> Iterator[Tombstone]:
    """What is left of the purged documents, first purged first."""
    ordered = sa.select(tombstones).order_by(tombstones.c.purged_at, tombstones.c.id)
    return _rows(store, ordered, to_tombstone)


def _rows(store: Store, query: sa.Select[Any], to_row: Callable[[Any], _Row]) -> Iterator[_Row]:
    with store.reading() as connection:
        for row in stream(connection, query, _ROWS).mappings():
            yield to_row(row)


def find_documents(store: Store, reference: str) -> list[DocumentRow]:
    """The documents that the reference means: by id, name or URL, or by the first characters of the id.

    Current versions first, then the newest publication.
    """
    columns = (documents.c.id, documents.c.name, documents.c.url)
    conditions = [column == reference for column in columns]
    if _ID_PREFIX.fullmatch(reference):
        conditions.append(documents.c.id.between(reference, reference + "g"))
    found = select_documents().where(sa.or_(*conditions))
    with store.reading() as connection:
        rows = [to_document_row(row) for row in connection.execute(found).mappings()]
    rows.sort(key=lambda row: (row.metadata.published or "", row.added_at, row.id), reverse=True)
    return sorted(rows, key=lambda row: not row.current)


def versions_of(store: Store, document_id: str) -> list[DocumentRow]:
    """The documents of this document's URL, first version first; only itself where it has none."""
    with store.reading() as connection:
        this = connection.execute(sa.select(documents.c.url).where(documents.c.id == document_id)).first()
        if this is None:
            raise no_such_document(document_id)
        same = documents.c.url == this.url if this.url else documents.c.id == document_id
        found = select_documents().where(same).order_by(documents.c.version)
        return [to_document_row(row) for row in connection.execute(found).mappings()]


def no_such_document(document_id: str) -> NotInLedger:
    """The error for an id that no document has."""
    return NotInLedger(document_id, "the ledger has no document of this id")


def count(store: Store) -> Counts:
    """How much the ledger holds."""
    named = sa.and_(identities.c.n_attributions > 0, identities.c.by_name == 0)
    current = listings.c.is_current == 1
    with store.reading() as connection:

        def number(table: sa.Table, *conditions: sa.ColumnElement[bool]) -> int:
            query = sa.select(sa.func.count()).select_from(table).where(*conditions)
            return int(connection.execute(query).scalar_one())

        stated, everything = number(statements), number(extractions)
        n_documents, n_current = number(listings), number(listings, current)
        outlets = sa.select(listings.c.outlet).where(current, listings.c.outlet > "").distinct()
        return Counts(
            documents=n_documents,
            older_versions=n_documents - n_current,
            outlets=len(connection.execute(outlets).all()),
            readings=number(readings),
            attributions=stated,
            superseded=everything - stated,
            speakers=number(identities, named),
            skipped=number(skipped),
            purged=number(tombstones),
            origins=number(placed, placed.c.parent.is_(None)),
        )
