"""Parquet: the record of `sayso schema` with its nested spans, beside what is known of the document."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from sayso.errors import missing_extra
from sayso.records import Reading, Row, to_rows

from .exporter import Target
from .target import opened
from .utf8 import well_formed

ROWS_A_GROUP = 8192  # some 8 MB of news text in memory at a time


def write_parquet(readings: Iterable[Reading], out: Target) -> int:
    """Write one row for each attribution, in row groups of bounded size; returns how many.

    Needs pyarrow: AbortRun with its cure where that is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise missing_extra("writing Parquet", "pyarrow", "parquet") from error
    schema = attribution_schema(pyarrow)
    written = 0
    with (
        opened(out) as stream,
        pyarrow.parquet.ParquetWriter(Counted(stream), schema, compression="zstd") as writer,
    ):
        rows = attribution_rows(readings)
        while group := list(itertools.islice(rows, ROWS_A_GROUP)):
            writer.write_table(pyarrow.Table.from_pylist(group, schema=schema))
            written += len(group)
    return written


def attribution_rows(readings: Iterable[Reading]) -> Iterator[Row]:
    """The rows of the readings' attributions, in their order."""
    for reading in readings:
        about = reading.document.metadata
        beside = {
            "title": about.title,
            "outlet": about.outlet,
            "authors": list(about.authors),
            "published": about.published,
            "url": about.url,
            "language": about.language,
        }
        for row in to_rows(reading):
            row["reasons"] = sorted(row["reasons"].items())
            yield storable({**row, **beside})


def storable(value: Any) -> Any:
    """The value with every text fit for UTF-8."""
    if isinstance(value, str):
        return well_formed(value)
    if isinstance(value, dict):
        return {key: storable(part) for key, part in value.items()}
    if isinstance(value, list):
        return [storable(part) for part in value]
    if isinstance(value, tuple):
        return tuple(storable(part) for part in value)
    return value


def attribution_schema(pyarrow: Any) -> Any:
    """The columns of an attribution, beside what is known of its document."""
    text, integer = pyarrow.string(), pyarrow.int64()
    span = pyarrow.struct([("start", integer), ("end", integer), ("text", text)])
    spans = pyarrow.list_(span)
    speaker = [("id", text), ("name", text), ("kind", text), ("role", text), ("because", text)]
    date = [("value", text), ("granularity", text), ("span", span), ("because", text)]
    return pyarrow.schema(
        [
            ("schema", pyarrow.int32()),
            ("id", text),
            ("document", text),
            ("document_id", text),
            ("source", spans),
            ("cue", spans),
            ("content", spans),
            ("quotation", text),
            ("speaker", pyarrow.struct(speaker)),
            ("cue_class", text),
            ("polarity", text),
            ("modality", text),
            ("stance", text),
            ("date", pyarrow.struct(date)),
            ("addressee", span),
            ("occasion", span),
            ("anonymity", span),
            ("within", text),
            ("responds_to", text),
            ("confidence", pyarrow.float64()),
            ("extractor", text),
            ("reasons", pyarrow.map_(text, text)),
            ("title", text),
            ("outlet", text),
            ("authors", pyarrow.list_(text)),
            ("published", text),
            ("url", text),
            ("language", text),
        ]
    )


class Counted:
    """A stream that knows its position, as a Parquet file must, even where the stream is a pipe."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._position = 0
        self.closed = False

    def write(self, data: Any) -> int:
        self._stream.write(data)
        n_bytes = memoryview(data).nbytes
        self._position += n_bytes
        return n_bytes

    def tell(self) -> int:
        return self._position

    def flush(self) -> None:
        self._stream.flush()

    def close(self) -> None:
        """Leave the stream open: whoever opened it closes it."""
        self.closed = True

    def readable(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False
