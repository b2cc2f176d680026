"""`watch`: feeds that are polled, and their articles read and kept."""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from sayso.errors import AbortRun, missing_extra

from . import options
from .find import make_table, print_table, write_rows
from .rim import DONE, INCOMPLETE, INTERRUPTED
from .skips import counted
from .terminal import console, error_console, line, on_one_line

if TYPE_CHECKING:
    from sayso.ledger import FeedRow, Ledger
    from sayso.watch import Tally, Told, ToldKind, Watcher

TERMINATED = 143  # as the shell says it: 128 and the signal's number
_DURATION = re.compile(r"(\d{1,6})\s*(s|m|h|d)?", re.I)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_GRACE = 5.0  # seconds that articles which are being read have to be done, once the end was asked for


def watch(
    feeds: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FEED|OPML]...",
            help="Addresses of feeds (RSS, Atom, JSON Feed), and lists of them: OPML, or one address a line.",
            show_default=False,
        ),
    ] = None,
    once: Annotated[
        bool,
        typer.Option("--once", help="Do what is due now and end, as for cron; else go on until stopped."),
    ] = False,
    every: Annotated[
        str,
        typer.Option("--every", "-e", metavar="TIME", help="How often to ask for each feed: 90s, 15m, 2h."),
    ] = "15m",
    listing: Annotated[bool, typer.Option("--list", help="List the feeds and how they are.")] = False,
    stop: Annotated[
        list[str] | None, typer.Option("--stop", metavar="FEED", help="Watch this feed no more. Repeatable.")
    ] = None,
    resume: Annotated[
        list[str] | None, typer.Option("--resume", metavar="FEED", help="Watch it again. Repeatable.")
    ] = None,
    json: options.JsonOption = False,
    from_feed: Annotated[
        bool,
        typer.Option(
            "--from-feed", help="Where a page cannot be had, take the article that the feed itself has."
        ),
    ] = False,
    delay: Annotated[
        float,
        typer.Option("--delay", metavar="SECONDS", help="Leave a host alone so long after each answer."),
    ] = 2.0,
    connections: Annotated[
        int, typer.Option("--connections", min=1, max=64, metavar="N", help="Ask so many hosts at once.")
    ] = 8,
    ledger: options.LedgerOption = None,
    model: options.ModelOption = None,
    workers: options.WorkersOption = None,
    timeout: options.TimeoutOption = options.TIMEOUT,
    max_bytes: options.MaxBytesOption = options.MAX_BYTES,
    allow_private: options.PrivateOption = False,
) -> None:
    """Watch feeds: fetch their articles and keep who said what in them, for as long as it runs.

    The ledger remembers the feeds: named once, they are watched from then on, and sayso watch alone goes
    on with them. Hosts are asked one thing at a time and by their robots.txt; what has not changed is not
    sent again, and what fails is tried later and later. It can be stopped at any time, also by kill -9: the
    next run goes on where it was. Several may run on one ledger. --stop and --resume take a feed's address,
    title or id.

    Exit code: 0 done, or ended by a signal; with --once 1 where a feed or an article failed; 2 wrong use or a
    broken ledger.

    \b
    Examples:
      sayso watch feeds.opml
      sayso watch https://news.example/rss --every 5m
      sayso watch --once --ledger /srv/sayso.db
      sayso watch --list
      sayso watch --stop https://news.example/rss
    """
    from sayso.feeds import Rhythm
    from sayso.ledger import Ledger
    from sayso.watch import WatchOptions

    if listing:
        with Ledger.open(ledger, create=False, read_only=True) as book:
            _list(book.feeds.all(), json=json)
        return
    asked = WatchOptions(
        rhythm=Rhythm(every=to_seconds(every)),
        delay=delay,
        connections=connections,
        timeout=timeout,
        max_bytes=max_bytes,
        from_feed=from_feed,
        allow_private=allow_private,
    )
    if stop or resume:
        with Ledger.open(ledger, create=False) as book:
            _change(book, stop or [], resume or [])
        return
    _need_extra()
    from sayso import pipeline
    from sayso.watch.inputs import read_feeds

    addresses = read_feeds(feeds or [], asked)
    with Ledger.open(ledger, create=bool(addresses)) as book:
        _add(book, addresses)
        reader = pipeline.open_reader(model, workers=workers)
        logging = _Lines(console())
        from sayso.watch import Watcher

        watcher = Watcher(book, reader, asked, tell=logging.tell)
        reader.extractor_name  # noqa: B018  a broken model is said now, not at the first article
        raise typer.Exit(_run(watcher, logging, once=once))


