"""Search: pages of what was said, and what answers a query counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from .asked import Asked, ask
from .connection import Store
from .marks import Key, Mark, Value, behind, checked_size, ordering, read_mark, to_page
from .query import hits_at
from .rows import FacetName, Facets, FacetValue, Hit, Paged, SaidQuery
from .schema import identities, placed

PAGE = 50  # hits of a page where the query does not say
COUNTED = 10_000  # matches that facets count: 100 ms
MOST_VALUES = 200  # of one facet that are shown


def said_page(store: Store, query: SaidQuery, *, mark: str | None) -> Paged[Hit]:
    """A page of the attributions that answer the query."""
    limit = checked_size(PAGE if query.limit is None else query.limit)
    worded = query.words is not None or query.about is not None
    order = query.order or ("relevance" if worded else "newest")
    if order == "relevance" and not worded:
        order = "newest"
    with store.reading() as connection:
        asked = ask(store, connection, query)
        if asked is None:
            return Paged(rows=())
        found = _Found(connection, asked, order)
        page = to_page(order, read_mark(order, mark, found.keys), limit, found.fetch, found.values)
        places = [(row["reading_id"], row["attribution"]) for row in page.rows]
        hits = hits_at(connection, places, asked.words)
        return Paged(rows=tuple(hits), following=page.following, preceding=page.preceding)


class _Found:
    """What a query finds, in order, from any place on."""

    def __init__(self, connection: sa.Connection, asked: Asked, order: str) -> None:
        self._connection, self._asked, self._order = connection, asked, order
        rows = asked.ranked() if order == "relevance" else asked.in_order()
        column: Any = asked.table.c
        if order == "relevance" or asked.sorted_after:
            # A limit keeps SQLite from following the order's own index instead.
            endless = rows.limit(-1) if asked.store.is_sqlite and rows._limit_clause is None else rows
            gathered = endless.subquery("found")
            rows, column = sa.select(gathered), gathered.c
        self._rows, self._dated = rows, column.published
        down = order == "newest"
        in_time = (Key(column.published, str, down), Key(column.added, int, down), Key(column.position, int))
        self.keys: tuple[Key, ...] = in_time
        if order == "relevance":
            self.keys = (Key(column.rank, float), Key(column.attribution, int))

    def values(self, row: sa.RowMapping) -> tuple[Value, ...]:
        """The row's place in the order."""
        ranked = self._order == "relevance"
        names = ("rank", "attribution") if ranked else ("published", "added", "position")
        return tuple(row[name] for name in names)

    def fetch(self, mark: Mark | None, limit: int) -> Sequence[sa.RowMapping]:
        """The rows behind the mark, nearest first."""
        backwards = mark is not None and mark.backwards
        keys = [key.flipped() for key in self.keys] if backwards else list(self.keys)
        if self._order != "oldest":
            return self._behind(keys, mark, limit)
        # What has no date comes last, though nothing sorts before everything.
        stretches = [self._dated > "", self._dated == ""]
        if backwards:
            stretches.reverse()
        if mark is not None and (mark.values[0] == "") != backwards:
            del stretches[0]
        rows: list[sa.RowMapping] = []
        for stretch in stretches:
            if len(rows) < limit:
                rows += self._behind(keys, mark, limit - len(rows), stretch)
            mark = None
        return rows

    def _behind(
        self, keys: Sequence[Key], mark: Mark | None, limit: int, *also: sa.ColumnElement[bool]
    ) -> list[sa.RowMapping]:
        rows = self._rows.where(*also)
        if mark is not None:
            rows = rows.where(behind(keys, mark.values))
        return list(self._connection.execute(rows.order_by(*ordering(keys)).limit(limit)).mappings())


