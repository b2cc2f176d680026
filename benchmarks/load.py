"""How the reader in the browser holds out: people who search and review at once, or one page after another.

    python benchmarks/load.py /tmp/copy.db                 # 50 readers, 5 reviewers, 5 s a page, a minute
    python benchmarks/load.py /tmp/copy.db --think 0       # the same, nobody ever looks at a page
    python benchmarks/load.py /tmp/copy.db --auth          # the same, everybody logged in
    python benchmarks/load.py /tmp/copy.db --alone         # one reader, each kind of page, 20 times

It starts `sayso serve` on this ledger, and judges in it: give it a copy. What comes out:

- Closed loop: each of them asks for a page, waits for its last byte, looks at it for a while (exponential,
  --think seconds on average), and goes on by its links. Readers search, with the counts that the page
  fetches, turn pages, open articles, speakers, outlets, lists, comparisons and feeds. Reviewers share the
  queue, each an article of their own: they confirm, reject, correct and finish, and take some back.
  Words, names and filters are taken from the ledger, of every frequency. Scripts and style sheets are not
  fetched: a browser keeps them.
- Seconds are from the request to the last byte, on loopback, redirects included. Whoever asks runs on the
  same processors as the server, so that both wait for each other: see the processor seconds of each.
- An error is any answer but 2xx (where a redirect led) and any that did not come within a minute.
- Nothing is lost where, after the server has ended, each judgement that it acknowledged is in the ledger
  exactly once, undone exactly where an undoing was acknowledged, and stands in the article's reading; and
  where the ledger has no other new judgements than these.

Ends with 1 on an error or a loss; with --alone, also where a page takes more than 200 ms at the median.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import os
import random
import secrets
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import httpx
from machine import this_machine
from sampled import Asking, Sample, take_sample
from visits import NEXT, Book, Browser, Judging, Over, Reader, Reviewer, Taken

from sayso.ledger import JudgementRow, Ledger

MOST = 0.200  # seconds at the median, alone
SEED = 1
STARTING = 60.0  # seconds until the server has to answer
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--reviewers", type=int, default=5)
    parser.add_argument("--think", type=float, default=5.0, help="seconds at a page on average; 0: none")
    parser.add_argument("--auth", action="store_true", help="let everybody log in; users are made for it")
    parser.add_argument("--alone", action="store_true", help="one page after another by one reader")
    parser.add_argument("--rounds", type=int, default=20, help="of each page, alone")
    parser.add_argument("--only", default="", help="alone: the pages with this in their names")
    parser.add_argument("--verify", action="store_true", help="`sayso verify` at the end: minutes")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    with Ledger.open(options.ledger) as ledger:
        sample = take_sample(ledger, random.Random(options.seed))
        before = {row.number for row in ledger.judgements()}
        counts = ledger.counts()
    report: dict[str, Any] = {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": this_machine(),
        "ledger": f"{counts.attributions:,} attributions in {counts.documents:,} documents, "
        f"{options.ledger.stat().st_size / 1e6:,.0f} MB",
        "load before": [round(one, 1) for one in os.getloadavg()],
    }
    book = Book()
    with served(options.ledger, auth=options.auth) as server:
        run = Run(server=server, sample=sample, book=book, options=options)
        report |= asyncio.run(run.alone() if options.alone else run.crowd())
        report |= server.spent()
    report["load after"] = [round(one, 1) for one in os.getloadavg()]
    report["server ended with"] = server.process.returncode
    report["pages"] = list(pages_of(book.taken))
    wrong = [one for one in book.taken if not 200 <= one.status < 300]
    first = [f"{one.status} {one.page} {one.wrong}" for one in wrong[:5]]
    report["errors"] = {"n": len(wrong), "first": first}
    with Ledger.open(options.ledger) as ledger:
        report["judgements"], lost = check(ledger, book, before)
        report["lost"] = lost
        if options.verify:
            report["findings of verify"] = [str(one) for one in ledger.verify()]
    print(json.dumps(report, indent=1, ensure_ascii=False) if options.json else as_table(report))
    slow = options.alone and any(row["median"] > MOST * 1000 for row in report["pages"])
    return int(bool(wrong or lost or slow or report.get("findings of verify")))


# The server


@dataclass(slots=True)
class Server:
    """`sayso serve` in a process of its own; `users` may log in, all with one password."""

    process: subprocess.Popen[bytes]
    address: str
    password: str | None
    began: float = 0.0

    def processor_seconds(self) -> float:
        """What the process has spent; not a number where the system does not tell."""
        try:
            fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return float("nan")
        return (int(fields[11]) + int(fields[12])) / TICKS

    def spent(self) -> dict[str, float]:
        """Processor seconds since it began to be asked, and the memory that is its own now.

        Not counted: the pages of the ledger that are mapped, which are the system's to take back.
        """
        report = {"processor seconds, server": round(self.processor_seconds() - self.began, 1)}
        with contextlib.suppress(OSError, StopIteration):
            status = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
            own = next(line for line in status if line.startswith("RssAnon"))
            report["memory of the server, MiB"] = int(own.split()[1]) // 1024
        return report


@contextlib.contextmanager
def served(ledger: Path, *, auth: bool) -> Iterator[Server]:
    """The server on this ledger, from when it answers until it is told to end."""
    command = [str(Path(sys.executable).parent / "sayso"), "serve", "--ledger", str(ledger)]
    port = _free_port()
    command += ["--port", str(port), "--reviewer", "load", *(["--auth"] if auth else [])]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        server = Server(process, f"http://127.0.0.1:{port}", secrets.token_hex(16) if auth else None)
        try:
            _await(server)
            server.began = server.processor_seconds()
            yield server
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _await(server: Server) -> None:
    until = time.monotonic() + STARTING
    while True:
        with contextlib.suppress(httpx.TransportError):
            httpx.get(f"{server.address}/api/token", trust_env=False).raise_for_status()
            return
        if server.process.poll() is not None or time.monotonic() > until:
            raise RuntimeError("the server did not start")
        time.sleep(0.1)


# Those who ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Who asks the server for what; what comes of it goes into the book."""

    server: Server
    sample: Sample
    book: Book
    options: argparse.Namespace

    async def crowd(self) -> dict[str, Any]:
        """Readers and reviewers, all at once."""
        options = self.options
        n = options.readers + options.reviewers
        self._make_users([f"load-{number}" for number in range(n)])
        async with contextlib.AsyncExitStack() as stack:
            people = [await self._browser(stack, f"load-{number}", number) for number in range(n)]
            own, began = time.process_time(), time.monotonic()
            await asyncio.gather(*(self._person(*one, began + options.seconds) for one in enumerate(people)))
        took, asked = time.monotonic() - began, len(self.book.taken)
        return {
            "model": f"{options.readers} readers, {options.reviewers} reviewers, {options.seconds:g} s, "
            f"{options.think:g} s at each page on average" + (", logged in" if options.auth else ""),
            "requests": asked,
            "requests a second": round(asked / took, 1),
            "seconds until all had their answers": round(took, 1),
            "processor seconds, those who ask": round(time.process_time() - own, 1),
        }

    async def _browser(self, stack: contextlib.AsyncExitStack, name: str, seed: int) -> Browser:
        """Somebody's browser, logged in where they have to be: all of them at work when the minute begins."""
        dice = random.Random(self.options.seed * 1000 + seed)
        browser = Browser(self.server.address, self.book, dice, think=self.options.think)
        await stack.enter_async_context(browser)
        if self.server.password is not None:
            await browser.log_in(name, self.server.password)
        return browser

    async def _person(self, number: int, browser: Browser, ends: float) -> None:
        browser.ends = ends
        readers, reviewers = self.options.readers, self.options.reviewers
        with contextlib.suppress(Over):
            await browser.think()  # they do not all begin at once
            if number < readers:
                await Reader(browser, self.sample).read()
            else:
                await Reviewer(browser, self.book, number - readers, reviewers).review()

    async def alone(self) -> dict[str, Any]:
        """Each kind of page, one after another, with the next pages of those that have some."""
        rounds = self.options.rounds
        self._make_users(["load-alone"])
        async with contextlib.AsyncExitStack() as stack:
            browser = await self._browser(stack, "load-alone", 0)
            pages = Asking(self.sample, browser.dice).pages()
            for page in itertools.chain.from_iterable([pages] * rounds):
                if self.options.only in page:
                    await _open(browser, page, pages[page]())
        return {"model": f"one reader, {rounds} of each page, no pause"}

    def _make_users(self, names: list[str]) -> None:
        if self.server.password is None:
            return
        from sayso.web.passwords import hashed

        encoded = hashed(self.server.password)
        with Ledger.open(self.options.ledger) as ledger:
            for name in names:
                ledger.add_user(name, password=encoded, now=datetime.now(UTC))


