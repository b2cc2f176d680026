"""Versions side by side in Chromium: chosen by typing, from what is offered, and taken out again."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def heads(page):
    """Who stands side by side."""
    return page.locator("table.compare thead th .compare-name")


def test_columns_are_added_and_taken_out(site, open_page):
    page = open_page(f"{site}/compare")
    page.get_by_label("Words").fill("crane")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**words=crane*")
    page.get_by_role("link", name="Add Oskar Pell").click()
    expect(heads(page)).to_have_text(["Oskar Pell"])
    page.get_by_label("Name of the one to add").press_sequentially("quill")
    page.get_by_role("option", name="Ada Quill").click()
    expect(heads(page)).to_have_text(["Oskar Pell", "Ada Quill"])
    page.locator("#add-what").select_option("outlet")
    page.get_by_label("Name of the one to add").press_sequentially("harbour")
    page.get_by_role("option", name="Harbour Wire").click()
    expect(heads(page)).to_have_text(["Oskar Pell", "Ada Quill", "Harbour Wire"])
    for mark in page.locator("table.compare mark").all_inner_texts():
        assert mark.casefold() == "crane"
    times = page.locator("tbody th").all_inner_texts()
    assert times == sorted(times)
    page.get_by_role("link", name="Take Ada Quill out").click()
    expect(heads(page)).to_have_text(["Oskar Pell", "Harbour Wire"])


def test_a_name_that_means_several_asks_which(site, open_page):
    page = open_page(f"{site}/compare?words=tide&add_what=speaker&add=Witness+1")
    expect(page.get_by_role("heading", name="Which “Witness 1”?")).to_be_visible()
    page.locator(".compare-which a").first.click()
    expect(heads(page)).to_have_count(1)


def test_on_a_phone_each_statement_says_whose_it_is(site, open_page):
    page = open_page(f"{site}/compare?words=crane", viewport={"width": 390, "height": 844})
    for name in ("Oskar Pell", "Ada Quill"):
        page.get_by_role("link", name=f"Add {name}").click()
        expect(heads(page).filter(has_text=name)).to_have_count(1)
    expect(page.locator(".compare-whose").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
