"""Tables: the four Parquet files of one part, the same bytes whenever they are written."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from sayso.export.parquet import Counted
from sayso.records import Row

from .rows import TABLES, Table, import_pyarrow, schemas
from .spool import Record

# Bytes of spooled rows in a row group of each file: what is held in memory at a time.
GROUP = 16_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A file that was written: its rows, its size, its hash."""

    rows: int
    bytes: int
    sha256: str

    def to_json(self) -> dict[str, Any]:
        """The file as JSON."""
        return asdict(self)


def write_tables(records: Iterator[tuple[int, Record]], paths: dict[Table, Path]) -> dict[Table, Written]:
    """Write the records' rows to these files and to the disk beneath them; OSError where that fails."""
    with ExitStack() as stack:
        writers = {table: stack.enter_context(_Writer(paths[table], table)) for table in TABLES}
        item = held = 0
        for size, record in records:
            for rows in record:
                for table in TABLES:
                    writers[table].rows += [{**row, "item": item} for row in rows[table]]
                item += 1
            held += size
            if held >= GROUP:
                for writer in writers.values():
                    writer.flush()
                held = 0
        return {table: writer.finish() for table, writer in writers.items()}


class _Writer:
    """One file that is being written."""

    def __init__(self, path: Path, table: Table) -> None:
        self._pyarrow = import_pyarrow()
        self._schema = schemas()[table]
        self._path = path
        self.rows: list[Row] = []
        self._n_rows = 0

    def __enter__(self) -> _Writer:
        self._file = self._path.open("wb")
        try:
            self._stream = _Hashed(self._file)
            self._writer = self._pyarrow.parquet.ParquetWriter(self._stream, self._schema, compression="zstd")
        except BaseException:
            self._file.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()
        self._file.close()

    def flush(self) -> None:
        """Write the rows as a group of their own."""
        if self.rows:
            self._writer.write_table(self._pyarrow.Table.from_pylist(self.rows, schema=self._schema))
        self._n_rows += len(self.rows)
        self.rows = []

    def finish(self) -> Written:
        """Write what is left, and wait until the disk has it."""
        self.flush()
        self._writer.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        return Written(rows=self._n_rows, bytes=self._stream.tell(), sha256=self._stream.digest())


class _Hashed(Counted):
    """A file that is hashed, too; left open, since it is still to be brought to the disk."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__(stream)
        self._hash = hashlib.sha256()

    def write(self, data: Any) -> int:
        self._hash.update(data)
        return super().write(data)

    def digest(self) -> str:
        return self._hash.hexdigest()


def to_written(row: dict[str, Any]) -> dict[Table, Written]:
    """The files of which a record tells."""
    return {cast(Table, table): Written(**about) for table, about in row.items()}
