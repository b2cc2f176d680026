"""What there is to do for feeds, and who does it: hosts are claimed, so that nothing is asked for twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from sayso.records import FeedEntry

from .connection import Store
from .feed_rows import EntryRow, EntryState, FeedRow, HostRow, Settled
from .feeds import ORIGIN, feed_row, later
from .schema import documents, feed_entries, feed_hosts, feeds, tombstones
from .stored import printable, to_time

# How long a claim holds that is not renewed: longer than one address may take and one article is read, so
# that no living watcher loses its host, and short enough that what one left that died on another machine is
# taken up.
LEASE = timedelta(minutes=10)
# A schedule that was set later than this from now was set by a clock that was ahead of this one.
AHEAD = timedelta(minutes=1)


def claim(
    store: Store, watcher: str, *, limit: int, now: datetime, soon: timedelta = timedelta(0)
) -> list[HostRow]:
    """Claim hosts that have something to be asked for, those that have waited longest first.

    A host that may not be asked before a time is given where that is `soon` from now.
    """
    with store.reading() as connection:  # mostly nothing is due, and nobody need wait for a writer then
        if connection.execute(_due_hosts(now).limit(1)).first() is None:
            return []
    with store.writing(origin=ORIGIN) as connection:
        due = _due_hosts(now).subquery()
        free = sa.or_(
            feed_hosts.c.claimed_by.is_(None),
            feed_hosts.c.claimed_until <= to_time(now),
            feed_hosts.c.claimed_until > to_time(now + LEASE),  # by a clock that was ahead
        )
        open_ = sa.or_(
            feed_hosts.c.host.is_(None), sa.and_(free, feed_hosts.c.next_at <= to_time(now + soon))
        )
        joined = due.outerjoin(feed_hosts, feed_hosts.c.host == due.c.host)
        first = sa.func.min(due.c.since)
        query = sa.select(due.c.host).select_from(joined).where(open_).group_by(due.c.host)
        hosts = list(connection.scalars(query.order_by(first, due.c.host).limit(limit)))
        return [_claim(store, connection, host, watcher, now) for host in hosts]


def claim_one(store: Store, watcher: str, host: str, *, now: datetime) -> HostRow | None:
    """Claim this host; None where another watcher has it."""
    with store.writing(origin=ORIGIN) as connection:
        row = connection.execute(sa.select(feed_hosts).where(feed_hosts.c.host == host)).first()
        others = row is not None and row.claimed_by not in (None, watcher)
        if row is not None and others and to_time(now) < row.claimed_until <= to_time(now + LEASE):
            return None
        return _claim(store, connection, host, watcher, now)


def _due_hosts(now: datetime) -> sa.CompoundSelect[Any]:
    moment = to_time(now)
    polls = sa.select(feeds.c.host, feeds.c.next_due.label("since")).where(
        feeds.c.stopped_at.is_(None), feeds.c.next_due <= moment
    )
    articles = sa.select(feed_entries.c.host, feed_entries.c.next_try.label("since")).where(
        feed_entries.c.state == "waiting", feed_entries.c.next_try <= moment, _of_watched()
    )
    return sa.union_all(polls, articles)


def _of_watched() -> sa.ColumnElement[bool]:
    return feed_entries.c.feed.in_(sa.select(feeds.c.id).where(feeds.c.stopped_at.is_(None)))


def _claim(store: Store, connection: sa.Connection, host: str, watcher: str, now: datetime) -> HostRow:
    moment = to_time(now)
    dialect = sqlite if store.is_sqlite else postgresql
    new = dialect.insert(feed_hosts).values(host=host, next_at=moment, set_at=moment)
    connection.execute(new.on_conflict_do_nothing())
    own = feed_hosts.c.host == host
    values = {"claimed_by": watcher, "claimed_until": to_time(now + LEASE)}
    connection.execute(sa.update(feed_hosts).where(own).values(values))
    row = connection.execute(sa.select(feed_hosts).where(own)).one()
    return HostRow(
        host=host,
        robots=row.robots,
        robots_status=row.robots_status,
        robots_at=datetime.fromisoformat(row.robots_at) if row.robots_at else None,
        next_at=datetime.fromisoformat(row.next_at),
    )


def renew(store: Store, watcher: str, host: str, *, now: datetime) -> bool:
    """Hold the claim on a host for longer; whether it is still this watcher's."""
    own = sa.and_(feed_hosts.c.host == host, feed_hosts.c.claimed_by == watcher)
    with store.writing(origin=ORIGIN) as connection:
        values = {"claimed_until": to_time(now + LEASE)}
        return connection.execute(sa.update(feed_hosts).where(own).values(values)).rowcount > 0


