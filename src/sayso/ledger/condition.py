"""The condition of a ledger: what is damaged, locked or left over, found without touching anything."""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from .connection import Store, find_place, is_alone, without_password
from .schema import METADATA, documents, is_current_version, readings

# Asked by a process of its own: closing a file ends all the locks that a process holds on it.
# struct flock, and SQLite's bytes: of the file itself PENDING, RESERVED and 510 SHARED, of the log's index
# WRITE and DMS, on which all that have the ledger open hold a shared lock (sqlite.org/walformat.html).
_ASK = """
import fcntl, os, struct, sys
linux = sys.platform == "linux"
def holder(path, start, length):
    try:
        file = os.open(path, os.O_RDONLY)
    except OSError:
        return 0
    if linux:
        asked = struct.pack("hhqqi", fcntl.F_WRLCK, 0, start, length, 0)
        found = struct.unpack("hhqqi", fcntl.fcntl(file, fcntl.F_GETLK, asked))
        kind, pid = found[0], found[4]
    else:
        asked = struct.pack("qqihh", start, length, 0, fcntl.F_WRLCK, 0)
        found = struct.unpack("qqihh", fcntl.fcntl(file, fcntl.F_GETLK, asked))
        kind, pid = found[3], found[2]
    return 0 if kind == fcntl.F_UNLCK else pid
path = sys.argv[1]
print(holder(path + "-shm", 120, 1) or holder(path, 0x40000000, 2),
      holder(path + "-shm", 128, 1) or holder(path, 0x40000000, 512))
"""
_ASKING = 20.0  # seconds: a process that begins takes one even on a busy machine
SYSTEMS = ("linux", "darwin")  # whose struct flock is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What lies beside a ledger's file: the bytes of its log, of an unfinished change, the log's index."""

    log: int | None
    journal: int | None
    has_index: bool


@dataclass(frozen=True, slots=True)
class Holders:
    """The processes, by number, that are writing into a ledger's file and that have it open; one of each."""

    writing: int | None
    using: int | None


def name_of(where: str | Path | None) -> str:
    """The ledger as it may be shown, without a password; AbortRun where it can be none."""
    place = find_place(where)
    return str(place) if isinstance(place, Path) else without_password(place)


def find_beside(path: Path) -> Beside:
    """What lies beside the file."""
    return Beside(
        log=_size(path.with_name(path.name + "-wal")),
        journal=_size(path.with_name(path.name + "-journal")),
        has_index=path.with_name(path.name + "-shm").exists(),
    )


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.exists() else None


def find_holders(path: Path) -> Holders | None:
    """Who holds the file; None where this system does not tell, or in a network's file system."""
    if sys.platform not in SYSTEMS:
        return None
    command = [sys.executable, "-I", "-S", "-c", _ASK, str(path)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=_ASKING)
        writing, using = (int(number) or None for number in done.stdout.split())
    except (OSError, TypeError, ValueError, subprocess.SubprocessError):
        return None
    return Holders(writing, using)


def find_damage(path: Path, *, limit: int) -> list[str]:
    """What SQLite's quick check finds wrong with the file's pages, so many things at most; none: nothing.

    Reads the whole file once. sqlite3.DatabaseError where it cannot even be begun.
    """
    alone = "&immutable=1" if is_alone(path) else ""
    uri = f"{path.absolute().as_uri()}?mode=ro{alone}"
    with contextlib.closing(sqlite3.connect(uri, uri=True, timeout=1.0)) as connection:
        rows = connection.execute(f"PRAGMA quick_check({limit})").fetchall()
    return [row[0] for row in rows if row[0] != "ok"]


def find_lacking(store: Store) -> list[str]:
    """The tables, and the columns as `table.column`, that a ledger of this layout has and this one lacks."""
    with store.reading() as connection:
        inspector = sa.inspect(connection)
        there = {
            name: {column["name"] for column in inspector.get_columns(name)}
            for name in METADATA.tables
            if inspector.has_table(name)
        }
    lacking = [name for name in METADATA.tables if name not in there]
    for name, columns in there.items():
        lacking += [f"{name}.{one.name}" for one in METADATA.tables[name].columns if one.name not in columns]
    return lacking


def count_unread(store: Store, extractor: str) -> int:
    """How many current documents this model has not read."""
    read = sa.exists().where(
        readings.c.document_id == documents.c.id,
        readings.c.extractor == extractor,
        readings.c.judged_from.is_(None),
    )
    unread = sa.select(sa.func.count()).select_from(documents).where(is_current_version(), ~read)
    with store.reading() as connection:
        return int(connection.execute(unread).scalar_one())
