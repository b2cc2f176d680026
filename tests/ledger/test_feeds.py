"""Feeds in the ledger: nothing is claimed twice, seen twice, or left of what was purged; on both."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from sayso.ledger import Ledger, Polled, Seen, Settled
from sayso.records import FeedEntry

FEED = "https://tarn.example/feed"


def seen(n: int, **stated: Any) -> Seen:
    entry = FeedEntry(guid=f"guid {n}", link=f"https://tarn.example/{n}", **stated)
    return Seen(entry=entry, page=f"page {n}", host="tarn.example")


def test_a_feed_is_added_once_also_by_an_address_that_it_had(ledger: Ledger, telling: Any) -> None:
    first = ledger.feeds.add(FEED, host="tarn.example", now=telling.now)
    assert (first.new, ledger.feeds.add(FEED, host="tarn.example", now=telling.now).new) == (True, False)
    moved = Polled(wait=900.0, moved="https://new.example/f", moved_host="new.example", title="Tarn Courier")
    ledger.feeds.polled(first.id, moved, now=telling.now)
    assert ledger.feeds.add(FEED, host="tarn.example", now=telling.now).id == first.id
    for reference in (FEED, "https://new.example/f", "Tarn Courier", first.id, first.id[:6]):
        assert ledger.feeds.find(reference).host == "new.example"
    assert [one.what for one in ledger.feeds.events(first.id)] == ["added", "moved"]


def test_entries_are_new_once_and_settled_for_good(ledger: Ledger, telling: Any) -> None:
    feed = ledger.feeds.add(FEED, host="tarn.example", now=telling.now).id
    told = Polled(wait=900.0, entries=(seen(1), seen(2, source_title="Harbour Wire")))
    assert ledger.feeds.polled(feed, told, now=telling.now) == 2
    assert ledger.feeds.polled(feed, told, now=telling.now) == 0
    again = Seen(entry=FeedEntry(guid="another", link=None), page="page 1", host="tarn.example")
    assert ledger.feeds.polled(feed, Polled(wait=900.0, entries=(again,)), now=telling.now) == 0
    one, two = ledger.feeds.due_entries("tarn.example", limit=9, now=telling.now)
    ledger.feeds.postpone(one.number, tries=1, wait=60.0, reason="no answer", now=telling.now)
    ledger.feeds.settle(two.number, Settled(state="skipped", reason="no article"))
    assert ledger.feeds.due_entries("tarn.example", limit=9, now=telling.now) == []
    [row] = ledger.feeds.due_entries("tarn.example", limit=9, now=telling.now + timedelta(minutes=2))
    assert (row.tries, row.reason) == (1, "no answer")
    [listed] = ledger.feeds.all()
    assert (listed.n_waiting, listed.n_skipped, listed.n_documents) == (1, 1, 0)


def test_a_host_is_claimed_by_one_until_it_is_released_or_the_claim_ends(
    ledger: Ledger, telling: Any
) -> None:
    now = telling.now
    ledger.feeds.add(FEED, host="tarn.example", now=now)
    [row] = ledger.feeds.claim("one", limit=9, now=now)
    assert (row.host, row.robots_status) == ("tarn.example", None)
    assert ledger.feeds.claim("two", limit=9, now=now) == []
    assert ledger.feeds.claim_one("two", "tarn.example", now=now) is None
    assert not ledger.feeds.renew("two", "tarn.example", now=now)
    later = now + timedelta(minutes=9)
    assert ledger.feeds.renew("one", "tarn.example", now=later)
    assert ledger.feeds.claim("two", limit=9, now=now + timedelta(minutes=15)) == []
    assert len(ledger.feeds.claim("two", limit=9, now=now + timedelta(minutes=20))) == 1
    ledger.feeds.release("one", "tarn.example", next_at=now, now=now)  # which has lost it
    assert ledger.feeds.claim("one", limit=9, now=now + timedelta(minutes=21)) == []
    end = now + timedelta(minutes=22)
    ledger.feeds.release("two", "tarn.example", next_at=end + timedelta(seconds=30), now=end)
    assert ledger.feeds.claim("one", limit=9, now=end) == []
    assert len(ledger.feeds.claim("one", limit=9, now=end, soon=timedelta(seconds=30))) == 1
    assert ledger.feeds.release_dead(lambda watcher: watcher == "one") == 1


def test_a_purge_empties_the_entry_and_a_copy_takes_it_along(
    ledger: Ledger, telling: Any, tmp_path: Path
) -> None:
    reading = telling.reading(url="https://tarn.example/1")
    telling.add(ledger, reading)
    feed = ledger.feeds.add(FEED, host="tarn.example", now=telling.now).id
    ledger.feeds.polled(feed, Polled(wait=900.0, entries=(seen(1, title="Sluice"),)), now=telling.now)
    [row] = ledger.feeds.due_entries("tarn.example", limit=9, now=telling.now)
    known = ledger.feeds.known_page(row)
    assert known == Settled(state="known", document_id=reading.document.id)
    ledger.feeds.settle(row.number, known)
    with Ledger.open(tmp_path / "copy.db") as copy:
        ledger.copy_to(copy, [reading.document.id])
        [there] = copy.feeds.entries(document_id=reading.document.id)
        assert (there.entry.title, copy.feeds.find(FEED).stopped_because is not None) == ("Sluice", True)
        assert list(copy.verify()) == []
    ledger.purge(reading.document.id, reason="asked to", by=None, now=telling.now)
    [left] = ledger.feeds.entries()
    assert (left.state, left.entry.title, left.entry.link, left.document_id) == ("purged", None, None, None)
    assert ledger.feeds.polled(feed, Polled(wait=900.0, entries=(seen(1),)), now=telling.now) == 0
    assert list(ledger.verify()) == []


def test_schedules_of_a_clock_that_was_ahead_are_set_anew(ledger: Ledger, telling: Any) -> None:
    ahead = telling.now + timedelta(days=400)
    feed = ledger.feeds.add(FEED, host="tarn.example", now=ahead).id
    ledger.feeds.polled(feed, Polled(wait=900.0, entries=(seen(1),)), now=ahead)
    assert ledger.feeds.next_work() == ahead
    assert ledger.feeds.set_anew(now=telling.now) == 2
    assert ledger.feeds.set_anew(now=telling.now) == 0
    assert len(ledger.feeds.due_entries("tarn.example", limit=9, now=telling.now)) == 1
    assert ledger.feeds.find(FEED).next_due == telling.now + timedelta(minutes=15)
