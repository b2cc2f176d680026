"""Lists that are filtered, sorted and read page by page: their addresses, and the heads of their columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Literal, TypeVar, get_args
from urllib.parse import urlencode

from sayso.errors import AbortRun
from sayso.ledger import (
    DocumentList,
    DocumentSort,
    OutletList,
    OutletSort,
    SpeakerList,
    SpeakerSort,
)
from sayso.records import SPEAKER_KINDS

from .queries import read_choice, read_text

Listed = SpeakerList | DocumentList | OutletList
_Sort = TypeVar("_Sort", bound=str)
_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})
_FROM_A = frozenset({"name", "title", "outlet"})  # words begin at A, numbers and dates at the largest


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The head of one column: the address that sorts by it, and how the list is sorted by it now."""

    label: str
    address: str
    sorted: Literal["ascending", "descending"] | None


def read_speakers(params: Mapping[str, str]) -> SpeakerList:
    """Which speakers these parameters of an address list; AbortRun where a value is none that there is."""
    sort, descending = _read_order(params, get_args(SpeakerSort), SpeakerList().sort)
    return SpeakerList(
        part=read_text(params, "part"),
        kind=read_choice(params, "kind", SPEAKER_KINDS),
        named_only=_read_flag(params, "named_only", usual=False),
        sort=sort,
        descending=descending,
    )


def read_documents(params: Mapping[str, str]) -> DocumentList:
    """Which documents these parameters of an address list; AbortRun where a value is none that there is."""
    sort, descending = _read_order(params, get_args(DocumentSort), DocumentList().sort)
    return DocumentList(
        part=read_text(params, "part"),
        outlet=read_text(params, "outlet"),
        since=read_text(params, "since"),
        until=read_text(params, "until"),
        all_versions=_read_flag(params, "all_versions", usual=False),
        origin=_read_number(params, "origin"),
        fold=_read_flag(params, "fold", usual=False),
        sort=sort,
        descending=descending,
    )


def read_outlets(params: Mapping[str, str]) -> OutletList:
    """Which outlets these parameters of an address list; AbortRun where a value is none that there is."""
    sort, descending = _read_order(params, get_args(OutletSort), OutletList().sort)
    return OutletList(part=read_text(params, "part"), sort=sort, descending=descending)


def list_address(path: str, listed: Listed, **changes: object) -> str:
    """The address of this list with these changes: only what is not as usual, always in one order.

    >>> list_address("/speakers", SpeakerList(part="quill"), sort="name", descending=False)
    '/speakers?part=quill&sort=name&descending=false'
    """
    usual = type(listed)()
    told = []
    for field in fields(listed):
        value = changes.get(field.name, getattr(listed, field.name))
        if field.name != "limit" and value != getattr(usual, field.name):
            told.append((field.name, _word(value)))
    return f"{path}?{urlencode(told)}" if told else path


def columns(path: str, listed: Listed, heads: Iterable[tuple[str, str]]) -> dict[str, Column]:
    """The heads of the columns by what they sort by; a second click on one turns the list around.

    `heads` are what to sort by, and what the column is called.
    """
    return dict(_columns(path, listed, heads))


def _columns(path: str, listed: Listed, heads: Iterable[tuple[str, str]]) -> Iterator[tuple[str, Column]]:
    for sort, label in heads:
        chosen = listed.sort == sort
        descending = not listed.descending if chosen else sort not in _FROM_A
        address = list_address(path, listed, sort=sort, descending=descending)
        now: Literal["ascending", "descending"] = "descending" if listed.descending else "ascending"
        yield sort, Column(label=label, address=address, sorted=now if chosen else None)


def _read_order(params: Mapping[str, str], sorts: tuple[_Sort, ...], usual: _Sort) -> tuple[_Sort, bool]:
    return read_choice(params, "sort", sorts) or usual, _read_flag(params, "descending", usual=True)


def _read_flag(params: Mapping[str, str], name: str, *, usual: bool) -> bool:
    value = (read_text(params, name) or "").lower()
    return value in _YES or (usual and value not in _NO)


def _read_number(params: Mapping[str, str], name: str) -> int | None:
    value = read_text(params, name)
    if value is None:
        return None
    if not value.isascii() or not value.isdecimal() or len(value) > 18:
        raise AbortRun(value, f"is no number of an {name}", "leave it out")
    return int(value)


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
