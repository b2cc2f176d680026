"""Write docs/commands.md from the program itself: `python docs/generate_commands.py [--check]`.

With --check nothing is written; the exit code is 1 when the page is not what the program says.
"""

from __future__ import annotations

import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_type_hints

from typer import Typer
from typer.models import ArgumentInfo, OptionInfo

from sayso.cli.app import INTRODUCTION, app, start
from sayso.cli.rim import SECTIONS

PAGE = Path(__file__).with_name("commands.md")

HEAD = """\
# Commands

<!-- Written by docs/generate_commands.py from the program's own help: change that, not this page. -->

Results go to standard output; messages, progress and what was skipped go to standard error. In a pipe
the output is plain text of 100 columns (`COLUMNS` sets another width), in a terminal it has colours,
unless `NO_COLOR` is set. Where a command has `--json`, and in `read --format jsonl`, each line is one JSON
object in UTF-8.

| exit code | meaning |
| --- | --- |
| 0 | done |
| 1 | something was skipped, or `verify` found something wrong; standard error says what |
| 2 | wrong use, or the ledger, the model or the environment is broken; nothing half-done is left |
| 130 | stopped with Ctrl-C; the ledger is whole, and the same command goes on where it stopped |

| variable | meaning |
| --- | --- |
| `SAYSO_LEDGER` | the ledger, where `--ledger` does not name one (else `sayso.db` in the current folder) |
| `NO_COLOR` | no colours |
| `COLUMNS` | the width of the output |
"""


def to_page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_sections()])


def _sections() -> Iterator[str]:
    yield "## sayso\n"
    yield from _help_of(INTRODUCTION)
    yield from _parameters_of(start)
    commands = dict(_commands(app))
    for title, names in SECTIONS.items():
        yield f"## {title}\n"
        for name, command in commands.items():
            if name.split()[0] in names:
                yield from _command(name, command)


def _commands(of: Typer, before: str = "") -> Iterator[tuple[str, Callable[..., None]]]:
    """Every command by its name, in the order of the sections; a group's own after the group."""
    named = {command.name or command.callback.__name__: command for command in of.registered_commands}
    groups = {group.name: group.typer_instance for group in of.registered_groups}
    order = [name for names in SECTIONS.values() for name in names]
    for name in sorted({**named, **groups}, key=lambda name: order.index(name) if name in order else 0):
        if name in groups:
            yield name, groups[name].registered_callback.callback
            yield from _commands(groups[name], f"{name} ")
        else:
            yield before + name, named[name].callback


def _command(name: str, command: Callable[..., None]) -> Iterator[str]:
    yield f"### sayso {name}\n"
    arguments = [parameter.names for parameter in _parameters(command) if parameter.is_argument]
    yield f"```console\n$ {' '.join(['sayso', name, '[OPTIONS]', *arguments])}\n```\n"
    yield from _help_of(command.__doc__ or "")
    yield from _parameters_of(command)


def _help_of(text: str) -> Iterator[str]:
    """The help's paragraphs; those that keep their lines are blocks of their own."""
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        if not paragraph.startswith("\b"):
            yield f"{paragraph}\n"
            continue
        lines = paragraph.splitlines()[1:]
        if lines[0].endswith(":"):
            yield f"{lines.pop(0)}\n"
        yield "```text\n" + textwrap.dedent("\n".join(lines)) + "\n```\n"


def _parameters_of(command: Callable[..., None]) -> Iterator[str]:
    rows = [f"| `{_cell(p.names)}` | {_cell(p.meaning)} |" for p in _parameters(command)]
    if rows:
        yield "\n".join(["| option or argument | meaning |", "| --- | --- |", *rows, ""])


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One option or argument as the page shows it."""

    names: str
    meaning: str
    is_argument: bool


def _parameters(command: Callable[..., None]) -> Iterator[Parameter]:
    """The command's parameters, read off its signature, which all versions of Typer understand alike."""
    hints = get_type_hints(command, include_extras=True)
    for parameter in inspect.signature(command).parameters.values():
        for about in getattr(hints[parameter.name], "__metadata__", ()):
            if isinstance(about, ArgumentInfo):
                names = about.metavar or parameter.name.upper()
                yield Parameter(names=names, meaning=about.help or "", is_argument=True)
            elif isinstance(about, OptionInfo):
                yield _option(parameter.name, about, hints[parameter.name].__origin__, parameter.default)


def _option(name: str, about: OptionInfo, kind: Any, default: object) -> Parameter:
    value = "" if kind is bool else f" {_choices(kind) or about.metavar or 'TEXT'}"
    notes = [about.help or ""]
    if default is inspect.Parameter.empty:
        notes.append("Required.")
    elif isinstance(about.show_default, str):
        notes.append(f"Default: {about.show_default}.")
    elif default not in (None, False, ""):
        shown = f"{default:,}" if isinstance(default, int) else getattr(default, "value", default)
        notes.append(f"Default: {shown}.")
    if about.envvar:
        notes.append(f"Or set {about.envvar}.")
    # Typer takes the first name inside Annotated for a default, and sorts that out later.
    stated = [given for given in (about.default, *(about.param_decls or ())) if isinstance(given, str)]
    names = ", ".join(f"{given}{value}" for given in stated or [f"--{name.replace('_', '-')}"])
    return Parameter(names=names, meaning=" ".join(notes), is_argument=False)


def _choices(kind: Any) -> str | None:
    for part in (kind, *get_args(kind)):
        if isinstance(part, type) and issubclass(part, Enum):
            return "|".join(str(member.value) for member in part)
    return None


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main(arguments: list[str]) -> int:
    """Write the page, or compare it."""
    page = to_page()
    if "--check" not in arguments:
        PAGE.write_text(page, encoding="utf-8", newline="\n")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page:
        return 0
    print("docs/commands.md is old: run python docs/generate_commands.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
