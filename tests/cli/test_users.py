"""`users`: who may log in."""

import json

import pytest

from sayso.cli import users
from sayso.ledger import Ledger
from sayso.web import passwords

PASSWORD = "open the harbour"


@pytest.fixture
def ada(sayso):
    """A command line whose `sayso.db` has the user Ada Quill."""
    done = sayso("users", "add", "Ada Quill", "--password-stdin", input=f"{PASSWORD}\n")
    assert (done.exit_code, done.stdout) == (0, "Ada Quill can log in\n")
    return sayso


def kept(tmp_path):
    with Ledger.open(tmp_path / "sayso.db", create=False) as ledger:
        return {user.name: user.password for user in ledger.users()}


def test_a_user_is_added_with_a_hash_alone(ada, tmp_path):
    assert passwords.is_right(PASSWORD, kept(tmp_path)["Ada Quill"])
    assert PASSWORD.encode() not in (tmp_path / "sayso.db").read_bytes()


def test_users_are_listed(ada):
    assert "Ada Quill" in ada("users").stdout
    (row,) = map(json.loads, ada("users", "--json").stdout.splitlines())
    assert row["name"] == "Ada Quill"
    assert set(row) == {"name", "added_at"}


def test_a_removed_user_is_no_longer_there(ada):
    assert ada("users", "remove", "Ada Quill").stdout == "Ada Quill can no longer log in\n"
    assert "no users yet: sayso users add NAME" in ada("users").stderr
    again = ada("users", "remove", "Ada Quill")
    assert again.exit_code == 2
    assert "is no user of this ledger" in again.stderr


@pytest.mark.parametrize(("given", "words"), [("", "fewer than 10"), ("short\n", "fewer than 10")])
def test_a_short_password_is_refused(sayso, tmp_path, given, words):
    done = sayso("users", "add", "Ada Quill", "--password-stdin", input=given)
    assert done.exit_code == 2
    assert words in done.stderr
    assert not (tmp_path / "sayso.db").exists()


def test_where_nobody_can_be_asked_it_says_how(sayso):
    done = sayso("users", "add", "Ada Quill", input=f"{PASSWORD}\n")
    assert done.exit_code == 2
    assert "--password-stdin" in done.stderr


def test_in_a_terminal_the_password_is_asked_for_twice(sayso, tmp_path, monkeypatch):
    monkeypatch.setattr(users, "_is_asked", lambda: True)
    done = sayso("users", "add", "Ada Quill", input=f"{PASSWORD}\nanother one\n{PASSWORD}\n{PASSWORD}\n")
    assert done.exit_code == 0
    assert PASSWORD not in done.output
    assert passwords.is_right(PASSWORD, kept(tmp_path)["Ada Quill"])


def test_there_has_to_be_a_ledger_to_list(sayso):
    assert sayso("users").exit_code == 2
