"""Marks: where a page of a list ends, as short text for an address, and the rows behind it."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa

from sayso.errors import AbortRun

from .rows import Paged

MOST = 500  # rows of a page
_LONGEST = 2000  # characters of a mark
_Row = TypeVar("_Row")
Value = str | int | float


@dataclass(frozen=True, slots=True)
class Key:
    """One column that a list is ordered by; the last ones of a list tell all rows apart."""

    column: sa.ColumnElement[Any]
    kind: type[str] | type[int] | type[float] = str
    descending: bool = False

    def flipped(self) -> Key:
        """The same column from the other end."""
        return Key(self.column, self.kind, not self.descending)


@dataclass(frozen=True, slots=True)
class Mark:
    """The row at the end of a page: its keys, and whether the rows before it are wanted."""

    values: tuple[Value, ...]
    backwards: bool = False


def write_mark(order: str, mark: Mark) -> str:
    """The mark as text; `order` names the list and its order."""
    told = json.dumps([order, int(mark.backwards), *mark.values], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def read_mark(order: str, text: str | None, keys: Sequence[Key]) -> Mark | None:
    """The mark of this text, if there is any; AbortRun where it is none of this order's."""
    if not text:
        return None
    wrong = AbortRun("mark", "this is no mark of a page of this list", "begin at the first page")
    try:
        if len(text) > _LONGEST:
            raise wrong
        told = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
        name, backwards, *values = told
    except (binascii.Error, ValueError, TypeError, RecursionError) as error:
        raise wrong from error
    kinds = [key.kind for key in keys]
    fitting = len(values) == len(kinds) and all(map(_fits, values, kinds))
    if name != order or type(backwards) is not int or backwards not in (0, 1) or not fitting:
        raise wrong
    return Mark(tuple(values), bool(backwards))


def _fits(value: object, kind: type) -> bool:
    if isinstance(value, str):  # what no database takes is in no row
        return kind is str and "\0" not in value and not any("\ud800" <= one <= "\udfff" for one in value)
    if type(value) is int:
        return kind in (int, float) and abs(value) < 1 << 63
    return type(value) is float and kind is float and value == value and abs(value) != float("inf")


def ordering(keys: Sequence[Key]) -> list[sa.ColumnElement[Any]]:
    """What to order by."""
    return [key.column.desc() if key.descending else key.column.asc() for key in keys]


def behind(keys: Sequence[Key], values: Sequence[Value]) -> sa.ColumnElement[bool]:
    """Whether a row stands behind the row of these values."""
    run = 1  # as many keys as run in one direction are compared at once: that an index can follow
    while run < len(keys) and keys[run].descending == keys[0].descending:
        run += 1
    columns = sa.tuple_(*(key.column for key in keys[:run]))
    there = sa.tuple_(*(sa.literal(value) for value in values[:run]))
    strictly = columns < there if keys[0].descending else columns > there
    if run == len(keys):
        return strictly
    loosely = columns <= there if keys[0].descending else columns >= there
    same = [key.column == value for key, value in zip(keys[:run], values[:run], strict=True)]
    return sa.and_(loosely, sa.or_(strictly, sa.and_(*same, behind(keys[run:], values[run:]))))


def checked_size(limit: int) -> int:
    """The number of rows of a page; AbortRun where it is none."""
    if not 1 <= limit <= MOST:
        raise AbortRun("limit", f"{limit} rows are no page", f"ask for 1 to {MOST}")
    return limit


def to_page(
    order: str,
    mark: Mark | None,
    limit: int,
    fetch: Callable[[Mark | None, int], Sequence[_Row]],
    keys_of: Callable[[_Row], tuple[Value, ...]],
) -> Paged[_Row]:
    """A page of what is fetched behind the mark (nearest first), with the marks of the pages beside it."""
    rows = list(fetch(mark, limit + 1))
    if mark is not None and mark.backwards and not rows:  # what was before is gone
        mark, rows = None, list(fetch(None, limit + 1))
    more, rows = len(rows) > limit, rows[:limit]
    backwards = mark is not None and mark.backwards
    if backwards:
        rows.reverse()
    if not rows:
        return Paged(rows=())
    following = write_mark(order, Mark(keys_of(rows[-1]))) if more or backwards else None
    before = more if backwards else mark is not None
    preceding = write_mark(order, Mark(keys_of(rows[0]), backwards=True)) if before else None
    return Paged(rows=tuple(rows), following=following, preceding=preceding)
