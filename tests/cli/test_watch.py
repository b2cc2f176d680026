"""`sayso watch`: lists of feeds, the state of feeds, signals, and a death in the middle."""

import json
import signal
import sqlite3
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sayso.cli.watch import to_seconds
from sayso.errors import AbortRun

FILLER = "<p>The bridge at Tarn was closed on Monday after cracks were found in two of its piers.</p>" * 4


class Site:
    """A feed with some articles, each of which takes a while to come where it is `slow`."""

    def __init__(self, n_articles):
        self.asked, self.slow, self.n_articles = [], 0.0, n_articles
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                site.asked.append(self.path)
                time.sleep(site.slow if self.path.startswith("/a") else 0)
                body = site.body(self.path)
                try:
                    self.send_response(200 if body else 404)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    pass

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def body(self, path):
        if path == "/feed":
            items = "".join(f"<item><link>{self.address}/a{n}</link></item>" for n in range(self.n_articles))
            return f"<rss version='2.0'><channel><title>Tarn Courier</title>{items}</channel></rss>".encode()
        if path == "/robots.txt":
            return b""
        said = f"<p>Mara Oduya said the bridge {path} would stay shut.</p>"
        return f"<!doctype html><html><body><article>{said}{FILLER}</article></body></html>".encode()


@pytest.fixture
def site(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")
    made = Site(3)
    yield made
    made.server.shutdown()
    made.server.server_close()


QUICK = ("--allow-private", "--delay", "0")


def test_a_list_of_feeds_is_watched_once(sayso, site, tmp_path):
    opml = f"<opml version='2.0'><body><outline text='T' xmlUrl='{site.address}/feed'/></body></opml>"
    (tmp_path / "feeds.opml").write_text(opml)
    done = sayso("watch", "feeds.opml", "--once", *QUICK)
    assert done.exit_code == 0, done.output
    first, *lines, last = done.stdout.splitlines()
    assert first == "watching 1 feed, 1 new"
    assert any("3 new entries" in one for one in lines)
    assert last == "1 poll, 0 failed; added 3 documents; 3 new attributions"
    assert len(sayso("documents", "--json").stdout.splitlines()) == 3
    again = sayso("watch", "--once", *QUICK)
    assert again.stdout.splitlines() == ["watching 1 feed", "0 polls, 0 failed; nothing added"]


def test_feeds_are_listed_stopped_and_resumed(sayso, site):
    sayso("watch", f"{site.address}/feed", "--once", *QUICK)
    assert "Tarn Courier" in sayso("watch", "--list").stdout
    [row] = map(json.loads, sayso("watch", "--list", "--json").stdout.splitlines())
    assert (row["state"], row["documents"], row["address"]) == ("watched", 3, f"{site.address}/feed")
    assert sayso("watch", "--stop", "Tarn Courier").stdout == f"stopped {site.address}/feed\n"
    [stopped] = map(json.loads, sayso("watch", "--list", "--json").stdout.splitlines())
    assert (stopped["state"], stopped["reason"]) == ("stopped", "stopped by hand")
    done = sayso("watch", "--once", *QUICK)
    assert (done.exit_code, "no feed is watched" in done.stderr) == (2, True)
    assert sayso("watch", "--resume", row["id"][:8]).exit_code == 0
    assert sayso("watch", "--once", *QUICK).stdout.splitlines()[-1].startswith("1 poll")


def test_what_failed_is_said_and_exit_code_1(sayso, site):
    done = sayso("watch", f"{site.address}/a1", "--once", *QUICK)
    assert done.exit_code == 1
    assert "failed" in done.stdout
    assert "web page" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere.opml"], "No such file"),
        (["ftp://tarn.example/feed"], "no http or https address"),
        (["--every", "soon"], "is no time"),
        (["--every", "1s", "https://tarn.example/feed"], "less than 10 seconds"),
        ([], "no ledger here"),
        (["--stop", "https://tarn.example/feed"], "no ledger here"),
    ],
)
def test_wrong_use_is_exit_code_2(sayso, arguments, words):
    done = sayso("watch", "--once", *arguments)
    assert done.exit_code == 2
    assert words in done.stderr


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("15m", 900), ("2h", 7200), ("1d", 86400), ("5", 300)]
)
def test_times_are_written_with_their_unit(text, seconds):
    assert to_seconds(text) == seconds
    with pytest.raises(AbortRun):
        to_seconds(text + "x")


def added(path):
    try:
        connection = sqlite3.connect(path)
        return connection.execute("select count(*) from documents").fetchone()[0]
    except sqlite3.OperationalError:
        return 0


def wait_for(condition, process):
    until = time.monotonic() + 90
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.05)


def test_after_a_death_in_the_middle_the_next_run_goes_on(program, sayso, site, tmp_path):
    site.n_articles, site.slow = 6, 0.3
    process = program("watch", f"{site.address}/feed", *QUICK)
    wait_for(lambda: added(tmp_path / "sayso.db") >= 2, process)
    process.kill()
    process.wait()
    n_added = added(tmp_path / "sayso.db")
    assert n_added < 6
    done = sayso("watch", "--once", *QUICK)
    assert done.exit_code == 0, done.output
    assert added(tmp_path / "sayso.db") == 6
    rows = sqlite3.connect(tmp_path / "sayso.db").execute("select url, version from documents").fetchall()
    assert sorted(rows) == [(f"{site.address}/a{n}", 1) for n in range(6)]
    assert site.asked.count("/feed") == 1
    # At most the one that was on its way was asked for twice.
    assert sum(path.startswith("/a") for path in site.asked) <= 7
    assert sayso("verify").exit_code == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_a_service_cleanly_and_soon(program, sayso, site, tmp_path, number):
    process = program("watch", f"{site.address}/feed", *QUICK)
    wait_for(lambda: added(tmp_path / "sayso.db") >= 3, process)
    process.send_signal(number)
    began = time.monotonic()
    out, error = process.communicate(timeout=60)
    assert process.returncode == 0, error
    assert time.monotonic() - began < 20
    assert b"added 3 documents" in out
    held = sqlite3.connect(tmp_path / "sayso.db").execute("select claimed_by from feed_hosts").fetchall()
    assert held == [(None,)]
