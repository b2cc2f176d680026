"""Values that a source states about itself, made clean or refused: never repaired into something else."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

MAX_LENGTH = 1000  # characters; what is longer is no title or name but a page's text in the wrong place
MAX_NAME = 200  # characters; a longer author is a paragraph about one
_BY = re.compile(r"^by[ :]+", re.I)
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


def to_words(value: object) -> str | None:
    """The value as one line of text; None where it is no text, empty, too long or cannot be stored.

    >>> to_words(" The  Tarn\\nCourier ")
    'The Tarn Courier'
    """
    if not isinstance(value, str) or not is_storable(value):
        return None
    words = " ".join(value.split())
    return words if 0 < len(words) <= MAX_LENGTH else None


def to_names(value: object) -> tuple[str, ...]:
    """The names in a byline, as written: parted at semicolons, and at `and` where names stand on both sides.

    >>> to_names("By Ada Quill and Tom Marsh; Tarn Courier")
    ('Ada Quill', 'Tom Marsh', 'Tarn Courier')
    """
    names: list[str] = []
    for part in (to_words(value) or "").split(";"):
        byline = _BY.sub("", part.strip())
        halves = byline.split(" and ")
        names += halves if all(2 <= len(half.split()) <= 4 for half in halves) else [byline]
    return tuple(name for name in names if 0 < len(name) <= MAX_NAME and not name.startswith(("http", "@")))


def is_storable(text: str) -> bool:
    """Whether the text has neither a NUL nor half a surrogate pair, which no file or database can keep."""
    return _UNSTORABLE.search(text) is None


def to_language(value: object) -> str | None:
    """The value as a BCP 47 language tag; None where it is none.

    >>> to_language("en_GB")
    'en-GB'
    """
    tag = value.strip().replace("_", "-") if isinstance(value, str) else ""
    return tag if len(tag) <= 35 and tag.isascii() and _LANGUAGE.fullmatch(tag) else None


def is_web_address(value: str) -> bool:
    """Whether the value is a whole http or https address."""
    if not is_storable(value) or value != "".join(value.split()):
        return False
    try:
        parts = urlsplit(value)
        return parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def to_address(value: object) -> str | None:
    """The value as a web address without user name and password; None where it is none."""
    address = value.strip() if isinstance(value, str) else ""
    if len(address) > 2 * MAX_LENGTH or not is_web_address(address):
        return None
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
