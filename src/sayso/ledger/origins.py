"""Origins: which documents go back to one, kept in step with what they share.

Of the documents that a document matches and that come before it (by date, then the shorter one), its parent
is the one that it shares most words with. Parents lead to a root, and all documents with one root have one
origin: that of a round-up of two stories is not the origin of both. This depends on the matches and the dates
alone, not on the order in which documents came.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from sayso.compare.matches import Match, is_carried
from sayso.compare.origins import Member, choose_origin
from sayso.records import Span

from .folding import refresh_repeated
from .schema import copies, documents, origins, placed

_MANY = 400  # values in one condition
_WHOLE, _BESIDE = 0.9, 0.8  # a document is longer where it has so much of another in less of its own words
Row = Mapping[Any, Any]


def settle(connection: sa.Connection, touched: Iterable[int], left: Iterable[int] = ()) -> None:
    """Work out anew the parents of these documents (numbers), and the origins of all whom that changes.

    `left` are origins that lost a document.
    """
    numbers = sorted(set(touched))
    about = read_placed(connection, numbers)
    parents = _parents(connection, about)
    moved = [number for number in about if about[number]["parent"] != parents[number]]
    if moved:
        _set(connection, placed.c.parent, {number: parents[number] for number in moved})
    changed, gone = _spread(connection, {number: about[number] for number in moved}, parents)
    others = {row["origin"] for row in about.values()} | set(left) | gone
    refresh_origins(connection, others | set(changed.values()), changed)


def read_placed(connection: sa.Connection, numbers: Sequence[int]) -> dict[int, Row]:
    """The rows of `placed` of these documents, by their numbers."""
    return {row["number"]: row for row in _rows(connection, placed.c.number, numbers)}


def _rows(connection: sa.Connection, column: sa.Column[Any], numbers: Sequence[int]) -> Iterator[Row]:
    """The rows of `placed` that have one of the numbers in this column."""
    for start in range(0, len(numbers), _MANY):
        some = sa.select(placed).where(column.in_(numbers[start : start + _MANY]))
        yield from connection.execute(some).mappings().all()


def _set(connection: sa.Connection, column: sa.Column[Any], values: Mapping[int, int | None]) -> None:
    """Write this column of `placed`, by the documents' numbers."""
    update = sa.update(placed).where(placed.c.number == sa.bindparam("which"))
    rows = [{"which": number, "to": value} for number, value in values.items()]
    connection.execute(update.values({column: sa.bindparam("to")}), rows)


def place_in_order(row: Row) -> tuple[str, int, str]:
    """What documents are put in order by, the likely earlier first; of one day the shorter first."""
    return row["published"], row["n_words"], row["document_id"]


def _parents(connection: sa.Connection, about: Mapping[int, Row]) -> dict[int, int | None]:
    """The parent of each document; None where none that it may be carried from comes before it."""
    links: list[tuple[int, int, int]] = []  # whose, with which, how many words
    numbers, column = list(about), copies.c
    wanted = (column.one, column.other, column.n_words, column.kind, column.share_one, column.share_other,
              column.names)  # fmt: skip
    for start in range(0, len(numbers), _MANY):
        some = numbers[start : start + _MANY]
        for row in connection.execute(sa.select(*wanted).where(column.one.in_(some))):
            if is_carried(row.kind, row.share_one, row.share_other, names=bool(row.names)):
                links.append((row.one, row.other, row.n_words))
        for row in connection.execute(sa.select(*wanted).where(column.other.in_(some))):
            if is_carried(row.kind, row.share_other, row.share_one, names=bool(row.names)):
                links.append((row.other, row.one, row.n_words))
    known = {**about, **read_placed(connection, sorted({other for _, other, _ in links} - about.keys()))}
    best: dict[int, tuple[int, int]] = {}
    for number, other, n in sorted(links, key=lambda link: place_in_order(known[link[1]])):
        earlier = place_in_order(known[other]) < place_in_order(known[number])
        if earlier and n > best.get(number, (-1, 0))[0]:
            best[number] = (n, other)
    return {number: best[number][1] if number in best else None for number in about}


def _spread(
    connection: sa.Connection, moved: Mapping[int, Row], parents: Mapping[int, int | None]
) -> tuple[dict[int, int], set[int]]:
    """Hand the new origins down to the children; who has which now, and the origins that they left."""
    above = {parent for number in moved if (parent := parents[number]) is not None} - moved.keys()
    rows = {**read_placed(connection, sorted(above)), **moved}
    origin_of = {number: row["origin"] for number, row in rows.items()}
    children = _children(connection, moved)
    waiting = [(place_in_order(row), number) for number, row in moved.items()]
    heapq.heapify(waiting)
    seen: set[int] = set()
    changed: dict[int, int] = {}
    gone: set[int] = set()
    while waiting:
        _, number = heapq.heappop(waiting)  # whoever it is carried from came before it
        if number in seen:
            continue
        seen.add(number)
        parent = parents[number] if number in parents else rows[number]["parent"]
        origin = number if parent is None else origin_of[parent]
        if origin == origin_of[number]:
            continue
        gone.add(origin_of[number])
        changed[number] = origin_of[number] = origin
        if number not in children:
            children |= _children(connection, [number])
        for row in children[number]:
            rows.setdefault(row["number"], row)
            origin_of.setdefault(row["number"], row["origin"])
            heapq.heappush(waiting, (place_in_order(row), row["number"]))
    if changed:
        _set(connection, placed.c.origin, changed)
    return changed, gone


