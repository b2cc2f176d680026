"""Placing: each document among those that carry the same text, without comparing it to all."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from sayso.compare.agencies import find_tags
from sayso.compare.copies import (
    MOST_STANDING,
    STANDING,
    Fingerprint,
    Printed,
    compare_texts,
    fingerprint,
    least_hits,
    prepare,
)
from sayso.compare.matches import Match, match_of
from sayso.compare.pointers import LOOKED_AT, find_pointer, host_of

from .connection import Store
from .identities import LONGEST
from .inserting import insert_rows
from .origins import Row, match_values, place_in_order, read_placed, settle
from .schema import (
    archives,
    copies,
    documents,
    is_current_version,
    origins,
    placed,
    repeated,
    sketches,
)
from .stored import to_json, to_metadata

HELD = 60  # documents by which one shingle is remembered: the sixty-first copy still finds these
COMPARED = 12  # documents with which a new one is compared word by word, those that share most shingles
AT_ONCE = 200  # documents that are placed together
_MANY = 500  # values in one condition
_LOCK = "copies"  # one process at a time places documents
_HTML = frozenset({"text/html", "application/xhtml+xml"})


class Placing:
    """Places documents within one transaction; the same, one after the other or many at once."""

    def __init__(self, store: Store, connection: sa.Connection) -> None:
        self._store, self._connection = store, connection
        if not store.is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(_LOCK))))
        self._holders: dict[int, list[int]] = {}  # by shingle, of those that were asked for
        self._pointing: dict[str, list[int]] = {}  # who names an address, of those that were asked for
        self._about: dict[int, Row] = {}
        self._texts: dict[int, str] = {}  # of those that are being placed
        self._again: set[int] = set()  # shingles that have just become standing text

    def place(
        self,
        document_ids: Sequence[str],
        sources: dict[str, tuple[str | None, str | None]],
        prints: Mapping[str, Fingerprint] | None = None,
    ) -> None:
        """Place these documents, in this order; older versions, and those that are placed, are left out.

        `sources` are the titles and addresses that feeds gave as the source of a document, by its id;
        `prints` the fingerprints of their texts, where these are known.
        """
        for start in range(0, len(document_ids), AT_ONCE):
            self._place_some(document_ids[start : start + AT_ONCE], sources, prints or {})

    def withdraw(self, document_ids: Iterable[str]) -> None:
        """Take these documents out, wherever they are placed; what was carried from them finds others."""
        wanted = sorted(set(document_ids))
        own = placed.c.document_id.in_(wanted)
        rows = self._connection.execute(sa.select(placed).where(own)).mappings().all()
        numbers = [row["number"] for row in rows]
        if not numbers:
            return
        linked = sa.or_(copies.c.one.in_(numbers), copies.c.other.in_(numbers))
        ends = self._connection.execute(sa.select(copies.c.one, copies.c.other).where(linked)).all()
        others = {number for pair in ends for number in pair} - set(numbers)
        for row in rows:
            self._forget_sketch(row)
        for table, column in (
            (copies, copies.c.one), (copies, copies.c.other), (repeated, repeated.c.document),
            (origins, origins.c.number), (placed, placed.c.number),
        ):  # fmt: skip
            self._connection.execute(sa.delete(table).where(column.in_(numbers)))
        left = {row["origin"] for row in rows}
        moved = sa.select(placed.c.number).where(placed.c.parent.in_(numbers))
        settle(self._connection, others | set(self._connection.scalars(moved)), left - set(numbers))
        self._about.clear()

    def _forget_sketch(self, row: Row) -> None:
        text = sa.select(documents.c.text).where(documents.c.id == row["document_id"])
        shingles = fingerprint(self._connection.scalars(text).one()).shingles
        for start in range(0, len(shingles), _MANY):
            some = sketches.c.shingle.in_(shingles[start : start + _MANY])
            self._connection.execute(sa.delete(sketches).where(some, sketches.c.document == row["number"]))
        self._holders.clear()

    def _place_some(
        self,
        document_ids: Sequence[str],
        sources: dict[str, tuple[str | None, str | None]],
        known: Mapping[str, Fingerprint],
    ) -> None:
        found = self._read(document_ids)
        prints = {row["id"]: known.get(row["id"]) or fingerprint(row["text"]) for row in found}
        self._load_holders({shingle for one in prints.values() for shingle in one.shingles})
        numbers = self._insert(found, prints, sources)
        self._texts = {number: row["text"] for row, number in zip(found, numbers, strict=True)}
        self._load_pointing({row["url"] for row in found if row["url"]})
        rows: list[dict[str, Any]] = []
        links: dict[tuple[int, int], Match] = {}
        for row, number in zip(found, numbers, strict=True):
            shingles = prints[row["id"]].shingles
            for other in self._candidates(number, row, shingles):
                match = self._compared(number, other, self._standing(number, shingles))
                if match is not None:
                    links[other, number] = match.turned()
            rows += [{"shingle": one, "document": number} for one in self._hold(number, shingles)]
        insert_rows(self._connection, sketches, rows)
        if links:
            values = [match_values(one, other, match) for (one, other), match in links.items()]
            self._connection.execute(sa.insert(copies), values)
        settle(self._connection, set(self._touched(links)) | self._look_again())
        self._about.clear()
        self._pointing.clear()
        self._texts.clear()
        self._holders.clear()  # of a whole archive they would be too many

    def _touched(self, links: Iterable[tuple[int, int]]) -> Iterator[int]:
        """The documents that may have another parent now: the new ones, and what comes after a new one."""
        for other, number in links:
            yield number
            if place_in_order(self._about[number]) < place_in_order(self._about[other]):
                yield other

    def _read(self, document_ids: Sequence[str]) -> list[Row]:
        there = sa.exists().where(placed.c.document_id == documents.c.id)
        wanted = sa.select(documents).where(
            documents.c.id.in_(list(document_ids)), is_current_version(), ~there
        )
        rows = {row["id"]: row for row in self._connection.execute(wanted).mappings()}
        return [rows[one] for one in dict.fromkeys(document_ids) if one in rows]

    def _insert(
        self,
        found: Sequence[Row],
        prints: dict[str, Fingerprint],
        sources: dict[str, tuple[str | None, str | None]],
    ) -> list[int]:
        pages = [row["sha256"] for row in found if row["media_type"] in _HTML and row["url"]]
        packed = sa.select(archives.c.sha256, archives.c.bytes).where(archives.c.sha256.in_(pages))
        raw = {row.sha256: row.bytes for row in self._connection.execute(packed)} if pages else {}
        values = [
            _values(row, prints[row["id"]], raw.get(row["sha256"]), *sources.get(row["id"], (None, None)))
            for row in found
        ]
        if not values:
            return []
        insert_rows(self._connection, placed, values)
        new = sa.select(placed.c.document_id, placed.c.number).where(placed.c.origin == 0)
        by_id = dict(self._connection.execute(new).tuples().all())
        numbers = [by_id[row["document_id"]] for row in values]
        own = sa.update(placed).where(placed.c.origin == 0).values(origin=placed.c.number)
        self._connection.execute(own)
        for number, row in zip(numbers, values, strict=True):
            self._about[number] = {**row, "number": number}
        return numbers

    def _load_holders(self, shingles: Iterable[int]) -> None:
        missing = sorted(one for one in shingles if one not in self._holders)
        for start in range(0, len(missing), _MANY):
            some = missing[start : start + _MANY]
            for one in some:
                self._holders[one] = []
            query = sa.select(sketches).where(sketches.c.shingle.in_(some)).order_by(*sketches.c)
            for row in self._connection.execute(query):
                self._holders[row.shingle].append(row.document)

    def _hold(self, number: int, shingles: Sequence[int]) -> Iterator[int]:
        """Remember the document by its shingles, but for those that enough others are remembered by."""
        place = self._about[number]["place"]
        for one in shingles:
            holders = self._holders[one]
            if len(holders) >= HELD:
                continue
            holders.append(number)
            if place and len(holders) >= STANDING and self._n_of(place, holders) == STANDING:
                self._again.add(one)
            yield one

    def _candidates(self, number: int, row: Row, shingles: Sequence[int]) -> list[int]:
        """The documents to be compared with this one: those that it names, and those most like it."""
        standing = self._standing(number, shingles)
        hits = Counter(
            holder
            for one in shingles
            if one not in standing
            for holder in self._holders[one]
            if holder != number
        )
        least = least_hits(len(shingles))
        enough = [other for other, n in hits.items() if n >= least]
        self._load_about(enough)
        enough.sort(key=lambda other: (-hits[other], place_in_order(self._about[other])))
        named = sorted(self._named(number, row) - {number})
        self._load_about(named)
        return list(dict.fromkeys([*named[:COMPARED], *enough[:COMPARED]]))

    def _named(self, number: int, row: Row) -> set[int]:
        """The documents that this one names by their address, and those that name it."""
        found: set[int] = set()
        joined = sa.select(placed.c.number).join(documents, documents.c.id == placed.c.document_id)
        if self._about[number]["points_at"]:
            found.update(
                self._connection.scalars(joined.where(documents.c.url == self._about[number]["points_at"]))
            )
        found.update(self._pointing.get(row["url"], ())[:COMPARED])
        return found

    def _load_pointing(self, urls: Collection[str]) -> None:
        """Look up who names these addresses as its own: all at once, for hardly any is named."""
        wanted = sorted(urls)
        for start in range(0, len(wanted), _MANY):
            some = sa.select(placed.c.points_at, placed.c.number).where(
                placed.c.points_at.in_(wanted[start : start + _MANY])
            )
            for url, number in self._connection.execute(some.order_by(placed.c.number)):
                self._pointing.setdefault(url, []).append(number)

    def _standing(self, number: int, shingles: Sequence[int]) -> frozenset[int]:
        """The shingles that are some outlet's standing text; none where most of the document would be."""
        crowded = [one for one in shingles if len(self._holders[one]) >= STANDING - 1]
        self._load_about(holder for one in crowded for holder in self._holders[one])
        mine = self._about[number]["place"]
        found = set()
        for one in crowded:
            places = Counter(
                self._about[holder]["place"] for holder in self._holders[one] if holder != number
            )
            places[mine] += 1
            places.pop("", None)
            if places and max(places.values()) >= STANDING:
                found.add(one)
        return frozenset(found if len(found) <= MOST_STANDING * len(shingles) else ())

    def _n_of(self, place: str, holders: Sequence[int]) -> int:
        self._load_about(holders)
        return sum(1 for holder in holders if self._about[holder]["place"] == place)

    def _load_about(self, numbers: Iterable[int]) -> None:
        missing = sorted({one for one in numbers if one not in self._about})
        self._about.update(read_placed(self._connection, missing))

    def _compared(self, number: int, other: int, standing: frozenset[int]) -> Match | None:
        """What the document has in common with the other, seen from the document."""
        here, there = self._whole(number), self._whole(other)
        shared = compare_texts(here, there, standing)
        one, two = self._about[number], self._about[other]
        evidence = list(_evidence(one, two))
        names = self._names(one, two) or self._names(two, one)
        if names:
            evidence.append("one gives the other's address as its own")
        return match_of(shared, evidence=evidence, names=names)

    def _names(self, one: Row, other: Row) -> bool:
        if not one["points_at"]:
            return False
        url = sa.select(documents.c.url).where(documents.c.id == other["document_id"])
        return bool(self._connection.scalars(url).one() == one["points_at"])

    def _whole(self, number: int) -> Printed:
        about = self._about[number]
        return self._store.texts.get(
            about["document_id"], about["n_words"], lambda: prepare(self._text_of(number))
        )

    def _text_of(self, number: int) -> str:
        if number in self._texts:
            return self._texts[number]
        own = documents.c.id == self._about[number]["document_id"]
        return str(self._connection.scalars(sa.select(documents.c.text).where(own)).one())

    def _look_again(self) -> set[int]:
        """Compare those once more that were matched before what they share was standing text."""
        shingles, self._again = self._again, set()
        pairs: set[tuple[int, int]] = set()
        for one in shingles:
            holders = self._holders[one]
            both = (copies.c.one.in_(holders), copies.c.other.in_(holders))
            pairs.update(
                (row.one, row.other)
                for row in self._connection.execute(sa.select(copies.c.one, copies.c.other).where(*both))
            )
        for pair in sorted(pairs):
            self._match_again(*pair)
        return {number for pair in pairs for number in pair}

    def _match_again(self, one: int, other: int) -> None:
        self._load_about([one, other])
        shingles = sorted({number for _, number in self._whole(other).picked})
        self._load_holders(shingles)
        match = self._compared(other, one, self._standing(other, shingles))
        row = sa.and_(copies.c.one == one, copies.c.other == other)
        self._connection.execute(sa.delete(copies).where(row))
        if match is not None:
            self._connection.execute(sa.insert(copies), match_values(one, other, match.turned()))


