"""`read`: who said what in some articles, printed and not kept."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Annotated

import typer
from rich.text import Text

from sayso.records import Metadata, Reading

from . import options
from .listing import reading_lines
from .skips import Skips, counted
from .terminal import console, error_console, machine_output, put

FormatOption = Annotated[
    options.ReadFormat,
    typer.Option(
        "--format",
        "-f",
        help="table: to read here; jsonl, csv: for programs; html: one page; web-annotation: JSON-LD.",
    ),
]


def read(
    inputs: options.InputsArgument,
    format: FormatOption = options.ReadFormat.TABLE,
    outlet: options.OutletOption = None,
    published: options.PublishedOption = None,
    url: options.UrlOption = None,
    title: options.TitleOption = None,
    language: options.LanguageOption = None,
    any_language: options.AnyLanguageOption = False,
    column: options.ColumnOption = None,
    why: options.WhyOption = False,
    model: options.ModelOption = None,
    workers: options.WorkersOption = None,
    timeout: options.TimeoutOption = options.TIMEOUT,
    max_bytes: options.MaxBytesOption = options.MAX_BYTES,
    allow_private: options.PrivateOption = False,
) -> None:
    """Print who said what in articles, and keep nothing.

    Each attribution is shown with its speaker, the words that signal it (the cue), whether it is a
    direct, mixed or indirect quotation, and what the cue makes of it (a claim, a denial, a threat …);
    then what is said, and as far as the article tells: when, to whom, on what occasion and through
    whom. ↳ stands before what is said within what another says. Results come as they are read.

    Exit code: 0 everything read, 1 something skipped (standard error says what and why), 2 wrong use.

    \b
    Examples:
      sayso read article.html
      sayso read article.html --published 2024-05-05 --why
      sayso read https://news.example/a --format jsonl | jq .speaker.name
      pbpaste | sayso read - --outlet "The Courier" --published 2024-05-05
      sayso read articles/ --format csv > quotes.csv
      sayso read page.html --format web-annotation > page.jsonld
      sayso read news.parquet --column text=body --column published=date
    """
    from sayso import pipeline
    from sayso.ingest import IngestOptions, parse_columns, read_inputs

    given = Metadata(outlet=outlet, published=published, url=url, title=title, language=language)
    asked = IngestOptions(
        given=given,
        timeout=timeout,
        max_bytes=max_bytes,
        allow_private=allow_private,
        columns=parse_columns(column or ()),
    )
    documents = read_inputs(inputs, asked)
    skips = Skips(error_console())
    reader = pipeline.open_reader(model, workers=workers, language=language, any_language=any_language)
    readings = skips.without(reader.read_many(documents))
    if format is options.ReadFormat.TABLE:
        _print(readings, skips, why=why)
    else:
        _write(readings, format)
    raise typer.Exit(skips.exit_code)


def _print(readings: Iterable[Reading], skips: Skips, *, why: bool) -> None:
    out = console()
    n_documents = n_attributions = 0
    for reading in readings:
        if n_documents:
            put(out, Text())
        for text in reading_lines(reading, out, why=why):
            put(out, text)
        sys.stdout.flush()
        n_documents += 1
        n_attributions += len(reading.attributions)
    if n_documents + skips.count > 1:
        error_console().print(
            f"\n{counted(n_documents, 'document')}, {counted(n_attributions, 'attribution')}, "
            f"{skips.count} skipped"
        )


def _write(readings: Iterable[Reading], format: options.ReadFormat) -> None:
    from sayso.export import EXPORTERS

    out = machine_output()

    def flushed() -> Iterator[Reading]:
        for reading in readings:
            yield reading
            out.flush()  # whoever reads the pipe gets each document when it is read

    EXPORTERS[format.value].write(flushed(), out)
