"""`demo`: the main job on the articles that ship with Sayso."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sayso.errors import AbortRun
from sayso.records import Document, Reading, Skipped, joined

from . import options
from .find import SHORT_ID, hit_lines, speakers_table
from .listing import CONTENT, CUE, DIM, reading_lines, speaker_text, words_of
from .terminal import console, line, put, shown

if TYPE_CHECKING:
    from sayso.ledger import Ledger

FILE = "sayso-demo.db"
SIDE_BY_SIDE = 96  # columns: with fewer, articles beside each other are too narrow to read
SEARCHED, N_HITS, N_SPEAKERS = "warn*", 4, 8


def demo(
    ledger: Annotated[
        Path, typer.Option("--ledger", "-l", metavar="FILE", help="Where to keep the demo's ledger.")
    ] = Path(FILE),
    model: options.ModelOption = None,
) -> None:
    """See what Sayso does, on articles that come with it.

    Reads what three invented outlets wrote about one invented event, keeps it in a ledger, shows what
    the ledger holds, and says what to try next. It can be run again at any time.
    """
    from sayso.ledger import Ledger

    out = console()
    with Ledger.open(ledger) as book:
        _fill(book, model)
        readings = [reading for reading in book.readings() if reading.document.name in _names()]
        _print(out, _welcome(len(readings), ledger))
        _print(out, _side_by_side(readings) if out.width >= SIDE_BY_SIDE else _one_by_one(readings, out))
        _print(out, _speakers(book))
        _print(out, _search(book, ledger, out))
        _print(out, _next(readings, ledger))


def _fill(book: Ledger, model: Path | None) -> None:
    from sayso import pipeline

    reader = pipeline.open_reader(model)
    for outcome in pipeline.add_all(book, reader, _documents(), lambda: datetime.now(UTC)):
        if outcome.fate == "skipped":
            raise AbortRun(
                outcome.name, f"the demo's article cannot be read ({outcome.reason})", "reinstall sayso"
            )


def _documents() -> Iterator[Document | Skipped]:
    from sayso.demo import ARTICLES
    from sayso.ingest import read_bytes

    for article in ARTICLES:
        yield from read_bytes(
            article.read_data(), name=article.name, media_type=article.media_type, given=article.metadata
        )


def _names() -> set[str]:
    from sayso.demo import ARTICLES

    return {article.name for article in ARTICLES}


def _print(out: Console, parts: Iterator[RenderableType]) -> None:
    for part in parts:
        put(out, part)
    put(out, Text())


def _title(text: str) -> Text:
    return line((text, "bold underline"))


def _welcome(n_articles: int, ledger: Path) -> Iterator[Text]:
    yield line(f"A barge has hit the Marrow Bridge, and {n_articles} outlets tell it in their own way.")
    yield line("Sayso has read them: every word below is a slice of an article. It takes no side.")
    yield line((f"Kept in {ledger}. The event, the people and the outlets are invented.", DIM))


def _side_by_side(readings: list[Reading]) -> Iterator[RenderableType]:
    yield _title("Who said what, outlet by outlet")
    yield Text()
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), show_header=False)
    for _ in readings:
        table.add_column(ratio=1, overflow="fold")
    heads = [reading.document.metadata for reading in readings]
    table.add_row(*(line((head.outlet or "", "bold"), (f"  {head.published}", DIM)) for head in heads))
    table.add_row(*(line((head.title or "", DIM)) for head in heads))
    table.add_row(*(Group(*_entries(reading)) for reading in readings))
    yield table


def _entries(reading: Reading) -> Iterator[RenderableType]:
    text = reading.document.text
    for attribution in reading.attributions:
        yield Text()
        yield line(speaker_text(attribution, text), (" · ", DIM), (words_of(attribution.cue, text), CUE))
        content = Text(shown(joined(attribution.content, text)), CONTENT[attribution.quotation])
        yield Padding(content, (0, 0, 0, 2))


def _one_by_one(readings: list[Reading], out: Console) -> Iterator[Text]:
    yield _title("Who said what, outlet by outlet")
    for reading in readings:
        yield Text()
        yield from reading_lines(reading, out)


def _speakers(book: Ledger) -> Iterator[RenderableType]:
    yield _title("Who speaks")
    yield Text()
    yield speakers_table(islice(book.speakers(), N_SPEAKERS))


def _search(book: Ledger, ledger: Path, out: Console) -> Iterator[Text]:
    from sayso.ledger import SaidQuery

    yield _title("Was there a warning?")
    yield line(f"sayso said '{SEARCHED}' --ledger {ledger}")
    for hit in book.said(SaidQuery(words=SEARCHED, limit=N_HITS)):
        yield Text()
        yield from hit_lines(hit, out)


def _next(readings: list[Reading], ledger: Path) -> Iterator[Text]:
    yield _title("Try next")
    first = readings[0].document.id[:SHORT_ID] if readings else "ID"
    for command, purpose in (
        (f"sayso serve --ledger {ledger}", "all of it in the browser: read, search, correct"),
        (f"sayso show {first} --ledger {ledger}", "an article with its marks"),
        (f"sayso said --by Oduya --ledger {ledger}", "all that one person says, in every outlet"),
        (f"sayso export --format html -o demo.html --ledger {ledger}", "a page to read or print"),
        ("sayso read YOUR-ARTICLE.html", "who said what in an article of yours"),
        ("sayso add YOUR-FOLDER", "read a folder and keep it in sayso.db"),
    ):
        yield line(f"  {command:<62}", (f"  {purpose}", DIM))
