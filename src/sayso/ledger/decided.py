"""Decisions: what people say about who is who. They win over the rules, and stay when those run again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from sayso.errors import AbortRun, NotInLedger
from sayso.link import read_name
from sayso.link.roles import compare_roles
from sayso.records import make_id

from .connection import Store
from .identities import Known, Row, Tally, from_roster, recount, save
from .quoted import replace_quotes
from .rows import DecisionRow, SplitBy
from .schema import UNRESOLVED, appearances, decisions, identities, name_keys, profiles, readings, roster
from .statements import hand_over
from .stored import printable, row_number, to_json, to_time

_LOCK = "speakers"
_MANY = 500  # values in one condition


@dataclass(frozen=True, slots=True)
class Settlement:
    """What people decided, in the order in which they did."""

    decisions: tuple[Row, ...]
    rejoined: tuple[Row, ...]  # splits that were undone: what they set apart goes back
    renamed: dict[str, str]

    def set_apart(self) -> frozenset[str]:
        """Those to whom no rule sends anything: who was merged into another, and who has but documents."""
        return frozenset(row["other"] for row in self.decisions if _sets_apart(row))

    def settle(self, found: str, row: Row) -> tuple[str, int | None]:
        """Whom an appearance belongs to that the rules took for `found`, and by which decision, if by one."""
        identity, number = found, None
        for undone in self.rejoined:
            identity = undone["identity"] if undone["other"] == identity else identity
        for decision in self.decisions:
            if decision["what"] == "merge" and decision["other"] == identity:
                identity, number = decision["identity"], decision["id"]
            elif decision["what"] == "split" and decision["identity"] == identity and _takes(decision, row):
                identity, number = decision["other"], decision["id"]
        return identity, number


def _sets_apart(decision: Row) -> bool:
    told = json.loads(decision["told"])
    by_documents = decision["what"] == "split" and not (told["role"] or told["name"])
    return by_documents or decision["what"] == "merge"


def _takes(decision: Row, row: Row) -> bool:
    if row["judgement"] is not None:
        return False  # whoever chose the speaker had this very place before their eyes
    told = json.loads(decision["told"])
    if told["documents"] and row["document_id"] in told["documents"]:
        return True
    if told["role"]:
        return any(
            role == told["role"] or compare_roles(role, told["role"]) == "same"
            for role in json.loads(row["roles"])
        )
    if told["name"] and row["name"]:
        same = read_name(row["name"], row["kind"]).key == read_name(told["name"], row["kind"]).key
        return bool(same)
    return False


def read_settlement(connection: sa.Connection) -> Settlement:
    """What stands of people's decisions."""
    taken = connection.execute(sa.select(decisions).order_by(decisions.c.id)).mappings().all()
    rows = tuple(row for row in taken if row["undone_at"] is None)
    undone = [row for row in reversed(taken) if row["undone_at"] is not None and row["what"] == "split"]
    renamed: dict[str, str] = {}
    for row in rows:
        name = json.loads(row["told"]).get("name")
        if row["what"] == "rename":
            renamed[row["identity"]] = name
        elif row["what"] == "merge" and name:  # whoever is kept keeps the name
            renamed.setdefault(row["identity"], name)
    return Settlement(rows, tuple(undone), renamed)


def merge(store: Store, identity: str, other: str, *, by: str, reason: str | None, now: datetime) -> int:
    """Say that `other` is `identity`: what both say is one speaker's from now on. The decision's number."""
    if identity == other:
        raise AbortRun(identity, "is one speaker already")
    with _deciding(store) as connection:
        _refuse_unknown(connection, identity, other)
        bare = sa.select(identities.c.by_name).where(identities.c.id == sa.bindparam("who"))
        if connection.scalar(bare, {"who": identity}) and not connection.scalar(bare, {"who": other}):
            identity, other = other, identity  # who stands for a name alone becomes who is known
        shown = connection.scalar(sa.select(identities.c.name).where(identities.c.id == identity))
        number = _insert(connection, "merge", identity, other, {"name": shown}, by, reason, now)
        _apply(store, connection, {identity, other})
        return number


