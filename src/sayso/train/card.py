"""The model card: what a model was made of, how good it is, and what it cannot do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .options import TrainOptions

NAMES = {
    "fragment.source": "source fragments, exact",
    "fragment.cue": "cue fragments, exact",
    "fragment.content": "content fragments, exact",
    "relation.exact": "whole attributions, exact",
    "relation.iou50": "whole attributions, IoU ≥ 0.5 in every role",
    "relation.overlap": "whole attributions, overlap",
    "speaker": "source right, where the content is found",
    "type.direct": "direct quotations",
    "type.mixed": "mixed quotations",
    "type.indirect": "indirect quotations",
}
LIMITS = """\
- English news. Trained on political news of seven American outlets, 2015 and 2016; other subjects, other
  Englishes and speech are read less well, and other languages not at all.
- It learned the outermost attributions only: in “CNN reported that officials said …”, CNN's. Those inside
  are found by reading a content again as a text of its own, with their own, rougher confidence.
- Names are read best where they are American and political; descriptions mostly say that they stand for
  none of the mentions before.
- What annotators disagree on (whether "hopes to win" is an attribution, where a content ends), it is
  unsure of too. The confidence says so; it is fitted on the development articles.
- It reads what a text says, not whether it is true."""


SCORES, CONFIDENCE = "## Scores", "## Confidence"


def to_card(report: dict[str, Any], options: TrainOptions) -> str:
    """The card as Markdown."""
    folders = ", ".join(f"`{folder.name}`" for folder in options.train)
    return f"""\
# {options.name} {options.version}

Finds who said what in English news: sources, cues and contents, linked. A MiniLM encoder of 22 million
parameters (all-MiniLM-L6-v2, Apache-2.0), fine-tuned by `sayso train` for {options.epochs} epochs on
{folders}, then reduced to 8 bits.

## Data and licences

{options.data}

The model prints nothing of what it was trained on: it marks spans of the text that it is given. To train
on articles of your own, see `docs/training.md`.

{scores_section(report, options.dev.name)}
{confidence_section(report)}
## Limits

{LIMITS}
"""


FITTED = "Thresholds and confidence were set on the same articles, which flatters the scores."
IN_FOLDS = "in five folds by article"


def scores_section(report: Mapping[str, Any], dev: str, tuned: str = FITTED) -> str:
    """How good the model is on the development articles; `tuned` says where its thresholds come from."""
    scores = "\n".join(_score(NAMES[name], metric) for name, metric in report["dev"].items())
    return f"""\
{SCORES}

F1 on the {report["dev_articles"]} articles of `{dev}`, in hundredths, with 95 % intervals from
resampling the articles. {tuned}

| | F1 | 95 % |
| --- | --- | --- |
{scores}
"""


def confidence_section(report: Mapping[str, Any], fitted: str = IN_FOLDS) -> str:
    """How far the confidence holds what it says; `fitted` says on what it was fitted."""
    reliability = "\n".join(map(_bin, report["reliability"]["bins"]))
    return f"""\
{CONFIDENCE}

Of the attributions with a confidence, how many are right (every role at IoU ≥ 0.5), {fitted};
expected calibration error {100 * report["reliability"]["ece"]:.1f} points.

| confidence | attributions | mean confidence | right |
| --- | --- | --- | --- |
{reliability}
"""


def with_section(card: str, heading: str, section: str) -> str:
    """The card with this section in place of the one with its heading; ValueError where it has none."""
    before, found, rest = card.partition(f"{heading}\n")
    if not found:
        raise ValueError(f"the card has no section {heading}")
    _, following, rest = rest.partition("\n## ")
    return f"{before}{section}{following}{rest}"


MENTION_SETS = {
    "crossner test": "CrossNER politics, test",
    "wikigold held out": "wikigold, the fold kept out of training",
    "uner test": "Universal NER EWT, test",
    "meantime": "MEANTIME, phrases cut down to names",
    "re3d": "re3d without the BBC's, phrases cut down to names",
    "crossner dev": "CrossNER politics, dev (tuned on)",
    "polnear dev": "PolNeAR dev, against CoreNLP's names (no gold)",
}
_MENTIONS = "## Names and mentions"


def with_mentions(card: str, report: dict[str, Any]) -> str:
    """The card with a section on names and mentions before its limits; one that it had is replaced."""
    before, _, rest = card.partition(_MENTIONS)
    if rest:
        rest = "\n## " + rest.split("\n## ", 1)[1] if "\n## " in rest else ""
    else:
        before, _, rest = card.partition("## Limits")
        rest = "\n## Limits" + rest
    return f"{before}{_mention_section(report)}{rest}"


def _mention_section(report: dict[str, Any]) -> str:
    rows = "\n".join(
        _names_row(MENTION_SETS[name], report["names"][name])
        for name in MENTION_SETS
        if name in report["names"]
    )
    gap = {name: f"{100 * value:.1f}" for name, value in report["gap"].items()}
    return f"""\
{_MENTIONS}

Small heads on the same pass, trained by `python -m sayso.train.mentions` while all the rest stayed as it
was: names of people, organisations, places, nationalities and others (without titles), descriptions ("the
minister"), and what pronouns and descriptions may stand for. Learned from CrossNER politics train (MIT),
four fifths of wikigold (CC BY 4.0), Universal NER EWT dev (CC BY-SA 4.0), GUM's openly licensed documents
(annotations CC BY 4.0), GAP train (Apache-2.0), and CoreNLP's automatic names and chains of PolNeAR train.

Exact spans with their type (person, organisation, place), F1 in hundredths:

| | F1 | precision | recall | span alone | person | organisation | place |
| --- | --- | --- | --- | --- | --- | --- | --- |
{rows}

GAP (2,000 pronouns of Wikipedia, each with two names; those published as its test part): F1 {gap["overall"]}
(masculine {gap["masculine"]}, feminine {gap["feminine"]}, ratio {report["gap"]["bias"]:.2f}). The best of
its authors' baselines had 66.9 (Webster et al. 2018).

ECB+, people and bodies that stand for an earlier mention of the document, likeliest antecedent:
{_links_row(report)}.
"""


def _links_row(report: dict[str, Any]) -> str:
    return ";\n".join(
        f"{kind} right in {100 * counts['precision']:.1f} % of {counts['judged']:.0f} that can be judged, "
        f"{100 * counts['recall']:.1f} % of all {counts['wanted']:.0f}"
        for kind, counts in report["ecb+"].items()
    )


def _names_row(title: str, counts: dict[str, Any]) -> str:
    values = [counts["all"][key] for key in ("f1", "precision", "recall")] + [counts["span"]["f1"]]
    values += [counts["by_type"][kind]["f1"] for kind in ("person", "organisation", "place")]
    return f"| {title} | " + " | ".join(f"{100 * value:.1f}" for value in values) + " |"


def _score(name: str, metric: dict[str, Any]) -> str:
    low, high = metric["f1_95"]
    return f"| {name} | {100 * metric['f1']:.1f} | {100 * low:.1f} to {100 * high:.1f} |"


def _bin(one: dict[str, Any]) -> str:
    reach = f"{100 * one['low']:.0f} to {100 * one['high']:.0f} %"
    return f"| {reach} | {one['count']} | {100 * one['confidence']:.0f} % | {100 * one['right']:.0f} % |"
