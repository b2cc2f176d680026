"""Groups: quotations that were taken for one, directly or through others, and what is listed of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa

from .schema import listings, quote_groups, quote_pairs, quotes

_PART = 500  # values in one condition


def unite(connection: sa.Connection, pairs: Sequence[tuple[int, int]]) -> None:
    """Put the two of each pair into one group; a group is named by its smallest number."""
    numbers = sorted({number for pair in pairs for number in pair})
    columns = sa.select(quotes.c.attribution, quotes.c.quote_group)
    group_of = {
        row.attribution: row.quote_group
        for part in _parts(numbers)
        for row in connection.execute(columns.where(quotes.c.attribution.in_(part)))
    }
    names = {number: number if group is None else group for number, group in group_of.items()}
    root = {name: name for name in names.values()}
    for left, right in pairs:
        one, other = _root(root, names[left]), _root(root, names[right])
        root[max(one, other)] = min(one, other)
    moved: defaultdict[int, list[int]] = defaultdict(list)
    merged: defaultdict[int, list[int]] = defaultdict(list)
    for number, group in group_of.items():
        target = _root(root, names[number])
        if group is None:
            moved[target].append(number)
        elif group != target:
            merged[target].append(group)
    for target, groups in merged.items():
        for part in _parts(sorted(set(groups))):
            connection.execute(
                sa.update(quotes).where(quotes.c.quote_group.in_(part)).values(quote_group=target)
            )
            connection.execute(sa.delete(quote_groups).where(quote_groups.c.id.in_(part)))
    for target, some in moved.items():
        for part in _parts(some):
            connection.execute(
                sa.update(quotes).where(quotes.c.attribution.in_(part)).values(quote_group=target)
            )
    _count(connection, {_root(root, name) for name in names.values()})


def _root(root: dict[int, int], name: int) -> int:
    while root[name] != name:
        name = root[name]
    return name


def dissolve(connection: sa.Connection, groups: Iterable[int], gone: Iterable[int]) -> list[int]:
    """Take these groups apart, since some of their quotations are about to go; the numbers that are left."""
    wanted, leaving = sorted(set(groups)), set(gone)
    left: list[int] = []
    for part in _parts(wanted):
        own = quotes.c.quote_group.in_(part)
        left += [
            number
            for number in connection.scalars(sa.select(quotes.c.attribution).where(own))
            if number not in leaving
        ]
        connection.execute(sa.update(quotes).where(own).values(quote_group=None))
        connection.execute(sa.delete(quote_groups).where(quote_groups.c.id.in_(part)))
    return left


def regroup(connection: sa.Connection, numbers: Sequence[int]) -> None:
    """Group these quotations, which are in no group, by their pairs among each other."""
    wanted = set(numbers)
    pairs = [
        (row.quote, row.other)
        for part in _parts(sorted(wanted))
        for row in connection.execute(
            sa.select(quote_pairs.c.quote, quote_pairs.c.other).where(quote_pairs.c.quote.in_(part))
        )
        if row.other in wanted
    ]
    if pairs:
        unite(connection, pairs)


def _count(connection: sa.Connection, groups: Iterable[int]) -> None:
    """Make what is listed of these groups anew."""
    wanted = sorted(set(groups))
    altered = (
        sa.exists()
        .where(quotes.c.quote_group == quote_groups.c.id, quote_pairs.c.quote == quotes.c.attribution)
        .where(quote_pairs.c.mark == "altered", quote_pairs.c.across == 1)
    )
    for part in _parts(wanted):
        connection.execute(sa.delete(quote_groups).where(quote_groups.c.id.in_(part)))
        counted = (
            sa.select(
                quotes.c.quote_group,
                sa.func.count(quotes.c.document_id.distinct()),
                sa.func.count(listings.c.outlet.distinct()),
                sa.func.count(quotes.c.wording.distinct()),
                sa.literal(0),
                sa.func.min(quotes.c.day),
                sa.func.max(quotes.c.day),
            )
            .join(listings, listings.c.document_id == quotes.c.document_id)
            .where(quotes.c.quote_group.in_(part))
            .group_by(quotes.c.quote_group)
        )
        columns = ["id", "n_documents", "n_outlets", "n_wordings", "altered", "first", "last"]
        connection.execute(sa.insert(quote_groups).from_select(columns, counted))
        flag = sa.update(quote_groups).where(quote_groups.c.id.in_(part), altered)
        connection.execute(flag.values(altered=1))


def _parts(values: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(values), _PART):
        yield values[start : start + _PART]
