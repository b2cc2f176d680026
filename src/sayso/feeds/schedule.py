"""When a feed or an article is asked for again: pure functions of what happened and of the time."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
LONGEST = DAY  # seconds: nothing waits longer, whatever a server says, so that no mistake of it is for ever
# A publisher's word on how seldom a feed changes is taken up to this: many systems say `hourly` or `daily` of
# every feed whatever is in it, and an unchanged feed costs one empty answer.
LONGEST_HINT = HOUR
JITTER = 0.1  # of a wait, either way: feeds that were added together do not stay together
TRIES = 6  # of an article: at once, then after 15 and 30 minutes, 1, 2 and 4 hours; then its reason stays
_MAX_AGE = re.compile(r"\bmax-age\s*=\s*\"?(\d{1,9})", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """How often a feed says that it changes, and the hours (UTC) and days (0 Monday) when it never does."""

    seconds: int | None = None
    hours: tuple[int, ...] = ()
    days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often a desk wants its feeds asked, in seconds."""

    every: float = 15 * MINUTE


def next_wait(
    feed: str,
    now: datetime,
    rhythm: Rhythm,
    *,
    failures: int = 0,
    hints: Hints | None = None,
    fresh: float | None = None,
    retry_after: float | None = None,
) -> float:
    """How many seconds after `now` a feed is asked again, a little more or less for each feed and time.

    `failures` in a row double the wait each. `fresh` is for how long the server says that its answer holds,
    `retry_after` how long it wants to be left alone: that is kept to, up to a day.
    """
    hints = hints or Hints()
    if failures:
        wait = rhythm.every * 2.0 ** min(failures, 20)
    else:
        wait = max(rhythm.every, min(LONGEST_HINT, max(hints.seconds or 0, fresh or 0)))
    wait = min(max(wait, rhythm.every), max(LONGEST, rhythm.every)) * (1 + JITTER * swing(feed, now))
    wait = max(wait, min(retry_after or 0, LONGEST))
    return wait + _skipped(now + timedelta(seconds=wait), hints)


def next_try(entry: str, tries: int, now: datetime, *, retry_after: float | None = None) -> float | None:
    """How many seconds after `now` an article is tried again that failed so often; None for never."""
    if tries >= TRIES:
        return None
    wait = 15 * MINUTE * 2.0 ** (tries - 1) * (1 + JITTER * swing(entry, now))
    return max(wait, min(retry_after or 0, LONGEST))


def swing(name: str, now: datetime) -> float:
    """A number from -1 to 1, the same for the same name and second.

    >>> swing("a", datetime(2026, 5, 5, tzinfo=UTC)) == swing("a", datetime(2026, 5, 5, tzinfo=UTC))
    True
    """
    digest = hashlib.blake2b(f"{name} {int(now.timestamp())}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") / (2**32 - 1) * 2 - 1


def _skipped(due: datetime, hints: Hints) -> float:
    """How many seconds later an hour begins in which the feed wants to be asked; 0 where there is none."""
    at = due.astimezone(UTC)
    for _ in range(8 * 24):
        if at.hour not in hints.hours and at.weekday() not in hints.days:
            return min((at - due).total_seconds(), LONGEST)
        at = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return 0.0


def to_seconds(retry_after: str | None, now: datetime) -> float | None:
    """What a Retry-After header says, a number or a date, in seconds from now; None where it says nothing.

    >>> to_seconds("120", datetime(2026, 5, 5, tzinfo=UTC))
    120.0
    """
    value = (retry_after or "").strip()
    if value.isdecimal():
        return float(value[:9])
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())


def to_fresh(cache_control: str | None) -> float | None:
    """For how many seconds an answer holds, by its Cache-Control; None where that says nothing."""
    found = _MAX_AGE.search(cache_control or "")
    return float(found[1]) if found else None
