"""An article in Chromium: the card, one voice at a time, and the quotation with its reference."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from sayso.ledger import Ledger

pytestmark = pytest.mark.browser
NOW = datetime(2031, 5, 9, 9, 0, tzinfo=UTC)


@pytest.fixture
def reading(make_filled):
    return make_filled(url="https://courier.example/sluice")


@pytest.fixture
def address(reading, tmp_path, serve) -> str:
    path = tmp_path / "article.db"
    with Ledger.open(path) as book:
        book.add(reading, extractor="fake 1", now=NOW)
    return serve(path) + f"/documents/{reading.document.id}"


def test_the_card_tells_who_says_it_by_mouse_and_by_keyboard(address, open_page):
    page = open_page(address)
    card = page.locator(".who-card")
    page.locator("#text .content", has_text="We were never warned").first.hover()
    expect(card).to_contain_text("Ada Quill")
    expect(card).to_contain_text("in a televised briefing")
    page.mouse.move(1200, 850)
    expect(card).to_be_hidden()
    cue = page.locator("#text a.cue", has_text="had admitted").first
    cue.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(card).to_contain_text("Oskar Pell")  # through whom
    page.keyboard.press("Enter")
    expect(card).to_be_focused()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(cue).to_be_focused()


def test_a_finger_opens_the_card_and_closes_it(address, open_page):
    page = open_page(address, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.locator("#text .content", has_text="common knowledge").first.tap()
    expect(page.locator(".who-card")).to_contain_text("Copy with reference")
    page.get_by_role("button", name="Close").tap()
    expect(page.locator(".who-card")).to_be_hidden()


def test_one_voice_is_shown_alone_and_its_address_can_be_shared(address, open_page):
    page = open_page(address)
    said = page.locator("#text .content", has_text="We were never warned").first
    page.locator("a.voice", has_text="Northmouth Courier").click()
    expect(page.locator("#text [data-v=own].dim")).to_have_count(0)
    assert "dim" in said.get_attribute("class")
    assert page.url.endswith("?only=own")
    shared = open_page(page.url, java_script_enabled=False)
    assert "dim" in shared.locator("#text .content", has_text="We were never warned").first.get_attribute(
        "class"
    )
    page.get_by_role("link", name="Show all voices").click()
    expect(page.locator("#text .dim")).to_have_count(0)


def test_a_quotation_is_copied_exactly_with_its_reference(address, reading, open_page):
    page = open_page(address, permissions=["clipboard-write"])
    page.locator("#text .content", has_text="We were never warned").first.click()
    page.locator(".who-card .copy").click()
    expect(page.locator("#live")).to_contain_text("copied")
    page.evaluate("document.querySelector('main').append(document.createElement('textarea'))")
    page.locator("main > textarea").focus()
    page.keyboard.press("Control+v")  # pages of Sayso may not read the clipboard
    copied = page.locator("main > textarea").input_value()
    one = next(one for one in reading.attributions if one.quotation == "direct")
    content, _, reference = copied.partition("\n— ")
    assert content == one.content[0].of(reading.document.text) == "“We were never warned,”"
    assert reference.startswith("Ada Quill, 2031-05-05, in “Harbour Board was warned, officials say”")
    assert one.id in reference
    assert f"{one.content[0].start}–{one.content[0].end}" in reference


def test_a_quotation_is_kept_from_its_card(address, open_page):
    page = open_page(address)
    page.locator("#text .content", has_text="We were never warned").first.click()
    keep = page.locator(".who-card .keep")
    keep.locator("summary").click()
    expect(keep.locator(".keep-body form, .keep-body input").first).to_be_visible()


def test_an_attribution_has_its_own_address(address, reading, open_page):
    one = reading.attributions[-1]
    page = open_page(f"{address}#a-{one.id}")
    target = page.locator(f'[id="a-{one.id}"]')
    expect(target).to_be_in_viewport()
    assert page.evaluate("document.querySelector(':target').textContent") == "says"
    expect(page.locator("#text .on")).not_to_have_count(0)


def test_an_address_that_is_gone_is_said_once(address, open_page):
    page = open_page(f"{address}#a-1{'0' * 30}")
    page.wait_for_load_state("networkidle")
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("where", ["", "/review", "?only=own"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_bars_anybody(address, open_page, where, scheme):
    page = open_page(address + where, color_scheme=scheme, bypass_csp=True)
    if where == "/review":
        page.keyboard.press("e")
        page.keyboard.press("?")
    else:
        page.locator("#list > summary").click()
        page.locator("#text .content").first.click()
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    told = [
        f"{one['impact']} {one['id']}: {one['help']}: {[node['html'][:160] for node in one['nodes'][:3]]}"
        for one in found.response["violations"]
        if one["impact"] in ("serious", "critical", "moderate")
    ]
    assert told == []
