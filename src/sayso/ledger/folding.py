"""Folding: which statements are the same words of the same origin, so that one can stand for all of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from .connection import stream
from .rows import Finding
from .schema import attributions, origins, placed, repeated, statements

_MANY = 500  # values in one condition
_ROWS = 500
_SHORT = 4  # words: whoever says less is part of what is the same
_WORD = re.compile(r"\w+")
_Condition = sa.ColumnElement[bool]


def refresh_repeated(connection: sa.Connection, document_ids: Iterable[str]) -> None:
    """Make the rows of these documents' statements anew, as their origins are now."""
    wanted = sorted(set(document_ids))
    for start in range(0, len(wanted), _MANY):
        some = wanted[start : start + _MANY]
        own = sa.select(placed.c.number).where(placed.c.document_id.in_(some))
        connection.execute(sa.delete(repeated).where(repeated.c.document.in_(own)))
        found = connection.execute(_grouped().where(placed.c.document_id.in_(some)))
        rows = [_row(row) for row in found.mappings()]
        if rows:
            connection.execute(sa.insert(repeated), rows)


def forget_repeated(connection: sa.Connection, document_ids: Sequence[str]) -> None:
    """Take out the rows of these documents' statements."""
    own = sa.select(placed.c.number).where(placed.c.document_id.in_(document_ids))
    connection.execute(sa.delete(repeated).where(repeated.c.document.in_(own)))


def refresh_all_repeated(connection: sa.Connection) -> None:
    """Make every row anew."""
    connection.execute(sa.delete(repeated))
    found = connection.execute(_grouped()).mappings()
    while some := found.fetchmany(_ROWS):
        connection.execute(sa.insert(repeated), [_row(row) for row in some])


def _grouped() -> sa.Select[Any]:
    """The statements of documents that share an origin with others."""
    return (
        sa.select(
            statements.c.attribution, statements.c.added, statements.c.position, placed.c.number,
            placed.c.origin, placed.c.published, attributions.c.content_text, attributions.c.source_text,
        )
        .join(placed, placed.c.document_id == statements.c.document_id)
        .join(origins, origins.c.number == placed.c.origin)
        .join(attributions, attributions.c.number == statements.c.attribution)
    )  # fmt: skip


def _row(row: sa.RowMapping) -> dict[str, Any]:
    return {
        "attribution": row["attribution"],
        "document": row["number"],
        "key": _key(row["origin"], row["content_text"], row["source_text"]),
        "published": row["published"],
        "added": row["added"],
        "position": row["position"],
    }


def _key(origin: int, content: str, source: str) -> int:
    """The same number for the same words of the same origin, whatever their case and marks."""
    words = _WORD.findall(content.casefold())
    if len(words) < _SHORT:
        words += ["", *_WORD.findall(source.casefold())]
    told = f"{origin} {' '.join(words)}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(told, digest_size=6).digest())


def is_first(
    attribution: sa.ColumnElement[Any], answers: Callable[[sa.FromClause], Iterable[_Condition]]
) -> _Condition:
    """Whether no statement of the same words and origin that is published earlier answers as well.

    `answers` are the conditions that a row of `statements` answers by.
    """
    mine, earlier, before = repeated.alias("mine"), repeated.alias("earlier"), statements.alias("before")

    def order(table: Any) -> sa.ColumnElement[Any]:
        return sa.tuple_(table.c.published, table.c.added, table.c.position)

    other = (
        sa.select(sa.literal(1))
        .select_from(mine)
        .join(earlier, earlier.c.key == mine.c.key)
        .join(before, before.c.attribution == earlier.c.attribution)
        .where(mine.c.attribution == attribution, order(earlier) < order(mine), *answers(before))
    )
    return ~other.exists()


def count_others(connection: sa.Connection, attribution_numbers: Sequence[int]) -> dict[int, int]:
    """In how many other documents of the same origin the words of these statements stand, where in any."""
    mine, all_ = repeated.alias("mine"), repeated.alias("everywhere")
    query = (
        sa.select(mine.c.attribution, sa.func.count(all_.c.document.distinct()))
        .join(all_, all_.c.key == mine.c.key)
        .where(mine.c.attribution.in_(attribution_numbers))
        .group_by(mine.c.attribution)
    )
    return {number: n - 1 for number, n in connection.execute(query) if n > 1}


def find_folding_faults(connection: sa.Connection) -> Iterator[Finding]:
    """Where the rows are not what the statements and their origins give; nothing where all is well."""
    there = {row.attribution: row for row in connection.execute(sa.select(repeated))}
    for row in stream(connection, _grouped(), _ROWS).mappings():
        right, found = _row(row), there.pop(row["attribution"], None)
        if found is None or dict(found._mapping) != right:
            yield Finding("statement", str(row["attribution"]), "it is not folded as its origin is now")
    for number in there:
        yield Finding("statement", str(number), "it is folded and has no copies")
