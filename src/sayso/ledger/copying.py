"""Copying: a part of a ledger as a ledger of its own, with everything that its rows rest on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from sayso.errors import AbortRun

from .connection import Store
from .copies import placed_in_order, sources_of
from .decided import reprofile
from .documents import no_such_document
from .gathered import in_parts
from .identities import recount
from .placing import Placing
from .schema import (
    UNRESOLVED,
    appearances,
    archives,
    attributions,
    collections,
    decisions,
    documents,
    extractions,
    feed_entries,
    feed_events,
    feeds,
    identities,
    judgements,
    kept,
    places,
    readings,
    review_states,
    roster,
    roster_keys,
    source_words,
    tombstones,
)
from .statements import refresh_all
from .stored import to_json

_MANY = 200  # keys in one condition
_ROWS = 50  # rows copied at once: documents come with their texts, archives with their bytes


def copy_part(store: Store, other: Store, document_ids: Iterable[str], *, collection: int | None) -> int:
    """Copy these documents, all versions of their addresses, and the collection; how many documents.

    With them go their bytes, every reading, what people judged in them, who speaks in them, and what
    people decided about those. Numbers and ids stay as they are. AbortRun where the other ledger holds
    something already, or is no SQLite file; NotInLedger where a document is not there.
    """
    if not other.is_sqlite:
        raise AbortRun(other.where, "a copy is an SQLite file", "give a path")
    with store.reading() as source, other.writing() as target:
        if target.scalar(sa.select(documents.c.id).limit(1)) is not None:
            raise AbortRun(other.where, "holds documents already", "name a new file")
        copy = _Copy(source, target)
        found = copy.documents(sorted(set(document_ids)))
        copy.speakers(found, store=other)
        copy.rest(found)
        Placing(other, target).place(placed_in_order(target), sources_of(source))
        if collection is not None:
            copy.collection(collection)
        return len(found)


class _Copy:
    """Two ledgers, and what goes from one to the other."""

    def __init__(self, source: sa.Connection, target: sa.Connection) -> None:
        self._source, self._target = source, target
        self._readings: list[int] = []

    def documents(self, ids: Sequence[str]) -> list[str]:
        """Copy documents and their readings; the ids, with those of their other versions."""
        found = self._with_versions(ids)
        digests = self._values(sa.select(documents.c.sha256), documents.c.id, found)
        self._rows(archives, archives.c.sha256, sorted(set(digests)))
        before = self._values(sa.select(documents.c.previous), documents.c.id, found)
        # Where the version before was purged, its tombstone says so in the copy, too.
        self._rows(tombstones, tombstones.c.id, sorted({one for one in before if one}))
        self._rows(documents, documents.c.id, found)
        self._rows(places, places.c.document_id, found)
        self._rows(readings, readings.c.document_id, found)
        self._rows(attributions, attributions.c.document_id, found)
        self._target.exec_driver_sql("INSERT INTO attributions_fts(attributions_fts) VALUES ('rebuild')")
        words = sa.select(attributions.c.source_text).distinct()
        self._target.execute(sa.insert(source_words).from_select(["text"], words))
        self._readings = self._values(sa.select(readings.c.id), readings.c.document_id, found)
        self._rows(extractions, extractions.c.reading_id, self._readings)
        return found

    def speakers(self, document_ids: Sequence[str], *, store: Store) -> None:
        """Copy who speaks in them and what people decided about those, and count what they say anew."""
        pairs = sa.select(appearances.c.identity), sa.select(appearances.c.found)
        who = {one for each in pairs for one in self._values(each, appearances.c.reading_id, self._readings)}
        chosen = self._values(sa.select(judgements.c.speaker), judgements.c.document_id, document_ids)
        who |= {one for one in chosen if one is not None}
        taken = list(self._decisions(who))
        who |= {one for row in taken for one in (row["identity"], row["other"]) if one is not None}
        named = sorted(who - {UNRESOLVED})
        listed = self._values(sa.select(identities.c.listed), identities.c.id, named)
        entries = sorted({one for one in listed if one is not None})
        self._rows(roster, roster.c.id, entries)
        self._rows(roster_keys, roster_keys.c.entry, entries)
        self._rows(identities, identities.c.id, named)
        if taken:
            self._target.execute(sa.insert(decisions), taken)
        self._rows(appearances, appearances.c.reading_id, self._readings)
        # As after a purge: names, roles and totals are those of what is there, and of nothing else.
        reprofile(store, self._target, named)
        recount(self._target, {*named, UNRESOLVED})

    def rest(self, document_ids: Sequence[str]) -> None:
        """Copy what people judged, and make what lists are ordered by."""
        self._rows(judgements, judgements.c.document_id, document_ids)
        self._rows(review_states, review_states.c.document_id, document_ids)
        refresh_all(self._target)
        self._feeds(document_ids)

    def _feeds(self, document_ids: Sequence[str]) -> None:
        """Copy what feeds said of the documents; nobody asks for these feeds from the copy."""
        said = feed_entries.c.document_id
        ids = sorted(set(self._values(sa.select(feed_entries.c.feed), said, document_ids)))
        self._rows(feeds, feeds.c.id, ids)
        stopped = {
            "stopped_at": sa.func.coalesce(feeds.c.polled_at, feeds.c.added_at),
            "stopped_because": "came with a document in a copy",
        }
        self._target.execute(sa.update(feeds).where(feeds.c.stopped_at.is_(None)).values(stopped))
        self._rows(feed_events, feed_events.c.feed, ids)
        self._rows(feed_entries, said, document_ids)

    def collection(self, number: int) -> None:
        """Copy the collection and what stands in it."""
        self._rows(collections, collections.c.id, [number])
        self._rows(kept, kept.c.collection, [number], kept.c.dropped_at.is_(None))

    def _with_versions(self, ids: Sequence[str]) -> list[str]:
        there = self._values(sa.select(documents.c.id), documents.c.id, ids)
        for missing in sorted(set(ids) - set(there)):
            raise no_such_document(missing)
        urls = self._values(sa.select(documents.c.url), documents.c.id, ids)
        same = self._values(sa.select(documents.c.id), documents.c.url, sorted({url for url in urls if url}))
        return sorted({*there, *same})

    def _decisions(self, who: Iterable[str]) -> Iterator[dict[str, Any]]:
        """The decisions about these speakers, about those whom these decisions name, and so on."""
        known = set(who)
        rows = [dict(row) for row in self._source.execute(sa.select(decisions)).mappings()]
        while True:
            taken = [row for row in rows if {row["identity"], row["other"]} & known]
            named = {one for row in taken for one in (row["identity"], row["other"]) if one is not None}
            if named <= known:
                break
            known |= named
        there = set(self._target.scalars(sa.select(documents.c.id)))
        for row in taken:
            told = json.loads(row["told"])
            if row["what"] == "split":
                told["documents"] = [one for one in told["documents"] if one in there]
            yield {**row, "told": to_json(told)}

    def _values(self, query: sa.Select[Any], column: sa.Column[Any], keys: Sequence[Any]) -> list[Any]:
        return [
            value
            for part in in_parts(keys, _MANY)
            for value in self._source.scalars(query.where(column.in_(part)))
        ]

    def _rows(
        self,
        table: sa.Table,
        column: sa.Column[Any],
        keys: Sequence[Any],
        *conditions: sa.ColumnElement[bool],
    ) -> None:
        ordered = sa.select(table).order_by(*table.primary_key)
        for part in in_parts(keys, _MANY):
            found = self._source.execute(
                ordered.where(column.in_(part), *conditions), execution_options={"yield_per": _ROWS}
            ).mappings()
            for rows in found.partitions(_ROWS):
                self._target.execute(sa.insert(table), [dict(row) for row in rows])
