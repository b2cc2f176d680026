"""How many paragraphs of read pages are found in the page's DOM text, and how long that takes.

    python -m sayso.evaluate.placing ../shared/data/html

The folder is that of `python -m sayso.evaluate.extraction`. A paragraph is a line of the text that Sayso
reads. It is placed exactly where one range of the page's text holds its words and no others, white space
collapsed; strictly, where that needs no white space at the edges of blocks and at `br` either.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..placing import Placing, collapse, place_document
from ..records import Span
from .extraction import Page, read_benchmark, read_page

LISTED = 20  # paragraphs that the report names


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacingScore:
    """Paragraphs in all, and how many are placed at all, exactly, and strictly so; seconds for each page.

    `lost` are the first words of those that are not placed exactly, with the page's name.
    """

    paragraphs: int
    placed: int
    exact: int
    strict: int
    seconds: tuple[float, ...]
    lost: tuple[str, ...]


def score(pages: Iterable[Page]) -> PlacingScore:
    """Place every paragraph of the pages; those in which no article is found have none."""
    placed = exact = strict = total = 0
    seconds, lost = [], []
    for page in pages:
        document = read_page(page)
        if document is None:
            continue
        begun = time.perf_counter()
        placing = place_document(document)
        seconds.append(time.perf_counter() - begun)
        for paragraph in placing.paragraphs:
            total += 1
            placed += bool(paragraph.ranges)
            good = paragraph.exact and len(paragraph.ranges) == 1
            exact += good
            strict += good and _is_strict(placing, paragraph.span.of(document.text), paragraph.ranges[0])
            if not good:
                lost.append(f"{page.key[:8]}: {paragraph.span.of(document.text)[:60]}")
    return PlacingScore(
        paragraphs=total,
        placed=placed,
        exact=exact,
        strict=strict,
        seconds=tuple(seconds),
        lost=tuple(lost),
    )


def _is_strict(placing: Placing, words: str, span: Span) -> bool:
    return collapse(span.of(placing.dom.text)) == collapse(words)


def report(scored: PlacingScore) -> Iterator[str]:
    """The score as lines of text."""
    for name in ("placed", "exact", "strict"):
        number: int = getattr(scored, name)
        share = 100 * number / scored.paragraphs if scored.paragraphs else 0.0
        yield f"{name:<8} {number} of {scored.paragraphs} paragraphs, {share:.2f} %"
    times = sorted(1000 * one for one in scored.seconds) or [0.0]
    yield f"a page   {statistics.median(times):.0f} ms at the median, {times[-1]:.0f} ms at the most"
    yield from scored.lost[:LISTED]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print how many paragraphs of the benchmark's pages are placed in the page's DOM text."""
    parser = argparse.ArgumentParser(prog="python -m sayso.evaluate.placing", description=main.__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    for line in report(score(read_benchmark(parser.parse_args(arguments).folder))):
        print(line)


if __name__ == "__main__":
    main()
