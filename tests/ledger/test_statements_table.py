"""The narrow rows that pages are made from: true after every change of what is current or who speaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from sayso.ledger import Ledger, SpeakerList, SplitBy
from sayso.ledger.schema import listings, statements
from sayso.records import Reading, Speaker


def told(telling: Any, day: str, *names: str, url: str | None = None, extractor: str = "model 1") -> Reading:
    """A reading in which these speak in turn."""
    words = [f"it rains {number} {day}" for number in range(len(names))]
    text = " ".join(f"{name} said {what}." for name, what in zip(names, words, strict=True))
    said = tuple((name, "said", what) for name, what in zip(names, words, strict=True))
    bare = telling.reading(
        text, said, name=day, published=day, outlet="Courier", url=url, extractor=extractor
    )
    found = (
        replace(one, speaker=Speaker(name=name, because="its name", kind="person"))
        for one, name in zip(bare.attributions, names, strict=True)
    )
    return Reading(bare.document, tuple(found))


def rows(ledger: Ledger) -> list[tuple[str, str]]:
    """The name and the day of each narrow row, in the order of the statements."""
    names = {row.id: row.name or "" for row in ledger.speaker_page(SpeakerList(limit=500)).rows}
    with ledger._store.reading() as connection:
        query = sa.select(statements.c.identity, statements.c.day).order_by(
            statements.c.added, statements.c.position
        )
        return [(names.get(row.identity, ""), row.day) for row in connection.execute(query)]


def whole(ledger: Ledger) -> bool:
    return list(ledger.verify()) == []


def test_a_new_reading_and_a_new_version_step_into_the_place_of_the_old(ledger: Ledger, telling: Any) -> None:
    address = "https://courier.example/rain"
    first = told(telling, "2024-05-01", "Ada Quill", "Oskar Pell", url=address)
    telling.add(ledger, first)
    assert rows(ledger) == [("Ada Quill", "2024-05-01"), ("Oskar Pell", "2024-05-01")]
    again = Reading(
        first.document, tuple(replace(one, extractor="model 2") for one in first.attributions[1:])
    )
    telling.add(ledger, again)
    assert rows(ledger) == [("Oskar Pell", "2024-05-01")]
    telling.add(ledger, told(telling, "2024-05-02", "Tomas Orrin", url=address))
    assert rows(ledger) == [("Tomas Orrin", "2024-05-02")]
    # An older version that is read once more stays an older version.
    late = Reading(first.document, tuple(replace(one, extractor="model 3") for one in first.attributions))
    telling.add(ledger, late)
    assert rows(ledger) == [("Tomas Orrin", "2024-05-02")]
    assert whole(ledger)


def test_a_purge_takes_rows_out_and_brings_the_version_before_back(ledger: Ledger, telling: Any) -> None:
    address = "https://courier.example/rain"
    telling.add(ledger, told(telling, "2024-05-01", "Ada Quill", url=address))
    second = told(telling, "2024-05-02", "Oskar Pell", url=address)
    telling.add(ledger, second)
    ledger.purge(second.document.id, reason="asked", by=None, now=telling.now)
    assert rows(ledger) == [("Ada Quill", "2024-05-01")]
    assert whole(ledger)
    with ledger._store.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(listings)) == 1


def test_decisions_move_rows_and_undoing_moves_them_back(ledger: Ledger, telling: Any) -> None:
    first = told(telling, "2024-05-01", "Ada Quill", "Oskar Pell")
    for reading in (first, told(telling, "2024-05-02", "Ada Quill")):
        telling.add(ledger, reading)
    before = rows(ledger)
    by_name = {row.name: row.id for row in ledger.speakers()}
    merged = ledger.merge(
        by_name["Ada Quill"], by_name["Oskar Pell"], by="desk", reason=None, now=telling.now
    )
    assert {name for name, _ in rows(ledger)} == {"Ada Quill"}
    assert whole(ledger)
    ledger.undo(merged, by="desk", now=telling.now)
    assert rows(ledger) == before
    which = SplitBy(documents=(first.document.id,))
    ledger.split(by_name["Ada Quill"], which, name="Ada the Elder", by="desk", reason=None, now=telling.now)
    assert [name for name, _ in rows(ledger)] == ["Ada the Elder", "Oskar Pell", "Ada Quill"]
    ledger.rename(by_name["Oskar Pell"], "O. Pell", by="desk", reason=None, now=telling.now)
    assert [name for name, _ in rows(ledger)] == ["Ada the Elder", "O. Pell", "Ada Quill"]
    assert whole(ledger)


def test_linking_anew_makes_the_rows_anew(ledger: Ledger, telling: Any) -> None:
    telling.add(ledger, told(telling, "2024-05-02", "Quill"))
    telling.add(ledger, told(telling, "2024-05-01", "Ada Quill", "Quill"))
    ledger.relink()
    assert len(rows(ledger)) == 3
    assert whole(ledger)


DIFFERS = "it is in the lists as it is not"
DAMAGE = [
    ("DELETE FROM statements WHERE position = 1", "statement", "it is not in the lists"),
    ("UPDATE statements SET identity = 'nobody' WHERE position = 0", "statement", DIFFERS),
    ("UPDATE statements SET day = '2030-01-01' WHERE position = 0", "statement", DIFFERS),
    ("UPDATE listings SET n_attributions = 7", "document", DIFFERS),
    ("UPDATE listings SET is_current = 0", "statement", "it is in the lists and is not current"),
    ("UPDATE listings SET is_current = 0", "document", DIFFERS),
]


@pytest.mark.parametrize(("damage", "what", "problem"), DAMAGE)
def test_rows_that_are_not_true_are_found(
    ledger: Ledger, telling: Any, tamper: Callable[[str], None], damage: str, what: str, problem: str
) -> None:
    telling.add(ledger, told(telling, "2024-05-01", "Ada Quill", "Oskar Pell"))
    assert whole(ledger)
    tamper(damage)
    found = list(ledger.verify())
    assert (what, problem) in {(finding.what, finding.problem) for finding in found}
