"""What the ledger tells of feeds: what is watched, what was seen, and what is to be done now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sayso.records import FeedEntry

EntryState = Literal["waiting", "added", "known", "skipped", "purged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRow:
    """A feed that is watched, or was.

    `hints` is what it says of how often it changes, as the poller wrote it. `failures` are those in a row,
    and `last_error` is the reason of the last. `n_documents` of its entries are documents, `n_waiting` are
    still to be fetched, and `n_skipped` could not be.
    """

    id: str
    address: str
    host: str
    title: str | None
    outlet: str | None
    added_at: datetime
    etag: str | None
    last_modified: str | None
    sha256: str | None
    hints: str
    polled_at: datetime | None
    changed_at: datetime | None
    next_due: datetime
    failures: int
    last_error: str | None
    stopped_at: datetime | None
    stopped_because: str | None
    n_documents: int = 0
    n_waiting: int = 0
    n_skipped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedAdded:
    """A feed that was asked to be watched: its id, whether that is new, and whether it is stopped."""

    id: str
    new: bool
    stopped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEvent:
    """Something that happened to a feed itself: added, moved to another address, stopped, resumed."""

    what: str
    address: str
    reason: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An entry of a feed, the page that its link leads to (null: none), and the host to ask for it."""

    entry: FeedEntry
    page: str | None
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """What asking for a feed gave. `wait` is in seconds; `error` is null where it went well.

    Null fields of `title` to `hints` leave what the ledger has. `moved` is its new address, at `moved_host`.
    """

    wait: float
    error: str | None = None
    moved: str | None = None
    moved_host: str = ""
    gone: str | None = None  # why it is stopped for good
    title: str | None = None
    site: str | None = None
    outlet: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    sha256: str | None = None
    hints: str | None = None
    cut: str | None = None  # what of it was left out, if anything
    entries: tuple[Seen, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """One entry of a feed, and what became of its article; `feed_outlet` is the publisher of the feed."""

    number: int
    id: str
    feed: str
    page: str | None
    host: str
    entry: FeedEntry
    state: EntryState
    from_feed: bool
    document_id: str | None
    reason: str | None
    tries: int
    seen_at: datetime
    feed_outlet: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of an article, for good."""

    state: EntryState
    document_id: str | None = None
    reason: str | None = None
    from_feed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HostRow:
    """A host that a watcher has claimed: its robots.txt as it was kept, and not before when to ask it."""

    host: str
    robots: str | None
    robots_status: int | None
    robots_at: datetime | None
    next_at: datetime
