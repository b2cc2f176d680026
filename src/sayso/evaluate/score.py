"""How well attributions were found: precision, recall and F1 against gold, with intervals over documents.

All comparisons are made on tokens. Every figure is micro-averaged over the documents:

- `fragment.ROLE`: contiguous runs of a role (split at line breaks), right when they cover the same tokens; a
  run that several attributions of a document share counts once.
- `overlap.ROLE`: the same runs, right when they share a token with one of the other side.
- `token.ROLE`: tokens covered by the role anywhere in the document.
- `relation.RULE`: whole attributions, paired one to one so that the summed IoU of the three roles is
  greatest. `exact`: the same runs in all roles; `exact_tokens`: the same tokens; `iou50`: IoU of at least one
  half in every role; `overlap`: cue or content share a token, and the sources do; `overlap_all`: every role
  shares a token. A role that is empty on both sides agrees, on one side disagrees.
- `speaker`: of the contents found (paired one to one, IoU of one half or more, cue IoU breaks ties), the
  share whose sources share a token or are both empty; `speaker_named`: the same where gold has a source.
- `type.direct`, `type.mixed`, `type.indirect`, `type.all`: contents found, by how they are quoted in gold.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from ..records import QUOTATIONS
from .assign import assign
from .brat import Gold
from .tokens import ROLES, Fragment, Roles, TokenText, View, alike, iou, outermost, same_source

Counts = dict[str, "Tally"]
Row = dict[str, Any]

COLUMNS = ("metric", "gold", "found", "P", "95%", "R", "95%", "F1", "95%")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreOptions:
    """How to score. `annotators`: of several, the first by name, or each as a document of its own."""

    annotators: Literal["first", "all"] = "first"
    resamples: int = 1000  # of the bootstrap; 0 gives no intervals
    seed: int = 13


@dataclass(frozen=True, slots=True)
class Tally:
    """What a metric counts in one document: items in gold and predicted, and how many of each are right."""

    gold: int
    predicted: int
    right_gold: int
    right_predicted: int

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.gold + other.gold,
            self.predicted + other.predicted,
            self.right_gold + other.right_gold,
            self.right_predicted + other.right_predicted,
        )


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure between 0 and 1, and the interval that holds it in 95 of 100 resamples of the documents."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One metric over all documents: items in gold and predicted, and the three figures."""

    gold: int
    predicted: int
    precision: Estimate
    recall: Estimate
    f1: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Every metric by name, over so many documents; `notes` counts what could not be scored."""

    documents: int
    metrics: Mapping[str, Metric]
    notes: Mapping[str, int]

    def f1(self, metric: str) -> float:
        """The metric's F1 (for `speaker`, the share that is right), between 0 and 1."""
        return self.metrics[metric].f1.value

    def to_json(self) -> Row:
        """The scores as a JSON object: `documents`, `notes`, and each metric's p, r and f1 with intervals."""
        metrics = {name: _metric_to_json(metric) for name, metric in self.metrics.items()}
        return {"documents": self.documents, "notes": dict(self.notes), "metrics": metrics}

    def rows(self) -> Iterator[tuple[str, ...]]:
        """One line of text cells per metric, under the heads in `COLUMNS`; figures are in hundredths."""
        for name, metric in self.metrics.items():
            cells = [name, str(metric.gold), str(metric.predicted)]
            for estimate in (metric.precision, metric.recall, metric.f1):
                cells += [f"{100 * estimate.value:.1f}", _interval(estimate)]
            yield tuple(cells)


def score(
    gold: Iterable[Gold],
    predicted: Mapping[str, Iterable[Roles]],
    options: ScoreOptions = ScoreOptions(),
) -> Scores:
    """The scores of the attributions predicted for each document, by document name; none given is none found.

    Only the outermost attributions count, in gold and predicted: those within another's content are left out.
    """
    golds = list(gold)
    counts: list[Counts] = []
    for document in golds:
        text = TokenText(document.text)
        found = [text.view(attribution) for attribution in outermost(predicted.get(document.name, ()))]
        for annotator in _chosen(document, options):
            marked = [text.view(attribution) for attribution in document.annotators[annotator]]
            counts.append(count(marked, found))
    strays = set(predicted) - {document.name for document in golds}
    return summarise(counts, options, {"predicted documents not in gold": len(strays)} if strays else {})


