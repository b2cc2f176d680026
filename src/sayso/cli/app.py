"""The program: its commands, and what it says when asked for nothing."""

from __future__ import annotations

import logging
import sys
from typing import Annotated

import typer

from .add import add
from .batch import batch
from .collections import group as collections
from .copies import copies
from .demonstration import demo
from .doctor import doctor
from .evaluating import evaluate
from .exporting import export
from .find import documents, said, skipped
from .ledger import group as ledger
from .quotes import quotes
from .read import read
from .review import group as review
from .rim import Rim
from .serve import serve
from .show import show
from .speaker import speaker
from .speakers import group as speakers
from .training import train
from .upkeep import info, purge, schema, verify
from .users import group as users
from .voices import voices
from .watch import watch

INTRODUCTION = """Sayso reads news and keeps a ledger of who said what, on whose say-so.

\b
  sayso demo                    see what it does, on articles about one event
  sayso read article.html       who said what in one article, printed
  sayso add articles/           read a folder and keep it in a ledger, sayso.db
  sayso watch feeds.opml        follow feeds, and keep what they bring
  sayso said bridge --by Pell   find it again, ready to be cited
  sayso serve                   see all of it in the browser, search and correct it
  sayso COMMAND --help          what a command can do, with examples

Every source, cue and content is a slice of the article's own text. Nothing is paraphrased, no text
leaves this computer, and Sayso never says who is right.
"""

app = typer.Typer(
    name="sayso",
    cls=Rim,
    help=INTRODUCTION,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from sayso import __version__

        typer.echo(f"sayso {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Say on standard error what is done.")
    ] = False,
) -> None:
    """Set up the log; with no command, show the help."""
    _set_up_log(verbose=verbose)
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def _set_up_log(*, verbose: bool) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    if not verbose:
        # Only our own warnings: the libraries' are about pages, and skips say those. By a filter, since some
        # libraries set the levels of their loggers themselves.
        handler.addFilter(logging.Filter("sayso"))
    logging.basicConfig(handlers=[handler], level=logging.INFO if verbose else logging.CRITICAL, force=True)
    logging.getLogger("sayso").setLevel(logging.DEBUG if verbose else logging.WARNING)


for command in (
    demo, read, serve, add, watch, batch, said, quotes, speaker, show, voices, documents, copies, skipped,
    export, verify, doctor, purge, info, schema, evaluate, train,
):  # fmt: skip
    app.command()(command)
app.add_typer(speakers, name="speakers")
app.add_typer(review, name="review")
app.add_typer(collections, name="collections")
app.add_typer(users, name="users")
app.add_typer(ledger, name="ledger")
