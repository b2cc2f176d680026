"""Linking: each reading's speakers joined to those that the ledger knows, in the writer's transaction."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from sayso.link import Appearance, Choice, asked_keys, choose, is_pronoun, keys_of, read_name
from sayso.records import make_id

from .connection import Store
from .decided import Settlement, read_settlement, reprofile
from .history import chosen_speakers, has_judgements, read_history
from .identities import (
    LONGEST,
    Known,
    Row,
    Tally,
    count_in,
    decided,
    from_roster,
    listed_id,
    recount,
    save,
    shift,
)
from .schema import (
    UNRESOLVED,
    appearances,
    attributions,
    documents,
    extractions,
    identities,
    identity_outlets,
    is_current_version,
    is_newest_reading,
    name_keys,
    profiles,
    readings,
    roster,
    roster_keys,
)
from .statements import refresh_all, refresh_documents, refresh_versions
from .stored import to_json

RULES = 1  # the version of the rules that `readings.linked` names
MOST_CANDIDATES = 60  # compared with one name: those who say most; a block with more tells nothing
WINDOW = timedelta(days=14)  # within which two documents are about the same days
_LOCK = "speakers"  # one process at a time decides who is who
_MANY = 500  # values in one condition
Brought = tuple[str, ...]


class Linker:
    """Joins speakers within one transaction; what it learns is written by `flush`."""

    def __init__(
        self, store: Store, connection: sa.Connection, counted: frozenset[Brought] = frozenset()
    ) -> None:
        self._store, self._connection, self._counted = store, connection, counted
        if not store.is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(_LOCK))))
        self._known: dict[str, Known] = {}
        self._absent: set[str] = set()
        self._blocks: dict[str, set[str]] = {}
        self._changed: dict[str, Known] = {}
        self._coming: dict[str, set[str]] = {}  # blocks of those in `_changed`, who are in no table yet
        self._waiting: list[dict[str, Any]] = []  # appearances that are not written yet
        self._settlement: Settlement = read_settlement(connection)
        self._set_apart = self._settlement.set_apart()

    def link(self, reading_id: int) -> None:
        """Join the speakers of one reading."""
        about = self._document(reading_id)
        found = self._appearing([reading_id]).get(reading_id, [])
        self._fetch(found)
        rows = self._joined(about, found, self._given(about))
        self._write(rows)
        if about["current"]:
            for earlier in self._step_down(about):
                shift(self._store, self._connection, earlier, -1)
            shift(self._store, self._connection, rows, 1)
        done = sa.update(readings).where(readings.c.id == reading_id).values(linked=RULES)
        self._connection.execute(done)

    def link_new(self, abouts: Sequence[Row]) -> None:
        """Join the speakers of readings of documents that were not there before, in their order.

        Each tells what `link` looks up; the same as linking one after the other, written at once.
        """
        found = self._appearing([about["reading_id"] for about in abouts])
        self._fetch([who for group in found.values() for who in group])
        linked = []
        for about in abouts:
            rows = self._joined(about, found.get(about["reading_id"], []), {})
            self._waiting += rows
            linked.append(rows)
        self._write_waiting()
        count_in(self._store, self._connection, linked)

    def _joined(
        self, about: Row, found: list[dict[str, Any]], given: dict[str, dict[str, Any]]
    ) -> list[dict[str, Any]]:
        rows, beside = [], set[str]()
        for who in sorted(found, key=_surest_first):
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

    def _appearing(self, reading_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
        """Who speaks in the readings: one for each name, and one for all that have none."""
        query = (
            sa.select(
                extractions.c.reading_id,
                extractions.c.speaker_id,
                extractions.c.speaker_name,
                extractions.c.speaker_kind,
                extractions.c.speaker_role,
                attributions.c.source_text,
            )
            .join(attributions, attributions.c.number == extractions.c.attribution)
            .where(extractions.c.reading_id.in_(reading_ids))
            .order_by(extractions.c.reading_id, extractions.c.position)
        )
        grouped: dict[int, dict[str, list[Any]]] = {}
        for row in self._connection.execute(query):
            named = row.speaker_id is not None and not is_pronoun(row.speaker_name)
            there = grouped.setdefault(row.reading_id, {})
            there.setdefault(row.speaker_id if named else UNRESOLVED, []).append(row)
        return {
            reading_id: [_grouped(speaker_id, rows) for speaker_id, rows in there.items()]
            for reading_id, there in grouped.items()
        }

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
        who: dict[str, Any],
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

    def _fetch(self, found: Sequence[dict[str, Any]]) -> None:
        """Everyone that these may turn out to be, in a few queries for all of them."""
        keys: set[str] = set()
        ids: set[str] = {UNRESOLVED}
        for who in found:
            if who["speaker_id"] == UNRESOLVED:
                continue
            for text in (who["name"], *json.loads(who["aliases"])):
                keys |= _asked(text, who["kind"])
            ids |= {_name_id(who), _new_id(who)}
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
        near = self._near(appearance, [known.id for known in candidates])
        if not near:
            return choice
        return choose(appearance, [known.profile(near.get(known.id, frozenset())) for known in candidates])

    def _found(self, choice: Choice, row: dict[str, Any]) -> str:
        """The id of whom was chosen; a new one's is of its name, and of its document where that is taken."""
        if choice.profile is not None:
            return choice.profile
        if choice.by_name:
            found = _name_id(row)
        else:
            found = _new_id(row)
            if choice.distinct or (self._is_there(found) and self._known[found].tallies):
                found = _new_id(row, row["document_id"])
        if not self._is_there(found):
            self._known[found] = Known(id=found, by_name=choice.by_name, saved=False)
            self._absent.discard(found)
        return found

    def _is_there(self, identity: str) -> bool:
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

    def _near(self, appearance: Appearance, candidates: Sequence[str]) -> dict[str, frozenset[str]]:
        """Who of those beside the appearance spoke in the candidates' documents of the same days."""
        try:
            day = date.fromisoformat((appearance.date or "")[:10])
        except ValueError:
            return {}
        self._write_waiting()
        asked = {
            "candidates": list(candidates), "beside": sorted(appearance.beside),
            "since": (day - WINDOW).isoformat(), "until": (day + WINDOW).isoformat() + "~",
        }  # fmt: skip
        near: dict[str, set[str]] = {}
        for row in self._connection.execute(_TOGETHER, asked):
            near.setdefault(row.identity, set()).add(row.beside)
        return {one: frozenset(others) for one, others in near.items()}

    def _write_waiting(self) -> None:
        rows, self._waiting = self._waiting, []
        self._write(rows)

    def _write(self, rows: list[dict[str, Any]]) -> None:
        unsaved = {row[part] for row in rows for part in ("found", "identity")} & self._changed.keys()
        save(
            self._store,
            self._connection,
            [self._changed[one] for one in unsaved if not self._known[one].saved],
        )
        if rows:
            self._connection.execute(sa.insert(appearances), rows)

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