def release(store: Store, watcher: str, host: str, *, next_at: datetime, now: datetime) -> None:
    """Give a host back, not to be asked before `next_at`; nothing where another watcher has it by now."""
    own = sa.and_(feed_hosts.c.host == host, feed_hosts.c.claimed_by == watcher)
    values = {
        "claimed_by": None, "claimed_until": None, "next_at": to_time(next_at), "set_at": to_time(now),
    }  # fmt: skip
    with store.writing(origin=ORIGIN) as connection:
        connection.execute(sa.update(feed_hosts).where(own).values(values))


def release_dead(store: Store, is_dead: Callable[[str], bool]) -> int:
    """Give back the hosts of watchers that are no more; how many."""
    held = sa.select(feed_hosts.c.claimed_by).where(feed_hosts.c.claimed_by.is_not(None)).distinct()
    with store.writing(origin=ORIGIN) as connection:
        dead = [one for one in connection.scalars(held).all() if is_dead(one)]
        values = {"claimed_by": None, "claimed_until": None}
        gone = sa.update(feed_hosts).where(feed_hosts.c.claimed_by.in_(dead)).values(values)
        return connection.execute(gone).rowcount if dead else 0


def keep_robots(store: Store, host: str, *, text: str | None, status: int, now: datetime) -> None:
    """Keep what a host answered when it was asked for its robots.txt; status 0 is no answer."""
    values = {"robots": text, "robots_status": status, "robots_at": to_time(now)}
    with store.writing(origin=ORIGIN) as connection:
        connection.execute(sa.update(feed_hosts).where(feed_hosts.c.host == host).values(values))


def due_feeds(store: Store, host: str, *, now: datetime) -> list[FeedRow]:
    """The feeds of the host that are due, the longest due first."""
    due = sa.select(feeds).where(
        feeds.c.host == host, feeds.c.stopped_at.is_(None), feeds.c.next_due <= to_time(now)
    )
    with store.reading() as connection:
        rows = connection.execute(due.order_by(feeds.c.next_due, feeds.c.id)).mappings().all()
    return [feed_row(row) for row in rows]


def due_entries(store: Store, host: str, *, limit: int, now: datetime) -> list[EntryRow]:
    """Entries of the host whose articles are to be fetched now, first seen first."""
    due = (
        sa.select(feed_entries, feeds.c.outlet)
        .join(feeds, feeds.c.id == feed_entries.c.feed)
        .where(
            feed_entries.c.host == host,
            feed_entries.c.state == "waiting",
            feed_entries.c.next_try <= to_time(now),
            feeds.c.stopped_at.is_(None),
        )
    )
    ordered = due.order_by(feed_entries.c.next_try, feed_entries.c.number).limit(limit)
    with store.reading() as connection:
        return [entry_row(row) for row in connection.execute(ordered).mappings()]


