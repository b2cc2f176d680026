import signal
import sqlite3
import time

import pytest


def held(path):
    return sqlite3.connect(path).execute("select name from documents order by name").fetchall()


def test_adds_and_says_so(sayso, articles, tmp_path):
    done = sayso("add", articles)
    assert done.exit_code == 0
    assert done.stdout == "added 2 documents; 5 new attributions\n"
    assert held(tmp_path / "sayso.db") == [("courier",), ("wire",)]


def test_adding_again_adds_nothing_and_says_so(sayso, articles):
    sayso("add", articles)
    done = sayso("add", articles)
    assert done.exit_code == 0
    assert done.stdout == "nothing added; 2 documents there already\n"


def test_another_model_reads_again(sayso, articles, monkeypatch, fake):
    sayso("add", articles)
    monkeypatch.setattr(
        "sayso.pipeline.open_reader", lambda model=None, workers=None, **languages: fake.FakeReader("fake 2")
    )
    done = sayso("add", articles)
    assert done.stdout == "nothing added; 2 documents read again by another model; 0 new attributions\n"


def test_what_is_skipped_is_said_kept_and_exit_code_1(sayso, articles):
    (articles / "image.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    done = sayso("add", articles)
    assert done.exit_code == 1
    assert done.stdout == "added 2 documents; 5 new attributions; 1 skipped\n"
    assert "image.txt: " in done.stderr
    assert "image.txt" in sayso("skipped").stdout


@pytest.mark.parametrize("where", ["folder/", "text.db"])
def test_a_ledger_that_is_none_is_exit_code_2(where, sayso, articles, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.db").write_text("not a database, but a text that is long enough to look at\n" * 20)
    done = sayso("add", articles, "--ledger", tmp_path / where)
    assert done.exit_code == 2
    assert done.stderr.startswith("sayso: ")
    assert "Traceback" not in done.stderr


def test_the_ledger_may_be_named_by_the_environment(sayso, articles, monkeypatch, tmp_path):
    monkeypatch.setenv("SAYSO_LEDGER", str(tmp_path / "mine.db"))
    sayso("add", articles)
    assert len(held(tmp_path / "mine.db")) == 2
    assert sayso("documents").stdout.count("\n") == 3


def test_ctrl_c_leaves_the_ledger_whole_and_says_how_to_go_on(sayso, articles, tmp_path):
    stop = articles / "stop.txt"
    stop.write_text("CTRL-C\n")
    done = sayso("add", articles / "courier.txt", stop, articles / "wire.txt")
    assert done.exit_code == 130
    assert "added 1 document; 3 new attributions" in done.stderr
    assert "Run the same command again" in done.stderr
    assert held(tmp_path / "sayso.db") == [("courier",)]
    assert sayso("verify").exit_code == 0
    stop.write_text("Nothing.\n")
    again = sayso("add", articles / "courier.txt", stop, articles / "wire.txt")
    assert again.stdout == "added 2 documents; 2 new attributions; 1 document there already\n"


def test_a_signal_is_ctrl_c(program, tmp_path):
    (tmp_path / "1.txt").write_text("Ann Pell said it rains.\n")
    (tmp_path / "2.txt").write_text("SLOW\n")
    process = program("add", "1.txt", "2.txt")
    while not held_or_none(tmp_path / "sayso.db"):  # until the first is added
        assert process.poll() is None
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"the ledger is whole" in error
    assert held(tmp_path / "sayso.db") == [("1",)]


def held_or_none(path):
    try:
        return held(path) if path.exists() else None
    except sqlite3.OperationalError:
        return None


def test_a_page_that_changed_is_a_new_version_and_said_so(sayso, tmp_path):
    page = tmp_path / "page.txt"
    for text in ("Ann Pell said no.\n", "Ann Pell said yes.\n"):
        page.write_text(text, encoding="utf-8")
        done = sayso("add", page, "--url", "https://wire.example/1")
    expected = (
        "added 1 document; 1 is a new version of an address (sayso show ADDRESS --diff); 1 new attribution"
    )
    assert done.stdout == expected + "\n"


def test_another_language_is_kept_and_said(sayso, tmp_path):
    (tmp_path / "port.txt").write_text("Il pleut.\n")
    done = sayso("add", "port.txt", "--language", "fr-CA")
    assert done.exit_code == 1
    assert "port: is in French, which fake 1 does not read" in done.stderr
    assert "(not read: is in French" in sayso("documents").stdout
    assert '"unread":"is in French' in sayso("documents", "--json").stdout.replace(": ", ":")
    assert "is in French" in sayso("skipped").stdout
    assert "not read: is in French" in sayso("show", "port").stdout
    again = sayso("add", "port.txt", "--language", "fr-CA")
    assert (again.exit_code, again.stdout) == (0, "nothing added; 1 document there already\n")
    anyway = sayso("add", "port.txt", "--any-language")
    assert anyway.stdout.startswith("nothing added; 1 document read again")
    assert "not read" not in sayso("documents").stdout


def test_columns_are_named(sayso, tmp_path):
    lines = ['{"words": "Ann Pell said it rains.", "paper": {"name": "The Courier"}}\n']
    (tmp_path / "a.jsonl").write_text("".join(lines))
    assert sayso("add", "a.jsonl").exit_code == 1
    done = sayso("add", "a.jsonl", "--column", "text=words", "--column", "outlet=paper.name")
    assert done.stdout == "added 1 document; 1 new attribution\n"
    assert "The Courier" in sayso("documents").stdout
    assert sayso("add", "a.jsonl", "--column", "words").exit_code == 2