def _together() -> sa.Select[Any]:
    """Who spoke in one document with one of the candidates, made once: it is asked for very often."""
    there, other = appearances.alias("there"), appearances.alias("other")
    candidates = sa.bindparam("candidates", expanding=True, type_=sa.Text)
    beside = sa.bindparam("beside", expanding=True, type_=sa.Text)
    since, until = sa.bindparam("since", type_=sa.Text), sa.bindparam("until", type_=sa.Text)
    return (
        sa.select(there.c.identity, other.c.identity.label("beside"))
        .join(other, other.c.reading_id == there.c.reading_id)
        .where(there.c.identity.in_(candidates), there.c.is_current == 1)
        .where(there.c.published.between(since, until))
        .where(other.c.identity.in_(beside), other.c.identity != there.c.identity)
        .distinct()
    )


_TOGETHER = _together()


def brought(row: sa.RowMapping | dict[str, Any]) -> Brought:
    """What an appearance brings to what is known of its speaker."""
    return tuple(str(row[key]) for key in ("identity", "name", "kind", "roles", "aliases"))


def _asked(text: str, kind: str | None) -> set[str]:
    return {key[:LONGEST] for key in asked_keys(read_name(text, kind))}


def _name_id(who: dict[str, Any]) -> str:
    """The id of whoever stands for this name and for no one speaker."""
    name = read_name(who["name"], who["kind"])
    key = name.key or " ".join(who["name"].split()).casefold()
    return make_id("identity", "name", name.family, key)


