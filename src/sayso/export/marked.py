"""A text cut where attributions begin and end, for whoever shows it with its attributions marked."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sayso.records import Quotation, Reading

Role = Literal["source", "cue", "content"]
ROLES: tuple[Role, ...] = ("source", "cue", "content")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text inside which nothing begins or ends.

    `roles` are what it is part of, `quotation` is that of the innermost content it lies in. `begins`
    and `ends` number the attributions (from 1, in the reading's order) whose first span begins with
    this piece, and whose content ends with it.
    """

    text: str
    roles: frozenset[Role] = frozenset()
    quotation: Quotation | None = None
    begins: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


def cut(reading: Reading) -> Iterator[Piece]:
    """The reading's text in pieces that, put together, are the text again."""
    text = reading.document.text
    opening: defaultdict[int, list[tuple[int, Role]]] = defaultdict(list)
    closing: defaultdict[int, list[tuple[int, Role]]] = defaultdict(list)
    begins: defaultdict[int, list[int]] = defaultdict(list)
    ends: defaultdict[int, list[int]] = defaultdict(list)
    for number, attribution in enumerate(reading.attributions, 1):
        spans = [(span, role) for role in ROLES for span in getattr(attribution, role)]
        for span, role in spans:
            opening[span.start].append((number, role))
            closing[span.end].append((number, role))
        begins[min(span for span, _ in spans).start].append(number)
        ends[attribution.content[-1].end].append(number)
    active: list[tuple[int, Role]] = []
    borders = sorted({0, len(text), *opening, *closing})
    for start, end in itertools.pairwise(borders):
        for done in closing[start]:
            active.remove(done)
        active.extend(opening[start])
        yield Piece(
            text=text[start:end],
            roles=frozenset(role for _, role in active),
            quotation=_innermost(reading, active),
            begins=tuple(begins[start]),
            ends=tuple(ends[end]),
        )


def _innermost(reading: Reading, active: list[tuple[int, Role]]) -> Quotation | None:
    """The quotation of the content that began last."""
    for number, role in reversed(active):
        if role == "content":
            return reading.attributions[number - 1].quotation
    return None
