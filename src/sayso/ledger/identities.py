"""Identities: how much each speaker says, under which names and in which roles, kept in step."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from sayso.link import Held, Profile, keys_of, read_name
from sayso.link.roles import compare_roles
from sayso.records import make_id

from .connection import Store
from .inserting import insert_rows
from .schema import (
    UNRESOLVED,
    appearances,
    decisions,
    identities,
    identity_outlets,
    judgements,
    name_keys,
    profiles,
)

Row = Mapping[Any, Any]
LONGEST = (
    200  # characters of a name, role, outlet or key that are kept for comparing: PostgreSQL indexes no more
)
MOST_NAMES, MOST_ROLES = 30, 40  # of one speaker that are compared, the commonest
NAME, ROLE, KIND = "name", "role", "kind"


@dataclass(slots=True)
class Tally:
    """How often something was found, and in documents of which time."""

    n: int = 0
    first: str | None = None
    last: str | None = None

    def count(self, published: str | None, n: int = 1) -> None:
        """Count it once more."""
        self.n += n
        if published:
            day = published[:10]
            self.first = min(self.first or day, day)
            self.last = max(self.last or day, day)


@dataclass(slots=True)
class Known:
    """A speaker as the rules compare it, kept up while documents are linked."""

    id: str
    by_name: bool = False
    listed: str | None = None
    country: str | None = None
    wikidata: str | None = None
    name: str | None = None
    given_names: tuple[str, ...] = ()  # the roster's
    held: tuple[Held, ...] = ()
    given_kind: str | None = None
    tallies: dict[tuple[str, str], Tally] = field(default_factory=dict)
    saved: bool = True
    filed: frozenset[str] = frozenset()  # the blocks that are written
    counted: set[tuple[str, str]] = field(default_factory=set)  # tallies that are not written yet
    sorted: dict[str, list[tuple[str, Tally]]] = field(default_factory=dict)  # until one is counted
    compared: Profile | None = None  # the same

    def count(self, row: Row) -> bool:
        """Count one appearance; whether it brings a name or a kind that was not known."""
        found = [(NAME, row["name"] or ""), (KIND, row["kind"] or "")]
        found += [(ROLE, role) for role in read_list(row["roles"])]
        found += [(NAME, alias) for alias in read_list(row["aliases"])]
        before = len(self.tallies)
        self.sorted.clear()
        self.compared = None
        for what, value in found:
            if value and len(value) <= LONGEST:
                self.tallies.setdefault((what, value), Tally()).count(row["published"])
                self.counted.add((what, value))
        return len(self.tallies) > before

    def commonest(self, what: str) -> list[tuple[str, Tally]]:
        """What was found of this, the commonest first."""
        if what not in self.sorted:
            found = [(value, tally) for (kind, value), tally in self.tallies.items() if kind == what]
            self.sorted[what] = sorted(found, key=lambda item: (-item[1].n, item[0]))
        return self.sorted[what]

    def n_named(self) -> int:
        """In how many documents it was found under a name."""
        return sum([tally.n for (kind, _), tally in self.tallies.items() if kind == NAME])

    def kind(self) -> str | None:
        """What kind of speaker it is: as the roster says, else as most documents do."""
        return self.given_kind or next((kind for kind, _ in self.commonest(KIND)), None)

    def best_name(self) -> str | None:
        """The roster's name, else the commonest full name without a title, else the fullest."""
        if self.given_names:
            return self.given_names[0]
        kind = self.kind()

        def rank(item: tuple[str, Tally]) -> tuple[bool, bool, int, int, str]:
            name = read_name(item[0], kind)
            return (not name.full, bool(name.titles), -item[1].n, -len(item[0]), item[0])

        return min(self.commonest(NAME), key=rank, default=("", Tally()))[0] or None

    def names(self) -> tuple[str, ...]:
        """Its names: the roster's, then the commonest of the documents."""
        seen = [value for value, _ in self.commonest(NAME)[:MOST_NAMES]]
        return tuple(dict.fromkeys((*self.given_names, *seen)))

    def profile(self, near: frozenset[str] = frozenset()) -> Profile:
        """What the rules compare."""
        if self.compared is None:
            self.compared = self._profile()
        return replace(self.compared, near=near) if near else self.compared

    def _profile(self) -> Profile:
        seen = self.commonest(ROLE)[:MOST_ROLES]
        roles = [Held(title=title, since=tally.first, until=tally.last) for title, tally in seen]
        if self.listed:  # when a role was held, the roster says; a document only that it was
            others = [title for title, _ in seen if not any(_same(title, held) for held in self.held)]
            roles = [*self.held, *(Held(title=title) for title in others)]
        days = [tally for _, tally in self.commonest(NAME)]
        return Profile(
            id=self.id,
            names=self.names(),
            kind=self.kind(),
            roles=tuple(roles),
            country=self.country,
            first=min((tally.first for tally in days if tally.first), default=None),
            last=max((tally.last for tally in days if tally.last), default=None),
            by_name=self.by_name,
            listed=self.listed is not None,
        )

    def keys(self) -> frozenset[str]:
        """The blocks that it is filed under; one that stands for a name alone is under none."""
        if self.by_name:
            return frozenset()
        kind = self.kind()
        return frozenset[str]().union(*(_keys_of(name, kind) for name in self.names()))


