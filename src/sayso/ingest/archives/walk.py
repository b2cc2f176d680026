"""The records of a WARC file in order, each with its place; damage is passed over and told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, TypeVar

from .archive import Archive
from .members import Damaged

if TYPE_CHECKING:
    from fastwarc.warc import ArchiveIterator, WarcRecord

T = TypeVar("T")
_PIECE = 65_536
PANIC = "PanicException"  # what a fault of FastWARC's own raises; it cannot be imported


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """What was taken from the record that stands in these bytes of the file."""

    value: T
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Bytes of the file in which no whole record can be read, and why."""

    offset: int
    length: int
    problem: str


@dataclass(frozen=True, slots=True)
class Taken(Generic[T]):
    """What was taken from a record; None where it is none of those looked for.

    `proved` says that a digest proves the record to be as long as it says, `broken` that the value tells
    what is wrong with it.
    """

    value: T | None
    proved: bool = False
    broken: bool = False


class OpenRecord:
    """A record that is being read; once the next one is asked for, it no longer can be."""

    def __init__(self, record: WarcRecord) -> None:
        self._record = record
        self.offset = 0
        self.kind = str(record.record_type)
        self.length = record.content_length
        self.n_read = 0
        self.problem: str | None = None

    def header(self, name: str) -> str:
        """What the record's own header says under this name; empty where it says nothing."""
        return (self._record.headers.get(name) or "").strip()

    def read(self, limit: int) -> bytes:
        """The next bytes of the record, fewer than `limit` where it ends or, with a `problem`, breaks off."""
        pieces, left = [], limit
        while left > 0 and (piece := self._piece(min(left, _PIECE))):
            pieces.append(piece)
            left -= len(piece)
            self.n_read += len(piece)
        return b"".join(pieces)

    def pass_over(self) -> None:
        """Go to the record's end."""
        while self._piece_passed():
            pass

    def _piece_passed(self) -> int:
        piece = len(self._piece(_PIECE))
        self.n_read += piece
        return piece

    def _piece(self, size: int) -> bytes:
        if self.problem:
            return b""
        try:
            piece = self._record.reader.read(size)
        except BaseException as error:  # noqa: BLE001  see _problem_of
            self.problem = _problem_of(error)
            return b""
        if not piece and self.n_read < self.length:
            self.problem = f"the archive breaks off after {self.n_read:,} of its {self.length:,} bytes"
        return piece


Take = Callable[[OpenRecord], Taken[T]]


def find_records(
    archive: Archive, take: Take[T], *, start: int = 0, stop: int | None = None
) -> Iterator[Found[T] | Gap]:
    """What `take` takes from the records that begin from `start` on and before `stop`, in order.

    A start that is no record's beginning means the first record behind it. One record is in memory at a
    time, as far as `take` reads it.
    """
    gap: Gap | None = None  # gaps that touch are one
    for found in _find_all(archive, take, start, stop):
        if isinstance(found, Gap):
            if gap is not None and gap.offset + gap.length == found.offset:
                gap = replace(gap, length=gap.length + found.length)
                continue
            gap, found = found, gap
        elif gap is not None:
            yield gap
            gap = None
        if found is not None:
            yield found
    if gap is not None:
        yield gap


def _find_all(archive: Archive, take: Take[T], start: int, stop: int | None) -> Iterator[Found[T] | Gap]:
    at = archive.find_begin(start)
    end = archive.size if at is None else at
    if start == 0 and archive.begin < end:
        yield Gap(archive.begin, end - archive.begin, "none begins here")
    while at is not None and (stop is None or at < stop):
        run = _Run(archive, take, at, stop)
        yield from run.records()
        at = run.follows


class _Run(Generic[T]):
    """Records from one place on, as far as they can be read; `follows` is where to go on after that."""

    def __init__(self, archive: Archive, take: Take[T], at: int, stop: int | None) -> None:
        self._archive, self._take, self._stop = archive, take, stop
        self._members = archive.members(at)
        self._begin = at  # of the last member that begins with a record
        self._waiting: tuple[int, T] | None = None  # until it is known where the record ends
        self._proved = self._broken = False  # of the record that was read last
        self.follows: int | None = None

    def records(self) -> Iterator[Found[T] | Gap]:
        iterator, last = self._open(), None
        while True:
            try:
                record = next(iterator, None)
            except BaseException as error:  # noqa: BLE001  a fault of FastWARC is no Exception; see _problem_of
                at = error.offset if isinstance(error, Damaged) else None
                yield from self._give_up(last, _problem_of(error), at=at)
                return
            if record is None:
                break
            offset = self._offset_of(record)
            if self._waiting is not None:
                yield self._found(offset)
            if self._stop is not None and offset >= self._stop:
                return
            last = OpenRecord(record)
            last.offset = offset
            taken = self._take(last)
            self._proved, self._broken = taken.proved, taken.broken
            if taken.value is not None:
                self._waiting = (offset, taken.value)
            last.pass_over()
            if last.problem:
                yield from self._give_up(last, last.problem, at=None)
                return
        if self._waiting is not None:
            yield self._found(self._archive.size)

    def _open(self) -> ArchiveIterator:
        from fastwarc.warc import ArchiveIterator

        return ArchiveIterator(self._members, parse_http=False, stream_detect=False)

    def _offset_of(self, record: WarcRecord) -> int:
        begin = self._members.begin_of(record.stream_pos)
        if begin.exact:
            self._begin = begin.offset
        return self._begin

    def _found(self, end: int) -> Found[T]:
        assert self._waiting is not None
        offset, value = self._waiting
        self._waiting = None
        # Records that are packed together end where the file does, as far as anybody can tell from outside.
        return Found(value, offset, (end if end > offset else self._archive.size) - offset)

    def _give_up(self, last: OpenRecord | None, problem: str, *, at: int | None) -> Iterator[Found[T] | Gap]:
        """Go on behind bytes that give no record: `at` is where they begin, where that is known."""
        size = self._archive.size
        if last is None:
            broken, search = self._begin, self._begin + 1
        elif last.problem:
            broken, search = last.offset, last.offset + 1
        else:
            after = self._members.begin_of(self._members.tell()).offset if at is None else at
            broken = self._archive.record_end(last.offset, last.length, after)
            # What looks like a record is one, unless it is proved that another one holds it.
            search = broken if self._proved and not self._archive.is_packed else last.offset + 1
        self.follows = self._archive.find_begin(search)
        following = size if self.follows is None else self.follows
        # What was taken from a broken record tells of it; what is in its way to the next is a part of it.
        is_told = self._waiting is not None and (self._broken or bool(last and last.problem))
        if self._waiting is not None:
            is_behind = broken > self._waiting[0] and not is_told
            yield self._found(min(broken, following) if is_behind else following)
        is_end_of_last = last is not None and not last.problem and broken <= last.offset
        if not is_told and not is_end_of_last and broken < following:
            yield Gap(broken, following - broken, problem)


def _problem_of(error: BaseException) -> str:
    """What is wrong with the archive; raises the error where nothing of it is the archive's fault."""
    if isinstance(error, Damaged):
        return error.problem
    of_archive = isinstance(error, ValueError) or (isinstance(error, OSError) and error.errno is None)
    if of_archive or type(error).__name__ == PANIC:
        return str(error).rstrip(".")
    raise error
