"""Readings set side by side, and what of an article is in whose voice."""

from __future__ import annotations

from .headlines import DroppedAttribution, Headline, dropped_attribution, headline_of
from .scare_quotes import Marks, unattributed_marks
from .sourcing import Sourcing, sourcing_of
from .voices import Passage, Share, own_voice, passages_of, shares_of

__all__ = [
    "DroppedAttribution",
    "Headline",
    "Marks",
    "Passage",
    "Share",
    "Sourcing",
    "dropped_attribution",
    "headline_of",
    "own_voice",
    "passages_of",
    "shares_of",
    "sourcing_of",
    "unattributed_marks",
]
