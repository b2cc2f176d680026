"""Many readings in one transaction: the same rows as one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from sayso.errors import DocumentError
from sayso.ledger import Ledger
from sayso.ledger.schema import METADATA
from sayso.records import Reading, Speaker

# The same name of several people, bare names, company, and nobody in particular.
CAST = [
    ("Ada Quill", "person", "mayor of Port Ansel"), ("Quill", "person", None), ("Oskar Pell", "person", None),
    ("Tomas Orrin", "person", "pilot"), ("Ada Quill", "person", "striker"), ("officials", "anonymous", None),
    ("Harbour Board", "organisation", None), ("Ada Pell", "person", None), ("He", None, None),
]  # fmt: skip


def articles(telling: Any, n: int = 30) -> list[Reading]:
    """Articles in which some of the cast speak, a few at the same address."""
    made = []
    for number in range(n):
        voices = [CAST[(number * step + step) % len(CAST)] for step in (1, 2, 5)]
        words = [f"it rains {number} {place}" for place in range(3)]
        text = " ".join(f"{who[0]} said {what}." for who, what in zip(voices, words, strict=True))
        said = tuple((who[0], "said", what) for who, what in zip(voices, words, strict=True))
        bare = telling.reading(
            text, said, name=f"day {number}", published=f"2024-05-{number % 28 + 1:02d}",
            outlet=("Courier", "Gazette", None)[number % 3], url=f"https://courier.example/{number % 25}",
        )  # fmt: skip
        found = []
        for one, (name, kind, role) in zip(bare.attributions, voices, strict=True):
            speaker: Any = Speaker(name=name, because="its name", kind=kind, role=role) if kind else None  # type: ignore[arg-type]
            found.append(replace(one, speaker=speaker))
        made.append(Reading(bare.document, tuple(found)))
    return made


def rows_of(ledger: Ledger) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with ledger._store.reading() as connection:
        return {
            name: sorted(map(tuple, connection.execute(sa.select(table))), key=repr)
            for name, table in METADATA.tables.items()
        }


@pytest.mark.parametrize("size", [1, 7, 100])
def test_many_at_once_give_the_rows_of_one_by_one(
    ledger: Ledger, tmp_path: Any, telling: Any, size: int
) -> None:
    given = articles(telling)
    with Ledger.open(tmp_path / "one-by-one.db") as other:
        one_by_one = [telling.add(other, reading) for reading in given]
        expected = rows_of(other)
    added: list[Any] = []
    for start in range(0, len(given), size):
        added += ledger.add_many(given[start : start + size], extractor="model 1", now=telling.now)
    assert added == one_by_one
    found = rows_of(ledger)
    for name, rows in expected.items():
        assert found[name] == rows, name
    assert list(ledger.verify()) == []


def test_what_was_written_meanwhile_is_seen(ledger: Ledger, tmp_path: Any, telling: Any) -> None:
    given = articles(telling)
    with Ledger.open(tmp_path / "one-by-one.db") as one_by_one:
        for reading in given:
            telling.add(one_by_one, reading)
        expected = rows_of(one_by_one)
    same = {"extractor": "model 1", "now": telling.now}
    with Ledger.open(ledger.where) as other:
        ledger.add_many(given[:8], **same)
        ledger.add_many(given[8:12], **same)
        other.add_many(given[12:16], **same)
        ledger.add_many(given[16:20], **same)
        telling.add(ledger, given[20])
        ledger.add_many(given[21:], **same)
    found = rows_of(ledger)
    for name, rows in expected.items():
        assert found[name] == rows, name


def test_what_is_there_already_is_left_as_it_is(ledger: Ledger, telling: Any) -> None:
    given = articles(telling, 8)
    telling.add(ledger, given[3])
    added = ledger.add_many([*given, given[0]], extractor="model 1", now=telling.now)
    assert [one.reading_new for one in added] == [True] * 3 + [False] + [True] * 4 + [False]
    assert len(list(ledger.documents())) == 8
    assert list(ledger.verify()) == []


def test_one_that_is_refused_leaves_nothing(ledger: Ledger, telling: Any) -> None:
    given = articles(telling, 4)
    telling.add(ledger, given[2])
    ledger.purge(given[2].document.id, reason="asked", by=None, now=telling.now)
    with pytest.raises(DocumentError, match="purged"):
        ledger.add_many(given, extractor="model 1", now=telling.now)
    assert list(ledger.documents()) == []
