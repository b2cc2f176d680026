"""`export`: the ledger in the formats of other tools."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from sayso.errors import AbortRun
from sayso.export import EXPORTERS

from . import options
from .show import pick
from .skips import counted
from .terminal import error_console, line, machine_output


def export(
    format: Annotated[
        options.ExportFormat | None,
        typer.Option("--format", "-f", help="The format.", show_default="by the ending of OUT, else jsonl"),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="OUT",
            help="The file, or the folder for brat.",
            show_default="standard output",
        ),
    ] = None,
    document: Annotated[
        str | None, typer.Option("--document", metavar="DOCUMENT", help="Only this document.")
    ] = None,
    ledger: options.LedgerOption = None,
) -> None:
    """Write the ledger in a format that other tools read.

    \b
    jsonl            one attribution a line, every key always there (sayso schema)
    csv              a flat table for spreadsheets, safe from formulas in a text
    parquet          nested columns for DuckDB or pandas (needs sayso[parquet])
    web-annotation   W3C Web Annotation, JSON-LD
    brat             a folder of .txt and .ann files, as for sayso evaluate
    html             one page to read, print or pass on

    \b
    Examples:
      sayso export --format csv -o quotes.csv
      sayso export | jq -r .speaker.name
    """
    from sayso.ledger import Ledger

    name = format.value if format else _format_of(out)
    exporter = EXPORTERS[name]
    to_stdout = out is None or str(out) == "-"
    if to_stdout and exporter.folder:
        raise AbortRun(f"--format {name}", "needs a folder to write to", "name one with -o FOLDER")
    if to_stdout and not exporter.text and sys.stdout.isatty():
        raise AbortRun(
            f"--format {name}", "is not for a terminal", f"name a file with -o FILE{exporter.suffix}"
        )
    with Ledger.open(ledger, create=False, read_only=True) as book:
        readings = iter([book.reading(pick(book, document).id)]) if document else book.readings()
        if out is None or to_stdout:
            exporter.write(readings, machine_output())
        else:
            written = exporter.write(readings, out)
            error_console().print(line(f"wrote {counted(written, 'attribution')} to {out}"), soft_wrap=True)


def _format_of(out: Path | None) -> str:
    """The format whose files end like this one."""
    for name, exporter in EXPORTERS.items():
        if out is not None and exporter.suffix and out.suffix.lower() == exporter.suffix:
            return name
    return options.ExportFormat.JSONL.value
