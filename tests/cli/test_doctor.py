"""`doctor`: one line for each thing, and the exit code."""

import json
import re

LINE = re.compile(r"  (ok   |note |wrong)  [A-Za-z][\w ]*: \S.*")


def test_a_ledger_that_is_well(ledger, tmp_path):
    before = sorted(path.name for path in tmp_path.iterdir())
    done = ledger("doctor", "sayso.db")
    assert done.exit_code == 0, done.output
    first, *lines, last = done.stdout.splitlines()
    assert first == "sayso.db"
    assert last == "nothing is wrong"
    assert all(LINE.fullmatch(line) for line in lines)
    assert "\x1b" not in done.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_the_installation_and_the_usual_ledger(ledger):
    done = ledger("doctor", "--json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {row["about"] for row in rows} == {"installation", "sayso.db"}
    assert all(set(row) == {"about", "what", "state", "told", "remedy"} for row in rows)
    states = {row["what"]: row["state"] for row in rows if row["about"] == "installation"}
    assert (states["Python"], states["model"], states["reading"], states["SQLite"]) == ("ok",) * 4
    assert all(row["remedy"] for row in rows if row["state"] == "wrong")
    assert done.exit_code == any(row["state"] == "wrong" for row in rows)


def test_where_there_is_no_ledger_the_installation_alone(sayso, tmp_path):
    done = sayso("doctor", "--json", "--model", tmp_path)
    assert done.exit_code == 1
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {row["about"] for row in rows} == {"installation"}
    [model] = [row for row in rows if row["what"] == "model"]
    assert (model["state"], model["told"]) == ("wrong", "no model here (manifest.json is missing)")
    assert list(tmp_path.iterdir()) == []


def test_the_ledger_of_the_environment(sayso, monkeypatch):
    monkeypatch.setenv("SAYSO_LEDGER", "elsewhere.db")
    done = sayso("doctor")
    assert done.exit_code == 1
    assert "elsewhere.db\n  wrong  opening: there is nothing here: check the path" in done.stdout


def test_several_places_each_under_its_name(ledger, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.db").write_text("The sluice holds.\n" * 100)
    done = ledger("doctor", "empty", "sayso.db", "text.db", "postgresql+psycopg://u:secret@127.0.0.1:1/tides")
    assert done.exit_code == 1
    names = [line for line in done.stdout.splitlines() if not line.startswith(" ")]
    assert names == [
        "empty", "sayso.db", "text.db", "postgresql+psycopg://u:***@127.0.0.1:1/tides", "3 things are wrong",
    ]  # fmt: skip
    assert "this is no SQLite file" in done.stdout
    assert "secret" not in done.output


def test_wrong_use(sayso):
    assert sayso("doctor", "--nonsense").exit_code == 2
