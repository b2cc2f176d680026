"""What an answer to asking for a feed comes to: pure, the time is given."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime

from sayso.errors import DocumentError
from sayso.feeds import Feed, Hints, Rhythm, host_of, next_wait, page_of, read_feed
from sayso.feeds.schedule import to_fresh, to_seconds
from sayso.ingest.fetch import Answer, refusal
from sayso.ledger import FeedRow, Polled, Seen
from sayso.records import FeedEntry

from .lane import Task

PACES = frozenset({429, 503})  # a server that says how long to leave it alone


def failed(
    feed: FeedRow, reason: str, *, rhythm: Rhythm, now: datetime, retry_after: float | None = None
) -> Polled:
    """Asking went wrong: longer and longer until it is tried again."""
    wait = next_wait(feed.id, now, rhythm, failures=feed.failures + 1, retry_after=retry_after)
    return Polled(wait=wait, error=reason)


def answered(
    feed: FeedRow, task: Task, answer: Answer, *, rhythm: Rhythm, keep_content: bool, now: datetime
) -> Polled:
    """What the server's answer comes to: new entries, nothing new, or a reason why there are none."""
    if answer.status == 410:
        wait = next_wait(feed.id, now, rhythm, failures=1)
        return Polled(wait=wait, error="the server answered 410 Gone", gone="gone for good (410)")
    if answer.status not in (200, 304):
        retry_after = to_seconds(answer.retry_after, now)
        return failed(feed, refusal(answer), rhythm=rhythm, now=now, retry_after=retry_after)
    if answer.status == 304 or _is_same(feed, answer):
        return _unchanged(feed, task, answer, rhythm, now)
    try:
        found = read_feed(answer.data, address=answer.address, charset=answer.charset)
    except DocumentError as error:
        return failed(feed, error.reason, rhythm=rhythm, now=now)
    return _changed(feed, task, answer, found, rhythm, keep_content, now)


def _is_same(feed: FeedRow, answer: Answer) -> bool:
    return feed.sha256 == hashlib.sha256(answer.data).hexdigest()


def _unchanged(feed: FeedRow, task: Task, answer: Answer, rhythm: Rhythm, now: datetime) -> Polled:
    wait = next_wait(feed.id, now, rhythm, hints=_hints_of(feed.hints), fresh=to_fresh(answer.cache_control))
    told = Polled(wait=wait, etag=answer.etag, last_modified=answer.last_modified)
    if answer.status == 304:  # which need not repeat them
        told = replace(
            told, etag=answer.etag or feed.etag, last_modified=answer.last_modified or feed.last_modified
        )
    return _moved(told, task, answer)


def _changed(
    feed: FeedRow, task: Task, answer: Answer, found: Feed, rhythm: Rhythm, keep_content: bool, now: datetime
) -> Polled:
    hints = found.hints
    told = Polled(
        wait=next_wait(feed.id, now, rhythm, hints=hints, fresh=to_fresh(answer.cache_control)),
        title=found.title,
        site=found.site,
        outlet=found.outlet,
        etag=answer.etag,
        last_modified=answer.last_modified,
        sha256=hashlib.sha256(answer.data).hexdigest(),
        hints=json.dumps({"seconds": hints.seconds, "hours": hints.hours, "days": hints.days}),
        cut=found.cut,
        entries=tuple(_seen(entry, keep_content) for entry in reversed(found.entries)),  # oldest first
    )
    return _moved(told, task, answer)


def _hints_of(kept: str) -> Hints:
    stated = json.loads(kept)
    return Hints(
        seconds=stated.get("seconds"),
        hours=tuple(stated.get("hours", ())),
        days=tuple(stated.get("days", ())),
    )


def _seen(entry: FeedEntry, keep_content: bool) -> Seen:
    if not keep_content:
        entry = replace(entry, content=None, content_type=None)
    if entry.link is None:
        return Seen(entry=entry, page=None, host="")
    return Seen(entry=entry, page=page_of(entry.link), host=host_of(entry.link))


def _moved(told: Polled, task: Task, answer: Answer) -> Polled:
    """With the feed's new address, where every redirect that led to this answer was for good."""
    if not task.for_good:
        return told
    address = answer.moved or (task.address if task.hops else None)
    return replace(told, moved=address, moved_host=host_of(address)) if address else told
