"""Opening: where a ledger may be, and what is said where there can be none."""

from __future__ import annotations

import builtins
import multiprocessing
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sayso.errors import AbortRun
from sayso.ledger import Ledger, SaidQuery
from sayso.ledger.migrate import ledger_version
from sayso.ledger.schema import APPLICATION_ID, HEAD

FORK = multiprocessing.get_context("fork")


def test_the_ledger_is_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, telling: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SAYSO_LEDGER", raising=False)
    Ledger.open().close()
    assert (tmp_path / "sayso.db").is_file()
    monkeypatch.setenv("SAYSO_LEDGER", str(tmp_path / "other.db"))
    with Ledger.open() as ledger:
        assert ledger.where == str(tmp_path / "other.db")
    with Ledger.open(f"sqlite:///{tmp_path}/third.db") as ledger:
        telling.add(ledger, telling.reading())
    assert (tmp_path / "third.db").is_file()


def test_odd_names_are_no_trouble(tmp_path: Path, telling: Any) -> None:
    path = tmp_path / "100% of what? was #said é.db"
    with Ledger.open(path) as ledger:
        telling.add(ledger, telling.reading())
    with Ledger.open(path, create=False, read_only=True) as ledger:
        assert ledger.counts().documents == 1
    assert path.is_file()


