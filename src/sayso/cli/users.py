"""`users`: who may log in where the ledger is served with `--auth`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from sayso.errors import AbortRun

from . import options
from .find import make_table, print_table, write_rows
from .terminal import console, error_console, line, on_one_line

group = typer.Typer(
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The user's name.")]


@group.callback()
def users(
    context: typer.Context, ledger: options.LedgerOption = None, json: options.JsonOption = False
) -> None:
    """List who may log in, add users and remove them.

    They are asked for where the ledger is served with sayso serve --auth; a user's name stands under
    what the user corrects.

    \b
    Examples:
      sayso users add "Mara Oduya"
      sayso users remove "Mara Oduya"
    """
    if context.invoked_subcommand is not None:
        return
    from sayso.ledger import Ledger

    with Ledger.open(ledger, create=False, read_only=True) as book:
        found = book.users()
    if json:
        write_rows({"name": user.name, "added_at": user.added_at.isoformat()} for user in found)
    elif found:
        table = make_table("name", "since")
        for user in found:
            table.add_row(on_one_line(user.name), user.added_at.date().isoformat())
        print_table(table)
    else:
        error_console().print("no users yet: sayso users add NAME")


@group.command()
def add(
    name: NameArgument,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input, its first line.")
    ] = False,
    ledger: options.LedgerOption = None,
) -> None:
    """Let a user log in, or give one another password.

    The password is asked for, and only its Argon2 hash is kept. A new password ends the user's sessions.
    """
    from sayso.ledger import Ledger
    from sayso.web.passwords import hashed

    password = hashed(_read_line() if password_stdin else _ask())
    with Ledger.open(ledger) as book:
        book.add_user(name, password=password, now=datetime.now(UTC))
    console().print(line(f"{name.strip()} can log in"))


@group.command()
def remove(name: NameArgument, ledger: options.LedgerOption = None) -> None:
    """Let a user no longer log in.

    The user's sessions end at once; what the user corrected stays, under the user's name.
    """
    from sayso.ledger import Ledger

    with Ledger.open(ledger, create=False) as book:
        book.remove_user(name, now=datetime.now(UTC))
    console().print(line(f"{name.strip()} can no longer log in"))


def _read_line() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _ask() -> str:
    if not _is_asked():
        raise AbortRun("the password", "can be asked for in a terminal only", "give it with --password-stdin")
    password: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return password


def _is_asked() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()
