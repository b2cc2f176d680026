"""The linker: each reading's speakers joined to those that the ledger knows, within one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from sayso.link import Appearance, Choice, asked_keys, choose, read_name
from sayso.records import make_id

from .company import Company
from .connection import Store
from .decided import Settlement, read_settlement
from .history import chosen_speakers, read_history
from .identities import (
    LONGEST,
    Known,
    Row,
    Tally,
    count_in,
    from_roster,
    listed_id,
    read_list,
    save,
    shift,
)
from .inserting import insert_rows
from .schema import (
    UNRESOLVED,
    appearances,
    documents,
    identities,
    is_current_version,
    is_newest_reading,
    name_keys,
    profiles,
    readings,
    roster,
    roster_keys,
)
from .spoken import Who, read_voices, who_speaks

RULES = 1  # the version of the rules that `readings.linked` names
MOST_CANDIDATES = 60  # compared with one name: those who say most; a block with more tells nothing
SPEAKERS_LOCK = "speakers"  # one process at a time decides who is who
_MANY = 500  # values in one condition
MOST_REMEMBERED = 100_000  # speakers, some 2 kB each
Brought = tuple[str, ...]
Mark = tuple[sqlite3.Connection, int, int] | None


@dataclass(slots=True)
class Memory:
    """What is known of the ledger's speakers, read as it is needed and kept up with what is written."""

    settlement: Settlement
    known: dict[str, Known] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)
    blocks: dict[str, set[str]] = field(default_factory=dict)


def recall(store: Store, connection: sa.Connection) -> Memory:
    """What was remembered, where nobody wrote into the ledger since; else a new memory."""
    remembered, mark = store.remembered.copy(), mark_of(connection)
    store.remembered.clear()
    for before, memory in remembered:
        if before == mark is not None and isinstance(memory, Memory):
            return memory
    return Memory(read_settlement(connection))


def remember(store: Store, mark: Mark, memory: Memory) -> None:
    """Keep a memory for the next transaction; `mark` was taken at the end of its own, which is committed."""
    if mark is not None and len(memory.known) <= MOST_REMEMBERED:
        store.remembered[:] = [(mark, memory)]


def mark_of(connection: sa.Connection) -> Mark:
    """The state of the ledger: as long as it is the same, nobody wrote. None where that cannot be told.

    SQLite counts what the others wrote, and what was written over this connection.
    """
    raw = connection.connection.dbapi_connection
    if not isinstance(raw, sqlite3.Connection):
        return None
    [others] = raw.execute("PRAGMA data_version").fetchone()
    return raw, others, raw.total_changes


