"""Locators: on which page of a PDF, or at what time of a recording, a part of a text stands."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

LocatorKind = Literal["page", "time"]
LOCATOR_KINDS: tuple[LocatorKind, ...] = get_args(LocatorKind)


@dataclass(frozen=True, slots=True)
class Locator:
    """Where the text from `start` (a code point) up to the next place of the same document comes from.

    `label` is the number of the page, counted from 1 (`12`), or the time since the beginning
    (`01:02:03.500`).

    >>> str(Locator(0, "page", "12")), str(Locator(0, "time", "00:01:05.250"))
    ('page 12', '00:01:05')
    """

    start: int
    kind: LocatorKind
    label: str

    def __post_init__(self) -> None:
        if self.start < 0 or self.kind not in LOCATOR_KINDS or not self.label:
            raise ValueError(f"no place: {self.start} {self.kind!r} {self.label!r}")

    def __str__(self) -> str:
        return f"page {self.label}" if self.kind == "page" else self.label.partition(".")[0]


Locators = tuple[Locator, ...]


def refuse_disorder(places: Sequence[Locator], length: int) -> None:
    """ValueError where the places do not go up, or lie outside a text of this length."""
    for before, after in itertools.pairwise(places):
        if before.start >= after.start:
            raise ValueError(f"places must go up, got {before.start} before {after.start}")
    if places and places[-1].start >= length:
        raise ValueError(f"place {places[-1].start} is outside a text of {length} characters")


def locator_at(places: Sequence[Locator], offset: int) -> Locator | None:
    """The place in which the code point stands; None before the first, and where there are none.

    >>> locator_at([Locator(0, "page", "1"), Locator(900, "page", "2")], 899)
    Locator(start=0, kind='page', label='1')
    """
    number = bisect_right(places, offset, key=lambda place: place.start)
    return places[number - 1] if number else None
