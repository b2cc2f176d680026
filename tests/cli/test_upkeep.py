import json
import sqlite3

import jsonschema


def test_a_whole_ledger(ledger):
    done = ledger("verify")
    assert done.exit_code == 0
    assert done.stdout == "whole: 2 documents, 5 attributions\n"


def test_a_changed_text_is_found(ledger, tmp_path):
    with sqlite3.connect(tmp_path / "sayso.db") as connection:
        for (name,) in connection.execute(
            "select name from sqlite_master where type = 'trigger' and tbl_name = 'documents'"
        ).fetchall():
            connection.execute(f'drop trigger "{name}"')
        connection.execute("update documents set text = replace(text, 'sound', 'round')")
    done = ledger("verify")
    assert done.exit_code == 1
    assert done.stdout
    assert "wrong" in done.stderr
    as_json = ledger("verify", "--json")
    assert as_json.exit_code == 1
    assert {"what", "where", "problem"} == set(json.loads(as_json.stdout.splitlines()[0]))


def test_purge_takes_a_document_out(ledger, articles):
    done = ledger("purge", "wire", "--reason", "a source at risk", "--by", "the editor", "--yes")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("purged wire, 2 attributions; tombstone 1")
    tombstone = done.stdout.split()[-1]
    assert ledger("show", "wire").exit_code == 2
    assert "purged" in ledger("add", articles / "wire.txt", "--url", "https://wire.example/1").stderr
    again = ledger("purge", tombstone, "--reason", "once more", "--yes")
    assert again.exit_code == 0, again.output
    assert "swept once more" in again.stdout


def test_purge_needs_a_reason(ledger):
    assert ledger("purge", "wire", "--yes").exit_code == 2
    assert ledger("show", "wire").exit_code == 0


def test_info(ledger, tmp_path):
    shown = ledger("info").stdout
    assert "version" in shown
    found = json.loads(ledger("info", "--json").stdout)
    assert set(found) == {"sayso", "model", "ledger"}
    assert found["ledger"]["documents"] == 2
    assert found["ledger"]["where"] == "sayso.db"


def test_info_where_there_is_nothing(sayso, tmp_path):
    done = sayso("info", "--json", "--model", tmp_path)
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert "no model here" in found["model"]["problem"]
    assert "problem" in found["ledger"]
    assert list(tmp_path.iterdir()) == []


def test_schema_is_a_schema(sayso):
    schema = json.loads(sayso("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)


def test_how_far_verifying_is_is_shown_in_a_terminal_alone(ledger, monkeypatch):
    assert ledger("verify").stderr == ""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    done = ledger("verify")
    assert done.exit_code == 0
    assert "left:" in done.stderr
    assert "whole: 2 documents" in done.stdout
