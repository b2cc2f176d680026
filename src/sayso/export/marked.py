"""A text cut where attributions begin and end, for whoever shows it with its attributions marked."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from sayso.records import Quotation, Reading, Span

from .outline import Entry, outline

Role = Literal["source", "cue", "content"]
ROLES: tuple[Role, ...] = ("source", "cue", "content")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text inside which nothing begins or ends.

    `roles` are what it is part of; `quotation` is that of the innermost content it lies in, `depth` says
    in how many others that one stands. `begins` and `ends` number the attributions (as `outline` does)
    whose first span begins with this piece, and whose content ends with it, the innermost first.
    `start` is where it stands in the text, `inside` which attributions' roles it is part of, in the order
    in which these began.
    """

    text: str
    start: int = 0
    inside: tuple[tuple[Entry, Role], ...] = ()
    roles: frozenset[Role] = frozenset()
    quotation: Quotation | None = None
    depth: int = 0
    begins: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


def cut(
    reading: Reading,
    also: Iterable[int] = (),
    *,
    within: Span | None = None,
    entries: Iterable[Entry] | None = None,
) -> Iterator[Piece]:
    """The reading's text in pieces that, put together, are the text again; `also` are further borders.

    `within` cuts a part of the text alone, and `entries` are those of the outline where it is known: a
    part of a long text is cut in the time that a short one takes.
    """
    text = reading.document.text
    first, last = (within.start, within.end) if within else (0, len(text))
    opening: defaultdict[int, list[tuple[Entry, Role]]] = defaultdict(list)
    closing: defaultdict[int, list[tuple[Entry, Role]]] = defaultdict(list)
    begins: defaultdict[int, list[int]] = defaultdict(list)
    ends: defaultdict[int, list[Entry]] = defaultdict(list)
    for entry in outline(reading) if entries is None else entries:
        attribution = entry.attribution
        spans = [(span, role) for role in ROLES for span in getattr(attribution, role)]
        for span, role in spans:
            if span.start < last and span.end > first:
                opening[max(span.start, first)].append((entry, role))
                closing[min(span.end, last)].append((entry, role))
        begins[min(span for span, _ in spans).start].append(entry.number)
        ends[attribution.content[-1].end].append(entry)
    active: dict[tuple[int, Role], Entry] = {}
    borders = sorted({first, last, *opening, *closing, *(at for at in also if first < at < last)})
    for start, end in itertools.pairwise(borders):
        for entry, role in closing[start]:
            del active[entry.number, role]
        active.update(((entry.number, role), entry) for entry, role in opening[start])
        innermost = _innermost(active)
        yield Piece(
            text=text[start:end],
            start=start,
            inside=tuple((entry, role) for (_, role), entry in active.items()),
            roles=frozenset(role for _, role in active),
            quotation=innermost.attribution.quotation if innermost else None,
            depth=innermost.depth if innermost else 0,
            begins=tuple(begins[start]),
            ends=tuple(entry.number for entry in sorted(ends[end], key=_deepest_first)),
        )


def _deepest_first(entry: Entry) -> int:
    return -entry.depth


def _innermost(active: dict[tuple[int, Role], Entry]) -> Entry | None:
    """The attribution of the deepest content; of several, the one whose content began last."""
    contents = [entry for (_, role), entry in active.items() if role == "content"]
    return max(reversed(contents), key=lambda entry: entry.depth, default=None)
