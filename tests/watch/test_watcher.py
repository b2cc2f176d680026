"""Feeds are polled politely and their articles kept, on real servers of this machine and a fake clock."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from sayso.feeds import Rhythm

from .conftest import Desk, Reply, Site, item, page, rss

HOUR, DAY = 3600.0, 86_400.0
SELDOM = Rhythm(every=4 * HOUR)


def test_what_is_new_is_fetched_read_and_kept(desk: Desk, site: Site) -> None:
    links = [site.article("/bridge"), site.article("/ferry")]
    site.pages["/feed"] = Reply(rss(*map(item, links)))
    desk.add(site.address + "/feed")
    tally = desk.once()
    assert (tally["polled"], tally["added"]) == (1, 2)
    assert desk.states() == {"bridge": "added", "ferry": "added"}
    assert {row.metadata.url for row in desk.ledger.documents()} == set(links)
    assert site.paths(robots=True)[:2] == ["/robots.txt", "/feed"]
    row = desk.feed()
    assert (row.title, row.failures, row.n_documents, row.n_waiting) == ("Tarn Courier", 0, 2, 0)
    assert list(desk.ledger.verify()) == []


def test_nothing_is_asked_for_before_it_is_due_and_only_new_entries_after(desk: Desk, site: Site) -> None:
    first = site.article("/bridge")
    site.pages["/feed"] = Reply(rss(item(first)))
    desk.add(site.address + "/feed")
    desk.once()
    assert desk.once()["polled"] == 0
    site.pages["/feed"] = Reply(rss(item(site.article("/ferry")), item(first)))
    desk.clock.elapsed += HOUR
    assert desk.once()["added"] == 1
    assert site.paths() == ["/feed", "/bridge", "/feed", "/ferry"]


def test_a_feed_is_asked_by_what_it_gave_last_and_304_is_well(desk: Desk, site: Site) -> None:
    def feed(asked: object) -> Reply:
        headers = asked.headers  # type: ignore[attr-defined]
        if headers.get("if-none-match") == '"v1"':
            assert headers["if-modified-since"] == "Mon, 05 May 2031 10:00:00 GMT"
            return Reply(status=304)
        given = {"ETag": '"v1"', "Last-Modified": "Mon, 05 May 2031 10:00:00 GMT"}
        return Reply(rss(item(site.article("/bridge"))), headers=given)

    site.pages["/feed"] = feed
    desk.add(site.address + "/feed")
    desk.once()
    for _ in range(2):  # a 304 need not repeat the tag
        desk.clock.elapsed += HOUR
        assert desk.once()["unchanged"] == 1
    assert desk.feed().failures == 0
    assert "if-none-match" in site.asked[-1].headers


def test_the_same_feed_without_any_tag_is_not_read_again(desk: Desk, site: Site) -> None:
    site.pages["/feed"] = Reply(rss(item(site.article("/bridge"))))
    desk.add(site.address + "/feed")
    desk.once()
    desk.clock.elapsed += HOUR
    assert desk.once()["unchanged"] == 1


def test_a_host_is_asked_one_thing_at_a_time_with_a_delay(desk: Desk, site: Site) -> None:
    site.pages["/feed"] = Reply(rss(*(item(site.article(f"/{n}")) for n in range(5))))
    desk.add(site.address + "/feed")
    desk.once(delay=3.0)
    times = [one.at for one in site.asked]
    assert len(times) == 7
    assert all(later - earlier >= 3.0 for earlier, later in pairwise(times))
    assert site.most_at_once == 1


def test_the_delay_holds_from_one_run_to_the_next(desk: Desk, site: Site) -> None:
    site.pages["/feed"] = Reply(rss(item(site.article("/bridge"))))
    site.pages["/more"] = Reply(rss())
    desk.add(site.address + "/feed")
    desk.once(delay=60.0)
    last = site.asked[-1].at
    desk.add(site.address + "/more")
    desk.once(delay=60.0)
    assert site.asked[-1].path == "/more"
    assert site.asked[-1].at - last >= 60.0


def test_hosts_are_asked_side_by_side(desk: Desk, new_site: Callable[[], Site]) -> None:
    sites = [new_site() for _ in range(3)]
    for site in sites:
        site.pages["/feed"] = Reply(rss(*(item(site.article(f"/{n}")) for n in range(3))))
        desk.add(site.address + "/feed")
    desk.once(delay=10.0)
    assert set(desk.states().values()) == {"added"}
    assert desk.clock.elapsed < 60  # each alone takes 40 seconds


def test_robots_txt_is_kept_to_and_kept_for_a_day(desk: Desk, site: Site) -> None:
    rules = b"User-agent: sayso\nDisallow: /private/\nCrawl-delay: 20\n\nUser-agent: *\nDisallow: /\n"
    site.pages["/robots.txt"] = Reply(rules)
    site.pages["/feed"] = Reply(rss(item(site.article("/private/1")), item(site.article("/2"))))
    desk.add(site.address + "/feed")
    tally = desk.once()
    assert (tally["added"], tally["skipped"]) == (1, 1)
    assert site.paths() == ["/feed", "/2"]
    times = [one.at for one in site.asked]
    assert all(later - earlier >= 20 for earlier, later in pairwise(times))
    assert ["robots.txt" in row.reason for row in desk.ledger.skipped()] == [True]
    desk.clock.elapsed += HOUR
    desk.once()
    assert site.paths(robots=True).count("/robots.txt") == 1
    desk.clock.elapsed += DAY
    desk.once()
    assert site.paths(robots=True).count("/robots.txt") == 2


def test_a_feed_that_robots_txt_refuses_is_never_asked_for(desk: Desk, site: Site) -> None:
    site.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /")
    site.pages["/feed"] = Reply(rss())
    desk.add(site.address + "/feed")
    assert desk.once()["failed"] == 1
    assert site.paths() == []
    assert "robots.txt" in desk.feed().last_error


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_host_that_cannot_say_its_rules_is_left_alone(desk: Desk, site: Site, status: int) -> None:
    site.pages["/robots.txt"] = Reply(status=status)
    site.pages["/feed"] = Reply(rss())
    desk.add(site.address + "/feed")
    assert desk.once()["failed"] == 1
    assert site.paths() == []
    site.pages["/robots.txt"] = Reply(status=404)  # no rules at all
    desk.clock.elapsed += 2 * HOUR
    desk.once()
    assert (site.paths(), desk.feed().failures) == (["/feed"], 0)


def test_rules_that_were_known_hold_while_the_host_cannot_say(desk: Desk, site: Site) -> None:
    site.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /private/")
    site.pages["/feed"] = Reply(rss())
    desk.add(site.address + "/feed")
    desk.once()
    site.pages["/robots.txt"] = Reply(status=500)
    site.pages["/feed"] = Reply(rss(item(site.article("/private/1")), item(site.article("/2"))))
    desk.clock.elapsed += 2 * DAY
    desk.once()
    assert desk.states() == {"private/1": "skipped", "2": "added"}


def test_a_feed_that_moved_for_good_is_asked_for_there(desk: Desk, site: Site) -> None:
    site.pages["/old"] = Reply(status=301, headers={"Location": "/new"})
    site.pages["/new"] = Reply(rss(item(site.article("/bridge"))))
    desk.add(site.address + "/old")
    tally = desk.once()
    assert (tally["moved"], tally["added"]) == (1, 1)
    assert desk.feed().address == site.address + "/new"
    events = desk.ledger.feeds.events(desk.feed().id)
    assert [event.address.rpartition("/")[2] for event in events] == ["old", "new"]
    desk.add(site.address + "/old")  # as the desk's list still has it
    assert len(desk.ledger.feeds.all()) == 1


def test_a_feed_that_is_elsewhere_for_now_keeps_its_address(desk: Desk, site: Site) -> None:
    site.pages["/old"] = Reply(status=302, headers={"Location": "/new"})
    site.pages["/new"] = Reply(rss(item(site.article("/bridge"))))
    desk.add(site.address + "/old")
    assert desk.once()["added"] == 1
    assert desk.feed().address == site.address + "/old"


def test_a_feed_that_moves_to_what_is_no_feed_stays(desk: Desk, site: Site) -> None:
    site.pages["/old"] = Reply(status=301, headers={"Location": "/sold"})
    site.pages["/sold"] = Reply(page("This address is for sale."))
    desk.add(site.address + "/old")
    assert desk.once()["failed"] == 1
    assert desk.feed().address == site.address + "/old"


def test_a_feed_that_moves_to_another_that_is_watched_is_stopped(desk: Desk, site: Site) -> None:
    site.pages["/old"] = Reply(status=301, headers={"Location": "/new"})
    site.pages["/new"] = Reply(rss())
    desk.add(site.address + "/new", site.address + "/old")
    desk.once()
    stopped = [row for row in desk.ledger.feeds.all() if row.stopped_at]
    assert [row.address for row in stopped] == [site.address + "/old"]
    assert "watched already" in stopped[0].stopped_because


def test_redirects_to_another_host_go_by_that_hosts_rules_and_delay(
    desk: Desk, new_site: Callable[[], Site]
) -> None:
    front, back = new_site(), new_site()
    back.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /private/")
    front.pages["/feed"] = Reply(status=308, headers={"Location": back.address + "/feed"})
    front.pages["/go/1"] = Reply(status=302, headers={"Location": back.article("/1")})
    front.pages["/go/2"] = Reply(status=302, headers={"Location": back.article("/private/2")})
    back.pages["/feed"] = Reply(rss(item(front.address + "/go/1"), item(front.address + "/go/2")))
    desk.add(front.address + "/feed")
    tally = desk.once(delay=5.0)
    assert desk.feed().address == back.address + "/feed"
    assert (tally["moved"], tally["added"], tally["skipped"]) == (1, 1, 1)
    assert back.paths(robots=True) == ["/robots.txt", "/feed", "/1"]
    times = [one.at for one in back.asked]
    assert all(later - earlier >= 5 for earlier, later in pairwise(times))


def test_hosts_that_redirect_to_each_other_are_given_up(desk: Desk, new_site: Callable[[], Site]) -> None:
    one, two = new_site(), new_site()
    one.pages["/feed"] = Reply(status=302, headers={"Location": two.address + "/feed"})
    two.pages["/feed"] = Reply(status=302, headers={"Location": one.address + "/feed"})
    desk.add(one.address + "/feed")
    assert desk.once()["failed"] == 1
    assert "redirects" in desk.feed().last_error
    assert len(one.paths()) + len(two.paths()) < 10


def test_a_feed_that_is_gone_for_good_is_stopped_and_can_be_resumed(desk: Desk, site: Site) -> None:
    site.pages["/feed"] = Reply(status=410)
    desk.add(site.address + "/feed")
    assert desk.once()["stopped"] == 1
    assert "410" in desk.feed().stopped_because
    desk.clock.elapsed += 9 * DAY
    desk.once()
    assert site.paths() == ["/feed"]
    site.pages["/feed"] = Reply(rss())
    desk.ledger.feeds.resume(desk.feed().id, now=desk.clock.now())
    desk.once()
    assert (desk.feed().stopped_at, desk.feed().failures) == (None, 0)


def test_failures_are_tried_later_and_later_and_success_ends_that(desk: Desk, site: Site) -> None:
    site.pages["/feed"] = Reply(status=500)
    desk.add(site.address + "/feed")
    desk.run(5 * DAY)
    times = [one.at for one in site.asked if one.path == "/feed"]
    waits = [later - earlier for earlier, later in pairwise(times)]
    for n, wait in enumerate(waits):
        expected = min(1800.0 * 2**n, DAY)
        assert 0.85 * expected - 120 <= wait <= 1.15 * expected + 120
    assert waits[-1] > 0.8 * DAY
    assert desk.feed().failures == len(times)
    site.pages["/feed"] = Reply(rss())
    desk.run(2 * DAY)
    assert desk.feed().failures == 0
    assert desk.feed().last_error is None


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_is_left_alone_for_as_long_as_it_says(desk: Desk, site: Site, status: int) -> None:
    site.pages["/feed"] = Reply(status=status, headers={"Retry-After": str(int(6 * HOUR))})
    site.pages["/other"] = Reply(rss())
    desk.add(site.address + "/feed")
    desk.once()
    asked = len(site.asked)
    desk.add(site.address + "/other")
    desk.clock.elapsed += 5 * HOUR
    desk.once()
    assert len(site.asked) == asked  # the whole host is
    desk.clock.elapsed += 1.1 * HOUR
    desk.once()
    assert sorted(site.paths()[1:]) == ["/feed", "/other"]


def test_an_article_is_tried_a_few_times_and_then_its_reason_stays(desk: Desk, site: Site) -> None:
    site.pages["/feed"] = Reply(rss(item(site.address + "/late"), item(site.address + "/never")))
    site.pages["/never"] = Reply(status=500)
    desk.add(site.address + "/feed")
    desk.once()
    assert set(desk.states().values()) == {"waiting"}
    site.article("/late")
    desk.run(DAY, rhythm=SELDOM)
    assert desk.states() == {"late": "added", "never": "skipped"}
    assert site.paths().count("/never") == 6
    [skipped] = desk.ledger.skipped()
    assert (skipped.name, "500" in skipped.reason) == (site.address + "/never", True)


@pytest.mark.parametrize("status", [401, 403, 410, 451])
def test_what_a_server_refuses_is_not_asked_for_again(desk: Desk, site: Site, status: int) -> None:
    site.pages["/feed"] = Reply(rss(item(site.address + "/paid")))
    site.pages["/paid"] = Reply(status=status)
    desk.add(site.address + "/feed")
    desk.once()
    assert desk.states() == {"paid": "skipped"}
    desk.run(DAY, rhythm=SELDOM)
    assert site.paths().count("/paid") == 1


def test_a_page_without_an_article_is_skipped_with_its_reason(desk: Desk, site: Site) -> None:
    site.pages["/feed"] = Reply(rss(item(site.address + "/menu"), item(site.article("/bridge"))))
    site.pages["/menu"] = Reply(b"<!doctype html><html><body><p>Menu</p></body></html>")
    desk.add(site.address + "/feed")
    desk.once()
    assert desk.states() == {"menu": "skipped", "bridge": "added"}


def test_two_feeds_with_one_article_fetch_it_once(desk: Desk, site: Site) -> None:
    link = site.article("/bridge")
    site.pages["/bridge?utm_source=b"] = site.pages["/bridge"]  # whichever feed comes first
    site.pages["/a"] = Reply(rss(item(link)))
    site.pages["/b"] = Reply(rss(item(link + "?utm_source=b#top")))
    desk.add(site.address + "/a", site.address + "/b")
    tally = desk.once()
    assert (tally["added"], tally["known"]) == (1, 1)
    assert site.paths().count("/bridge") + site.paths().count("/bridge?utm_source=b") == 1
    [one, two] = desk.ledger.feeds.entries()
    assert one.document_id == two.document_id is not None


def test_an_article_that_the_ledger_has_is_not_fetched(desk: Desk, site: Site) -> None:
    link = site.article("/bridge")
    site.pages["/a"] = Reply(rss(item(link)))
    desk.add(site.address + "/a")
    desk.once()
    [document] = desk.ledger.documents()
    site.pages["/b"] = Reply(rss(item(link, "<guid isPermaLink='false'>7</guid>")))
    desk.add(site.address + "/b")
    desk.once()
    assert site.paths().count("/bridge") == 1
    found = desk.ledger.feeds.entries(document_id=document.id)
    assert [row.entry.guid for row in found] == [link, "7"]


def test_an_entry_whose_guid_changes_is_still_the_same_page(desk: Desk, site: Site) -> None:
    link = site.article("/bridge")
    site.pages["/feed"] = lambda asked: Reply(rss(item(link, f"<guid isPermaLink='false'>{asked.at}</guid>")))
    desk.add(site.address + "/feed")
    desk.run(DAY, rhythm=SELDOM)
    assert len(site.paths()) > 4
    assert (site.paths().count("/bridge"), len(desk.ledger.feeds.entries())) == (1, 1)


def test_the_source_that_a_feed_gives_is_evidence_of_the_origin(desk: Desk, site: Site) -> None:
    about = "<source url='https://wire.example/'>Harbour Wire</source>"
    site.pages["/feed"] = Reply(rss(item(site.article("/bridge"), about)))
    desk.add(site.address + "/feed")
    desk.once()
    [document] = desk.ledger.documents()
    assert desk.ledger.copies(document.id).source == "Harbour Wire"


def test_a_purged_article_is_not_fetched_again_and_nothing_of_it_is_left(desk: Desk, site: Site) -> None:
    link = site.article("/bridge")
    about = "<title>Sluice of Tarn</title><source url='https://wire.example/'>Harbour Wire</source>"
    site.pages["/feed"] = Reply(rss(item(link, about)))
    desk.add(site.address + "/feed")
    desk.once()
    [document] = desk.ledger.documents()
    desk.ledger.purge(document.id, reason="asked to", by=None, now=desk.clock.now())
    [entry] = desk.ledger.feeds.entries()
    assert (entry.state, entry.entry.title, entry.entry.link, entry.entry.source_title) == (
        "purged", None, None, None,
    )  # fmt: skip
    for name in ("/feed", "/other"):
        site.pages[name] = Reply(rss(item(link, about), about="<ttl>1</ttl>"))
    site.article("/bridge", "Mara Oduya said another thing.")
    desk.add(site.address + "/other")
    desk.clock.elapsed += DAY
    desk.once()
    assert site.paths().count("/bridge") == 1
    assert list(desk.ledger.documents()) == []
    where = desk.ledger.where
    desk.ledger.close()
    with open(where, "rb") as stream:
        assert b"Sluice" not in stream.read()


def test_the_feeds_word_fills_what_the_page_leaves_open(desk: Desk, site: Site) -> None:
    head = "<meta property='og:title' content='The page says'><meta name=author content='Ada Quill'>"
    site.pages["/both"] = Reply(page("Tobias Renn said no.", head))
    site.article("/feed-only")
    about = (
        "<title>The feed &amp;amp; says</title><pubDate>Tue, 05 May 2020 10:00:00 +0200</pubDate>"
        "<author>desk@tarn.example (Jory Pell)</author><source url='https://wire.example/'>Wire</source>"
    )
    items = [item(site.address + "/both", about), item(site.address + "/feed-only", about)]
    site.pages["/feed"] = Reply(rss(*items, about="<language>en-gb</language>"))
    desk.add(site.address + "/feed")
    desk.once()
    found = {row.metadata.url.rpartition("/")[2]: row.metadata for row in desk.ledger.documents()}
    assert (found["both"].title, found["both"].authors) == ("The page says", ("Ada Quill",))
    assert found["feed-only"].authors == ("Jory Pell",)
    assert found["feed-only"].published == "2020-05-05T08:00:00+00:00"
    assert found["feed-only"].language == "en"
    stated = {(row.entry.source_title, row.entry.source_url) for row in desk.ledger.feeds.entries()}
    assert stated == {("Wire", "https://wire.example/")}


CONTENT = "<p>Mara Oduya said the sluice would hold.</p>" + "<p>The water at Tarn rose on Monday.</p>" * 5
WHOLE = (
    "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
    f"<![CDATA[{CONTENT}]]></content:encoded><title>Sluice holds</title>"
)


@pytest.mark.parametrize("wanted", [True, False])
def test_the_feeds_own_content_stands_in_where_that_is_wanted(desk: Desk, site: Site, wanted: bool) -> None:
    site.pages["/paid"] = Reply(status=403)
    site.pages["/feed"] = Reply(rss(item(site.address + "/paid", WHOLE), item(None, WHOLE)))
    desk.add(site.address + "/feed")
    desk.once(from_feed=wanted)
    entries = desk.ledger.feeds.entries()
    assert {row.state for row in entries} == {"added" if wanted else "skipped"}
    assert all(row.entry.content is None for row in entries)
    documents = list(desk.ledger.documents())
    assert len(documents) == (2 if wanted else 0)
    for row in documents:
        document = desk.ledger.reading(row.id).document
        assert document.raw.decode() == CONTENT
        assert document.metadata.title == "Sluice holds"
        assert "the sluice would hold" in document.text
    assert list(desk.ledger.verify()) == []


def test_a_page_that_can_be_had_is_taken_before_the_feeds_content(desk: Desk, site: Site) -> None:
    site.pages["/feed"] = Reply(rss(item(site.article("/bridge"), WHOLE)))
    desk.add(site.address + "/feed")
    desk.once(from_feed=True)
    [row] = desk.ledger.feeds.entries()
    assert not row.from_feed
    assert "shut for weeks" in desk.ledger.reading(row.document_id).document.text


def test_a_stopped_feeds_articles_are_not_fetched(desk: Desk, site: Site) -> None:
    site.pages["/feed"] = Reply(rss(item(site.address + "/late")))
    desk.add(site.address + "/feed")
    desk.once()
    desk.ledger.feeds.stop(desk.feed().id, reason="enough", now=desk.clock.now())
    desk.run(DAY, rhythm=SELDOM)
    assert site.paths() == ["/feed", "/late"]


def test_how_often_is_the_desks_word_up_to_what_the_feed_says(
    desk: Desk, new_site: Callable[[], Site]
) -> None:
    plain, slow = new_site(), new_site()
    plain.pages["/feed"] = Reply(rss())
    slow.pages["/feed"] = Reply(rss(about="<ttl>45</ttl>"))
    desk.add(plain.address + "/feed", slow.address + "/feed")
    desk.run(3 * HOUR, rhythm=Rhythm(every=900.0))
    assert 11 <= len(plain.paths()) <= 14
    assert 4 <= len(slow.paths()) <= 5
