"""What goes into the ledger's questions and what comes out of its answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sayso.records import Attribution, Metadata, Quotation, Span, Spans

Order = Literal["relevance", "newest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidQuery:
    """What to look for in the current attributions; everything given must hold, None asks for nothing.

    `words` are words and “phrases” in double quotation marks, looked for in the contents whatever
    their case and accents; a trailing `*` stands for any ending. `by` is part of the speaker's name or
    of the source's text, `outlet` part of the outlet's name, both whatever their case. `since` and
    `until` are ISO dates, inclusive, as precise as you like (`2020`, `2020-01`, `2020-01-12`); a
    document whose date is not known is left out by them. `document` is a document's id. `order` is
    relevance where words are given, else newest publication first. Older versions of a document are
    left out unless `all_versions`.
    """

    words: str | None = None
    by: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    quotation: Quotation | None = None
    document: str | None = None
    limit: int | None = None
    order: Order | None = None
    all_versions: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakersQuery:
    """Whose attributions to count; the fields are those of SaidQuery."""

    by: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    limit: int | None = None
    all_versions: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """One document as the ledger lists it, without its text and bytes.

    `version` counts the documents of one URL from 1; `previous` is the id of the version before,
    `current` whether none came after. `extractor` and `n_attributions` are those of the newest reading.
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
    previous: str | None
    current: bool
    extractor: str
    n_attributions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One attribution that answers a question, with what is needed to show and cite it.

    `text` is the document's whole text: every span here is a slice of it. `sentence` is the run of
    whole sentences around the attribution; `highlights` are the words asked for, within the content.
    """

    attribution: Attribution
    document: DocumentRow
    text: str
    sentence: Span
    highlights: Spans

    @property
    def sentence_text(self) -> str:
        """The whole sentences around the attribution."""
        return self.sentence.of(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerRow:
    """How much one speaker says; `name` is None for all the attributions whose speaker is not resolved."""

    name: str | None
    n_attributions: int
    n_documents: int
    outlets: tuple[str, ...]
    first_published: str | None
    last_published: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedRow:
    """One input that gave no document, and when it was tried."""

    name: str
    reason: str
    sha256: str | None
    skipped_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What one call of `add` wrote.

    `attributions_new` counts attributions that no reading of this document had found before,
    `superseded` those of the former reading that the new one does not find again. `previous` is the
    id of the version of the same URL that this new document follows.
    """

    document_new: bool
    reading_new: bool
    attributions_new: int
    superseded: int
    previous: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """What is left of a purged document."""

    id: str
    sha256: str
    reason: str
    by: str | None
    purged_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """What a purge did, and what it left on purpose.

    `again` says that the document was gone before and only the file was swept once more.
    `other_versions` are the ids of the same URL's documents, `sharing` those of documents with the
    same bytes: both are still in the ledger.
    """

    tombstone: Tombstone
    again: bool
    attributions: int
    other_versions: tuple[str, ...]
    sharing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong in the ledger: the kind of thing, which one (its id or name), and the problem."""

    what: str
    where: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """One attribution with its texts; the pieces of a discontinuous one are joined by ` … `."""

    attribution: Attribution
    source: str
    cue: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference in what two versions say was said.

    `added` has no older side, `dropped` no newer one. `changed` has both, `roles` names those whose
    wording differs, and `similarity` (0 to 1) says how alike the contents are. `because` says why the
    two sides are taken for one statement.
    """

    kind: Literal["added", "dropped", "changed"]
    older: Worded | None
    newer: Worded | None
    roles: tuple[Literal["source", "cue", "content"], ...] = ()
    similarity: float = 0.0
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much the ledger holds; `attributions` and `speakers` count newest readings of current versions."""

    documents: int
    older_versions: int
    outlets: int
    readings: int
    attributions: int
    superseded: int
    speakers: int
    skipped: int
    purged: int
