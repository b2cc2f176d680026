"""Ledgers in files, to be broken, and what all of a folder's bytes are."""

import hashlib
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sayso.ledger import Ledger

NOW = datetime(2031, 5, 6, tzinfo=UTC)


@pytest.fixture(scope="session")
def filled_ledger(tmp_path_factory, make_filled):
    """The file of a ledger with some documents, to be copied."""
    path = tmp_path_factory.mktemp("ledger") / "sayso.db"
    with Ledger.open(path) as book:
        for number in range(12):
            book.add(make_filled(url=f"https://courier.example/{number}"), extractor="fake 1", now=NOW)
    return path


@pytest.fixture
def ledger(filled_ledger, tmp_path, monkeypatch):
    """The file of that ledger, a test's own, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copy(filled_ledger, tmp_path / "sayso.db"))


@pytest.fixture
def held():
    """The names and the hashes of all files in a folder and below it."""

    def look(folder):
        return {
            str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*")
            if path.is_file()
        }

    return look


@pytest.fixture
def by_state():
    """The findings that are so, as (what, told) pairs."""
    return lambda found, state: [(one.what, one.told) for one in found if one.state == state]
