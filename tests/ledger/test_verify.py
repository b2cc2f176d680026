"""Verifying: every kind of planted damage is found and named."""

from __future__ import annotations

import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sayso.ledger import Finding, Ledger

Tamper = Callable[[str], None]

# What is planted, the kind of thing that is named, and words of the problem.
DAMAGE = [
    ("UPDATE documents SET text = replace(text, 'Friday', 'Monday')", "attribution", "content is stored as"),
    (
        "UPDATE documents SET text = replace(text, 'Friday', 'Monday')",
        "document",
        "text does not have the SHA-256",
    ),
    ("UPDATE documents SET text = text || ' '", "document", "text does not have the SHA-256"),
    ("UPDATE documents SET n_characters = 3", "document", "stored as 3"),
    ("UPDATE documents SET text_sha256 = 'abc'", "document", "text does not have the SHA-256"),
    ("UPDATE documents SET url = 'https://b.example/'", "document", "id is not the one"),
    ("UPDATE documents SET authors = 'Ada'", "document", "authors are no list"),
    ("UPDATE documents SET previous = '1abc'", "document", "neither here nor purged"),
    (
        "UPDATE attributions SET content_text = 'made up' WHERE number = 1",
        "attribution",
        "content is stored as",
    ),
    (
        "UPDATE attributions SET source_text = 'B. Orrin' WHERE number = 2",
        "attribution",
        "source is stored as",
    ),
    ("UPDATE attributions SET cue_text = 'swore' WHERE number = 1", "attribution", "cue is stored as"),
    ("UPDATE attributions SET cue_spans = '[[0,3]]' WHERE number = 1", "attribution", "id is not the one"),
    (
        "UPDATE attributions SET cue_spans = '[[0,99999]]' WHERE number = 1",
        "attribution",
        "no spans of the text",
    ),
    ("UPDATE attributions SET cue_spans = '[[' WHERE number = 1", "attribution", "no spans of the text"),
    ("UPDATE attributions SET sentence_end = 99999 WHERE number = 1", "attribution", "sentence"),
    ("UPDATE attributions SET sentence_end = sentence_start + 1", "attribution", "does not cover"),
    ("UPDATE attributions SET id = '1abc' WHERE number = 1", "attribution", "id is not the one"),
    ("UPDATE extractions SET speaker_name = 'B. Orrin' WHERE position = 0", "attribution", "speaker's id"),
    ("UPDATE extractions SET reasons = 'so' WHERE position = 3", "attribution", "damaged"),
    ("UPDATE archives SET n_bytes = 1", "archive", "stored as 1"),
    ("DELETE FROM extractions WHERE position = 3", "attribution", "no reading found it"),
    ("DELETE FROM extractions WHERE position = 1", "reading", "attribution 1 is missing"),
    (
        "INSERT INTO tombstones(id, sha256, reason, purged_at) SELECT id, sha256, 'r', '' FROM documents",
        "document",
        "purged and is here",
    ),
]


