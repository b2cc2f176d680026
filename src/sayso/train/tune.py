"""What is set on the development articles after training: span thresholds and the confidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from zlib import crc32

import numpy as np

from ..evaluate.brat import Gold
from ..evaluate.reliability import Judged, bin_judged, judge
from ..evaluate.score import ScoreOptions, Scores, score
from ..extract.calibrate import N_SIGNALS, Calibration, signals
from ..extract.decode import DecodeOptions, Relation, decode
from ..extract.encode import EncodedText
from ..extract.extractor import Extractor, spans_of
from ..extract.labels import ROLES
from ..records import Spans

GRID = (-0.3, -0.2, -0.15, -0.1, -0.05, 0.0, 0.05, 0.1, 0.15)  # around 0.3 + half of `share`
SHARES = (0.0, 0.25, 0.5)
LINKS = (0.2, 0.35, 0.5, 0.6, 0.7, 0.8)
AIMS = (
    "fragment.source",
    "fragment.cue",
    "fragment.content",
    "relation.exact",
    "relation.iou50",
    "relation.overlap",
)
SHOWN = (
    "fragment.source", "fragment.cue", "fragment.content", "relation.exact", "relation.iou50",
    "relation.overlap", "speaker", "type.direct", "type.mixed", "type.indirect",
)  # fmt: skip
FOLDS = 5
RIDGE = 1.0  # of the logistic regression; the same reliability from 0.1 to 10


@dataclass(frozen=True, slots=True)
class Scored:
    """One development article with the network's output, so that it can be decoded many times."""

    gold: Gold
    encoded: EncodedText
    tags: Any
    links: Any


@dataclass(frozen=True, slots=True)
class Found:
    """A decoded attribution as spans, with the relation that it was made of."""

    source: Spans
    cue: Spans
    content: Spans
    confidence: float
    relation: Relation


def run_network(extractor: Extractor, golds: Sequence[Gold]) -> list[Scored]:
    """The network's output for every article."""
    return [Scored(gold, *extractor.scores(gold.text)) for gold in golds]


def decoded(scored: Sequence[Scored], extractor: Extractor, options: DecodeOptions) -> dict[str, list[Found]]:
    """Every article's attributions under these options."""
    bundle = extractor.bundle
    found: dict[str, list[Found]] = {}
    for one in scored:
        relations = decode(one.tags, one.links, one.encoded.lines, bundle.weights, options)
        found[one.gold.name] = [
            Found(
                source=spans_of(one.encoded, [r.source] if r.source else []),
                cue=spans_of(one.encoded, [r.cue]),
                content=spans_of(one.encoded, r.content),
                confidence=bundle.calibration.confidence(r),
                relation=r,
            )
            for r in relations
        ]
    return found


def scores_of(scored: Sequence[Scored], found: dict[str, list[Found]], resamples: int = 0) -> Scores:
    """The scores of decoded attributions against their gold."""
    return score([one.gold for one in scored], found, ScoreOptions(resamples=resamples))


def best_thresholds(
    scored: Sequence[Scored], extractor: Extractor
) -> tuple[DecodeOptions, list[dict[str, Any]]]:
    """The thresholds with the best mean of the figures in AIMS, one role at a time; and what was tried."""
    tried: list[dict[str, Any]] = []

    def aim(options: DecodeOptions) -> float:
        scores = scores_of(scored, decoded(scored, extractor, options))
        value = sum(scores.f1(name) for name in AIMS) / len(AIMS)
        tried.append(asdict(options) | {"aim": round(100 * value, 2)})
        return value

    starts = [DecodeOptions(share=share, **dict.fromkeys(ROLES, 0.3 + share / 2)) for share in SHARES]
    best = max(starts, key=aim)
    best = max((replace(best, link=least) for least in LINKS), key=aim)
    for role in ("content", "cue", "source"):
        values = {step: aim(replace(best, **{role: best.least(role) + step})) for step in GRID}
        chosen = max(values, key=lambda step: values[step])
        best = replace(best, **{role: round(best.least(role) + chosen, 3)})
    return best, tried


def fit_calibration(
    scored: Sequence[Scored], found: dict[str, list[Found]]
) -> tuple[Calibration, dict[str, Any]]:
    """The confidence's weights, and its reliability on articles that the weights were not fitted on.

    Right is a gold attribution with IoU 0.5 or better in every role. The reliability is of five folds by
    article; what ships is fitted on all.
    """
    rows = [(name, one) for name, ones in found.items() for one in ones]
    features = np.array([signals(one.relation) for _, one in rows])
    folds = np.array([crc32(name.encode()) % FOLDS for name, _ in rows])
    right = np.array(list(_rights(scored, found)), dtype=np.float64)
    judged: list[Judged] = []
    for fold in range(FOLDS):
        inside = folds == fold
        fitted = _logistic(features[~inside], right[~inside])
        judged += [
            Judged(fitted.confidence(rows[at][1].relation), bool(right[at])) for at in np.flatnonzero(inside)
        ]
    return _logistic(features, right), bin_judged(judged).to_json()


def _rights(scored: Sequence[Scored], found: dict[str, list[Found]]) -> Iterator[bool]:
    golds = {one.gold.name: one.gold for one in scored}
    for name, ones in found.items():
        yield from (judged.right for judged in judge({name: ones}, [golds[name]]))


def _logistic(features: Any, right: Any) -> Calibration:
    """Logistic regression by Newton's method with a ridge, all in a few lines of NumPy."""
    inputs = np.hstack([features, np.ones((len(features), 1))])
    weights = np.zeros(N_SIGNALS + 1)
    penalty = RIDGE * np.eye(N_SIGNALS + 1)
    for _ in range(30):
        chances = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        slope = inputs.T @ (chances - right) + penalty @ weights
        curve = (inputs * (chances * (1 - chances))[:, None]).T @ inputs + penalty
        weights -= np.linalg.solve(curve, slope)
    rounded = [round(float(weight), 5) for weight in weights]
    return Calibration(weights=tuple(rounded[:-1]), bias=(rounded[-1],))
