"""`review`: what waits for review, what people judged, and their judgements as annotated texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sayso.errors import AbortRun
from sayso.export.facts import name_of
from sayso.records import Reading, Row, joined, row_of

from . import options
from .find import SHORT_ID, make_table, print_table, write_rows
from .listing import DIM
from .show import pick
from .skips import counted
from .speakers import _decider as decider
from .terminal import console, error_console, line, on_one_line, put

if TYPE_CHECKING:
    from sayso.ledger import Disagreement, JudgementRow, Ledger, QueueRow
    from sayso.records import Attribution

SHOWN = 20
DONE = {
    "confirm": "confirmed",
    "correct": "corrected",
    "reject": "rejected",
    "add": "added",
    "finish": "finished the article",
}

group = typer.Typer(
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)


class GoldFormat(StrEnum):
    """How reviewed articles are written."""

    BRAT = "brat"
    JSONL = "jsonl"


@group.callback()
def review(
    context: typer.Context,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", "-n", min=1, metavar="N", help="At most so many.", show_default="20; all with --json"
        ),
    ] = None,
    ledger: options.LedgerOption = None,
    json: options.JsonOption = False,
) -> None:
    """What people judged of what the model found; without a command, what waits for it.

    Those articles come first that hold the least certain attribution that nobody has judged. They are
    reviewed in the browser: sayso serve.

    \b
    Examples:
      sayso review show courier   what was judged in it, by whom and when
      sayso review export gold/   the finished articles, as annotated texts
      sayso evaluate gold/        how well the model does on them
    """
    if context.invoked_subcommand is not None:
        return
    with _open(ledger, read_only=True) as book:
        rows = _waiting(book, limit if limit or json else SHOWN)
        if json:
            write_rows(_queue_row(row) for row in rows)
            return
        table = make_table(
            "article", "to judge", "unsure", "lowest", "judged", "differing", right=(1, 2, 3, 4, 5)
        )
        for row in rows:
            title = on_one_line(row.document.metadata.title or row.document.name)
            table.add_row(
                line(title, (f" {row.document.id[:SHORT_ID]}", DIM)),
                f"{row.n_unjudged:,}",
                f"{row.n_unsure:,}",
                "" if row.lowest is None else f"{row.lowest:.2f}",
                f"{row.n_judged:,}",
                f"{row.n_disagreements:,}",
            )
        print_table(table)


@group.command("show")
def show_judgements(
    document: options.DocumentArgument, ledger: options.LedgerOption = None, json: options.JsonOption = False
) -> None:
    """Show what people judged in an article, and where the model now says otherwise.

    Judgements that were undone are shown as such: nothing that was judged is ever edited.
    """
    with _open(ledger, read_only=True) as book:
        row = pick(book, document)
        judged = list(book.judgements(row.id))
        differing = book.disagreements(row.id)
        reading = book.model_reading(row.id)
        if json:
            write_rows(_judgement_row(one, reading) for one in judged)
            return
        table = make_table("no.", "what", "by", "on", "attribution", right=(0,))
        for one in judged:
            judgement = one.judgement
            undone = f", undone by {one.undone_by}" if one.undone_at else ""
            table.add_row(
                str(one.number),
                line(DONE[judgement.what], (undone, DIM)),
                line(on_one_line(judgement.reviewer)),
                f"{judgement.at:%Y-%m-%d %H:%M}",
                line(_words(one, reading)),
            )
        print_table(table)
        for different in differing:
            put(console(), line((f"no. {different.row.number}: ", "bold"), _differing(different, reading)))


@group.command("undo")
def undo_judgement(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="The judgement's number.")],
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="WHO", help="Who undoes it; it is kept.", show_default="your user name"),
    ] = None,
    ledger: options.LedgerOption = None,
) -> None:
    """Take a judgement back; it stays on record as undone."""
    with _open(ledger) as book:
        book.undo_judgement(number, by=decider(by), now=datetime.now(UTC))
    put(console(), line(f"judgement {number} is undone"))


@group.command("export")
def export_gold(
    out: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.", show_default=False)],
    format: Annotated[GoldFormat, typer.Option("--format", "-f", help="The format.")] = GoldFormat.BRAT,
    everything: Annotated[
        bool, typer.Option("--all", help="Also articles in which somebody judged and nobody finished.")
    ] = False,
    ledger: options.LedgerOption = None,
) -> None:
    """Write reviewed articles as annotated texts, for sayso evaluate and sayso train.

    Only articles that somebody finished, unless --all: in another one, what nobody judged is the model's
    own opinion. jsonl writes one file, DIR/articles.jsonl, an article a line, with all that is known of
    each attribution; brat a pair of files for each article.
    """
    from sayso.export.articles import write_articles
    from sayso.export.brat import write_brat
    from sayso.export.target import new_folder

    with _open(ledger, read_only=True) as book:
        ids = _reviewed(book.judgements(), everything=everything)
        if not ids:
            remedy = "finish one in the browser: sayso serve" + ("" if everything else "; or give --all")
            raise AbortRun("review export", "no article is reviewed to its end", remedy)
        readings = (book.reading(document_id) for document_id in ids)
        if format is GoldFormat.BRAT:
            written = write_brat(readings, out)
        else:
            with new_folder(out) as folder:
                written = write_articles(readings, folder / "articles.jsonl")
    wrote = f"wrote {counted(len(ids), 'article')}, {counted(written, 'attribution')} to {out}"
    error_console().print(line(wrote), soft_wrap=True)


def _reviewed(judgements: Iterable[JudgementRow], *, everything: bool) -> list[str]:
    """The ids of the documents that are finished, or in which anything is judged, in that order."""
    standing = (one.judgement for one in judgements if one.undone_at is None)
    return list(dict.fromkeys(one.document_id for one in standing if everything or one.what == "finish"))


def _open(where: str | None, *, read_only: bool = False) -> Ledger:
    from sayso.ledger import Ledger

    return Ledger.open(where, create=False, read_only=read_only)


def _waiting(book: Ledger, limit: int | None) -> Iterator[QueueRow]:
    mark, left = None, limit
    while left is None or left > 0:
        page = book.queue(limit=min(left or 100, 100), mark=mark)
        yield from page.rows
        left = None if left is None else left - len(page.rows)
        mark = page.following
        if mark is None:
            return


def _about(row: JudgementRow, reading: Reading) -> Attribution | None:
    """What the judgement is about: as it shall be, else as the model has it."""
    one = row.judgement
    found = (each for each in reading.attributions if each.id == one.attribution)
    return one.judged or next(found, None)


def _words(row: JudgementRow, reading: Reading) -> str:
    about, text = _about(row, reading), reading.document.text
    note = f" ({row.judgement.note})" if row.judgement.note else ""
    if about is None:
        return (row.judgement.attribution or "") + note
    return f"{name_of(about, text)}: {on_one_line(joined(about.content, text))}{note}"


def _differing(one: Disagreement, reading: Reading) -> str:
    about, text = one.found or one.row.judgement.judged, reading.document.text
    words = f": {on_one_line(joined(about.content, text))}" if about else ""
    return f"{one.because}{words}"


def _queue_row(row: QueueRow) -> Row:
    return {
        "document_id": row.document.id,
        "document": row.document.name,
        "title": row.document.metadata.title,
        "to_judge": row.n_unjudged,
        "unsure": row.n_unsure,
        "judged": row.n_judged,
        "lowest": row.lowest,
        "disagreements": row.n_disagreements,
    }


def _judgement_row(row: JudgementRow, reading: Reading) -> Row:
    one = row.judgement
    name, text = reading.document.name, reading.document.text
    return {
        "number": row.number,
        "what": one.what,
        "document_id": one.document_id,
        "attribution": one.attribution,
        "judged": None if one.judged is None else row_of(name, text, one.judged),
        "speaker": one.speaker,
        "extractor": one.extractor,
        "note": one.note,
        "by": one.reviewer,
        "at": one.at.isoformat(),
        "undone_by": row.undone_by,
        "undone_at": row.undone_at and row.undone_at.isoformat(),
    }
