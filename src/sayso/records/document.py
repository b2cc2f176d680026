"""Documents: one article's archived bytes and the frozen text made from them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from .identity import make_id
from .locator import Locator, Locators, locator_at, refuse_disorder
from .place import ArchivePlace
from .span import Span

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What is known about an article beside its text; null (None, or no authors) is not known.

    `published` is ISO 8601: a date (`2020-01-12`) or a date with time and offset. `language` is a
    BCP 47 tag. Times and dates are as the page states them.
    """

    title: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    url: str | None = None
    language: str | None = None

    def over(self, other: Metadata) -> Metadata:
        """This metadata where it is known, the other's where it is not."""
        return Metadata(
            title=self.title or other.title,
            outlet=self.outlet or other.outlet,
            authors=self.authors or other.authors,
            published=self.published or other.published,
            url=self.url or other.url,
            language=self.language or other.language,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One article: its bytes as they came, and the frozen text that every span is a slice of.

    `name` is how people call it (file stem, `-`, a JSON line's name, a URL) and need not be unique;
    `id` is a hash of the bytes and of where they came from (URL, else outlet, else nothing), so one
    wire story at two outlets is two documents. `encoding` is how the bytes were decoded.

    `raw` is None where only the hash of the bytes is at hand, because they stand in a web archive:
    then `sha256` says which bytes they are, and `n_bytes` how many (0: not known). Where the bytes are
    given, both are read off them, whatever is said. `place` is where they stand in a web archive, None
    for what came from nowhere of the kind; it is no part of the id. `locators` say on which page, or at
    what time, parts of the text stand, where what it was made from has pages or times.
    """

    name: str
    text: str
    raw: bytes | None = field(repr=False)
    media_type: str
    encoding: str
    metadata: Metadata = Metadata()
    locators: Locators = ()
    sha256: str = ""
    n_bytes: int = 0
    place: ArchivePlace | None = None
    id: str = field(init=False)

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError("a document needs a name")
        refuse_disorder(self.locators, len(self.text))
        if self.raw is not None:
            object.__setattr__(self, "sha256", hashlib.sha256(self.raw).hexdigest())
            object.__setattr__(self, "n_bytes", len(self.raw))
        elif not _SHA256.fullmatch(self.sha256):
            raise ValueError("a document without its bytes needs their SHA-256")
        object.__setattr__(self, "id", document_id(self.sha256, self.metadata))

    def locator_of(self, span: Span) -> Locator | None:
        """On which page, or at what time, the span begins; None where the document has neither."""
        return locator_at(self.locators, span.start)


def document_id(sha256: str, metadata: Metadata) -> str:
    """The id of the document with these bytes from this place.

    What the place is is part of the id, so that an outlet named like a URL is no URL.
    """
    if metadata.url:
        origin = ["url", metadata.url]
    elif metadata.outlet:
        origin = ["outlet", metadata.outlet]
    else:
        origin = []
    return make_id("document", sha256, origin)


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """One input that gave no document: where it came from and why, in words for the user.

    `sha256` is the hash of its bytes where they could be read at all, `place` where it stands in a web
    archive.
    """

    name: str
    reason: str
    sha256: str | None = None
    place: ArchivePlace | None = None
