"""References: whom a source stands for, and why."""

from __future__ import annotations

from dataclasses import dataclass

from .figures import Figure
from .phrases import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Whom a source stands for, and why; no figure where that cannot be told.

    `phrase` is how the source is put, `described` the phrase that describes an unnamed figure best.
    """

    phrase: Phrase
    figure: Figure | None
    because: str
    own_words: bool = False
    outlet: bool = False
