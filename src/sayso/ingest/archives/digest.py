"""Digests as web archives state them: an algorithm and a hash, in one of several spellings."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

_KNOWN = frozenset({"md5", "sha1", "sha224", "sha256", "sha384", "sha512"})


def contradicts(stated: str, versions: Sequence[bytes]) -> bool:
    """Whether the digest (`sha1:…`, in base 32, 16 or 64) is of none of these; False for unknown algorithms.

    >>> contradicts("md5:900150983cd24fb0d6963f7d28e17f72", [b"abc"]), contradicts("crc:1", [b"abc"])
    (False, False)
    """
    label, _, value = stated.partition(":")
    algorithm, value = label.strip().lower().replace("-", ""), value.strip().rstrip("=")
    if algorithm not in _KNOWN or not value:
        return False
    found = (hashlib.new(algorithm, data, usedforsecurity=False).digest() for data in versions)
    return not any(_is_spelled(digest, value) for digest in found)


def _is_spelled(digest: bytes, value: str) -> bool:
    in_32 = base64.b32encode(digest).decode().rstrip("=").lower()
    in_64 = base64.b64encode(digest).decode().rstrip("=")
    return value.lower() in (digest.hex(), in_32) or value == in_64
