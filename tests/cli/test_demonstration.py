import shlex

import pytest


@pytest.mark.parametrize("columns", ["100", "80"])
def test_shows_the_ledger_and_what_to_try(columns, sayso, monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", columns)
    done = sayso("demo")
    assert done.exit_code == 0, done.output
    for outlet in ("The Northmouth Courier", "Harbour Wire", "Tideline"):
        assert outlet in done.stdout
    assert (tmp_path / "sayso-demo.db").exists()
    assert all(row == row.rstrip() for row in done.stdout.splitlines())


def test_runs_again(sayso):
    assert sayso("demo").stdout == sayso("demo").stdout


def test_the_commands_to_try_work(sayso):
    shown = sayso("demo").stdout
    commands = [row.strip() for row in shown.split("Try next")[1].splitlines() if "--ledger" in row]
    assert len(commands) == 4
    for row in commands:
        if row.startswith("sayso serve"):  # which ends only when it is told to
            row = row.replace("serve", "serve --help", 1)
        command = shlex.split(row.split("  ")[0])
        assert sayso(*command[1:]).exit_code == 0, row
