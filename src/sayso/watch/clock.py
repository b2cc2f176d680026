"""The time, and waiting for it: given from outside, so that a year passes in a second where it is tried."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from typing import Protocol, TypeVar

_Item = TypeVar("_Item")


class Clock(Protocol):
    """What time it is, and waiting until an item comes."""

    def now(self) -> datetime:
        """The time of day; it may be put back."""
        ...

    def monotonic(self) -> float:
        """Seconds that only go forward."""
        ...

    def wait(self, inbox: SimpleQueue[_Item], seconds: float, *, expecting: bool) -> _Item | None:
        """The next item, or None once so many seconds have passed; `expecting`: one is on its way."""
        ...


class SystemClock:
    """The computer's own."""

    def now(self) -> datetime:
        """The time of day."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that only go forward."""
        return time.monotonic()

    def wait(self, inbox: SimpleQueue[_Item], seconds: float, *, expecting: bool) -> _Item | None:
        """The next item, or None once so many seconds have passed."""
        try:
            return inbox.get(timeout=max(0.0, seconds))
        except Empty:
            return None