def score_annotators(gold: Iterable[Gold], options: ScoreOptions = ScoreOptions()) -> Scores:
    """The scores of annotators against one another, over all ordered pairs in texts that have several."""
    documents: list[Counts] = []
    for document in gold:
        text = TokenText(document.text)
        copies = [[text.view(a) for a in attributions] for attributions in document.annotators.values()]
        pairs = [count(one, other) for one in copies for other in copies if one is not other]
        if pairs:
            documents.append(_total(pairs))
    return summarise(documents, options)


def _chosen(document: Gold, options: ScoreOptions) -> list[str]:
    names = sorted(document.annotators)
    return names[:1] if options.annotators == "first" else names


# --- counting --------------------------------------------------------------------------------------


def count(gold: Sequence[View], found: Sequence[View]) -> Counts:
    """What every metric counts in one document; always the same metrics."""
    counts: Counts = {}
    for role in ROLES:
        counts |= _count_role(
            role,
            frozenset(piece for view in gold for piece in view.fragments[role]),
            frozenset(piece for view in found for piece in view.fragments[role]),
        )
        marked = frozenset(token for view in gold for token in view.tokens[role])
        guessed = frozenset(token for view in found for token in view.tokens[role])
        counts[f"token.{role}"] = _both(len(marked), len(guessed), len(marked & guessed))
    return counts | _count_relations(gold, found) | _count_contents(gold, found)


def _both(gold: int, predicted: int, right: int) -> Tally:
    return Tally(gold, predicted, right, right)


def _count_role(role: str, gold: frozenset[Fragment], found: frozenset[Fragment]) -> Counts:
    touched = sum(any(mine.touches(theirs) for theirs in found) for mine in gold)
    touching = sum(any(mine.touches(theirs) for theirs in gold) for mine in found)
    return {
        f"fragment.{role}": _both(len(gold), len(found), len(gold & found)),
        f"overlap.{role}": Tally(len(gold), len(found), touched, touching),
    }


def _share_cue_or_content(gold: View, found: View) -> bool:
    return any(gold.tokens[role] & found.tokens[role] for role in ("cue", "content"))


RULES: dict[str, Callable[[View, View], bool]] = {
    "exact": lambda gold, found: gold.fragments == found.fragments,
    "exact_tokens": lambda gold, found: gold.tokens == found.tokens,
    "iou50": lambda gold, found: alike(gold, found, 0.5),
    "overlap": lambda gold, found: same_source(gold, found) and _share_cue_or_content(gold, found),
    "overlap_all": lambda gold, found: alike(gold, found, 0.0),
}


def pair_relations(gold: Sequence[View], found: Sequence[View]) -> list[tuple[int, int]]:
    """The pairs (gold, found), by place in their lists, whose summed IoU of the three roles is greatest."""
    weights = [[sum(iou(g.tokens[role], f.tokens[role]) for role in ROLES) for f in found] for g in gold]
    return assign(weights)


def _count_relations(gold: Sequence[View], found: Sequence[View]) -> Counts:
    pairs = pair_relations(gold, found)
    return {
        f"relation.{name}": _both(len(gold), len(found), sum(rule(gold[g], found[f]) for g, f in pairs))
        for name, rule in RULES.items()
    }


def _content_weight(gold: View, found: View) -> float:
    overlap = iou(gold.tokens["content"], found.tokens["content"])
    return overlap + 1e-3 * iou(gold.tokens["cue"], found.tokens["cue"]) if overlap >= 0.5 else 0.0


