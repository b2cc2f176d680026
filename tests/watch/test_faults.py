"""Whatever a server does, its feed gets a reason and the others go on; also clocks, deaths and ledgers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest

from sayso.errors import AbortRun
from sayso.feeds import Rhythm
from sayso.watch import living

from .conftest import START, Desk, FakeClock, Reply, Site, item, page, rss, zipped

HOUR, DAY = 3600.0, 86_400.0
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(1, 9))
    + b"]><rss version='2.0'><channel><title>&j;</title></channel></rss>"
)


def hang(site: Site) -> Callable[[BaseHTTPRequestHandler], None]:
    return lambda handler: site.over.wait(20) and None  # type: ignore[func-returns-value]


def drip(site: Site) -> Callable[[BaseHTTPRequestHandler], None]:
    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not site.over.wait(0.05):
            handler.wfile.write(b"<")

    return act


FAULTS: dict[str, tuple[Callable[[Site], Reply], str]] = {
    "a web page": (lambda site: Reply(page("Mara Oduya said no.")), "web page"),
    "nothing": (lambda site: Reply(b""), "empty"),
    "ten megabytes": (lambda site: Reply(b"<rss>" + b" " * 10_000_000), "5,000,000 bytes"),
    "a bomb": (
        lambda site: Reply(zipped(bytes(20_000_000)), headers={"Content-Encoding": "gzip"}),
        "5,000,000 bytes",
    ),
    "an image": (lambda site: Reply(b"\x89PNG\r\n\x1a\n\0\0\0"), "PNG|text|binary|image|NUL"),
    "other XML": (lambda site: Reply(b"<?xml version='1.0'?><svg/>"), "<svg>"),
    "JSON": (lambda site: Reply(b'{"a": 1}'), "no JSON Feed"),
    "an OPML list": (lambda site: Reply(b"<opml version='2.0'><body/></opml>"), "list of feeds"),
    "a round": (lambda site: Reply(status=302, headers={"Location": "/feed"}), "redirects more than"),
    "a cut answer": (lambda site: Reply(b"<rss", length=5000), "failed"),
    "no answer": (lambda site: Reply(act=lambda handler: None), "failed"),
    "a server that hangs": (lambda site: Reply(act=hang(site)), "within 1 sec"),
    "a server that drips": (lambda site: Reply(act=drip(site)), "within 1 sec"),
    "deep XML": (lambda site: Reply(b"<rss>" + b"<a>" * 5000), "nested|no XML"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_has_a_reason_and_the_others_go_on(
    desk: Desk, new_site: Callable[[], Site], fault: str
) -> None:
    bad, good = new_site(), new_site()
    make, words = FAULTS[fault]
    bad.pages["/feed"] = make(bad)
    good.pages["/feed"] = Reply(rss(item(good.article("/bridge"))))
    desk.add(bad.address + "/feed", good.address + "/feed")
    tally = desk.once(timeout=1.0) if "server" in fault else desk.once()
    assert tally["added"] == 1
    [row] = [row for row in desk.ledger.feeds.all() if row.address.startswith(bad.address)]
    assert row.failures == 1
    assert any(word in row.last_error for word in words.split("|")), row.last_error


def test_a_billion_laughs_are_none(desk: Desk, site: Site) -> None:
    site.pages["/feed"] = Reply(LAUGHS)
    desk.add(site.address + "/feed")
    desk.once()
    assert len(desk.feed().title or "") < 100


def test_a_feed_that_breaks_off_gives_its_whole_entries(desk: Desk, site: Site) -> None:
    whole = rss(item(site.article("/bridge")), item(site.article("/ferry")))
    site.pages["/feed"] = Reply(whole[: whole.rindex(b"erry</link>")])
    desk.add(site.address + "/feed")
    desk.once()
    assert desk.states() == {"bridge": "added"}
    assert "breaks off" in desk.feed().last_error
    assert desk.feed().failures == 0


def test_a_feed_in_another_encoding_than_it_says_is_read(desk: Desk, site: Site) -> None:
    text = rss(item(site.article("/bridge"), "<title>Brücke gesperrt – Wärter müde</title>")).decode()
    said = text.replace('version="1.0"', 'version="1.0" encoding="utf-8"').encode("cp1252")
    site.pages["/feed"] = Reply(said)
    desk.add(site.address + "/feed")
    desk.once()
    [row] = desk.ledger.feeds.entries()
    assert row.entry.title == "Brücke gesperrt – Wärter müde"


@pytest.mark.parametrize("back", [timedelta(minutes=30), timedelta(days=400)])
def test_a_clock_put_back_neither_stalls_nor_floods(desk: Desk, site: Site, back: timedelta) -> None:
    for name in ("/a", "/b"):
        site.pages[name] = Reply(rss())
    desk.add(site.address + "/a", site.address + "/b")
    desk.once()
    desk.clock.shift -= back
    asked = len(site.paths())
    desk.once()
    assert len(site.paths()) == asked
    desk.clock.elapsed += 20 * 60
    desk.once()
    assert len(site.paths()) == asked + 2


def test_a_clock_put_forward_asks_once(desk: Desk, site: Site) -> None:
    site.pages["/feed"] = Reply(rss())
    desk.add(site.address + "/feed")
    desk.once()
    desk.clock.shift += timedelta(days=30)
    desk.once()
    desk.once()
    assert len(site.paths()) == 2


def test_two_watchers_on_one_ledger_do_nothing_twice(
    desk: Desk, new_site: Callable[[], Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sayso.watch.watcher.LANES_EACH", 1)
    sites = [new_site() for _ in range(3)]
    for site in sites:
        site.pages["/feed"] = Reply(rss(*(item(site.article(f"/{n}")) for n in range(3))))
        desk.add(site.address + "/feed")
    one = desk.watcher(connections=1)
    two = Desk(desk.ledger, FakeClock()).watcher(connections=1)
    for _ in range(60):  # by turns
        one._step(once=True)
        two._step(once=True)
    one._end()
    two._end()
    assert one.tally["added"] + two.tally["added"] == 9
    assert two.tally["added"] > 0
    for site in sites:
        assert sorted(site.paths()) == ["/0", "/1", "/2", "/feed"]


def test_what_a_dead_watcher_held_is_taken_up_at_once(desk: Desk, site: Site) -> None:
    site.pages["/feed"] = Reply(rss())
    desk.add(site.address + "/feed")
    living_one = living.new_watcher()
    desk.ledger.feeds.claim(living_one, limit=9, now=START)
    assert desk.once()["polled"] + len(site.paths()) == 0
    living.end_watcher(living_one)
    desk.once()
    assert site.paths() == ["/feed"]


def test_what_a_watcher_of_another_machine_held_is_taken_up_in_time(desk: Desk, site: Site) -> None:
    site.pages["/feed"] = Reply(rss())
    desk.add(site.address + "/feed")
    desk.ledger.feeds.claim("elsewhere 1 a", limit=9, now=START)
    desk.once()
    assert site.paths() == []
    desk.clock.elapsed += 11 * 60
    desk.once()
    assert site.paths() == ["/feed"]


def test_an_article_that_was_added_before_the_watcher_died_is_not_fetched_again(
    desk: Desk, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/feed"] = Reply(rss(item(site.article("/bridge"))))
    desk.add(site.address + "/feed")
    watcher = desk.watcher()

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(watcher._articles, "_settle", die)
    with pytest.raises(KeyboardInterrupt):
        watcher.run_once()
    desk.clock.elapsed += 60
    site.article("/bridge", "Mara Oduya said something else by now.")
    desk.once()
    assert site.paths().count("/bridge") == 1
    assert desk.states() == {"bridge": "added"}
    assert len(list(desk.ledger.documents())) == 1


def test_a_service_outlasts_a_ledger_that_is_locked(
    desk: Desk, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/feed"] = Reply(rss(item(site.article("/bridge"))))
    desk.add(site.address + "/feed")
    watcher = desk.watcher(look=60.0)
    real, times = watcher._polls.keep, [0]

    def locked(*given: object) -> int:
        times[0] += 1
        if times[0] <= 3:
            raise AbortRun("sayso.db", "another process holds the ledger locked")
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(watcher._polls, "keep", locked)
    desk.clock.until = 600.0
    desk.clock.at_end = watcher.stop
    tally = watcher.run()
    assert (tally["broken"], tally["added"]) == (3, 1)


def test_memory_and_threads_stay_as_they_are_over_many_polls(desk: Desk, site: Site) -> None:
    import threading

    number = [0]

    def feed(asked: object) -> Reply:
        number[0] += 1
        return Reply(rss(item(site.article(f"/{number[0]}"))))

    site.pages["/feed"] = feed
    desk.add(site.address + "/feed")
    watcher = desk.watcher(rhythm=Rhythm(every=HOUR))
    seen: list[tuple[int, int]] = []

    def look() -> None:
        seen.append((len(watcher._lanes), threading.active_count()))
        desk.clock.until = desk.clock.elapsed + 4 * HOUR
        if len(seen) > 4:
            watcher.stop()

    desk.clock.until, desk.clock.at_end = 4 * HOUR, look
    tally = watcher.run()
    assert tally["added"] > 15
    assert max(lanes for lanes, _ in seen) <= 1
    assert max(threads for _, threads in seen[2:]) <= seen[1][1] + 3
