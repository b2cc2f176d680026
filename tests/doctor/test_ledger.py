"""Ledgers that are really broken: what is found, and that looking leaves every byte as it was."""

import os
import random
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from sayso.doctor import look_at, look_at_ledger
from sayso.ledger import Ledger, Polled, find_beside, find_holders
from sayso.records import Reading

NOW = datetime(2031, 5, 6, tzinfo=UTC)
HOLDING = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
for statement in sys.argv[2:]:
    connection.execute(statement).fetchall()
print("held", flush=True)
time.sleep(600)
"""


@contextmanager
def holding(path, *statements):
    """Another process that has said these things to the database, and then does nothing."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(path), *statements], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def wrong(found):
    return [(one.what, one.told) for one in found if one.state == "wrong"]


def look(path, held):
    """What is found, after which every file is as it was."""
    before = held(path.parent)
    found = list(look_at(str(path)))
    assert held(path.parent) == before
    return found


def test_a_ledger_that_is_well(ledger, held):
    found = look(ledger, held)
    assert wrong(found) == []
    told = {one.what: one for one in found}
    assert told["layout"].told.endswith(", the newest")
    assert "12 documents" in told["opening"].told
    assert "sayso verify" in told["opening"].remedy
    assert told["lock"].told == "nobody has it open"
    assert told["pages"].state == "ok"
    assert (told["model"].state, told["model"].told[:37]) == ("note", "12 of 12 current documents were not r")


def test_documents_that_the_model_has_read(ledger, held, make_filled):
    from sayso.extract.bundle import load_bundle

    name = load_bundle().extractor
    with Ledger.open(ledger) as book:
        for number in range(12):
            reading = Reading(make_filled(url=f"https://courier.example/{number}").document, ())
            book.add(reading, extractor=name, now=NOW)
    told = {one.what: one for one in look(ledger, held)}
    assert (told["model"].state, told["model"].told) == ("ok", f"{name} has read all current documents")


def test_a_damaged_page_is_found(ledger, held):
    with sqlite3.connect(ledger) as connection:
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        [root] = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'attributions'"
        ).fetchone()
    connection.close()
    with ledger.open("r+b") as stream:
        stream.seek((root - 1) * size)
        stream.write(b"\xa5" * size)
    found = wrong(look(ledger, held))
    assert any(what == "pages" for what, _ in found)


@pytest.mark.parametrize("content", [b"The sluice holds.\n" * 400, b"SQLite format 3\0" + b"\x17" * 8000])
def test_what_is_no_database(tmp_path, held, content):
    path = tmp_path / "sayso.db"
    path.write_bytes(content)
    assert wrong(look(path, held))


def test_the_database_of_another_program(tmp_path, held):
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE tides (at TEXT)")
    connection.close()
    assert ("opening", "this is the database of another program") in wrong(look(path, held))


@pytest.mark.parametrize(
    ("version", "said"), [("9999", "a newer Sayso wrote this"), ("0003", "of version 0003")]
)
def test_a_ledger_of_another_layout(ledger, held, version, said):
    with sqlite3.connect(ledger) as connection:
        connection.execute("UPDATE ledger_version SET version_num = ?", (version,))
    connection.close()
    [(what, told)] = wrong(look(ledger, held))
    assert what == "opening"
    assert said in told


def test_a_ledger_that_lacks_a_table_and_a_column(ledger, held):
    with sqlite3.connect(ledger) as connection:
        connection.execute("DROP TABLE feed_hosts")
        connection.execute("ALTER TABLE feed_events DROP COLUMN reason")
    connection.close()
    [(what, told)] = wrong(look(ledger, held))
    assert what == "layout"
    assert told.endswith("and lacks feed_hosts, feed_events.reason")


def test_nothing_an_empty_file_and_a_folder(tmp_path, held):
    assert wrong(look(tmp_path / "nothing.db", held)) == [("opening", "there is nothing here")]
    (tmp_path / "empty.db").touch()
    assert wrong(look(tmp_path / "empty.db", held)) == [("opening", "the file is empty")]
    assert wrong(look_at_ledger(str(tmp_path))) == [("opening", "this is no file")]


def test_another_process_that_writes_is_named(ledger):
    with holding(ledger, "BEGIN IMMEDIATE", "UPDATE documents SET name = name WHERE 0") as process:
        found = list(look_at(str(ledger)))
        assert wrong(found) == []
        [lock] = [one for one in found if one.what == "lock"]
        assert (lock.state, lock.told) == ("note", f"process {process.pid} is writing into it")
    assert [one.told for one in look_at(str(ledger)) if one.what == "lock"] == ["nobody has it open"]


def test_another_process_that_only_reads_is_no_harm(ledger):
    with holding(ledger, "BEGIN", "SELECT count(*) FROM documents") as process:
        found = list(look_at(str(ledger)))
        assert wrong(found) == []
        assert ("lock", f"process {process.pid} has it open, nobody is writing") in [
            (one.what, one.told) for one in found
        ]