async def _open(browser: Browser, page: str, address: str) -> None:
    headers = {"HX-Request": "true"} if page == "search, counts" else {}
    text = await browser.get(page, address, **headers)
    for _ in range(2):
        later = NEXT.search(text)
        if later is None or "article" in page:
            return
        text = await browser.get(f"{page}, next page", unescape(later[1]))


# What came out


def pages_of(taken: list[Taken]) -> Iterator[dict[str, Any]]:
    """Milliseconds of each kind of page, and of all together, slowest at the median first."""
    by_page: dict[str, list[Taken]] = defaultdict(list)
    for one in taken:
        by_page[one.page].append(one)
    rows = [_row(page, some) for page, some in by_page.items()]
    yield from sorted(rows, key=lambda row: -float(row["median"]))
    if taken:
        yield _row("all", taken)


def _row(page: str, some: list[Taken]) -> dict[str, Any]:
    times = sorted(one.seconds * 1000 for one in some)
    return {
        "page": page,
        "n": len(times),
        "median": round(statistics.median(times), 1),
        "p95": round(times[min(len(times) - 1, int(len(times) * 0.95))], 1),
        "max": round(times[-1], 1),
        "kB": round(statistics.mean(one.size for one in some) / 1000, 1),
        "errors": sum(not 200 <= one.status < 300 for one in some),
    }


