"""What a query asks of the narrow rows: which of them, and by which index they are found soonest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from .connection import Store
from .folding import is_first
from .identities import LONGEST
from .query import answered_by, any_name, contains, match, period, terms_of, with_source
from .rows import SaidQuery
from .schema import UNRESOLVED, attributions, identities, listings, profiles, statements
from .statements import stated
from .words import Term, to_match

FEW = 5000  # rows that are gathered and sorted: 20 ms
COMMON = 20_000  # rows that hold the words, up to which all of them are looked at: 60 ms
DENSE = 100_000  # of more, each row is asked for its words (0.1 ms), as one in ten or more will hold them
LAST = 10_000  # of common words, as many of those added last are ranked: 40 ms
MANY = 1 << 30  # not counted further
_LISTED = 5000  # ids that a condition spells out: looking through all names again takes longer
_REMEMBERED = 1000  # words whose numbers of rows are kept in memory
_NEWEST = sa.select(sa.func.max(attributions.c.number))

_Condition = sa.ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class _Part:
    """One condition on a column; about how many rows hold it, where that is known.

    `ordered` says that an index has the rows that hold it in order of time.
    """

    column: str
    holds: Callable[[sa.ColumnElement[Any]], _Condition]
    n: int | None = None
    ordered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A query made ready: the rows it is asked of, the conditions on them, and the words.

    `few` says that few rows hold the conditions, `gathered` that these are found before the words, which
    more rows hold; `ordered` that an index has those that do in order of time. `dated` are the same
    conditions for a search in the order of days.
    """

    store: Store
    table: sa.FromClause
    conditions: tuple[_Condition, ...]
    dated: tuple[_Condition, ...] | None
    terms: tuple[Term, ...]
    either: tuple[Term, ...]
    n_words: int | None  # rows that hold the words, DENSE + 1 where there are more; None: no words
    few: bool
    gathered: bool
    ordered: bool

    @property
    def words(self) -> tuple[Term, ...]:
        """The words to be lit in what is found."""
        return (*self.terms, *self.either)

    @property
    def common(self) -> bool:
        """Whether more rows hold the words than are looked at."""
        return self.n_words is not None and self.n_words > COMMON

    @property
    def sorted_after(self) -> bool:
        """Whether all that is found has to be put in order, for want of an index that has it so."""
        if self.n_words is not None:
            return not self.common or self.few
        return self.few and not self.ordered

    def in_order(self) -> sa.Select[Any]:
        """The rows that hold the conditions, and the words if there are any, to be put in order of time."""
        if self.n_words is None:
            return sa.select(*self.table.c).where(*self.conditions)
        if self.sorted_after:
            return self._with_words()
        index, holds, _, key = self._match()
        there = sa.select(key).select_from(index).where(holds)
        if self.n_words > DENSE:
            there = there.where(key == self.table.c.attribution)
            return sa.select(*self.table.c).where(*self.conditions, there.exists())
        number = plain(self.store, self.table, "attribution")
        return sa.select(*self.table.c).where(*self.conditions, number.in_(there))

    def last_first(self) -> sa.Select[Any]:
        """The same rows as soon as they are found: of very many those that were added, or published, last."""
        rows, column = self.in_order(), self.table.c
        if self.n_words is not None:
            return self._with_words().order_by(self._match()[3].desc()) if self.common else rows
        if self.few:
            return rows
        if self.ordered:
            return rows.order_by(column.published.desc(), column.added.desc())
        if self.dated is not None:
            return sa.select(*column).where(*self.dated)
        return rows.order_by(column.attribution.desc())

    def ranked(self) -> sa.Select[Any]:
        """The rows with how well they answer, best smallest: of very many, those that were added last."""
        found = self._with_words(self._match()[2].label("rank"))
        return found.order_by(self._match()[3].desc()).limit(LAST) if self.common and not self.few else found

    def _with_words(self, *beside: sa.ColumnElement[Any]) -> sa.Select[Any]:
        index, holds, _, key = self._match()
        joined = index.join(self.table, self.table.c.attribution == key)
        found = sa.select(*self.table.c, *beside).select_from(joined).where(holds)
        if not (self.gathered or (self.common and self.few)):
            return found.where(*self.conditions)
        # Gone through once for them all: to look each up by itself takes a hundred times as long.
        these = sa.select(self.table.c.attribution).where(*self.conditions)
        number = sa.literal_column("+attributions_fts.rowid", sa.Integer) if self.store.is_sqlite else key
        return found.where(number.in_(these))

    def _match(self) -> tuple[Any, _Condition, sa.ColumnElement[Any], sa.ColumnClause[int]]:
        holds, rank, key = match(self.store, self.terms, self.either)
        assert key.table is not None
        return key.table, holds, rank, key