class Linker:
    """Joins speakers within one transaction; what it learns is written by `flush`."""

    def __init__(
        self,
        store: Store,
        connection: sa.Connection,
        counted: frozenset[Brought] = frozenset(),
        memory: Memory | None = None,
    ) -> None:
        self._store, self._connection, self._counted = store, connection, counted
        if not store.is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(SPEAKERS_LOCK))))
        memory = memory or Memory(read_settlement(connection))
        self._known, self._absent, self._blocks = memory.known, memory.absent, memory.blocks
        self._changed: dict[str, Known] = {}
        self._coming: dict[str, set[str]] = {}  # blocks of those in `_changed`, who are in no table yet
        self._company = Company(connection)
        self._settlement = memory.settlement
        self._set_apart = self._settlement.set_apart()

    def link(self, reading_id: int) -> None:
        """Join the speakers of one reading."""
        about = self._document(reading_id)
        found = who_speaks(read_voices(self._connection, reading_id))
        self._fetch(found)
        rows = self._joined(about, found, self._given(about))
        self._write(rows)
        self._company.forget()
        if about["current"]:
            for earlier in self._step_down(about):
                shift(self._store, self._connection, earlier, -1)
            shift(self._store, self._connection, rows, 1)
        done = sa.update(readings).where(readings.c.id == reading_id).values(linked=RULES)
        self._connection.execute(done)

    def link_new(self, abouts: Sequence[Row], found: Sequence[Sequence[Who]]) -> None:
        """Join the speakers of readings of documents that were not there before, in their order.

        `abouts` tell what `link` looks up, `found` who speaks; the same as linking one after the
        other, written at once.
        """
        self._fetch([who for group in found for who in group])
        linked = []
        for about, group in zip(abouts, found, strict=True):
            rows = self._joined(about, group, {})
            self._company.add(rows)
            linked.append(rows)
        self._write([row for rows in linked for row in rows])
        count_in(self._store, self._connection, linked)

    def _joined(
        self, about: Row, found: Sequence[Who], given: dict[str, dict[str, Any]]
    ) -> list[dict[str, Any]]:
        rows, beside = [], set[str]()
        for who in found:
            row = self._row(who, about, frozenset(beside), given)
            rows.append(row)
            if not self._get(row["identity"]).by_name:
                beside.add(row["identity"])
        return rows

    def link_again(self, row: dict[str, Any]) -> bool:
        """Whether an appearance under a bare name has found its speaker, now that more are known."""
        mine = (appearances.c.reading_id == row["reading_id"]) & (
            appearances.c.speaker_id == row["speaker_id"]
        )
        others = (
            sa.select(identities.c.id)
            .join(appearances, appearances.c.identity == identities.c.id)
            .where(appearances.c.reading_id == row["reading_id"], identities.c.by_name == 0)
        )
        beside = frozenset(self._connection.scalars(others))
        appearance = _appearance(row, beside)
        choice = self._choose(appearance)
        if choice.profile is None or choice.by_name:
            return False
        found = choice.profile
        identity, decision = self._settlement.settle(found, row)
        values = {
            "found": found, "identity": identity, "decision": decision, "because": choice.because,
            "confidence": choice.confidence,
        }  # fmt: skip
        self._count(identity, {**row, **values})
        self._connection.execute(sa.update(appearances).where(mine).values(values))
        self._company.forget()
        return True

    def flush(self) -> None:
        """Write what was learnt."""
        save(self._store, self._connection, self._changed.values())
        self._changed = {}
        self._coming = {}

    def _document(self, reading_id: int) -> sa.RowMapping:
        joined = documents.join(readings, readings.c.document_id == documents.c.id)
        columns = (
            readings.c.id.label("reading_id"), readings.c.judged_from, documents.c.id, documents.c.url,
            documents.c.outlet,
        )  # fmt: skip
        current = sa.and_(is_newest_reading(), is_current_version()).label("current")
        query = sa.select(*columns, documents.c.published, current).select_from(joined)
        return self._connection.execute(query.where(readings.c.id == reading_id)).mappings().one()

    def _given(self, about: sa.RowMapping) -> dict[str, dict[str, Any]]:
        """Of a reading that people judged: whom they chose, and who was who in the model's reading."""
        if about["judged_from"] is None:
            return {}
        own = sa.select(appearances).where(appearances.c.reading_id == about["judged_from"])
        given = {row["speaker_id"]: dict(row) for row in self._connection.execute(own).mappings()}
        for speaker_id, chosen in chosen_speakers(read_history(self._connection, about["id"])).items():
            if self._is_there(chosen.identity):
                given[speaker_id] = {
                    "found": chosen.identity, "because": chosen.because, "confidence": 1.0,
                    "judgement": chosen.judgement,
                }  # fmt: skip
        return given

    def _row(
        self,
        who: Who,
        about: Row,
        beside: frozenset[str],
        given: dict[str, dict[str, Any]],
    ) -> dict[str, Any]:
        row = {
            **who,
            "judgement": None,
            "reading_id": about["reading_id"],
            "document_id": about["id"],
            "outlet": about["outlet"],
            "published": about["published"],
            "is_current": int(bool(about["current"])),
        }
        if who["speaker_id"] == UNRESOLVED:
            nobody = {"because": "not resolved in the document", "confidence": 1.0, "decision": None}
            return {**row, "found": UNRESOLVED, "identity": UNRESOLVED, **nobody}
        known = given.get(who["speaker_id"])
        if known is not None and (known["judgement"] is not None or known["kind"] == who["kind"]):
            row |= {key: known[key] for key in ("found", "because", "confidence", "judgement")}
            row["identity"], row["decision"] = self._settlement.settle(row["found"], row)
            # A choice is about this place: it teaches the rules no name. The model's own row is counted.
            chosen = row["judgement"] is not None
            if not chosen and known["identity"] != row["identity"] and brought(row) not in self._counted:
                self._count(row["identity"], row)
            return row
        choice = self._choose(_appearance(row, beside))
        row["found"] = self._found(choice, row)
        row["identity"], row["decision"] = self._settlement.settle(row["found"], row)
        row["because"], row["confidence"] = choice.because, choice.confidence
        self._count(row["found"], None)
        if brought(row) not in self._counted:
            self._count(row["identity"], row)
        return row

    def _fetch(self, found: Sequence[Who]) -> None:
        """Everyone that these may turn out to be, in a few queries for all of them."""
        keys: set[str] = set()
        ids: set[str] = {UNRESOLVED}
        for who in found:
            if who["speaker_id"] == UNRESOLVED:
                continue
            for text in (who["name"], *read_list(who["aliases"])):
                keys |= _asked(text, who["kind"])
            ids |= {_name_id(who["name"], who["kind"]), _new_id(who["name"], who["kind"])}
        self._load_blocks(keys)
        ids |= {identity for key in keys for identity in self._block(key)}
        self._load(ids)

    def _count(self, identity: str, row: dict[str, Any] | None) -> None:
        known = self._get(identity)
        if row is not None:
            new = known.count(row)
            if known.by_name and known.name is None:
                known.name = row["name"]
            for key in known.keys() - known.filed if new else ():
                self._coming.setdefault(key, set()).add(identity)
                if key in self._blocks:
                    self._blocks[key].add(identity)
        self._changed[identity] = known

    def _choose(self, appearance: Appearance) -> Choice:
        candidates = self._candidates(appearance)
        choice = choose(appearance, [known.profile() for known in candidates])
        if choice.profile is not None or not candidates or not appearance.beside:
            return choice
        near = self._company.near(appearance, [known.id for known in candidates])
        if not near:
            return choice
        return choose(appearance, [known.profile(near.get(known.id, frozenset())) for known in candidates])

    def _found(self, choice: Choice, row: dict[str, Any]) -> str:
        """The id of whom was chosen; a new one's is of its name, and of its document where that is taken."""
        if choice.profile is not None:
            return choice.profile
        if choice.by_name:
            found = _name_id(row["name"], row["kind"])
        else:
            found = _new_id(row["name"], row["kind"])
            if choice.distinct or (self._is_there(found) and self._known[found].tallies):
                found = _new_id(row["name"], row["kind"], row["document_id"])
        if not self._is_there(found):
            self._known[found] = Known(id=found, by_name=choice.by_name, saved=False)
            self._absent.discard(found)
        return found

    def _is_there(self, identity: str) -> bool:
        if identity not in self._known and identity not in self._absent:
            self._load([identity])
        return identity in self._known

    def _get(self, identity: str) -> Known:
        if not self._is_there(identity):
            self._known[identity] = Known(id=identity, saved=False)
        return self._known[identity]

    def _candidates(self, appearance: Appearance) -> list[Known]:
        keys: set[str] = set()
        for text in (appearance.name, *appearance.aliases):
            keys |= _asked(text, appearance.kind)
        self._load_blocks(keys)
        found = {identity for key in keys for identity in self._block(key)} - self._set_apart
        self._load(found)
        known = [self._known[identity] for identity in found if identity in self._known]
        return sorted(known, key=_size, reverse=True)[:MOST_CANDIDATES]

    def _block(self, key: str) -> set[str]:
        """Who is filed under a block that is loaded; nobody where too many share a given name."""
        there = self._blocks[key]
        return set() if key.startswith("g:") and len(there) > MOST_CANDIDATES else there

    def _load_blocks(self, keys: Iterable[str]) -> None:
        missing = sorted(key for key in keys if key not in self._blocks)
        if not missing:
            return
        for key in missing:
            # Those that are known and not written yet are in no table.
            self._blocks[key] = set(self._coming.get(key, ()))
        for row in self._connection.execute(sa.select(name_keys).where(name_keys.c.key.in_(missing))):
            self._blocks[row.key].add(row.identity)
        listed = sa.select(roster_keys.c.key, roster_keys.c.entry).where(roster_keys.c.key.in_(missing))
        entries: dict[str, list[str]] = {}
        for row in self._connection.execute(listed):
            self._blocks[row.key].add(listed_id(row.entry))
            entries.setdefault(row.entry, []).append(row.key)
        self._load(listed_id(entry) for entry in entries)
        wanted = [entry for entry in entries if listed_id(entry) not in self._known]
        for start in range(0, len(wanted), _MANY):
            some = sa.select(roster).where(roster.c.id.in_(wanted[start : start + _MANY]))
            for entry in self._connection.execute(some).mappings():
                self._known[listed_id(entry["id"])] = from_roster(entry)

    def _load(self, ids: Iterable[str]) -> None:
        wanted = sorted(one for one in ids if one not in self._known and one not in self._absent)
        for start in range(0, len(wanted), _MANY):
            some = wanted[start : start + _MANY]
            self._absent.update(some)
            listed: dict[str, Known] = {}
            for row in self._connection.execute(sa.select(identities).where(identities.c.id.in_(some))):
                own = row.by_name or row.id in self._settlement.renamed or row.id in self._set_apart
                self._known[row.id] = Known(
                    id=row.id,
                    by_name=bool(row.by_name),
                    listed=row.listed,
                    country=row.country,
                    wikidata=row.wikidata,
                    name=row.name if own else None,
                )
                if row.listed:
                    listed[row.listed] = self._known[row.id]
            for row in self._connection.execute(sa.select(profiles).where(profiles.c.identity.in_(some))):
                tally = Tally(row.n, row.first, row.last)
                self._known[row.identity].tallies[row.what, row.value] = tally
            if listed:
                for entry in self._connection.execute(
                    sa.select(roster).where(roster.c.id.in_(listed))
                ).mappings():
                    self._complete(listed[entry["id"]], entry)
            for one in some:
                if one in self._known:
                    self._known[one].filed = self._known[one].keys()

    def _complete(self, known: Known, entry: sa.RowMapping) -> None:
        listed = from_roster(entry)
        known.given_names, known.held = listed.given_names, listed.held
        known.given_kind, known.country = listed.given_kind, listed.country
        known.wikidata = listed.wikidata

    def _write(self, rows: list[dict[str, Any]]) -> None:
        unsaved = {row[part] for row in rows for part in ("found", "identity")} & self._changed.keys()
        save(
            self._store,
            self._connection,
            [self._changed[one] for one in unsaved if not self._known[one].saved],
        )
        insert_rows(self._connection, appearances, rows)

    def _step_down(self, about: sa.RowMapping) -> Iterator[Sequence[sa.RowMapping]]:
        """The appearances that this reading supersedes, document by document, no longer marked as current."""
        versions = sa.select(documents.c.id).where(documents.c.url == about["url"])
        same = appearances.c.document_id == about["id"]
        group = sa.or_(same, appearances.c.document_id.in_(versions)) if about["url"] else same
        before = (group, appearances.c.reading_id != about["reading_id"], appearances.c.is_current == 1)
        old: dict[str, list[sa.RowMapping]] = {}
        for row in self._connection.execute(sa.select(appearances).where(*before)).mappings().all():
            old.setdefault(row["document_id"], []).append(row)
        if old:
            self._connection.execute(sa.update(appearances).where(*before).values(is_current=0))
        yield from old.values()


