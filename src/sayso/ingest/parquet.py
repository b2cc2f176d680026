"""Parquet: one article in each row, read a few rows at a time."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any, BinaryIO

from sayso.errors import DocumentError, needs_extra
from sayso.records import Document, Metadata, Skipped

from .article_rows import metadata_of, name_of, text_of
from .columns import KEYS, Columns, Key, told, value_of
from .sniff import JSON_LINES
from .source import Read, Source

ROWS = 64  # held in memory at once, decoded; an article has some 5 kB
_LOG = logging.getLogger(__name__)


def read_parquet(source: Source) -> Read:
    """The articles of a Parquet file that is in memory whole."""
    yield from read_rows(BytesIO(source.data), source, columns=source.columns)


def read_rows(stream: BinaryIO, shape: Source, *, columns: Columns, max_bytes: int | None = None) -> Read:
    """The article of each row, in order, named by its name, id or address, or else `LABEL#NUMBER`.

    The stream must be one that can be read from anywhere. Only the columns that are taken are read, and
    some rows at a time. A document's bytes are what was taken from its row, as one line of JSON Lines
    under Sayso's own keys: it can be read again as that.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise needs_extra(shape.place, "is a Parquet file", "pyarrow", "parquet") from error
    number = 0
    try:
        # Pages are read as they are needed: neither a whole row group nor the file is in memory.
        with parquet.ParquetFile(stream, pre_buffer=False, buffer_size=1 << 20) as file:
            chosen = columns.choose(file.schema_arrow.names)
            _LOG.info("%s: %s", shape.place, told(chosen) or "no column is known")
            roots = _roots(chosen, file.schema_arrow.names)
            if "text" not in chosen:
                text_of(dict.fromkeys(file.schema_arrow.names), chosen, shape.place)
            for batch in file.iter_batches(batch_size=ROWS, columns=roots, use_threads=False):
                for row in _rows_of(batch):
                    number += 1
                    yield _read_row(row, chosen, f"{shape.label}#{number}", shape.given, max_bytes)
    except (pa.ArrowException, OSError, ValueError) as error:
        rest = f" from row {number + 1} on" if number else ""
        problem = " ".join(str(error).split())[:150]
        raise DocumentError(
            shape.place, f"is a Parquet file that cannot be read{rest} ({problem})"
        ) from error
    if not number:
        raise DocumentError(shape.place, "is a Parquet file without rows")


def _roots(chosen: Mapping[Key, str], there: list[str]) -> list[str]:
    """The columns that must be read, `id` among them, which names a row that has no name."""
    names = [*chosen.values(), "id"]
    roots = (name if name in there else name.partition(".")[0] for name in names)
    return [name for name in dict.fromkeys(roots) if name in there]


def _rows_of(batch: Any) -> Iterator[dict[str, Any] | str]:
    """The rows as objects; in place of one that is none, why."""
    try:
        yield from batch.to_pylist()
    except (UnicodeDecodeError, ValueError, OverflowError):
        for number in range(batch.num_rows):
            try:
                yield from batch.slice(number, 1).to_pylist()
            except (ValueError, OverflowError) as error:
                yield f"row cannot be read ({str(error)[:100]})"


def _read_row(
    row: dict[str, Any] | str,
    chosen: Mapping[Key, str],
    place: str,
    given: Metadata,
    max_bytes: int | None,
) -> Document | Skipped:
    if isinstance(row, str):
        return Skipped(name=place, reason=row)
    try:
        text = text_of(row, chosen, place)
        raw = _to_line(row, chosen)
        if max_bytes is not None and len(raw) > max_bytes:
            raise DocumentError(
                place, f"row is {len(raw):,} bytes, more than {max_bytes:,}", "raise --max-bytes"
            )
    except DocumentError as error:
        return Skipped(name=place, reason=error.reason)
    return Document(
        name=name_of(row, chosen) or place,
        text=text,
        raw=raw,
        media_type=JSON_LINES,
        encoding="utf-8",
        metadata=given.over(metadata_of(row, chosen)),
    )


def _to_line(row: Mapping[str, Any], chosen: Mapping[Key, str]) -> bytes:
    """What is taken from the row as JSON, always the same bytes for the same values."""
    taken = {key: value_of(row, chosen[key]) for key in KEYS if key in chosen}
    stated = {key: value for key, value in taken.items() if value is not None}
    # Whatever JSON cannot hold says nothing here either.
    line = json.dumps(stated, ensure_ascii=False, separators=(",", ":"), default=str)
    return line.encode("utf-8", "backslashreplace")
