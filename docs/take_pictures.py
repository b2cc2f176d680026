"""The pictures of the tour, in docs/pictures: `make pictures`.

A ledger of the demo's articles and of those in docs/pictures/articles.jsonl, all of them invented, is read by
the model that ships, a few judgements are made in it, and Chromium is led through its pages.
"""

from __future__ import annotations

import io
import os
import shutil
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import uvicorn
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from sayso.demo import ARTICLES
from sayso.ingest import read_bytes
from sayso.ledger import KeptWhat, Ledger, SaidQuery
from sayso.pipeline import add_all
from sayso.reader import Reader
from sayso.records import Document, Skipped
from sayso.records.judgement import Judgement
from sayso.web.app import create_app
from sayso.web.settings import Settings

FOLDER = Path(__file__).with_name("pictures")
NOW = datetime(2024, 11, 4, 9, 30, tzinfo=UTC)
REVIEWER = "Rana Holt"
MOST_BYTES = 150_000
WIDE: ViewportSize = {"width": 1280, "height": 860}
PHONE: ViewportSize = {"width": 390, "height": 844}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: of which page, what is done on it before, by day or by night, and how wide."""

    name: str
    address: str
    prepare: Callable[[Page], None] = lambda page: None
    scheme: Literal["light", "dark"] = "light"
    viewport: ViewportSize = field(default_factory=lambda: WIDE)


# The ledger


def fill(ledger: Ledger) -> None:
    """Put the articles into the ledger, and do in it what people do."""
    reader = Reader(workers=1)
    for outcome in add_all(ledger, reader, articles(), lambda: NOW):
        if outcome.fate != "added":
            raise SystemExit(f"{outcome.name}: {outcome.fate} ({outcome.reason})")
    _judge(ledger, reader.extractor_name)
    _collect(ledger)


def articles() -> Iterator[Document | Skipped]:
    """The demo's articles, and those that were written for the tour."""
    for one in ARTICLES:
        yield from read_bytes(one.read_data(), name=one.name, media_type=one.media_type, given=one.metadata)
    data = (FOLDER / "articles.jsonl").read_bytes()
    yield from read_bytes(data, name="articles", media_type="application/jsonl")


def named(ledger: Ledger, name: str) -> str:
    """The id of the document of this name."""
    return next(row.id for row in ledger.documents() if row.name == name)


def _judge(ledger: Ledger, extractor: str) -> None:
    """The first three attributions of an article are right."""
    document = named(ledger, "wire-log")
    for one in ledger.reading(document).attributions[:3]:
        ledger.judge(
            Judgement(
                what="confirm",
                document_id=document,
                attribution=one.id,
                judged=one,
                extractor=extractor,
                reviewer=REVIEWER,
                at=NOW,
            )
        )


def _collect(ledger: Ledger) -> None:
    """A case is made of quotations, an article, a speaker and a search."""
    note = "Was the pilot warned, by whom, and on which channel? For Thursday’s meeting."
    case = ledger.make_collection("The warning that was not heard", note=note, by=REVIEWER, now=NOW)

    def keep(what: KeptWhat, reference: str, title: str, note: str = "") -> None:
        ledger.keep(case, what, reference, title=title, note=note, by=REVIEWER, now=NOW)

    for words, note in (("warning", "On the day after."), ("knew", "Four weeks later.")):
        hit = ledger.said_page(SaidQuery(words=words, by="Oduya", order="oldest")).rows[0]
        keep("attribution", hit.attribution.id, "Mara Oduya", note)
    keep("document", named(ledger, "tideline-pilot"), "The pilot speaks", "Ask for the telephone records.")
    keep("speaker", ledger.find_speakers("Mara Oduya")[0].id, "Mara Oduya")
    keep("search", "words=warn*", "warn*")


# The pictures


def pictures(ledger: Ledger) -> list[Picture]:
    """What is shown in the tour, in its order."""
    courier = f"/documents/{named(ledger, 'courier')}"
    log = f"/documents/{named(ledger, 'wire-log')}"
    oduya, renn = (f"speaker%3A{ledger.find_speakers(name)[0].id}" for name in ("Mara Oduya", "Tobias Renn"))
    return [
        Picture("start", "/"),
        Picture("article", courier, _point),
        Picture("article-dark", courier, _point, scheme="dark"),
        Picture("article-one-voice", f"{courier}?only=own", viewport=PHONE),
        Picture("said", "/said?words=bridge", _count),
        Picture("said-phone", "/said?words=warn*", scheme="dark", viewport=PHONE),
        Picture("speaker", f"/speakers/{ledger.find_speakers('Mara Oduya')[0].id}", _draw),
        Picture("compare", f"/compare?words=bridge&one={oduya}&one={renn}"),
        Picture("review", f"{log}/review", _judged),
        Picture("collection", "/collections/1"),
    ]


def _point(page: Page) -> None:
    """Onto what is said at second hand, so that its card is shown."""
    page.locator("#text .content", has_text="the March report had listed").first.hover()
    expect(page.locator(".who-card")).to_be_visible()


def _count(page: Page) -> None:
    expect(page.locator("#said-count")).to_be_visible()
    expect(page.locator(".timeline canvas")).to_be_visible()


def _draw(page: Page) -> None:
    expect(page.locator(".timeline canvas")).to_be_visible()


def _judged(page: Page) -> None:
    expect(page.locator("#review-count")).to_contain_text("judged")


def take(browser: Browser, site: str, picture: Picture) -> bytes:
    """The picture as a PNG file."""
    context = browser.new_context(
        viewport=picture.viewport, color_scheme=picture.scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(site + picture.address, wait_until="networkidle")
    picture.prepare(page)
    taken = page.screenshot()
    context.close()
    return shrink(taken)


def shrink(png: bytes) -> bytes:
    """The same picture in at most 256 colours, which is as much as text and tints need."""
    image = Image.open(io.BytesIO(png)).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    smaller = io.BytesIO()
    image.save(smaller, "PNG", optimize=True)
    return smaller.getvalue()


@contextmanager
def served(ledger: Path) -> Iterator[str]:
    """The address at which the ledger is served meanwhile."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        app = create_app(Settings(ledger=ledger, port=port, reviewer=REVIEWER))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, or the one that Playwright has."""
    with sync_playwright() as playwright:
        path = os.environ.get("SAYSO_TEST_CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def main(wanted: list[str]) -> None:
    """Take the pictures of these names, or all."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sayso.db"
        with Ledger.open(path) as ledger:
            fill(ledger)
            chosen = [one for one in pictures(ledger) if not wanted or one.name in wanted]
        with served(path) as site, chromium() as browser:
            for picture in chosen:
                taken = take(browser, site, picture)
                print(f"{picture.name}: {len(taken):,} bytes")
                if len(taken) > MOST_BYTES:
                    raise SystemExit(f"{picture.name} has more than {MOST_BYTES:,} bytes")
                (FOLDER / f"{picture.name}.png").write_bytes(taken)


if __name__ == "__main__":
    main(sys.argv[1:])
