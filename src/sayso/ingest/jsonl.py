"""JSON Lines: one article on each line, as an object with a `text` and what is known about it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from sayso.errors import DocumentError
from sayso.records import Document, Metadata, Skipped

from .dates import to_iso
from .sniff import JSON_LINES
from .source import Read, Source
from .words import is_storable, to_address, to_language, to_words

BOM = b"\xef\xbb\xbf"
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")  # of UTF-16 and UTF-32


class LineStream(Protocol):
    """What lines are read from; every binary stream is one."""

    def readline(self, limit: int, /) -> bytes:
        """The next line with what ends it, or its first `limit` bytes; nothing at the end."""
        ...


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a stream, numbered from 1; `data` is None where it is longer than allowed."""

    number: int
    data: bytes | None


def read_json_lines(source: Source) -> Read:
    """The articles of a JSON Lines file, in order; a line that is none is skipped with its number."""
    lines = (Line(number, data) for number, data in enumerate(source.data.split(b"\n"), 1))
    return read_lines(lines, label=source.label, given=source.given)


def find_lines(stream: LineStream, max_bytes: int) -> Iterator[Line]:
    """The stream's lines, without what ends them, one at a time.

    Only one line is held in memory, and of one that is longer than `max_bytes` no more than that.
    """
    number = 0
    while data := stream.readline(max_bytes + 1):
        number += 1
        whole = data.endswith(b"\n") or len(data) <= max_bytes
        rest = data
        while len(rest) > max_bytes and not rest.endswith(b"\n"):
            rest = stream.readline(max_bytes + 1)
        yield Line(number, data.removesuffix(b"\n") if whole else None)


def read_lines(lines: Iterable[Line], *, label: str, given: Metadata, max_bytes: int | None = None) -> Read:
    """The article of each line, named by its `name`, `id` or `url`, or else `LABEL#NUMBER`.

    Blank lines are passed over; where all are blank that is said.
    """
    n_lines = 0
    for line in lines:
        place = f"{label}#{line.number}"
        if line.data is None:
            n_lines += 1
            yield Skipped(name=place, reason=f"line is longer than {max_bytes} bytes: raise --max-bytes")
            continue
        if line.number == 1 and line.data.startswith(WIDE_MARKS):
            yield Skipped(name=label, reason="is UTF-16 or UTF-32: JSON Lines must be UTF-8")
            return
        raw = line.data.removeprefix(BOM if line.number == 1 else b"").removesuffix(b"\r")
        if not raw.strip():
            continue
        n_lines += 1
        try:
            yield _read_line(raw, place, given)
        except DocumentError as error:
            yield Skipped(name=place, reason=error.reason, sha256=hashlib.sha256(raw).hexdigest())
    if not n_lines:
        yield Skipped(name=label, reason="holds no line of JSON")


def _read_line(raw: bytes, place: str, given: Metadata) -> Document:
    row = _parse(raw, place)
    return Document(
        name=_name(row) or place,
        text=_text(row, place),
        raw=raw,
        media_type=JSON_LINES,
        encoding="utf-8",
        metadata=given.over(_metadata(row)),
    )


def _parse(raw: bytes, place: str) -> dict[str, Any]:
    try:
        row = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise DocumentError(place, f"line is not UTF-8, as JSON must be (byte {error.start})") from error
    except json.JSONDecodeError as error:
        raise DocumentError(place, f"line is not JSON: {error.msg} (character {error.pos})") from error
    except (ValueError, RecursionError) as error:
        raise DocumentError(place, f"line is JSON that cannot be read ({type(error).__name__})") from error
    if not isinstance(row, dict):
        raise DocumentError(place, "line is JSON but no object", 'write {"text": "...", "outlet": "..."}')
    return row


def _text(row: dict[str, Any], place: str) -> str:
    if "text" not in row:
        raise DocumentError(place, "line has no text", 'put the article under the key "text"')
    text = row["text"]
    if not isinstance(text, str):
        raise DocumentError(place, f"the text is no string but {type(text).__name__}")
    if not text or text.isspace():
        raise DocumentError(place, "the text is empty" if not text else "the text holds only blanks")
    if not is_storable(text):
        raise DocumentError(place, "the text holds a NUL or half a surrogate pair, which is no character")
    return text


def _name(row: dict[str, Any]) -> str | None:
    for key in ("name", "id", "url"):
        value = row.get(key)
        number = isinstance(value, int) and not isinstance(value, bool)
        name = to_words(str(value) if number else value)
        if name:
            return name
    return None


def _metadata(row: dict[str, Any]) -> Metadata:
    published = row.get("published")
    return Metadata(
        title=to_words(row.get("title")),
        outlet=to_words(row.get("outlet")),
        authors=_authors(row.get("authors")),
        published=to_iso(published) if isinstance(published, str) else None,
        url=to_address(row.get("url")),
        language=to_language(row.get("language")),
    )


def _authors(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(author for item in values if (author := to_words(item))))
