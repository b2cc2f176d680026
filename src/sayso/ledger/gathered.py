"""What a collection holds, looked up: each kept thing as the ledger has it now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from .collections import read_collection
from .connection import Store
from .documents import select_documents
from .origin_counts import count_origins
from .query import _IDENTIFIED, _WHO, _complete, to_speaker_rows
from .readings import ATTRIBUTION_COLUMNS
from .rows import Cited, CollectionRow, DocumentRow, KeptThing, KeptWhat, OutletRow, SpeakerRow
from .schema import UNRESOLVED, attributions, documents, identities, is_newest_reading, readings, statements
from .stored import to_document_row

_MANY = 200  # things looked up at once; attributions come with their documents' texts
_Found = TypeVar("_Found")


def read_gathered(store: Store, number: int) -> tuple[CollectionRow, tuple[KeptThing, ...]]:
    """A collection with everything that is kept in it, first kept first."""
    collection, rows = read_collection(store, number)

    def wanted(what: KeptWhat) -> list[str]:
        return list(dict.fromkeys(row.reference for row in rows if row.what == what))

    with store.reading() as connection:
        found = _documents(connection, wanted("document"))
        cited = _cited(connection, wanted("attribution"))
        speakers = _speakers(connection, wanted("speaker"))
        outlets = _outlets(connection, wanted("outlet"))
    things = tuple(
        KeptThing(
            kept=row,
            document=found.get(row.reference) if row.what == "document" else None,
            cited=cited.get(row.reference) if row.what == "attribution" else None,
            speaker=speakers.get(row.reference) if row.what == "speaker" else None,
            outlet=outlets.get(row.reference) if row.what == "outlet" else None,
        )
        for row in rows
    )
    return collection, things


def read_cited(store: Store, ids: Iterable[str]) -> dict[str, Cited]:
    """The attributions of these ids, each as the newest reading that has it found it."""
    with store.reading() as connection:
        return _cited(connection, list(dict.fromkeys(ids)))


def _in_parts(ids: Sequence[str], find: Callable[[tuple[str, ...]], dict[str, _Found]]) -> dict[str, _Found]:
    return {key: value for part in in_parts(ids, _MANY) for key, value in find(part).items()}


def in_parts(values: Sequence[_Found], size: int) -> Iterator[tuple[_Found, ...]]:
    """The values, so many at a time: databases take no condition with any number of them."""
    for start in range(0, len(values), size):
        yield tuple(values[start : start + size])


def _documents(connection: sa.Connection, ids: Sequence[str]) -> dict[str, DocumentRow]:
    def find(part: tuple[str, ...]) -> dict[str, DocumentRow]:
        found = select_documents().where(documents.c.id.in_(part))
        rows = [to_document_row(row) for row in connection.execute(found).mappings()]
        return {row.id: row for row in rows}

    return _in_parts(ids, find)


def _cited(connection: sa.Connection, ids: Sequence[str]) -> dict[str, Cited]:
    def find(part: tuple[str, ...]) -> dict[str, Cited]:
        columns = (*ATTRIBUTION_COLUMNS, *_WHO, readings.c.read_at, is_newest_reading().label("standing"))
        query = sa.select(*columns).select_from(_IDENTIFIED).where(attributions.c.id.in_(part))
        newest: dict[str, Any] = {}
        for row in connection.execute(query.order_by(readings.c.id)).mappings():
            newest[row["id"]] = row
        rows = list(newest.values())
        return {
            hit.attribution.id: Cited(
                hit=hit, standing=bool(row["standing"]), read_at=datetime.fromisoformat(row["read_at"])
            )
            for row, hit in zip(rows, _complete(connection, rows, ()), strict=True)
        }

    return _in_parts(ids, find)


def _speakers(connection: sa.Connection, ids: Sequence[str]) -> dict[str, SpeakerRow]:
    def find(part: tuple[str, ...]) -> dict[str, SpeakerRow]:
        there = sa.select(identities).where(identities.c.id.in_(part), identities.c.id != UNRESOLVED)
        rows = to_speaker_rows(connection, connection.execute(there).mappings().all())
        return {row.id: row for row in rows}

    return _in_parts(ids, find)


def _outlets(connection: sa.Connection, names: Sequence[str]) -> dict[str, OutletRow]:
    def find(part: tuple[str, ...]) -> dict[str, OutletRow]:
        published = sa.func.min(documents.c.published), sa.func.max(documents.c.published)
        listed = sa.select(documents.c.outlet, sa.func.count(), *published).where(
            documents.c.outlet.in_(part)
        )
        said = sa.select(statements.c.outlet, sa.func.count()).where(statements.c.outlet.in_(part))
        n_said = {row[0]: row[1] for row in connection.execute(said.group_by(statements.c.outlet))}
        rows = connection.execute(listed.group_by(documents.c.outlet)).all()
        n_documents = {row[0]: row[1] for row in rows}
        n_origins = count_origins(connection, documents.c.outlet, documents.c.id, n_documents)
        return {
            row[0]: OutletRow(
                name=row[0],
                n_documents=row[1],
                n_attributions=n_said.get(row[0], 0),
                first_published=row[2],
                last_published=row[3],
                n_origins=n_origins[row[0]],
            )
            for row in rows
        }

    return _in_parts(names, find)