def to_seconds(text: str) -> float:
    """The seconds in `90s`, `15m`, `2h`, `1d`, or a plain number of minutes; AbortRun for anything else."""
    found = _DURATION.fullmatch(text.strip())
    if not found:
        raise AbortRun("--every", f"{text!r} is no time", "write it as 90s, 15m, 2h or 1d")
    return float(int(found[1]) * _SECONDS[(found[2] or "m").lower()])


def _need_extra() -> None:
    try:
        import feedparser  # noqa: F401
        import listparser  # noqa: F401
        import protego  # noqa: F401
    except ImportError as error:
        raise missing_extra("watching feeds", error.name or "feedparser", "feeds") from error


def _add(book: Ledger, addresses: tuple[str, ...]) -> None:
    """Watch these as well, and say how many feeds there are."""
    from sayso.feeds import host_of

    new = 0
    for address in addresses:
        added = book.feeds.add(address, host=host_of(address), now=datetime.now(UTC))
        new += added.new
        if added.stopped:
            error_console().print(
                line(f"{address} is stopped: sayso watch --resume {address}"), soft_wrap=True
            )
    watched = sum(row.stopped_at is None for row in book.feeds.all())
    if not watched:
        raise AbortRun(book.where, "no feed is watched", "name one: sayso watch https://news.example/rss")
    said = f"watching {counted(watched, 'feed')}" + (f", {new:,} new" if new else "")
    console().print(line(said), soft_wrap=True)


def _change(book: Ledger, stop: list[str], resume: list[str]) -> None:
    now = datetime.now(UTC)
    for reference in stop:
        row = book.feeds.find(reference)
        book.feeds.stop(row.id, reason="stopped by hand", now=now)
        console().print(line(f"stopped {row.address}"), soft_wrap=True)
    for reference in resume:
        row = book.feeds.find(reference)
        book.feeds.resume(row.id, now=now)
        console().print(line(f"resumed {row.address}"), soft_wrap=True)


def _run(watcher: Watcher, lines: _Lines, *, once: bool) -> int:
    with _signals(watcher) as caught:
        try:
            with lines.shown():
                tally = watcher.run_once() if once else watcher.run()
        except KeyboardInterrupt:  # the second signal, or the first one's patience is over
            tally = watcher.tally
    console().print(line(summary(tally, lines.attributions)), soft_wrap=True)
    if once and caught:
        return TERMINATED if caught[0] == signal.SIGTERM else INTERRUPTED
    if once and (tally["failed"] or tally["skipped"] or tally["postponed"] or tally["stopped"]):
        return INCOMPLETE
    return DONE


@contextmanager
def _signals(watcher: Watcher) -> Iterator[list[int]]:
    """Let the first signal end the watcher after what it is at; a second one, or time, ends it in the middle.

    The ledger is whole either way.
    """
    caught: list[int] = []
    main = threading.main_thread().ident or 0
    impatient = threading.Timer(_GRACE, signal.pthread_kill, (main, signal.SIGINT))
    impatient.daemon = True

    def end(number: int, _: object) -> None:
        caught.append(number)
        if len(caught) > 1:
            raise KeyboardInterrupt
        watcher.stop()
        impatient.start()

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield caught
    finally:
        impatient.cancel()
        for number, handler in before.items():
            signal.signal(number, handler)


