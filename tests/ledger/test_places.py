"""Documents in web archives: kept by place and hash, with their bytes only where that is asked for."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from sayso.errors import DocumentError
from sayso.ledger import Elsewhere, Ledger
from sayso.ledger.migrate import FOLDER
from sayso.ledger.stored import archive_values, document_values
from sayso.records import ArchivePlace, Document, Reading

PLACE = ArchivePlace(
    archive="crawl.wacz",
    member="archive/a.warc.gz",
    record="<urn:uuid:1>",
    offset=5_000_000_000,
    length=90,
    captured="2024-05-05T10:00:00+00:00",
)
RAW = b"<p>the page as it came"


@pytest.fixture
def placed(telling: Any) -> Reading:
    """A reading of a document that stands in a web archive."""
    reading = telling.reading(raw=RAW, url="https://a.example/1")
    return replace(reading, document=replace(reading.document, place=PLACE))


def _packed(ledger: Ledger) -> list[bytes]:
    with ledger._store.reading() as connection:
        return [bytes(row[0]) for row in connection.exec_driver_sql("SELECT bytes FROM archives")]


def test_the_bytes_stay_in_the_archive(ledger: Ledger, telling: Any, placed: Reading) -> None:
    telling.add(ledger, placed)
    assert _packed(ledger) == [b""]
    back = ledger.reading(placed.document.id)
    assert back == replace(placed, document=replace(placed.document, raw=None))
    assert back.document.place == PLACE
    assert ledger.elsewhere() == Elsewhere(n_documents=1, n_bytes=len(RAW))
    (one,) = ledger.places()
    assert (one.document_id, one.sha256, one.n_bytes, one.place, one.here) == (
        placed.document.id, placed.document.sha256, len(RAW), PLACE, False,
    )  # fmt: skip
    assert ledger.places_of([placed.document.id, "1abc"]) == {placed.document.id: PLACE}
    assert list(ledger.verify()) == []


@pytest.mark.parametrize("many", [False, True])
def test_they_are_kept_where_that_is_asked_for(
    ledger: Ledger, telling: Any, placed: Reading, many: bool
) -> None:
    given = {"extractor": "model 1", "now": telling.now, "keep_bytes": True}
    ledger.add_many([placed], **given) if many else ledger.add(placed, **given)
    assert [zlib.decompress(one) for one in _packed(ledger)] == [RAW]
    assert ledger.reading(placed.document.id) == placed
    assert ledger.elsewhere() == Elsewhere(n_documents=0, n_bytes=0)
    assert [one.here for one in ledger.places()] == [True]
    assert list(ledger.verify()) == []


def test_many_at_once_are_the_same_rows(ledger: Ledger, telling: Any, placed: Reading) -> None:
    other = telling.reading("Orrin said no.", (("Orrin", "said", "no"),))
    ledger.add_many([placed, other], extractor="model 1", now=telling.now)
    assert ledger.reading(placed.document.id).document.place == PLACE
    assert ledger.reading(other.document.id) == other
    assert ledger.elsewhere().n_documents == 1
    assert list(ledger.verify()) == []


def test_bytes_come_to_a_hash_that_is_there_without_them(
    ledger: Ledger, telling: Any, placed: Reading
) -> None:
    telling.add(ledger, placed)
    assert not ledger.keep_bytes(replace(placed.document, raw=None))
    same_bytes = telling.reading(raw=RAW, outlet="Gazette")
    telling.add(ledger, same_bytes)
    assert [zlib.decompress(one) for one in _packed(ledger)] == [RAW]
    assert ledger.reading(placed.document.id).document.raw == RAW
    assert ledger.elsewhere().n_documents == 0
    assert not ledger.keep_bytes(placed.document)  # they are there already
    assert list(ledger.verify()) == []


def test_bytes_are_fetched_home(ledger: Ledger, telling: Any, placed: Reading) -> None:
    telling.add(ledger, placed)
    assert ledger.keep_bytes(placed.document)
    assert ledger.reading(placed.document.id) == placed
    assert list(ledger.verify()) == []


def test_kept_bytes_are_not_lost_to_the_same_page_in_an_archive(
    ledger: Ledger, telling: Any, placed: Reading
) -> None:
    telling.add(ledger, telling.reading(raw=RAW, outlet="Gazette"))
    telling.add(ledger, placed)
    assert [zlib.decompress(one) for one in _packed(ledger)] == [RAW]


def test_another_model_reads_the_frozen_text(ledger: Ledger, telling: Any, placed: Reading) -> None:
    telling.add(ledger, placed)
    frozen = ledger.frozen(placed.document)
    assert (frozen.text, frozen.raw, frozen.place) == (placed.document.text, None, PLACE)
    newer = telling.reading(raw=RAW, url="https://a.example/1", extractor="model 2")
    added = telling.add(ledger, replace(newer, document=frozen))
    assert (added.document_new, added.reading_new) == (False, True)
    assert list(ledger.verify()) == []


def test_bytes_that_stand_nowhere_are_refused(ledger: Ledger, telling: Any, placed: Reading) -> None:
    nowhere = replace(placed, document=replace(placed.document, raw=None, place=None))
    with pytest.raises(DocumentError, match="stand in no web archive"):
        telling.add(ledger, nowhere)
    assert ledger.counts().documents == 0


def test_a_purge_takes_the_place_out(ledger: Ledger, telling: Any, placed: Reading) -> None:
    telling.add(ledger, placed)
    ledger.purge(placed.document.id, reason="a source at risk", by=None, now=telling.now)
    with ledger._store.reading() as connection:
        for table in ("places", "archives", "documents"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0
    assert list(ledger.verify()) == []


def test_a_purge_leaves_no_byte_of_the_place(tmp_path: Path, telling: Any, placed: Reading) -> None:
    path = tmp_path / "sayso.db"
    with Ledger.open(path) as ledger:
        telling.add(ledger, placed)
        ledger.purge(placed.document.id, reason="a source at risk", by=None, now=telling.now)
    assert b"crawl.wacz" not in path.read_bytes()


def test_a_copy_has_the_places(ledger: Ledger, telling: Any, placed: Reading, tmp_path: Path) -> None:
    telling.add(ledger, placed)
    with Ledger.open(tmp_path / "copy.db") as copy:
        ledger.copy_to(copy, [placed.document.id])
        assert copy.reading(placed.document.id) == ledger.reading(placed.document.id)
        assert copy.elsewhere() == ledger.elsewhere()
        assert list(copy.verify()) == []


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        ("DELETE FROM places", "stands in no web archive"),
        ("UPDATE places SET byte_length = 0", "no place in a web archive"),
        ("UPDATE places SET archive = ''", "no place in a web archive"),
    ],
)
def test_a_damaged_place_is_found(
    ledger: Ledger, telling: Any, placed: Reading, tamper: Callable[[str], None], damage: str, problem: str
) -> None:
    telling.add(ledger, placed)
    tamper(damage)
    assert any(problem in finding.problem for finding in ledger.verify())


def test_an_older_ledger_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    document = Document(
        name="old", text="Nothing.", raw=b"Nothing.", media_type="text/plain", encoding="utf-8"
    )
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(FOLDER))
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        added = {"added_at": "2026-01-01T00:00:00+00:00", "version": 1, "previous": None}
        values = {**document_values(document), **added}
        del values["locators"]  # a column that came later
        archive = archive_values(document, keep_bytes=False)
        connection.execute(sa.insert(sa.table("archives", *map(sa.column, archive))), archive)
        connection.execute(sa.insert(sa.table("documents", *map(sa.column, values))), values)
        read = {"document_id": document.id, "extractor": "model 1", "read_at": values["added_at"]}
        connection.execute(sa.insert(sa.table("readings", *map(sa.column, read))), read)
    engine.dispose()
    with Ledger.open(path) as ledger:
        assert ledger.reading(document.id).document == document
        assert list(ledger.places()) == []
        assert list(ledger.verify()) == []
