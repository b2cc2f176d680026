"""Feeds are polled politely and their articles kept, on real servers of this machine and a fake clock."""

from __future__ import annotations

from .conftest import Desk, Reply, Site, item, rss


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
