"""What kind of web archive a file is: by its first bytes, and by its name."""

from __future__ import annotations

import zlib
from typing import Literal

Kind = Literal["warc", "warc.gz", "warc.zst", "wacz", "arc"]

NAMES = (".warc", ".warc.gz", ".warc.zst", ".wacz", ".arc", ".arc.gz")
GZIP, ZSTD, ZIP = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"PK\x03\x04"
DICTIONARY = b"\x5d\x2a\x4d\x18"  # a frame that is skipped: in a web archive, the dictionary of the others
WARC, ARC = b"WARC/", b"filedesc:"
HEAD = 65_536  # bytes that tell the kind: gzip's own header may hold a name and a remark


def is_archive_name(name: str) -> bool:
    """Whether a file of this name says of itself that it is a web archive."""
    return name.lower().endswith(NAMES)


def is_packed(head: bytes) -> bool:
    """Whether bytes that begin so may be a web archive whose kind takes more of them to be told."""
    return head.startswith((GZIP, ZSTD, DICTIONARY, ZIP))


def find_kind(head: bytes, *, name: str = "") -> Kind | None:
    """The kind of web archive that begins with these bytes; None where it is none.

    A zip file and Zstandard are told from others by the name alone.
    """
    if head.startswith(WARC):
        return "warc"
    if head.startswith(GZIP):
        unpacked = begin_of_gzip(head)
        return "warc.gz" if unpacked.startswith(WARC) else "arc" if unpacked.startswith(ARC) else None
    if head.startswith(DICTIONARY) or (head.startswith(ZSTD) and name.lower().endswith(".warc.zst")):
        return "warc.zst"
    if head.startswith(ZIP) and name.lower().endswith(".wacz"):
        return "wacz"
    return "arc" if head.startswith(ARC) else None


def begin_of_gzip(packed: bytes) -> bytes:
    """The first few unpacked bytes; nothing where they cannot be unpacked.

    >>> import gzip
    >>> begin_of_gzip(gzip.compress(b"WARC/1.1 and so on"))[:8]
    b'WARC/1.1'
    """
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(packed, 16)
    except zlib.error:
        return b""
