"""No address leads to this machine or its neighbours, however it is written, looked up or redirected to."""

import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from sayso.errors import DocumentError
from sayso.ingest import IngestOptions, read_inputs, transport
from sayso.ingest.fetch import fetch
from sayso.ingest.transport import PublicOnly, is_own, is_public
from sayso.records import Skipped

PUBLIC = "93.184.215.14"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        CALLERS.append(self.client_address)
        ASKED.append((self.path, self.headers["Host"]))
        where = self.headers["Host"].partition(":")[0]
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to/"))
            self.send_header("Set-Cookie", "a=1")
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(len(where)))
        self.end_headers()
        self.wfile.write(where.encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


ASKED: list[tuple[str, str]] = []
CALLERS: list[tuple[str, int]] = []


@pytest.fixture
def port() -> Iterator[int]:
    """The port of a server on this machine."""
    ASKED.clear()
    CALLERS.clear()
    site = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield site.server_port
    site.shutdown()
    site.server_close()


class Names:
    """A resolver that knows some names, each with the addresses for one look-up after another."""

    def __init__(self, **known: list[list[str]]) -> None:
        self.known = {name.replace("_", "."): answers for name, answers in known.items()}
        self.asked: list[str] = []

    def __call__(self, host: str, port: int, **_: object) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        self.asked.append(host)
        answers = self.known.get(host)
        if answers is None:
            return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)  # type: ignore[return-value]
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]


def _fetch(url: str, names: Names) -> bytes:
    return fetch(url, timeout=90, max_bytes=100_000, lookup=names).data  # type: ignore[arg-type]


