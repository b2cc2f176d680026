"""The terminal: where output goes, how wide it is, and what of a stranger's text may reach it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from typing import BinaryIO, cast

from rich.console import Console, RenderableType
from rich.text import Text

PLAIN_WIDTH = 100  # columns, where output is no terminal and COLUMNS is not set
WIDEST = 110  # columns: longer lines are hard to read

Part = str | Text | tuple[str, str]

# An article could otherwise clear the screen, forge lines, set the clipboard or turn text around.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def shown(text: str) -> str:
    """The text as it may be shown: control characters as visible signs, line ends as line ends.

    >>> shown("a\\x1b[31mb\\r\\nc\\u202ed")
    'a␛[31mb\\nc\ufffdd'
    """
    return _CONTROL.sub(_sign, text.replace("\r\n", "\n"))


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code in (0x0D, 0x2028, 0x2029):
        return "\n"
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


def on_one_line(text: str) -> str:
    """The text fit to be shown within a line: every run of blanks and line ends is one blank."""
    return " ".join(shown(text).split())


def line(*parts: Part) -> Text:
    """One line of text, some parts of it styled; never read as markup."""
    safe = [_safe(part) for part in parts]
    return Text.assemble(*safe)


def _safe(part: Part) -> Part:
    if isinstance(part, Text):
        return part
    if isinstance(part, str):
        return on_one_line_keeping_edges(part)
    return (on_one_line_keeping_edges(part[0]), part[1])


def day_of(published: str | None) -> str:
    """The day of a date that may have a time of day, which would take a table's room; nothing for none.

    >>> day_of("2024-05-05T06:30:00+02:00"), day_of("2024-05"), day_of(None)
    ('2024-05-05', '2024-05', '')
    """
    return on_one_line(published or "").partition("T")[0].partition(" ")[0]


def on_one_line_keeping_edges(text: str) -> str:
    """The text on one line, with the blanks at its edges as they are."""
    return shown(text).replace("\n", " ").replace("\t", " ")


def console() -> Console:
    """Standard output: colours only in a terminal, and only where NO_COLOR is not set."""
    return _console(stderr=False)


def error_console() -> Console:
    """Standard error: messages and progress, never results."""
    return _console(stderr=True)


class _Console(Console):
    """A console that leaves a closed pipe to the rim; rich's own would end the program with exit code 1."""

    def on_broken_pipe(self) -> None:
        """Let the BrokenPipeError that is being handled go on."""
        raise


def _console(*, stderr: bool) -> Console:
    found = _Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if found.is_terminal:
        found.width = min(found.width, WIDEST)
    elif not os.environ.get("COLUMNS", "").isdigit():
        found.width = PLAIN_WIDTH
    return found


def put(on: Console, what: RenderableType) -> None:
    """Print; a table or a padded block without the blanks at its lines' ends where that is no terminal."""
    if isinstance(what, Text):
        on.print(what, soft_wrap=True)
    elif on.is_terminal:
        on.print(what)
    else:
        with on.capture() as captured:
            on.print(what)
        for row in captured.get().splitlines():
            on.print(Text(row.rstrip()), soft_wrap=True)


def machine_output() -> BinaryIO:
    """Standard output for bytes that machines read."""
    sys.stdout.flush()
    return cast(BinaryIO, sys.stdout.buffer)


def wrapped(text: Text, on: Console, indent: int) -> Iterator[Text]:
    """The text in lines that fit the console behind the indent, without blanks at their ends."""
    for row in text.wrap(on, max(20, on.width - indent)):
        row.rstrip()
        yield Text.assemble(" " * indent if row else "", row)
