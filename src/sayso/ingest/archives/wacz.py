"""WACZ: WARC files in a zip file, with a list of pages and the digests of all of it.

Nothing is written to disk by a name that the file gives: members that are stored as they are, as the format
wants it, are read where they stand, and packed ones go to a nameless file of limited size.
See https://specs.webrecorder.net/wacz/1.1.1/.
"""

from __future__ import annotations

import hashlib
import io
import json
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import IO, BinaryIO

from sayso.errors import DocumentError
from sayso.records import Document, Skipped

from ..options import IngestOptions
from ..source import Read
from ..words import to_address, to_words
from .frames import Stream
from .kinds import HEAD, ZIP, find_kind
from .members import Part
from .read import Called, read_warc

PAGES = ("pages/pages.jsonl", "pages/extraPages.jsonl")
MAX_TITLES = 100_000  # kept in memory, some 20 MB; pages beyond have the titles that they state themselves
MAX_LISTED = 50_000_000  # bytes of each list, unpacked; a page's line may hold its text, too
MAX_PACKED = 2_000_000_000  # bytes that a packed member may have; only those are written to disk
_PIECE = 1 << 20
_LOCAL_HEADER = 30  # bytes, before the name and the extra field
_ENCRYPTED = 0x1
# What the library raises on files that nobody foresaw, and json on lists (RecursionError is a RuntimeError).
ZIP_ERRORS = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError, LookupError,
    ArithmeticError,
)  # fmt: skip


def read_wacz(stream: BinaryIO, name: str, options: IngestOptions) -> Read:
    """The articles of all WARC files in it; a damaged one is told, and read as far as it can be."""
    with open_zip(stream, name) as held:
        yield from _read(held, stream, name, options)


def open_zip(stream: BinaryIO, name: str) -> zipfile.ZipFile:
    """The zip file; DocumentError where it is none that can be read."""
    try:
        return zipfile.ZipFile(stream)
    except ZIP_ERRORS as error:
        raise DocumentError(name, f"is no zip file that can be read ({error})") from error


def _read(held: zipfile.ZipFile, stream: BinaryIO, name: str, options: IngestOptions) -> Read:
    members = [one for one in held.infolist() if _is_warc(one)]
    if not members:
        yield Skipped(name=name, reason="holds no WARC file in its folder archive/")
        return
    titles, digests = _titles(held), _digests(held)
    for member in members:
        called = Called(name, _name_of(member))
        try:
            with _opened(held, stream, member, called.label) as opened:
                if not _is_as_stated(opened, digests.get(member.filename)):
                    problem = "does not have the hash that datapackage.json states: it was changed or damaged"
                    yield Skipped(name=called.label, reason=problem)
                opened.seek(0)
                yield from (_titled(item, titles) for item in _read_member(opened, called, options))
        except DocumentError as error:
            yield Skipped(name=called.label, reason=error.reason)


@contextmanager
def opened_member(held: zipfile.ZipFile, stream: BinaryIO, name: str) -> Iterator[Stream]:
    """The WARC file of that name within the zip file; DocumentError where there is none."""
    member = next((one for one in held.infolist() if _is_warc(one) and _name_of(one) == name), None)
    if member is None:
        raise DocumentError(name, "is not in the archive")
    with _opened(held, stream, member, name) as opened:
        yield opened


def _name_of(member: zipfile.ZipInfo) -> str:
    return member.filename.encode("utf-8", "replace").decode()


def _is_warc(member: zipfile.ZipInfo) -> bool:
    name = member.filename
    return name.startswith("archive/") and name.lower().endswith((".warc", ".warc.gz", ".warc.zst"))


def _read_member(opened: Stream, called: Called, options: IngestOptions) -> Read:
    kind = find_kind(opened.read(HEAD), name=called.label)
    if kind is None or kind == "wacz":
        raise DocumentError(called.label, "does not begin with a WARC record")
    yield from read_warc(opened, kind, called, options)


