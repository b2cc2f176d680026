"""Matches: what the shared words of two documents make of them, and the evidence besides the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from .copies import Shared, SharedPassage

MatchKind = Literal["same", "within", "part", "named"]
MATCH_KINDS: tuple[MatchKind, ...] = get_args(MatchKind)

# All in words, or shares of a text's words; chosen on the pairs of `python -m sayso.evaluate.copies
# ../shared/data --sweep`: unrelated articles on one event share up to 85 words, nearly all in quotations.
SAME = 0.7  # of both texts
WITHIN = 0.5  # of one of them
OWN = 0.2  # of the longer one, below which it is a text of its own that has the other in it
SAME_WORDS = 25  # that two texts share at least to be the same
WITHIN_WORDS = 40  # outside quotation marks: two reporters at one press conference have the same quotations
PART_WORDS = 60  # outside quotation marks
NAMED_WORDS = 16  # where one of them names the other as its source, two runs of words are enough


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Two documents that have words in common, and what that rests on. It says nothing of who wrote them.

    `same`: most of both. `within`: most of the one stands in the other. `part`: running text, but less
    than half of either. `named`: one says that it is from the other, whatever the words. `score` is how much
    of the shorter one is shared, 0 to 1. `names` says that one names the other as its source.
    """

    kind: MatchKind
    score: float
    because: str
    n_words: int
    n_running: int
    share_one: float
    share_other: float
    names: bool
    passages: tuple[SharedPassage, ...]

    def turned(self) -> Match:
        """The same match seen from the other document."""
        passages = (SharedPassage(one.other, one.one, one.n_words) for one in self.passages)
        return replace(
            self,
            share_one=self.share_other,
            share_other=self.share_one,
            passages=tuple(sorted(passages, key=lambda one: one.one)),
        )

    def joins(self) -> bool:
        """Whether the one document may be carried from the other: then they go back to one origin."""
        return is_carried(self.kind, self.share_one, self.share_other, names=self.names)


def is_carried(kind: str, share_one: float, share_other: float, *, names: bool) -> bool:
    """Whether the one document of such a match may be carried from the other."""
    if names or kind in ("same", "named") or share_one >= WITHIN:
        return True
    return share_other >= WITHIN and share_one >= OWN


def match_of(shared: Shared, *, evidence: Sequence[str] = (), names: bool = False) -> Match | None:
    """What the shared words come to; None where they are no more than any two articles share.

    `evidence` is what else speaks for it, in words; `names` says that one document names the other.
    """
    kind = _kind(shared, names)
    if kind is None:
        return None
    told = [_told(shared)] if shared.n_words else ["no run of words is shared"]
    return Match(
        kind=kind,
        score=round(max(shared.share_one, shared.share_other), 4),
        because="; ".join([*told, *evidence]),
        n_words=shared.n_words,
        n_running=shared.n_running,
        share_one=round(shared.share_one, 4),
        share_other=round(shared.share_other, 4),
        names=names,
        passages=shared.passages,
    )


def _kind(shared: Shared, names: bool) -> MatchKind | None:
    most, least = (
        max(shared.share_one, shared.share_other), min(shared.share_one, shared.share_other),
    )  # fmt: skip
    if least >= SAME and shared.n_words >= SAME_WORDS:
        return "same"
    if most >= WITHIN and shared.n_running >= (NAMED_WORDS if names else WITHIN_WORDS):
        return "within"
    if shared.n_running >= (NAMED_WORDS if names else PART_WORDS):
        return "part"
    return "named" if names else None


def _told(shared: Shared) -> str:
    n = len(shared.passages)
    passages = "in one passage" if n == 1 else f"in {n} passages"
    shares = f"{shared.share_one:.0%} of the one and {shared.share_other:.0%} of the other"
    quoted = shared.n_words - shared.n_running
    marks = f", {quoted:,} of them in quotation marks" if quoted else ""
    return f"{shared.n_words:,} words are the same {passages}{marks}: {shares}"