class _Lines:
    """Says what happens, a line each: with the time where it is no terminal, else under a line of state."""

    def __init__(self, on: Console) -> None:
        self._on = on
        self._polled = 0
        self.attributions = 0
        self._status = on.status("") if on.is_terminal else None

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show the line of state, where there is a terminal."""
        if self._status is None:
            yield
            return
        with self._status:
            yield

    def tell(self, told: Told) -> None:
        """Say what happened, where that is worth a line."""
        self.attributions += told.number if told.kind == "added" else 0
        self._polled += told.kind in ("polled", "unchanged", "failed")
        said = _said(told)
        if said:
            style = "yellow" if told.kind in _TROUBLE else "green"
            stamp = "" if self._status else f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} "
            self._on.print(line(stamp, (f"{told.kind} ", style), said), soft_wrap=True)
        if self._status:
            state = f"{counted(self._polled, 'poll')}, {counted(self.attributions, 'new attribution')}"
            self._status.update(line(f"{state}; Ctrl-C ends it"))


_TROUBLE = frozenset({"failed", "stopped", "skipped", "postponed", "broken"})


def _said(told: Told) -> str:
    if told.kind == "polled":
        cut = f" ({told.words})" if told.words else ""
        return f"{told.subject}: {counted(told.number, 'new entry', 'new entries')}{cut}"
    if told.kind == "added":
        return f"{told.subject}: {counted(told.number, 'attribution')}"
    if told.kind in ("unchanged", "known"):
        return ""
    return f"{told.subject}: {told.words}"


def summary(tally: Tally, attributions: int) -> str:
    """What happened, in one line."""
    polled = tally["polled"] + tally["unchanged"] + tally["failed"] + tally["stopped"]
    said = [f"{counted(polled, 'poll')}, {tally['failed'] + tally['stopped']:,} failed"]
    said.append(f"added {counted(tally['added'], 'document')}" if tally["added"] else "nothing added")
    if tally["added"]:
        said.append(counted(attributions, "new attribution"))
    rest: dict[ToldKind, str] = {
        "known": "there already", "postponed": "to be tried again", "skipped": "skipped",
    }  # fmt: skip
    said += [f"{tally[kind]:,} {words}" for kind, words in rest.items() if tally[kind]]
    return "; ".join(said)


def _list(rows: list[FeedRow], *, json: bool) -> None:
    if json:
        write_rows(_as_json(row) for row in rows)
        return
    if not rows:
        error_console().print("no feeds yet: sayso watch https://news.example/rss")
        return
    table = make_table("feed", "state", "documents", "waiting", "skipped", "polled", "address")
    for row in rows:
        polled = f"{row.polled_at:%Y-%m-%d %H:%M}" if row.polled_at else "never"
        table.add_row(
            on_one_line(row.title or row.host), on_one_line(_state(row)), f"{row.n_documents:,}",
            f"{row.n_waiting:,}", f"{row.n_skipped:,}", polled, on_one_line(row.address),
        )  # fmt: skip
    print_table(table)


def _state(row: FeedRow) -> str:
    if row.stopped_at is not None:
        return f"stopped: {row.stopped_because}"
    if row.failures:
        return f"failed {counted(row.failures, 'time')}: {row.last_error}"
    return f"well, but {row.last_error}" if row.last_error else "well" if row.polled_at else "new"


def _as_json(row: FeedRow) -> dict[str, object]:
    return {
        "id": row.id,
        "address": row.address,
        "title": row.title,
        "state": "stopped" if row.stopped_at else "failing" if row.failures else "watched",
        "failures": row.failures,
        "reason": row.stopped_because if row.stopped_at else row.last_error,
        "documents": row.n_documents,
        "waiting": row.n_waiting,
        "skipped": row.n_skipped,
        "added_at": row.added_at.isoformat(),
        "polled_at": row.polled_at and row.polled_at.isoformat(),
        "changed_at": row.changed_at and row.changed_at.isoformat(),
        "next_due": None if row.stopped_at else row.next_due.isoformat(),
    }
