"""Text as UTF-8 bytes, for any text at all."""

from __future__ import annotations

import json
import re

_SURROGATE = re.compile("[\ud800-\udfff]")


def to_utf8(text: str) -> bytes:
    """The text as UTF-8; a lone surrogate, which UTF-8 cannot hold, becomes U+FFFD, one for one.

    >>> to_utf8("caf\u00e9 \\ud800!").decode()
    'caf\u00e9 \ufffd!'
    """
    return well_formed(text).encode("utf-8")


def well_formed(text: str) -> str:
    """The text with U+FFFD in place of every lone surrogate; offsets stay as they are."""
    return _SURROGATE.sub("\ufffd", text)


def to_json(value: object) -> bytes:
    """The value as compact JSON in UTF-8 on one line; a lone surrogate is written as its `\\u` escape."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if _SURROGATE.search(body):
        body = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return body.encode("utf-8")