def brought(row: Row) -> Brought:
    """What an appearance brings to what is known of its speaker."""
    return tuple(str(row[key]) for key in ("identity", "name", "kind", "roles", "aliases"))


@lru_cache(maxsize=65_536)
def _asked(text: str, kind: str | None) -> frozenset[str]:
    return frozenset(key[:LONGEST] for key in asked_keys(read_name(text, kind)))


@lru_cache(maxsize=65_536)
def _name_id(text: str, kind: str | None) -> str:
    """The id of whoever stands for this name and for no one speaker."""
    name = read_name(text, kind)
    return make_id("identity", "name", name.family, name.key or " ".join(text.split()).casefold())


@lru_cache(maxsize=65_536)
def _new_id(text: str, kind: str | None, *document: str) -> str:
    """The id of a new speaker of this name; with the document's where another has the name."""
    name = read_name(text, kind)
    return make_id("identity", name.family, name.key, *document)


def _size(known: Known) -> tuple[int, str]:
    return known.n_named(), known.id


def _appearance(row: Row, beside: frozenset[str]) -> Appearance:
    return Appearance(
        name=row["name"],
        kind=row["kind"],
        roles=read_list(row["roles"]),
        aliases=read_list(row["aliases"]),
        date=row["published"],
        beside=beside,
    )
