"""The first page in Chromium: what an empty ledger teaches, and the way from it into a full one."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_an_empty_ledger_says_how_to_begin(serve, tmp_path, open_page):
    page = open_page(serve(tmp_path / "empty.db"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Who said what, on whose say-so")
    assert page.locator(".ways li").count() == 3
    expect(page.locator(".ways pre")).to_have_text("sayso add articles/")
    page.get_by_role("link", name="Paste a text").click()
    page.wait_for_url("**/add#add-text")
    expect(page.get_by_label("Text of the article")).to_be_in_viewport()


@pytest.mark.parametrize(
    "path", ["said", "speakers", "documents", "outlets", "compare", "collections", "review", "decisions"]
)
def test_every_list_that_is_empty_says_so(serve, tmp_path, open_page, path):
    page = open_page(f"{serve(tmp_path / 'empty.db')}/{path}")
    expect(page.locator("main h2").first).to_be_visible()
    assert page.locator("table, .said-hit").count() == 0
    assert len(page.locator("main").inner_text().split()) > 10


def test_what_is_there_is_counted_and_searched_from_the_keyboard(site, open_page):
    page = open_page(site)
    numbers = page.locator(".numbers div")
    expect(numbers.filter(has_text="documents")).to_contain_text("63")
    expect(numbers.filter(has_text="outlets")).to_contain_text("63")
    page.keyboard.press("/")
    expect(page.get_by_label("Search everything said")).to_be_focused()
    page.keyboard.type("crane")
    page.keyboard.press("Enter")
    page.wait_for_url("**/said?words=crane")
    expect(page.locator(".said-hit mark").first).to_have_text("crane")


def test_the_keyboard_reaches_the_content_past_the_menu(site, open_page):
    page = open_page(f"{site}/documents")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("main input[name=part]")).to_be_focused()
