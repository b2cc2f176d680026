"""`ledger import`: a batch taken into a ledger."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from . import options
from .progress import counting
from .rim import DONE, INCOMPLETE, INTERRUPTED
from .skips import counted
from .terminal import console, error_console, line

group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@group.callback()
def ledger() -> None:
    """Take what was read elsewhere into a ledger.

    sayso ledger import takes the folder that sayso batch made.
    """


@group.command(name="import")
def import_batch(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder that sayso batch made.", show_default=False)
    ],
    ledger: options.LedgerOption = None,
) -> None:
    """Take a batch into a ledger, with what it skipped.

    The batch's files are compared with its manifest first. What the ledger holds already is left as it
    is, so an import that was stopped goes on when it is given again, and importing twice adds nothing.

    Exit code: 0 everything is in the ledger, 1 something was skipped, 2 the batch is damaged or not finished.

    \b
    Examples:
      sayso ledger import batch/
      sayso ledger import batch/ --ledger postgresql+psycopg://news@db/news
    """
    from sayso import importing
    from sayso.ledger import Ledger

    with Ledger.open(ledger) as book, counting(error_console()) as progress:
        task = progress.add_task("import", total=None, counts="")
        found = importing.Imported()
        try:
            for found in importing.import_batch(book, folder, lambda: datetime.now(UTC)):
                progress.update(task, total=found.all_parts, completed=found.parts, counts=_said(found))
        except KeyboardInterrupt:
            progress.stop()
            error_console().print("stopped; the ledger is whole. Give the same command again to go on.")
            raise typer.Exit(INTERRUPTED) from None
    console().print(line(_said(found)), soft_wrap=True)
    raise typer.Exit(INCOMPLETE if found.skipped else DONE)


def _said(found: object) -> str:
    from sayso.importing import Imported

    assert isinstance(found, Imported)
    said = [
        f"added {counted(found.added, 'document')}" if found.added else "nothing added",
        counted(found.attributions, "new attribution"),
    ]
    if found.known:
        said.append(f"{counted(found.known, 'document')} there already")
    if found.skipped:
        said.append(f"{found.skipped:,} skipped")
    return "; ".join(said)
