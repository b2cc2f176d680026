"""Writing: one reading, or one skipped input, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from sayso.errors import DocumentError
from sayso.records import Document, Reading, Skipped

from .connection import Store
from .copies import replace_version
from .inserting import insert_attributions, insert_extractions, known_ids
from .linking import link_reading
from .places import NOT_HERE
from .prepared import Prepared, prepare
from .reviewed import follow
from .rows import Added
from .schema import (
    archives,
    attributions,
    documents,
    extractions,
    places,
    readings,
    skipped,
    tombstones,
)
from .stored import Values, archive_values, printable, to_time, to_tombstone

NOTHING = Added(document_new=False, reading_new=False, attributions_new=0, superseded=0, previous=None)


def add_reading(store: Store, reading: Reading, *, extractor: str, now: datetime, keep_bytes: bool) -> Added:
    """Write the reading, whole or not at all; what is there already is left as it is.

    `keep_bytes` keeps also the bytes of what stands in a web archive.

    DocumentError where the document was purged, where its text is not the one that was frozen when it
    was first added, or where a row is not made of slices of the text.
    """
    prepared = prepare(reading, extractor, keep_bytes=keep_bytes)
    with store.writing(origin=reading.document.metadata.url or reading.document.id) as connection:

        def link(reading_id: int) -> None:
            link_reading(store, connection, reading_id)

        return write(store, connection, prepared, to_time(now), link)


def write(
    store: Store, connection: sa.Connection, prepared: Prepared, moment: str, link: Callable[[int], None]
) -> Added:
    """Write what was prepared, linked by `link`; what is there already is left as it is."""
    document, rows = prepared.document, prepared.attributions
    if holds(connection, document["id"], prepared.extractor):
        return NOTHING
    if prepared.unread and _is_there(connection, document["id"], prepared.extractor):
        return NOTHING
    document_new = not _holds_text_of(connection, document)
    previous, before, known = None, set[str](), set[str]()
    if document_new:
        refuse_purged(connection, document)
        version, previous = _next_version(connection, document["url"])
        keep_archives(store, connection, [prepared.archive])
        values = {**document, "version": version, "previous": previous, "added_at": moment}
        connection.execute(sa.insert(documents), values)
        if prepared.place is not None:
            connection.execute(sa.insert(places), prepared.place)
    else:
        before = _current_attributions(connection, document["id"])
        known = known_ids(connection, document["id"])
    new_rows = [row for row in rows if row["id"] not in known]
    reading_id = _number_reading(connection, prepared, moment)
    if prepared.unread:
        keep_unread(connection, [prepared], moment)
    insert_attributions(store, connection, new_rows)
    insert_extractions(connection, [document["id"]], {reading_id: prepared.extractions})
    link(reading_id)
    if document_new:
        replace_version(store, connection, document["id"], previous, prepared.printed)
    follow(store, connection, document["id"], now=moment)
    return Added(
        document_new=document_new,
        reading_new=True,
        attributions_new=len(new_rows),
        superseded=len(before - {row["id"] for row in rows}),
        previous=previous,
    )


def refuse_purged(connection: sa.Connection, document: Values) -> None:
    """DocumentError where this document was purged, or its bytes were and no other document keeps them."""
    own_id, sha256 = document["id"], document["sha256"]
    kept = sa.exists().where(documents.c.sha256 == sha256)
    same = sa.or_(tombstones.c.id == own_id, sa.and_(tombstones.c.sha256 == sha256, ~kept))
    ordered = sa.select(tombstones).where(same).order_by(tombstones.c.id != own_id, tombstones.c.id)
    row = connection.execute(ordered.limit(1)).mappings().first()
    if row is not None:
        stone = to_tombstone(row)
        who = f" by {stone.by}" if stone.by else ""
        problem = f"purged on {stone.purged_at:%Y-%m-%d}{who} ({stone.reason}), tombstone {stone.id}"
        raise DocumentError(document["name"], problem)


def holds(connection: sa.Connection, document_id: str, extractor: str, *, unread: bool = False) -> bool:
    """Whether this extractor read the document; with `unread`, whether it is there as left unread by it."""
    return _own_reading(connection, document_id, extractor, unread=unread) is not None


def _own_reading(connection: sa.Connection, document_id: str, extractor: str, *, unread: bool) -> int | None:
    found = sa.select(readings.c.id).where(
        readings.c.document_id == document_id,
        readings.c.extractor == extractor,
        readings.c.judged_from.is_(None),
        readings.c.unread.is_not(None) if unread else readings.c.unread.is_(None),
    )
    number: int | None = connection.scalar(found)
    return number


def _is_there(connection: sa.Connection, document_id: str, extractor: str) -> bool:
    """Whether some model read the document, which one that cannot does not change, or this one left it."""
    read = sa.select(readings.c.id).where(readings.c.document_id == document_id, readings.c.unread.is_(None))
    return connection.execute(read).first() is not None or holds(
        connection, document_id, extractor, unread=True
    )


def _number_reading(connection: sa.Connection, prepared: Prepared, moment: str) -> int:
    """The number of the reading's new row; of a document left unread before, its row is taken for it."""
    values = {
        "document_id": prepared.document["id"],
        "extractor": prepared.extractor,
        "read_at": moment,
        "unread": prepared.unread,
    }
    left = _own_reading(connection, prepared.document["id"], prepared.extractor, unread=True)
    if left is not None:
        connection.execute(sa.update(readings).where(readings.c.id == left), {**values, "linked": None})
        return left
    # Fetched at once: a half-read answer would keep the connection from being used after a failure.
    return int(connection.scalars(sa.insert(readings).returning(readings.c.id), values).one())