def check(ledger: Ledger, book: Book, before: set[int]) -> tuple[dict[str, int], list[str]]:
    """How many judgements there are of each kind, and what of them is lost, in words."""
    rows = {row.number: row for row in ledger.judgements() if row.number not in before}
    notes = Counter(row.judgement.note for row in rows.values())
    lost = []
    for one in book.acknowledged:
        row = rows.get(one.number)
        if row is None or not _is_same(row, one) or notes[one.note] != 1:
            lost.append(f"{one}: {notes[one.note]} times in the ledger, under its number {row}")
        elif (row.undone_at is not None) != (one.number in book.undone):
            lost.append(f"{one}: undone {row.undone_at}")
    known = {one.note for one in book.acknowledged} | book.unanswered
    lost += [f"{row}: nobody gave it" for row in rows.values() if row.judgement.note not in known]
    lost += _not_standing(ledger, book)
    kinds = Counter(one.what for one in book.acknowledged)
    return {
        **kinds,
        "undone": len(book.undone),
        "acknowledged": len(book.acknowledged),
        "without an answer": len(book.unanswered),
        "in the ledger": len(rows),
    }, lost


def _is_same(row: JudgementRow, one: Judging) -> bool:
    kept = row.judgement
    return (kept.note, kept.what, kept.document_id, kept.attribution) == (
        one.note, one.what, one.document, one.attribution,
    ) and (kept.judged.id if kept.judged else None) == one.stands  # fmt: skip


def _not_standing(ledger: Ledger, book: Book) -> Iterator[str]:
    """What does not stand in its article's reading as it was judged; each was judged once only."""
    standing: dict[str, set[str]] = {}
    for one in book.acknowledged:
        if one.document not in standing:
            standing[one.document] = {found.id for found in ledger.reading(one.document).attributions}
        ids, undone = standing[one.document], one.number in book.undone
        wanted = one.attribution if undone else one.stands
        gone = one.attribution if not undone and one.what == "reject" else None
        if (wanted is not None and wanted not in ids) or gone in ids:
            yield f"{one}: does not stand in the reading"


def as_table(report: dict[str, Any]) -> str:
    lines = [f"{key}: {value}" for key, value in report.items() if key not in ("pages", "errors", "lost")]
    lines += ["", "ms                                n   median      p95      max      kB  errors"]
    lines += [
        "{page:27}{n:8}{median:9.1f}{p95:9.1f}{max:9.1f}{kB:8.1f}{errors:8}".format(**row)
        for row in report["pages"]
    ]
    lines += ["", f"errors: {report['errors']['n']}", *report["errors"]["first"]]
    lines += [f"lost: {len(report['lost'])}", *report["lost"][:10]]
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
