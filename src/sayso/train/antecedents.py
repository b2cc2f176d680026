"""The weights by which a pronoun's antecedent is chosen, fitted to chains of mentions.

    python -m sayso.train.antecedents POLNEAR_TRAIN LABELS OUT [--gap TSV ...] [--mentions FILE]

POLNEAR_TRAIN is a brat folder with `corenlp.jsonl.gz` beside it (automatic chains: silver); GAP_TSV is one
table of GAP (pronouns in Wikipedia, by hand); LABELS are speakers labelled by hand (see
`sayso.evaluate.speakers`), each counted as many times as WEIGHT says. A text is read with its chains known,
so that what was said before a pronoun is right; the candidates for each pronoun then are one choice, and the
weights make the right one likeliest (conditional logit, L2, full batches).
"""

from __future__ import annotations

import argparse
import csv
import gzip
import importlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..evaluate.brat import read_gold
from ..evaluate.speakers import gold_reading, read_labels, read_mentions
from ..records import Document, Mention, Reading, Span

WEIGHT = {"silver": 0.1, "source": 0.3, "gap": 0.1, "label": 10.0}
L2 = 100.0
# What the weights are pulled to: what reading news teaches, where automatic chains are too noisy to tell.
PRIOR = {
    "rank_1": -0.3, "rank_2": -0.6, "rank_3_or_more": -1.0, "same_sentence": 0.5, "one_sentence": 0.5,
    "three_or_more_sentences": -1.0, "far": -1.0, "same_paragraph": 0.4, "subject": 0.3, "subject_near": 0.5,
    "in_other_words": -0.8, "same_content": 0.5, "last_speaker": 0.5, "last_fitting_speaker": 0.6,
    "behind_preposition": -0.5, "often": 0.2, "sex_unknown": -0.6, "type_unknown": -0.8, "described": -0.8,
    "network": 2.0, "last_speaker_after_quote": 1.0, "opens_sentence": 0.3, "verb_follows": 0.2,
    "last_speaker_asked": -1.2, "not_sure_name": -0.4, "possessive_name": -0.5, "agent_right_before": 1.5,
    "right_before": 0.3, "ahead": -0.3, "last_speaker_elsewhere": 0.3,
}  # fmt: skip
STEPS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One pronoun: the features of each candidate, which is right, how much it counts, where it is from."""

    features: tuple[tuple[float, ...], ...]
    right: int
    weight: float
    origin: str


def choices_in(
    reading: Reading, meant: Mapping[int, Sequence[Span]], weights: Mapping[int, tuple[float, str]]
) -> list[Choice]:
    """The choices for the pronouns (by offset) whose antecedents are known, as spans that name them."""
    passages = importlib.import_module("sayso.resolve.passage")
    storylines = importlib.import_module("sayso.resolve.storyline")
    passage = passages.read_passage(reading.document.text, reading.attributions)
    made: list[Choice] = []
    starts: dict[Any, list[int]] = {}

    def teach(place: Any, pairs: Sequence[tuple[Any, tuple[float, ...]]]) -> Any:
        offset = passage.starts[place.word]
        spans = meant.get(offset)
        if not spans:
            return None
        hits = [sum(_names_at(passage, seen.figure, starts, span) for span in spans) for seen, _ in pairs]
        best = max(range(len(pairs)), key=hits.__getitem__, default=None)
        if best is None or not hits[best]:
            return None
        weight, origin = weights.get(offset, (WEIGHT["silver"], "silver"))
        if len(pairs) > 1:
            features = tuple(one for _, one in pairs)
            made.append(Choice(features=features, right=best, weight=weight, origin=origin))
        return pairs[best][0]

    spans = [
        (number, one.source[0].start, one.source[0].end)
        for number, one in enumerate(reading.attributions, 1)
        if one.source
    ]
    storylines.Storyline(passage, reading.mentions, storylines.sources_of(passage, spans), teach).read()
    return made


def _names_at(passage: Any, figure: Any, starts: dict[Any, list[int]], span: Span) -> int:
    """How many of the figure's names stand in the span (its description, where it has no name)."""
    if figure not in starts:
        words = [name.first for name in figure.names] or [figure.first]
        starts[figure] = [passage.starts[word] for word in words]
    return sum(span.start <= start < span.end for start in starts[figure])


