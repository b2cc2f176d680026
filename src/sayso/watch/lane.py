"""Lanes: what is to be asked of one host, one thing after another."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sayso.errors import DocumentError
from sayso.feeds import Robots, host_of, read_robots
from sayso.ingest.fetch import Answer
from sayso.ledger import EntryRow, FeedRow, HostRow

MAX_HOPS = 5  # from host to host; within one, redirects have their own limit
ROBOTS_HOLD = timedelta(days=1)  # RFC 9309: not longer than a day
ROBOTS_TRY_AGAIN = timedelta(hours=1)  # after no answer, or a server's own fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to be asked for: a feed, an article, or (neither) a host's robots.txt.

    `home` is the host whose lane it came from; `for_good` says whether all redirects that led here from
    another host were for good.
    """

    address: str
    home: str
    feed: FeedRow | None = None
    entry: EntryRow | None = None
    hops: int = 0
    for_good: bool = True

    @property
    def is_robots(self) -> bool:
        """Whether this asks for a host's robots.txt."""
        return self.feed is None and self.entry is None

    @property
    def id(self) -> str:
        """The id of the feed or the entry."""
        return self.feed.id if self.feed else self.entry.id if self.entry else ""

    def onward(self, answer: Answer) -> Task:
        """The same, asked for where the answer's redirect leads."""
        location = answer.location or self.address
        for_good = self.for_good and answer.moved == location
        return replace(self, address=location, hops=self.hops + 1, for_good=for_good)


@dataclass(slots=True)
class Lane:
    """A claimed host: what waits for it, whether it is being asked, and not before when it may be.

    `away` are the ids of what redirects led to the lanes of other hosts.
    """

    host: str
    kept: HostRow
    ready: float  # on the monotonic clock
    held: float  # since when it is claimed, on the monotonic clock
    robots: Robots | None = None
    tasks: deque[Task] = field(default_factory=deque)
    away: set[str] = field(default_factory=set)
    busy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of asking: an answer, or the reason why there is none; `lane` is whose it was, if any's."""

    host: str
    task: Task
    lane: Lane | None = None
    answer: Answer | None = None
    error: DocumentError | None = None


def kept_robots(row: HostRow, now: datetime) -> Robots | None:
    """The rules that were kept of a host, while they hold; None where they must be asked for."""
    if row.robots_status is None or row.robots_at is None:
        return None
    hold = ROBOTS_TRY_AGAIN if is_trouble(row.robots_status) else ROBOTS_HOLD
    if not -ROBOTS_TRY_AGAIN < now - row.robots_at < hold:
        return None
    return to_robots(row.robots, row.robots_status)


def to_robots(text: str | None, status: int) -> Robots:
    """The rules by RFC 9309: none where the host has none, and nothing allowed while it cannot say.

    Where an older robots.txt is known, it holds until the host can say.
    """
    if is_trouble(status) and text is None:
        said = f"the server answered {status}" if status else "no answer"
        return Robots(unknown=f"robots.txt cannot be had ({said})")
    return read_robots(text)


def is_trouble(status: int) -> bool:
    """Whether the host could not say what it lets be read, which is not the same as having no rules."""
    return status == 0 or status >= 500 or status == 429


def robots_task(address: str) -> Task:
    """Asking for the robots.txt of the host of this address."""
    parts = urlsplit(address)
    address = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/robots.txt"
    return Task(address=address, home=host_of(address))


def may_follow(lane: Lane, task: Task, address: str) -> bool:
    """Whether a redirect is followed at once: to the same host, by its rules.

    Whatever leads elsewhere is asked in the lane of its own host. Rules are fetched wherever they are.
    """
    if task.is_robots:
        return True
    return host_of(address) == lane.host and (lane.robots is None or lane.robots.allows(address))
