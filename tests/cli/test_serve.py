"""`serve`: the ledger in the browser, by the real program on a port of this computer."""

import http.client
import signal
import socket
import sys
import urllib.request

import pytest

from sayso.cli.serve import address_of, is_loopback, listen
from sayso.ledger import Ledger


@pytest.fixture
def serving(program):
    """Starts `sayso serve` on a free port; gives the process and the address that it prints."""

    def start(*arguments):
        process = program("serve", "--port", "0", *arguments)
        said = process.stdout.readline().decode()
        assert "open http://" in said, process.stderr.read().decode()
        return process, said.split("open ")[1].split()[0]

    return start


def get(address, **headers):
    return urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=30)


@pytest.mark.timeout(120)
def test_it_makes_the_ledger_answers_and_ends_cleanly(serving, tmp_path):
    process, address = serving("--ledger", "bridge.db", "--reviewer", "Rana Holt")
    assert address.startswith("http://127.0.0.1:")
    with get(f"{address}api/token") as answer:
        assert b'"reviewer":"Rana Holt"' in answer.read()
        assert "server" not in answer.headers
    with pytest.raises(urllib.error.HTTPError, match="400"):
        get(f"{address}api/token", Host="evil.example")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, b"")
    assert out.endswith(b"ended\n")
    with Ledger.open(tmp_path / "bridge.db", create=False) as ledger:
        assert ledger.counts().documents == 0


@pytest.mark.timeout(120)
def test_what_a_client_says_of_itself_is_believed_only_from_the_proxy(serving):
    _, alone = serving("--auth")
    _, behind = serving("--auth", "--proxy", "127.0.0.1", "--allow-host", "news.example")
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    with get(f"{alone}login", **forwarded) as answer:
        assert answer.headers["set-cookie"].startswith("sayso-key-")
    with get(f"{behind}login", Host="news.example", **forwarded) as answer:
        assert answer.headers["set-cookie"].startswith("__Host-sayso-key-")


@pytest.mark.timeout(120)
def test_it_says_that_nobody_can_log_in_yet(serving):
    process, address = serving("--auth")
    get(f"{address}login").close()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert b"nobody can log in yet: sayso users add NAME" in err


@pytest.mark.timeout(120)
def test_it_ends_cleanly_before_the_first_page_too(serving):
    process, _ = serving()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 0


@pytest.mark.timeout(120)
def test_a_connection_that_hangs_does_not_keep_it_from_ending(serving):
    process, address = serving()
    port = int(address.rstrip("/").rpartition(":")[2])
    idle = socket.create_connection(("127.0.0.1", port))
    kept = http.client.HTTPConnection("127.0.0.1", port)
    kept.request("GET", "/api/token")
    kept.getresponse().read()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 0
    idle.close()
    kept.close()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--host", "0.0.0.0"], ["--host", "192.168.1.7"], ["--host", "::"], ["--host", ""],
        ["--allow-host", "news.example"], ["--proxy", "127.0.0.1"],
    ],
)  # fmt: skip
def test_others_reach_it_only_with_a_login(sayso, tmp_path, arguments):
    done = sayso("serve", *arguments)
    assert done.exit_code == 2
    assert "nobody would have to log in" in done.stderr
    assert "add --auth" in done.stderr
    assert not (tmp_path / "sayso.db").exists()


def test_a_port_in_use_is_named_and_another_suggested(sayso):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = sayso("serve", "--port", port)
    assert done.exit_code == 2
    assert f"--port {port}: is in use by another program: take another" in done.stderr
    suggested = int(done.stderr.rpartition("--port ")[2])
    assert port < suggested <= port + 20


def test_answers_do_not_wait_for_the_browser_to_acknowledge_their_beginning():
    with listen("127.0.0.1", 0) as door:
        # asyncio sets TCP_NODELAY only where the socket, and what it accepts, names its protocol.
        assert door.proto == socket.IPPROTO_TCP


@pytest.mark.parametrize("host", ["nowhere.invalid", "203.0.113.77"])
def test_a_host_that_is_not_this_computer_is_named(sayso, monkeypatch, host):
    def known(name, *rest, real=socket.getaddrinfo, **options):
        if name == "nowhere.invalid":
            raise socket.gaierror(-2, "Name or service not known")
        return real(name, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", known)
    done = sayso("serve", "--auth", "--host", host)
    assert done.exit_code == 2
    assert f"--host {host}" in done.stderr


def test_without_the_extra_it_says_what_to_install(sayso, monkeypatch):
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    done = sayso("serve")
    assert done.exit_code == 2
    assert "pip install 'sayso[web]'" in done.stderr


def test_a_broken_ledger_is_told(sayso, tmp_path):
    (tmp_path / "notes.db").write_text("no ledger at all " * 100)
    done = sayso("serve", "--port", "0", "--ledger", "notes.db")
    assert done.exit_code == 2
    assert "notes.db" in done.stderr


@pytest.mark.parametrize(
    ("host", "alone"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True), ("0.0.0.0", False),
     ("", False), ("::", False), ("10.0.0.1", False), ("localhost.evil.example", False)],
)  # fmt: skip
def test_loopback_is_this_computer_alone(host, alone):
    assert is_loopback(host) is alone


def test_addresses_are_those_to_open():
    assert address_of("127.0.0.1", 8470) == "http://127.0.0.1:8470/"
    assert address_of("::1", 1) == "http://[::1]:1/"
    assert address_of("0.0.0.0", 1) == "http://127.0.0.1:1/"
