"""Articles, names, titles, addresses, notes and questions that try to be markup: nothing of it runs.

Whatever ran would set `window.ran`, open a dialog, ask for something elsewhere, or be refused by the page's
own policy and told on the console: each fails the test (see conftest.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from sayso.ledger import Ledger
from sayso.records import Metadata, Skipped
from sayso.records.judgement import Judgement

pytestmark = pytest.mark.browser
NOW = datetime(2031, 6, 1, tzinfo=UTC)
MARKUP = (
    "<script>window.ran=1;alert(1)</script>"
    "<img src=x onerror=window.ran=1><img src=https://evil.example/x>"
    "<svg onload=window.ran=1><a xlink:href=javascript:window.ran=1>x</a></svg>"
    '" onmouseover="window.ran=1" autofocus onfocus="window.ran=1" x="'
    "' onpointerenter='window.ran=1' x='"
    "</textarea></title></style></template></select></script><script>window.ran=1</script>"
    "<div hx-get=/decisions hx-trigger=load hx-on::load=window.ran=1></div>"
    "<style>*{background:url(https://evil.example/)}</style><base href=https://evil.example/>"
    "<meta http-equiv=refresh content=0;url=https://evil.example/>"
    "{{ 7*7 }}{% raw %}${window.ran=1}&lt;b&gt;&#60;script&#62;"
    "]]><x:script xmlns:x='http://www.w3.org/1999/xhtml'>window.ran=1</x:script>-->"
)
TURNED = "\u202eemag\u202c \u2067dne\u2069 \u200f" + "Ä" * 300 + " \u0007\u001b[31m"
PLANES = (
    " ".join(chr(plane * 0x10000 + at) for plane in range(17) for at in (0x41, 0x600, 0xF000, 0xFFFD))
    + " e"
    + "\u0301" * 40
)
KINDS = {"markup": MARKUP, "letters": f"{TURNED} {PLANES}"}
ADDRESSES = {
    "markup": ("javascript:window.ran=1", 'https://x.example/" onmouseover="window.ran=1'),
    "letters": ("data:text/html,<script>window.ran=1</script>", "https://x.example/\u202eemag"),
}


@dataclass(frozen=True)
class Hostile:
    """A ledger in which everything is hostile, served, and what is in it."""

    site: str
    text: str
    documents: list[str]
    speakers: list[str]
    attributions: list[str]


@pytest.fixture
def fill(wording) -> Callable[[Path, str], None]:
    """Fills a ledger with what is hostile in this way."""

    def put(path: Path, kind: str) -> None:
        text = KINDS[kind]
        with Ledger.open(path) as ledger:
            for number, url in enumerate(ADDRESSES[kind], 1):
                about = Metadata(
                    title=f"{text} {number}",
                    outlet=text,
                    authors=(text,),
                    published=f"2031-0{number}-05",
                    url=url,
                    language='en" onload="window.ran=1',
                )
                reading = wording(f"{text}-{number}", about, f"{text} {'Pell' * number}", f"the {text} fell")
                ledger.add(reading, extractor="fake 1", now=NOW)
            ledger.add_skipped(Skipped(name=text, reason=text, sha256="0" * 64), now=NOW)
            _decide(ledger, text)

    return put


def _decide(ledger: Ledger, text: str) -> None:
    by, reason = text[:90], text[:500]
    rows = list(ledger.speakers())
    for row, name in zip(rows, (text[:500], f"Pell {text[:400]}"), strict=True):
        ledger.rename(row.id, name, by=by, reason=reason, now=NOW)
    document = next(iter(ledger.documents()))
    one = ledger.reading(document.id).attributions[0]
    ledger.judge(
        Judgement(
            what="confirm",
            document_id=document.id,
            attribution=one.id,
            judged=one,
            extractor="fake 1",
            reviewer=by,
            at=NOW,
            note=text,
        )
    )
    case = ledger.make_collection(text[:200], note=text, by=by, now=NOW)
    for what, reference in (
        ("document", document.id),
        ("attribution", one.id),
        ("speaker", rows[0].id),
        ("outlet", document.metadata.outlet),
        ("search", f"words={quote(text[:400])}"),
    ):
        ledger.keep(case, what, reference, title=text[:200], note=text, by=by, now=NOW)


@pytest.fixture(params=KINDS)
def hostile(request, fill, serve, tmp_path) -> Hostile:
    """The ledger of one kind of hostility, served."""
    path = tmp_path / "hostile.db"
    fill(path, request.param)
    with Ledger.open(path) as ledger:
        return Hostile(
            site=serve(path, reviewer=KINDS[request.param][:90]),
            text=KINDS[request.param],
            documents=[row.id for row in ledger.documents()],
            speakers=[row.id for row in sorted(ledger.speakers(), key=lambda row: "Pell" in row.name[:5])],
            attributions=[one.id for reading in ledger.readings() for one in reading.attributions],
        )


def look(page: Page) -> None:
    """Fails where something ran, or where anything on the page could."""
    assert page.evaluate("window.ran") is None
    found = page.evaluate(
        """() => [...document.querySelectorAll("*")].flatMap((one) => [
            ...[...one.attributes].filter(({ name, value }) => /^(on|hx-on)/i.test(name)
                || (/^(href|src|action|formaction|xlink:href)$/i.test(name)
                    && /^\\s*(javascript|data|vbscript):/i.test(value))).map(({ name }) => name),
            ...(/^(script|style|base|iframe|object|embed|img)$/i.test(one.localName)
                && !(one.getAttribute("src") ?? "").startsWith("/static/") ? [one.localName] : []),
        ])"""
    )
    assert found == []
    assert page.url.startswith("http://127.0.0.1:")


def pages(hostile: Hostile) -> list[str]:
    """Every address of a page, asked for what is hostile."""
    words = quote(hostile.text[:400], safe="")
    document, speaker = hostile.documents[0], hostile.speakers[0]
    outlet = quote(hostile.text, safe="")
    return [
        "/", "/documents", f"/documents?part={words}", "/speakers", f"/speakers?part={words}", "/outlets",
        f"/documents/{document}", f"/documents/{document}?only={words}", f"/documents/{document}/review",
        f"/documents/{document}/voices", f"/a/{hostile.attributions[0]}", f"/a/{words}", "/said",
        f"/said?words={words}", f"/said?about={words}&by={words}&outlet={words}",
        f"/said?outlet_name={outlet}",
        f"/said?since={words[:90]}",
        f"/said/facets?words=fell&outlet_name={outlet}", f"/said?mark={words}",
        f"/speakers/{speaker}", f"/speakers/{hostile.speakers[-1]}", f"/speakers/{speaker}/split",
        f"/speakers/{words}", "/decisions", f"/outlets/{outlet}", f"/outlets/{words}?part={words}",
        f"/compare?words=fell&one=speaker%3A{speaker}&one=outlet%3A{outlet}&one=document%3A{document}",
        f"/compare?words={words}&about={words}&add_what=outlet&add={words}", "/add", "/collections",
        "/collections/1",
        f"/collections/choices?what=search&reference={words}&title={words}&back=javascript:alert(1)",
        "/review", f"/login?next=javascript:alert(1)//{words[:90]}", f"/{words}", f"/jobs/{words[:90]}",
        "/said.atom", f"/said.atom?words={words}", "/api/said", "/api/documents", "/api/decisions",
    ]  # fmt: skip


def test_no_page_runs_what_it_shows(hostile, open_page):
    page = open_page(hostile.site)
    look(page)
    for address in pages(hostile)[1:]:
        answer = page.goto(hostile.site + address)
        assert answer.status < 500, address
        look(page)


def test_what_is_exported_runs_nothing(hostile, open_page, tmp_path):
    page = open_page(f"{hostile.site}/collections/1")
    for name in ("To print", "JSON lines", "Ledger"):
        with page.expect_download() as started:
            page.get_by_role("link", name=name).click()
        started.value.save_as(tmp_path / "export")
        if name == "To print":
            opened = open_page("about:blank")
            opened.set_content((tmp_path / "export").read_text())
            assert opened.evaluate("window.ran") is None
            active = "script, img, iframe, base, a[href^='javascript:' i], a[href^='data:' i]"
            assert opened.locator(active).count() == 0


def test_what_scripts_put_on_a_page_runs_nothing(hostile, open_page):
    page = open_page(f"{hostile.site}/documents/{hostile.documents[0]}")
    page.locator("#text .content").first.click()
    expect(page.locator(".who-card")).to_be_visible()
    look(page)
    page.keyboard.press("Escape")
    page.locator(".article-do .keep summary").click()
    expect(page.locator(".article-do .keep-body form")).to_be_visible()
    page.get_by_label("Note").first.fill(hostile.text)
    page.get_by_role("button", name="Keep", exact=True).first.click()
    expect(page.locator(".article-do .keep-body [role=status]")).to_be_visible()
    look(page)
    page.goto(f"{hostile.site}/speakers/{hostile.speakers[0]}")
    page.get_by_text("The same as another").click()
    page.locator("#merge input[name=name]").press_sequentially("Pell")
    expect(page.get_by_role("option").first).to_be_visible()
    look(page)
    page.goto(f"{hostile.site}/documents/{hostile.documents[0]}/review")
    expect(page.locator("#review-told")).not_to_be_empty()
    page.keyboard.press("e")
    look(page)


def test_what_is_given_runs_nothing(hostile, open_page):
    page = open_page(f"{hostile.site}/add")
    page.get_by_label("Text of the article").fill(f"{hostile.text} said that {hostile.text} fell.")
    page.get_by_text("What is known about it").click()
    page.get_by_label("Title").fill(hostile.text)
    page.get_by_role("button", name="Add the text").click()
    page.wait_for_url("**/jobs/*")
    expect(page.locator(".job-state")).to_contain_text("Done", timeout=60_000)
    look(page)
    page.locator(".job-outcomes a").click()
    page.wait_for_url("**/documents/*")
    look(page)
    page.goto(f"{hostile.site}/collections")
    page.get_by_label("Name of the case").fill(hostile.text[:200])
    page.get_by_label("What it is about").fill(hostile.text)
    page.get_by_role("button", name="Make it").click()
    page.wait_for_url("**/collections/2")
    look(page)
