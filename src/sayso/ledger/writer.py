"""Writing: one reading, or one skipped input, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from sayso.errors import DocumentError
from sayso.records import Document, Reading, Skipped, is_of
from sayso.records.sentence import find_sentences

from .connection import Store
from .copies import replace_version
from .inserting import insert_attributions, insert_extractions, known_ids
from .linking import link_reading
from .places import NOT_HERE, place_values
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
from .stored import (
    Values,
    archive_values,
    attribution_values,
    document_values,
    hash_text,
    printable,
    slice_problems,
    to_time,
    to_tombstone,
)

NOTHING = Added(document_new=False, reading_new=False, attributions_new=0, superseded=0, previous=None)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A reading as rows, made and checked before anything is written."""

    reading: Reading
    extractor: str
    moment: str
    document: Values
    archive: Values
    place: Values | None
    attributions: list[Values]


def add_reading(store: Store, reading: Reading, *, extractor: str, now: datetime, keep_bytes: bool) -> Added:
    """Write the reading, whole or not at all; what is there already is left as it is.

    `keep_bytes` keeps also the bytes of what stands in a web archive.

    DocumentError where the document was purged, where its text is not the one that was frozen when it
    was first added, or where a row is not made of slices of the text.
    """
    prepared = prepare(reading, extractor, to_time(now), keep_bytes=keep_bytes)
    with store.writing(origin=reading.document.metadata.url or reading.document.id) as connection:

        def link(reading_id: int) -> None:
            link_reading(store, connection, reading_id)

        return write(store, connection, prepared, link)


def prepare(reading: Reading, extractor: str, moment: str, *, keep_bytes: bool) -> Prepared:
    """The reading as rows; DocumentError where a row is not made of slices of the text."""
    document = reading.document
    return Prepared(
        reading=reading,
        extractor=extractor,
        moment=moment,
        document=document_values(document, now=moment, version=1, previous=None),
        archive=archive_values(document, keep_bytes=keep_bytes),
        place=place_values(document),
        attributions=attribution_rows(reading, extractor),
    )


def write(store: Store, connection: sa.Connection, prepared: Prepared, link: Callable[[int], None]) -> Added:
    """Write what was prepared, linked by `link`; what is there already is left as it is."""
    reading, document, rows = prepared.reading, prepared.reading.document, prepared.attributions
    if holds(connection, document.id, prepared.extractor):
        return NOTHING
    if reading.unread and _is_there(connection, document.id, prepared.extractor):
        return NOTHING
    document_new = not _holds_text_of(connection, document)
    previous, before, known = None, set[str](), set[str]()
    if document_new:
        refuse_purged(connection, document)
        version, previous = _next_version(connection, document)
        keep_archives(store, connection, [prepared.archive])
        values = {**prepared.document, "version": version, "previous": previous}
        connection.execute(sa.insert(documents), values)
        if prepared.place is not None:
            connection.execute(sa.insert(places), prepared.place)
    else:
        before = _current_attributions(connection, document.id)
        known = known_ids(connection, document.id)
    new_rows = [row for row in rows if row["id"] not in known]
    reading_id = _number_reading(connection, prepared)
    if reading.unread:
        keep_unread(connection, [prepared])
    insert_attributions(store, connection, new_rows)
    insert_extractions(connection, reading, reading_id, extractor=prepared.extractor)
    link(reading_id)
    if document_new:
        replace_version(store, connection, document.id, previous)
    follow(store, connection, document.id, now=prepared.moment)
    return Added(
        document_new=document_new,
        reading_new=True,
        attributions_new=len(new_rows),
        superseded=len(before - {row["id"] for row in rows}),
        previous=previous,
    )


def attribution_rows(reading: Reading, extractor: str) -> list[Values]:
    """The reading's attributions as rows of `attributions`, each held to the text it is made of."""
    document = reading.document
    refuse_loose_links(reading)
    sentences = tuple(find_sentences(document.text))
    rows = {}
    for attribution in reading.attributions:
        if not is_of(attribution.extractor, extractor):
            found_by = f"was found by {attribution.extractor!r}, not by {extractor!r}"
            raise ValueError(f"attribution {attribution.id} {found_by}")
        row = attribution_values(document, attribution, sentences)
        refuse_no_slices(document, row)
        if row["id"] in rows:
            raise DocumentError(printable(document.name), f"attribution {attribution.id} is given twice")
        rows[row["id"]] = row
    return list(rows.values())


