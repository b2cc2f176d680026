"""Predictions from the rows that `sayso read --format jsonl` prints, or that another tool wrote."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from ..errors import AbortRun
from ..records import Span, Spans
from .brat import GoldAttribution

Predictions = dict[str, list[GoldAttribution]]


def read_predictions(lines: Iterable[str], *, name: str = "predictions") -> Predictions:
    """The attributions of each document, by document name, in the order of the lines.

    A row needs `document`; `source`, `cue` and `content` are lists of spans, each `[start, end]` or an
    object with `start` and `end`, and may be missing or null. A row whose `within` is not null is left out,
    since gold marks only the outermost attribution. AbortRun names the first line that is no such row.
    """
    found: Predictions = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if row.get("within") is None:
                found.setdefault(row["document"], []).append(_attribution(row))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise AbortRun(f"{name}, line {number}", f"is no prediction ({error!r})") from error
    return found


def _attribution(row: dict[str, Any]) -> GoldAttribution:
    return GoldAttribution(
        source=_spans(row.get("source")), cue=_spans(row.get("cue")), content=_spans(row.get("content"))
    )


def _spans(pieces: Sequence[Any] | None) -> Spans:
    return tuple(_span(piece) for piece in pieces or ())


def _span(piece: Any) -> Span:
    start, end = (piece["start"], piece["end"]) if isinstance(piece, dict) else piece
    return Span(int(start), int(end))
