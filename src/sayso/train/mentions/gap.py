"""GAP: pronouns of Wikipedia, each with two names and which of them it stands for."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from ...records import Span
from .labelled import Choice, Labelled


def read_gap(folder: Path) -> Iterator[Labelled]:
    """The contexts of every file in the folder, in order."""
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                names = (_span(row, "A"), _span(row, "B"))
                right = (row["A-coref"].upper() == "TRUE", row["B-coref"].upper() == "TRUE")
                yield Labelled(
                    name=row["ID"], text=row["Text"], choice=Choice(_span(row, "Pronoun"), names, right)
                )


def _span(row: dict[str, str], column: str) -> Span:
    start = int(row[f"{column}-offset"])
    return Span(start, start + len(row[column]))
