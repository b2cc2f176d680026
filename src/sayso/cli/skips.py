"""What was skipped: said at once on standard error, and counted for the exit code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console

from sayso.records import Reading, Skipped

from .rim import DONE, INCOMPLETE
from .terminal import line


class Skips:
    """Counts what was skipped, and says each with its reason."""

    def __init__(self, on: Console) -> None:
        self._on = on
        self.count = 0

    def say(self, name: str, reason: str) -> None:
        """Say which input was skipped and why."""
        self.count += 1
        self._on.print(line(("skipped ", "yellow"), f"{name}: {reason}"), soft_wrap=True)

    def without(self, items: Iterable[Reading | Skipped]) -> Iterator[Reading]:
        """The readings among the items; the others, and what was left unread for its language, are said."""
        for item in items:
            if isinstance(item, Skipped):
                self.say(item.name, item.reason)
            elif item.unread:
                self.say(item.document.name, item.unread)
            else:
                yield item

    @property
    def exit_code(self) -> int:
        """0 where nothing was skipped."""
        return INCOMPLETE if self.count else DONE


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """The number with its noun.

    >>> counted(1, "document"), counted(0, "reply", "replies")
    ('1 document', '0 replies')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def origins(n_documents: int, n_origins: int) -> str:
    """What stands behind a number of documents: how many origins they have, where copies make those fewer.

    >>> origins(14, 2), origins(3, 3)
    (', 2 origins', '')
    """
    return f", {counted(n_origins, 'origin')}" if n_origins < n_documents else ""
