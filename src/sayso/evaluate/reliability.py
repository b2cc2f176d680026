"""Whether a confidence can be believed: how often attributions of a confidence are right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from .brat import Gold
from .score import pair_relations
from .tokens import Roles, TokenText, alike, outermost


class Confident(Roles, Protocol):
    """An attribution with a confidence between 0 and 1."""

    @property
    def confidence(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Judged:
    """One prediction's confidence, and whether gold agrees with it."""

    confidence: float
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The predictions whose confidence is in `[low, high)` (the last one holds 1), and how they fared."""

    low: float
    high: float
    count: int
    confidence: float  # the mean
    right: float  # the share


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """The bins that hold predictions, in order, and the expected calibration error.

    `ece` is the mean distance between a bin's mean confidence and its share right, each bin weighted by
    its count; 0 is perfect.
    """

    bins: tuple[Bin, ...]
    ece: float
    count: int

    def to_json(self) -> dict[str, Any]:
        """The calibration as a JSON object."""
        fields = ("low", "high", "count", "confidence", "right")
        bins = [{name: getattr(each, name) for name in fields} for each in self.bins]
        return {"count": self.count, "ece": self.ece, "bins": bins}


def calibration(
    predicted: Mapping[str, Iterable[Confident]], gold: Iterable[Gold], *, bins: int = 10
) -> Calibration:
    """How far confidences can be believed, in so many bins of equal width.

    Gold is each text's first annotator. Right is what `relation.iou50` counts: paired with a gold
    attribution, every role with an IoU of at least one half. No predictions give no bins and an error of 0.
    """
    if bins < 1:
        raise ValueError(f"bins must be 1 or more, got {bins}")
    return bin_judged(judge(predicted, gold), bins=bins)


def judge(predicted: Mapping[str, Iterable[Confident]], gold: Iterable[Gold]) -> Iterator[Judged]:
    """Each outermost prediction for a gold text, in order, with whether it is right."""
    for document in gold:
        found = outermost(predicted.get(document.name, ()))
        text = TokenText(document.text)
        marked = [text.view(attribution) for attribution in document.attributions]
        guessed = [text.view(attribution) for attribution in found]
        pairs = pair_relations(marked, guessed)
        right = {f for g, f in pairs if alike(marked[g], guessed[f], 0.5)}
        for place, attribution in enumerate(found):
            yield Judged(attribution.confidence, place in right)


def bin_judged(judged: Iterable[Judged], *, bins: int = 10) -> Calibration:
    """The judged predictions in so many bins of equal width."""
    groups: dict[int, list[Judged]] = {}
    for each in judged:
        if not 0 <= each.confidence <= 1:
            raise ValueError(f"confidence must be 0 to 1, got {each.confidence}")
        groups.setdefault(min(int(each.confidence * bins), bins - 1), []).append(each)
    filled = tuple(_bin(number, groups[number], bins) for number in sorted(groups))
    total = sum(each.count for each in filled)
    distance = sum(each.count * abs(each.confidence - each.right) for each in filled)
    return Calibration(bins=filled, ece=distance / total if total else 0.0, count=total)


def _bin(number: int, judged: list[Judged], bins: int) -> Bin:
    return Bin(
        low=number / bins,
        high=(number + 1) / bins,
        count=len(judged),
        confidence=sum(each.confidence for each in judged) / len(judged),
        right=sum(each.right for each in judged) / len(judged),
    )
