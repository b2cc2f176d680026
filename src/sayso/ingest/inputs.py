"""What a user names to be read: files, folders, addresses, and `-` for standard input."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO
from itertools import chain
from pathlib import Path, PurePath, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlsplit

from sayso.errors import DocumentError
from sayso.records import Skipped

from .archives.kinds import HEAD, find_kind, is_archive_name, is_packed
from .files import display, find_files, open_file, problem_of
from .jsonl import find_lines, read_lines
from .options import IngestOptions
from .parquet import read_rows
from .readers import read_source
from .sniff import (
    BY_EXTENSION,
    JSON,
    JSON_LINES,
    OPENING,
    PARQUET_MARK,
    PLAIN,
    find_media_type,
    is_parquet,
    to_media_type,
)
from .source import Read, Source, latest_day
from .words import to_address

if TYPE_CHECKING:
    from .fetch import Fetched

STANDARD_INPUT = "-"
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def read_inputs(inputs: Iterable[str], options: IngestOptions | None = None) -> Read:
    """The documents of all inputs, in order; Skipped, with its reason, for each that gives none.

    An input is a file, a folder (read with all below it, by name), an http or https address, or `-`.
    Nothing is read before it is asked for, and one document is held at a time.
    """
    chosen = options or IngestOptions()
    return chain.from_iterable(_read_input(value, chosen) for value in inputs)


def read_upload(path: Path, filename: str, options: IngestOptions) -> Read:
    """The documents of a file that is called otherwise where it came from; its own name is never told.

    `filename` says what it is and how to call it, and is opened nowhere. As for `read_inputs`, what gives
    no document is Skipped.
    """
    return _read_file(path, options, called=PurePosixPath(filename))


def is_address(value: str) -> bool:
    """Whether an input is an address, and no path."""
    return _ADDRESS.match(value) is not None


def is_json_lines(stream: BinaryIO, path: Path) -> bool:
    """Whether the stream, opened from that path, is read as JSON Lines; its beginning is read for it."""
    head = _read_head(stream, IngestOptions().max_bytes)
    return _is_json_lines(head, display(path), _hint_by_name(path))


def _read_input(value: str, options: IngestOptions) -> Read:
    if value == STANDARD_INPUT:
        return _read_standard_input(options)
    if is_address(value):
        return _read_address(value, options)
    return _read_path(value, options)


def _read_path(value: str, options: IngestOptions) -> Read:
    path = Path(value)
    if not value:  # which Path takes for the folder that one is in
        yield Skipped(name="(empty name)", reason="no file can have an empty name")
    elif _is_folder(path):
        for found in find_files(path):
            if isinstance(found, Skipped):
                yield found
            else:
                yield from _read_file(found, options)
    else:
        yield from _read_file(path, options)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False  # the reason comes when it is opened as a file


def _read_file(path: Path, options: IngestOptions, *, called: PurePath | None = None) -> Read:
    name = called or path
    place = display(str(name))
    shape = Source(
        name=display(name.stem),
        label=display(name.name),
        place=place,
        data=b"",
        given=options.given,
        latest=options.latest or latest_day(),
        columns=options.columns,
    )
    try:
        with open_file(path) as stream:
            if _is_archive(stream, display(name.name)):
                yield from _read_archive(stream, display(name.name), options)
            else:
                yield from _read_stream(stream, shape, options, hint=_hint_by_name(name))
    except DocumentError as error:
        yield Skipped(name=place, reason=error.reason)
    except OSError as error:
        yield Skipped(name=place, reason=problem_of(error, path))


def _is_archive(stream: BinaryIO, name: str) -> bool:
    head = stream.read(HEAD)
    stream.seek(0)
    return is_archive_name(name) or find_kind(head, name=name) is not None


def _read_archive(stream: BinaryIO, name: str, options: IngestOptions) -> Read:
    from .archives.read import read_opened  # which loads what only archives need

    kind = find_kind(stream.read(HEAD), name=name)
    yield from read_opened(stream, kind, name, options)


def _hint_by_name(path: PurePath) -> str | None:
    return JSON if path.suffix.lower() == ".json" else BY_EXTENSION.get(path.suffix.lower())


def _read_standard_input(options: IngestOptions) -> Read:
    shape = Source(name=STANDARD_INPUT, data=b"", given=options.given, columns=options.columns)
    if sys.stdin is None:  # a program without a console
        yield Skipped(name=STANDARD_INPUT, reason="there is no standard input")
        return
    try:
        yield from _read_stream(sys.stdin.buffer, shape, options, hint=None)
    except DocumentError as error:
        yield Skipped(name=STANDARD_INPUT, reason=error.reason)
    except OSError as error:
        yield Skipped(name=STANDARD_INPUT, reason=error.strerror or type(error).__name__)


def _read_stream(stream: BinaryIO, shape: Source, options: IngestOptions, *, hint: str | None) -> Read:
    """The documents of a stream; `shape` is its source without the bytes, which only now are read."""
    head = _read_head(stream, options.max_bytes)
    if is_packed(head) or find_kind(head):
        head += stream.read(max(0, HEAD - len(head)))
        if find_kind(head):
            yield from _read_piped_archive(head, stream, shape.name, options)
            return
    if _is_json_lines(head, shape.place, hint):
        lines = find_lines(_Replayed(head, stream), options.max_bytes)
        yield from read_lines(
            lines,
            label=shape.label,
            given=shape.given,
            columns=options.columns,
            max_bytes=options.max_bytes,
        )
        return
    if head.startswith(PARQUET_MARK) and _is_parquet(stream):
        yield from read_rows(stream, shape, columns=options.columns, max_bytes=options.max_bytes)
        return
    data = head + stream.read(max(0, options.max_bytes + 1 - len(head)))
    if len(data) > options.max_bytes:
        raise DocumentError(shape.place, _too_big(stream, options.max_bytes), "raise --max-bytes to read it")
    yield from read_source(replace(shape, data=data), hint=hint)


def _read_piped_archive(head: bytes, stream: BinaryIO, name: str, options: IngestOptions) -> Read:
    """The articles of a web archive that comes through a pipe: they stand in no file to be read again."""
    with tempfile.TemporaryFile() as copy:  # nameless, and as large as the archive: it is read back and forth
        copy.write(head)
        shutil.copyfileobj(stream, copy)
        copy.seek(0)
        for item in _read_archive(copy, name, options):
            yield replace(item, place=None)


def _read_head(stream: BinaryIO, max_bytes: int) -> bytes:
    """The stream up to the end of its first line that is not blank, so that no more is waited for."""
    head = bytearray()
    while len(head) <= max_bytes:
        line = stream.readline(max_bytes + 1 - len(head))
        head += line
        if not line or line.strip():
            break
    return bytes(head)


def _is_json_lines(head: bytes, place: str, hint: str | None) -> bool:
    try:
        return find_media_type(head, subject=place, hint=hint) == JSON_LINES
    except DocumentError:
        return False  # the whole of it is judged next


def _is_parquet(stream: BinaryIO) -> bool:
    """Whether the stream is a Parquet file that can be read from anywhere; it stands where it stood."""
    if not stream.seekable():
        return False  # then as much of it as is allowed is read whole
    place = stream.tell()
    stream.seek(0)
    found = is_parquet(stream.read(OPENING))
    stream.seek(place)
    return found


def _too_big(stream: BinaryIO, max_bytes: int) -> str:
    try:
        size = os.fstat(stream.fileno()).st_size
    except (OSError, ValueError):  # no file behind it
        size = 0
    return (
        f"is {size:,} bytes, more than {max_bytes:,}"
        if size > max_bytes
        else f"has more than {max_bytes:,} bytes"
    )


class _Replayed:
    """A stream whose beginning, already read, is read once more."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = BytesIO(head)
        self._stream = stream

    def readline(self, limit: int, /) -> bytes:
        return self._head.readline(limit) or self._stream.readline(limit)


def _read_address(value: str, options: IngestOptions) -> Read:
    from .fetch import fetch  # which loads what only the network needs

    try:
        fetched = fetch(
            value,
            timeout=options.timeout,
            max_bytes=options.max_bytes,
            allow_private=options.allow_private,
        )
    except DocumentError as error:
        yield Skipped(name=error.subject, reason=error.reason)
        return
    yield from read_fetched(fetched, name=to_address(value) or fetched.address, options=options)


def read_fetched(fetched: Fetched, *, name: str, options: IngestOptions | None = None) -> Read:
    """The documents in what an address gave; what the options give wins over what they say of themselves."""
    options = options or IngestOptions()
    source = Source(
        name=name,
        data=fetched.data,
        address=fetched.address,
        charset=fetched.charset,
        given=options.given,
        columns=options.columns,
    )
    yield from read_source(source, hint=_hint_of(fetched))


def _hint_of(fetched: Fetched) -> str | None:
    stated = to_media_type(fetched.media_type or "")
    if stated in ("", PLAIN, "application/octet-stream"):  # what servers say that know no better
        ending = PurePosixPath(urlsplit(fetched.address).path).suffix.lower()
        return BY_EXTENSION.get(ending, stated)
    return stated