def refuse_loose_links(reading: Reading) -> None:
    """DocumentError where an attribution is within, or answers, one that the reading does not have.

    Nor may one answer itself or, at any remove, be within itself: chains are read to their end.
    """
    name = printable(reading.document.name)
    enclosing = {one.id: one.within for one in reading.attributions}
    for one in reading.attributions:
        for key, target in (("within", one.within), ("responds_to", one.responds_to)):
            if target is not None and (target not in enclosing or target == one.id):
                raise DocumentError(
                    name, f"attribution {one.id}: {key} is {target}, no other one of its reading"
                )
    outermost: set[str | None] = {None}
    for start in enclosing:
        path: dict[str | None, None] = {}  # in order
        at: str | None = start
        while at not in outermost:
            if at in path:
                raise DocumentError(name, f"attribution {at} is within itself")
            path[at] = None
            at = enclosing[at] if at is not None else None
        outermost.update(path)


def refuse_no_slices(document: Document, row: Values) -> None:
    """DocumentError where the row of `attributions` is not made of slices of the document's text."""
    for problem in slice_problems(row, document.text):
        raise DocumentError(printable(document.name), f"attribution {row['id']} is refused: {problem}")


def refuse_purged(connection: sa.Connection, document: Document) -> None:
    """DocumentError where this document was purged, or its bytes were and no other document keeps them."""
    kept = sa.exists().where(documents.c.sha256 == document.sha256)
    same = sa.or_(tombstones.c.id == document.id, sa.and_(tombstones.c.sha256 == document.sha256, ~kept))
    ordered = sa.select(tombstones).where(same).order_by(tombstones.c.id != document.id, tombstones.c.id)
    row = connection.execute(ordered.limit(1)).mappings().first()
    if row is not None:
        stone = to_tombstone(row)
        who = f" by {stone.by}" if stone.by else ""
        problem = f"purged on {stone.purged_at:%Y-%m-%d}{who} ({stone.reason}), tombstone {stone.id}"
        raise DocumentError(printable(document.name), problem)


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


def _number_reading(connection: sa.Connection, prepared: Prepared) -> int:
    """The number of the reading's new row; of a document left unread before, its row is taken for it."""
    values = {
        "document_id": prepared.reading.document.id,
        "extractor": prepared.extractor,
        "read_at": prepared.moment,
        "unread": prepared.reading.unread,
    }
    left = _own_reading(connection, prepared.reading.document.id, prepared.extractor, unread=True)
    if left is not None:
        connection.execute(sa.update(readings).where(readings.c.id == left), {**values, "linked": None})
        return left
    # Fetched at once: a half-read answer would keep the connection from being used after a failure.
    return int(connection.scalars(sa.insert(readings).returning(readings.c.id), values).one())


def keep_unread(connection: sa.Connection, prepared: Iterable[Prepared]) -> None:
    """List the documents that their reader left unread among what was skipped, with the reason."""
    rows = [
        {
            "name": one.document["name"],
            "reason": printable(one.reading.unread),
            "sha256": one.document["sha256"],
            "skipped_at": one.moment,
        }
        for one in prepared
        if one.reading.unread
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


def _holds_text_of(connection: sa.Connection, document: Document) -> bool:
    query = sa.select(documents.c.text_sha256).where(documents.c.id == document.id)
    frozen = connection.execute(query).scalar()
    if frozen is not None and frozen != hash_text(document.text):
        problem = "its text now reads differently from the text that the ledger froze when it was added"
        raise DocumentError(printable(document.name), problem, "read it from the ledger's own text")
    return frozen is not None


def _next_version(connection: sa.Connection, document: Document) -> tuple[int, str | None]:
    if not document.metadata.url:
        return 1, None
    same_address = sa.select(documents.c.version, documents.c.id).where(
        documents.c.url == document.metadata.url
    )
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
