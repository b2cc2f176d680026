import json

import jsonschema
import pytest

from sayso.records import json_schema


def test_a_hit_can_be_cited(ledger):
    done = ledger("said", "shut")
    assert done.exit_code == 0
    shown, command = done.stdout.rstrip("\n").rsplit("\n", 1)
    assert shown == (
        "Mara Oduya · said · mixed\n"
        "  Mara Oduya said the bridge would “stay shut” for weeks.\n"
        "  The Courier, 2024-05-05, courier\n"
        "  https://courier.example/1"
    )
    assert command.startswith("  sayso show 1")
    assert ledger(*command.split()[1:]).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "speakers"),
    [
        (["bridge"], {"Mara Oduya", "Tobias Renn"}),
        (["BRIDGE", "sound"], {"Tobias Renn"}),
        (['"stay shut"'], {"Mara Oduya"}),
        (["crack*"], {"Tobias Renn"}),
        (["--by", "oduya"], {"Mara Oduya"}),
        (["--in", "wire"], {"Tobias Renn", "Jory Pell"}),
        (["--since", "2024-05-06"], {"Tobias Renn", "Jory Pell"}),
        (["--until", "2024-05-05"], {"Mara Oduya", "Tobias Renn", None}),
        (["--quotation", "mixed"], {"Mara Oduya"}),
        (["--limit", "1", "bridge", "sound"], {"Tobias Renn"}),
        ([], {"Mara Oduya", "Tobias Renn", "Jory Pell", None}),
        (["zebra"], set()),
    ],
)
def test_what_can_be_asked(arguments, speakers, ledger):
    done = ledger("said", "--json", *arguments)
    assert done.exit_code == 0
    rows = [json.loads(row) for row in done.stdout.splitlines()]
    assert {row["speaker"] and row["speaker"]["name"] for row in rows} == speakers


def test_json_is_the_record_and_what_a_citation_needs(ledger):
    row = json.loads(ledger("said", "shut", "--json").stdout)
    extra = {"title", "outlet", "published", "url", "sentence", "highlights", "joined", "chain", "also_in"}
    jsonschema.validate({key: value for key, value in row.items() if key not in extra}, json_schema())
    assert row["outlet"] == "The Courier"
    assert row["sentence"]["text"] == "Mara Oduya said the bridge would “stay shut” for weeks."
    assert [mark["text"] for mark in row["highlights"]] == ["shut"]


def test_the_words_are_highlighted_in_a_terminal(ledger, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", "")
    assert "\x1b[1;7;33mshut\x1b[0m" in ledger("said", "shut").stdout


def test_nothing_found_is_said_and_no_error(ledger):
    done = ledger("said", "zebra")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "nothing found\n")


def test_a_wrong_date_is_exit_code_2(ledger):
    assert ledger("said", "--since", "yesterday").exit_code == 2


def test_people_get_fifty_and_are_told(sayso, tmp_path):
    (tmp_path / "many.txt").write_text("Ann Pell said it rains.\n" * 60)
    sayso("add", "many.txt")
    done = sayso("said", "rains")
    assert done.stdout.count("Ann Pell · said") == 50
    assert "the first 50" in done.stderr
    assert sayso("said", "rains", "--json").stdout.count("\n") == 60
    assert sayso("said", "rains", "-n", "55").stdout.count("Ann Pell · said") == 55


def test_documents(ledger):
    shown = ledger("documents").stdout.splitlines()
    assert shown[1].split()[1:] == ["2024-05-05", "The", "Courier", "courier", "3"]
    row = json.loads(ledger("documents", "--json").stdout.splitlines()[1])
    assert (row["document"], row["outlet"], row["current"], row["attributions"]) == (
        "wire",
        "Harbour Wire",
        True,
        2,
    )


def test_skipped(ledger):
    assert ledger("skipped").stderr == "nothing there\n"
    ledger("add", "gone.txt")
    assert "gone.txt" in ledger("skipped").stdout
    row = json.loads(ledger("skipped", "--json").stdout)
    assert row["name"] == "gone.txt"
    assert row["reason"]


@pytest.mark.parametrize("command", ["said", "speakers", "documents", "skipped", "verify", "export"])
def test_reading_makes_no_ledger(command, sayso, tmp_path):
    done = sayso(command)
    assert done.exit_code == 2
    assert list(tmp_path.iterdir()) == []
