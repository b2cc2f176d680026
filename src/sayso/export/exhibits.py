"""What a dossier holds: the things gathered for a case, each with where it comes from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sayso.records import ArchivePlace, Attribution, Metadata, Reading, Span

Why = Literal["kept", "document", "search"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """That somebody kept a thing: what it was called then, and what the person notes on it."""

    title: str
    note: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a document comes from, and what proves that it is the same one.

    `sha256` is that of the archived bytes, `place` where they stand in a web archive, if they do. `version`
    counts the documents of its address from 1.
    """

    id: str
    name: str
    metadata: Metadata
    media_type: str
    encoding: str
    sha256: str
    n_characters: int
    added_at: datetime
    version: int
    current: bool
    place: ArchivePlace | None = None

    @property
    def heading(self) -> str:
        """The title; the name where it has none."""
        return self.metadata.title or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a person judged of an attribution: `confirm`, `correct`, `reject` or `add`."""

    what: str
    reviewer: str
    at: datetime
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """One attribution, with what is needed to find it again.

    `who` is the speaker's name across documents, None where that is not known; `chain` are those who
    passed it on. `standing` says whether the newest reading of its document still has it.
    """

    attribution: Attribution
    provenance: Provenance
    text: str
    sentence: Span
    who: str | None
    chain: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    standing: bool = True
    read_at: datetime | None = None
    kept: Kept | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """One document in full; `read` gives its reading, so that one is in memory at a time."""

    provenance: Provenance
    kept: Kept
    read: Callable[[], Reading]
    verdicts: Callable[[], dict[str, tuple[Verdict, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One speaker or outlet, with how much of it the whole ledger holds."""

    what: Literal["speaker", "outlet"]
    reference: str
    name: str
    kind: str | None
    n_attributions: int
    n_documents: int
    n_origins: int
    outlets: tuple[str, ...]
    first_published: str | None
    last_published: str | None
    kept: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """One search: what it asks for in words, how many answers it has now, and the newest of them.

    `asked` are labels and values. Where `whole` is False there are more than `n` answers.
    """

    reference: str
    asked: tuple[tuple[str, str], ...]
    n: int
    whole: bool
    limit: int
    answers: tuple[Quoted, ...]
    kept: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One kept thing of which the ledger has nothing now, with the reason."""

    what: str
    reference: str
    because: str
    kept: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A collection, ready to be written: what it is, and everything in it in order.

    `ledger` names where it comes from, `version` is that of the program.
    """

    number: int
    name: str
    note: str
    by: str
    at: datetime
    closed: bool
    exported_by: str
    exported_at: datetime
    ledger: str
    version: str
    quotes: tuple[Quoted, ...]
    documents: tuple[Whole, ...]
    counted: tuple[Counted, ...]
    searches: tuple[Searched, ...]
    missing: tuple[Missing, ...]

    def provenances(self) -> Iterator[Provenance]:
        """Every document that is in it or cited in it, once, in the order of their first places."""
        found = {
            one.id: one
            for one in (
                *(whole.provenance for whole in self.documents),
                *(quote.provenance for quote in self.quotes),
                *(answer.provenance for search in self.searches for answer in search.answers),
            )
        }
        yield from found.values()


def hash_of(text: str) -> str:
    """SHA-256 of the text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