def list_entries(store: Store, *, feed: str | None, document_id: str | None) -> list[EntryRow]:
    """What feeds said of articles, first seen first: of one feed, or of one document, or of all."""
    query = sa.select(feed_entries, feeds.c.outlet).join(feeds, feeds.c.id == feed_entries.c.feed)
    if feed is not None:
        query = query.where(feed_entries.c.feed == feed)
    if document_id is not None:
        query = query.where(feed_entries.c.document_id == document_id)
    with store.reading() as connection:
        rows = connection.execute(query.order_by(feed_entries.c.number)).mappings().all()
    return [entry_row(row) for row in rows]


def entry_row(row: Any) -> EntryRow:
    """A row of `feed_entries`, joined with its feed's outlet."""
    entry = FeedEntry(
        guid=row["guid"] or "-",  # of a purged one
        link=row["link"],
        title=row["title"],
        authors=tuple(json.loads(row["authors"])),
        published=row["published"],
        updated=row["updated"],
        language=row["language"],
        source_title=row["source_title"],
        source_url=row["source_url"],
        content=row["content"],
        content_type=row["content_type"],
    )
    return EntryRow(
        number=row["number"],
        id=row["id"],
        feed=row["feed"],
        page=row["page"],
        host=row["host"],
        entry=entry,
        state=row["state"],
        from_feed=bool(row["from_feed"]),
        document_id=row["document_id"],
        reason=row["reason"],
        tries=row["tries"],
        seen_at=datetime.fromisoformat(row["seen_at"]),
        feed_outlet=row["outlet"],
    )


def known_page(store: Store, entry: EntryRow) -> Settled | None:
    """What became of the entry's page, where another feed had it before or the ledger has its address.

    An article that a watcher added that died before it could say so is found by what it expected. A page
    that was purged, or that could not be read, is not fetched once more.
    """
    with store.reading() as connection:
        own = sa.select(feed_entries.c.expected).where(feed_entries.c.number == entry.number)
        there = sa.select(documents.c.id).where(documents.c.id.in_(own))
        added = connection.scalars(there).first()
    if added is not None:
        return Settled(state="added", document_id=added)
    if entry.page is None:
        return None
    other = sa.select(feed_entries).where(
        feed_entries.c.page == entry.page,
        feed_entries.c.number != entry.number,
        feed_entries.c.state != "waiting",
    )
    with store.reading() as connection:
        row = connection.execute(other.order_by(feed_entries.c.number.desc()).limit(1)).first()
        if row is None and entry.entry.link:
            same = sa.select(documents.c.id).where(documents.c.url == entry.entry.link)
            found = connection.scalars(same.order_by(documents.c.version.desc()).limit(1)).first()
            return Settled(state="known", document_id=found) if found else None
    if row is None:
        return None
    state: EntryState = "known" if row.state == "added" else row.state
    return Settled(state=state, document_id=row.document_id, reason=row.reason, from_feed=bool(row.from_feed))


def settle(store: Store, number: int, settled: Settled) -> None:
    """Keep what became of an article, for good; the feed's content is kept no longer.

    Where its document was purged, the entry is emptied as well.
    """
    values: dict[str, Any] = {
        "state": settled.state, "document_id": settled.document_id, "from_feed": int(settled.from_feed),
        "reason": printable(settled.reason) if settled.reason else None, "content": None,
        "content_type": None, "next_try": None, "expected": None,
    }  # fmt: skip
    with store.writing(origin=ORIGIN) as connection:
        if settled.document_id is not None and not _holds(connection, documents, settled.document_id):
            values["document_id"] = None
        purged = settled.document_id is not None and _holds(connection, tombstones, settled.document_id)
        if settled.state == "purged" or purged:
            values |= EMPTIED
        own = feed_entries.c.number == number
        connection.execute(sa.update(feed_entries).where(own).values(values))


def _holds(connection: sa.Connection, table: sa.Table, document_id: str) -> bool:
    return connection.scalar(sa.select(table.c.id).where(table.c.id == document_id)) is not None