def test_it_says_how_far_it_is(ledger: Ledger, telling: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sayso.ledger.verify._TOLD", 2)
    for number in range(3):
        telling.add(ledger, telling.reading(outlet=f"Bell {number}"))
    told: list[tuple[str, int, int]] = []
    assert list(ledger.verify(lambda *far: told.append(far))) == []
    assert told[-1][1] == told[-1][2] > 0
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert len({of for _, _, of in told}) == 1
    # Within a check, too, and in order.
    doing = [what for what, _, _ in told]
    assert len({done for what, done, _ in told if what == "attributions"}) == 7  # twelve, two by two
    assert list(dict.fromkeys(doing))[:3] == ["the database file", "archived bytes", "texts"]


def _found(ledger: Ledger, what: str, problem: str) -> list[Finding]:
    return [finding for finding in ledger.verify() if finding.what == what and problem in finding.problem]


@pytest.fixture(scope="module")
def whole(make_filled_place: Any, telling: Any) -> Any:
    """Where a ledger with one document is that is as it should be, to be copied."""

    def fill(ledger: Ledger) -> None:
        telling.add(ledger, telling.reading(url="https://a.example/"))
        assert list(ledger.verify()) == []

    return make_filled_place(fill)


@pytest.fixture
def copy(whole: str, copy_to: Any, tmp_path: Path) -> Iterator[str]:
    """Where a copy of it is."""
    with copy_to(tmp_path, whole) as where:
        yield where


@pytest.mark.parametrize(("sql", "what", "problem"), DAMAGE)
def test_damage_is_found(copy: str, tamper_with: Any, sql: str, what: str, problem: str) -> None:
    tamper_with(copy, sql)
    with Ledger.open(copy) as ledger:
        found = _found(ledger, what, problem)
    assert found
    assert all(finding.where for finding in found)


BYTES = [
    (zlib.compress(b"other bytes"), "have the SHA-256"),
    (b"no zlib at all", "cannot be unpacked"),
    (zlib.compress(b"cut short" * 99)[:-9], "cannot be unpacked"),
    (zlib.compress(b"\0" * 50_000_000), "have the SHA-256"),
]


@pytest.mark.parametrize(("packed", "problem"), BYTES)
def test_damaged_archives_are_found(
    ledger: Ledger, telling: Any, tamper: Tamper, place: str, packed: bytes, problem: str
) -> None:
    telling.add(ledger, telling.reading())
    literal = f"x'{packed.hex()}'" if "://" not in place else f"'\\x{packed.hex()}'"
    tamper(f"UPDATE archives SET bytes = {literal}")
    (finding,) = _found(ledger, "archive", problem)
    assert finding.where == next(ledger.documents()).sha256


def test_the_right_place_is_named(ledger: Ledger, telling: Any, tamper: Tamper) -> None:
    readings = [telling.reading(f"Orrin said no. {n}", (("Orrin", "said", "no"),)) for n in "123"]
    for reading in readings:
        telling.add(ledger, reading)
    tamper(f"UPDATE attributions SET content_text = 'yes' WHERE document_id = '{readings[1].document.id}'")
    wheres = {finding.where for finding in ledger.verify() if finding.what == "attribution"}
    assert wheres == {readings[1].attributions[0].id}


@pytest.fixture(scope="module")
def whole_file(sqlite_ledger: Path, telling: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite ledger with one document, to be copied."""
    path = Path(shutil.copy(sqlite_ledger, tmp_path_factory.mktemp("whole") / "sayso.db"))
    with Ledger.open(path) as ledger:
        telling.add(ledger, telling.reading())
    return path


@pytest.fixture
def file(whole_file: Path, tmp_path: Path) -> Path:
    """A SQLite ledger with one document."""
    return Path(shutil.copy(whole_file, tmp_path / "sayso.db"))


SQLITE_DAMAGE = [
    ("UPDATE attributions SET content_text = 'made up' WHERE number = 1", "search index", "does not hold"),
    ("DELETE FROM attributions_fts_docsize WHERE id = 2", "search index", "not in it"),
    (
        "INSERT INTO attributions_fts(rowid, content_text) VALUES (99, 'made up')",
        "search index",
        "no such attribution",
    ),
    ("DELETE FROM source_words", "search index", "words of its source are not in it"),
    ("INSERT INTO source_words(text) VALUES ('made up')", "search index", "no attribution has a source"),
    ("UPDATE statements SET attribution = 99 WHERE position = 0", "statement", "not in the lists"),
    ("UPDATE statements SET attribution = 99 WHERE position = 0", "statement", "is not current"),
    ("DELETE FROM readings", "foreign key", "row of readings"),
    ("DELETE FROM documents", "foreign key", "row of documents"),
    ("DELETE FROM archives", "foreign key", "row of archives"),
    ("DELETE FROM readings", "document", "no reading"),
    ("DELETE FROM documents", "archive", "no document"),
    ("UPDATE extractions SET attribution = 99 WHERE position = 0", "foreign key", "row of attributions"),
]


@pytest.mark.parametrize(("sql", "what", "problem"), SQLITE_DAMAGE)
def test_damage_that_only_sqlite_allows_is_found(file: Path, sql: str, what: str, problem: str) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute(sql)
    connection.close()
    with Ledger.open(file) as ledger:
        assert _found(ledger, what, problem)


CHECKED = [
    ("UPDATE extractions SET confidence = 7", "confidence is 7"),
    ("UPDATE extractions SET quotation = 'sung'", "quotation is 'sung'"),
]


@pytest.mark.parametrize(("sql", "problem"), CHECKED)
def test_values_that_the_schema_refuses_are_found_all_the_same(file: Path, sql: str, problem: str) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(sql)
    connection.close()
    with Ledger.open(file) as ledger:
        assert _found(ledger, "attribution", problem)


@pytest.mark.parametrize("name", ["documents_by_name", "documents", "attributions", "attributions_fts_data"])
def test_a_damaged_page_is_found(sqlite_ledger: Path, tmp_path: Path, telling: Any, name: str) -> None:
    path = Path(shutil.copy(sqlite_ledger, tmp_path / "sayso.db"))
    with Ledger.open(path) as ledger:
        for number in range(10):
            text = f"Orrin said no {number}. " + "Filler. " * 40
            telling.add(ledger, telling.reading(text, (("Orrin", "said", f"no {number}"),)))
    with sqlite3.connect(path) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    connection.close()
    with path.open("r+b") as damaged:
        damaged.seek((page - 1) * 4096)
        damaged.write(b"\xff" * 60)
    with Ledger.open(path) as ledger:
        assert {finding.what for finding in ledger.verify()} & {"file", "search index"}


def test_a_ledger_is_verified_without_writing(file: Path) -> None:
    before = file.read_bytes()
    with Ledger.open(file, read_only=True) as ledger:
        assert list(ledger.verify()) == []
    assert file.read_bytes() == before


def test_the_servers_index_is_held_to_the_contents(
    place: str, ledger: Ledger, telling: Any, tamper: Tamper
) -> None:
    if "://" not in place:
        pytest.skip("SQLite's index is tested above")
    telling.add(ledger, telling.reading())
    tamper("UPDATE attributions_fts SET words = '''made'':1' WHERE attribution = 1")
    tamper("DELETE FROM attributions_fts WHERE attribution = 2")
    assert len(_found(ledger, "search index", "does not hold")) == 1
    assert len(_found(ledger, "search index", "not in it")) == 1