@lru_cache(maxsize=65_536)
def _keys_of(text: str, kind: str | None) -> frozenset[str]:
    return frozenset(key[:LONGEST] for key in keys_of(read_name(text, kind)))


@lru_cache(maxsize=16_384)
def read_list(stored: str) -> tuple[str, ...]:
    """The texts of a JSON list."""
    return tuple(json.loads(stored))


def _same(title: str, held: Held) -> bool:
    return title == held.title or compare_roles(title, held.title) == "same"


def listed_id(entry: str) -> str:
    """The id of the speaker that a roster's entry is."""
    return make_id("identity", "roster", entry)


def from_roster(entry: sa.RowMapping) -> Known:
    """The speaker of a row of `roster`."""
    held = [Held(title=t, since=s, until=u, country=c) for t, s, u, c in json.loads(entry["roles"])]
    return Known(
        id=listed_id(entry["id"]),
        listed=entry["id"],
        country=entry["country"],
        wikidata=entry["wikidata"],
        given_names=(entry["name"], *json.loads(entry["aliases"])),
        held=tuple(held),
        given_kind=entry["kind"],
        saved=False,
    )


def upsert(store: Store, table: sa.Table, update: Sequence[str]) -> sa.Executable:
    """An insert that overwrites these columns where the key is there."""
    statement = sqlite.insert(table) if store.is_sqlite else postgresql.insert(table)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key), set_={name: statement.excluded[name] for name in update}
    )


def save(store: Store, connection: sa.Connection, changed: Iterable[Known]) -> None:
    """Write what is known of these speakers: their rows, names, roles and blocks; totals are left alone."""
    found = sorted(changed, key=lambda known: known.id)
    if not found:
        return
    rows = [_identity_values(known) for known in found]
    kept = ("name", "kind", "by_name", "country", "wikidata", "listed")
    insert_rows(connection, identities, rows, or_update=kept)
    tallies = [
        {
            "identity": known.id, "what": what, "value": value, "n": tally.n, "first": tally.first,
            "last": tally.last,
        }
        for known in found
        for what, value in sorted(known.counted)
        for tally in (known.tallies[what, value],)
    ]  # fmt: skip
    insert_rows(connection, profiles, tallies, or_update=("n", "first", "last"))
    keys = []
    for known in found:
        new = known.keys() - known.filed
        keys += [{"key": key, "identity": known.id} for key in sorted(new)]
        known.saved = True
        known.filed |= new
        known.counted.clear()
    insert_rows(connection, name_keys, keys, or_leave=True)


def _identity_values(known: Known) -> dict[str, Any]:
    return {
        "id": known.id,
        "name": known.name or known.best_name(),
        "kind": known.kind(),
        "by_name": int(known.by_name),
        "country": known.country,
        "wikidata": known.wikidata,
        "listed": known.listed,
        "n_attributions": 0,
        "n_documents": 0,
    }


def shift(store: Store, connection: sa.Connection, rows: Sequence[Row], sign: int) -> None:
    """Count the appearances of one document in (1) or out (-1) of what their speakers say.

    They must be in the table, marked as current or not, before.
    """
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["identity"]] = counts.get(row["identity"], 0) + row["n_attributions"]
    if not counts:
        return
    if sign > 0:
        count_in(store, connection, [rows])
        return
    column, outlet = identities.c, rows[0]["outlet"]
    values: dict[str, Any] = {
        "n_attributions": column.n_attributions - sa.bindparam("n"),
        "n_documents": column.n_documents - 1,
    }
    own = appearances.c.identity == column.id
    current = appearances.c.is_current == 1
    for name, pick in (("first_published", sa.func.min), ("last_published", sa.func.max)):
        values[name] = sa.select(pick(appearances.c.published)).where(own, current).scalar_subquery()
    numbers = [{"who": who, "n": n} for who, n in sorted(counts.items())]
    connection.execute(sa.update(identities).where(column.id == sa.bindparam("who")).values(values), numbers)
    if outlet:
        _count_out_of_outlet(connection, sorted(counts), outlet[:LONGEST])


@dataclass(slots=True)
class _Sum:
    """What is to be added to a speaker's totals."""

    n: int = 0
    n_documents: int = 0
    first: str | None = None
    last: str | None = None


