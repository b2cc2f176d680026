"""Failed logins: who guesses passwords waits longer and longer."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

FREE = 5  # failures before anybody waits: a person mistypes, and caps lock is on
LONGEST = timedelta(minutes=5)  # so that nobody can lock out another for long
FORGOTTEN = timedelta(hours=1)
MOST = 10_000  # names and addresses that are remembered


class Attempts:
    """Failed logins by user name and by network address, in memory; safe to use from several threads."""

    def __init__(self) -> None:
        self._failed: dict[str, tuple[int, datetime]] = {}
        self._lock = threading.Lock()

    def begin(self, name: str, address: str, now: datetime) -> timedelta | None:
        """How long to wait before this may be tried; None: try, and it counts as failed until `forget`.

        It counts before it is tried, so that nobody gets more tries by sending many at once.
        """
        with self._lock:
            waits = [self._wait(key, now) for key in _keys(name, address)]
            longest = max(waits)
            if longest > timedelta():
                return longest
            for key in _keys(name, address):
                count, _ = self._remembered(key, now)
                self._failed.pop(key, None)  # the last one tried goes to the end
                self._failed[key] = (count + 1, now)
            while len(self._failed) > MOST:
                del self._failed[next(iter(self._failed))]
            return None

    def forget(self, name: str, address: str) -> None:
        """Forget the failures: the password was right."""
        with self._lock:
            for key in _keys(name, address):
                self._failed.pop(key, None)

    def _remembered(self, key: str, now: datetime) -> tuple[int, datetime]:
        count, last = self._failed.get(key, (0, now))
        return (0, now) if now - last > FORGOTTEN else (count, last)

    def _wait(self, key: str, now: datetime) -> timedelta:
        count, last = self._remembered(key, now)
        if count < FREE:
            return timedelta()
        pause = min(timedelta(seconds=2 ** min(count - FREE, 20)), LONGEST)
        return last + pause - now


def _keys(name: str, address: str) -> tuple[str, str]:
    return f"name {name}", f"address {address}"