def _values(
    row: Row, printed: Fingerprint, packed: bytes | None, source_title: str | None, source_url: str | None
) -> dict[str, Any]:
    """What the document says of where it is from, as a row of `placed`; its origin is told later."""
    place = row["outlet"] or host_of(row["url"])
    tags = find_tags(row["text"], to_metadata(row), feed=source_title)
    page = _head(packed) if packed is not None else b""
    return {
        "document_id": row["id"],
        "place": place[:LONGEST],
        "published": row["published"] or "~",
        "n_words": printed.n_words,
        "tags": to_json([asdict(tag) for tag in tags]),
        "points_at": find_pointer(page, row["url"]) if page else None,
        "source_title": source_title,
        "source_url": source_url,
        "parent": None,
        "origin": 0,
    }


def _head(packed: bytes) -> bytes:
    """The beginning of a page; nothing of one that is damaged, which `verify` tells."""
    try:
        return zlib.decompressobj().decompress(packed, LOOKED_AT)
    except zlib.error:
        return b""


def _evidence(one: Row, other: Row) -> Iterator[str]:
    """What speaks for one origin besides the words."""
    named = ({tag["agency"] for tag in json.loads(row["tags"])} for row in (one, other))
    for agency in sorted(set.intersection(*named)):
        yield f"both name {agency} as a source"
    for title in {one["source_title"], other["source_title"]} - {None}:
        if title in (one["place"], other["place"]):
            yield f"a feed gives {title} as the source"
