"""Reading a batch folder back: readings and skipped inputs, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from sayso.errors import AbortRun
from sayso.records import Reading, Row, Skipped

from .check import find_faults, read_manifest
from .folder import Folder
from .rows import Table, import_pyarrow, to_archive_place, to_reading

BESIDE = frozenset({"document", "title", "outlet", "authors", "published", "url", "language"})
ROWS = 256  # rows of a file in memory at a time


@dataclass(frozen=True, slots=True)
class Loaded:
    """One reading of a batch, and the model that read it."""

    reading: Reading
    extractor: str


def load_parts(path: Path, *, mentions: bool = True) -> Iterator[Iterator[Loaded | Skipped]]:
    """What each part of a finished batch holds: its readings in their order, then what was skipped.

    `mentions` are left out of the readings by who has no use for them: there are six for each attribution.
    AbortRun, before anything is given, where a file is not what the manifest says.
    """
    import_pyarrow()
    for fault in find_faults(path):
        raise AbortRun(str(path), f"is damaged: {fault}", "`sayso doctor` says what mends it")
    return _parts(path, mentions)


def _parts(path: Path, mentions: bool) -> Iterator[Iterator[Loaded | Skipped]]:
    for shard in read_manifest(path)["shards"]:
        for part in shard["parts"]:
            yield _load(Folder(path), part, mentions)


def _load(folder: Folder, part: str, with_mentions: bool) -> Iterator[Loaded | Skipped]:
    attributions = _Aligned(_rows(folder, "attributions", part))
    mentions = _Aligned(_rows(folder, "mentions", part) if with_mentions else iter(()))
    for row in _rows(folder, "documents", part):
        try:
            reading = to_reading(row, attributions.of(row["item"]), mentions.of(row["item"]))
        except (KeyError, TypeError, ValueError) as error:
            raise AbortRun(
                str(folder.file("documents", part)), f"holds no document of ours ({error})"
            ) from error
        yield Loaded(reading, row["extractor"])
    for row in _rows(folder, "skipped", part):
        yield Skipped(
            name=row["name"],
            reason=row["reason"],
            sha256=row["sha256"],
            place=to_archive_place(row["place"]),
        )


def _rows(folder: Folder, table: Table, part: str) -> Iterator[Row]:
    pyarrow = import_pyarrow()
    file: Any = pyarrow.parquet.ParquetFile(folder.file(table, part))
    # What is known of the document stands beside each of its attributions, too.
    wanted = [name for name in file.schema_arrow.names if table != "attributions" or name not in BESIDE]
    with file:
        for batch in file.iter_batches(batch_size=ROWS, columns=wanted):
            yield from batch.to_pylist()


class _Aligned:
    """Rows in the order of their items, taken item by item."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._groups = groupby(rows, key=lambda row: row["item"])
        self._next: tuple[int, list[Row]] | None = None

    def of(self, item: int) -> list[Row]:
        """The rows of the item, which must be no lower than the one before."""
        while self._next is None or self._next[0] < item:
            group = next(self._groups, None)
            if group is None:
                return []
            self._next = (group[0], list(group[1]))
        return self._next[1] if self._next[0] == item else []
