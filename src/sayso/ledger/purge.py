"""Purging: a document's text and bytes taken out everywhere, and what is left in their place."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from sayso.errors import AbortRun

from .collections import forget_kept
from .connection import Store
from .documents import no_such_document
from .feed_work import forget_entries
from .forget import forget_document, restore_current
from .inserting import forget_sources
from .placing import Placing
from .rows import Purged, Tombstone
from .schema import (
    archives,
    attributions,
    documents,
    extractions,
    judgements,
    places,
    readings,
    review_states,
    skipped,
    tombstones,
)
from .statements import forget_statements, refresh_documents
from .stored import printable, to_time, to_tombstone

_EMPTIED = (
    "documents", "archives", "readings", "attributions", "extractions", "attributions_fts", "appearances",
    "identities", "identity_outlets", "profiles", "name_keys", "decisions", "kept", "statements", "listings",
    "judgements", "skipped", "places", "feed_entries", "placed", "sketches", "copies", "origins", "repeated",
    "quotes", "quote_keys", "quote_pairs", "quote_groups", "quoted_documents",
)  # fmt: skip


def purge(store: Store, document_id: str, *, reason: str, by: str | None, now: datetime) -> Purged:
    """Take the document out and leave a tombstone; then sweep the file, so that no free page holds it.

    Documents with the same bytes keep theirs. Purging what was purged before sweeps once more.
    AbortRun where there is no such document, or where another process keeps the file from being swept:
    then the rows are gone, and purging again finishes the work.
    """
    if not reason.strip():
        raise AbortRun("purge", "a purge needs a reason", "it stays on the tombstone")
    stone = {
        "id": document_id,
        "reason": printable(reason),
        "purged_by": by and printable(by),
        "purged_at": to_time(now),
    }
    with store.writing(alone=True) as connection:
        purged = _take_out(store, connection, document_id, stone)
    sweep(store)
    return purged


def _take_out(
    store: Store, connection: sa.Connection, document_id: str, stone: dict[str, str | None]
) -> Purged:
    before = (
        connection.execute(sa.select(tombstones).where(tombstones.c.id == document_id)).mappings().first()
    )
    known = sa.select(documents.c.sha256, documents.c.url).where(documents.c.id == document_id)
    document = connection.execute(known).first()
    if document is None:
        if before is None:
            raise no_such_document(document_id)
        return _already(to_tombstone(before))
    values = {**stone, "sha256": document.sha256}
    connection.execute(sa.insert(tombstones), values)
    placing = Placing(store, connection)
    placing.withdraw([document_id])
    n_attributions = _delete_rows(store, connection, document_id)
    restore_current(store, connection, document.url)
    refresh_documents(connection, _ids(connection, documents.c.url == document.url))
    placing.place(_ids(connection, documents.c.url == document.url), {})
    sharing = _ids(connection, documents.c.sha256 == document.sha256)
    if not sharing:
        connection.execute(sa.delete(archives).where(archives.c.sha256 == document.sha256))
        # As a document that was left unread: its name may be a title.
        connection.execute(sa.delete(skipped).where(skipped.c.sha256 == document.sha256))
    if store.is_sqlite:
        # Made anew from what is left: a deleted entry stays in the index until its segments are merged.
        connection.exec_driver_sql("INSERT INTO attributions_fts(attributions_fts) VALUES ('rebuild')")
    return Purged(
        tombstone=to_tombstone(values),
        again=False,
        attributions=n_attributions,
        other_versions=_ids(connection, documents.c.url == document.url),
        sharing=sharing,
    )


def _already(stone: Tombstone) -> Purged:
    return Purged(tombstone=stone, again=True, attributions=0, other_versions=(), sharing=())


def _delete_rows(store: Store, connection: sa.Connection, document_id: str) -> int:
    forget_document(store, connection, document_id)
    forget_kept(connection, document_id)
    forget_entries(connection, document_id)
    forget_statements(connection, [document_id])
    for table in (judgements, review_states, places):
        connection.execute(sa.delete(table).where(table.c.document_id == document_id))
    own = sa.select(readings.c.id).where(readings.c.document_id == document_id)
    connection.execute(sa.delete(extractions).where(extractions.c.reading_id.in_(own)))
    connection.execute(sa.delete(readings).where(readings.c.document_id == document_id))
    own_words = sa.select(attributions.c.source_text).where(attributions.c.document_id == document_id)
    said_by = list(connection.scalars(own_words.distinct()))
    gone = connection.execute(sa.delete(attributions).where(attributions.c.document_id == document_id))
    forget_sources(connection, said_by)
    connection.execute(sa.delete(documents).where(documents.c.id == document_id))
    return gone.rowcount


def _ids(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> tuple[str, ...]:
    return tuple(
        connection.execute(sa.select(documents.c.id).where(condition).order_by(documents.c.id)).scalars()
    )


def sweep(store: Store) -> None:
    """Rewrite the file, so that neither its free pages nor its log hold anything that was deleted."""
    with store.outside_transactions() as connection:
        if not store.is_sqlite:
            for table in _EMPTIED:
                connection.exec_driver_sql(f"VACUUM (FULL) {table}")
            return
        _empty_log(store, connection)
        connection.exec_driver_sql("PRAGMA temp_store = FILE")  # the whole ledger is written there
        connection.exec_driver_sql("VACUUM")
        connection.exec_driver_sql("PRAGMA temp_store = MEMORY")
        _empty_log(store, connection)


def _empty_log(store: Store, connection: sa.Connection) -> None:
    busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
    if busy:
        problem = (
            "the document is gone from the tables, but another process holds the file, whose log still has it"
        )
        raise AbortRun(store.where, problem, "end the other process and purge the document again")
