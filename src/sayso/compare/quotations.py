"""Quotations: which attribution each quoted stretch of an article belongs to, and its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..records import Span, Spans
from .wording import Quoted, read_quoted

COVERED = 0.5  # of a stretch, by a content: one pair of marks quotes one speaker, and models miss words


@dataclass(frozen=True, slots=True)
class Stretch:
    """What stands between one pair of outermost quotation marks.

    `closed` is False where the closing mark is missing: the quotation goes on in the next paragraph, or
    a mark was forgotten.
    """

    inside: Span
    closed: bool


def quotations_in(
    text: str, contents: Mapping[str, Spans], stretches: Sequence[Stretch]
) -> dict[str, Quoted]:
    """The quoted words of each content that has some, by its id; the stretches are in order.

    A stretch belongs to the innermost content that covers most of it: what X said, and not what the
    paper that passes it on reported; what the speaker says, and not what he says within it that others
    said. It is taken whole, since a pair of marks quotes one speaker; without a closing mark as far as
    the content goes.
    """
    taken: dict[str, list[tuple[Span, bool]]] = {}
    for stretch in stretches:
        whose = _whose(stretch.inside, contents)
        if whose is None:
            continue
        inside: Span | None = stretch.inside
        if not stretch.closed:
            inside = _cut(stretch.inside, contents[whose])
        if inside is not None:
            taken.setdefault(whose, []).append((inside, stretch.closed))
    found = {}
    for whose, parts in taken.items():
        continued = frozenset(number for number, (_, closed) in enumerate(parts) if not closed)
        quoted = read_quoted(text, tuple(span for span, _ in parts), continued)
        if quoted.places:
            found[whose] = quoted
    return found


def _whose(inside: Span, contents: Mapping[str, Spans]) -> str | None:
    covering = [
        (sum(span.end - span.start for span in spans), id)
        for id, spans in contents.items()
        if _overlap(inside, spans) >= COVERED * (inside.end - inside.start)
    ]
    return min(covering)[1] if covering else None


def _overlap(inside: Span, spans: Spans) -> int:
    return sum(max(0, min(inside.end, span.end) - max(inside.start, span.start)) for span in spans)


def _cut(inside: Span, spans: Spans) -> Span | None:
    end = max((min(inside.end, span.end) for span in spans if span.overlaps(inside)), default=0)
    return Span(inside.start, end) if end > inside.start else None
