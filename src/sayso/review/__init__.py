"""Judgements put upon a reading: values in, values out."""

from .apply import REVIEW, REVIEWED, Reviewed, apply, reviewer_name
from .differ import Difference, differences_after_finish
from .draft import draft
from .match import Match, match
from .standing import Judgements, Thing, things_of

__all__ = [
    "REVIEW",
    "REVIEWED",
    "Difference",
    "Judgements",
    "Match",
    "Reviewed",
    "Thing",
    "apply",
    "differences_after_finish",
    "draft",
    "match",
    "reviewer_name",
    "things_of",
]