def ask(store: Store, connection: sa.Connection, query: SaidQuery) -> Asked | None:
    """The query made ready; None where it asks for nothing that could be there. AbortRun on a wrong one."""
    terms, subject = terms_of(query)
    if terms is None or subject is None:
        return None
    either = any_name(connection, query.about, subject) if query.about else ()
    wide = query.document is not None or query.all_versions
    table = _wide(query) if wide else statements
    n_words = _count_words(store, connection, terms, either) if terms or either else None
    parts = list(_parts(store, connection, query, table))
    led = None if wide else _leading(parts)
    few = query.document is not None or (led is not None and led.n is not None and led.n <= FEW)
    gathered = n_words is not None and led is not None and few and (led.n or 0) < n_words
    if n_words is not None and n_words <= COMMON and not gathered:
        led = None  # they are come by through the words

    folded = (
        [is_first(table.c.attribution, lambda before: answered_by(store, query, before))]
        if query.fold
        else []
    )

    def conditions(seen: str | None) -> tuple[_Condition, ...]:
        # SQLite keeps no statistics: it is told which index to follow by hiding the others from it.
        held = (
            part.holds(table.c[part.column] if part.column == seen else plain(store, table, part.column))
            for part in parts
        )
        return (*held, *folded)

    ordered = led is not None and led.ordered
    by_day = not ordered and any(part.column == "day" for part in parts)
    return Asked(
        store=store, table=table, conditions=conditions(None if led is None else led.column),
        dated=conditions("day") if by_day else None, terms=terms, either=either, n_words=n_words, few=few,
        gathered=gathered, ordered=ordered,
    )  # fmt: skip


def _leading(parts: Sequence[_Part]) -> _Part | None:
    """The part by whose index the rows are found: that of the fewest, if few, else one that has an order."""
    known = [(part.n, part) for part in parts if part.n is not None]
    n, fewest = min(known, key=lambda item: item[0], default=(None, None))
    if n is not None and n <= FEW:
        return fewest
    ordered = [item for item in known if item[1].ordered]
    return min(ordered, key=lambda item: item[0], default=(None, None))[1]


def _wide(query: SaidQuery) -> sa.FromClause:
    rows = stated()
    if query.document is not None:
        rows = rows.where(listings.c.document_id == query.document)
    return rows.subquery("statements")


def plain(store: Store, table: sa.FromClause, column: str) -> sa.ColumnElement[Any]:
    """The column as SQLite finds no index for it."""
    if not store.is_sqlite or table is not statements:
        return table.c[column]
    return sa.literal_column(f"+statements.{column}", statements.c[column].type)


def _count_words(
    store: Store, connection: sa.Connection, terms: tuple[Term, ...], either: tuple[Term, ...]
) -> int:
    """About how many rows hold the words; counted once until more are added, as a page asks several times."""
    asked = (to_match(terms, either), connection.scalar(_NEWEST) or 0)
    known = store.n_words.get(asked)
    if known is None:
        holds, _, key = match(store, terms, either)
        some = sa.select(key).where(holds).limit(max(COMMON, DENSE) + 1).subquery()
        known = int(connection.scalar(sa.select(sa.func.count()).select_from(some)) or 0)
        if len(store.n_words) >= _REMEMBERED:
            store.n_words.clear()
        store.n_words[asked] = known
    return known


