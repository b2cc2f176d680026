"""Attributions that are read in text which is no part of the article: links, boxes, notes on authors.

    python -m sayso.evaluate.astray ../shared/data/html

The folder is that of `python -m sayso.evaluate.extraction`, which says what belongs to an article. The pages
are read with the shipped model, once as Sayso reads them and once with nothing left out of what trafilatura
finds (`sayso.ingest.furniture`), which takes minutes; only pages with other text than the article's are read.
An attribution is astray where its content stands in a line that is not the article's: fewer than half of its
runs of four words are. Those above the article's first line are counted apart: a headline is no furniture.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from ..records import Document, Reading, joined
from .extraction import RUN, WORD, Page, everything_in, overlap, read_benchmark, read_page

HALF = 0.5  # of the runs of four words; few lines lie between a tenth and nine tenths

Where = Literal["above", "within"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Astray:
    """One attribution that is read outside the article: on which page, in which line, and what is said."""

    page: str
    where: Where
    line: str
    content: str


def find_astray(reading: Reading, page: Page) -> Iterator[Astray]:
    """The attributions of the page's reading whose content is not in its article, in text order."""
    text = reading.document.text
    begins = _beginning(text, page.article)
    for one in reading.attributions:
        start = one.content[0].start
        line = text[text.rfind("\n", 0, start) + 1 :].partition("\n")[0]
        if not is_in(line, page.article):
            where: Where = "above" if start < begins else "within"
            yield Astray(page=page.key[:8], where=where, line=line, content=joined(one.content, text))


def is_in(line: str, article: str) -> bool:
    """Whether the line is the article's; one of fewer than four words where they follow each other there."""
    words = WORD.findall(line)
    if len(words) < RUN:
        return f" {' '.join(words)} " in f" {' '.join(WORD.findall(article))} "
    found = overlap(article, line)
    return found.right >= HALF * (found.right + found.wrong)


def _beginning(text: str, article: str) -> int:
    """Where the first line is that the article has; the text's end where it has none."""
    start = 0
    for line in text.split("\n"):
        if is_in(line, article):
            return start
        start += len(line) + 1
    return len(text)


def has_more(document: Document, page: Page) -> bool:
    """Whether a line of the document is not the article's."""
    return not all(is_in(line, page.article) for line in document.text.split("\n"))


def count(
    pages: Iterable[Page],
    ways: Mapping[str, Callable[[Page], Document | None]],
    read: Callable[[Document], Reading],
) -> dict[str, tuple[int, list[Astray]]]:
    """For each way of taking a document out of a page: how many attributions there are, and those astray."""
    counted: dict[str, tuple[int, list[Astray]]] = {name: (0, []) for name in ways}
    for page in pages:
        taken = {name: document for name, way in ways.items() if (document := way(page))}
        if not any(has_more(document, page) for document in taken.values()):
            continue
        known: dict[str, Reading] = {}
        for name, document in taken.items():
            reading = known.get(document.text) or read(document)
            known[document.text] = reading
            number, astray = counted[name]
            astray.extend(find_astray(reading, page))
            counted[name] = (number + len(reading.attributions), astray)
    return counted


def whole_page(page: Page) -> Document | None:
    """The document with nothing left out of what trafilatura finds."""
    document = read_page(page)
    return document and replace(document, text=everything_in(page))


def report(counted: dict[str, tuple[int, list[Astray]]]) -> Iterator[str]:
    """The counts, and what is astray as Sayso reads the pages, as lines of text."""
    for name, (number, astray) in counted.items():
        above = sum(one.where == "above" for one in astray)
        yield f"{name}: {number} attributions, {len(astray) - above} astray, and {above} above the article"
    for one in next(iter(counted.values()))[1]:
        if one.where == "within":
            yield f"{one.page}: {one.content[:100]} <- {one.line[:100]}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print how many attributions are read outside the articles of the benchmark's pages."""
    from ..reader import Reader

    parser = argparse.ArgumentParser(prog="python -m sayso.evaluate.astray", description=main.__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    pages = read_benchmark(parser.parse_args(arguments).folder)
    ways = {"as Sayso reads": read_page, "with nothing left out": whole_page}
    for line in report(count(pages, ways, Reader(workers=1).read)):
        print(line)


if __name__ == "__main__":
    main()