def test_a_ledger_that_is_locked_for_good(ledger, held):
    with holding(ledger, "PRAGMA locking_mode = EXCLUSIVE", "BEGIN EXCLUSIVE") as process:
        found = look(ledger, held)
    assert wrong(found) == [("lock", f"process {process.pid} holds it for itself alone; not looked into")]


def test_looking_takes_no_lock_from_this_process(ledger):
    with sqlite3.connect(ledger, isolation_level=None) as connection:
        connection.execute("BEGIN IMMEDIATE")
        assert find_holders(ledger).writing == os.getpid()
        other = sqlite3.connect(ledger, timeout=0, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()
        connection.execute("ROLLBACK")
    connection.close()


def test_a_log_that_was_left_behind(ledger, held, make_filled):
    with holding(ledger, "PRAGMA journal_mode = WAL", "CREATE TABLE left_over (x)", "DROP TABLE left_over"):
        pass
    assert find_beside(ledger).log
    before = held(ledger.parent)
    found = list(look_at(str(ledger)))
    after = held(ledger.parent)
    assert wrong(found) == []
    assert any(one.what == "log" and "ended early" in one.told for one in found)
    # The log's index is memory that SQLite shares through a file, and no part of what is kept.
    assert {name: one for name, one in after.items() if not name.endswith("-shm")} == {
        name: one for name, one in before.items() if not name.endswith("-shm")
    }
    ledger.with_name("sayso.db-shm").unlink()
    found = look(ledger, held)
    assert [what for what, _ in wrong(found)] == ["log"]
    with Ledger.open(ledger) as book:  # the remedy
        book.add(make_filled(url="https://courier.example/new"), extractor="fake 1", now=NOW)
    assert wrong(look(ledger, held)) == []


def test_a_feed_that_keeps_failing_is_told(ledger, held):
    with Ledger.open(ledger) as book:
        feeds = [
            book.feeds.add(f"https://{name}.example/rss", host=f"{name}.example", now=NOW).id
            for name in ("courier", "wire", "gone")
        ]
        for _ in range(3):
            book.feeds.polled(feeds[0], Polled(wait=900.0, error="HTTP 503"), now=NOW)
        book.feeds.polled(feeds[1], Polled(wait=900.0, error="HTTP 503"), now=NOW)
        book.feeds.stop(feeds[2], reason="HTTP 410", now=NOW)
    found = look(ledger, held)
    assert wrong(found) == [("feeds", "https://courier.example/rss failed 3 times in a row: HTTP 503")]
    [note] = [one for one in found if one.what == "feeds" and one.state == "note"]
    assert note.told == "https://gone.example/rss is stopped: HTTP 410"


def test_the_ledger_may_only_be_read(ledger, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    assert ("rights", "the file may only be read") in [(one.what, one.told) for one in look_at(str(ledger))]


def test_somebody_who_begins_to_write_meanwhile(ledger, monkeypatch):
    """What was looked at alone is looked at again, with the log."""
    from sayso.doctor import ledger as module

    real, writers = module._look, []

    def looking(*arguments):
        yield from real(*arguments)
        if not writers:
            writers.append(sqlite3.connect(ledger, isolation_level=None))
            writers[0].execute("DELETE FROM skipped")
            writers[0].execute("CREATE TABLE more (x)")

    monkeypatch.setattr(module, "_look", looking)
    found = list(look_at(str(ledger)))
    writers[0].close()
    assert any(one.what == "lock" and "has it open" in one.told for one in found)


@pytest.mark.parametrize(
    "address", ["oracle://quay/tides", "postgresql+psycopg://u:secret@127.0.0.1:1/tides"]
)
def test_addresses_that_lead_nowhere(address):
    pytest.importorskip("psycopg")
    [(what, told)] = wrong(look_at(address))
    assert what == "opening"
    assert "secret" not in told


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_damaged_looking_ends(ledger, held, seed):
    """Bytes of another kind anywhere in the file, and the file cut off."""
    chance = random.Random(seed)
    data = bytearray(ledger.read_bytes())
    for _ in range(1 + seed):
        at = chance.randrange(len(data) - 600)
        data[at : at + 600] = chance.randbytes(600)
    ledger.write_bytes(data[: len(data) if seed % 2 else len(data) * 2 // 3])
    found = look(ledger, held)
    assert found
    assert not [one for one in found if "could not be made" in one.told]


@pytest.mark.parametrize("name", ["", "x" * 300, "a\0b", "file.txt/sayso.db"])
def test_names_that_no_file_has(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SAYSO_LEDGER", raising=False)
    (tmp_path / "file.txt").write_text("high water")
    assert [what for what, _ in wrong(look_at(name))] == ["opening"]
