"""Web archives read: every page that may be an article, with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from sayso.errors import AbortRun, DocumentError
from sayso.records import ArchivePlace, Document, Skipped

from ..files import display, open_file, problem_of
from ..options import IngestOptions
from ..readers import read_source
from ..sniff import HTML, JSON_LINES, find_media_type
from ..source import EASTERNMOST, Read, Source, latest_day
from .archive import Archive
from .frames import Stream
from .kinds import HEAD, Kind, find_kind
from .members import Damaged
from .page import Page, Refused, take_page
from .walk import Found, Gap, find_records

ARC = (
    "is an ARC file, the form of web archives before WARC, which is not read",
    "turn it into WARC first, for example with `warcio recompress`",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Which records of a WARC file to read: those that begin from `start` on and before `stop`, in bytes."""

    start: int = 0
    stop: int | None = None


@dataclass(frozen=True, slots=True)
class Called:
    """What a WARC file is called: by its own name, or as a member of an archive."""

    archive: str
    member: str | None = None

    @property
    def label(self) -> str:
        """Both names."""
        return f"{self.archive}/{self.member}" if self.member else self.archive


WHOLE = Range()


def read_archive(
    path: Path | str, options: IngestOptions | None = None, *, start: int = 0, stop: int | None = None
) -> Read:
    """The articles of a web archive in order, and Skipped for what may be one but cannot be read.

    Each item's `place` says in which bytes of the file its record stands, so that work can be resumed
    (from `start`; a byte amid a record means the next one) and split (records that begin before
    `stop`). Where an archive packs all records as one, all have the offset of that one: resume from it,
    and pass over items up to the record that was the last. One record is in memory at a time. A WACZ is
    read as a whole.
    """
    path = Path(path)
    name = display(path.name)
    try:
        with open_file(path) as stream:
            kind = find_kind(stream.read(HEAD), name=name)
            limits = Range(start=start, stop=stop)
            yield from read_opened(stream, kind, name, options or IngestOptions(), limits)
    except DocumentError as error:
        yield Skipped(name=display(path), reason=error.reason)
    except OSError as error:
        yield Skipped(name=display(path), reason=problem_of(error, path))


def read_opened(
    stream: BinaryIO, kind: Kind | None, name: str, options: IngestOptions, limits: Range = WHOLE
) -> Read:
    """The articles of a web archive that is open, can be sought in, and is called so."""
    if kind is None:
        raise DocumentError(name, "is named like a web archive, but does not begin like one")
    if kind == "arc":
        raise DocumentError(name, *ARC)
    if kind == "wacz":
        from .wacz import read_wacz

        if limits != WHOLE:
            raise AbortRun(name, "a WACZ is read as a whole", "leave start and stop out")
        yield from read_wacz(stream, name, options)
        return
    yield from read_warc(stream, kind, Called(name), options, limits)


def read_warc(
    stream: Stream, kind: Kind, called: Called, options: IngestOptions, limits: Range = WHOLE
) -> Read:
    """The articles of a WARC file that is open."""
    try:
        archive = Archive(stream, kind)
    except Damaged as error:
        raise DocumentError(called.label, error.problem) from error
    take = partial(take_page, max_bytes=options.max_bytes)
    is_empty = True
    for found in find_records(archive, take, start=limits.start, stop=limits.stop):
        for item in _items(found, called, options):
            is_empty = False
            yield item
    if is_empty and limits == WHOLE:
        yield Skipped(name=called.label, reason="holds no page or text that could be an article")


def _items(found: Found[Page | Refused] | Gap, called: Called, options: IngestOptions) -> Read:
    held = found.value if isinstance(found, Found) else None
    place = ArchivePlace(
        archive=called.archive,
        member=called.member,
        record=held.record if held else None,
        offset=found.offset,
        length=found.length,
        captured=held.captured if held else None,
    )
    told = f"{called.label}#{found.offset}" + (f" {held.url}" if held else "")
    if isinstance(found, Gap):
        reason = f"no record can be read in {found.length:,} bytes: {found.problem}"
        yield Skipped(name=told, reason=reason, place=place)
    elif isinstance(held, Refused):
        yield Skipped(name=told, reason=held.reason, place=place)
    elif held is not None:
        for item in _articles(held, told, options):
            yield replace(item, place=place)


def _articles(page: Page, told: str, options: IngestOptions) -> Iterator[Document | Skipped]:
    """The article of a page; nothing where its bytes are clearly none: an image, a feed, a script, data."""
    try:
        kind = find_media_type(page.data, subject=told, hint=page.media_type or None)
    except DocumentError:
        return
    if kind == JSON_LINES or (page.media_type in (HTML, "") and kind != HTML):
        return
    source = Source(
        name=page.url,
        place=told,
        data=page.data,
        address=page.url,
        charset=page.charset,
        given=options.given,
        latest=_latest(page.captured, options.latest or latest_day()),
    )
    yield from read_source(source, media_type=kind)


def _latest(captured: str | None, today: date) -> date:
    """The last date that a page fetched then can have: what it states beyond is not believed."""
    if captured is None or captured[:10] >= today.isoformat():
        return today
    moment = datetime.fromisoformat(captured)
    return moment.astimezone(EASTERNMOST).date() if moment.tzinfo else moment.date()
