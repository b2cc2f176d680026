"""How much of a set of cues the lexicon knows: the share of each class, and of what is `other`.

sayso read --format jsonl ARTICLES > rows.jsonl
python -m sayso.evaluate.cues rows.jsonl      # the model's cues
python -m sayso.evaluate.cues GOLD_FOLDER     # an annotated corpus' cues
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import AbortRun
from ..records import CUE_CLASSES, Attribution, Document, Reading, Row, Span, Spans, to_rows
from ..resolve.cues.reading import read_cues
from .brat import Gold, GoldAttribution, read_gold

UNKNOWN = "other"
SHOWN = 30  # unknown cues that the report lists
KEYS = ("cue_class", "polarity", "modality", "stance")


@dataclass(frozen=True, slots=True, kw_only=True)
class CueShares:
    """How many rows have each value of what is read off a cue, and which cues are `other`.

    Both are ordered by count, the largest first, then by value.
    """

    rows: int
    values: dict[str, tuple[tuple[str, int], ...]]
    unknown: tuple[tuple[str, int], ...]

    @property
    def unknown_share(self) -> float:
        """The share of rows whose cue class is `other`, 0 to 1; 0 where there are no rows."""
        return dict(self.values["cue_class"]).get(UNKNOWN, 0) / self.rows if self.rows else 0.0


def count_cues(rows: Iterable[Row]) -> CueShares:
    """The shares over the rows; ValueError or KeyError at a row whose cue nobody has read."""
    counts: dict[str, Counter[str]] = {key: Counter() for key in KEYS}
    unknown: Counter[str] = Counter()
    for row in rows:
        if row["cue_class"] not in CUE_CLASSES:
            raise ValueError(f"row {row.get('id')!r} has cue class {row['cue_class']!r}")
        for key in KEYS:
            counts[key][row[key]] += 1
        if row["cue_class"] == UNKNOWN:
            unknown[" … ".join(" ".join(piece["text"].split()) for piece in row["cue"]).lower()] += 1
    return CueShares(
        rows=counts["cue_class"].total(),
        values={key: _ordered(counts[key]) for key in KEYS},
        unknown=_ordered(unknown),
    )


def gold_rows(documents: Iterable[Gold]) -> Iterator[Row]:
    """The gold attributions with a cue and a content as rows, their cues read.

    Annotators' spans that overlap within a role are taken as one.
    """
    for gold in documents:
        document = gold.to_document()
        whole = [one for one in gold.attributions if one.cue and one.content]
        attributions = tuple(_attribution(document, one) for one in whole)
        yield from to_rows(read_cues(Reading(document, attributions)))


def _attribution(document: Document, gold: GoldAttribution) -> Attribution:
    return Attribution(
        document_id=document.id,
        source=_merged(gold.source),
        cue=_merged(gold.cue),
        content=_merged(gold.content),
        quotation="indirect",  # the cue is read alike whatever it is
        confidence=1.0,
        extractor="gold",
    )


def _merged(spans: Spans) -> Spans:
    merged: list[Span] = []
    for span in spans:
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return tuple(merged)


def _ordered(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _rows_of(path: Path) -> Iterator[Row]:
    if path.is_dir():
        yield from gold_rows(read_gold(path))
        return
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield json.loads(line)
            except ValueError as error:
                raise AbortRun(f"{path}, line {number}", "is no row", "give JSON Lines of rows") from error


def report(shares: CueShares) -> Iterator[str]:
    """The shares as lines of text."""
    yield f"{shares.rows} cues, {100 * shares.unknown_share:.2f} % of them {UNKNOWN}"
    for key, values in shares.values.items():
        yield f"{key}: " + ", ".join(f"{value} {count}" for value, count in values)
    if shares.unknown:
        yield "not in the lexicon: " + "; ".join(f"{cue} {count}" for cue, count in shares.unknown[:SHOWN])


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the shares of a gold folder's cues, or of a file of rows."""
    parser = argparse.ArgumentParser(prog="python -m sayso.evaluate.cues", description=main.__doc__)
    parser.add_argument("path", type=Path, metavar="FOLDER_OR_ROWS")
    for line in report(count_cues(_rows_of(parser.parse_args(arguments).path))):
        print(line)


if __name__ == "__main__":
    main()
