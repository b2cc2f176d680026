"""The model card: what a model was made of, how good it is, and what it cannot do."""

from __future__ import annotations

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
- Only the outermost attribution is marked: in “CNN reported that officials said …”, CNN's.
- A pronoun is given as it stands; nobody is resolved.
- What annotators disagree on (whether "hopes to win" is an attribution, where a content ends), it is
  unsure of too. The confidence says so; it is fitted on the development articles.
- It reads what a text says, not whether it is true."""


def to_card(report: dict[str, Any], options: TrainOptions) -> str:
    """The card as Markdown."""
    folders = ", ".join(f"`{folder.name}`" for folder in options.train)
    scores = "\n".join(_score(NAMES[name], metric) for name, metric in report["dev"].items())
    reliability = "\n".join(map(_bin, report["reliability"]["bins"]))
    return f"""\
# {options.name} {options.version}

Finds who said what in English news: sources, cues and contents, linked. A MiniLM encoder of 22 million
parameters (all-MiniLM-L6-v2, Apache-2.0), fine-tuned by `sayso train` for {options.epochs} epochs on
{folders}, then reduced to 8 bits.

## Data and licences

{options.data}

The model prints nothing of what it was trained on: it marks spans of the text that it is given. To train
on articles of your own, see `docs/training.md`.

## Scores

F1 on the {report["dev_articles"]} articles of `{options.dev.name}`, in hundredths, with 95 % intervals from
resampling the articles. Thresholds and confidence were set on the same articles, which flatters the scores.

| | F1 | 95 % |
| --- | --- | --- |
{scores}

## Confidence

Of the attributions with a confidence, how many are right (every role at IoU ≥ 0.5), in five folds by
article; expected calibration error {100 * report["reliability"]["ece"]:.1f} points.

| confidence | attributions | mean confidence | right |
| --- | --- | --- | --- |
{reliability}

## Limits

{LIMITS}
"""


def _score(name: str, metric: dict[str, Any]) -> str:
    low, high = metric["f1_95"]
    return f"| {name} | {100 * metric['f1']:.1f} | {100 * low:.1f} to {100 * high:.1f} |"


def _bin(one: dict[str, Any]) -> str:
    reach = f"{100 * one['low']:.0f} to {100 * one['high']:.0f} %"
    return f"| {reach} | {one['count']} | {100 * one['confidence']:.0f} % | {100 * one['right']:.0f} % |"
