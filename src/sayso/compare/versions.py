"""Versions: the wordings of one quotation, each laid beside the one that it is best compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .alignment import Alignment, align
from .wording import Wording

MOST = 30  # versions that are all compared with each other; further ones with the first alone

DIFFERS = 3.0  # words of weight that a version which is worded differently counts less


@dataclass(frozen=True, slots=True)
class Laid:
    """One version (its number) beside another: that one is left in the alignment, this one right.

    The first has none beside it; where `alignment` is None the two have no passage in common.
    """

    version: int
    against: int | None
    alignment: Alignment | None


def lay_out(wordings: Sequence[Wording], documents: Sequence[frozenset[str]]) -> list[Laid]:
    """The versions in the order in which they are shown, each after the one that it is compared with.

    First comes the one that has most in common with the others, and differs silently from few of them:
    that is where comparing is easiest, and says nothing of who is right. `documents` are those in which
    each stands: versions of one document are set beside others of it only where nothing else is left.
    """
    n_places = [len(each) for each in documents]
    shown = range(min(len(wordings), MOST))
    beside = {
        (left, right): align(wordings[left], wordings[right])
        for left in shown
        for right in shown
        if left != right
    }

    def agreement(number: int) -> tuple[float, int, int]:
        beside_it = [(other, beside[number, other]) for other in shown if other != number]
        agreeing = sum(
            n_places[other] * (found.weight - (DIFFERS if found.mark == "altered" else 0.0))
            for other, found in beside_it
            if found is not None
        )
        return agreeing, n_places[number], -number

    first = max(shown, key=agreement, default=0)
    laid = [Laid(first, None, None)]
    left = [number for number in shown if number != first]
    while left:
        there = [one.version for one in laid]
        against, best = max(
            ((one, other) for one in there for other in left),
            key=lambda pair: (
                len(documents[pair[0]] | documents[pair[1]]) > 1,
                _closeness(beside[pair]),
                pair[0] == first,
                -pair[1],
            ),
        )
        laid.append(Laid(best, against, beside[against, best]))
        left.remove(best)
    for number in range(len(shown), len(wordings)):
        laid.append(Laid(number, first, align(wordings[first], wordings[number])))
    return laid


def _closeness(alignment: Alignment | None) -> float:
    if alignment is None:
        return -1.0
    return alignment.weight - 2 * (alignment.silent + alignment.edge_weight)