def test_the_file_says_whose_it_is(tmp_path: Path) -> None:
    Ledger.open(tmp_path / "sayso.db").close()
    connection = sqlite3.connect(tmp_path / "sayso.db")
    assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def _other_program(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE history (url)")
    connection.close()


def _header_of_a_database(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 4000)


REFUSED: list[tuple[Callable[[Path], object], str]] = [
    (lambda path: path.mkdir(), "this is a folder"),
    (lambda path: path.write_bytes(b"just some text, no database" * 99), "no SQLite file"),
    (_header_of_a_database, "no SQLite file|damaged"),
    (_other_program, "another program"),
]


@pytest.mark.parametrize(("make", "problem"), REFUSED)
@pytest.mark.parametrize("read_only", [False, True])
def test_what_is_no_ledger_is_refused_by_name(
    tmp_path: Path, make: Callable[[Path], object], problem: str, read_only: bool
) -> None:
    path = tmp_path / "thing.db"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(AbortRun, match=problem) as caught:
        Ledger.open(path, read_only=read_only)
    assert caught.value.subject == str(path)
    assert (path.read_bytes() if path.is_file() else None) == before


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(AbortRun, match=r"folder is not there.*mkdir"):
        Ledger.open(tmp_path / "none" / "sayso.db")


@pytest.mark.parametrize("asked", [{"create": False}, {"read_only": True}])
def test_nothing_is_made_where_nothing_should_be(tmp_path: Path, asked: dict[str, bool]) -> None:
    with pytest.raises(AbortRun, match="no ledger here"):
        Ledger.open(tmp_path / "sayso.db", **asked)
    assert not (tmp_path / "sayso.db").exists()


WRONG_URLS = [
    ("mysql://localhost/news", "SQLite or PostgreSQL"),
    ("://", "no database URL"),
    ("sqlite://", "lives in a file"),
    ("postgresql://sayso:secret@127.0.0.1:1/none", "no connection"),
]


@pytest.mark.parametrize(("url", "problem"), WRONG_URLS)
def test_wrong_urls_are_refused_without_their_passwords(url: str, problem: str) -> None:
    with pytest.raises(AbortRun, match=problem) as caught:
        Ledger.open(url, wait=2)
    assert "secret" not in str(caught.value)


def test_postgres_without_its_extra_says_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name.startswith("psycopg"):
            raise ImportError(name)
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(AbortRun, match=r"pip install 'sayso\[postgres\]'"):
        Ledger.open("postgresql+psycopg://localhost/news")


@pytest.mark.postgres
def test_a_database_without_a_ledger(postgres_url: str) -> None:
    for asked, problem in (({"create": False}, "no ledger here"), ({"read_only": True}, "version none")):
        with pytest.raises(AbortRun, match=problem):
            Ledger.open(postgres_url, **asked)  # type: ignore[arg-type]


def test_read_only_reads_and_refuses_to_write(place: str, ledger: Ledger, telling: Any) -> None:
    reading = telling.reading()
    telling.add(ledger, reading)
    with Ledger.open(place, read_only=True) as closed:
        assert closed.reading(reading.document.id) == reading
        assert len(list(closed.said(SaidQuery(words="harbour")))) == 1
        with pytest.raises(AbortRun, match="for reading only"):
            telling.add(closed, telling.reading(outlet="Gazette"))
        with pytest.raises(AbortRun, match="for reading only"):
            closed.purge(reading.document.id, reason="r", by=None, now=telling.now)


def test_a_newer_ledger_is_refused(place: str, ledger: Ledger, tamper: Callable[[str], None]) -> None:
    tamper("UPDATE ledger_version SET version_num = '9999'")
    for read_only in (False, True):
        with pytest.raises(AbortRun, match=r"a newer Sayso wrote this.*upgrade"):
            Ledger.open(place, read_only=read_only)


def test_a_new_ledger_is_of_the_newest_version(new_place: str) -> None:
    with Ledger.open(new_place) as ledger, ledger._store.reading() as connection:
        assert ledger_version(connection) == HEAD == ledger.version


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that other users may reach: pytest's own are root's when root runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="sayso-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def _as_nobody(work: Callable[[], str]) -> str:
    """What the work says when it has no rights: permissions do not bind root, so it becomes nobody."""
    reader, writer = FORK.Pipe(duplex=False)

    def run() -> None:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
        writer.send(work())

    process = FORK.Process(target=run)
    process.start()
    assert reader.poll(60)
    said: str = reader.recv()
    process.join(30)
    return said


def _said_or_refused(work: Callable[[], object]) -> str:
    try:
        return str(work())
    except AbortRun as error:
        return f"refused: {error}"


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no POSIX permissions here")
def test_a_read_only_file_in_a_read_only_folder_can_be_read_not_written(shared: Path, telling: Any) -> None:
    path = shared / "sayso.db"
    reading = telling.reading()
    with Ledger.open(path) as ledger:
        telling.add(ledger, reading)
    path.chmod(0o444)
    shared.chmod(0o555)
    before = path.read_bytes()

    def count() -> int:
        with Ledger.open(path, read_only=True) as ledger:
            assert ledger.reading(reading.document.id) == reading
            return ledger.counts().documents

    def write() -> object:
        with Ledger.open(path) as ledger:
            return telling.add(ledger, telling.reading(outlet="Gazette"))

    assert _as_nobody(lambda: _said_or_refused(count)) == "1"
    said = _as_nobody(lambda: _said_or_refused(write))
    assert said.startswith(f"refused: {str(path)!r}: "), said
    assert "cannot be written" in said or "cannot be opened" in said
    assert path.read_bytes() == before
    shared.chmod(0o755)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no POSIX permissions here")
def test_what_may_not_be_looked_at_is_named(shared: Path) -> None:
    (shared / "closed").mkdir(mode=0o700)
    said = _as_nobody(lambda: _said_or_refused(lambda: Ledger.open(shared / "closed" / "sayso.db")))
    assert said.startswith("refused: "), said
    assert "closed" in said
    said = _as_nobody(lambda: _said_or_refused(lambda: Ledger.open(shared / "sayso.db")))
    assert "cannot be" in said, said


def _open_at_once(path: str, barrier: Any) -> None:
    barrier.wait(30)
    Ledger.open(path).close()


def test_many_may_open_a_new_ledger_at_once(new_place: str, telling: Any) -> None:
    barrier = FORK.Barrier(4)
    processes = [FORK.Process(target=_open_at_once, args=(new_place, barrier)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * 4
    with Ledger.open(new_place, create=False) as ledger:
        assert telling.add(ledger, telling.reading()).document_new