def _parts(
    store: Store, connection: sa.Connection, query: SaidQuery, table: sa.FromClause
) -> Iterator[_Part]:
    if query.speaker is not None:
        n = _said_by(connection, identities.c.id == query.speaker)
        yield _Part("identity", _is(query.speaker), n, ordered=True)
    if query.by:
        yield _by(store, connection, query.by, table)
    if query.outlet_name is not None:
        name = query.outlet_name[:LONGEST]
        yield _Part("outlet", _is(name), _printed_by(connection, [name]), ordered=True)
    if query.outlet:
        yield _in_outlets(store, connection, query, query.outlet)
    if query.cue_class is not None:
        n = _up_to(connection, statements.c.cue_class == query.cue_class)
        yield _Part("cue_class", _is(query.cue_class), n if n <= FEW else MANY, ordered=True)
    since, until = period(query)
    if since or until:
        within = _within(since, until)
        n = _up_to(connection, within(statements.c.day))
        yield _Part("day", within, n if n <= FEW else MANY)
    for name, value in (("polarity", query.polarity), ("quotation", query.quotation)):
        if value is not None:
            yield _Part(name, _is(value))
    if query.kind is not None:
        kind = query.kind
        of_kind = sa.select(identities.c.id).where(identities.c.kind == kind)
        otherwise = sa.and_(table.c.kind == "", plain(store, table, "identity").in_(of_kind))
        yield _Part("kind", lambda column: sa.or_(column == kind, otherwise))


def _is(value: str) -> Callable[[sa.ColumnElement[Any]], _Condition]:
    return lambda column: column == value


def _within(since: str | None, until: str | None) -> Callable[[sa.ColumnElement[Any]], _Condition]:
    def holds(day: sa.ColumnElement[Any]) -> _Condition:
        # "~" sorts behind all that may follow; what has no day is in no period.
        last = [day < until + "~"] if until else []
        return sa.and_(day >= since if since else day > "", *last)

    return holds


def _said_by(connection: sa.Connection, who: _Condition) -> int:
    return int(connection.scalar(sa.select(sa.func.sum(identities.c.n_attributions)).where(who)) or 0)


def _printed_by(connection: sa.Connection, outlets: list[str]) -> int:
    these = (listings.c.is_current == 1, listings.c.outlet.in_(outlets))
    return int(connection.scalar(sa.select(sa.func.sum(listings.c.n_attributions)).where(*these)) or 0)


def _up_to(connection: sa.Connection, *conditions: _Condition) -> int:
    """How many rows of `statements` hold these; more than FEW is not counted further."""
    some = sa.select(statements.c.attribution).where(*conditions).limit(FEW + 1).subquery()
    return int(connection.scalar(sa.select(sa.func.count()).select_from(some)) or 0)


def _by(store: Store, connection: sa.Connection, by: str, table: sa.FromClause) -> _Part:
    """What those with this in a name say, and what stands under such words."""
    named = sa.and_(profiles.c.what == "name", contains(store, profiles.c.value, by))
    ids = sa.union(
        sa.select(profiles.c.identity).where(named),
        sa.select(identities.c.id).where(contains(store, identities.c.name, by)),
    )
    # Looked through once, with what they say: names are as many as speakers.
    counted = sa.select(identities.c.id, identities.c.n_attributions).where(identities.c.id.in_(ids))
    said_by: dict[str, int] = dict(connection.execute(counted).tuples().all())
    who = sorted(said_by.keys() - {UNRESOLVED})
    worded = with_source(store, by)
    numbers = list(connection.scalars(worded.limit(FEW + 1)))
    n = sum(said_by[one] for one in who) + len(numbers)
    said = table.c.attribution.in_(numbers if len(numbers) <= FEW else worded)
    return _Part("identity", lambda column: sa.or_(column.in_(who if len(who) <= _LISTED else ids), said), n)


def _in_outlets(store: Store, connection: sa.Connection, query: SaidQuery, part: str) -> _Part:
    names = sa.select(listings.c.outlet).where(contains(store, listings.c.outlet, part)).distinct()
    found = sorted(connection.scalars(names))
    if len(found) == 1:
        return _Part("outlet", _is(found[0]), _printed_by(connection, found), ordered=True)
    return _Part("outlet", lambda column: column.in_(found), _printed_by(connection, found))
