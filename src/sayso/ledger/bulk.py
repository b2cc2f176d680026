"""Writing many readings in one transaction: the same rows as one by one, sooner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa

from sayso.records import Reading

from .connection import Store
from .inserting import found_by, insert_attributions, insert_rows, unchecked
from .linking import RULES, Linking
from .placing import Placing
from .review_states import keep_all_unjudged
from .rows import Added
from .schema import SLICES, attributions, documents, extractions, places, readings, tombstones
from .spoken import voices_of
from .stored import Values, extraction_values, places_of, to_time
from .writer import Prepared, keep_archives, keep_unread, prepare, write

_MANY = 400  # documents written at once
# Documents in one transaction whose quotations are looked up among all others at once (18 ms each:
# benchmarks/quotes.py); of more of them they wait, and are looked up when quotations are asked for.
_FEW = 100


def add_readings(
    store: Store, given: Iterable[Reading], *, extractor: str, now: datetime, keep_bytes: bool
) -> tuple[Added, ...]:
    """Write the readings in their order, all or none.

    DocumentError, and nothing written, where one cannot be added: see `writer.add_reading`.
    """
    moment = to_time(now)
    prepared = [prepare(reading, extractor, moment, keep_bytes=keep_bytes) for reading in given]
    added: list[Added] = []
    with store.writing(alone=True) as connection:
        linking = Linking(store, connection)
        for start in range(0, len(prepared), _MANY):
            some = prepared[start : start + _MANY]
            for new, run in _runs(some, _known_places(connection, some)):
                if new:
                    added += _write_new(store, connection, linking, run)
                else:
                    added += [write(store, connection, one, linking.link) for one in run]
        linking.finish(quotes=len(prepared) <= _FEW)
    return tuple(added)


def _known_places(connection: sa.Connection, prepared: Sequence[Prepared]) -> set[str]:
    """The ids, hashes and URLs of these documents that the ledger knows, or knew before a purge."""
    ids = [one.document["id"] for one in prepared]
    hashes = [one.document["sha256"] for one in prepared]
    urls = [one.document["url"] for one in prepared if one.document["url"]]
    known: set[str] = set()
    for column, values in (
        (documents.c.id, ids), (documents.c.url, urls), (tombstones.c.id, ids), (tombstones.c.sha256, hashes),
    ):  # fmt: skip
        known.update(connection.scalars(sa.select(column).where(column.in_(values))))
    return known


def _runs(prepared: Sequence[Prepared], known: set[str]) -> Iterator[tuple[bool, list[Prepared]]]:
    """The readings in their order, those in a row together whose documents are new, or are not."""
    run: list[Prepared] = []
    run_is_new = True
    for one in prepared:
        place = {one.document[key] for key in ("id", "sha256", "url")} - {None}
        new = not place & known
        known |= place  # the same place again is another version of it
        if run and new != run_is_new:
            yield run_is_new, run
            run = []
        run_is_new = new
        run.append(one)
    if run:
        yield run_is_new, run


def _write_new(
    store: Store, connection: sa.Connection, linking: Linking, run: Sequence[Prepared]
) -> list[Added]:
    """Write readings of documents whose ids, bytes and URLs are all new."""
    keep_archives(store, connection, [one.archive for one in run])
    insert_rows(connection, documents, [one.document for one in run])
    placed = [one.place for one in run if one.place is not None]
    if placed:
        connection.execute(sa.insert(places), placed)
    values = [
        {
            "document_id": one.document["id"], "extractor": one.extractor, "read_at": one.moment,
            "linked": RULES, "unread": one.reading.unread,
        }
        for one in run
    ]  # fmt: skip
    insert_rows(connection, readings, values)
    ids = [one.document["id"] for one in run]
    own = sa.select(readings.c.document_id, readings.c.id).where(readings.c.document_id.in_(ids))
    numbers = {row.document_id: row.id for row in connection.execute(own)}
    keep_unread(connection, run)
    insert_attributions(store, connection, [row for one in run for row in one.attributions])
    _insert_extractions(connection, {numbers[one.document["id"]]: one for one in run})
    abouts = [
        {**one.document, "reading_id": numbers[one.document["id"]], "judged_from": None, "current": True}
        for one in run
    ]
    voices = [
        voices_of(one.reading.attributions, [row["source_text"] for row in one.attributions]) for one in run
    ]
    linking.link_new(abouts, voices)
    keep_all_unjudged(connection, ids)
    Placing(store, connection).place(ids, {})
    return [
        Added(
            document_new=True,
            reading_new=True,
            attributions_new=len(one.attributions),
            superseded=0,
            previous=None,
        )
        for one in run
    ]


def _insert_extractions(connection: sa.Connection, run: dict[int, Prepared]) -> None:
    ids = [one.document["id"] for one in run.values()]
    query = sa.select(attributions.c.id, attributions.c.number).where(attributions.c.document_id.in_(ids))
    numbers = {row.id: row.number for row in connection.execute(query)}
    rows = [
        {
            "reading_id": reading_id,
            "position": position,
            "attribution": numbers[attribution.id],
            "found_by": found_by(attribution, one.extractor),
            **extraction_values(attribution, one.reading.document.text),
        }
        for reading_id, one in run.items()
        for position, attribution in enumerate(one.reading.attributions)
    ]
    by_gaps: dict[tuple[str, ...], list[Values]] = {}
    for row in rows:
        gaps = tuple(name for name in SLICES if row[f"{name}_end"] is None)
        by_gaps.setdefault(gaps, []).append(row)
    with unchecked(connection):  # every value is a record's, and records are checked when they are made
        for gaps, some in by_gaps.items():
            insert_rows(connection, extractions, some, without=places_of(gaps))
