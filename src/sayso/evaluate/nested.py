"""How well attributions inside another's content are found.

Run as `python -m sayso.evaluate.nested eval/nested/tune eval/nested/test`. The folders hold brat files whose
`Within` relations tie an inner attribution to the one that encloses it (see `brat`). Inner attributions are
paired one to one with those found, as in `score`; what is outermost on either side takes no part.

- `overlap`, `iou50`, `exact`: what `score` calls `relation.…`, of inner attributions
- `source`: of the pairs whose contents have an IoU of one half or more, the share whose sources agree
- `within`: of the pairs that `overlap`, the share that name the same enclosing attribution
- `silent`: of the paragraphs without an inner attribution, the share in which none is found
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import AbortRun
from ..records import Attribution, Document, Reading, Skipped
from .brat import Gold, GoldAttribution, read_gold
from .score import RULES, pair_relations
from .tokens import TokenText, View, iou, same_source

SHOWN = ("overlap", "iou50", "exact")


@dataclass(frozen=True, slots=True, kw_only=True)
class NestedScores:
    """Counts over documents: inner attributions in gold and found, how many are right, and by which rule.

    Every pair of counts is (right, of so many).
    """

    gold: int = 0
    found: int = 0
    right: Mapping[str, int]
    source: tuple[int, int] = (0, 0)
    within: tuple[int, int] = (0, 0)
    silent: tuple[int, int] = (0, 0)

    def figures(self) -> dict[str, float | None]:
        """Every figure in hundredths; None where there is nothing to divide by."""
        shown: dict[str, float | None] = {}
        for rule, right in self.right.items():
            shown[f"{rule}.p"] = _share(right, self.found)
            shown[f"{rule}.r"] = _share(right, self.gold)
            shown[f"{rule}.f1"] = _share(2 * right, self.gold + self.found)
        for name in ("source", "within", "silent"):
            shown[name] = _share(*getattr(self, name))
        return shown


def _share(right: int, of: int) -> float | None:
    return 100 * right / of if of else None


def score_nested(golds: Iterable[Gold], found: Mapping[str, Sequence[Attribution]]) -> NestedScores:
    """The scores of the inner attributions found in each gold text, by its name; none given is none found."""
    counts = [_count(gold, found.get(gold.name, ())) for gold in golds]
    return NestedScores(
        gold=sum(one.gold for one in counts),
        found=sum(one.found for one in counts),
        right={rule: sum(one.right[rule] for one in counts) for rule in SHOWN},
        source=_sum(one.source for one in counts),
        within=_sum(one.within for one in counts),
        silent=_sum(one.silent for one in counts),
    )


def _sum(pairs: Iterable[tuple[int, int]]) -> tuple[int, int]:
    listed = list(pairs)
    return sum(right for right, _ in listed), sum(of for _, of in listed)


def _count(gold: Gold, found: Sequence[Attribution]) -> NestedScores:
    text = TokenText(gold.text)
    everything = gold.all_of(min(gold.annotators))
    marked = [one for one in everything if one.within is not None]
    inner = [one for one in found if one.within is not None]
    views = [text.view(one) for one in marked], [text.view(one) for one in inner]
    pairs = pair_relations(*views)
    near = [(views[0][g], views[1][f]) for g, f in pairs if _same_content(views[0][g], views[1][f])]
    touching = [(g, f) for g, f in pairs if RULES["overlap"](views[0][g], views[1][f])]
    by_id = {one.id: one for one in found}
    enclosing = [
        (text.view(everything[marked[g].within or 0]), text.view(by_id[inner[f].within or ""]))
        for g, f in touching
        if inner[f].within in by_id
    ]
    return NestedScores(
        gold=len(marked),
        found=len(inner),
        right={rule: sum(RULES[rule](views[0][g], views[1][f]) for g, f in pairs) for rule in SHOWN},
        source=(sum(same_source(g, f) for g, f in near), len(near)),
        within=(sum(RULES["overlap"](g, f) for g, f in enclosing), len(touching)),
        silent=_silence(gold, marked, inner),
    )


def _same_content(gold: View, found: View) -> bool:
    return iou(gold.tokens["content"], found.tokens["content"]) >= 0.5


def _silence(gold: Gold, marked: Sequence[GoldAttribution], inner: Sequence[Attribution]) -> tuple[int, int]:
    """Of the paragraphs in which no inner attribution is marked: those in which none is found, and all."""
    loud = {gold.text.count("\n", 0, one.content[0].start) for one in marked}
    filled = {number for number, line in enumerate(gold.text.split("\n")) if line.strip()}
    heard = {gold.text.count("\n", 0, one.content[0].start) for one in inner}
    return len(filled - loud - heard), len(filled - loud)


# --- the command -----------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None, reader: Any = None) -> int:
    """Print the figures of each folder; 0, or 2 where one cannot be read."""
    parser = argparse.ArgumentParser(
        prog="python -m sayso.evaluate.nested", description="Score attributions inside another's content."
    )
    parser.add_argument(
        "folders", type=Path, nargs="+", metavar="FOLDER", help="brat files, eval/nested/test"
    )
    options = parser.parse_args(arguments)
    # By name and late, as for the gate: this folder is a stage, and the reader joins the stages.
    reader = reader or importlib.import_module("sayso").Reader()
    for folder in options.folders:
        try:
            golds = list(read_gold(folder))
        except AbortRun as error:
            print(error, file=sys.stderr)
            return 2
        found = dict(_read(reader.read_many(_documents(golds))))
        print("\n".join(_lines(folder, score_nested(golds, found))))
    return 0


def _documents(golds: Iterable[Gold]) -> Iterator[Document]:
    return (gold.to_document() for gold in golds)


def _read(items: Iterable[Reading | Skipped]) -> Iterator[tuple[str, tuple[Attribution, ...]]]:
    for item in items:
        if isinstance(item, Reading):
            yield item.document.name, item.attributions


def _lines(folder: Path, scores: NestedScores) -> Iterator[str]:
    figures = {name: "-" if value is None else f"{value:.1f}" for name, value in scores.figures().items()}
    yield f"{folder}: {scores.gold} inner attributions, {scores.found} found"
    for rule in scores.right:
        p, r, f1 = (figures[f"{rule}.{name}"] for name in ("p", "r", "f1"))
        yield f"  {rule:8}P {p:>5}  R {r:>5}  F1 {f1:>5}"
    for name in ("source", "within", "silent"):
        right, of = getattr(scores, name)
        yield f"  {name:8}{figures[name]:>7}  ({right} of {of})"


if __name__ == "__main__":
    sys.exit(main())
