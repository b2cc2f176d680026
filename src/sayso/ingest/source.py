"""What every reader is given: the bytes of one source, and what is known about where they came from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

from sayso.records import Document, Metadata, Skipped

from .columns import Columns

EASTERNMOST = timezone(timedelta(hours=14))  # where a new day begins first


def latest_day() -> date:
    """The latest date that it is anywhere on Earth now; a page dated after it is wrong about itself."""
    return datetime.now(EASTERNMOST).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The bytes of one input.

    `name` is what its document is called, `label` what its lines are counted in (`LABEL#12`), `place`
    what a user would look for if it is skipped. `address` is where it was fetched, `charset` what the
    server said of its encoding. `given` wins over whatever the source says of itself,
    `columns` are what a table calls things. No date after
    `latest` is believed.
    """

    name: str
    data: bytes = field(repr=False)
    label: str = ""
    place: str = ""
    address: str | None = None
    charset: str | None = None
    given: Metadata = field(default_factory=Metadata)
    latest: date = field(default_factory=latest_day)
    columns: Columns = field(default_factory=Columns)

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", self.label or self.name)
        object.__setattr__(self, "place", self.place or self.name)

    def skipped(self, reason: str) -> Skipped:
        """This source as skipped for that reason, with the hash of its bytes."""
        return Skipped(name=self.place, reason=reason, sha256=hashlib.sha256(self.data).hexdigest())


Read = Iterator[Document | Skipped]
Reader = Callable[[Source], Read]
