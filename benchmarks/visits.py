"""What a reader and a reviewer do, page after page, as their browsers would ask for it."""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import httpx
from sampled import Asking, Sample

from sayso.records import CUE_CLASSES

JUDGED_EACH = 8  # attributions of an article, the first ones; then it is finished
PATIENCE = 60.0  # seconds until a reader gives an answer up
HREF = re.compile(r'<a\b[^>]*?href="([^"]+)"')
NEXT = re.compile(r'rel="next" href="([^"]+)"')
COUNTS = re.compile(r'hx-get="(/said/facets[^"]*)"')
TOKEN = re.compile(r'name="csrf-token" content="([^"]*)"')
JUDGED = re.compile(r"""data-id="([^"]+)"[^>]*?data-judged="([^"]*)"[^>]*?data-row='([^']*)'""")


class Over(Exception):
    """The time is up."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One answer: which page, how long it took to the last byte, its status (0: none came), and its size."""

    page: str
    seconds: float
    status: int
    size: int
    wrong: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """A judgement that the server acknowledged; `note` is of this one only."""

    note: str
    what: str
    document: str
    attribution: str | None
    number: int
    stands: str | None


@dataclass(slots=True)
class Book:
    """What happened: every answer, every judgement acknowledged or left without an answer, every undoing."""

    taken: list[Taken] = field(default_factory=list)
    acknowledged: list[Judging] = field(default_factory=list)
    undone: set[int] = field(default_factory=set)
    unanswered: set[str] = field(default_factory=set)


class Browser:
    """One person's browser, which keeps what it measures in the book; `ends` is when the time is up."""

    def __init__(self, address: str, book: Book, dice: random.Random, *, think: float) -> None:
        self._client = httpx.AsyncClient(
            base_url=address, timeout=PATIENCE, follow_redirects=True, verify=False, trust_env=False
        )
        self._book, self._think = book, think
        self.ends = float("inf")
        self.dice = dice
        self.token = ""

    async def __aenter__(self) -> Browser:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._client.aclose()

    async def think(self) -> None:
        """Look at the page for a while; Over where the time is up."""
        left = self.ends - time.monotonic()
        pause = self.dice.expovariate(1 / self._think) if self._think else 0.0
        await asyncio.sleep(max(0.0, min(pause, left)))
        if time.monotonic() >= self.ends:
            raise Over

    async def get(self, page: str, address: str, **headers: str) -> str:
        """The page's text, redirects followed; empty where the answer is not the page."""
        answer = await self._measured(page, "GET", address, headers=headers)
        text = answer.text if answer is not None and answer.is_success else ""
        if found := TOKEN.search(text):
            self.token = unescape(found[1])
        return text

    async def post(self, page: str, address: str, body: Any) -> dict[str, Any] | None:
        """What the API answers; None where it refuses, or nothing comes."""
        headers = {"X-CSRF-Token": self.token}
        answer = await self._measured(page, "POST", address, headers=headers, json=body)
        return dict(answer.json()) if answer is not None and answer.is_success else None

    async def log_in(self, name: str, password: str) -> None:
        """Log in, where people have to."""
        await self.get("log in, page", "/login")
        form = {"name": name, "password": password, "csrf_token": self.token}
        answer = await self._measured("log in", "POST", "/login", data=form)
        if answer is None or "/login" in answer.url.path:
            raise RuntimeError(f"{name} could not log in")

    async def _measured(self, page: str, method: str, address: str, **rest: Any) -> httpx.Response | None:
        start = time.perf_counter()
        try:
            answer = await self._client.request(method, address, **rest)
        except httpx.HTTPError as error:
            self._book.taken.append(Taken(page, time.perf_counter() - start, 0, 0, f"{address}: {error!r}"))
            return None
        seconds = time.perf_counter() - start
        wrong = f"{address}: {answer.text[:300]}" if answer.status_code >= 400 else ""
        self._book.taken.append(Taken(page, seconds, answer.status_code, len(answer.content), wrong))
        return answer


