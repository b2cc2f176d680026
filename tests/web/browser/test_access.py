"""What axe finds on every page, light and dark, wide and on a phone; and that nothing runs off a phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from sayso.ledger import Ledger

pytestmark = pytest.mark.browser
AXE = Axe().axe_script
OF_LOOKS = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def addresses(filled_town) -> dict[str, str]:
    """Every page, by name."""
    with Ledger.open(filled_town) as ledger:
        quill = ledger.find_speakers("Ada Quill")[0].id
        article = next(row.id for row in ledger.documents() if row.name == "courier")
    return {
        "start": "/",
        "said": "/said?words=crane&since=2031",
        "nothing said": "/said?words=zeppelin",
        "article": f"/documents/{article}",
        "one voice": f"/documents/{article}?only=own",
        "review of an article": f"/documents/{article}/review",
        "speaker": f"/speakers/{quill}",
        "split": f"/speakers/{quill}/split",
        "speakers": "/speakers?part=Witness+1",
        "documents": "/documents",
        "outlets": "/outlets?part=Lamp+1",
        "outlet": "/outlets/Tideline",
        "compare": f"/compare?words=crane&one=speaker%3A{quill}&one=outlet%3ATideline",
        "add": "/add",
        "quotes": "/quotes",
        "collections": "/collections",
        "collection": "/collections/1",
        "keep": f"/collections/choices?what=document&reference={article}&title=Crane",
        "decisions": "/decisions",
        "review": "/review",
        "not there": "/documents/none",
    }


PAGES = (
    "start", "said", "nothing said", "article", "one voice", "review of an article", "speaker", "split",
    "speakers", "documents", "outlets", "outlet", "compare", "add", "quotes", "collections", "collection",
    "keep", "decisions", "review", "not there",
)  # fmt: skip


def find_barriers(page: Page, only: list[str] | None = None) -> list[list[str]]:
    """What keeps people out: which rule, and where."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return page.evaluate(
        """async (only) => {
            const asked = { resultTypes: ["violations"], ...(only ? { runOnly: only } : {}) };
            const { violations } = await axe.run(asked);
            return violations
                .filter(({ impact }) => ["serious", "critical"].includes(impact))
                .flatMap(({ id, nodes }) => nodes.map(({ html }) => [id, html.slice(0, 200)]));
        }""",
        only,
    )


def settle(page: Page) -> None:
    """Until what is fetched after the page is there, and everything that can be opened is open."""
    expect(page.locator("[hx-trigger=load], [aria-busy=true]")).to_have_count(0)
    page.evaluate("for (const one of document.querySelectorAll('details:not([data-keep])')) one.open = true")


def test_a_barrier_is_found(site, open_page):
    page = open_page(f"{site}/decisions", color_scheme="dark")
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    page.evaluate("document.querySelector('h1').style.color = 'rgb(50 50 50)'")
    assert {rule for rule, _ in find_barriers(page)} == {"button-name", "color-contrast"}
    assert {rule for rule, _ in find_barriers(page, ["color-contrast"])} == {"color-contrast"}


@pytest.mark.parametrize("name", PAGES)
def test_nobody_is_kept_out(site, addresses, open_page, name):
    page = open_page(site + addresses[name], viewport=WIDE, color_scheme="light", reduced_motion="reduce")
    settle(page)
    assert find_barriers(page) == []
    page.emulate_media(color_scheme="dark")
    assert find_barriers(page, OF_LOOKS) == []
    page.set_viewport_size(PHONE)
    assert find_barriers(page, OF_LOOKS) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.emulate_media(color_scheme="light")
    assert find_barriers(page, OF_LOOKS) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_opens_over_a_page_keeps_nobody_out(site, addresses, open_page, scheme):
    page = open_page(site + addresses["article"], color_scheme=scheme)
    page.locator("#text .content").first.click()
    expect(page.locator(".who-card")).to_be_visible()
    assert find_barriers(page) == []
    page.keyboard.press("Escape")
    page.locator(".article-do .keep summary").click()
    expect(page.locator(".article-do .keep-body form")).to_be_visible()
    assert find_barriers(page) == []


def test_those_who_log_in_are_not_kept_out(serve, town, open_page):
    page = open_page(serve(town, auth=True), viewport=PHONE)
    page.wait_for_url("**/login?next=*")
    assert find_barriers(page) == []
