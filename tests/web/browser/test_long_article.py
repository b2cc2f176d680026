"""A long article in Chromium: an attribution is found in whichever part it stands."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from sayso.ledger import Ledger
from sayso.records import Attribution, Document, Reading, Span, Speaker

pytestmark = pytest.mark.browser


@pytest.fixture
def reading() -> Reading:
    line = "Witness said that the tide was high.\n"
    text = line * 1500
    document = Document(name="long", text=text, raw=text.encode(), media_type="text/plain", encoding="utf-8")
    starts = range(0, len(text), len(line))

    def at(start: int, words: str) -> tuple[Span, ...]:
        begin = start + line.index(words)
        return (Span(begin, begin + len(words)),)

    found = tuple(
        Attribution(
            document_id=document.id,
            source=at(start, "Witness"),
            cue=at(start, "said"),
            content=at(start, "that the tide was high"),
            quotation="indirect",
            confidence=0.8,
            extractor="fake 1",
            speaker=Speaker(name="Witness", because="its own words"),
        )
        for start in starts
    )
    return Reading(document, found)


def test_an_address_leads_to_the_part_that_holds_it(reading, tmp_path, serve, open_page):
    path = tmp_path / "long.db"
    with Ledger.open(path) as book:
        book.add(reading, extractor="fake 1", now=datetime(2031, 5, 9, tzinfo=UTC))
    wanted = reading.attributions[-2]
    page = open_page(serve(path) + f"/documents/{reading.document.id}#a-{wanted.id}")
    page.wait_for_url("**/documents/*?part=*")
    expect(page.locator(f'[id="a-{wanted.id}"]')).to_be_in_viewport()
    page.locator(".article-do .button").click()
    page.wait_for_url("**/review?part=*")
    page.keyboard.press("c")
    page.wait_for_selector("#review:not([aria-busy])")
    expect(page.locator("#review-count")).to_contain_text("1 of")
