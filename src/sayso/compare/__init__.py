"""Readings set side by side, and what of an article is in whose voice."""

from __future__ import annotations

from .alignment import KINDS, MARKS, Alignment, Difference, Kind, Mark, Run, align
from .explain import explain
from .headlines import DroppedAttribution, Headline, dropped_attribution, headline_of
from .quotations import Stretch, quotations_in
from .same_quote import Match, Side, days_between, is_sure, match
from .scare_quotes import Marks, unattributed_marks
from .sourcing import Sourcing, sourcing_of
from .versions import Laid, lay_out
from .voices import Passage, Share, own_voice, passages_of, shares_of
from .wording import Quoted, Wording, keys_of, read_quoted, telling

__all__ = [
    "KINDS",
    "MARKS",
    "Alignment",
    "Difference",
    "DroppedAttribution",
    "Headline",
    "Kind",
    "Laid",
    "Mark",
    "Marks",
    "Match",
    "Passage",
    "Quoted",
    "Run",
    "Share",
    "Side",
    "Sourcing",
    "Stretch",
    "Wording",
    "align",
    "days_between",
    "dropped_attribution",
    "explain",
    "headline_of",
    "is_sure",
    "keys_of",
    "lay_out",
    "match",
    "own_voice",
    "passages_of",
    "quotations_in",
    "read_quoted",
    "shares_of",
    "sourcing_of",
    "telling",
    "unattributed_marks",
]
