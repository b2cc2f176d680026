"""Lists in Chromium: sorted by a column's head, gone through by pages, narrowed by a part of a name."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def rows(page) -> list[str]:
    """The heads of the rows."""
    return page.locator("tbody th").all_inner_texts()


@pytest.mark.parametrize(
    ("path", "head"), [("speakers", "Speaker"), ("documents", "Title"), ("outlets", "Outlet")]
)
def test_a_head_sorts_and_turns_the_order_around(site, open_page, path, head):
    page = open_page(f"{site}/{path}")
    assert page.locator("th[aria-sort]").count() == 1
    page.get_by_role("columnheader", name=head, exact=True).get_by_role("link").click()
    sorted_head = page.locator("th[aria-sort]")
    expect(sorted_head).to_have_text(head)
    expect(sorted_head).to_have_attribute("aria-sort", "ascending")
    upwards = rows(page)
    assert [one.casefold() for one in upwards] == sorted(one.casefold() for one in upwards)
    sorted_head.get_by_role("link").click()
    expect(sorted_head).to_have_attribute("aria-sort", "descending")
    downwards = rows(page)
    assert downwards != upwards
    assert [one.casefold() for one in downwards] == sorted(
        (one.casefold() for one in downwards), reverse=True
    )


@pytest.mark.parametrize("path", ["speakers", "documents", "outlets"])
def test_every_row_is_on_one_page_only(site, open_page, path):
    page = open_page(f"{site}/{path}")
    first, seen = rows(page), rows(page)
    while page.get_by_role("link", name="Next").count():
        page.get_by_role("link", name="Next").click()
        page.wait_for_load_state()
        seen += rows(page)
    assert len(seen) == len(set(seen)) >= 63
    page.get_by_role("link", name="First").click()
    expect(page.get_by_role("link", name="Previous")).to_have_count(0)
    assert rows(page) == first


def test_a_part_of_a_name_narrows_and_a_row_leads_on(site, open_page):
    page = open_page(f"{site}/speakers")
    page.locator("main input[name=part]").fill("quill")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**part=quill*")
    assert rows(page) == ["Ada Quill"]
    page.locator("tbody th a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ada Quill")


def test_an_outlet_is_offered_while_it_is_typed_and_has_a_page(site, open_page):
    page = open_page(f"{site}/documents")
    page.get_by_label("Outlet").press_sequentially("Tide")
    expect(page.locator("#outlets option")).to_have_count(1)
    page.get_by_label("Outlet").fill("Tideline")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**outlet=Tideline*")
    assert rows(page) == ["Harbour Board blames the maker"]
    page.locator("tbody").get_by_role("link", name="Tideline").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tideline")
    expect(page.locator(".said-hit").first).to_be_visible()
    expect(page.get_by_role("heading", name="Whom it quotes most")).to_be_visible()
