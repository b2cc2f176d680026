import json
import subprocess
import sys

import pytest


@pytest.fixture
def case(ledger):
    """A command line whose ledger has collection 1."""
    done = ledger("collections", "make", "The bridge", "--note", "Who knew?", "--by", "Ada")
    assert done.exit_code == 0, done.output
    return ledger


@pytest.fixture
def full(case):
    """Collection 1 with a document, a speaker, an attribution, an outlet and two searches."""
    attribution = json.loads(case("said", "sound", "--json").stdout.splitlines()[0])["id"]
    done = case(
        "collections", "keep", "1", "wire", "Mara Oduya", attribution, "--outlet", "The Courier", "--search",
        "http://127.0.0.1:8470/said?words=bridge&by=Oduya", "--search", "sound", "--note", "see \x1b[31mthis",
        "--by", "Ada",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    return case


def test_an_empty_list_says_so(ledger):
    assert "nothing there" in ledger("collections").stderr


def test_collections_are_listed(case):
    case("collections", "make", "Second", "--by", "Oskar")
    case("collections", "close", "1", "--by", "Oskar")
    rows = [line.split() for line in case("collections").stdout.splitlines()]
    assert [row[:2] for row in rows[1:]] == [["2", "Second"], ["1", "The"]]
    assert "(closed)" in rows[2]
    first, second = (json.loads(row) for row in case("collections", "--json").stdout.splitlines())
    assert (first["number"], second["closed"], second["note"]) == (2, True, "Who knew?")


def test_things_are_kept_by_what_they_are(full):
    done = full("collections", "show", "1")
    assert done.exit_code == 0
    rows = full("collections", "show", "1", "--json").stdout.splitlines()[1:]
    things = [json.loads(row) for row in rows]
    assert [thing["what"] for thing in things] == [
        "document", "speaker", "attribution", "outlet", "search", "search",
    ]  # fmt: skip
    assert things[1]["title"] == "Mara Oduya"
    assert things[4]["reference"] == "words=bridge&by=Oduya"
    assert (things[5]["reference"], things[5]["title"]) == ("words=sound", "“sound”")
    assert all(thing["in_ledger"] for thing in things)
    assert "\x1b" not in done.stdout


def test_keeping_again_says_so(full):
    done = full("collections", "keep", "1", "wire", "--by", "Ada")
    assert done.exit_code == 0
    assert done.stdout.startswith("was kept already: document wire")


def test_notes_dropping_closing_and_opening(full):
    full("collections", "note", "1", "quite another")
    full("collections", "drop", "2", "--by", "Ada")
    full("collections", "close", "1", "--by", "Ada")
    shown = full("collections", "show", "1").stdout
    assert "quite another" in shown
    assert "Mara" not in [row.split()[2:3] for row in shown.splitlines()]
    refused = full("collections", "keep", "1", "courier", "--by", "Ada")
    assert refused.exit_code == 2
    assert "closed" in refused.stderr
    full("collections", "close", "1", "--open", "--by", "Ada")
    assert full("collections", "keep", "1", "courier", "--by", "Ada").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("show", "7"), "no collection of this number"),
        (("keep", "1", "Nobody Known"), "no document, quotation or speaker"),
        (("keep", "1"), "nothing is named"),
        (("drop", "99"), "nothing of this number is kept"),
        (("export", "7"), "no collection of this number"),
        (("export", "1", "--format", "ledger"), "needs a file"),
    ],
)
def test_what_cannot_be_done_is_said(arguments, words, case):
    done = case("collections", *arguments)
    assert done.exit_code == 2
    assert words in done.stderr


def test_the_ending_says_the_form(full, tmp_path):
    assert full("collections", "export", "1", "-o", "case.html").exit_code == 0
    assert (tmp_path / "case.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    done = full("collections", "export", "1", "-o", "case.jsonl", "--by", "Ada")
    rows = [json.loads(row) for row in (tmp_path / "case.jsonl").read_text(encoding="utf-8").splitlines()]
    assert done.stderr == f"wrote {len(rows)} lines to case.jsonl\n"
    assert (rows[0]["type"], rows[0]["exported_by"]) == ("collection", "Ada")
    assert full("collections", "export", "1").stdout.startswith("<!DOCTYPE html>")


def test_the_ledger_is_whole_and_is_never_written_over(full, tmp_path):
    done = full("collections", "export", "1", "-o", "case.db")
    assert done.stderr == "wrote 1 document to case.db\n"
    assert full("verify", "--ledger", "case.db").exit_code == 0
    assert "wire" in full("documents", "--ledger", "case.db").stdout
    assert json.loads(full("collections", "--ledger", "case.db", "--json").stdout)["things"] == 6
    before = (tmp_path / "case.db").read_bytes()
    again = full("collections", "export", "1", "-o", "case.db")
    assert again.exit_code == 2
    assert "is there already" in again.stderr
    assert (tmp_path / "case.db").read_bytes() == before


def test_exports_load_no_web_framework():
    code = "import sys, sayso.collected, sayso.web.kept_searches; print('fastapi' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
