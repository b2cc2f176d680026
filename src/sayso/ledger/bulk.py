"""Writing many readings in one transaction: the same rows as one by one, sooner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa

from .connection import Store, roomy
from .inserting import insert_attributions, insert_extractions, insert_rows
from .linking import RULES, Linking
from .placing import Placing
from .prepared import Prepared
from .review_states import keep_all_unjudged
from .rows import Added
from .schema import documents, places, readings, tombstones
from .stored import to_time
from .writer import keep_archives, keep_unread, write

_MANY = 400  # documents written at once
# Documents in one transaction whose quotations are looked up among all others at once (18 ms each:
# benchmarks/quotes.py); of more of them they wait, and are looked up when quotations are asked for.
_FEW = 100


def add_prepared(store: Store, given: Sequence[Prepared], *, now: datetime) -> tuple[Added, ...]:
    """Write the readings in their order, all or none.

    DocumentError, and nothing written, where one cannot be added: see `writer.add_reading`.
    """
    moment = to_time(now)
    added: list[Added] = []
    with store.writing(alone=True) as connection, roomy(connection):
        linking = Linking(store, connection)
        for start in range(0, len(given), _MANY):
            some = given[start : start + _MANY]
            for new, run in _runs(some, _known_places(connection, some)):
                if new:
                    added += _write_new(store, connection, linking, run, moment)
                else:
                    added += [write(store, connection, one, moment, linking.link) for one in run]
        committed = linking.finish(quotes=len(given) <= _FEW)
    committed()
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
    store: Store, connection: sa.Connection, linking: Linking, run: Sequence[Prepared], moment: str
) -> list[Added]:
    """Write readings of documents whose ids, bytes and URLs are all new."""
    keep_archives(store, connection, [one.archive for one in run])
    new = {"version": 1, "previous": None, "added_at": moment}
    insert_rows(connection, documents, [{**one.document, **new} for one in run])
    placed = [one.place for one in run if one.place is not None]
    if placed:
        connection.execute(sa.insert(places), placed)
    values = [
        {
            "document_id": one.document["id"], "extractor": one.extractor, "read_at": moment,
            "linked": RULES, "unread": one.unread,
        }
        for one in run
    ]  # fmt: skip
    insert_rows(connection, readings, values)
    ids = [one.document["id"] for one in run]
    own = sa.select(readings.c.document_id, readings.c.id).where(readings.c.document_id.in_(ids))
    numbers = {row.document_id: row.id for row in connection.execute(own)}
    keep_unread(connection, run, moment)
    insert_attributions(store, connection, [row for one in run for row in one.attributions])
    insert_extractions(connection, ids, {numbers[one.document["id"]]: one.extractions for one in run})
    abouts = [
        {**one.document, "reading_id": numbers[one.document["id"]], "judged_from": None, "current": True}
        for one in run
    ]
    linking.link_new(abouts, [one.who for one in run])
    keep_all_unjudged(connection, ids)
    Placing(store, connection).place(ids, {}, {one.document["id"]: one.printed for one in run})
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
