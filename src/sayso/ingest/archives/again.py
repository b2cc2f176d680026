"""The bytes of documents read again from the web archives in which they stand."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from sayso.errors import DocumentError
from sayso.records import ArchivePlace

from ..files import display, open_file, problem_of
from ..options import IngestOptions
from .archive import Archive
from .frames import Stream
from .kinds import HEAD, Kind, find_kind
from .members import Damaged
from .page import NOTHING, Page, PageTaken, Refused, take_page
from .walk import Found, OpenRecord, find_records


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """The bytes that stand in a place; None, and why, where there are none."""

    place: ArchivePlace
    data: bytes | None = field(repr=False)
    problem: str | None = None


def find_archives(folder: Path) -> dict[str, list[Path]]:
    """The files in the folder and those below it, by their names; a file alone is found, too."""
    if folder.is_file():
        return {display(folder.name): [folder]}
    found: dict[str, list[Path]] = {}
    for parent, _, names in os.walk(folder):
        for name in sorted(names):
            found.setdefault(display(name), []).append(Path(parent, name))
    return found


def read_place(folder: Path | str, place: ArchivePlace, *, max_bytes: int | None = None) -> bytes:
    """The bytes of the document that stands there, in an archive of the folder; DocumentError else."""
    paths = find_archives(Path(folder)).get(place.archive, [])
    problem = f"is not in {display(folder)}"
    for path in paths:
        (again,) = read_places(path, [place], max_bytes=max_bytes)
        if again.data is not None:
            return again.data
        problem = again.problem or problem
    raise DocumentError(place.archive, problem)


def read_places(
    path: Path, places: Iterable[ArchivePlace], *, max_bytes: int | None = None
) -> Iterator[Again]:
    """What stands in these places of one archive, given in the order of their members and offsets.

    The archive is opened once. What is not there or is broken by now has no bytes, and a problem.
    """
    limit = max_bytes or IngestOptions().max_bytes
    for (member, offset), some in groupby(places, key=lambda place: (place.member, place.offset)):
        wanted = _Wanted(list(some), limit)
        try:
            with open_file(path) as stream, _opened(stream, path, member) as (part, kind):
                yield from wanted.find(Archive(part, kind), offset)
            problem = wanted.problem
        except OSError as error:
            problem = problem_of(error, path)
        except DocumentError as error:
            problem = error.reason
        except Damaged as error:
            problem = error.problem
        yield from (Again(place=place, data=None, problem=problem) for place in wanted.left)


class _Wanted:
    """The records that are looked for from one offset on: one, but where many are packed together."""

    def __init__(self, places: list[ArchivePlace], max_bytes: int) -> None:
        self.left = places
        self.problem = "no such record stands there"
        self._max_bytes = max_bytes

    def find(self, archive: Archive, offset: int) -> Iterator[Again]:
        """Those that are there; `left` are the others."""
        take = partial(self._take, max_bytes=self._max_bytes)
        for found in find_records(archive, take, start=offset):
            if found.offset != offset:
                return
            if isinstance(found, Found):
                yield from self._found(found.value)
            else:
                self.problem = found.problem
            if not self.left:
                return

    def _take(self, record: OpenRecord, *, max_bytes: int) -> PageTaken:
        stated = record.header("WARC-Record-ID")
        if any(place.record in (None, stated) for place in self.left):
            return take_page(record, max_bytes=max_bytes)
        return NOTHING

    def _found(self, held: Page | Refused) -> Iterator[Again]:
        mine = [place for place in self.left if place.record in (None, held.record)]
        self.left = [place for place in self.left if place not in mine]
        for place in mine:
            if isinstance(held, Page):
                yield Again(place=place, data=held.data)
            else:
                yield Again(place=place, data=None, problem=held.reason)


@contextmanager
def _opened(stream: BinaryIO, path: Path, member: str | None) -> Iterator[tuple[Stream, Kind]]:
    if member is None:
        yield stream, _kind_of(stream, path.name)
        return
    from .wacz import open_zip, opened_member

    with open_zip(stream, path.name) as held, opened_member(held, stream, member) as part:
        yield part, _kind_of(part, member)


def _kind_of(stream: Stream, name: str) -> Kind:
    kind = find_kind(stream.read(HEAD), name=name)
    if kind is None or kind in ("wacz", "arc"):
        raise DocumentError(name, "is no WARC file")
    return kind