def split(
    store: Store,
    identity: str,
    which: SplitBy,
    *,
    name: str | None,
    by: str,
    reason: str | None,
    now: datetime,
) -> int:
    """Say that a part of what `identity` is said to say is someone else's. The decision's number."""
    told = {"documents": sorted(which.documents), "role": which.role, "name": which.name}
    if not any(told.values()):
        raise AbortRun(identity, "a split needs to know what to take", "give documents, a role or a name")
    with _deciding(store) as connection:
        _refuse_unknown(connection, identity)
        moment = to_time(now)
        part = make_id("identity", "split", identity, told["documents"], told["role"], told["name"], moment)
        shown = connection.scalar(sa.select(identities.c.name).where(identities.c.id == identity))
        save(store, connection, [Known(id=part, name=name or shown, saved=False)])
        number = _insert(connection, "split", identity, part, told, by, reason, now)
        if name:
            _insert(connection, "rename", part, None, {"name": name}, by, reason, now)
        moved = _apply(store, connection, {identity, part})
        if not moved:
            raise AbortRun(identity, "nothing that it says is taken by this split", "see `sayso speaker`")
        return number


def rename(store: Store, identity: str, name: str, *, by: str, reason: str | None, now: datetime) -> int:
    """Give a speaker the name to be shown. The decision's number."""
    if not name.strip():
        raise AbortRun(identity, "a speaker needs a name")
    with _deciding(store) as connection:
        _refuse_unknown(connection, identity)
        number = _insert(connection, "rename", identity, None, {"name": name.strip()}, by, reason, now)
        _apply(store, connection, {identity})
        return number


def undo(store: Store, number: int, *, by: str, now: datetime) -> None:
    """Take a decision back; it stays on record as undone."""
    wanted = decisions.c.id == row_number(number)
    with _deciding(store) as connection:
        found = connection.execute(sa.select(decisions).where(wanted)).mappings().first()
        if found is None or found["undone_at"] is not None:
            raise NotInLedger(str(number), "no such decision stands", "`sayso speakers decisions` lists them")
        undone = {"undone_by": printable(by), "undone_at": to_time(now)}
        connection.execute(sa.update(decisions).where(wanted).values(undone))
        _apply(store, connection, {found["identity"], found["other"]} - {None})


def list_decisions(store: Store) -> list[DecisionRow]:
    """Every decision, undone ones included, in the order in which they were taken."""
    one, other = identities.alias("one"), identities.alias("other")
    query = (
        sa.select(decisions, one.c.name.label("name"), other.c.name.label("other_name"))
        .join(one, one.c.id == decisions.c.identity)
        .join(other, other.c.id == decisions.c.other, isouter=True)
        .order_by(decisions.c.id)
    )
    with store.reading() as connection:
        return [_to_row(row) for row in connection.execute(query).mappings()]


def _to_row(row: Row) -> DecisionRow:
    return DecisionRow(
        number=row["id"],
        what=row["what"],
        identity=row["identity"],
        name=row["name"],
        other=row["other"],
        other_name=row["other_name"],
        told=json.loads(row["told"]),
        by=row["decided_by"],
        at=datetime.fromisoformat(row["decided_at"]),
        reason=row["reason"],
        undone_by=row["undone_by"],
        undone_at=datetime.fromisoformat(row["undone_at"]) if row["undone_at"] else None,
    )


def _deciding(store: Store) -> Any:
    return store.writing(origin=_LOCK, alone=True)


def _refuse_unknown(connection: sa.Connection, *wanted: str) -> None:
    for one in wanted:
        there = connection.scalar(sa.select(identities.c.id).where(identities.c.id == one))
        if there is None or one == UNRESOLVED:
            raise NotInLedger(one, "the ledger has no speaker of this id", "`sayso speakers` lists them")


def _insert(
    connection: sa.Connection, what: str, identity: str, other: str | None, told: dict[str, Any],
    by: str, reason: str | None, now: datetime,
) -> int:  # fmt: skip
    if not by.strip():
        raise AbortRun(what, "a decision needs someone who takes it", "give --by NAME")
    values = {
        "what": what, "identity": identity, "other": other, "told": to_json(told),
        "reason": reason and printable(reason), "decided_by": printable(by), "decided_at": to_time(now),
    }  # fmt: skip
    return int(connection.scalars(sa.insert(decisions).returning(decisions.c.id), values).one())


