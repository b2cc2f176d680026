import base64
import hashlib
import io
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.export import write_html
from sayso.records import Attribution, Document, Metadata, Reading, Span, Speaker, StatementDate

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


class Shown(HTMLParser):
    """What stands in each item of the list of who said what, by id, without its inner items."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.items: dict[str, str] = {}
        self.numbers: dict[str, str] = {}
        self.inside: list[str] = []
        self.parents: dict[str, str | None] = {}
        self.feed(body.partition("<nav")[0])

    def handle_starttag(self, tag, attributes):
        if tag == "li":
            known = dict(attributes)
            self.parents[known["id"]] = self.inside[-1] if self.inside else None
            self.inside.append(known["id"])
            self.items[known["id"]] = ""
            self.numbers[known["id"]] = known["value"]

    def handle_endtag(self, tag):
        if tag == "li":
            self.inside.pop()

    def handle_data(self, data):
        if self.inside:
            self.items[self.inside[-1]] += data


def test_who_when_to_whom_and_why_are_told(filled):
    found = Shown(page([filled])[1])
    told, open_, says = (found.items[f"d1a{nth}w"] for nth in (3, 4, 8))
    assert told.startswith("Ada Quill (person, harbour master) told\n“We were never warned,”\n")
    assert "direct quotation · deny · answers 2 · confidence 0.90 · in the text" in told
    assert "When2031-05-05 (“on Monday”), the last one before 2031-05-06" in told
    assert "To whomreporters" in told
    assert "Occasionin a televised briefing" in told
    assert open_.startswith("Ada Quill (person, harbour master) She has not ruled out")
    assert "deny · negated · possible · confidence" in open_
    assert "Whothe one woman named before “She”" in open_
    assert says.startswith("one of them (not resolved) says")
    assert "Whoa member of a group, not named" in says
    assert "unsure, confidence 0.43" in says
    assert "Reasonsspeakera newspaper's name" in found.items["d1a1w"]


def test_what_is_said_within_another_stands_in_its_item(filled):
    found = Shown(page([filled])[1])
    assert {inner: outer for inner, outer in found.parents.items() if outer} == {
        "d1a2w": "d1a1w", "d1a6w": "d1a5w",
    }  # fmt: skip
    assert list(found.numbers.values()) == [str(nth) for nth in range(1, 9)]
    assert "ThroughThe Evening Tide ← two officials" in found.items["d1a2w"]
    assert "Unnamedon condition of anonymity because the inquiry is open" in found.items["d1a2w"]
    assert "answered by 3" in found.items["d1a2w"]


def test_what_is_said_within_another_is_told_apart_in_the_text(filled):
    found, body = page([filled])
    classes = [known.get("class") for tag, known in found.elements if tag == "span"]
    assert "content indirect inner" in classes
    assert "content mixed inner" in classes
    style = re.search(r"<style>(.*)</style>", body, re.DOTALL)[1]
    for kind, stroke in (("direct", "solid"), ("mixed", "dashed"), ("indirect", "dotted")):
        assert f".{kind}.inner {{ border-top: 2px {stroke}" in style


def test_dates_are_for_machines_too(filled):
    found, _ = page([filled])
    assert [known["datetime"] for tag, known in found.elements if tag == "time"] == [
        "2031-05-04", "2031-05-05", "2031-W18",
    ]  # fmt: skip


def test_the_pages_own_words_are_in_its_language(make_filled):
    found, _ = page([make_filled(language="de")])
    tagged = {tag for tag, known in found.elements if known.get("lang") == "de"}
    assert tagged == {"div", "span", "blockquote"}
    assert all(known["class"] == "text" for tag, known in found.elements
               if tag == "div" and known.get("lang"))  # fmt: skip


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
        quotation="direct", confidence=1, extractor="fake 1", addressee=Span(0, 20), occasion=Span(4, 30),
        speaker=Speaker(name=hostile, kind="person", role=hostile, because=hostile),
        date=StatementDate(value="2031", granularity="year", because=hostile, span=Span(2, 20)),
        reasons=(("speaker", hostile), (hostile, hostile)),
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
