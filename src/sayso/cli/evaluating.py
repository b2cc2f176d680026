"""`evaluate`: how well the model does on texts that people have annotated."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from sayso.export import to_json

from . import options
from .skips import Skips, counted
from .terminal import console, error_console, line, machine_output, put

if TYPE_CHECKING:
    from sayso.evaluate import Scores


def evaluate(
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="GOLD",
            help="A folder in brat format (NAME.txt and NAME.ann side by side, or text/ and attributions/), "
            "or JSON Lines of articles, as sayso review export writes them.",
            show_default=False,
        ),
    ],
    single_quotes: Annotated[
        bool,
        typer.Option(
            "--single-quotes", help="Set every double quotation mark to a single one before reading."
        ),
    ] = False,
    model: options.ModelOption = None,
    workers: options.WorkersOption = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
) -> None:
    """Score the model against annotated texts.

    Precision, recall and F1 in hundredths, each with the interval that holds it in 95 of 100 resamples
    of the documents. Fragments are single spans, relations whole attributions: source, cue and content.

    Exit code: 0 scored, 1 some texts could not be read (they count as nothing found), 2 wrong use.
    """
    from sayso import pipeline
    from sayso.evaluate import read_gold, score, single_quoted

    found = read_gold(gold)
    documents = list(found)
    if single_quotes:
        documents = [replace(document, text=single_quoted(document.text)) for document in documents]
    skips = Skips(error_console())
    reader = pipeline.open_reader(model, workers=workers)
    readings = skips.without(reader.read_many(document.to_document() for document in documents))
    scores = score(documents, {reading.document.name: reading.attributions for reading in readings})
    problems = dict(found.problems)
    if json:
        out = machine_output()
        out.write(to_json({"model": reader.extractor_name, "problems": problems, **scores.to_json()}) + b"\n")
        out.flush()
    else:
        _print(scores, reader.extractor_name, problems)
    raise typer.Exit(skips.exit_code)


def _print(scores: Scores, model: str, problems: dict[str, int]) -> None:
    from sayso.evaluate import COLUMNS

    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for place, head in enumerate(COLUMNS):
        table.add_column(head, justify="right" if place else "left", no_wrap=True)
    for cells in scores.rows():
        table.add_row(*(line(cell) for cell in cells))
    console().print(line(f"{model} on {counted(scores.documents, 'document')}, F1 × 100"))
    put(console(), table)
    for problem, number in problems.items():
        error_console().print(line(f"in the gold: {number:,} {problem}"))
