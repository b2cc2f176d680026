"""Searching in Chromium: words, counts, chips and pages, each with an address of its own."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def page(site, open_page):
    """The search, in a window that is marked: a page that is loaded anew has no mark."""
    page = open_page(f"{site}/said")
    page.evaluate("window.stays = true")
    return page


def find(page, words: str) -> None:
    """Ask for these words."""
    page.get_by_label("Words").fill(words)
    page.get_by_role("button", name="Search").click()
    page.wait_for_url(lambda address: "words=" in address)
    expect(page.locator("#said-count")).to_be_visible()


def test_words_are_found_and_marked_and_the_page_stays(page):
    find(page, "crane")
    hits = page.locator(".said-hit")
    expect(hits.first.locator("mark").first).to_have_text("crane")
    expect(page.locator("#said-count")).to_have_text(f"{hits.count()} statements in 3 articles")
    expect(page.locator(".said-chips")).to_contain_text("crane")
    assert page.evaluate("window.stays")
    page.go_back()
    page.wait_for_url("**/said")
    expect(page.locator(".said-chips")).to_have_count(0)


def test_a_count_narrows_and_a_chip_widens_again(page):
    find(page, "crane")
    everything = page.locator(".said-hit").count()
    choice = page.locator("#facets a", has_text="Oskar Pell").first
    n = int(choice.locator(".facet-n").inner_text())
    assert 0 < n < everything
    choice.click()
    page.wait_for_url("**speaker=*")
    expect(page.locator(".said-hit")).to_have_count(n)
    expect(page.locator("#said-count")).to_have_text(re.compile(rf"^{n} statements? in \d articles?$"))
    for who in page.locator(".said-who").all_inner_texts():
        assert "Pell" in who
    page.get_by_role("link", name="Without speaker Oskar Pell").click()
    page.wait_for_url("**/said?words=crane")
    expect(page.locator(".said-hit")).to_have_count(everything)
    assert page.evaluate("window.stays")


def test_an_address_holds_the_whole_question(page, open_page):
    page.get_by_text("More to ask for").click()
    page.get_by_label("By").fill("Quill")
    page.get_by_label("Class").select_option("warn")
    page.get_by_label("Since").fill("2031-05-06")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**cue_class=warn*")
    expect(page.locator(".said-chips li")).to_have_count(4)  # and “clear all”
    found = page.locator(".said-sentence").all_inner_texts()
    assert found
    assert "could fall" in found[0]
    shared = open_page(page.url)
    assert shared.locator(".said-sentence").all_inner_texts() == found
    expect(shared.locator("input[name=by]")).to_have_value("Quill")


def test_pages_go_on_and_back(page):
    find(page, "tide")
    first = page.locator(".said-sentence").all_inner_texts()
    assert len(first) == 25
    page.get_by_role("link", name="Next").click()
    page.wait_for_url("**mark=*")
    expect(page.locator("#said-count")).to_have_text("60 statements in 60 articles")
    assert not set(first) & set(page.locator(".said-sentence").all_inner_texts())
    page.get_by_role("link", name="Previous").click()
    expect(page.locator(".said-sentence")).to_have_text(first)


def test_a_question_that_is_wrong_is_answered_in_words(page):
    page.get_by_text("More to ask for").click()
    page.get_by_label("Since").fill("yesterday")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("alert")).to_contain_text("since")
    expect(page.locator("input[name=since]")).to_have_value("yesterday")


def test_nothing_found_says_what_may_help(page):
    page.get_by_label("Words").fill("zeppelin")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    page.get_by_role("link", name="without words zeppelin", exact=True).click()
    expect(page.locator(".said-hit").first).to_be_visible()


def test_a_month_of_the_timeline_is_opened(page):
    find(page, "tide")
    bars = page.locator(".timeline .u-over")
    box = bars.bounding_box()
    bars.hover(position={"x": box["width"] / 24, "y": box["height"] - 5})
    expect(page.locator(".timeline-told")).to_have_text("Jan 2030: 5")
    bars.click(position={"x": box["width"] / 24, "y": box["height"] - 5})
    page.wait_for_url("**since=2030-01*until=2030-01*")
    expect(page.locator(".said-hit")).to_have_count(5)


def test_a_feed_is_followed_from_the_search(page):
    find(page, "crane")
    feed = page.get_by_role("link", name="Follow by feed").get_attribute("href")
    answer = page.request.get(f"{page.url.partition('/said')[0]}{feed}")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert answer.text().count("<entry>") == page.locator(".said-hit").count()
