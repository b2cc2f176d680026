"""Reading without JavaScript: every page shows what it has, and forms and links lead on."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def page(site, open_page):
    """The first page, in a browser that runs no script."""
    return open_page(site, java_script_enabled=False)


def test_from_the_search_to_the_words_in_their_article(page):
    page.get_by_label("Search everything said").fill("inspection")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".said-hit mark").first).to_have_text("inspection")
    page.locator(".said-place").first.click()
    page.wait_for_url("**/documents/*#a-*")
    target = page.locator("#text a.cue:target")
    expect(target).to_be_in_viewport()
    page.get_by_text("Who said what").click()
    told = page.locator(f'#list li[data-id="{page.url.partition("#a-")[2]}"]')
    expect(told).to_contain_text("confidence")
    page.locator("a.voice", has_text="Harbour Wire").first.click()
    expect(page.locator("#text .dim").first).to_be_visible()


def test_counts_are_a_link_away(page, site):
    page.goto(f"{site}/said?words=crane")
    page.get_by_role("link", name="Count by speaker, outlet, class and time").click()
    page.locator("#facets a", has_text="Oskar Pell").first.click()
    page.wait_for_url("**speaker=*")
    expect(page.locator(".said-who").first).to_have_text("Oskar Pell")


def test_a_thing_is_kept_by_a_form_of_its_own(town, serve, open_page):
    page = open_page(f"{serve(town)}/outlets/Harbour%20Wire", java_script_enabled=False)
    page.locator("details.keep summary").click()
    page.get_by_role("link", name="Choose a collection").click()
    page.get_by_label("Note").fill("asked by letter")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour Wire")
    page.get_by_role("link", name="Collections").click()
    page.get_by_role("link", name="The crane").click()
    expect(page.locator(".kept-note", has_text="asked by letter")).to_be_visible()


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("speakers", "tbody tr"),
        ("documents", "tbody tr"),
        ("outlets", "tbody tr"),
        ("outlets/Tideline", ".said-hit"),
        ("compare?words=crane&one=outlet%3ATideline&one=outlet%3AHarbour+Wire", ".compare-hit"),
        ("collections/1", ".kept"),
        ("decisions", ".decisions li"),
        ("review", "tbody tr"),
        ("add", "textarea[name=text]"),
    ],
)
def test_every_page_shows_what_it_has(page, site, path, shown):
    page.goto(f"{site}/{path}")
    expect(page.locator(shown).first).to_be_visible()
    assert page.locator("[aria-busy=true]").count() == 0


def test_a_speaker_s_statements_and_months_are_read(page, site):
    page.goto(f"{site}/speakers?part=Quill")
    page.locator("tbody th a").click()
    expect(page.locator(".said-hit").first).to_be_visible()
    expect(page.locator(".speaker-months")).to_be_visible()
