"""Writing under pressure: two at once, killed in the middle, a full disk, a lock that stays."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sayso.errors import AbortRun
from sayso.ledger import Ledger
from sayso.records import Reading

FORK = multiprocessing.get_context("fork")
LINES = 20


def _article(telling: Any, number: int, **metadata: str) -> Reading:
    text = "".join(f"Orrin said crane {number} fell on pier {line}.\n" for line in range(LINES))
    said = tuple(("Orrin", "said", f"crane {number} fell on pier {line}.") for line in range(LINES))
    reading: Reading = telling.reading(text, said, **metadata)
    return reading


def _add_all(place: str, telling: Any, numbers: list[int], barrier: Any) -> None:
    with Ledger.open(place) as ledger:
        barrier.wait(30)
        for number in numbers:
            telling.add(ledger, _article(telling, number))


@pytest.mark.parametrize("same", [True, False])
def test_two_processes_may_add_at_once(place: str, telling: Any, same: bool) -> None:
    shares = [list(range(15)), list(range(15)) if same else list(range(15, 30))]
    barrier = FORK.Barrier(2)
    processes = [FORK.Process(target=_add_all, args=(place, telling, share, barrier)) for share in shares]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0, 0]
    with Ledger.open(place, create=False) as ledger:
        n_documents = 15 if same else 30
        counts = ledger.counts()
        assert (counts.documents, counts.readings, counts.attributions) == (
            n_documents,
            n_documents,
            n_documents * LINES,
        )
        assert list(ledger.verify()) == []


def _add_versions(place: str, telling: Any, numbers: list[int], barrier: Any) -> None:
    with Ledger.open(place) as ledger:
        barrier.wait(30)
        for number in numbers:
            telling.add(ledger, _article(telling, number, url="https://courier.example/1"))


def test_versions_added_at_once_are_one_chain(place: str, telling: Any) -> None:
    barrier = FORK.Barrier(2)
    shares = [list(range(8)), list(range(8, 16))]
    processes = [
        FORK.Process(target=_add_versions, args=(place, telling, share, barrier)) for share in shares
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    with Ledger.open(place, create=False) as ledger:
        versions = ledger.versions(next(ledger.documents()).id)
        assert [row.version for row in versions] == list(range(1, 17))
        assert [row.previous for row in versions[1:]] == [row.id for row in versions[:-1]]
        assert [row.current for row in versions] == [False] * 15 + [True]


def _add_for_ever(place: str, telling: Any, begun: Any) -> None:
    with Ledger.open(place) as ledger:
        for number in range(100_000):
            telling.add(ledger, _article(telling, number))
            begun.value = number + 1


@pytest.mark.parametrize("delay", [0.0, 0.013, 0.031])
def test_a_kill_in_the_middle_leaves_nothing_half_written(place: str, telling: Any, delay: float) -> None:
    done = FORK.Value("i", 0)
    process = FORK.Process(target=_add_for_ever, args=(place, telling, done))
    process.start()
    while done.value < 3:
        assert process.is_alive()
        time.sleep(0.002)
    time.sleep(delay)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join(30)
    assert process.exitcode == -signal.SIGKILL
    with Ledger.open(place, create=False) as ledger:
        assert list(ledger.verify()) == []
        counts = ledger.counts()
        assert counts.documents >= done.value  # what was said to be added is there
        assert counts.attributions == counts.documents * LINES
        assert telling.add(ledger, _article(telling, 200_000)).document_new


def test_a_full_database_says_so_and_keeps_what_it_has(tmp_path: Path, telling: Any) -> None:
    with Ledger.open(tmp_path / "sayso.db") as ledger:
        with ledger._store.outside_transactions() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 30}").scalar_one()
        _fill_up(ledger, telling)


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("mounting a tiny file system is not permitted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_says_so_and_keeps_what_it_has(tiny_disk: Path, telling: Any) -> None:
    with Ledger.open(tiny_disk / "sayso.db") as ledger:
        _fill_up(ledger, telling)


def _fill_up(ledger: Ledger, telling: Any) -> None:
    added, full = 0, None
    while full is None and added < 3000:
        try:
            telling.add(ledger, _article(telling, added))
            added += 1
        except AbortRun as error:
            full = error
    assert full is not None
    assert full.subject == ledger.where
    assert full.problem in {"the disk is full", "the disk cannot be read or written"}
    assert added > 0
    counts = ledger.counts()
    assert (counts.documents, counts.attributions) == (added, added * LINES)
    assert [finding for finding in ledger.verify() if finding.what != "search index"] == []


def test_a_lock_that_stays_is_told_of_and_one_that_goes_is_waited_for(tmp_path: Path, telling: Any) -> None:
    path = tmp_path / "sayso.db"
    Ledger.open(path).close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Ledger.open(path, wait=0.2) as ledger:
        with pytest.raises(AbortRun, match="another process holds the ledger locked"):
            telling.add(ledger, telling.reading())
        assert ledger.counts().documents == 0  # reading goes on
        other.execute("ROLLBACK")
        assert telling.add(ledger, telling.reading()).document_new
    other.close()


@pytest.mark.postgres
def test_a_lock_on_the_server_is_told_of(postgres_url: str, telling: Any) -> None:
    with Ledger.open(postgres_url) as first, Ledger.open(postgres_url, wait=0.2) as second:
        with first._store.writing(alone=True), pytest.raises(AbortRun, match="locked"):
            telling.add(second, telling.reading())
        assert telling.add(second, telling.reading()).document_new


def test_threads_may_share_a_ledger(ledger: Ledger, telling: Any) -> None:
    from concurrent.futures import ThreadPoolExecutor

    articles = [_article(telling, number) for number in range(8)] * 2
    with ThreadPoolExecutor(4) as pool:
        added = list(pool.map(lambda reading: telling.add(ledger, reading), articles))
    assert sum(one.document_new for one in added) == 8
    assert list(ledger.verify()) == []