def keep_unread(connection: sa.Connection, prepared: Iterable[Prepared], moment: str) -> None:
    """List the documents that their reader left unread among what was skipped, with the reason."""
    rows = [
        {
            "name": one.document["name"],
            "reason": printable(one.unread),
            "sha256": one.document["sha256"],
            "skipped_at": moment,
        }
        for one in prepared
        if one.unread
    ]
    if rows:
        connection.execute(sa.insert(skipped), rows)


def add_skipped(store: Store, *items: Skipped, now: datetime) -> None:
    """Write inputs that gave no document, with their reasons, all or none."""
    values = [
        {
            "name": printable(item.name),
            "reason": printable(item.reason),
            "sha256": item.sha256,
            "skipped_at": to_time(now),
        }
        for item in items
    ]
    if values:
        with store.writing() as connection:
            connection.execute(sa.insert(skipped), values)


def _holds_text_of(connection: sa.Connection, document: Values) -> bool:
    query = sa.select(documents.c.text_sha256).where(documents.c.id == document["id"])
    frozen = connection.execute(query).scalar()
    if frozen is not None and frozen != document["text_sha256"]:
        problem = "its text now reads differently from the text that the ledger froze when it was added"
        raise DocumentError(document["name"], problem, "read it from the ledger's own text")
    return frozen is not None


def _next_version(connection: sa.Connection, url: str | None) -> tuple[int, str | None]:
    if not url:
        return 1, None
    same_address = sa.select(documents.c.version, documents.c.id).where(documents.c.url == url)
    last = connection.execute(same_address.order_by(documents.c.version.desc()).limit(1)).first()
    return (1, None) if last is None else (last.version + 1, last.id)


def keep_archives(store: Store, connection: sa.Connection, rows: list[Values]) -> None:
    """Write bytes as rows of `archives`; where a hash is there without its bytes, they come to it."""
    dialect = sqlite if store.is_sqlite else postgresql
    insert = dialect.insert(archives)
    came = sa.and_(NOT_HERE, sa.func.length(insert.excluded.bytes) > 0)
    given = {"bytes": insert.excluded.bytes, "n_bytes": insert.excluded.n_bytes}
    connection.execute(
        insert.on_conflict_do_update(index_elements=[archives.c.sha256], set_=given, where=came), rows
    )


def keep_bytes(store: Store, document: Document) -> bool:
    """Keep the bytes of a document that the ledger has without them; whether it did."""
    if document.raw is None:
        return False
    values = archive_values(document, keep_bytes=True)
    without = sa.update(archives).where(archives.c.sha256 == document.sha256, NOT_HERE)
    with store.writing() as connection:
        return connection.execute(without.values(values)).rowcount > 0


def _current_attributions(connection: sa.Connection, document_id: str) -> set[str]:
    newest = sa.select(sa.func.max(readings.c.id)).where(readings.c.document_id == document_id)
    query = (
        sa.select(attributions.c.id)
        .join(extractions, extractions.c.attribution == attributions.c.number)
        .where(extractions.c.reading_id == newest.scalar_subquery())
    )
    return set(connection.execute(query).scalars())
