"""From spans to statements: one pure step after another, each a reading in and a reading out."""

from __future__ import annotations

from ..records import Reading
from .circumstances import find_circumstances, link_responses
from .cues import read_cues
from .dates import date_statements
from .speakers import resolve_speakers

# A date may lie ahead of a cue that looks ahead, so cues come before dates; answers are found by who
# said what before, so speakers come before answers.
STEPS = (read_cues, find_circumstances, date_statements, resolve_speakers, link_responses)


def resolve(reading: Reading) -> Reading:
    """The reading with what its attributions' spans mean: who, when, how, to whom."""
    for step in STEPS:
        reading = step(reading)
    return reading


__all__ = ["STEPS", "resolve"]
