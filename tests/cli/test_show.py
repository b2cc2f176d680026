import json

import pytest


@pytest.mark.parametrize("reference", ["courier", "https://courier.example/1"])
def test_the_article_and_who_said_what(reference, ledger):
    shown = ledger("show", reference).stdout
    assert (
        "Mara Oduya said the bridge would “stay shut” for weeks[1]. She added that nobody was hurt[2]."
        in shown
    )
    assert "  1  Mara Oduya · said · mixed" in shown
    assert "source  cue  said: direct mixed indirect" in shown


def test_reasons_on_request(ledger):
    assert "its own words" not in ledger("show", "wire").stdout
    assert ledger("show", "wire", "--why").stdout.count("speaker: its own words") == 2


def test_json(ledger, articles):
    row = json.loads(ledger("show", "courier", "--json").stdout)
    assert row["text"] == (articles / "courier.txt").read_text(encoding="utf-8")
    assert len(row["attributions"]) == 3


def test_a_document_that_is_not_there(ledger):
    done = ledger("show", "nope")
    assert done.exit_code == 2
    assert "sayso documents lists them" in done.stderr


def test_a_name_that_two_documents_have(ledger, articles):
    (articles / "courier.txt").write_text("Another. Ann Pell said no.\n")
    ledger("add", articles / "courier.txt")
    done = ledger("show", "courier")
    assert done.exit_code == 2
    assert "2 documents answer to that" in done.stderr
    first = done.stderr.split(": ")[-1].split(",")[0].strip()
    assert ledger("show", first).exit_code == 0


def changed(ledger, articles):
    path = articles / "wire.txt"
    path.write_text("Tobias Renn said the bridge was nearly sound. Ann Pell said it rains.\n")
    return ledger("add", path, "--outlet", "Harbour Wire", "--url", "https://wire.example/1")


def test_diff_says_what_changed(ledger, articles):
    changed(ledger, articles)
    shown = ledger("show", "https://wire.example/1", "--diff").stdout
    assert "~ changed (content)" in shown
    assert "before: Tobias Renn · said\n    the bridge was sound" in shown
    assert "now: Tobias Renn · said\n    the bridge was nearly sound" in shown
    assert "- dropped\n  Jory Pell · said" in shown
    assert "+ added\n  Ann Pell · said" in shown


def test_diff_as_json(ledger, articles):
    changed(ledger, articles)
    rows = [json.loads(row) for row in ledger("show", "wire", "--diff", "--json").stdout.splitlines()]
    assert sorted(row["kind"] for row in rows) == ["added", "changed", "dropped"]
    assert next(row for row in rows if row["kind"] == "added")["older"] is None


def test_diff_of_an_only_version(ledger):
    done = ledger("show", "wire", "--diff")
    assert done.exit_code == 2
    assert "only version" in done.stderr