def _children(connection: sa.Connection, numbers: Iterable[int]) -> dict[int, list[Row]]:
    """The documents whose parent each of these is."""
    found: dict[int, list[Row]] = {number: [] for number in numbers}
    for row in _rows(connection, placed.c.parent, list(found)):
        found[row["parent"]].append(row)
    return found


def refresh_origins(
    connection: sa.Connection, numbers: Iterable[int], changed: Mapping[int, int] | None = None
) -> None:
    """Make the rows of these origins anew; `changed` are the documents that have another one than before."""
    wanted = sorted(set(numbers))
    for start in range(0, len(wanted), _MANY):
        _refresh_some(connection, wanted[start : start + _MANY], changed or {})


def _refresh_some(connection: sa.Connection, numbers: Sequence[int], changed: Mapping[int, int]) -> None:
    right = origin_rows(connection, numbers)
    was = sa.select(origins).where(origins.c.number.in_(numbers))
    before = {row["number"]: dict(row) for row in connection.execute(was).mappings()}
    gone = sorted(before.keys() - right.keys())
    if gone:
        connection.execute(sa.delete(origins).where(origins.c.number.in_(gone)))
    new = [row for number, row in right.items() if number not in before]
    if new:
        connection.execute(sa.insert(origins), new)
    for number, row in right.items():
        if number in before and before[number] != row:
            connection.execute(sa.update(origins).where(origins.c.number == number).values(row))
    whole = {*gone, *(row["number"] for row in new)}  # all that is said there is folded now, or no longer
    touched = sorted(whole | {origin for origin in changed.values() if origin in numbers})
    moved = [number for number, origin in changed.items() if origin in numbers]
    own = sa.select(placed.c.document_id).where(
        sa.or_(placed.c.origin.in_(sorted(whole)), placed.c.number.in_(moved))
    )
    if touched:
        refresh_repeated(connection, connection.scalars(own))


def origin_rows(connection: sa.Connection, numbers: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The rows of `origins` that these would have, by their numbers; those of fewer than two have none."""
    members: dict[int, list[Row]] = {}
    for row in connection.execute(members_of(numbers)).mappings():
        members.setdefault(row["origin"], []).append(row)
    several = [number for number, group in members.items() if len(group) > 1]
    if not several:
        return {}
    longer = _longer(connection, several)
    found = {}
    for number in several:
        group = members[number]
        chosen = choose_origin([_to_member(row, longer.get(row["number"], 0)) for row in group])
        found[number] = {
            "number": number,
            "n_documents": len(group),
            "document_id": chosen.document,
            "agency": chosen.agency,
            "confidence": chosen.confidence,
            "because": chosen.because,
        }
    return found


def members_of(numbers: Sequence[int]) -> sa.Select[Any]:
    """The documents of these origins, with what tells which was first."""
    columns = (documents.c.id, documents.c.outlet, documents.c.published, documents.c.url)
    placed_columns = (placed.c.number, placed.c.origin, placed.c.tags, placed.c.points_at)
    joined = sa.select(*columns, *placed_columns).join(documents, documents.c.id == placed.c.document_id)
    return joined.where(placed.c.origin.in_(numbers)).order_by(placed.c.number)


def _to_member(row: Row, n_longer: int) -> Member:
    """The row as what the rules ask for."""
    return Member(
        document=row["id"],
        outlet=row["outlet"],
        published=row["published"],
        url=row["url"],
        agencies=tuple(tag["agency"] for tag in json.loads(row["tags"])),
        points_at=row["points_at"],
        n_longer=n_longer,
    )


def _longer(connection: sa.Connection, numbers: Sequence[int]) -> dict[int, int]:
    """In how many others of its origin nearly all of each document stands, beside words of their own."""
    counted: dict[int, int] = {}
    here, there = placed.alias("here"), placed.alias("there")
    for one, other, share, beside in (
        (copies.c.one, copies.c.other, copies.c.share_one, copies.c.share_other),
        (copies.c.other, copies.c.one, copies.c.share_other, copies.c.share_one),
    ):
        query = (
            sa.select(here.c.number, sa.func.count())
            .select_from(here)
            .join(copies, one == here.c.number)
            .join(there, there.c.number == other)
            .where(here.c.origin.in_(numbers), there.c.origin == here.c.origin)
            .where(share >= _WHOLE, beside <= _BESIDE)
            .group_by(here.c.number)
        )
        for number, n in connection.execute(query):
            counted[number] = counted.get(number, 0) + n
    return counted


def to_match(row: Row, passages: bool = False) -> Match:
    """The row of `copies` as a match, seen from the one; its passages only where they are asked for."""
    from sayso.compare.copies import SharedPassage

    told = json.loads(row["passages"]) if passages else []
    return Match(
        kind=row["kind"],
        score=row["score"],
        because=row["because"],
        n_words=row["n_words"],
        n_running=row["n_running"],
        share_one=row["share_one"],
        share_other=row["share_other"],
        names=bool(row["names"]),
        passages=tuple(SharedPassage(Span(a, b), Span(c, d), n) for a, b, c, d, n in told),
    )


def match_values(one: int, other: int, match: Match) -> dict[str, Any]:
    """The match as a row of `copies`."""
    return {
        "one": one,
        "other": other,
        "kind": match.kind,
        "score": match.score,
        "n_words": match.n_words,
        "n_running": match.n_running,
        "share_one": match.share_one,
        "share_other": match.share_other,
        "names": int(match.names),
        "because": match.because,
        "passages": json.dumps(
            [[p.one.start, p.one.end, p.other.start, p.other.end, p.n_words] for p in match.passages],
            separators=(",", ":"),
        ),
    }
