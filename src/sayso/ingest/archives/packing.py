"""How a page was packed on its way, undone: chunks, and gzip, deflate, Brotli, Zstandard, within a limit."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from io import BytesIO

from sayso.errors import DocumentError

from .frames import read_up_to
from .kinds import ZSTD

_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(;[^\r\n]*)?\r?\n")
_LINE_END = re.compile(rb"\r?\n")
_MOST = 3  # packings of one page: there is no reason for a second
_UNPACKED = ("", "identity", "none")


def undo_chunks(data: bytes, *, subject: str) -> bytes:
    """The chunks joined; what does not begin with one as it is, because the crawler has undone them.

    DocumentError where a chunk or the end is missing.
    """
    pieces: list[bytes] = []
    at = 0
    while True:
        size = _CHUNK.match(data, at)
        if size is None:
            if not at:
                return data
            what = "breaks off" if at >= len(data) else f"is damaged at byte {at:,}"
            raise DocumentError(subject, f"came in chunks, and {what}")
        begin, length = size.end(), int(size[1], 16)
        if not length:
            return b"".join(pieces)
        pieces.append(data[begin : begin + length])
        if begin + length > len(data):
            raise DocumentError(subject, "came in chunks, and the last one breaks off")
        ended = _LINE_END.match(data, begin + length)
        at = ended.end() if ended else begin + length


def unpack(data: bytes, stated: str, *, subject: str, max_bytes: int) -> bytes:
    """The page unpacked, by what its server states of it (`gzip`, `br`); as it is where it was already.

    DocumentError where it cannot be, or has more than `max_bytes`: never more are unpacked.
    """
    packings = [one for one in (part.strip().lower() for part in stated.split(",")) if one not in _UNPACKED]
    if len(packings) > _MOST:
        raise DocumentError(subject, f"is packed {len(packings)} times")
    for packing in reversed(packings):
        undo = _UNDO.get(packing.removeprefix("x-"))
        if undo is None:
            raise DocumentError(subject, f"is packed as {packing[:40]!r}, which is not read")
        data = undo(data, subject, max_bytes)
    return data


def _gzip(data: bytes, subject: str, max_bytes: int) -> bytes:
    pieces, left = [], max_bytes
    while data.startswith(b"\x1f\x8b"):
        piece, data = _inflated(data, zlib.MAX_WBITS | 16, subject, left, max_bytes)
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces) if pieces else data


def _deflate(data: bytes, subject: str, max_bytes: int) -> bytes:
    wrapped = len(data) > 1 and data[0] & 15 == 8 and not (data[0] << 8 | data[1]) % 31
    wbits = zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS  # some servers leave the wrapping out
    if _is_markup(data):
        return data
    return _inflated(data, wbits, subject, max_bytes, max_bytes)[0]


def _inflated(data: bytes, wbits: int, subject: str, left: int, max_bytes: int) -> tuple[bytes, bytes]:
    """What the first packed piece holds, and what comes behind it."""
    inflate = zlib.decompressobj(wbits=wbits)
    try:
        piece = inflate.decompress(data, left + 1)
    except zlib.error as error:
        raise DocumentError(subject, f"is packed wrongly and cannot be unpacked ({error})") from error
    if len(piece) > left:
        raise too_big(subject, max_bytes)
    if not inflate.eof:
        raise DocumentError(subject, "is packed wrongly: a part is missing")
    return piece, inflate.unused_data


def _brotli(data: bytes, subject: str, max_bytes: int) -> bytes:
    from fastwarc.stream_io import BrotliReader

    try:
        return _limited(BrotliReader(BytesIO(data)).read, subject, max_bytes)
    except DocumentError:
        if _is_markup(data):
            return data
        raise


def _zstd(data: bytes, subject: str, max_bytes: int) -> bytes:
    from fastwarc.stream_io import ZstdReader

    if not data.startswith(ZSTD):
        return data
    return _limited(ZstdReader(BytesIO(data)).read, subject, max_bytes)


def _limited(read: Callable[[int], bytes], subject: str, max_bytes: int) -> bytes:
    try:
        data = read_up_to(read, max_bytes + 1)
    except OSError as error:
        raise DocumentError(subject, f"is packed wrongly and cannot be unpacked ({error})") from error
    if len(data) > max_bytes:
        raise too_big(subject, max_bytes)
    return data


def _is_markup(data: bytes) -> bool:
    return data.lstrip().startswith(b"<")  # in plain sight: the crawler has unpacked it


def too_big(subject: str, max_bytes: int) -> DocumentError:
    """The error for a page that is larger than allowed."""
    return DocumentError(subject, f"has more than {max_bytes:,} bytes", "raise --max-bytes to read it")


_UNDO = {"gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd}
