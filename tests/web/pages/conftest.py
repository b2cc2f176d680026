"""Pages as trees, and ledgers with hostile articles or with more rows than a page of a list shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient
from lxml import html

from sayso.ledger import Ledger
from sayso.records import Attribution, Document, Metadata, Reading, Span, Speaker
from sayso.web.app import create_app
from sayso.web.settings import Settings

HOSTILE = "<script>alert(1)</script>\"' onload=x style=y {{ 7*7 }} שלום"
_PART = re.compile(r"""\.([\w-]+)|\#([\w-]+)|\[([\w-]+)(?:=['"]?([^'"\]]*)['"]?)?\]""")


def to_xpath(selector: str) -> str:
    """The XPath of a selector of tags, classes, ids and attributes, one within another."""
    steps = []
    for part in selector.split():
        conditions = "".join(
            f"[contains(concat(' ', normalize-space(@class), ' '), ' {found[1]} ')]"
            if found[1]
            else f"[@id='{found[2]}']"
            if found[2]
            else f"[@{found[3]}]"
            if found[4] is None
            else f"[@{found[3]}='{found[4]}']"
            for found in _PART.finditer(part)
        )
        tag = re.match(r"[\w*]*", part)[0]
        steps.append(f"descendant::{tag or '*'}{conditions}")
    return "/".join(steps)


def refuse_active(tree: html.HtmlElement) -> None:
    """Fails where anything in the page could run, style itself, or lead to a script."""
    for node in tree.iter():
        if not isinstance(node.tag, str):
            continue
        assert not [key for key in node.attrib if key.startswith("on") or key == "style"], node.attrib
        assert node.tag not in ("style", "iframe", "object", "embed", "img")
        assert node.tag != "script" or (node.get("src", "").startswith("/static/") and not node.text)
        assert not node.get("href", "").lower().startswith(("javascript:", "data:"))


@pytest.fixture
def page():
    """The tree of an answer."""
    return lambda answer: html.fromstring(answer.text)


@pytest.fixture
def select():
    """The nodes under one that a selector means."""
    return lambda tree, selector: tree.xpath(to_xpath(selector))


@pytest.fixture
def harmless():
    """The tree of an answer that is no failure; fails where anything in it could run."""

    def look(answer):
        assert answer.status_code < 500
        tree = html.fromstring(answer.text)
        refuse_active(tree)
        return tree

    return look


@pytest.fixture
def hostile(tmp_path) -> Iterator[TestClient]:
    """A browser on a ledger with one article in which everything tries to be markup."""
    path = tmp_path / "hostile.db"
    name = "<script>alert(1)</script> Quill"
    text = f"{name} said the crane <img src=x onerror=alert(2)> fell \x07 down."
    about = Metadata(
        title="\"'><script>alert(3)</script>",
        outlet="<svg onload=alert(4)>",
        published="2031-05-05",
        url="javascript:alert(5)",
        language='en" onload="x',
    )
    with Ledger.open(path) as ledger:
        ledger.add(read_one(1, text, about, name), extractor="fake 1", now=datetime(2031, 6, 1, tzinfo=UTC))
    app = create_app(Settings(ledger=path, reviewer="Rana Holt", workers=1))
    with TestClient(app, base_url="http://127.0.0.1:8470", follow_redirects=False) as client:
        yield client


def read_one(number: int, text: str, metadata: Metadata, speaker: str) -> Reading:
    """A reading in which this speaker says the second line."""
    document = Document(
        name=f"piece-{number:03}",
        text=text,
        raw=text.encode(),
        media_type="text/plain",
        encoding="utf-8",
        metadata=metadata,
    )
    cue = text.index("said")
    said = Attribution(
        document_id=document.id,
        source=(Span(0, cue - 1),),
        cue=(Span(cue, cue + 4),),
        content=(Span(cue + 5, len(text)),),
        quotation="indirect",
        confidence=0.4 if number % 2 else 0.9,
        extractor="fake 1",
        speaker=Speaker(name=speaker, kind="person", because="its own words"),
        cue_class="report",
        polarity="affirmed",
        modality="actual",
        stance="neutral",
    )
    return Reading(document, (said,))


@pytest.fixture
def add_many(book):
    """Adds this many more articles of one outlet, each with one statement of a speaker of its own."""

    def add(n: int, outlet: str = "Morning Lamp", name=lambda number: f"Witness {number:03}") -> None:
        readings = []
        for number in range(n):
            about = Metadata(
                title=f"Notice {number:03}",
                outlet=outlet,
                published=f"2030-{number % 12 + 1:02}-{number % 28 + 1:02}",
            )
            text = f"{name(number)} said the tide is at mark {number}."
            readings.append(read_one(number, text, about, name(number)))
        with Ledger.open(book) as ledger:
            ledger.add_many(readings, extractor="fake 1", now=datetime(2031, 6, 1, tzinfo=UTC))

    return add


@pytest.fixture
def add_hostile(book):
    """Adds an article whose title, outlet, name and speaker try to be markup."""

    def add() -> None:
        text = f"{HOSTILE} said nothing of the kind."
        about = Metadata(title=HOSTILE, outlet=HOSTILE, published="2031-05-07", language='en" onload="x')
        with Ledger.open(book) as ledger:
            ledger.add(read_one(1, text, about, HOSTILE), extractor="fake 1", now=datetime.now(UTC))

    return add


@pytest.fixture
def see():
    """A page as a tree; fails where anything in it could run or style itself."""

    def look(client, address: str, status: int = 200):
        answer = client.get(address)
        assert answer.status_code == status, (address, answer.status_code, answer.text[:500])
        tree = html.fromstring(answer.text)
        refuse_active(tree)
        return tree

    return look


@pytest.fixture
def words():
    """The words of a node, blanks joined."""
    return lambda node: " ".join(node.text_content().split())


@pytest.fixture
def all_pages(see):
    """The row heads of every page of a list, going on by “Next”, and the addresses of the pages."""

    def go(client, address: str):
        rows, addresses = [], []
        while address:
            addresses.append(address)
            page = see(client, address)
            rows += [" ".join(head.text_content().split()) for head in page.xpath("//tbody/tr/th")]
            following = page.xpath("//nav[@class='pager']//a[@rel='next']/@href")
            address = following[0] if following else None
        return rows, addresses

    return go
