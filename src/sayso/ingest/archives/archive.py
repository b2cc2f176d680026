"""One WARC file that is open: its members from any of them on, and where the next record begins."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from importlib.util import find_spec

from sayso.errors import missing_extra

from .frames import DamagedFrame, Stream, frame_end, is_skipped, read_dictionary
from .kinds import GZIP, WARC, ZSTD, Kind, begin_of_gzip
from .members import Damaged, GzipMembers, Members, PlainMembers, ZstdMembers

_STEP = 1 << 20  # bytes searched at once for where a record begins
_OVERLAP = 16
_HEADER = 65_536  # bytes; FastWARC reads no longer one
_PLAIN = re.compile(rb"(?<![^\n])WARC/1\.\d\r?\n")
_MAGIC = {"warc.gz": re.compile(re.escape(GZIP)), "warc.zst": re.compile(re.escape(ZSTD))}


class Archive:
    """A WARC file, packed or not, that can be read from any record on; the stream stays its opener's."""

    def __init__(self, stream: Stream, kind: Kind) -> None:
        """Damaged where the dictionary of all its records cannot be read; AbortRun without FastWARC."""
        if find_spec("fastwarc") is None:
            raise missing_extra("web archives", "fastwarc", "warc")
        self._stream = stream
        self._kind = kind
        self.size = stream.seek(0, io.SEEK_END)
        self.begin = 0  # of the first record, if all is well
        self._dictionary: bytes | None = None
        try:
            if kind == "warc.zst":
                self._dictionary = read_dictionary(stream, self.size)
                self.begin = frame_end(stream, 0, self.size) if is_skipped(stream, 0) else 0
        except DamagedFrame as error:
            raise Damaged(0, f"the archive {error}") from error

    @property
    def is_packed(self) -> bool:
        """Whether its records are packed."""
        return self._kind != "warc"

    def members(self, at: int) -> Members:
        """The unpacked bytes from the member that begins there to the end."""
        if self._kind == "warc.gz":
            return GzipMembers(self._stream, at)
        if self._kind == "warc.zst":
            return ZstdMembers(self._stream, at, self.size, self._dictionary)
        return PlainMembers(self._stream, at)

    def find_begin(self, at: int) -> int | None:
        """Where the first member begins, there or later, that itself begins with a record; None: nowhere."""
        pattern = _MAGIC.get(self._kind, _PLAIN)
        return next((found for found in self._search(pattern, at) if self._begins_record(found)), None)

    def record_end(self, offset: int, length: int, after: int) -> int:
        """Where a record ends that begins at the offset and says so long, by what was read up to `after`."""
        if self.is_packed:
            return after
        self._stream.seek(offset)
        header, blank, _ = self._stream.read(_HEADER).partition(b"\r\n\r\n")
        if not blank:
            return offset + 1
        end = offset + len(header) + len(blank) + length
        self._stream.seek(end)
        ending = self._stream.read(4)
        return end + len(ending) - len(ending.lstrip(b"\r\n"))

    def _search(self, pattern: re.Pattern[bytes], at: int) -> Iterator[int]:
        while at < self.size:
            before = max(0, at - 1)  # what a line begins behind
            self._stream.seek(before)
            data = self._stream.read(_STEP + _OVERLAP)
            yield from (
                before + found.start()
                for found in pattern.finditer(data, at - before)
                if found.start() < _STEP
            )
            at = before + _STEP

    def _begins_record(self, at: int) -> bool:
        if self._kind == "warc.gz":
            self._stream.seek(at)
            return begin_of_gzip(self._stream.read(_HEADER)).startswith(WARC)
        if self._kind == "warc.zst":
            try:
                return ZstdMembers(self._stream, at, self.size, self._dictionary).read(16).startswith(WARC)
            except Damaged:
                return False
        return True
