"""Surveys: what a shard is made of, before it is read: its size, its hash, where its parts begin."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from sayso.errors import DocumentError
from sayso.ingest.files import open_file
from sayso.ingest.jsonl import WIDE_MARKS, find_lines

from .part import Part, is_blank
from .shards import SHARES, Entry, Shard, step_for, subject_of

BLOCK = 1 << 20
# Bytes of a WARC file for each page that a part should have: the 181 pages of scrapinghub's
# article-extraction-benchmark have 34,207 on average, each packed by gzip.
RECORD = 34_000
# A small archive is cut finer, so that several processes have work; by its size alone, so that the parts are
# the same wherever it is read. 64 kB are a few pages, or thirty texts.
SMALLEST = 65_536
SHORT = 4_000  # entries of a JSON Lines file, up to which it may be cut finer


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Where a part of a JSON Lines file begins: the byte, and how many lines stand before it."""

    offset: int
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What a shard was when it was looked at first.

    `entries` is how many entries it has: files, or lines that are not blank; None where only reading
    tells. `starts` are the beginnings of the parts of a JSON Lines file, each of `every` entries (0:
    of as many as a part has at most, as a survey says that was made before it said so).
    """

    bytes: int
    sha256: str
    entries: int | None
    starts: tuple[Start, ...] = ()
    every: int = 0

    def to_json(self) -> dict[str, Any]:
        """The survey as JSON."""
        starts = [[start.offset, start.line] for start in self.starts]
        whole = {"bytes": self.bytes, "sha256": self.sha256, "entries": self.entries}
        return {**whole, "starts": starts, "every": self.every}

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Survey:
        """The survey that the JSON was made of."""
        starts = tuple(Start(offset=offset, line=line) for offset, line in row["starts"])
        values = {key: row[key] for key in ("bytes", "sha256", "entries")}
        return cls(**values, starts=starts, every=row.get("every", 0))


def survey(shard: Shard, *, size: int, max_bytes: int) -> Survey:
    """Read the shard's bytes once; what cannot be read counts as nothing, and is skipped when it is read."""
    if shard.kind == "lines":
        path = shard.entries[0]
        assert isinstance(path, Path)
        return _survey_lines(path, size=size, max_bytes=max_bytes)
    whole, total = hashlib.sha256(), 0
    for entry in shard.entries:
        n_bytes, digest = _hash(entry)
        total += n_bytes
        if len(shard.entries) == 1:
            return Survey(bytes=n_bytes, sha256=digest, entries=1 if shard.kind == "files" else None)
        whole.update(f"{subject_of(entry)}\0{n_bytes}\0{digest}\n".encode())
    return Survey(bytes=total, sha256=whole.hexdigest(), entries=len(shard.entries))


def parts_of(shard: Shard, found: Survey, *, size: int) -> list[Part]:
    """The shard's parts, in order: what is read, written and committed at once."""

    def part(number: int, first: int, stop: int | None, start: Start | None = None) -> Part:
        return Part(
            shard=shard.name,
            number=number,
            kind=shard.kind,
            entries=shard.entries,
            first=first,
            stop=stop,
            offset=start.offset if start else 0,
            line=start.line if start else 0,
        )

    if shard.kind == "files":
        return [part(0, 0, len(shard.entries))]
    if shard.kind == "records":
        step = min(size * RECORD, max(SMALLEST, found.bytes // SHARES))
        n_parts = max(1, -(-found.bytes // step))
        return [
            replace(part(number, 0, None), offset=number * step, end=end)
            for number, end in enumerate([*(n * step for n in range(1, n_parts)), None])
        ]
    if not found.starts:
        return [part(0, 0, None)]
    assert found.entries is not None
    every = found.every or size
    return [
        part(number, number * every, min(found.entries, (number + 1) * every), start)
        for number, start in enumerate(found.starts)
    ]


def _survey_lines(path: Path, *, size: int, max_bytes: int) -> Survey:
    starts: list[Start] = []  # of every entry, as long as the file may be a short one, then one for a part
    entries, every = 0, 1
    try:
        with open_file(path) as stream:
            hashed = _Hashed(stream)
            offset = 0
            for line in find_lines(hashed, max_bytes):
                if line.number == 1 and line.data is not None and line.data.startswith(WIDE_MARKS):
                    hashed.finish()
                    return Survey(bytes=hashed.n_bytes, sha256=hashed.digest(), entries=1)
                if not is_blank(line):
                    if every == 1 and entries == min(size * SHARES, SHORT):
                        starts, every = starts[::size], size
                    if entries % every == 0:
                        starts.append(Start(offset=offset, line=line.number - 1))
                    entries += 1
                offset = hashed.n_bytes
    except (DocumentError, OSError):
        return Survey(bytes=0, sha256=hashlib.sha256().hexdigest(), entries=1)
    if every == 1:
        every = step_for(entries, size)
        starts = starts[::every]
    return Survey(
        bytes=hashed.n_bytes,
        sha256=hashed.digest(),
        entries=entries or 1,
        starts=tuple(starts),
        every=every,
    )


class _Hashed:
    """A stream that is hashed and counted as its lines are read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()
        self.n_bytes = 0

    def readline(self, limit: int, /) -> bytes:
        return self._seen(self._stream.readline, limit)

    def finish(self) -> None:
        while self._seen(self._stream.read, BLOCK):
            pass

    def digest(self) -> str:
        return self._hash.hexdigest()

    def _seen(self, read: Callable[[int], bytes], limit: int) -> bytes:
        data = read(limit)
        self._hash.update(data)
        self.n_bytes += len(data)
        return data


def _hash(entry: Entry) -> tuple[int, str]:
    whole, total = hashlib.sha256(), 0
    if isinstance(entry, Path):
        try:
            with open_file(entry) as stream:
                while block := stream.read(BLOCK):
                    whole.update(block)
                    total += len(block)
        except (DocumentError, OSError) as error:
            return 0, hashlib.sha256(str(error).encode("utf-8", "replace")).hexdigest()
    return total, whole.hexdigest()
