"""The spool: what was read of a part so far, kept on disk, so that a kill costs one document.

A file of records, one for each entry: length, checksum, JSON. A record that was cut off ends it.
"""

from __future__ import annotations

import base64
import json
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from filelock import FileLock, Timeout

from sayso.errors import AbortRun

from .rows import TABLES, Rows

HEAD = struct.Struct(">II")
LOCK_WAIT = 60.0  # seconds for a process whose parent was killed to notice; it looks after each document
Record = list[Rows]  # what one entry gave


class Spool:
    """The spool of one part, open for adding; only one process has it at a time."""

    def __init__(self, path: Path) -> None:
        """Open the spool, or make it; what is damaged at its end is cut off."""
        self._lock = FileLock(f"{path}.lock")
        try:
            self._lock.acquire(timeout=LOCK_WAIT)
        except Timeout as error:
            raise AbortRun(str(path), "another process is still writing it", "end that process") from error
        self._stream = path.open("a+b")
        self._stream.seek(0)
        self.entries = 0
        end = 0
        for record in _records(self._stream):
            self.entries += 1
            end += HEAD.size + len(record)
        self._stream.truncate(end)
        self._stream.seek(end)

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()
        self._lock.release()

    def add(self, record: Record) -> None:
        """Add what the next entry gave."""
        body = json.dumps(record, default=_encode, separators=(",", ":")).encode("ascii")
        self._stream.write(HEAD.pack(len(body), zlib.crc32(body)) + body)
        self._stream.flush()
        self.entries += 1

    def read(self) -> Iterator[tuple[int, Record]]:
        """Every record with its size in bytes, in order."""
        self._stream.seek(0)
        for body in _records(self._stream):
            yield len(body), [_decode(rows) for rows in json.loads(body)]


def _records(stream: Any) -> Iterator[bytes]:
    while len(head := stream.read(HEAD.size)) == HEAD.size:
        length, checksum = HEAD.unpack(head)
        body = stream.read(length)
        if len(body) < length or zlib.crc32(body) != checksum:
            return
        yield body


def _encode(value: object) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    raise TypeError(f"{type(value).__name__} is not kept in a spool")


def _decode(rows: dict[str, Any]) -> Rows:
    found: Rows = {table: rows[table] for table in TABLES}
    for row in found["documents"]:
        row["raw"] = None if row["raw"] is None else base64.b64decode(row["raw"])
    for row in found["attributions"]:
        row["reasons"] = [tuple(pair) for pair in row["reasons"]]  # as Parquet's maps want them
    return found