def _new_id(who: dict[str, Any], *document: str) -> str:
    """The id of a new speaker of this name; with the document's where another has the name."""
    name = read_name(who["name"], who["kind"])
    return make_id("identity", name.family, name.key, *document)


def _size(known: Known) -> tuple[int, str]:
    return sum(tally.n for (what, _), tally in known.tallies.items() if what == "name"), known.id


def _surest_first(who: dict[str, Any]) -> tuple[bool, bool, bool, str]:
    # Whoever is told by a full name and a role first: the others are known by their company.
    name = read_name(who["name"] or "", who["kind"])
    return (who["speaker_id"] == UNRESOLVED, not name.full, who["roles"] == "[]", who["name"] or "")


def _grouped(speaker_id: str, rows: Sequence[Any]) -> dict[str, Any]:
    named = speaker_id != UNRESOLVED
    kinds = Counter(row.speaker_kind for row in rows if row.speaker_kind) if named else Counter[str]()
    kind = min(kinds, key=lambda one: (-kinds[one], one)) if kinds else None
    roles = dict.fromkeys(row.speaker_role for row in rows if row.speaker_role) if named else {}
    name = rows[0].speaker_name if named else None
    return {
        "speaker_id": speaker_id,
        "name": name,
        "kind": kind,
        "roles": to_json(sorted(roles)),
        "aliases": to_json(sorted(_acronyms(name, kind, rows)) if name else []),
        "n_attributions": len(rows),
    }


def _acronyms(name: str, kind: str | None, rows: Sequence[Any]) -> set[str]:
    """The initials by which the document calls the speaker too: it says itself that they are the same."""
    if read_name(name, kind).family != "organisation":
        return set()
    bare = {row.source_text.strip(" ,.").removeprefix("the ").removeprefix("The ") for row in rows}
    return {
        text for text in bare if text != name and text.isupper() and text.isalpha() and 2 <= len(text) <= 6
    }


def _appearance(row: dict[str, Any] | sa.RowMapping, beside: frozenset[str]) -> Appearance:
    return Appearance(
        name=row["name"],
        kind=row["kind"],
        roles=tuple(json.loads(row["roles"])),
        aliases=tuple(json.loads(row["aliases"])),
        date=row["published"],
        beside=beside,
    )


def link_missing(store: Store) -> int:
    """Link the readings that no rules have linked yet, in one transaction; how many those were."""
    with store.reading() as connection:
        if connection.execute(_unlinked().limit(1)).first() is None:
            return 0
    with store.writing(origin=_LOCK) as connection:
        linker = Linker(store, connection)
        waiting = list(connection.scalars(_unlinked()))
        for reading_id in waiting:
            linker.link(reading_id)
        linker.flush()
        _second_look(linker, connection)
        refresh_all(connection)
        return len(waiting)


def _unlinked() -> sa.Select[Any]:
    joined = readings.join(documents, documents.c.id == readings.c.document_id)
    ordered = (documents.c.published.nulls_last(), documents.c.id, readings.c.id)
    return sa.select(readings.c.id).select_from(joined).where(readings.c.linked.is_(None)).order_by(*ordered)


def relink(store: Store) -> int:
    """Work out anew who is who, in the order of publication; decisions stay. How many speakers moved."""
    with store.writing(origin=_LOCK, alone=True) as connection:
        before = _whom(connection)
        kept = _forget(connection)
        linker = Linker(store, connection)
        for reading_id in list(connection.scalars(_unlinked())):
            linker.link(reading_id)
        linker.flush()
        _second_look(linker, connection)
        _drop_unused(connection, kept)
        refresh_all(connection)
        after = _whom(connection)
        return sum(1 for key, identity in after.items() if before.get(key) != identity)


def _whom(connection: sa.Connection) -> dict[tuple[int, str], str]:
    columns = (appearances.c.reading_id, appearances.c.speaker_id, appearances.c.identity)
    return {(row[0], row[1]): row[2] for row in connection.execute(sa.select(*columns))}