class Reader:
    """Somebody who searches: in what was said, through articles, speakers, outlets and lists."""

    def __init__(self, browser: Browser, sample: Sample) -> None:
        self._browser, self._asking = browser, Asking(sample, browser.dice)

    async def read(self) -> None:
        """Visit after visit, until the time is up."""
        await self._open("start", "/")
        while True:
            await self._search()
            for _ in range(2):
                await self._look_around()

    async def _open(self, page: str, address: str) -> str:
        text = await self._browser.get(page, address)
        await self._browser.think()
        return text

    async def _search(self) -> None:
        """A search with its counts, perhaps its next page, and two of its answers in their articles."""
        text = await self._browser.get("search", self._asking.said())
        if counts := COUNTS.search(text):  # the page asks for them when it is there
            await self._browser.get("search, counts", unescape(counts[1]), **{"HX-Request": "true"})
        await self._browser.think()
        if (later := NEXT.search(text)) and self._browser.dice.random() < 0.4:
            text = await self._open("search, next page", unescape(later[1])) or text
        places = [unescape(one) for one in HREF.findall(text) if one.startswith("/documents/")]
        for place in self._browser.dice.sample(places, min(len(places), 2)):
            await self._article(place)

    async def _article(self, address: str) -> None:
        address = address.partition("#")[0]
        await self._browser.get("article", address)
        findings = f"{address.partition('?')[0]}/voices"  # which its page asks for when it is there
        await self._browser.get("article, findings", findings, **{"HX-Request": "true"})
        await self._browser.think()

    async def _look_around(self) -> None:
        """One other page: a speaker, an outlet, a list and its next page, a comparison, a feed."""
        pages = self._asking.pages()
        page = self._browser.dice.choices(
            ("speaker", "outlet", "speakers", "documents", "outlets", "compare", "search, feed", "start"),
            (6, 3, 3, 3, 1, 3, 2, 1),
        )[0]
        text = await self._open(page, pages[page]())
        later = NEXT.search(text)
        if later and page in ("speakers", "documents", "outlets") and self._browser.dice.random() < 0.5:
            await self._open(f"{page}, next page", unescape(later[1]))


class Reviewer:
    """Somebody who works through the queue; several share it, each an article of their own."""

    def __init__(self, browser: Browser, book: Book, number: int, of: int) -> None:
        self._browser, self._book = browser, book
        self._number, self._of = number, of
        self._seen: set[str] = set()
        self._written = 0

    async def review(self) -> None:
        """Article after article, until the time is up."""
        while True:
            document = await self._take()
            if document is not None:
                await self._article(document)

    async def _take(self) -> str | None:
        """The next article of the queue that is this reviewer's."""
        address = "/review"
        while True:
            text = await self._browser.get("review, queue", address)
            await self._browser.think()
            listed = re.findall(r'href="/documents/([0-9a-f]+)/review"', text)
            for document in dict.fromkeys(listed):
                # Shared by their ids, as by word of mouth: nobody judges what another has just judged.
                if int(document[-4:], 16) % self._of == self._number and document not in self._seen:
                    self._seen.add(document)
                    return str(document)
            later = NEXT.search(text)
            if later is None:
                return None
            address = unescape(later[1])

    async def _article(self, document: str) -> None:
        text = await self._browser.get("review, article", f"/documents/{document}/review")
        await self._browser.think()
        left = [(id, row) for id, judged, row in JUDGED.findall(text) if not judged]
        for id, row in left[:JUDGED_EACH]:
            given = self._body(id, json.loads(unescape(row)))
            number = await self._judge(document, given)
            if number is not None and self._browser.dice.random() < 0.15:
                await self._take_back(document, number)
        await self._judge(document, {"what": "finish", "attribution": None, "judged": None})

    def _body(self, id: str, row: dict[str, Any]) -> dict[str, Any]:
        what = self._browser.dice.choices(("confirm", "reject", "correct"), (6, 2, 2))[0]
        judged = self._corrected(row) if what == "correct" else None
        return {"what": what, "attribution": id, "judged": judged}

    def _corrected(self, row: dict[str, Any]) -> dict[str, Any]:
        """Another class, or a content that ends a character sooner, which gives it another id."""
        content = [[place["start"], place["end"]] for place in row["content"] or ()]
        if content and content[-1][1] - content[-1][0] > 1 and self._browser.dice.random() < 0.5:
            content[-1][1] -= 1
            return {"content": content}
        others = [one for one in CUE_CLASSES if one != row["cue_class"]]
        return {"cue_class": self._browser.dice.choice(others)}

    async def _judge(self, document: str, given: dict[str, Any]) -> int | None:
        self._written += 1
        note = f"load, reviewer {self._number}, judgement {self._written}"
        self._book.unanswered.add(note)
        path = f"/api/documents/{document}/judgements"
        answer = await self._browser.post("judge", path, {**given, "note": note})
        if answer is None:
            return None
        self._book.unanswered.discard(note)
        judging = Judging(
            note=note,
            what=given["what"],
            document=document,
            attribution=given["attribution"],
            number=answer["number"],
            stands=answer["attribution"],
        )
        self._book.acknowledged.append(judging)
        await self._shown_again(document)
        return judging.number

    async def _take_back(self, document: str, number: int) -> None:
        if await self._browser.post("undo", f"/api/judgements/{number}/undo", {}) is not None:
            self._book.undone.add(number)
        await self._shown_again(document)

    async def _shown_again(self, document: str) -> None:
        await self._browser.get("review, text", f"/documents/{document}/review/text?part=1")
        await self._browser.think()
