"""JSON Lines: one article on each line, as an object with a `text` and what is known about it."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from sayso.errors import DocumentError
from sayso.records import Document, Metadata, Skipped

from .article_rows import metadata_of, name_of, text_of
from .columns import Columns, Key, told
from .sniff import JSON_LINES
from .source import Read, Source

BOM = b"\xef\xbb\xbf"
AS_NAMED = Columns()
MANY_SHAPES = 1000  # sets of keys that are remembered: a file has one or a few
_LOG = logging.getLogger(__name__)
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
    return read_lines(lines, label=source.label, given=source.given, columns=source.columns)


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


def read_lines(
    lines: Iterable[Line],
    *,
    label: str,
    given: Metadata,
    columns: Columns = AS_NAMED,
    max_bytes: int | None = None,
) -> Read:
    """The article of each line, named by its `name`, `id` or `url`, or else `LABEL#NUMBER`.

    Blank lines are passed over; where all are blank that is said.
    """
    n_lines = 0
    chooser = _Chooser(columns, label)
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
            yield _read_line(raw, place, given, chooser)
        except DocumentError as error:
            yield Skipped(name=place, reason=error.reason, sha256=hashlib.sha256(raw).hexdigest())
    if not n_lines:
        yield Skipped(name=label, reason="holds no line of JSON")


class _Chooser:
    """Which keys are taken for what: chosen once for all lines that have the same keys."""

    def __init__(self, columns: Columns, label: str) -> None:
        self._columns, self._label = columns, label
        self._known: dict[tuple[str, ...], dict[Key, str]] = {}

    def choose(self, row: dict[str, Any]) -> dict[Key, str]:
        there = tuple(row)
        if there in self._known:
            return self._known[there]
        chosen = self._columns.choose(there)
        if len(self._known) < MANY_SHAPES:
            if chosen not in self._known.values():
                _LOG.info("%s: %s", self._label, told(chosen) or "no key is known")
            self._known[there] = chosen
        return chosen


def _read_line(raw: bytes, place: str, given: Metadata, chooser: _Chooser) -> Document:
    row = _parse(raw, place)
    chosen = chooser.choose(row)
    return Document(
        name=name_of(row, chosen) or place,
        text=text_of(row, chosen, place),
        raw=raw,
        media_type=JSON_LINES,
        encoding="utf-8",
        metadata=given.over(metadata_of(row, chosen)),
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
