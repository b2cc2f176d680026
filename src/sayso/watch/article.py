"""What an answer to asking for an article comes to: a document, or a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sayso.feeds import next_try
from sayso.feeds.schedule import to_seconds
from sayso.ingest import read_fetched
from sayso.ingest.fetch import Answer, to_fetched
from sayso.ingest.readers import read_source
from sayso.ingest.source import Source, latest_day
from sayso.ingest.words import to_address
from sayso.ledger import EntryRow
from sayso.records import Document, FeedEntry, Metadata, Skipped

# Servers say these of pages that will not be had by asking again.
FOR_GOOD = frozenset({400, 401, 402, 403, 405, 406, 410, 414, 451})


def read_article(row: EntryRow, answer: Answer) -> Document | Skipped:
    """The article in an answer of status 200, or why it holds none.

    What the page says of itself is taken first, and the feed's word where it says nothing: the page was
    written for the article, and is what was archived.
    """
    name = row.entry.link or answer.address
    found = next(iter(read_fetched(to_fetched(answer), name=name)), None)
    if found is None:
        return Skipped(name=name, reason="holds no document")
    return found if isinstance(found, Skipped) else _completed(found, row)


def read_content(row: EntryRow) -> Document | Skipped | None:
    """The document made of the feed's own content; None where the feed gave none.

    Its bytes are the content's, as the feed holds it, in UTF-8.
    """
    entry = row.entry
    if not entry.content:
        return None
    source = Source(
        name=entry.link or entry.guid,
        data=entry.content.encode(),
        address=entry.link,
        charset="utf-8",
    )
    found = next(iter(read_source(source, media_type=entry.content_type)), None)
    if found is None or isinstance(found, Skipped):
        return found
    # A piece of a page says nothing of itself: its headings are not its title.
    stated = replace(found, metadata=Metadata(url=entry.link))
    return _completed(stated, row)


def _completed(document: Document, row: EntryRow) -> Document:
    return replace(document, metadata=document.metadata.over(stated_by(row.entry, row.feed_outlet)))


def stated_by(entry: FeedEntry, outlet: str | None) -> Metadata:
    """What a feed says of an article; a date that is still to come is none."""
    published = entry.published
    if published and published[:10] > latest_day().isoformat():
        published = None
    return Metadata(
        title=entry.title,
        outlet=outlet,
        authors=entry.authors,
        published=published,
        url=to_address(entry.link),
        language=entry.language,
    )


def wait_after(row: EntryRow, answer: Answer | None, now: datetime) -> float | None:
    """How many seconds until the article is tried again; None where it is given up."""
    if answer is not None and answer.status in FOR_GOOD:
        return None
    retry_after = to_seconds(answer.retry_after, now) if answer else None
    return next_try(row.id, row.tries + 1, now, retry_after=retry_after)
