"""Feeds: which are watched, how asking for them went, and what was seen in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from sayso.errors import AbortRun, NotInLedger
from sayso.records import FeedEntry, make_id

from .connection import Store
from .feed_rows import FeedAdded, FeedEvent, FeedRow, Polled, Seen
from .gathered import in_parts
from .schema import feed_entries, feed_events, feeds
from .stored import printable, to_json, to_time

ORIGIN = "feeds"  # one writer of these tables at a time
_MANY = 200  # ids in one condition


def add(store: Store, address: str, *, host: str, now: datetime) -> FeedAdded:
    """Watch the feed at this address; one that is known by it, or was before it moved, is left as it is."""
    moment = to_time(now)
    with store.writing(origin=ORIGIN) as connection:
        row = _known(connection, address)
        if row is not None:
            return FeedAdded(id=row.id, new=False, stopped=row.stopped_at is not None)
        feed = make_id("feed", address)
        values = {
            "id": feed, "address": address, "host": host, "added_at": moment, "hints": "{}", "failures": 0,
            "wait": 0.0, "next_due": moment, "set_at": moment,
        }  # fmt: skip
        connection.execute(sa.insert(feeds), values)
        _tell(connection, feed, "added", address, None, moment)
    return FeedAdded(id=feed, new=True, stopped=False)


def _known(connection: sa.Connection, address: str) -> Any:
    ever = sa.select(feed_events.c.feed).where(feed_events.c.address == address)
    known = sa.or_(feeds.c.address == address, feeds.c.id.in_(ever))
    ordered = sa.select(feeds).where(known).order_by(feeds.c.address != address, feeds.c.id)
    return connection.execute(ordered.limit(1)).first()


def _tell(
    connection: sa.Connection, feed: str, what: str, address: str, reason: str | None, moment: str
) -> None:
    values = {"feed": feed, "what": what, "address": address, "reason": reason, "happened_at": moment}
    connection.execute(sa.insert(feed_events), values)


def list_feeds(store: Store) -> list[FeedRow]:
    """Every feed, those that are stopped at the end, by title or address."""
    states = ("added", "known", "waiting", "skipped")
    columns = [
        sa.func.sum(sa.case((feed_entries.c.state == state, 1), else_=0)).label(state) for state in states
    ]
    counted = sa.select(feed_entries.c.feed, *columns).group_by(feed_entries.c.feed)
    with store.reading() as connection:
        numbers = {row.feed: row for row in connection.execute(counted)}
        rows = connection.execute(sa.select(feeds)).mappings().all()
    found = [feed_row(row, numbers.get(row["id"])) for row in rows]
    return sorted(
        found, key=lambda row: (row.stopped_at is not None, (row.title or row.address).casefold(), row.id)
    )


def feed_row(row: Any, counted: Any = None) -> FeedRow:
    return FeedRow(
        id=row["id"],
        address=row["address"],
        host=row["host"],
        title=row["title"],
        outlet=row["outlet"],
        added_at=datetime.fromisoformat(row["added_at"]),
        etag=row["etag"],
        last_modified=row["last_modified"],
        sha256=row["sha256"],
        hints=row["hints"],
        polled_at=_moment(row["polled_at"]),
        changed_at=_moment(row["changed_at"]),
        next_due=datetime.fromisoformat(row["next_due"]),
        failures=row["failures"],
        last_error=row["last_error"],
        stopped_at=_moment(row["stopped_at"]),
        stopped_because=row["stopped_because"],
        n_documents=int(counted.added + counted.known) if counted else 0,
        n_waiting=int(counted.waiting) if counted else 0,
        n_skipped=int(counted.skipped) if counted else 0,
    )


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def find(store: Store, reference: str) -> FeedRow:
    """The feed of this address, old or new, title or id, or the only one whose id begins so."""
    with store.reading() as connection:
        row = _known(connection, reference)
    if row is not None:
        return feed_row(row._mapping)
    rows = list_feeds(store)
    exact = [row for row in rows if reference in (row.id, row.title)]
    found = exact or [row for row in rows if len(reference) >= 4 and row.id.startswith(reference)]
    if not found:
        raise NotInLedger(reference, "is no feed of this ledger", "`sayso watch --list` lists them")
    if len(found) > 1:
        addresses = " ".join(row.address for row in found)
        raise AbortRun(reference, "means several feeds", f"give an address: {addresses}")
    return found[0]


def events(store: Store, feed: str) -> list[FeedEvent]:
    """What happened to the feed itself, first first."""
    ordered = sa.select(feed_events).where(feed_events.c.feed == feed).order_by(feed_events.c.number)
    with store.reading() as connection:
        return [
            FeedEvent(
                what=row.what,
                address=row.address,
                reason=row.reason,
                at=datetime.fromisoformat(row.happened_at),
            )
            for row in connection.execute(ordered)
        ]


def stop(store: Store, feed: str, *, reason: str, now: datetime) -> None:
    """Ask for the feed no more, and fetch nothing more that waits from it; nothing where it is stopped."""
    with store.writing(origin=ORIGIN) as connection:
        _stop(connection, feed, reason, to_time(now))


def _stop(connection: sa.Connection, feed: str, reason: str, moment: str) -> None:
    reason = printable(reason)
    values = {"stopped_at": moment, "stopped_because": reason}
    going = sa.and_(feeds.c.id == feed, feeds.c.stopped_at.is_(None))
    if connection.execute(sa.update(feeds).where(going).values(values)).rowcount:
        address = connection.scalars(sa.select(feeds.c.address).where(feeds.c.id == feed)).one()
        _tell(connection, feed, "stopped", address, reason, moment)


def resume(store: Store, feed: str, *, now: datetime) -> None:
    """Ask for the feed again, from now on; nothing where it is not stopped."""
    moment = to_time(now)
    values = {
        "stopped_at": None, "stopped_because": None, "failures": 0, "next_due": moment, "set_at": moment,
        "wait": 0.0,
    }  # fmt: skip
    with store.writing(origin=ORIGIN) as connection:
        stopped = sa.and_(feeds.c.id == feed, feeds.c.stopped_at.is_not(None))
        if connection.execute(sa.update(feeds).where(stopped).values(values)).rowcount:
            address = connection.scalars(sa.select(feeds.c.address).where(feeds.c.id == feed)).one()
            _tell(connection, feed, "resumed", address, None, moment)


def polled(store: Store, feed: str, told: Polled, *, now: datetime) -> int:
    """Keep what asking for the feed gave, all of it or nothing; how many of its entries are new.

    An entry is new whose guid and whose page were not seen in the feed before.
    """
    moment = to_time(now)
    with store.writing(origin=ORIGIN) as connection:
        before = connection.execute(sa.select(feeds).where(feeds.c.id == feed)).mappings().one()
        new = list(_new(connection, feed, told.entries))
        if new:
            connection.execute(sa.insert(feed_entries), [_entry_values(feed, seen, moment) for seen in new])
        values = _poll_values(before, told, moment, new=bool(new))
        connection.execute(sa.update(feeds).where(feeds.c.id == feed).values(values))
        if told.gone:
            _stop(connection, feed, told.gone, moment)
        elif told.moved and told.moved != before["address"]:
            _move(connection, feed, told.moved, told.moved_host, moment)
    return len(new)


def _new(connection: sa.Connection, feed: str, entries: Sequence[Seen]) -> Iterator[Seen]:
    """The entries that the feed did not have before, each page once."""
    own = feed_entries.c.feed == feed
    ids = _there(connection, feed_entries.c.id, [_entry_id(feed, seen.entry) for seen in entries])
    pages = _there(connection, feed_entries.c.page, [seen.page for seen in entries if seen.page], own)
    for seen in entries:
        if _entry_id(feed, seen.entry) in ids or (seen.page and seen.page in pages):
            continue
        ids.add(_entry_id(feed, seen.entry))
        if seen.page:
            pages.add(seen.page)
        yield seen


def _there(
    connection: sa.Connection,
    column: sa.Column[Any],
    values: Sequence[str],
    *conditions: sa.ColumnElement[bool],
) -> set[str]:
    return {
        found
        for part in in_parts(values, _MANY)
        for found in connection.scalars(sa.select(column).where(column.in_(part), *conditions))
    }


def _entry_id(feed: str, entry: FeedEntry) -> str:
    return make_id("feed entry", feed, entry.guid)


def _entry_values(feed: str, seen: Seen, moment: str) -> dict[str, Any]:
    entry = seen.entry
    return {
        "id": _entry_id(feed, entry), "feed": feed, "page": seen.page, "guid": entry.guid,
        "link": entry.link, "host": seen.host, "title": entry.title, "authors": to_json(entry.authors),
        "published": entry.published, "updated": entry.updated, "language": entry.language,
        "source_title": entry.source_title, "source_url": entry.source_url, "content": entry.content,
        "content_type": entry.content_type, "seen_at": moment, "state": "waiting", "from_feed": 0,
        "tries": 0, "next_try": moment, "set_at": moment,
    }  # fmt: skip


def _poll_values(before: Any, told: Polled, moment: str, *, new: bool) -> dict[str, Any]:
    values: dict[str, Any] = {
        "polled_at": moment, "wait": told.wait, "next_due": later(moment, told.wait), "set_at": moment,
        "failures": before["failures"] + 1 if told.error else 0,
        "last_error": printable(told.error or told.cut or "") or None,
    }  # fmt: skip
    if told.error is None:
        # A server that sends no validator any more must not be asked by an old one.
        values |= {"etag": told.etag, "last_modified": told.last_modified}
        about = ("title", "site", "outlet", "sha256", "hints")
        values |= {name: getattr(told, name) for name in about if getattr(told, name) is not None}
    if new:
        values["changed_at"] = moment
    return values


def later(moment: str, seconds: float) -> str:
    """The moment so many seconds after this one, as it is stored."""
    return to_time(datetime.fromisoformat(moment) + timedelta(seconds=seconds))


def _move(connection: sa.Connection, feed: str, address: str, host: str, moment: str) -> None:
    """Ask at the new address from now on; a feed that is watched there already makes this one needless."""
    other = _known(connection, address)
    if other is not None and other.id != feed:
        _stop(connection, feed, f"moved to {address}, which is watched already", moment)
        return
    values = {"address": address, "host": host}
    connection.execute(sa.update(feeds).where(feeds.c.id == feed).values(values))
    _tell(connection, feed, "moved", address, None, moment)
