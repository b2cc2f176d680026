"""`add`: articles read and kept in a ledger."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from sayso.ingest.archives.kinds import NAMES as ARCHIVES
from sayso.records import Metadata

from . import options
from .rim import INTERRUPTED
from .skips import Skips, counted
from .terminal import console, error_console, line

if TYPE_CHECKING:
    from sayso.pipeline import Outcome

ATTRIBUTIONS, VERSIONS = "attributions", "versions"


def add(
    inputs: options.InputsArgument,
    ledger: options.LedgerOption = None,
    outlet: options.OutletOption = None,
    published: options.PublishedOption = None,
    url: options.UrlOption = None,
    title: options.TitleOption = None,
    language: options.LanguageOption = None,
    any_language: options.AnyLanguageOption = False,
    column: options.ColumnOption = None,
    model: options.ModelOption = None,
    workers: options.WorkersOption = None,
    timeout: options.TimeoutOption = options.TIMEOUT,
    max_bytes: options.MaxBytesOption = options.MAX_BYTES,
    allow_private: options.PrivateOption = False,
    keep_bytes: options.KeepBytesOption = False,
) -> None:
    """Read articles and keep who said what in a ledger.

    A document that this model has read before is left as it is, so the same command can be run again at
    any time, also to go on after it was stopped. What cannot be read is skipped with a reason, and the
    ledger keeps that too (sayso skipped). A document in a language that the model does not read is kept
    as it is, and read once there is a model that does.

    Of a page in a web archive (WARC, WACZ) the ledger keeps the text, the place in the archive and the
    hash of its bytes, which sayso verify --archives reads again; --keep-bytes keeps the bytes, too.

    Exit code: 0 everything is in the ledger, 1 something was skipped, 2 wrong use or a broken ledger.

    \b
    Examples:
      sayso add articles/
      sayso add https://news.example/a --ledger bridge.db
      sayso add wire.txt --outlet "The Courier" --published 2024-05-05
      sayso add crawl.warc.gz
      sayso add news.parquet --column text=body --column published=date
    """
    from sayso import pipeline
    from sayso.ingest import IngestOptions, parse_columns, read_inputs
    from sayso.ledger import Ledger

    given = Metadata(outlet=outlet, published=published, url=url, title=title, language=language)
    asked = IngestOptions(
        given=given,
        timeout=timeout,
        max_bytes=max_bytes,
        allow_private=allow_private,
        columns=parse_columns(column or ()),
    )
    documents = read_inputs(inputs, asked)
    reader = pipeline.open_reader(model, workers=workers, language=language, any_language=any_language)
    with Ledger.open(ledger) as book, _progress(_expected(inputs)) as progress:
        skips, tally = Skips(progress.console), Counter[str]()
        try:
            outcomes = pipeline.add_all(
                book, reader, documents, lambda: datetime.now(UTC), keep_bytes=keep_bytes
            )
            follow(outcomes, tally, skips, progress)
        except KeyboardInterrupt:
            progress.stop()
            _say(tally, error_console())
            error_console().print(
                "stopped; the ledger is whole. Run the same command again to go on where it stopped."
            )
            raise typer.Exit(INTERRUPTED) from None
    _say(tally, console())
    raise typer.Exit(skips.exit_code)


def follow(outcomes: Iterable[Outcome], tally: Counter[str], skips: Skips, progress: Progress) -> None:
    """Count what becomes of each input, say what is skipped, and move the bar."""
    task = progress.task_ids[0]
    for outcome in outcomes:
        tally[outcome.fate] += 1
        tally[ATTRIBUTIONS] += outcome.attributions
        tally[VERSIONS] += outcome.previous is not None
        if outcome.fate == "skipped":
            skips.say(outcome.name, outcome.reason or "no reason known")
        progress.update(task, advance=1, attributions=tally[ATTRIBUTIONS], skipped=skips.count)


def _expected(inputs: list[str]) -> int | None:
    """How many documents there will be, where that is plain from the inputs; None where it is not."""
    many = (".jsonl", ".ndjson", ".parquet", *ARCHIVES)
    plain = all(os.path.isfile(name) and not name.lower().endswith(many) for name in inputs)
    return len(inputs) if plain else None


def _progress(total: int | None) -> Progress:
    on = error_console()
    progress = Progress(
        BarColumn(bar_width=24),
        TextColumn(
            "{task.completed:,} documents, {task.fields[attributions]:,} attributions, "
            "{task.fields[skipped]:,} skipped"
        ),
        TimeElapsedColumn(),
        console=on,
        transient=True,
        disable=not on.is_terminal,
    )
    progress.add_task("reading", total=total, attributions=0, skipped=0)
    return progress


def _say(tally: Counter[str], on: Console) -> None:
    said = [f"added {counted(tally['added'], 'document')}" if tally["added"] else "nothing added"]
    if tally[VERSIONS]:
        changed = counted(tally[VERSIONS], "is a new version", "are new versions")
        said.append(f"{changed} of an address (sayso show ADDRESS --diff)")
    if tally["re-read"]:
        said.append(f"{counted(tally['re-read'], 'document')} read again by another model")
    if tally["added"] or tally["re-read"]:
        said.append(counted(tally[ATTRIBUTIONS], "new attribution"))
    if tally["known"]:
        said.append(f"{counted(tally['known'], 'document')} there already")
    if tally["skipped"]:
        said.append(f"{tally['skipped']:,} skipped")
    on.print(line("; ".join(said)), soft_wrap=True)