def _count_contents(gold: Sequence[View], found: Sequence[View]) -> Counts:
    """Speakers and quotation types, over contents paired one to one."""
    places = assign([[_content_weight(g, f) for f in found] for g in gold])
    pairs = [(gold[g], found[f]) for g, f in places]
    named = [pair for pair in pairs if pair[0].tokens["source"]]
    counts = {
        "speaker": _both(len(pairs), len(pairs), sum(same_source(g, f) for g, f in pairs)),
        "speaker_named": _both(len(named), len(named), sum(same_source(g, f) for g, f in named)),
    }
    of_gold = [view.quotation for view in gold if view.tokens["content"]]
    right = [g.quotation for g, _ in pairs]
    paired = {f for _, f in places}
    rest = [f.quotation for n, f in enumerate(found) if f.tokens["content"] and n not in paired]
    for kind in QUOTATIONS:
        # A found content has the type of the gold content it is paired with, else its own.
        hits = right.count(kind)
        counts[f"type.{kind}"] = _both(of_gold.count(kind), hits + rest.count(kind), hits)
    counts["type.all"] = _both(len(of_gold), len(right) + len(rest), len(right))
    return counts


# --- summing up ------------------------------------------------------------------------------------


def summarise(
    documents: Sequence[Counts],
    options: ScoreOptions = ScoreOptions(),
    notes: Mapping[str, int] | None = None,
) -> Scores:
    """The documents' counts as scores, with percentile bootstrap intervals over the documents."""
    if not documents:
        return Scores(documents=0, metrics={}, notes=notes or {})
    total = _total(documents)
    names = sorted(total)
    intervals = _resample(documents, names, options) if options.resamples else {}
    metrics = {name: _metric(total[name], intervals.get(name)) for name in names}
    return Scores(documents=len(documents), metrics=metrics, notes=notes or {})


def _total(documents: Sequence[Counts]) -> Counts:
    total = dict(documents[0])
    for counts in documents[1:]:
        for name, tally in counts.items():
            total[name] += tally
    return total


Intervals = dict[str, tuple[float, float]]  # of precision, recall and f1


def _metric(tally: Tally, intervals: Intervals | None) -> Metric:
    recall = tally.right_gold / tally.gold if tally.gold else 0.0
    precision = tally.right_predicted / tally.predicted if tally.predicted else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    values = {"precision": precision, "recall": recall, "f1": f1}
    around = intervals or {}
    return Metric(
        gold=tally.gold,
        predicted=tally.predicted,
        **{name: Estimate(value, *around.get(name, ())) for name, value in values.items()},
    )


def _resample(
    documents: Sequence[Counts], names: Sequence[str], options: ScoreOptions
) -> dict[str, Intervals]:
    """For each metric, the middle 95 of 100 values when the documents are drawn anew, with replacement."""
    import numpy as np

    table = np.array([[list(asdict(counts[name]).values()) for name in names] for counts in documents])
    generator = random.Random(options.seed)
    numbers = range(len(documents))
    drawn = [generator.choices(numbers, k=len(documents)) for _ in range(options.resamples)]
    weights = np.array([np.bincount(sample, minlength=len(documents)) for sample in drawn])
    sums = np.tensordot(weights, table, axes=1)  # resample, metric, side of the tally
    gold, predicted, right_gold, right_predicted = (sums[:, :, side] for side in range(4))
    recall = right_gold / np.where(gold, gold, 1)
    precision = right_predicted / np.where(predicted, predicted, 1)
    both = precision + recall
    f1 = 2 * precision * recall / np.where(both, both, 1)
    low, high = int(0.025 * (options.resamples - 1)), round(0.975 * (options.resamples - 1))
    intervals: dict[str, Intervals] = {name: {} for name in names}
    for figure, values in (("precision", precision), ("recall", recall), ("f1", f1)):
        ordered = np.sort(values, axis=0)
        for column, name in enumerate(names):
            intervals[name][figure] = (float(ordered[low, column]), float(ordered[high, column]))
    return intervals


def _metric_to_json(metric: Metric) -> Row:
    row: Row = {"p": metric.precision.value, "r": metric.recall.value, "f1": metric.f1.value}
    row |= {"gold": metric.gold, "predicted": metric.predicted}
    for name, estimate in (("p", metric.precision), ("r", metric.recall), ("f1", metric.f1)):
        if estimate.low is not None:
            row[f"{name}_95"] = [estimate.low, estimate.high]
    return row


def _interval(estimate: Estimate) -> str:
    if estimate.low is None or estimate.high is None:
        return ""
    return f"{100 * estimate.low:.1f}-{100 * estimate.high:.1f}"