@pytest.fixture
def as_if_public(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Lets one address of this machine pass for public, so that a connection can be seen to be made."""

    def let(address: str) -> None:
        monkeypatch.setattr(transport, "is_public", lambda one: one == address or is_public(one))
        monkeypatch.setattr(transport, "is_own", lambda one: False)

    return let


@pytest.mark.parametrize("address", ["9.9.9.9", PUBLIC, "2606:4700::1111", "64:ff9b::909:909", "1.1.1.1"])
def test_addresses_of_the_web_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192", "198.18.0.1", "192.0.2.1",
        "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16",
        "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
        "fe80::1",
        "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1", "2002:7f00:1::",
        "2002:a00:1::1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::a00:1", "2001:0:7f00:1::", "100::1",
        "", "localhost", "1.2.3",
    ],
)  # fmt: skip
def test_addresses_of_machines_and_their_networks_are_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "0.0.0.0", "[::1]", "[::]",
        "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "127.0.0.1.", "１２７.0.0.1",
    ],
)  # fmt: skip
def test_this_machine_is_not_asked_however_it_is_written(port: int, host: str) -> None:
    with pytest.raises(DocumentError):
        fetch(f"http://{host}:{port}/page", timeout=90, max_bytes=1000)
    assert ASKED == []


def test_the_reason_says_what_to_do(port: int) -> None:
    (skipped,) = read_inputs([f"http://127.0.0.1:{port}/page"], IngestOptions(timeout=90))
    assert isinstance(skipped, Skipped)
    assert "of this machine or of a network of its own" in skipped.reason
    assert "--allow-private" in skipped.reason
    (read,) = read_inputs([f"http://127.0.0.1:{port}/page"], IngestOptions(timeout=90, allow_private=True))
    assert not isinstance(read, Skipped)


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["10.1.2.3"], [PUBLIC, "127.0.0.1"], ["::ffff:127.0.0.1"]]
)
def test_a_name_that_leads_there_is_refused(port: int, addresses: list[str]) -> None:
    names = Names(news_example=[addresses])
    with pytest.raises(DocumentError, match="this machine") as caught:
        _fetch(f"http://news.example:{port}/page", names)
    assert caught.value.subject == f"http://news.example:{port}/page"
    assert ASKED == []


@pytest.mark.parametrize("address", ["127.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"])
def test_an_address_of_this_machine_is_refused_even_where_it_is_public(
    port: int, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(transport, "is_public", lambda one: True)
    with pytest.raises(DocumentError, match="this machine"):
        _fetch(f"http://news.example:{port}/page", Names(news_example=[[address]]))
    assert ASKED == []


def test_no_other_machines_address_is_ours() -> None:
    assert not any(map(is_own, (PUBLIC, "2606:4700::1111", "10.255.255.254")))


def test_a_redirect_that_leads_there_is_refused(port: int, as_if_public: Callable[[str], None]) -> None:
    as_if_public("127.0.0.1")
    names = Names(news_example=[["127.0.0.1"]], inner_example=[["127.0.0.2"]])
    for there in ("http://127.0.0.2", "http://inner.example", "http://[::1]", "http://169.254.169.254"):
        with pytest.raises(DocumentError, match="this machine"):
            _fetch(f"http://news.example:{port}/to/{there}:{port}/page", names)
    assert [host for _, host in ASKED] == [f"news.example:{port}"] * 4


def test_the_name_is_looked_up_once_and_that_address_is_connected_to(
    port: int, as_if_public: Callable[[str], None]
) -> None:
    as_if_public("127.0.0.1")
    names = Names(news_example=[["127.0.0.1"], ["127.0.0.2"]])  # at the second look-up it would be another
    assert _fetch(f"http://news.example:{port}/page", names) == b"news.example"
    assert names.asked == ["news.example"]
    assert len(ASKED) == 1
    assert ASKED[0][1] == f"news.example:{port}"
    with pytest.raises(DocumentError, match="this machine"):
        _fetch(f"http://news.example:{port}/page", names)


def test_redirects_go_by_name_and_each_is_looked_up(port: int, as_if_public: Callable[[str], None]) -> None:
    as_if_public("127.0.0.1")
    names = Names(news_example=[["127.0.0.1"]], www_news_example=[["127.0.0.1"]])
    first = fetch(
        f"http://news.example:{port}/to/http://www.news.example:{port}/page",
        timeout=90,
        max_bytes=1000,
        lookup=names,  # type: ignore[arg-type]
    )
    assert (first.data, first.address) == (b"www.news.example", f"http://www.news.example:{port}/page")
    assert names.asked == ["news.example", "www.news.example"]


def test_the_next_address_is_tried_where_one_takes_no_connection(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "is_public", lambda one: True)
    monkeypatch.setattr(transport, "is_own", lambda one: False)
    names = Names(news_example=[["127.0.0.9", "127.0.0.1"]])  # nothing listens on the first
    assert _fetch(f"http://news.example:{port}/page", names) == b"news.example"


def test_a_host_without_any_address_is_named() -> None:
    with pytest.raises(DocumentError, match="failed"):
        _fetch("http://news.example/", Names(news_example=[[]]))


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_a_proxy_of_the_environment_is_no_way_around(
    port: int, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, f"http://127.0.0.1:{port}")
    with pytest.raises(DocumentError):
        _fetch("http://inner.example/page", Names(inner_example=[["10.0.0.1"]]))
    assert ASKED == []
    if variable != "HTTP_PROXY":  # which programs leave unread where a web server might have set it
        fetch("http://inner.example/page", timeout=90, max_bytes=1000, allow_private=True)
        assert ASKED == [("http://inner.example/page", "inner.example")]


def test_a_proxy_that_is_not_used_is_told_when_nothing_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setattr(transport, "is_public", lambda one: True)
    monkeypatch.setattr(transport, "is_own", lambda one: False)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(DocumentError, match="used only with --allow-private"):
        _fetch(f"http://news.example:{port}/", Names(news_example=[["127.0.0.1"]]))


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate and key for news.example, in one file."""
    path = tmp_path / "news.pem"
    named = ["-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example"]
    written = ["-keyout", str(path), "-out", str(tmp_path / "cert.pem")]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    made = subprocess.run([*command, *named, *written], capture_output=True)
    if made.returncode:
        pytest.skip("openssl makes no certificate here")
    path.write_text(path.read_text() + (tmp_path / "cert.pem").read_text())
    return path


@pytest.fixture
def safe_port(certificate: Path) -> Iterator[int]:
    """The port of a server with that certificate."""
    ASKED.clear()
    CALLERS.clear()
    site = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    site.socket = context.wrap_socket(site.socket, server_side=True)
    threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield site.server_port
    site.shutdown()
    site.server_close()


def test_certificates_are_checked_by_the_hosts_name(
    safe_port: int, certificate: Path, monkeypatch: pytest.MonkeyPatch, as_if_public: Callable[[str], None]
) -> None:
    as_if_public("127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    names = Names(news_example=[["127.0.0.1"]], other_example=[["127.0.0.1"]])
    assert _fetch(f"https://news.example:{safe_port}/page", names) == b"news.example"
    with pytest.raises(DocumentError, match="no safe connection"):
        _fetch(f"https://other.example:{safe_port}/page", names)


def test_no_connection_is_used_for_a_second_host(port: int, as_if_public: Callable[[str], None]) -> None:
    as_if_public("127.0.0.1")
    names = Names(news_example=[["127.0.0.1"]], other_example=[["127.0.0.1"]])
    with httpx.Client(transport=PublicOnly("x", names)) as client:  # type: ignore[arg-type]
        for host in ("news.example", "news.example", "other.example"):
            client.get(f"http://{host}:{port}/page")
    assert len(set(CALLERS)) == 3
