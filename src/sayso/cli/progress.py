"""Progress: the bar of long work that counts what came of it and tells how long it will still take."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn


def counting(on: Console) -> Progress:
    """A bar whose task has `counts`, the words beside it; nothing where there is no terminal."""
    return Progress(
        BarColumn(bar_width=24),
        TextColumn("{task.fields[counts]}"),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
        console=on,
        transient=True,
        disable=not on.is_terminal,
    )
