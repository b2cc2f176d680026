"""A speaker in Chromium: the timeline, and who is who put right and taken back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from sayso.ledger import Ledger
from sayso.records import Metadata

pytestmark = pytest.mark.browser
NOW = datetime(2031, 6, 2, tzinfo=UTC)


@pytest.fixture
def keeper(town, wording) -> str:
    """The id of a speaker who speaks in each of six months."""
    with Ledger.open(town) as ledger:
        for month in range(1, 7):
            about = Metadata(title=f"Lights {month}", outlet="Tideline", published=f"2030-{month:02}-11")
            reading = wording(f"light-{month}", about, "Ines Varga", f"light {month} is out")
            ledger.add(reading, extractor="fake 1", now=NOW)
        return ledger.find_speakers("Ines Varga")[0].id


def test_the_timeline_is_looked_at_closer(town, keeper, serve, open_page):
    page = open_page(f"{serve(town)}/speakers/{keeper}")
    expect(page.locator(".timeline-told")).to_contain_text("Jan 2030 to Jun 2030: 6 dated")
    whole = page.get_by_role("button", name="Show the whole time")
    expect(whole).to_be_hidden()
    box = page.locator(".timeline .u-over").bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.4, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, y, steps=5)
    page.mouse.up()
    expect(whole).to_be_visible()
    whole.click()
    expect(whole).to_be_hidden()
    page.get_by_text("In numbers").click()
    expect(page.locator(".speaker-months tbody tr")).to_have_count(6)


def test_two_are_merged_by_name_and_parted_again(town, keeper, serve, open_page):
    page = open_page(f"{serve(town)}/speakers/{keeper}")
    expect(page.locator(".speaker-about")).to_contain_text("6 statements")
    page.get_by_text("The same as another").click()
    form = page.locator("#merge form")
    form.get_by_label("Name").press_sequentially("Witness 0")
    page.get_by_role("option", name="Witness 07").click()
    form.get_by_label("Reason").fill("the keeper signs both ways")
    form.get_by_role("button", name="Merge").click()
    expect(page.locator(".speaker-about")).to_contain_text("7 statements")
    expect(page.locator(".speaker-decisions")).to_contain_text("the keeper signs both ways")
    page.locator(".speaker-decisions button").click()
    expect(page.locator(".decisions li.undone")).to_contain_text("the keeper signs both ways")
    page.go_back()
    page.reload()
    expect(page.locator(".speaker-about")).to_contain_text("6 statements")


def test_another_name_is_shown_and_taken_back_among_the_decisions(town, keeper, serve, open_page):
    address = serve(town)
    page = open_page(f"{address}/speakers/{keeper}")
    page.get_by_text("Another name to show").click()
    form = page.locator("#rename form")
    form.get_by_label("Name").fill("Inés Varga")
    form.get_by_label("Reason").fill("as she writes it")
    form.get_by_role("button", name="Rename").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inés Varga")
    page.goto(f"{address}/decisions")
    decision = page.locator(".decisions li", has_text="as she writes it")
    decision.get_by_role("button", name="Undo").click()
    expect(page.locator(".decisions li.undone")).to_contain_text("as she writes it")
    page.goto(f"{address}/speakers/{keeper}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ines Varga")


def test_one_is_split_into_two(town, keeper, serve, open_page):
    page = open_page(f"{serve(town)}/speakers/{keeper}")
    page.get_by_role("link", name="More than one speaker: split").click()
    page.get_by_label("Lights 3").check()
    page.get_by_label("Name of the other").fill("Ines Varga of the Board")
    page.get_by_label("Reason").fill("she was abroad")
    page.get_by_role("button", name="Split").click()
    expect(page.locator(".speaker-about")).to_contain_text("1 statement")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ines Varga of the Board")
    page.goto(page.url.rpartition("/")[0] + f"/{keeper}")
    expect(page.locator(".speaker-about")).to_contain_text("5 statements")
