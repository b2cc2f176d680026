"""The outermost edge: errors become one clear line and an exit code, and help is told in sections."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import sys
import traceback
from collections.abc import Iterator
from typing import Any

import typer
from typer.core import TyperGroup

from sayso.errors import SaysoError

from .terminal import error_console, line

DONE, INCOMPLETE, BROKEN, INTERRUPTED = 0, 1, 2, 130

SECTIONS = {
    "Start": ("demo", "read"),
    "Keep and find": (
        "add",
        "watch",
        "said",
        "speakers",
        "speaker",
        "show",
        "voices",
        "documents",
        "copies",
        "quotes",
        "skipped",
        "collections",
    ),
    "Pass on and look after": ("export", "verify", "doctor", "purge", "info", "schema"),
    "Many at once": ("batch", "ledger"),
    "In the browser": ("serve", "review", "users"),
    "The model": ("evaluate", "train"),
}


def run() -> None:
    """Run the program; never returns."""
    _write_anything()
    # Documents are read side by side; the matrix library's own threads, on the small products that are
    # left to it, would only take processors from one another (15 % of the time on two).
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from .app import app

        app()
    except KeyboardInterrupt:  # before the first command began
        sys.exit(INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - the rim: a fault of ours must not look like "something skipped"
        traceback.print_exc()
        say_error("this is a fault in Sayso, please report it", f"{type(error).__name__}: {error}")
        sys.exit(BROKEN)


class Rim(TyperGroup):
    """The group of all commands: whatever a command raises on purpose ends here."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; SaysoError, a closed pipe and Ctrl-C become their exit codes."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except SaysoError as error:
            logging.getLogger("sayso").debug("stopped", exc_info=error)
            say_error(error.subject, error.reason)
            raise typer.Exit(BROKEN) from error
        except BrokenPipeError as error:
            _drop_output()
            raise typer.Exit(DONE) from error
        except KeyboardInterrupt as error:
            error_console().print(line("stopped"))
            raise typer.Exit(INTERRUPTED) from error

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List the commands by what they are for; one that is in no section comes last."""
        named = {name for names in SECTIONS.values() for name in names}
        others = tuple(name for name in self.list_commands(ctx) if name not in named)
        for title, names in {**SECTIONS, "Other": others}.items():
            rows = list(self._rows(ctx, names, formatter.width))
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows, col_max=12)

    def _rows(self, ctx: Any, names: tuple[str, ...], width: int) -> Iterator[tuple[str, str]]:
        for name in names:
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                yield name.ljust(9), command.get_short_help_str(width)


def say_error(subject: str, reason: str) -> None:
    """One line on standard error: which thing, what is wrong, what to do now."""
    console = error_console()
    console.print(line(("sayso: ", "bold red"), f"{subject}: {reason}"), soft_wrap=True)


def _drop_output() -> None:
    """Let what is still buffered for a closed pipe go nowhere, so that leaving makes no second error."""
    with contextlib.suppress(OSError, ValueError, io.UnsupportedOperation):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())


def _write_anything() -> None:
    """Let a terminal or pipe that is not UTF-8 get `?` for what it cannot show, not an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
