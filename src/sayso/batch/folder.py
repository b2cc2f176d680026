"""The batch folder: where everything lies, what of it counts, and how a part comes to count.

documents/ attributions/ mentions/ skipped/   a Parquet file for each part
manifest.json                                 what it was made of and what it holds: written last
.batch/plan.json                              what is to be done, so that only the same goes on
.batch/surveys/ parts/                        a record for each shard looked at, for each part done
.batch/work/                                  what is not done yet
.batch/lock                                   held while a batch runs
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from sayso.errors import AbortRun

from .rows import TABLES, Table
from .tables import Written, to_written

STATE = ".batch"
PARQUET = ".parquet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A part that is done: how many entries of its input it took, and its four files."""

    part: str
    entries: int
    files: dict[Table, Written]

    def to_json(self) -> dict[str, Any]:
        """The part's record as JSON."""
        files = {table: written.to_json() for table, written in self.files.items()}
        return {"part": self.part, "entries": self.entries, "files": files}

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Done:
        """The part of which the record tells."""
        return cls(part=row["part"], entries=row["entries"], files=to_written(row["files"]))


@dataclass(frozen=True, slots=True)
class Folder:
    """A batch folder at a path."""

    path: Path

    @property
    def manifest(self) -> Path:
        """The file that is there when all is done."""
        return self.path / "manifest.json"

    @property
    def plan(self) -> Path:
        """What is to be done."""
        return self.path / STATE / "plan.json"

    @property
    def work(self) -> Path:
        """Where what is not done yet lies."""
        return self.path / STATE / "work"

    def survey(self, shard: str) -> Path:
        """What was found out about a shard."""
        return self.path / STATE / "surveys" / f"{shard}.json"

    def record(self, part: str) -> Path:
        """The record that makes a part's files count."""
        return self.path / STATE / "parts" / f"{part}.json"

    def file(self, table: Table, part: str) -> Path:
        """A part's file."""
        return self.path / table / f"{part}{PARQUET}"

    def drafts(self, part: str) -> dict[Table, Path]:
        """The part's files before they count."""
        return {table: self.work / f"{part}.{table}" for table in TABLES}

    def spool(self, part: str) -> Path:
        """What was read of a part so far."""
        return self.work / f"{part}.spool"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Make the folder, and hold it alone; AbortRun where it cannot be written, or another batch runs."""
        with writing(self.path):
            if not (self.path / STATE).exists() and self.path.is_dir() and any(self.path.iterdir()):
                raise AbortRun(str(self.path), "is not empty, and no batch of ours", "name a new folder")
            for name in (STATE, *TABLES, f"{STATE}/surveys", f"{STATE}/parts", f"{STATE}/work"):
                (self.path / name).mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.path / STATE / "lock")
            try:
                lock.acquire(timeout=0)
            except Timeout as error:
                raise AbortRun(
                    str(self.path),
                    "another batch is writing here",
                    "wait, or name another folder",
                ) from error
        try:
            yield
        finally:
            lock.release()

    def done(self) -> dict[str, Done]:
        """The parts that count, by name: those with a record whose four files are there."""
        found = {}
        for path in sorted((self.path / STATE / "parts").glob("*.json")):
            one = Done.from_json(read_json(path))
            if all(self._holds(table, one) for table in TABLES):
                found[one.part] = one
        return found

    def _holds(self, table: Table, done: Done) -> bool:
        with suppress(OSError):
            return self.file(table, done.part).stat().st_size == done.files[table].bytes
        return False

    def sweep(self, done: Iterable[str]) -> None:
        """Take away what was begun and does not count; what was read of parts that are not done stays."""
        counts = set(done)
        with writing(self.path):
            for table in TABLES:
                for path in (self.path / table).glob(f"*{PARQUET}"):
                    if path.name.removesuffix(PARQUET) not in counts:
                        path.unlink()
            for path in (self.path / STATE / "parts").iterdir():
                if path.name.removesuffix(".json") not in counts:
                    path.unlink()
            for path in self.work.iterdir():
                if path.suffix not in (".spool", ".lock") or path.name.partition(".")[0] in counts:
                    path.unlink()

    def commit(self, done: Done) -> None:
        """Let the part's files count: each is moved into its place, and then one record says so.

        After a kill at any moment the record is there and so are the files, or the part is done again.
        """
        with writing(self.path):
            for table, draft in self.drafts(done.part).items():
                os.replace(draft, self.file(table, done.part))
            for table in TABLES:
                _sync_folder(self.path / table)
            write_json(self.record(done.part), done.to_json())
            self.spool(done.part).unlink(missing_ok=True)
            Path(f"{self.spool(done.part)}.lock").unlink(missing_ok=True)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """AbortRun where the system refuses to write (a full disk, no permission), naming this path."""
    try:
        yield
    except OSError as error:
        raise cannot_write(path, error) from error


def cannot_write(path: Path, error: OSError) -> AbortRun:
    """The error that stops a batch: what is done stays done."""
    return AbortRun(
        str(path),
        f"cannot be written: {error.strerror or error}",
        "put that right and give the same command again, which goes on where it stopped",
    )


def read_json(path: Path) -> Any:
    """What a file of ours holds; AbortRun where it is none."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise AbortRun(str(path), f"cannot be read ({error})", "begin anew in a new folder") from error


def write_json(path: Path, value: Any) -> None:
    """Write a file of ours, whole or not at all, and to the disk beneath; OSError where that fails."""
    draft = path.with_name(f".{path.name}.new")
    with draft.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(json.dumps(value, indent=1, ensure_ascii=True) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(draft, path)
    _sync_folder(path.parent)


def _sync_folder(path: Path) -> None:
    if os.name != "posix":  # elsewhere a folder cannot be opened
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