def facets(store: Store, query: SaidQuery, of: Collection[FacetName]) -> Facets:
    """What answers the query, counted: by what is asked for, else by everything."""
    wanted = [_FACETS[name] for name in _FACETS if name in of or not of]
    with store.reading() as connection:
        asked = ask(store, connection, query)
        counted: dict[str, list[tuple[str, int]]] = {name: [] for name in _FACETS.values()}
        for name, value, n in () if asked is None else connection.execute(_tallied(asked, wanted)):
            counted[name].append((value, n))
        n_documents, n_origins = (0, 0) if asked is None or of else _count_documents(connection, asked)
        total = sum(n for _, n in counted[wanted[0]])  # each has a value for everything that answers
        speakers = to_values(counted["identity"])
        names = read_names(connection, [one.value for one in speakers])
        return Facets(
            n=total,
            whole=asked is None or total < COUNTED or not _has_more(connection, asked),
            speakers=tuple(replace(one, label=names.get(one.value) or "") for one in speakers),
            outlets=to_values(counted["outlet"]),
            cue_classes=to_values(counted["cue_class"]),
            quotations=to_values(counted["quotation"]),
            kinds=to_values(counted["kind"]),
            months=to_months(counted["day"]),
            n_documents=n_documents,
            n_origins=n_origins,
        )


# The column of `statements` that each counts.
_FACETS: dict[FacetName, str] = {
    "speakers": "identity", "outlets": "outlet", "cue_classes": "cue_class", "quotations": "quotation",
    "kinds": "kind", "months": "day",
}  # fmt: skip


def _tallied(asked: Asked, wanted: Sequence[str]) -> sa.CompoundSelect[Any]:
    """Each facet's values and how often each stands in the matches, all in one answer."""
    # Found once, and not anew for each facet.
    found = _matches(asked).limit(COUNTED).cte("found").prefix_with("MATERIALIZED")
    otherwise = sa.select(identities.c.kind).where(identities.c.id == found.c.identity).scalar_subquery()
    values: dict[str, sa.ColumnElement[Any]] = {
        "kind": sa.case((found.c.kind != "", found.c.kind), else_=otherwise),
        "day": sa.func.substr(found.c.day, 1, 7),
    }
    facets = []
    for name in wanted:
        value = values.get(name, found.c[name]).label("value")
        facet = sa.select(sa.literal_column(f"'{name}'", sa.Text).label("facet"), value, sa.func.count())
        facets.append(facet.select_from(found).group_by(sa.literal_column("2")))
    return sa.union_all(*facets)


def _count_documents(connection: sa.Connection, asked: Asked) -> tuple[int, int]:
    """In how many documents the matches stand, and how many those are with each text counted once."""
    found = _matches(asked).limit(COUNTED).subquery("found")
    once = sa.select(found.c.document_id, found.c.added).distinct().subquery("once")
    joined = once.join(placed, placed.c.document_id == once.c.document_id, isouter=True)
    # An older version is not placed, and is taken for an origin of its own.
    origin = sa.func.coalesce(placed.c.origin, -once.c.added)
    query = sa.select(sa.func.count(), sa.func.count(origin.distinct())).select_from(joined)
    n_documents, n_origins = connection.execute(query).one()
    return n_documents, n_origins


def _has_more(connection: sa.Connection, asked: Asked) -> bool:
    return connection.execute(_matches(asked).limit(1).offset(COUNTED)).first() is not None


def _matches(asked: Asked) -> sa.Select[Any]:
    rows, column = asked.last_first(), asked.table.c
    wanted = (
        column.identity, column.outlet, column.cue_class, column.quotation, column.kind, column.day,
        column.document_id, column.added,
    )  # fmt: skip
    return rows.with_only_columns(*wanted, maintain_column_froms=True)


def read_names(connection: sa.Connection, speaker_ids: Sequence[str]) -> dict[str, str | None]:
    """The names of these speakers."""
    query = sa.select(identities.c.id, identities.c.name).where(identities.c.id.in_(speaker_ids))
    return {row.id: row.name for row in connection.execute(query)}


def to_values(counted: Iterable[tuple[str | None, int]]) -> tuple[FacetValue, ...]:
    """The values and how often each is there, the most frequent first; what is not known is left out."""
    sums: Counter[str] = Counter()
    for value, n in counted:
        if value:
            sums[value] += n
    first = sorted(sums.items(), key=lambda item: (-item[1], item[0]))[:MOST_VALUES]
    return tuple(FacetValue(value=value, label=value, n=n) for value, n in first)


def to_months(counted: Iterable[tuple[str, int]]) -> tuple[FacetValue, ...]:
    """Days or months counted by month, in order of time; what is known by its year alone is left out."""
    sums: Counter[str] = Counter()
    for day, n in counted:
        if len(day) >= 7:
            sums[day[:7]] += n
    return tuple(FacetValue(value=month, label=month, n=n) for month, n in sorted(sums.items()))
