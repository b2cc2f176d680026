"""`batch`: archives and folders read into a folder of Parquet files."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from sayso.records import Metadata

from . import options
from .progress import counting
from .rim import DONE, INCOMPLETE, INTERRUPTED
from .skips import counted
from .terminal import console, error_console, line

if TYPE_CHECKING:
    from sayso.batch import Summary

EVERY = 30.0  # seconds between two lines about how far it is, where there is no terminal


class EngineType(StrEnum):
    """What a batch runs on."""

    LOCAL = "local"
    RAY = "ray"


def batch(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...",
            help="Archives, files and folders that stay as they are until the batch is done.",
            show_default=False,
        ),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="The folder to write.")],
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            "-w",
            min=1,
            metavar="N",
            help="How many processes read.",
            show_default="one for each core; with ray, of the cluster",
        ),
    ] = None,
    engine: Annotated[
        EngineType, typer.Option("--engine", help="local: this machine; ray: the cluster of $RAY_ADDRESS.")
    ] = EngineType.LOCAL,
    time_limit: Annotated[
        float, typer.Option("--time-limit", metavar="SECONDS", help="Skip a document that takes longer.")
    ] = 300.0,
    part: Annotated[
        int, typer.Option("--part", min=1, metavar="N", help="How many documents one output file holds.")
    ] = 250,
    outlet: options.OutletOption = None,
    column: options.ColumnOption = None,
    language: options.LanguageOption = None,
    any_language: options.AnyLanguageOption = False,
    model: options.ModelOption = None,
    max_bytes: options.MaxBytesOption = options.MAX_BYTES,
) -> None:
    """Read archives of articles into a folder of Parquet files.

    DIR/documents, attributions, mentions and skipped each get a file for every few hundred documents,
    and DIR/manifest.json says what they were made of, with the hash of every file. DuckDB, pandas and
    Spark read them as they are; sayso ledger import takes them into a ledger.

    The rows depend on the inputs, the options and the model alone, not on how many processes read, nor on
    when. A batch that was stopped, in whatever way, goes on where it was when the same command is given
    again. A document that cannot be read, takes too long or ends the process that reads it is skipped with
    the reason. One in a language that the model does not read is kept, unread, and says so.

    Exit code: 0 everything read, 1 something skipped, 2 wrong use, a full disk or a broken installation.

    \b
    Examples:
      sayso batch articles/ news.jsonl --out batch/
      sayso batch crawl/*.warc.gz --out batch/ --workers 8
      RAY_ADDRESS=auto sayso batch /shared/crawl --out /shared/batch --engine ray
    """
    from sayso.batch import BatchOptions, run_batch
    from sayso.ingest import IngestOptions, parse_columns
    from sayso.language import LanguageOptions

    asked = BatchOptions(
        part=part,
        time_limit=time_limit,
        model=model,
        ingest=IngestOptions(
            given=Metadata(outlet=outlet, language=language),
            max_bytes=max_bytes,
            columns=parse_columns(column or ()),
        ),
        languages=LanguageOptions(given=language, anyway=any_language),
    )
    try:
        with _following(error_console()) as follow:
            found = run_batch(
                inputs,
                out,
                asked,
                workers=workers,
                engine=engine.value,
                today=datetime.now(UTC).date(),
                follow=follow,
            )
    except KeyboardInterrupt:
        error_console().print("stopped; nothing is lost. Give the same command again to go on.")
        raise typer.Exit(INTERRUPTED) from None
    console().print(line(_said(found)), soft_wrap=True)
    raise typer.Exit(INCOMPLETE if found.skipped else DONE)


def _said(found: Summary) -> str:
    skipped = f"{found.skipped:,} skipped"
    return f"{counted(found.documents, 'document')}, {counted(found.attributions, 'attribution')}, {skipped}"


@contextmanager
def _following(on: Console) -> Iterator[Callable[[Summary], None]]:
    """What tells how far the batch is: a bar in a terminal, else a line now and then."""
    if not on.is_terminal:
        yield _Lines(on)
        return
    with counting(on) as progress:
        task = progress.add_task("reading", total=None, counts="")

        def follow(found: Summary) -> None:
            # The bar's estimate rests on this run alone.
            total = None if found.entries is None else found.entries - found.earlier
            progress.update(task, total=total, completed=found.read - found.earlier, counts=_said(found))

        yield follow


class _Lines:
    """Says how far a batch is, at most every so many seconds."""

    def __init__(self, on: Console) -> None:
        self._on = on
        self._began = self._said_at = time.monotonic()

    def __call__(self, found: Summary) -> None:
        now = time.monotonic()
        if now - self._said_at < EVERY:
            return
        self._said_at = now
        self._on.print(line(f"{_said(found)}{self._estimate(found, now)}"), soft_wrap=True)

    def _estimate(self, found: Summary, now: float) -> str:
        fresh = found.read - found.earlier
        if found.entries is None or not fresh:
            return f"; {found.parts:,} of {counted(found.all_parts, 'file')} done"
        left = (now - self._began) / fresh * (found.entries - found.read)
        return f"; {found.read:,} of {found.entries:,} read, about {_duration(left)} left"


def _duration(seconds: float) -> str:
    """The seconds in words.

    >>> _duration(40), _duration(150), _duration(9000)
    ('a minute', '3 minutes', '2.5 hours')
    """
    if seconds < 90:
        return "a minute"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"
