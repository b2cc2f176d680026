"""The ledger's feeds, as one thing to be handed on: `ledger.feeds`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from . import feed_work, feeds
from .connection import Store
from .feed_rows import EntryRow, FeedAdded, FeedEvent, FeedRow, HostRow, Polled, Settled


class Feeds:
    """Feeds that are watched, what was seen in them, and who does what there is to do.

    Every method that writes is one transaction. Hosts are claimed by watchers; a claim that is not renewed
    ends by itself. `now` decides everything: no method reads a clock.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, address: str, *, host: str, now: datetime) -> FeedAdded:
        """Watch the feed at this address; one that is known by it, or once was, is left as it is."""
        return feeds.add(self._store, address, host=host, now=now)

    def all(self) -> list[FeedRow]:
        """Every feed, those that are stopped at the end, by title or address."""
        return feeds.list_feeds(self._store)

    def find(self, reference: str) -> FeedRow:
        """The feed of this address, old or new, title or id, or the only one whose id begins so."""
        return feeds.find(self._store, reference)

    def events(self, feed: str) -> list[FeedEvent]:
        """What happened to the feed itself, first first: added, moved, stopped, resumed."""
        return feeds.events(self._store, feed)

    def stop(self, feed: str, *, reason: str, now: datetime) -> None:
        """Ask for the feed no more, and fetch nothing of what waits from it; nothing where it is stopped."""
        feeds.stop(self._store, feed, reason=reason, now=now)

    def resume(self, feed: str, *, now: datetime) -> None:
        """Ask for the feed again, from now on; nothing where it is not stopped."""
        feeds.resume(self._store, feed, now=now)

    def polled(self, feed: str, told: Polled, *, now: datetime) -> int:
        """Keep what asking for the feed gave; how many of its entries are new."""
        return feeds.polled(self._store, feed, told, now=now)

    def entries(self, *, feed: str | None = None, document_id: str | None = None) -> list[EntryRow]:
        """What feeds said of articles, first seen first: of one feed, or of one document."""
        return feed_work.list_entries(self._store, feed=feed, document_id=document_id)

    def claim(
        self, watcher: str, *, limit: int, now: datetime, soon: timedelta = timedelta(0)
    ) -> list[HostRow]:
        """Claim hosts that have something to be asked for, those that have waited longest first."""
        return feed_work.claim(self._store, watcher, limit=limit, now=now, soon=soon)

    def claim_one(self, watcher: str, host: str, *, now: datetime) -> HostRow | None:
        """Claim this host; None where another watcher has it."""
        return feed_work.claim_one(self._store, watcher, host, now=now)

    def renew(self, watcher: str, host: str, *, now: datetime) -> bool:
        """Hold the claim on a host for longer; whether it is still this watcher's."""
        return feed_work.renew(self._store, watcher, host, now=now)

    def release(self, watcher: str, host: str, *, next_at: datetime, now: datetime) -> None:
        """Give a host back, not to be asked before `next_at`; nothing where another watcher has it by now."""
        feed_work.release(self._store, watcher, host, next_at=next_at, now=now)

    def release_dead(self, is_dead: Callable[[str], bool]) -> int:
        """Give back the hosts of watchers that are no more; how many."""
        return feed_work.release_dead(self._store, is_dead)

    def keep_robots(self, host: str, *, text: str | None, status: int, now: datetime) -> None:
        """Keep what a host answered when it was asked for its robots.txt; status 0 is no answer."""
        feed_work.keep_robots(self._store, host, text=text, status=status, now=now)

    def due_feeds(self, host: str, *, now: datetime) -> list[FeedRow]:
        """The feeds of the host that are due, the longest due first."""
        return feed_work.due_feeds(self._store, host, now=now)

    def due_entries(self, host: str, *, limit: int, now: datetime) -> list[EntryRow]:
        """Entries of the host whose articles are to be fetched now, first seen first."""
        return feed_work.due_entries(self._store, host, limit=limit, now=now)

    def known_page(self, entry: EntryRow) -> Settled | None:
        """What became of the entry's page where another feed had it before, or the ledger has its address."""
        return feed_work.known_page(self._store, entry)

    def settle(self, number: int, settled: Settled) -> None:
        """Keep what became of an article, for good."""
        feed_work.settle(self._store, number, settled)

    def expect(self, number: int, document_id: str, *, from_feed: bool) -> None:
        """Keep which document is about to be added for this entry, for whoever goes on if this one dies."""
        feed_work.expect(self._store, number, document_id, from_feed=from_feed)

    def postpone(self, number: int, *, tries: int, wait: float, reason: str, now: datetime) -> None:
        """Try an article again after so many seconds, and keep why."""
        feed_work.postpone(self._store, number, tries=tries, wait=wait, reason=reason, now=now)

    def next_work(self) -> datetime | None:
        """When something is due next; None where nothing will be."""
        return feed_work.next_work(self._store)

    def set_anew(self, *, now: datetime) -> int:
        """Set schedules anew that were set by a clock that was ahead of this one; how many."""
        return feed_work.set_anew(self._store, now=now)