@contextmanager
def _opened(
    held: zipfile.ZipFile, stream: BinaryIO, member: zipfile.ZipInfo, subject: str
) -> Iterator[Stream]:
    if member.flag_bits & _ENCRYPTED:
        raise DocumentError(subject, "is encrypted")
    if member.compress_type == zipfile.ZIP_STORED:
        yield _stored(stream, member, subject)
        return
    if member.file_size > MAX_PACKED:
        raise DocumentError(subject, f"is packed and has more than {MAX_PACKED:,} bytes", "store it unpacked")
    with tempfile.TemporaryFile() as copy:
        try:
            with held.open(member) as packed:
                _copy(packed, copy, subject)
        except ZIP_ERRORS as error:
            raise DocumentError(subject, f"cannot be unpacked ({error})") from error
        copy.seek(0)
        yield copy


def _stored(stream: BinaryIO, member: zipfile.ZipInfo, subject: str) -> Part:
    at = max(0, member.header_offset)
    stream.seek(at)
    header = stream.read(_LOCAL_HEADER)
    if len(header) < _LOCAL_HEADER or not header.startswith(ZIP):
        raise DocumentError(subject, "does not stand where the zip file's list says")
    n_name, n_extra = (int.from_bytes(header[where : where + 2], "little") for where in (26, 28))
    begin = at + _LOCAL_HEADER + n_name + n_extra
    end = min(begin + member.file_size, stream.seek(0, io.SEEK_END))
    return Part(stream, begin, max(begin, end))


def _copy(packed: IO[bytes], copy: IO[bytes], subject: str) -> None:
    left = MAX_PACKED  # the size that the zip file states may be untrue
    while piece := packed.read(_PIECE):
        left -= len(piece)
        if left < 0:
            raise DocumentError(subject, f"has more than {MAX_PACKED:,} bytes once unpacked")
        copy.write(piece)


def _is_as_stated(opened: Stream, stated: str | None) -> bool:
    algorithm, _, value = (stated or "").partition(":")
    if algorithm not in ("sha256", "sha512", "sha1", "md5") or not value:
        return True
    digest = hashlib.new(algorithm, usedforsecurity=False)
    while piece := opened.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest() == value.lower()


def _digests(held: zipfile.ZipFile) -> dict[str, str]:
    """The hashes that datapackage.json states, by the members' names; none where it cannot be read."""
    try:
        with held.open("datapackage.json") as listed:
            package = json.loads(listed.read(MAX_LISTED))
        found = {one["path"]: one["hash"] for one in package["resources"]}
    except (*ZIP_ERRORS, TypeError):
        return {}  # every record has digests of its own
    return {path: value for path, value in found.items() if isinstance(path, str) and isinstance(value, str)}


def _titles(held: zipfile.ZipFile) -> dict[str, str]:
    """The titles of the pages that the archive lists, by their addresses."""
    titles: dict[str, str] = {}
    for member in PAGES:
        try:
            with held.open(member) as listed:
                lines = listed.read(MAX_LISTED).splitlines()
        except ZIP_ERRORS:
            continue  # pages state titles themselves
        for line in lines:
            url, title = _page_of(line)
            if url and title and len(titles) < MAX_TITLES:
                titles.setdefault(url, title)
    return titles


def _page_of(line: bytes) -> tuple[str | None, str | None]:
    try:
        page = json.loads(line)
    except (ValueError, RecursionError):
        return None, None
    if not isinstance(page, dict):
        return None, None
    return to_address(page.get("url")), to_words(page.get("title"))


def _titled(item: Document | Skipped, titles: dict[str, str]) -> Document | Skipped:
    """The document with the title that the archive lists for its page, where the page states none."""
    if isinstance(item, Skipped) or item.metadata.title or item.name not in titles:
        return item
    return replace(item, metadata=replace(item.metadata, title=titles[item.name]))
