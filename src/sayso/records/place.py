"""Where a document's bytes stand in a web archive."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivePlace:
    """One record of a web archive, so that it can be read again without reading what stands before it.

    `archive` is the file's name without its folder, `member` the WARC file within it where it is a WACZ.
    `record` is the WARC-Record-ID; None where the record has none. From `offset` on, `length` bytes of
    the file (of the member) hold the record; where records are packed together, they hold others, too,
    and the record's id tells which. `captured` is when it was fetched, in ISO 8601.
    """

    archive: str
    record: str | None
    offset: int
    length: int
    member: str | None = None
    captured: str | None = None

    def __post_init__(self) -> None:
        if not self.archive:
            raise ValueError("a place in an archive needs the archive's name")
        if self.offset < 0 or self.length < 1:
            raise ValueError(f"no record stands at {self.offset} with {self.length} bytes")

    @property
    def file(self) -> str:
        """The WARC file in which it stands: `crawl.warc.gz`, or `case.wacz/archive/crawl.warc.gz`."""
        return f"{self.archive}/{self.member}" if self.member else self.archive
