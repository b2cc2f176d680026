import base64
import hashlib
import io
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.export import write_html
from sayso.records import Attribution, Document, Metadata, Reading, Span

VOID = {"meta", "link", "br"}


class Page(HTMLParser):
    """A page read back: its elements and the text of each article; fails where it is not well formed."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.inside: int | None = None
        self.number = False
        self.feed(body)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attributes):
        known = dict(attributes)
        self.elements.append((tag, known))
        if tag in VOID:
            return
        self.open.append(tag)
        if known.get("class") == "text":
            self.inside = len(self.open)
            self.texts.append("")
        self.number = known.get("class") == "number"

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        self.number = False
        if self.inside is not None and len(self.open) < self.inside:
            self.inside = None

    def handle_data(self, data):
        if self.inside is not None and not self.number:
            self.texts[-1] += data


def page(readings) -> tuple[Page, str]:
    out = io.BytesIO()
    write_html(readings, out)
    body = out.getvalue().decode("utf-8")
    return Page(body), body


def test_who_said_what_is_listed_with_anchors_both_ways(build):
    found, body = page([build(), build(url="https://courier.example/2")])
    ids = [known["id"] for _, known in found.elements if "id" in known]
    assert len(ids) == len(set(ids))
    targets = {known["href"][1:] for tag, known in found.elements if tag == "a" and known["href"][0] == "#"}
    assert targets <= set(ids)
    assert {"d1a1", "d1a1w", "d2a3", "d2a3w", "index"} <= targets
    assert "Mara Oduya" in body
    assert "(not resolved)" in body
    assert "(no source named)" in body


def test_nothing_runs_and_nothing_is_loaded(reading):
    found, body = page([reading])
    tags = {tag for tag, _ in found.elements}
    assert not tags & {"script", "iframe", "img", "link", "object", "form", "base"}
    assert not any(name.startswith("on") or name in {"style", "src"} for _, k in found.elements for name in k)
    style = re.search(r"<style>(.*)</style>", body, re.DOTALL)[1]
    assert "url(" not in style
    assert "@import" not in style
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = next(k["content"] for _, k in found.elements if k.get("http-equiv") == "Content-Security-Policy")
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'"


def test_colour_is_never_alone(reading):
    style = re.search(r"<style>(.*)</style>", page([reading])[1], re.DOTALL)[1]
    borders = {re.search(rf"\.{kind} {{[^}}]*border-bottom: 2px (\w+)", style)[1]
               for kind in ("direct", "mixed", "indirect")}  # fmt: skip
    assert borders == {"solid", "dashed", "dotted"}
    assert "prefers-color-scheme: dark" in style
    assert "@media print" in style


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//x", "java\nscript:x", "ftp://x"]
)
def test_only_web_addresses_are_links(url, build):
    found, _ = page([build(url=url)])
    assert all(k["href"].startswith("#") for tag, k in found.elements if tag == "a")


def test_hostile_text_stays_text():
    hostile = "</div><script>alert(1)</script>\"'&lt;<!-- \x00\x1b[31m -->"
    about = Metadata(
        title=hostile, outlet=hostile, published=hostile, authors=(hostile,), language='en"><script>'
    )
    document = Document(
        name=hostile, text=hostile, raw=b"x", media_type="text/plain", encoding="utf-8", metadata=about
    )
    said = Attribution(
        document_id=document.id, source=(Span(0, 9),), cue=(Span(9, 12),), content=(Span(3, 30),),
        quotation="direct", confidence=1, extractor="fake 1",
    )  # fmt: skip
    found, body = page([Reading(document, (said,))])
    assert "script" not in {tag for tag, _ in found.elements}
    assert "\x00" not in body
    assert "\x1b" not in body
    assert found.texts == [hostile.replace("\x00", "\ufffd").replace("\x1b", "\ufffd")]


@given(data=st.data())
def test_the_text_is_all_there_and_the_page_well_formed(data, readings_of):
    printable = st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n")
    reading = data.draw(readings_of(printable))
    found, _ = page([reading])
    assert found.texts == [reading.document.text]
