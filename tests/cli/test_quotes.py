"""`quotes`: what it prints, for people and for machines."""

import json

import pytest

LONG = "We will not close the bridge before Friday, and nobody asked the pilots about the rusty crane"
ALTERED = LONG.replace("not ", "").replace("the bridge", "the old bridge")


@pytest.fixture
def quoting(ledger, tmp_path):
    """A command line whose ledger has a quotation that two outlets word differently, and one alike."""
    for name, words in (("Tideline", LONG), ("Lamp", ALTERED)):
        alike = "The papers of the board show that the inspection of the crane was never finished"
        text = f"{name}\n\nMara Oduya said “{words}” today.\nTobias Renn said “{alike}” today.\n"
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
        done = ledger("add", f"{name}.txt", "--outlet", name, "--published", "2024-05-08")
        assert done.exit_code == 0, done.output
    return ledger


def test_differences_are_marked_where_there_are_no_colours(quoting):
    done = quoting("quotes", "--altered")
    assert done.exit_code == 0, done.output
    told = " ".join(done.stdout.split())
    assert "Mara Oduya · 2 articles, 1 origin · 2 outlets · 2 wordings · worded differently" in told
    assert "[-not-]" in told or "{+not+}" in told
    assert "[-old-]" in told or "{+old+}" in told
    assert "beside 1: worded differently, and no mark shows it" in told
    assert "read both passages" in told
    assert "taken for the same" in told
    assert "Renn" not in told


def test_json_says_where_each_version_stands(quoting):
    rows = [json.loads(line) for line in quoting("quotes", "--json").stdout.splitlines()]
    assert {row["altered"] for row in rows} == {True, False}
    [altered] = [row for row in rows if row["altered"]]
    assert [place["outlet"] for version in altered["versions"] for place in version["places"]]
    _, second = altered["versions"]
    assert (second["against"], second["mark"]) == (0, "altered")
    [place] = second["places"]
    [stretch] = place["stretches"]
    assert stretch["text"] in (LONG, ALTERED)
    for difference in second["differences"]:
        assert difference["because"]
        for one in difference["ours"]:
            assert (
                stretch["text"][one["start"] - stretch["start"] : one["end"] - stretch["start"]]
                == one["text"]
            )


@pytest.mark.parametrize(
    ("arguments", "n"),
    [
        ([], 2),
        (["papers"], 1),
        (["--by", "renn"], 1),
        (["--in", "lamp"], 2),
        (["--in", "courier"], 0),
        (["--document", "Lamp"], 2),
        (["--limit", "1"], 1),
        (["--since", "2025"], 0),
    ],
)
def test_what_is_asked_narrows_it(quoting, arguments, n):
    done = quoting("quotes", "--json", *arguments)
    assert done.exit_code == 0, done.output
    assert len(done.stdout.splitlines()) == n


def test_nothing_is_said_so(ledger):
    done = ledger("quotes")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "nothing found" in done.stderr


def test_an_older_ledger_is_looked_through_first(quoting, tmp_path):
    import sqlite3

    with sqlite3.connect(tmp_path / "sayso.db") as database:
        for table in ("quote_keys", "quote_pairs", "quote_groups", "quotes", "quoted_documents"):
            database.execute(f"DELETE FROM {table}")
    done = quoting("quotes", "--json")
    assert "looking for quotations in 4 documents" in done.stderr
    assert len(done.stdout.splitlines()) == 2
    assert quoting("quotes", "--json").stderr == ""