def expect(store: Store, number: int, document_id: str, *, from_feed: bool) -> None:
    """Keep which document is about to be added for this entry, for whoever goes on if this watcher dies."""
    values = {"expected": document_id, "from_feed": int(from_feed)}
    own = feed_entries.c.number == number
    with store.writing(origin=ORIGIN) as connection:
        connection.execute(sa.update(feed_entries).where(own).values(values))


def postpone(store: Store, number: int, *, tries: int, wait: float, reason: str, now: datetime) -> None:
    """Try an article again after so many seconds, and keep why."""
    moment = to_time(now)
    values = {
        "tries": tries, "next_try": later(moment, wait), "set_at": moment, "reason": printable(reason),
    }  # fmt: skip
    waiting = sa.and_(feed_entries.c.number == number, feed_entries.c.state == "waiting")
    with store.writing(origin=ORIGIN) as connection:
        connection.execute(sa.update(feed_entries).where(waiting).values(values))


# What is left of an entry whose document was purged: hashes, so that it is not fetched again.
EMPTIED: dict[str, Any] = {
    "state": "purged", "guid": "", "link": None, "host": "", "title": None, "authors": "[]",
    "published": None, "updated": None, "source_title": None, "source_url": None, "content": None,
    "content_type": None, "document_id": None, "expected": None, "reason": None, "next_try": None,
}  # fmt: skip


def forget_entries(connection: sa.Connection, document_id: str) -> None:
    """Empty the entries of a document that is purged; their hashes stay, so that none is fetched again."""
    own = feed_entries.c.document_id == document_id
    connection.execute(sa.update(feed_entries).where(own).values(EMPTIED))


def next_work(store: Store) -> datetime | None:
    """When something is due next; None where nothing will be."""
    polls = sa.select(sa.func.min(feeds.c.next_due)).where(feeds.c.stopped_at.is_(None))
    articles = sa.select(sa.func.min(feed_entries.c.next_try)).where(
        feed_entries.c.state == "waiting", _of_watched()
    )
    with store.reading() as connection:
        found = [connection.scalar(polls), connection.scalar(articles)]
    times = [datetime.fromisoformat(one) for one in found if one]
    return min(times, default=None)


def set_anew(store: Store, *, now: datetime) -> int:
    """Set schedules anew that were set by a clock that was ahead of this one; how many.

    Else whatever was planned before the clock was put back would wait until it is that late again. Feeds
    wait as long from now as they did from then, so they do not all come at once.
    """
    ahead, moment = to_time(now + AHEAD), to_time(now)
    changed = 0
    with store.reading() as connection:
        if not any(connection.execute(query.limit(1)).first() for query in _set_ahead(ahead)):
            return 0
    with store.writing(origin=ORIGIN) as connection:
        late = connection.execute(sa.select(feeds.c.id, feeds.c.wait).where(feeds.c.set_at > ahead)).all()
        for row in late:
            values = {"next_due": later(moment, row.wait), "set_at": moment}
            connection.execute(sa.update(feeds).where(feeds.c.id == row.id).values(values))
        changed += len(late)
        waiting = sa.and_(feed_entries.c.state == "waiting", feed_entries.c.set_at > ahead)
        values = {"next_try": moment, "set_at": moment}
        changed += connection.execute(sa.update(feed_entries).where(waiting).values(values)).rowcount
        values = {"next_at": moment, "set_at": moment}
        hosts = sa.update(feed_hosts).where(feed_hosts.c.set_at > ahead).values(values)
        changed += connection.execute(hosts).rowcount
    return changed


def _set_ahead(ahead: str) -> tuple[sa.Select[Any], ...]:
    waiting = feed_entries.c.state == "waiting"
    return (
        sa.select(feeds.c.id).where(feeds.c.set_at > ahead),
        sa.select(feed_entries.c.id).where(waiting, feed_entries.c.set_at > ahead),
        sa.select(feed_hosts.c.host).where(feed_hosts.c.set_at > ahead),
    )