def _apply(store: Store, connection: sa.Connection, touched: set[str]) -> int:
    """Settle the appearances of these speakers anew; how many went elsewhere."""
    settlement = read_settlement(connection)
    for row in settlement.decisions:  # whoever is tied to them by decisions, too
        pair = {row["identity"], row["other"]} - {None}
        touched = touched | pair if pair & touched else touched
    either = sa.or_(appearances.c.identity.in_(touched), appearances.c.found.in_(touched))
    n_moved = 0
    moved: list[dict[str, object]] = []
    for row in connection.execute(sa.select(appearances).where(either)).mappings().all():
        identity, number = settlement.settle(row["found"], row)
        touched.add(row["identity"])
        if (identity, number) != (row["identity"], row["decision"]):
            n_moved += identity != row["identity"]
            touched.add(identity)
            same = (appearances.c.reading_id == row["reading_id"]) & (
                appearances.c.speaker_id == row["speaker_id"]
            )
            values = {"identity": identity, "decision": number}
            connection.execute(sa.update(appearances).where(same).values(values))
            there = {"reading": row["reading_id"], "speaker": row["speaker_id"]}
            moved.append({**there, "identity": identity})
    hand_over(connection, moved)
    reprofile(store, connection, touched)
    recount(connection, touched)
    _place_anew(connection, [row["reading"] for row in moved])
    return n_moved


def _place_anew(connection: sa.Connection, reading_ids: Iterable[object]) -> None:
    """What is quoted in these readings is held to the others again: its speakers are others now."""
    wanted = sorted({int(str(one)) for one in reading_ids})
    for start in range(0, len(wanted), _MANY):
        own = sa.select(readings.c.document_id).where(readings.c.id.in_(wanted[start : start + _MANY]))
        replace_quotes(connection, connection.scalars(own).all())


def reprofile(store: Store, connection: sa.Connection, touched: Iterable[str]) -> None:
    """Gather anew the names, roles and kinds of these speakers from where they appear.

    One that appears nowhere keeps what it has: a decision may send it more.
    """
    renamed = read_settlement(connection).renamed
    for identity in sorted(set(touched) - {UNRESOLVED}):
        stored = connection.execute(sa.select(identities).where(identities.c.id == identity)).mappings().one()
        rows = _own(connection, identity)
        known = Known(id=identity, by_name=bool(stored["by_name"]))
        if stored["listed"]:
            entry = (
                connection.execute(sa.select(roster).where(roster.c.id == stored["listed"]))
                .mappings()
                .first()
            )
            if entry is not None:
                known = from_roster(entry)
                known.id = identity
        known.country, known.wikidata = stored["country"], stored["wikidata"]
        for row in rows:
            known.count(row)
        if not rows:
            for old in connection.execute(sa.select(profiles).where(profiles.c.identity == identity)):
                known.tallies[old.what, old.value] = Tally(old.n, old.first, old.last)
            known.counted |= known.tallies.keys()
        # A name that others' decisions sent full names to is one speaker now.
        known.name = renamed.get(identity) or (stored["name"] if not rows or known.by_name else None)
        for table in (profiles, name_keys):
            connection.execute(sa.delete(table).where(table.c.identity == identity))
        save(store, connection, [known])


def _own(connection: sa.Connection, identity: str) -> list[Row]:
    """Where the rules found the speaker; what people chose is about one place and teaches no name.

    Nor does a reading that people judged add anything to what its model's has.
    """
    joined = appearances.join(readings, readings.c.id == appearances.c.reading_id)
    query = sa.select(appearances, readings.c.judged_from).select_from(joined)
    found = query.where(appearances.c.identity == identity, appearances.c.judgement.is_(None))
    rows = connection.execute(found).mappings().all()
    there = {(row["reading_id"], row["speaker_id"]) for row in rows}
    return [row for row in rows if (row["judged_from"], row["speaker_id"]) not in there]
