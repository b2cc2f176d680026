"""Readings set side by side, and what of an article is in whose voice."""

from __future__ import annotations

from .alignment import KINDS, MARKS, Alignment, Difference, Kind, Mark, Run, align
from .headlines import DroppedAttribution, Headline, dropped_attribution, headline_of
from .quotations import Stretch, quotations_in
from .same_quote import Match, Side, days_between, is_sure, match
from .scare_quotes import Marks, unattributed_marks
from .sourcing import Sourcing, sourcing_of
from .voices import Passage, Share, own_voice, passages_of, shares_of
from .wording import Quoted, Wording, keys_of, read_quoted

__all__ = [
    "KINDS",
    "MARKS",
    "Alignment",
    "Difference",
    "Kind",
    "Mark",
    "Match",
    "Quoted",
    "Run",
    "Side",
    "Stretch",
    "Wording",
    "align",
    "days_between",
    "is_sure",
    "keys_of",
    "match",
    "quotations_in",
    "read_quoted",
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
