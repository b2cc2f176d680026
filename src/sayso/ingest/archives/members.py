"""The unpacked bytes of a web archive, and where in the file each packed member begins.

A WARC file is many members, one for each record, so that one can be read without those before it. Some
writers pack all records as one; then the place of a record is that of the member that holds it.
"""

from __future__ import annotations

import zlib
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from .frames import DamagedFrame, Stream, frame_end, is_skipped

if TYPE_CHECKING:
    from fastwarc.stream_io import ZstdReader

_BLOCK = 32_768  # bytes read from the file at once
_OUT = 65_536  # bytes unpacked at once: what FastWARC asks for


class Damaged(Exception):
    """The packed bytes cannot be unpacked; `offset` is where the member begins that breaks off."""

    def __init__(self, offset: int, problem: str) -> None:
        self.offset = offset
        self.problem = problem
        super().__init__(problem)


@dataclass(frozen=True, slots=True)
class Begin:
    """From which byte of the file on to read for a record; `exact` where it begins a member there."""

    offset: int
    exact: bool


class Members(Protocol):
    """What FastWARC reads from: the unpacked bytes, from one member's beginning to the end of the file."""

    def read(self, size: int = -1, /) -> bytes:
        """Some of the next unpacked bytes, at most `size`; nothing at the end. Damaged where they break."""
        ...

    def tell(self) -> int:
        """How many unpacked bytes were read."""
        ...

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Not possible: OSError."""
        ...

    def close(self) -> None:
        """Nothing to give back."""
        ...

    def begin_of(self, position: int) -> Begin:
        """Where the member begins that the unpacked byte at this position is in; asked in ascending order."""
        ...


class Part:
    """A part of a file, as a file of its own; the file may be used by others in between."""

    def __init__(self, stream: Stream, start: int, end: int) -> None:
        self._stream, self._start, self._end = stream, start, end
        self._at = start

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes."""
        left = self._end - self._at
        self._stream.seek(self._at)
        data = self._stream.read(left if size < 0 else min(size, left)) if left > 0 else b""
        self._at += len(data)
        return data

    def tell(self) -> int:
        """How many bytes of the part were read, or passed over."""
        return self._at - self._start

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a byte of the part."""
        origin = {0: self._start, 1: self._at, 2: self._end}[whence]
        self._at = max(self._start, origin + offset)
        return self.tell()

    def close(self) -> None:
        """Nothing to give back: the file is its opener's."""


class _Forward:
    """A stream that only goes forward, with the members whose bytes were read."""

    def __init__(self) -> None:
        self._position = 0
        self._begins: deque[tuple[int, int]] = deque()  # unpacked position, offset in the file

    def tell(self) -> int:
        """How many unpacked bytes were read."""
        return self._position

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Not possible."""
        raise OSError("goes forward only")

    def close(self) -> None:
        """Nothing to give back: the file is its opener's."""

    def begin_of(self, position: int) -> Begin:
        """Where the member begins that the unpacked byte at this position is in."""
        while len(self._begins) > 1 and self._begins[1][0] <= position:
            self._begins.popleft()  # so that no more are held than were read ahead
        unpacked, offset = self._begins[0]
        return Begin(offset, exact=unpacked == position)


class PlainMembers(_Forward):
    """Bytes that are not packed: every one is where it is."""

    def __init__(self, stream: Stream, start: int) -> None:
        super().__init__()
        self._stream, self._start = stream, start
        stream.seek(start)

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes."""
        data = self._stream.read(_OUT if size < 0 else min(size, _OUT))
        self._position += len(data)
        return data

    def begin_of(self, position: int) -> Begin:
        """The place itself."""
        return Begin(self._start + position, exact=True)


class GzipMembers(_Forward):
    """The bytes of gzip members, one behind the other."""

    def __init__(self, stream: Stream, start: int) -> None:
        super().__init__()
        self._stream = stream
        self._next = start  # of the bytes that were not read from the file yet
        self._packed = b""
        self._inflate: zlib._Decompress | None = None
        self._begin = start
        stream.seek(start)

    def read(self, size: int = -1, /) -> bytes:
        """Some of the next unpacked bytes, of one member."""
        limit = _OUT if size < 0 else min(size, _OUT)
        while True:
            if self._inflate is None and not self._open():
                return b""
            data = self._unpack(limit)
            if data:
                self._position += len(data)
                return data
            if self._inflate is not None and not self._packed and not self._fill():
                raise Damaged(self._begin, "its gzip data breaks off")

    def _open(self) -> bool:
        self._packed = self._packed.lstrip(b"\0")  # some writers pad members with NULs, as gzip allows
        while not self._packed:
            if not self._fill():
                return False
            self._packed = self._packed.lstrip(b"\0")
        self._begin = self._next - len(self._packed)
        self._begins.append((self._position, self._begin))
        self._inflate = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        return True

    def _unpack(self, limit: int) -> bytes:
        assert self._inflate is not None
        try:
            data = self._inflate.decompress(self._packed, limit)
        except zlib.error as error:
            raise Damaged(self._begin, f"its gzip data is damaged ({error})") from error
        if self._inflate.eof:
            self._packed, self._inflate = self._inflate.unused_data, None
        else:
            self._packed = self._inflate.unconsumed_tail
        return data

    def _fill(self) -> bool:
        self._packed = self._stream.read(_BLOCK)
        self._next += len(self._packed)
        return bool(self._packed)


class ZstdMembers(_Forward):
    """The bytes of Zstandard frames, one behind the other; frames that are to be skipped are."""

    def __init__(self, stream: Stream, start: int, size: int, dictionary: bytes | None) -> None:
        super().__init__()
        self._stream, self._next, self._size, self._dictionary = stream, start, size, dictionary
        self._begin = start
        self._reader: ZstdReader | None = None

    def read(self, size: int = -1, /) -> bytes:
        """Some of the next unpacked bytes, of one frame."""
        while True:
            if self._reader is None and not self._open():
                return b""
            assert self._reader is not None
            try:
                data = self._reader.read(_OUT if size < 0 else min(size, _OUT))
            except OSError as error:
                raise Damaged(self._begin, f"its Zstandard data is damaged ({error})") from error
            if data:
                self._position += len(data)
                return data
            self._reader = None

    def _open(self) -> bool:
        from fastwarc.stream_io import ZstdReader

        while self._next < self._size:
            self._begin = self._next
            try:
                self._next = frame_end(self._stream, self._begin, self._size)
                skipped = is_skipped(self._stream, self._begin)
            except DamagedFrame as error:
                raise Damaged(self._begin, f"its Zstandard data {error}") from error
            if not skipped:
                self._begins.append((self._position, self._begin))
                part = Part(self._stream, self._begin, self._next)
                self._reader = ZstdReader(part, dictionary=self._dictionary)
                return True
        return False
