"""Where Zstandard frames end: their headers and block sizes, read without unpacking (RFC 8878)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from .kinds import DICTIONARY, ZSTD

_SKIPPED = range(0x184D2A50, 0x184D2A60)
_MAX_DICTIONARY = 16_000_000  # bytes, unpacked; those of archives have about 100 thousand
_CONTENT_SIZE = (0, 2, 4, 8)  # bytes of the field, by its flag
_DICTIONARY_ID = (0, 1, 2, 4)


class Stream(Protocol):
    """What archives are read from: a file, or a part of one."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes."""
        ...

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a byte."""
        ...

    def tell(self) -> int:
        """Which byte comes next."""
        ...


class DamagedFrame(Exception):
    """No whole frame begins there."""


def is_skipped(stream: Stream, at: int) -> bool:
    """Whether the frame that begins here is one to be skipped."""
    stream.seek(at)
    return int.from_bytes(stream.read(4), "little") in _SKIPPED


def frame_end(stream: Stream, at: int, size: int) -> int:
    """Where the frame ends that begins here, in a file of this size; DamagedFrame where none does."""
    stream.seek(at)
    magic = _exactly(stream, 4)
    if int.from_bytes(magic, "little") in _SKIPPED:
        end = at + 8 + int.from_bytes(_exactly(stream, 4), "little")
        return _within(end, size)
    if magic != ZSTD:
        raise DamagedFrame("is none")
    described = _exactly(stream, 1)[0]
    single = described >> 5 & 1
    n_size = _CONTENT_SIZE[described >> 6] or single
    end = at + 5 + (not single) + _DICTIONARY_ID[described & 3] + n_size
    last = False
    while not last:
        stream.seek(_within(end, size))
        block = int.from_bytes(_exactly(stream, 3), "little")
        last = bool(block & 1)
        kind, length = block >> 1 & 3, block >> 3
        if kind == 3:
            raise DamagedFrame("is damaged (a block of no known kind)")
        end += 3 + (1 if kind == 1 else length)
    return _within(end + (4 if described >> 2 & 1 else 0), size)


def read_dictionary(stream: Stream, size: int) -> bytes | None:
    """The dictionary that a web archive begins with; None where it has none.

    See https://iipc.github.io/warc-specifications/specifications/warc-zstd/.
    """
    stream.seek(0)
    if stream.read(4) != DICTIONARY:
        return None
    end = frame_end(stream, 0, size)
    if end - 8 > _MAX_DICTIONARY:
        raise DamagedFrame(f"has a dictionary of more than {_MAX_DICTIONARY:,} bytes")
    stream.seek(8)
    held = _exactly(stream, end - 8)
    return _unpacked(held) if held.startswith(ZSTD) else held


def _unpacked(packed: bytes) -> bytes:
    from io import BytesIO

    from fastwarc.stream_io import ZstdReader

    try:
        held = read_up_to(ZstdReader(BytesIO(packed)).read, _MAX_DICTIONARY + 1)
    except OSError as error:
        raise DamagedFrame(f"has a dictionary that cannot be unpacked ({error})") from error
    if len(held) > _MAX_DICTIONARY:
        raise DamagedFrame(f"has a dictionary of more than {_MAX_DICTIONARY:,} bytes")
    return held


def read_up_to(read: Callable[[int], bytes], limit: int) -> bytes:
    """What can be read, up to the limit: a reader may give less than it is asked for."""
    pieces, left = [], limit
    while left and (piece := read(left)):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def _exactly(stream: Stream, n: int) -> bytes:
    data = stream.read(n)
    if len(data) < n:
        raise DamagedFrame("breaks off")
    return data


def _within(end: int, size: int) -> int:
    if end > size:
        raise DamagedFrame("breaks off")
    return end
