"""How well articles are taken out of pages, on scrapinghub's article-extraction-benchmark and by its method.

    python -m sayso.evaluate.extraction ../shared/data/html

The folder holds `ground-truth.json` and `pages/KEY.html.gz`, as https://github.com/scrapinghub/
article-extraction-benchmark has them (there the pages are in `html/`). The method is that of its
`evaluate.py`: a text is the multiset of its runs of four words (a word is `\\w+`); the shares of those that
are right, wrong and missing give one page's precision and recall; both are averaged over the pages, and F1 is
that of the averages. Intervals are 1.96 standard deviations over resampled pages. Beside it stands what
trafilatura gives by itself, with its defaults and without comments, as the benchmark runs it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import AbortRun
from ..ingest import read_bytes
from ..ingest.html import find_lines, parse_page
from ..records import Document

RUN = 4  # words; the benchmark's own number
RESAMPLES = 1000  # of the pages, for the intervals; the benchmark's own number
WORD = re.compile(r"\w+")
PAGE_FOLDERS = ("pages", "html")

Shingle = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of the benchmark: its name, its bytes, and the article's text by those who made it."""

    key: str
    data: bytes
    article: str


@dataclass(frozen=True, slots=True)
class Overlap:
    """What of one page is right, wrong and missing, as shares that sum to 1; all 0 where both are empty."""

    right: float
    wrong: float
    missing: float

    @property
    def precision(self) -> float:
        """The share of what was extracted that is right."""
        if self.wrong == self.missing == 0:
            return 1.0
        return self.right / (self.right + self.wrong) if self.right else 0.0

    @property
    def recall(self) -> float:
        """The share of the article that was extracted."""
        if self.wrong == self.missing == 0:
            return 1.0
        return self.right / (self.right + self.missing) if self.right else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractionScore:
    """Precision, recall, F1 and the share of pages whose words are all right, 0 to 1, with half-intervals."""

    pages: int
    precision: float
    recall: float
    f1: float
    whole: float
    spread: Mapping[str, float]


def read_benchmark(folder: Path) -> list[Page]:
    """The pages of the benchmark's folder, in its order; AbortRun where it is none."""
    try:
        truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
        pages = next(folder / name for name in PAGE_FOLDERS if (folder / name).is_dir())
        return [
            Page(
                key=key,
                data=gzip.decompress((pages / f"{key}.html.gz").read_bytes()),
                article=entry["articleBody"],
            )
            for key, entry in truth.items()
        ]
    except (OSError, ValueError, KeyError, StopIteration) as error:
        raise AbortRun(
            str(folder),
            f"is no folder of the benchmark ({error or 'it has no pages'})",
            "give one with ground-truth.json and pages/KEY.html.gz",
        ) from error


def overlap(truth: str, found: str) -> Overlap:
    """What of the found text is right, by its runs of four words, counted as often as they stand there.

    >>> overlap("one two three four five", "one two three four")
    Overlap(right=0.5, wrong=0.0, missing=0.5)
    """
    true, got = _shingles(truth), _shingles(found)
    right, wrong, missing = (true & got).total(), (got - true).total(), (true - got).total()
    total = right + wrong + missing
    return Overlap(right / total, wrong / total, missing / total) if total else Overlap(0.0, 0.0, 0.0)


def _shingles(text: str) -> Counter[Shingle]:
    words = WORD.findall(text)
    runs = (tuple(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1)))
    return Counter(run for run in runs if run)


def score(pages: Sequence[Page], extract: Callable[[Page], str], *, seed: int = 0) -> ExtractionScore:
    """How right the extracted texts are over the pages; the same for the same seed."""
    found = [extract(page) for page in pages]
    overlaps = [overlap(page.article, text) for page, text in zip(pages, found, strict=True)]
    whole = [
        float(WORD.findall(page.article) == WORD.findall(text))
        for page, text in zip(pages, found, strict=True)
    ]
    measured = _averages(overlaps, whole)
    chosen = random.Random(seed)
    samples: dict[str, list[float]] = {name: [] for name in measured}
    for _ in range(RESAMPLES):
        drawn = [chosen.randrange(len(pages)) for _ in pages]
        again = _averages([overlaps[at] for at in drawn], [whole[at] for at in drawn])
        for name, value in again.items():
            samples[name].append(value)
    spread = {name: 1.96 * statistics.stdev(values) for name, values in samples.items()}
    return ExtractionScore(pages=len(pages), spread=spread, **measured)


def _averages(overlaps: Sequence[Overlap], whole: Sequence[float]) -> dict[str, float]:
    precisions = [one.precision for one in overlaps if one.right + one.wrong > 0]
    recalls = [one.recall for one in overlaps if one.right + one.missing > 0]
    precision = statistics.fmean(precisions) if precisions else 0.0
    recall = statistics.fmean(recalls) if recalls else 0.0
    both = precision + recall
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / both if both else 0.0,
        "whole": statistics.fmean(whole),
    }


def read_page(page: Page) -> Document | None:
    """The document that Sayso makes of the page; None where it finds no article in it."""
    items = read_bytes(page.data, name=page.key, media_type="text/html")
    return next((item for item in items if isinstance(item, Document)), None)


def by_sayso(page: Page) -> str:
    """The text that Sayso reads in the page; empty where it finds no article."""
    document = read_page(page)
    return document.text if document else ""


def everything_in(page: Page) -> str:
    """The text that Sayso would read with nothing left out of what trafilatura finds."""
    markup = page.data.decode("utf-8", "replace")
    return "\n".join(find_lines(parse_page(markup, subject=page.key)))


def by_trafilatura(page: Page) -> str:
    """The text that trafilatura finds with its defaults, without comments."""
    from trafilatura import extract

    return extract(page.data.decode("utf-8", "replace"), include_comments=False) or ""


EXTRACTORS: dict[str, Callable[[Page], str]] = {
    "Sayso": by_sayso,
    "with furniture": everything_in,
    "trafilatura": by_trafilatura,
}


def report(pages: Sequence[Page]) -> Iterator[str]:
    """The scores of every extractor as lines of text."""
    for name, extract in EXTRACTORS.items():
        begun = time.perf_counter()
        scored = score(pages, extract)
        seconds = time.perf_counter() - begun
        figures = "  ".join(
            f"{key} {getattr(scored, key):.3f} ± {scored.spread[key]:.3f}"
            for key in ("precision", "recall", "f1", "whole")
        )
        yield f"{name:<15} {figures}  ({scored.pages} pages, {1000 * seconds / len(pages):.0f} ms a page)"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print how well Sayso, and trafilatura by itself, take the articles out of the benchmark's pages."""
    parser = argparse.ArgumentParser(prog="python -m sayso.evaluate.extraction", description=main.__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    for line in report(read_benchmark(parser.parse_args(arguments).folder)):
        print(line)


if __name__ == "__main__":
    main()
