"""A case in Chromium: made while reading, noted upon, and taken away whole."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from sayso.ledger import Ledger

pytestmark = pytest.mark.browser


def keep(page, within, note: str, new_name: str | None = None) -> None:
    """Keep what this part of the page is about."""
    kept = within.locator("details.keep").first
    kept.locator("summary").click()
    if new_name:
        kept.get_by_label("new", exact=False).fill(new_name)
    kept.get_by_label("Note").fill(note)
    kept.get_by_role("button", name="Keep", exact=True).click()
    expect(kept.get_by_role("status")).to_be_visible()
    page.keyboard.press("Escape")
    expect(kept.locator(".keep-body")).to_be_hidden()


def test_a_case_is_gathered_noted_and_exported(book, serve, open_page, tmp_path):
    address = serve(book)
    page = open_page(f"{address}/documents?part=shuts")
    page.locator("tbody th a").click()
    keep(page, page.locator(".article-do"), "where it began", new_name="The crane’s case")
    page.goto(f"{address}/said?words=crane")
    keep(page, page.locator(".said-tools"), "everybody on it")
    page.goto(f"{address}/speakers?part=Quill")
    page.locator("tbody th a").click()
    keep(page, page.locator(".speaker-tools"), "to be asked again")

    page.get_by_role("link", name="Collections").click()
    page.get_by_role("link", name="The crane’s case").click()
    expect(page.locator(".kept")).to_have_count(3)
    expect(page.locator(".kept-note")).to_have_text(
        ["where it began", "to be asked again", "everybody on it"]
    )
    first = page.locator(".kept").first
    first.get_by_text("Edit the note").click()
    first.get_by_label("Note").fill("where it began, and ended")
    first.get_by_role("button", name="Save the note").click()
    expect(page.locator(".kept-note").first).to_have_text("where it began, and ended")

    files = {name: _download(page, name, tmp_path) for name in ("To print", "JSON lines", "Ledger")}
    assert "where it began, and ended" in files["To print"].read_text()
    lines = [json.loads(line) for line in files["JSON lines"].read_text().splitlines()]
    assert len(lines) > 3
    assert "where it began, and ended" in files["JSON lines"].read_text()
    with Ledger.open(tmp_path / "elsewhere.db") as other:
        assert files["Ledger"].stat().st_size > 1000
        assert other.counts().documents == 0

    page.locator(".kept").last.get_by_role("button", name="Drop").click()
    expect(page.locator(".kept")).to_have_count(2)


def _download(page, name: str, folder):
    with page.expect_download() as started:
        page.get_by_role("link", name=name).click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def test_what_is_printed_opens_by_itself(site, open_page, tmp_path):
    page = open_page(f"{site}/collections/1")
    path = _download(page, "To print", tmp_path)
    fetched = open_page("about:blank", java_script_enabled=False)
    fetched.set_content(path.read_text())
    expect(fetched.get_by_role("heading", level=1)).to_contain_text("The crane")
    expect(fetched.locator("body")).to_contain_text("Was it inspected?")


def test_a_case_is_made_by_hand_and_closed(book, serve, open_page):
    page = open_page(f"{serve(book)}/collections")
    page.get_by_label("Name of the case").fill("Harbour papers")
    page.get_by_label("What it is about").fill("who signed them")
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour papers")
    expect(page.get_by_role("heading", name="Nothing is kept here yet")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("button", name="Open again")).to_be_visible()
