"""Purging: nothing of a document is left, in no table, index, page or log."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from sayso.errors import AbortRun, DocumentError
from sayso.ledger import Ledger, SaidQuery

SECRET = "Zebulon Quandary said “the xylophone ledger was forged” in the pump house. Zebulon Quandary left."
SECRET_SAID = (("Zebulon Quandary", "said", "“the xylophone ledger was forged”"),)
TRACES = ("Zebulon", "zebulon", "Quandary", "xylophone", "pump house", "secret-page-bytes")


@pytest.fixture
def secret(telling: Any) -> Any:
    """A reading with words that stand nowhere else."""
    return telling.reading(
        SECRET,
        SECRET_SAID,
        name="leak",
        raw=b"<p>secret-page-bytes" + SECRET.encode(),
        url="https://a.example/1",
    )


def _fill(ledger: Ledger, telling: Any, secret: Any) -> None:
    given = []
    for number in range(30):
        text = f"Orrin said crane {number} fell. " + "Other words. " * 50
        given.append(telling.reading(text, (("Orrin", "said", f"crane {number} fell"),)))
    given.insert(15, secret)
    ledger.add_many(given, extractor="model 1", now=telling.now)


def _purge(ledger: Ledger, document_id: str, telling: Any) -> Any:
    return ledger.purge(document_id, reason="a source at risk", by="desk", now=telling.now)


def _traces(files: Iterator[Path]) -> set[tuple[str, str]]:
    found = set()
    for file in files:
        data = file.read_bytes()
        found |= {(file.name, trace) for trace in TRACES if trace.encode() in data}
    return found


def test_a_purged_document_is_gone_and_leaves_a_tombstone(ledger: Ledger, telling: Any, secret: Any) -> None:
    _fill(ledger, telling, secret)
    before = ledger.counts()
    purged = _purge(ledger, secret.document.id, telling)
    stone = purged.tombstone
    assert (stone.id, stone.sha256) == (secret.document.id, secret.document.sha256)
    assert (stone.reason, stone.by, stone.purged_at) == ("a source at risk", "desk", telling.now)
    assert (purged.again, purged.attributions, purged.sharing) == (False, 1, ())
    assert list(ledger.tombstones()) == [stone]
    assert list(ledger.said(SaidQuery(words="xylophone"))) == []
    assert len(list(ledger.said(SaidQuery(words="crane")))) == 30
    assert ledger.find_documents(secret.document.id) == []
    assert not ledger.holds(secret.document.id, "model 1")
    after = ledger.counts()
    assert (after.documents, after.attributions, after.purged) == (
        before.documents - 1,
        before.attributions - 1,
        1,
    )
    assert list(ledger.verify()) == []


def test_no_byte_of_it_is_left_in_the_file(tmp_path: Path, telling: Any, secret: Any) -> None:
    path = tmp_path / "sayso.db"
    with Ledger.open(path) as ledger:
        _fill(ledger, telling, secret)
        there = {trace for _, trace in _traces(tmp_path.glob("sayso.db*"))}
        assert {"Zebulon", "xylophone"} <= there  # the search would find it
        _purge(ledger, secret.document.id, telling)
        assert _traces(tmp_path.glob("sayso.db*")) == set()  # while open: file and log
    assert _traces(tmp_path.glob("sayso.db*")) == set()


def test_superseded_findings_go_too(tmp_path: Path, telling: Any, secret: Any) -> None:
    with Ledger.open(tmp_path / "sayso.db") as ledger:
        _fill(ledger, telling, secret)
        again = telling.reading(
            SECRET, (("Zebulon Quandary", "left", "in the pump house"),), name="leak",
            raw=secret.document.raw, url="https://a.example/1", extractor="model 2",
        )  # fmt: skip
        telling.add(ledger, again)
        _purge(ledger, secret.document.id, telling)
        assert _traces(tmp_path.glob("sayso.db*")) == set()
        assert list(ledger.verify()) == []


@pytest.mark.postgres
def test_no_byte_of_it_is_left_in_the_servers_tables(postgres_url: str, telling: Any, secret: Any) -> None:
    with Ledger.open(postgres_url) as ledger:
        _fill(ledger, telling, secret)
        engine = sa.create_engine(postgres_url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
            connection.exec_driver_sql("CHECKPOINT")
            folder = Path(connection.exec_driver_sql("SHOW data_directory").scalar_one())
            database = connection.exec_driver_sql(
                "SELECT oid FROM pg_database WHERE datname = current_database()"
            ).scalar_one()
            files = folder / "base" / str(database)
            if not files.is_dir():
                pytest.skip("the server's files are not on this machine")
            assert "Zebulon" in {trace for _, trace in _traces(files.iterdir())}
            _purge(ledger, secret.document.id, telling)
            connection.exec_driver_sql("CHECKPOINT")
            assert _traces(files.iterdir()) == set()
        engine.dispose()


def test_documents_that_share_the_bytes_keep_them(ledger: Ledger, telling: Any) -> None:
    courier, gazette = (telling.reading(outlet=outlet) for outlet in ("Courier", "Gazette"))
    for reading in (courier, gazette):
        telling.add(ledger, reading)
    assert _purge(ledger, courier.document.id, telling).sharing == (gazette.document.id,)
    assert ledger.reading(gazette.document.id) == gazette
    assert list(ledger.verify()) == []


def test_a_purged_document_is_refused_when_added_again(ledger: Ledger, telling: Any, secret: Any) -> None:
    telling.add(ledger, secret)
    _purge(ledger, secret.document.id, telling)
    with pytest.raises(
        DocumentError, match=f"purged on 2026-03-04 by desk .a source at risk.*{secret.document.id}"
    ):
        telling.add(ledger, secret)
    assert ledger.counts().documents == 0


def test_purged_bytes_are_refused_wherever_they_are_said_to_come_from(
    ledger: Ledger, telling: Any, secret: Any
) -> None:
    telling.add(ledger, secret)
    _purge(ledger, secret.document.id, telling)
    elsewhere = telling.reading(SECRET, SECRET_SAID, raw=secret.document.raw, outlet="Gazette")
    with pytest.raises(DocumentError, match=secret.document.id):
        telling.add(ledger, elsewhere)


def test_kept_bytes_may_be_added_for_another_outlet(ledger: Ledger, telling: Any) -> None:
    readings = [telling.reading(outlet=outlet) for outlet in ("Courier", "Gazette", "Herald")]
    for reading in readings[:2]:
        telling.add(ledger, reading)
    _purge(ledger, readings[0].document.id, telling)
    assert telling.add(ledger, readings[2]).document_new
    with pytest.raises(DocumentError):
        telling.add(ledger, readings[0])


def test_a_purged_version_leaves_the_others(ledger: Ledger, telling: Any) -> None:
    url = "https://courier.example/1"
    versions = [telling.reading(f"Orrin said no. {n}", (("Orrin", "said", "no"),), url=url) for n in "123"]
    for reading in versions:
        telling.add(ledger, reading)
    ids = [reading.document.id for reading in versions]
    assert set(_purge(ledger, ids[1], telling).other_versions) == {ids[0], ids[2]}
    assert [(row.version, row.current, row.previous) for row in ledger.versions(ids[0])] == [
        (1, False, None),
        (3, True, ids[1]),
    ]
    assert list(ledger.verify()) == []


def test_purging_again_sweeps_again(ledger: Ledger, telling: Any, secret: Any) -> None:
    telling.add(ledger, secret)
    first = _purge(ledger, secret.document.id, telling)
    again = ledger.purge(secret.document.id, reason="other words", by=None, now=telling.now)
    assert (again.again, again.tombstone) == (True, first.tombstone)


def test_what_cannot_be_purged_is_said(ledger: Ledger, telling: Any) -> None:
    with pytest.raises(AbortRun, match="no document of this id"):
        _purge(ledger, "1" + "0" * 30, telling)
    with pytest.raises(AbortRun, match="needs a reason"):
        ledger.purge("1" + "0" * 30, reason="  ", by=None, now=telling.now)


def _hold_open(path: Path, ready: Any, done: Any) -> None:
    with Ledger.open(path) as ledger:
        rows = ledger.documents()
        next(rows)
        ready.set()
        done.wait(30)


def test_a_reader_that_keeps_the_log_is_told_of_and_purging_again_finishes(
    tmp_path: Path, telling: Any, secret: Any
) -> None:
    path = tmp_path / "sayso.db"
    fork = multiprocessing.get_context("fork")
    with Ledger.open(path) as ledger:
        _fill(ledger, telling, secret)
    ready, done = fork.Event(), fork.Event()
    other = fork.Process(target=_hold_open, args=(path, ready, done))
    other.start()
    try:
        assert ready.wait(30)
        with Ledger.open(path, wait=0.2) as ledger:
            with pytest.raises(AbortRun, match="purge the document again"):
                _purge(ledger, secret.document.id, telling)
            done.set()
            other.join(30)
            assert _purge(ledger, secret.document.id, telling).again
            assert _traces(tmp_path.glob("sayso.db*")) == set()
    finally:
        done.set()
        other.join(30)
