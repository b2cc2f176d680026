"""JSON Lines: one attribution a line, the record that `sayso schema` describes."""

from __future__ import annotations

from collections.abc import Iterable

from sayso.records import Reading, to_rows

from .exporter import Target
from .target import opened
from .utf8 import to_json


def write_jsonl(readings: Iterable[Reading], out: Target) -> int:
    """Write one line for each attribution, UTF-8; returns how many."""
    written = 0
    with opened(out) as stream:
        for reading in readings:
            for row in to_rows(reading):
                stream.write(to_json(row) + b"\n")
                written += 1
    return written
