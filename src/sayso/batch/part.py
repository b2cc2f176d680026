"""Parts: what one process reads and writes at once, and what is committed whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from sayso.errors import DocumentError
from sayso.ingest import IngestOptions, read_inputs
from sayso.ingest.archives.records import read_records
from sayso.ingest.files import display, open_file, problem_of
from sayso.ingest.jsonl import BOM, Line, find_lines, read_lines
from sayso.records import Document, Skipped

from .shards import Entry, Kind, entries_from_json, entries_to_json, subject_of

Items = Iterable[Document | Skipped]  # what one entry gives, read as it is asked for: mostly one item


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The entries `first` to `stop` of a shard (None: to its end).

    Of a JSON Lines file, `offset` is the byte at which they begin, and `line` how many lines stand before.
    Of a WARC file, the entries are the records that begin from byte `offset` on and before byte `end`.
    """

    shard: str
    number: int
    kind: Kind
    entries: tuple[Entry, ...]
    first: int
    stop: int | None
    offset: int = 0
    line: int = 0
    end: int | None = None
    name: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", f"{self.shard}-{self.number:05d}")

    def to_json(self) -> dict[str, Any]:
        """The part as JSON."""
        return {
            "shard": self.shard, "number": self.number, "kind": self.kind,
            "entries": entries_to_json(self.entries), "first": self.first, "stop": self.stop,
            "offset": self.offset, "line": self.line, "end": self.end,
        }  # fmt: skip

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Part:
        """The part that the JSON was made of."""
        return cls(**{**row, "entries": tuple(entries_from_json(row["entries"]))})

    def subject(self, entry: int) -> str:
        """What to call an entry that cannot even be opened."""
        if self.kind == "files":
            return subject_of(self.entries[entry])
        if self.kind == "records":
            return f"{subject_of(self.entries[0])}, record {entry + 1} from byte {self.offset:,} on"
        return f"{subject_of(self.entries[0])}, document {entry + 1}"


def read_part(part: Part, options: IngestOptions, start: int) -> Iterator[Items]:
    """What each entry of the part gives, from entry `start` on; one entry in memory at a time.

    Entries before it are passed over without being read, except in a stream.
    """
    if part.kind == "files":
        for entry in part.entries[start : part.stop]:
            yield [entry] if isinstance(entry, Skipped) else read_inputs([str(entry)], options)
        return
    path = part.entries[0]
    assert isinstance(path, Path)
    if part.kind == "records":
        yield from islice(read_records(path, options, start=part.offset, stop=part.end), start, None)
        return
    n_left = None if part.stop is None else part.stop - start
    items = (
        _read_lines(part, path, options, start - part.first)
        if part.kind == "lines"
        else islice(read_inputs([str(path)], options), start, None)
    )
    for item in islice(items, n_left):
        yield [item]


def is_blank(line: Line) -> bool:
    """Whether a line of JSON Lines is passed over without a word."""
    if line.data is None:
        return False
    return not line.data.removeprefix(BOM if line.number == 1 else b"").strip()


def _read_lines(
    part: Part, path: Path, options: IngestOptions, n_passed: int
) -> Iterator[Document | Skipped]:
    place = display(path)
    try:
        with open_file(path) as stream:
            stream.seek(part.offset)
            lines = (
                Line(line.number + part.line, line.data) for line in find_lines(stream, options.max_bytes)
            )
            yield from read_lines(
                islice((line for line in lines if not is_blank(line)), n_passed, None),
                label=display(path.name),
                given=options.given,
                columns=options.columns,
                max_bytes=options.max_bytes,
            )
    except DocumentError as error:
        yield Skipped(name=place, reason=error.reason)
    except OSError as error:
        yield Skipped(name=place, reason=problem_of(error, path))