def _forget(connection: sa.Connection) -> set[str]:
    """Take out what the rules found; those whom people decided about stay, with their names and roles."""
    kept = decided(connection, standing=False)
    seeds = decided(connection, standing=True)
    connection.execute(sa.delete(appearances))
    connection.execute(sa.delete(identity_outlets))
    for table in (profiles, name_keys):
        connection.execute(sa.delete(table).where(table.c.identity.not_in(seeds)))
    connection.execute(sa.update(profiles).values(n=0))
    connection.execute(sa.delete(identities).where(identities.c.id.not_in({*kept, UNRESOLVED})))
    nothing = {"n_attributions": 0, "n_documents": 0, "first_published": None, "last_published": None}
    connection.execute(sa.update(identities).values(nothing))
    connection.execute(sa.update(readings).values(linked=None))
    return kept


def _drop_unused(connection: sa.Connection, kept: set[str]) -> None:
    seen = sa.exists().where(appearances.c.identity == identities.c.id)
    routed = sa.exists().where(appearances.c.found == identities.c.id)
    empty = set(connection.scalars(sa.select(identities.c.id).where(~seen, ~routed))) - kept - {UNRESOLVED}
    for table in (profiles, name_keys, identity_outlets):
        connection.execute(sa.delete(table).where(table.c.identity.in_(empty)))
    connection.execute(sa.delete(identities).where(identities.c.id.in_(empty)))


def _second_look(linker: Linker, connection: sa.Connection) -> None:
    """Bare names once more: whom they may stand for may have been named in full only later."""
    bare = (
        sa.select(appearances)
        .join(identities, identities.c.id == appearances.c.found)
        .where(identities.c.by_name == 1, appearances.c.speaker_id != UNRESOLVED)
        .where(appearances.c.judgement.is_(None))  # whom people chose is no question of rules
        .order_by(appearances.c.published, appearances.c.document_id, *appearances.primary_key)
    )
    moved: set[str] = set()
    for row in connection.execute(bare).mappings().all():
        if keys_of(read_name(row["name"], row["kind"])) and linker.link_again(dict(row)):
            moved.add(row["identity"])
    linker.flush()
    if moved:
        reprofile(linker._store, connection, moved)
        recount(connection, list(connection.scalars(sa.select(identities.c.id))))


def link_reading(
    store: Store, connection: sa.Connection, reading_id: int, counted: frozenset[Brought] = frozenset()
) -> None:
    """Link one reading that was just written; what is `counted` already is not counted again."""
    linker = Linker(store, connection, counted)
    linker.link(reading_id)
    linker.flush()
    _refresh_reading(connection, reading_id)


class Linking:
    """Links one reading after the other; what is learnt is written, and the lists made, at the end."""

    def __init__(self, store: Store, connection: sa.Connection) -> None:
        self._store, self._connection = store, connection
        self._linker = Linker(store, connection)
        self._waiting: list[str] = []

    def link_new(self, abouts: Sequence[Row]) -> None:
        """Link readings of documents that were not there before."""
        self._linker.link_new(abouts)
        self._waiting += [about["id"] for about in abouts]

    def link(self, reading_id: int) -> None:
        """Link a reading that was just written."""
        self._linker.link(reading_id)
        document_id = _document_of(self._connection, reading_id)
        self._waiting.append(document_id)
        if has_judgements(self._connection, document_id):
            # What people judged is about to be put upon it, and to be linked by itself.
            self.finish()
            self._linker = Linker(self._store, self._connection)

    def finish(self) -> None:
        """Write what was learnt, and bring the lists up to date."""
        self._linker.flush()
        url = sa.select(documents.c.url).where(documents.c.id.in_(sa.bindparam("some", expanding=True)))
        versions = sa.select(documents.c.id).where(documents.c.url.in_(url))
        for start in range(0, len(self._waiting), _MANY):
            some = self._waiting[start : start + _MANY]
            others = self._connection.scalars(versions, {"some": some})
            refresh_documents(self._connection, {*some, *others})
        self._waiting.clear()


def _refresh_reading(connection: sa.Connection, reading_id: int) -> None:
    """Bring the lists up to date with a reading that was just linked."""
    refresh_versions(connection, _document_of(connection, reading_id))


def _document_of(connection: sa.Connection, reading_id: int) -> str:
    document = sa.select(readings.c.document_id).where(readings.c.id == reading_id)
    return str(connection.scalars(document).one())
