"""The web gives a page within a time and a size, or a reason; tried on a real server on this machine."""

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sayso.errors import DocumentError
from sayso.ingest import IngestOptions, read_inputs
from sayso.ingest.fetch import MAX_REDIRECTS, Fetched, fetch
from sayso.records import Document, Skipped

PAGE = (
    b"<!doctype html><html lang=en><head><meta property='og:site_name' content='Tarn Courier'></head>"
    + b"<body><p>"
    + b"The mayor of Tarn spoke at length about the bridge. " * 12
    + b"</p></body></html>"
)
BOMB = gzip.compress(bytes(20_000_000))  # 20 kilobytes


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        try:
            ROUTES.get(self.path.partition("?")[0].rpartition("/")[2].split("-")[0], _missing)(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        pass

    def answer(self, body: bytes, status: int = 200, length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


def _missing(handler: _Handler) -> None:
    handler.answer(b"<p>no such page", 404)


def _redirect(where: Callable[[_Handler], str]) -> Callable[[_Handler], None]:
    return lambda handler: handler.answer(b"", 302, Location=where(handler))


def _wide_redirect(handler: _Handler) -> None:
    """A redirect with a body that does not end."""
    handler.send_response(302)
    handler.send_header("Location", "/page")
    handler.end_headers()
    _pour(handler)


def _endless(handler: _Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    _pour(handler)


def _pour(handler: _Handler) -> None:
    handler.close_connection = True
    for _ in range(20_000):
        handler.wfile.write(bytes(65_536))


def _hang(handler: _Handler) -> None:
    STOP.wait()


def _drip_headers(handler: _Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    _drip(handler)


def _drip_body(handler: _Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    _drip(handler)


def _drip(handler: _Handler) -> None:
    handler.close_connection = True
    while not STOP.wait(0.05):
        handler.wfile.write(b"x")


def _bomb(handler: _Handler) -> None:
    handler.answer(BOMB, Content_Encoding="gzip")


def _cut(handler: _Handler) -> None:
    handler.answer(b"<p>only the beginn", length=5000)
    handler.close_connection = True


def _count(handler: _Handler) -> str:
    number = int(handler.path.rpartition("-")[2])
    return f"/count-{number - 1}" if number > 1 else "/page"


ROUTES: dict[str, Callable[[_Handler], None]] = {
    "page": lambda handler: handler.answer(PAGE, Content_Type="text/html; charset=utf-8"),
    "text": lambda handler: handler.answer(
        "Мост".encode("koi8-r"), Content_Type="text/plain; charset=koi8-r"
    ),
    "notes.md": lambda handler: handler.answer(b"# Bridge", Content_Type="text/plain"),
    "feed.jsonl": lambda handler: handler.answer(b'{"text": "one"}\n{"text": "two"}'),
    "image": lambda handler: handler.answer(b"\x89PNG\r\n\x1a\n\0\0", Content_Type="text/html"),
    "nothing": lambda handler: handler.answer(b""),
    "gzip": lambda handler: handler.answer(gzip.compress(PAGE), Content_Encoding="gzip"),
    "unasked": lambda handler: handler.answer(PAGE, Content_Encoding="br"),
    "badly": lambda handler: handler.answer(b"not packed", Content_Encoding="gzip"),
    "halved": lambda handler: handler.answer(gzip.compress(PAGE)[:-20], Content_Encoding="gzip"),
    "broken": lambda handler: handler.answer(b"", 500),
    "round": _redirect(lambda handler: "/round"),
    "count": _redirect(_count),
    "away": _redirect(lambda handler: "file:///etc/passwd"),
    "nowhere": _redirect(lambda handler: "http://127.0.0.1:99999/"),
    "wide": _wide_redirect,
    "endless": _endless,
    "stated": lambda handler: handler.answer(b"x", length=10**9),
    "bomb": _bomb,
    "hang": _hang,
    "headers": _drip_headers,
    "body": _drip_body,
    "cut": _cut,
}
STOP = threading.Event()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    STOP.clear()
    site = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    site.daemon_threads = True
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{site.server_port}"
    STOP.set()
    site.shutdown()
    site.server_close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


def _fetch(url: str, *, timeout: float = 90, max_bytes: int = 1_000_000) -> Fetched:
    return fetch(url, timeout=timeout, max_bytes=max_bytes, allow_private=True)


def test_a_page_comes_with_what_the_server_says_of_it(server: str) -> None:
    fetched = _fetch(f"{server}/page#part")
    assert fetched.data == PAGE
    assert fetched.address == f"{server}/page"
    assert fetched.media_type == "text/html; charset=utf-8"
    assert fetched.charset == "utf-8"


def test_a_packed_page_is_unpacked(server: str) -> None:
    assert _fetch(f"{server}/gzip").data == PAGE


def test_redirects_are_followed_and_the_last_address_is_kept(server: str) -> None:
    fetched = _fetch(f"{server}/count-{MAX_REDIRECTS}")
    assert (fetched.data, fetched.address) == (PAGE, f"{server}/page")


def test_the_body_of_a_redirect_is_not_read(server: str) -> None:
    assert _fetch(f"{server}/wide").data == PAGE


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("missing", "404 Not Found"),
        ("broken", "500"),
        ("round", "redirects more than 10 times"),
        (f"count-{MAX_REDIRECTS + 1}", "redirects more than 10 times"),
        ("away", "neither http nor https"),
        ("nowhere", "failed"),
        ("endless", "more than 1,000,000 bytes.*--max-bytes"),
        ("stated", "more than 1,000,000 bytes"),
        ("bomb", "more than 1,000,000 bytes"),
        ("unasked", "'br'"),
        ("badly", "unpacked"),
        ("halved", "a part is missing"),
        ("cut", "failed"),
    ],
)
def test_a_page_that_does_not_come_has_a_reason_that_names_it(server: str, path: str, words: str) -> None:
    with pytest.raises(DocumentError, match=words) as caught:
        _fetch(f"{server}/{path}")
    assert caught.value.subject == f"{server}/{path}"


@pytest.mark.parametrize("path", ["hang", "headers", "body"])
@pytest.mark.timeout(60)  # else it would hang with the server
def test_a_server_that_hangs_or_drips_is_left(server: str, path: str) -> None:
    with pytest.raises(DocumentError, match=r"within 0\.4 sec"):
        _fetch(f"{server}/{path}", timeout=0.4)


def test_a_server_that_is_not_there_is_named() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(DocumentError, match="connection failed"):
        _fetch(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize("allow_private", [True, False])
def test_a_host_that_has_no_address_is_named(monkeypatch: pytest.MonkeyPatch, allow_private: bool) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(DocumentError, match="no such host"):
        fetch("http://nowhere.invalid/", timeout=90, max_bytes=1000, allow_private=allow_private)


def test_a_connection_that_is_not_safe_is_refused(server: str) -> None:
    with pytest.raises(DocumentError, match="no safe connection"):
        _fetch(server.replace("http:", "https:"))


@pytest.mark.parametrize(
    "url",
    [
        "ftp://tarn.example/",
        "http://",
        "http://[x/",
        "javascript:1",
        "https://tarn.example:99999/",
        "http://a b/",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(DocumentError):
        _fetch(url)


def test_no_password_is_told(server: str) -> None:
    address = server.replace("//", "//ada:secret@")
    with pytest.raises(DocumentError) as caught:
        _fetch(f"{address}/missing")
    assert "secret" not in str(caught.value)
    assert "secret" not in _fetch(f"{address}/page").address


def test_addresses_become_documents_and_bad_ones_are_skipped(server: str) -> None:
    paths = ["page", "text", "notes.md", "feed.jsonl", "image", "nothing", "missing", "count-1"]
    options = IngestOptions(timeout=90, allow_private=True)
    found = list(read_inputs([f"{server}/{path}" for path in paths], options))
    documents = [item for item in found if isinstance(item, Document)]
    assert [(item.name.removeprefix(server), item.media_type) for item in documents] == [
        ("/page", "text/html"),
        ("/text", "text/plain"),
        ("/notes.md", "text/markdown"),
        ("/feed.jsonl#1", "application/jsonl"),
        ("/feed.jsonl#2", "application/jsonl"),
        ("/count-1", "text/html"),
    ]
    assert (documents[0].metadata.url, documents[0].metadata.outlet) == (f"{server}/page", "Tarn Courier")
    assert (documents[1].text, documents[1].encoding) == ("Мост", "koi8-r")
    assert documents[5].metadata.url == f"{server}/page"
    skipped = [item for item in found if isinstance(item, Skipped)]
    assert [item.name.removeprefix(server) for item in skipped] == ["/image", "/nothing", "/missing"]
    assert [bool(item.sha256) for item in skipped] == [True, True, False]
