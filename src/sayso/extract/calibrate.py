"""Confidence: from the decoder's probabilities to how often such attributions turn out right."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .decode import Relation

N_SIGNALS = 5


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression on `signals`; `weights` has N_SIGNALS numbers, `bias` one. Fitted on dev."""

    weights: tuple[float, ...]
    bias: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.weights) != N_SIGNALS or len(self.bias) != 1:
            raise ValueError(f"calibration needs {N_SIGNALS} weights and a bias")

    def confidence(self, relation: Relation) -> float:
        """The probability, 0 to 1, that the attribution is right, each role at IoU 0.5 or better."""
        total = self.bias[0] + sum(
            weight * signal for weight, signal in zip(self.weights, signals(relation), strict=True)
        )
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def signals(relation: Relation) -> tuple[float, ...]:
    """What the confidence rests on: log-odds of the source's, cue's and least certain content's spans, and
    of the source's and least certain content's link.
    """
    source = relation.source.probability if relation.source else relation.source_link
    return tuple(
        _log_odds(probability)
        for probability in (
            source,
            relation.cue.probability,
            min(fragment.probability for fragment in relation.content),
            relation.source_link,
            min(relation.content_links),
        )
    )


def _log_odds(probability: float) -> float:
    bounded = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(bounded / (1 - bounded))
