"""Spans: half-open ranges of Unicode code points in one document's text."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range `[start, end)` of code points in one document's text.

    >>> Span(0, 5).of("Hello there")
    'Hello'
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"span must be 0 <= start < end, got {self.start}:{self.end}")

    def of(self, text: str) -> str:
        """The slice of the text that this span marks; ValueError where it ends outside the text."""
        if self.end > len(text):
            raise ValueError(f"span {self.start}:{self.end} ends outside a text of {len(text)} characters")
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share a code point."""
        return self.start < other.end and other.start < self.end


Spans = tuple[Span, ...]
APART = " … "  # between pieces of one part of the record that are apart in the text


def in_order(spans: Iterable[Span]) -> Spans:
    """The spans in text order; ValueError where two of them overlap or one is given twice."""
    given = tuple(spans)
    if len(given) < 2:
        return given
    ordered = tuple(sorted(given))
    for before, after in itertools.pairwise(ordered):
        if before.overlaps(after):
            raise ValueError(f"spans of one role overlap: {before} and {after}")
    return ordered


def joined(spans: Spans, text: str) -> str:
    """The spans' slices in text order, joined by ` … ` where they are apart."""
    return APART.join([span.of(text) for span in spans])
