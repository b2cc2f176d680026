"""What a user may ask of reading: metadata that is given, and the limits."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from sayso.errors import AbortRun
from sayso.records import Metadata

from .columns import Columns
from .dates import to_iso
from .words import is_web_address, to_language, to_words


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestOptions:
    """Options of reading, shared by all that read; AbortRun where they make no sense."""

    given: Metadata = field(default_factory=Metadata)  # wins over what a source says of itself
    columns: Columns = field(default_factory=Columns)  # of tables and JSON Lines
    timeout: float = 30.0  # seconds for one address: name, connection, redirects and body together
    max_bytes: int = 20_000_000  # of one document; the longest books have about 5 million
    allow_private: bool = False  # whether an address may lead to this machine or its own network
    latest: date | None = None  # no date after it is believed (None: after today)

    def __post_init__(self) -> None:
        object.__setattr__(self, "given", checked(self.given))
        if not 0 < self.timeout <= 86_400:
            raise AbortRun("--timeout", f"{self.timeout:g} is no number of seconds from 0 to 86400")
        if self.max_bytes < 1:
            raise AbortRun("--max-bytes", f"{self.max_bytes} leaves nothing to read", "give 1 or more")


def checked(given: Metadata) -> Metadata:
    """The metadata that a user gave, in the form in which it is kept; AbortRun where a value is wrong."""
    if given.published and not to_iso(given.published):
        raise AbortRun(
            "--published",
            f"{given.published!r} is no ISO 8601 date",
            "write it as 2020-01-12 or 2020-01-12T10:30:00+00:00",
        )
    if given.url and not is_web_address(given.url):
        raise AbortRun("--url", f"{given.url!r} is no web address", "it must start with http:// or https://")
    if given.language and not to_language(given.language):
        raise AbortRun("--language", f"{given.language!r} is no language tag", "write it as en or en-GB")
    for option, value in (("--title", given.title), ("--outlet", given.outlet)):
        if value and not to_words(value):
            raise AbortRun(option, "holds characters that cannot be stored")
    if any(not to_words(author) for author in given.authors):
        raise AbortRun("--author", "holds characters that cannot be stored")
    return replace(
        given,
        published=to_iso(given.published or ""),
        language=to_language(given.language or ""),
    )
