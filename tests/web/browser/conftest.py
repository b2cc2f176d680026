"""A real Chromium on a real server: what the browser tests share.

Whatever a test does, nothing may go wrong meanwhile: no script fails, nothing is refused by the page's own
policy, no dialog opens, nothing is fetched from elsewhere or missed, and the server has no fault.
"""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect, sync_playwright

from sayso.ledger import Ledger, SaidQuery
from sayso.records import Attribution, Document, Metadata, Reading, Span, Speaker
from sayso.web.app import create_app
from sayso.web.settings import Settings

NOW = datetime(2031, 6, 1, 12, 0, tzinfo=UTC)
PATIENCE = 30_000  # milliseconds: other work may share the machine; whoever waits goes on at once
expect.set_options(timeout=PATIENCE)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def _chromium() -> str | None:
    """The browser's path: what is asked for, else Debian's package; None where there is neither."""
    return (
        os.environ.get("SAYSO_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with sync_playwright() as playwright:
        path = _chromium()
        if path is None and not Path(playwright.chromium.executable_path).exists():
            pytest.skip(
                "no Chromium is found: install Debian's chromium, or set SAYSO_TEST_CHROMIUM to its path"
            )
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def _serving() -> Iterator[Callable[..., str]]:
    running: list[tuple[uvicorn.Server, threading.Thread]] = []

    def start(ledger: Path, **settings) -> str:
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        given = {"ledger": ledger, "port": port, "reviewer": "Rana Holt", "workers": 1, **settings}
        config = uvicorn.Config(create_app(Settings(**given)), log_level="warning")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{port}"

    yield start
    for server, _ in running:
        server.should_exit = True
    for _, thread in running:
        thread.join(10)


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """Serves a ledger on a free port and gives the address: `serve(path, auth=True)`."""
    with _serving() as start:
        yield start


# What goes wrong


def watch(context: BrowserContext, wrong: list[str]) -> None:
    """Writes down whatever goes wrong in this context's pages."""
    context.on("weberror", lambda error: wrong.append(f"script: {error.error}"))
    context.on("console", lambda said: wrong.append(said.text) if _is_fault(said.type, said.text) else None)
    context.on("dialog", lambda dialog: (wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    context.on("request", lambda asked: wrong.append(f"to {asked.url}") if _is_outside(asked.url) else None)
    context.on(
        "response", lambda got: wrong.append(f"{got.status} for {got.url}") if _is_missed(got) else None
    )


def _is_fault(kind: str, text: str) -> bool:
    """Whether what stands on the console is a fault; a test may want answers that are no success."""
    refused = "Content Security Policy" in text or "Refused to" in text
    wanted = text.startswith(("Failed to load resource", "Response Status Error Code 4"))
    return refused or (kind in ("error", "warning") and not wanted)


def _is_outside(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "data:", "blob:http://127.0.0.1:"))


def _is_missed(got: Response) -> bool:
    part = got.request.resource_type in ("script", "stylesheet", "image", "font")
    return got.status >= 500 or (part and got.status >= 400)


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page in a browser of its own; what goes wrong meanwhile fails the test at its end."""
    wrong: list[str] = []
    contexts = []

    def open_one(address: str, **options) -> Page:
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        watch(context, wrong)
        page = context.new_page()
        page.goto(address)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert wrong == []


# A ledger with enough in it for every page: more than a page of each list, and something of every kind


def say(name: str, about: Metadata, source: str, content: str, confidence: float = 0.9, **given) -> Reading:
    """A reading of an article in which one says one thing."""
    text = f"{source} said {content}."
    document = Document(
        name=name, text=text, raw=text.encode(), media_type="text/plain", encoding="utf-8", metadata=about
    )
    cue, end = len(source) + 1, len(source) + 6
    said = Attribution(
        document_id=document.id,
        source=(Span(0, len(source)),),
        cue=(Span(cue, cue + 4),),
        content=(Span(end, end + len(content)),),
        quotation="indirect",
        confidence=confidence,
        extractor="fake 1",
        speaker=Speaker(name=source, kind="person", because="its own words"),
        cue_class="report",
        polarity="affirmed",
        modality="actual",
        stance="neutral",
        **given,
    )
    return Reading(document, (said,))


@pytest.fixture(scope="session")
def filled_town(filled_book: Path, tmp_path_factory) -> Path:
    """The three articles and 60 notices, with a decision, a judgement and a collection; to be copied."""
    path = Path(shutil.copy(filled_book, tmp_path_factory.mktemp("town") / "town.db"))
    with Ledger.open(path) as ledger:
        ledger.add_many([_notice(number) for number in range(60)], extractor="fake 1", now=NOW)
        _decide(ledger)
    return path


def _notice(number: int) -> Reading:
    about = Metadata(
        title=f"Notice {number:02}",
        outlet=f"Lamp {number:02}",
        published=f"2030-{number % 12 + 1:02}-05",
        url=f"https://lamp.example/{number}",
        language="en",
    )
    return say(f"notice-{number:02}", about, f"Witness {number:02}", f"the tide is at mark {number}")


def _decide(ledger: Ledger) -> None:
    one, other = (ledger.find_speakers(f"Witness {number:02}")[0].id for number in (1, 2))
    ledger.merge(one, other, by="Rana Holt", reason="the same keeper", now=NOW)
    case = ledger.make_collection("The crane", note="Was it inspected?", by="Rana Holt", now=NOW)
    hit = ledger.said_page(SaidQuery(words="crane")).rows[0]
    for what, reference in (
        ("attribution", hit.attribution.id),
        ("document", hit.document.id),
        ("speaker", one),
        ("outlet", "Tideline"),
        ("search", "words=crane"),
    ):
        ledger.keep(case, what, reference, title=what, note=f"this {what}", by="Rana Holt", now=NOW)


@pytest.fixture(scope="session")
def site(filled_town: Path) -> Iterator[str]:
    """Where that ledger is served, for tests that change nothing."""
    with _serving() as start:
        yield start(filled_town)


@pytest.fixture
def town(filled_town: Path, tmp_path: Path) -> Path:
    """A copy of that ledger, a test's own."""
    return Path(shutil.copy(filled_town, tmp_path / "town.db"))


@pytest.fixture
def wording():
    """Makes the reading of an article in which one says one thing; see `say`."""
    return say
