"""Offsets and elements that are found for a page mark the same words in a real browser's page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from sayso.export.selectors import page_selectors
from sayso.placing import Placed, Placing, place, read_dom, to_utf16
from sayso.records import Span

pytestmark = pytest.mark.browser

QUILL = "“The old bridge is safe,” said Ada Quill, the engineer. 🛶 She laughed."
MARSH = "Tom Marsh, who runs the café beside it, denied that he had seen cracks."
COUNCIL = "The council of Tarn will meet, it said."
TEXT = f"{QUILL}\n{MARSH}\none\nPier\t2\n{QUILL}\n{COUNCIL}"
PAGE = f"""<!DOCTYPE html><html><head><title>Tarn</title><noscript><img src="x"></noscript></head><body>\r
<noscript><iframe src="x"></iframe></noscript><script>var said = "🛶 {MARSH}";</script><!-- {MARSH} -->
<ul><li>{QUILL}</ul><template><p>{MARSH}</template><textarea>
x</textarea><p hidden>{COUNCIL}</p>
<article><h1>Tarn</h1><p>“The old <b>bridge</b> is&nbsp;safe,”
said <a href="/q">Ada Quill</a>, the \r
engineer. 🛶 She laughed.<p>Tom Marsh, who runs <script>var ad = 1;</script>the caf&eacute; <i>beside
<b>it</i>, denied</b> that he had seen cracks.<ul><li>one<br></ul>
<table><p>Lost in the table<tr><td>Pier<td>2</table>
<svg><text>chart</text></svg><div>{QUILL}<p>The council of Ta&shy;rn will meet, it said.</div></article>
<p>&#150;&notit; &#0;</body></html>"""
RANGE = """([from, to]) => {
    const point = ({value, refinedBy}) => {
        const element = document.evaluate(value, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE, null)
            .singleNodeValue;
        const nodes = document.createNodeIterator(element, NodeFilter.SHOW_TEXT);
        let left = refinedBy.start;
        for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
            const characters = [...node.data];
            if (left <= characters.length) return [node, characters.slice(0, left).join("").length];
            left -= characters.length;
        }
    };
    const range = document.createRange();
    range.setStart(...point(from));
    range.setEnd(...point(to));
    return range.toString();
}"""


@pytest.fixture(scope="module")
def placing() -> Placing:
    return place(TEXT, read_dom(PAGE))


@pytest.fixture
def page(chromium: Browser) -> Page:
    """The page as a browser with scripts has it; the page's own are refused, since it asks for nothing."""
    context = chromium.new_context()
    headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": "default-src 'none'"}
    context.route("**/*", lambda route: route.fulfill(body=PAGE, headers=headers))
    page = context.new_page()
    page.goto("http://tarn.example/")
    yield page
    context.close()


def test_the_text_is_the_browsers(page: Page, placing: Placing) -> None:
    assert page.evaluate("document.body.textContent") == placing.dom.text


def test_every_paragraph_and_span_is_there(page: Page, placing: Placing) -> None:
    assert all(one.exact for one in placing.paragraphs)
    words = ("Ada Quill, the engineer", "the café beside it", "denied that he", "🛶 She laughed", "Tarn will")
    spans = [Span(TEXT.index(one), TEXT.index(one) + len(one)) for one in words]
    for span in [*(one.span for one in placing.paragraphs), *spans]:
        placed = placing.to_dom(span)
        assert isinstance(placed, Placed)
        assert placed.exact
        for part in placed.ranges:
            _check(page.evaluate, placing, part)


def _check(evaluate: Callable[..., str], placing: Placing, part: Span) -> None:
    wanted = part.of(placing.dom.text)
    units = [to_utf16(placing.dom.text, at) for at in (part.start, part.end)]
    assert evaluate("([from, to]) => document.body.textContent.slice(from, to)", units) == wanted
    points = [part.start, part.end]
    characters = evaluate("([from, to]) => [...document.body.textContent].slice(from, to).join('')", points)
    assert characters == wanted
    between = page_selectors(placing.dom, part)[0]
    assert evaluate(RANGE, [between["startSelector"], between["endSelector"]]) == wanted


def test_the_right_one_of_two_is_marked(page: Page, placing: Placing) -> None:
    first = placing.paragraphs[0].ranges[0]
    begins = page.evaluate("[...document.body.textContent.split('Tarn')[0]].length")
    assert first.start >= begins


@pytest.mark.parametrize("marked", ["café", "one", "2"])
def test_a_highlight_lands_on_the_words(page: Page, placing: Placing, marked: str) -> None:
    start = TEXT.index(marked)
    placed = placing.to_dom(Span(start, start + len(marked)))
    assert isinstance(placed, Placed)
    between = page_selectors(placing.dom, placed.whole)[0]
    assert page.evaluate(RANGE, [between["startSelector"], between["endSelector"]]) == marked