def silver(folder: Path, mentions: Mapping[str, tuple[Mention, ...]], labels: Path) -> Iterator[Choice]:
    """The choices of an annotated folder, by its automatic chains, and by labels where there are any."""
    chains = {}
    with gzip.open(folder / "corenlp.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            parsed = json.loads(line)
            chains[parsed["id"]] = parsed["coreference"]
    told = defaultdict(list)
    for label in read_labels(labels):
        told[label.document].append(label)
    for gold in read_gold(folder):
        if mentions and gold.name not in mentions:
            continue
        reading = gold_reading(gold, mentions.get(gold.name, ()))
        meant: dict[int, list[Span]] = {}
        for chain in chains.get(gold.name, ()):
            spans = [Span(start, end) for start, end, _ in chain if start < end]
            for span in spans:
                meant[span.start] = [other for other in spans if other != span]
        weights = {
            one.source[0].start: (WEIGHT["source"], "source") for one in reading.attributions if one.source
        }
        for label in told[gold.name]:
            if label.referent and label.form == "pronoun":
                meant[label.source.start] = [label.referent]
                weights[label.source.start] = (WEIGHT["label"], "label")
        yield from choices_in(reading, meant, weights)


def from_gap(table: Path) -> Iterator[Choice]:
    """The choices of a GAP table, of its rows where one of the two names is meant."""
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            for letter in "AB":
                if row[f"{letter}-coref"] == "TRUE":
                    start = int(row[f"{letter}-offset"])
                    pronoun = int(row["Pronoun-offset"])
                    document = Document(
                        name=row["ID"],
                        text=row["Text"],
                        raw=row["Text"].encode(),
                        media_type="text/plain",
                        encoding="utf-8",
                    )
                    meant = {pronoun: [Span(start, start + len(row[letter]))]}
                    weights = {pronoun: (WEIGHT["gap"], "gap")}
                    yield from choices_in(Reading(document, ()), meant, weights)


def fit(choices: Sequence[Choice]) -> Any:
    """The weights, one a feature."""
    import numpy as np

    rows = np.array([row for one in choices for row in one.features], dtype=np.float64)
    sizes = np.array([len(one.features) for one in choices])
    firsts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    right = firsts + np.array([one.right for one in choices])
    counts = np.array([one.weight for one in choices])
    each = np.repeat(np.arange(len(choices)), sizes)
    features = importlib.import_module("sayso.resolve.antecedents").FEATURES
    prior = np.array([PRIOR.get(name, 0.0) for name in features])
    weights = prior.copy()
    mean, spread = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        scores = rows @ weights
        scores -= np.maximum.reduceat(scores, firsts)[each]
        shares = np.exp(scores)
        shares /= np.add.reduceat(shares, firsts)[each]
        slope = (rows * (shares * counts[each])[:, None]).sum(0) - (rows[right] * counts[:, None]).sum(0)
        slope = (slope + L2 * (weights - prior)) / counts.sum()
        mean = 0.9 * mean + 0.1 * slope
        spread = 0.999 * spread + 0.001 * slope**2
        weights -= 0.05 * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.999**step)) + 1e-8)
    return weights


def accuracy(choices: Sequence[Choice], weights: Any) -> dict[str, tuple[float, int]]:
    """The share of choices made right, and their number, by where they are from."""
    import numpy as np

    right = defaultdict(list)
    for one in choices:
        right[one.origin].append(int(np.argmax(np.array(one.features) @ weights)) == one.right)
    return {origin: (sum(held) / len(held), len(held)) for origin, held in right.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit the weights and write them."""
    parser = argparse.ArgumentParser(prog="python -m sayso.train.antecedents", description=__doc__)
    for name in ("folder", "labels", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--gap", type=Path, nargs="*", default=[])
    parser.add_argument("--mentions", type=Path)
    options = parser.parse_args(arguments)
    mentions = read_mentions(options.mentions) if options.mentions else {}
    features = importlib.import_module("sayso.resolve.antecedents").FEATURES
    choices = [
        *silver(options.folder, mentions, options.labels),
        *(one for table in options.gap for one in from_gap(table)),
    ]
    weights = fit(choices)
    for origin, (share, number) in accuracy(choices, weights).items():
        print(f"{origin:<8} {100 * share:5.1f}   of {number}")
    rounded = {name: round(float(weight), 3) for name, weight in zip(features, weights, strict=True)}
    source = (
        "python -m sayso.train.antecedents: chains beside PolNeAR train, GAP train, speakers of PolNeAR "
        "train labelled by hand"
    )
    options.out.write_text(json.dumps({"source": source, "weights": rounded}, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
