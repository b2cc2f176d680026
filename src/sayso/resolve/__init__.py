"""From spans to statements: one pure step after another, each a reading in and a reading out."""

from __future__ import annotations

from ..records import Reading
from .cues import read_cues
from .speakers import resolve_speakers

STEPS = (read_cues, resolve_speakers)


def resolve(reading: Reading) -> Reading:
    """The reading with what its attributions' spans mean: who, when, how, to whom."""
    for step in STEPS:
        reading = step(reading)
    return reading


__all__ = ["STEPS", "resolve"]