def count_in(store: Store, connection: sa.Connection, documents: Iterable[Sequence[Row]]) -> None:
    """Count the appearances of these documents in; they are in the table, marked as current, already."""
    sums: dict[str, _Sum] = {}
    outlets: Counter[tuple[str, str]] = Counter()
    for rows in documents:
        for row in rows:
            one = sums.setdefault(row["identity"], _Sum())
            one.n += row["n_attributions"]
        for identity in {row["identity"] for row in rows}:
            one, published, outlet = sums[identity], rows[0]["published"], rows[0]["outlet"]
            one.n_documents += 1
            if published:
                one.first = min(one.first or published, published)
                one.last = max(one.last or published, published)
            if outlet:
                outlets[identity, outlet[:LONGEST]] += 1
    if not sums:
        return
    for dated in (True, False):
        numbers = [
            {"who": who, "n": one.n, "n_documents": one.n_documents}
            | ({"first": one.first, "last": one.last} if dated else {})
            for who, one in sorted(sums.items())
            if (one.first is not None) == dated
        ]
        if numbers:
            connection.execute(_COUNTED_IN[dated], numbers)
    if outlets:
        rows = [
            {"identity": who, "outlet": name, "n_documents": n} for (who, name), n in sorted(outlets.items())
        ]
        connection.execute(_into_outlets(store), rows)


def _counting_in(*, dated: bool) -> sa.Update:
    column = identities.c
    values: dict[str, Any] = {
        "n_attributions": column.n_attributions + sa.bindparam("n"),
        "n_documents": column.n_documents + sa.bindparam("n_documents"),
    }
    if dated:
        first, last = sa.bindparam("first", type_=sa.Text), sa.bindparam("last", type_=sa.Text)
        earlier = sa.or_(column.first_published.is_(None), first < column.first_published)
        later = sa.or_(column.last_published.is_(None), last > column.last_published)
        values["first_published"] = sa.case((earlier, first), else_=column.first_published)
        values["last_published"] = sa.case((later, last), else_=column.last_published)
    return sa.update(identities).where(column.id == sa.bindparam("who")).values(values)


_COUNTED_IN = {dated: _counting_in(dated=dated) for dated in (True, False)}


def _into_outlets(store: Store) -> sa.Executable:
    table = identity_outlets
    statement = sqlite.insert(table) if store.is_sqlite else postgresql.insert(table)
    added = table.c.n_documents + statement.excluded.n_documents
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key), set_={"n_documents": added}
    )


def _count_out_of_outlet(connection: sa.Connection, who: Sequence[str], outlet: str) -> None:
    table = identity_outlets
    these = sa.and_(table.c.identity.in_(who), table.c.outlet == outlet)
    connection.execute(sa.update(table).where(these).values(n_documents=table.c.n_documents - 1))
    connection.execute(sa.delete(table).where(these, table.c.n_documents <= 0))


def recount(connection: sa.Connection, who: Iterable[str]) -> None:
    """Count anew what these speakers say."""
    for one in sorted(set(who)):
        own = sa.and_(appearances.c.identity == one, appearances.c.is_current == 1)
        counted = sa.select(
            sa.func.coalesce(sa.func.sum(appearances.c.n_attributions), 0).label("n_attributions"),
            sa.func.count(appearances.c.document_id.distinct()).label("n_documents"),
            sa.func.min(appearances.c.published).label("first_published"),
            sa.func.max(appearances.c.published).label("last_published"),
        ).where(own)
        totals = dict(connection.execute(counted).mappings().one())
        connection.execute(sa.update(identities).where(identities.c.id == one).values(totals))
        connection.execute(sa.delete(identity_outlets).where(identity_outlets.c.identity == one))
        outlet = sa.func.substr(appearances.c.outlet, 1, LONGEST)
        outlets = (
            sa.select(sa.literal(one), outlet, sa.func.count(appearances.c.document_id.distinct()))
            .where(own, appearances.c.outlet.is_not(None), appearances.c.outlet != "")
            .group_by(outlet)
        )
        into = ["identity", "outlet", "n_documents"]
        connection.execute(sa.insert(identity_outlets).from_select(into, outlets))


def decided(connection: sa.Connection, *, standing: bool) -> set[str]:
    """The ids of the speakers that people's decisions and judgements name, with those undone or without."""
    named: set[str] = set()
    for table, columns in ((decisions, ("identity", "other")), (judgements, ("speaker",))):
        query = sa.select(*(table.c[name] for name in columns))
        found = connection.execute(query.where(table.c.undone_at.is_(None)) if standing else query)
        named |= {one for row in found for one in row if one is not None}
    return named


def drop_empty(connection: sa.Connection, who: Iterable[str]) -> None:
    """Take out those of the speakers who appear nowhere, with the decisions about them."""
    appears = sa.exists().where(appearances.c.identity == identities.c.id)
    routed = sa.exists().where(appearances.c.found == identities.c.id)
    gone = set(
        connection.scalars(
            sa.select(identities.c.id).where(
                identities.c.id.in_(sorted(set(who) - {UNRESOLVED})), ~appears, ~routed
            )
        )
    )
    if not gone:
        return
    either = sa.or_(decisions.c.identity.in_(gone), decisions.c.other.in_(gone))
    connection.execute(sa.delete(decisions).where(either))
    for table in (profiles, name_keys, identity_outlets):
        connection.execute(sa.delete(table).where(table.c.identity.in_(gone)))
    connection.execute(sa.delete(identities).where(identities.c.id.in_(gone)))
