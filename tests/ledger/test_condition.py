"""Looking at a ledger without touching it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sayso.doctor import look_at_ledger
from sayso.ledger import Ledger, find_damage, is_alone, name_of
from sayso.records import Reading


def test_what_a_model_has_not_read(ledger: Ledger, place: str, telling: Any) -> None:
    reading = telling.reading()
    telling.add(ledger, reading)
    (extractor,) = {attribution.extractor for attribution in reading.attributions}
    with Ledger.look(place) as book:
        assert book.unread(extractor) == 0
        assert book.unread("another 7") == 1
    ledger.add(Reading(reading.document, ()), extractor="another 7", now=telling.now)
    with Ledger.look(place) as book:
        assert book.unread("another 7") == 0


def test_the_doctor_looks_at_both_kinds(ledger: Ledger, place: str, telling: Any) -> None:
    telling.add(ledger, telling.reading())
    found = list(look_at_ledger(place))
    assert [one for one in found if one.state == "wrong"] == []
    assert any("1 documents" in one.told or "1 document," in one.told for one in found)


def test_looking_leaves_nothing_beside_a_file(tmp_path: Path) -> None:
    path = tmp_path / "sayso.db"
    Ledger.open(path).close()
    before = path.read_bytes()
    assert is_alone(path)
    with Ledger.look(path) as book:
        assert book.counts().documents == 0
    assert find_damage(path, limit=5) == []
    assert [one.name for one in tmp_path.iterdir()] == ["sayso.db"]
    assert path.read_bytes() == before


def test_a_file_that_is_open_is_not_alone(tmp_path: Path, telling: Any) -> None:
    path = tmp_path / "sayso.db"
    with Ledger.open(path) as book:
        telling.add(book, telling.reading())
        assert not is_alone(path)
        with Ledger.look(path) as other:  # sees what is in the log alone
            assert other.counts().documents == 1
    assert is_alone(path)


def test_a_name_shows_no_password() -> None:
    assert (
        name_of("postgresql+psycopg://quill:secret@quay/tides") == "postgresql+psycopg://quill:***@quay/tides"
    )
    assert name_of("sqlite:///tides.db") == "tides.db"
