"""Sites on this machine with invented feeds and articles, and a clock on which a year passes in a second."""

from __future__ import annotations

import gzip
import importlib.util
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest

from sayso.feeds import host_of
from sayso.ledger import Ledger
from sayso.watch import Told, Watcher, WatchOptions

START = datetime(2031, 5, 6, 10, 0, tzinfo=UTC)


class FakeClock:
    """A clock that stands still but while it is waited for; nothing is waited for that is on its way."""

    def __init__(self) -> None:
        self.elapsed = 0.0
        self.shift = timedelta(0)  # by which the time of day was put forward or back
        self.until: float | None = None  # when `at_end` is called
        self.at_end: Callable[[], None] = lambda: None

    def now(self) -> datetime:
        return START + self.shift + timedelta(seconds=self.elapsed)

    def monotonic(self) -> float:
        return self.elapsed

    def wait(self, inbox: SimpleQueue[Any], seconds: float, *, expecting: bool) -> Any:
        if expecting or not inbox.empty():
            return inbox.get(timeout=60)
        self.elapsed += seconds
        if self.until is not None and self.elapsed >= self.until:
            self.at_end()
        return None


@dataclass(frozen=True)
class Asked:
    """One request that a site saw."""

    path: str
    headers: dict[str, str]
    at: float  # on the fake clock


@dataclass
class Reply:
    """What a site answers."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None  # that it says it has
    act: Callable[[BaseHTTPRequestHandler], None] | None = None  # in place of all this


class Site:
    """A server on this machine, a host of its own by its port."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.asked: list[Asked] = []
        self.pages: dict[str, Reply | Callable[[Asked], Reply]] = {}
        self.at_once = self.most_at_once = 0
        self._lock = threading.Lock()
        self.over = threading.Event()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                with site._lock:
                    site.at_once += 1
                    site.most_at_once = max(site.most_at_once, site.at_once)
                try:
                    site.answer(self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True
                finally:
                    with site._lock:
                        site.at_once -= 1

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        asked = Asked(handler.path, {k.lower(): v for k, v in handler.headers.items()}, self.clock.elapsed)
        self.asked.append(asked)
        page = self.pages.get(handler.path, Reply(status=404))
        reply = page if isinstance(page, Reply) else page(asked)
        if reply.act is not None:
            handler.close_connection = True
            reply.act(handler)
            return
        handler.send_response(reply.status)
        length = len(reply.body) if reply.length is None else reply.length
        for name, value in {"Content-Length": str(length), **reply.headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(reply.body)
        if reply.length is not None:
            handler.close_connection = True

    def paths(self, *, robots: bool = False) -> list[str]:
        return [one.path for one in self.asked if robots or one.path != "/robots.txt"]

    def article(self, path: str, text: str | None = None, **headers: str) -> str:
        """Serve an article there; its address."""
        name = path.strip("/").replace("/", " ")
        said = text or f"Mara Oduya said the {name} would stay shut for weeks."
        self.pages[path] = Reply(page(said), headers={"Content-Type": "text/html", **headers})
        return self.address + path

    def close(self) -> None:
        self.over.set()
        self.server.shutdown()
        self.server.server_close()


def page(said: str, head: str = "") -> bytes:
    filler = "<p>The bridge at Tarn was closed on Monday after cracks were found in two of its piers.</p>" * 4
    body = f"<article><h1>Bridge</h1><p>{said}</p>{filler}</article>"
    return f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>".encode()


def rss(*items: str, about: str = "", title: str = "Tarn Courier") -> bytes:
    inside = f"<channel><title>{title}</title><link>https://tarn.example/</link>{about}{''.join(items)}"
    return f'<?xml version="1.0"?><rss version="2.0">{inside}</channel></rss>'.encode()


def item(link: str | None, more: str = "") -> str:
    return f"<item>{f'<link>{link}</link>' if link else ''}{more}</item>"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def new_site(clock: FakeClock) -> Iterator[Callable[[], Site]]:
    made: list[Site] = []

    def make() -> Site:
        made.append(Site(clock))
        return made[-1]

    yield make
    for site in made:
        site.close()


@pytest.fixture
def site(new_site: Callable[[], Site]) -> Site:
    return new_site()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("watched") / "sayso.db"
    Ledger.open(path).close()
    return path


@pytest.fixture
def place(template: Path, tmp_path: Path) -> Path:
    path = tmp_path / "sayso.db"
    path.write_bytes(template.read_bytes())
    return path


@pytest.fixture
def ledger(place: Path) -> Iterator[Ledger]:
    with Ledger.open(place) as opened:
        yield opened


def fake_reader() -> Any:
    where = Path(__file__).parents[1] / "cli" / "fake_sayso.py"
    spec = importlib.util.spec_from_file_location("fake_sayso", where)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.FakeReader()


@dataclass
class Desk:
    """A ledger, a clock, and a watcher whenever one is wanted."""

    ledger: Ledger
    clock: FakeClock
    told: list[Told] = field(default_factory=list)

    def add(self, *addresses: str) -> None:
        for address in addresses:
            self.ledger.feeds.add(address, host=host_of(address), now=self.clock.now())

    def watcher(self, **options: Any) -> Watcher:
        given = {"allow_private": True, "timeout": 20.0, "look": 86_400.0, **options}
        return Watcher(
            self.ledger, fake_reader(), WatchOptions(**given), clock=self.clock, tell=self.told.append
        )

    def once(self, **options: Any) -> Any:
        self.told.clear()
        return self.watcher(**options).run_once()

    def run(self, seconds: float, **options: Any) -> Any:
        """Watch for so many seconds by the fake clock."""
        self.told.clear()
        watcher = self.watcher(**options)
        self.clock.until = self.clock.elapsed + seconds
        self.clock.at_end = watcher.stop
        return watcher.run()

    def feed(self) -> Any:
        [row] = self.ledger.feeds.all()
        return row

    def states(self) -> dict[str, str]:
        """What became of each entry, by the path of its link."""
        return {
            (row.entry.link or row.entry.guid).partition("127.0.0.1:")[2].partition("/")[2]: row.state
            for row in self.ledger.feeds.entries()
        }


@pytest.fixture
def desk(ledger: Ledger, clock: FakeClock) -> Desk:
    return Desk(ledger, clock)


def zipped(data: bytes) -> bytes:
    return gzip.compress(data)
