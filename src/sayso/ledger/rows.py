"""What goes into the ledger's questions and what comes out of its answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Literal, TypeVar

from sayso.compare.agencies import Tag
from sayso.compare.matches import Match
from sayso.records import (
    ArchivePlace,
    Attribution,
    CueClass,
    Judgement,
    Locator,
    Metadata,
    Polarity,
    Quotation,
    Span,
    Spans,
    SpeakerKind,
)

Order = Literal["relevance", "newest", "oldest"]
SpeakerSort = Literal["attributions", "documents", "name", "last_published"]
DocumentSort = Literal["published", "added", "title", "outlet", "attributions"]
OutletSort = Literal["attributions", "documents", "name", "last_published"]
KeptWhat = Literal["document", "attribution", "speaker", "outlet", "search"]
_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidQuery:
    """What to look for in the current attributions; everything given must hold, None asks for nothing.

    `words` are words and “phrases” in double quotation marks, looked for in the contents whatever
    their case and accents; a trailing `*` stands for any ending. `about` is a name or a subject that
    must stand in the contents as one phrase; where it is a known speaker's name, any of that speaker's
    names will do. `by` is part of one of the speaker's names or of the source's text, `outlet` part of
    the outlet's name, both whatever their case; `speaker` is a speaker's id. `since` and `until` are ISO
    dates, inclusive, as precise as you like (`2020`, `2020-01`, `2020-01-12`): of the statement where
    its date is known, else of the publication; what has neither is left out by them. `document` is a
    document's id. `order` is relevance where words are given, else newest publication first. Older
    versions of a document are left out unless `all_versions`. `fold` shows of the same words in documents of
    one origin only those that were published first among what answers.
    """

    words: str | None = None
    about: str | None = None
    by: str | None = None
    speaker: str | None = None
    cue_class: CueClass | None = None
    kind: SpeakerKind | None = None
    polarity: Polarity | None = None
    outlet: str | None = None
    outlet_name: str | None = None
    since: str | None = None
    until: str | None = None
    quotation: Quotation | None = None
    document: str | None = None
    limit: int | None = None
    order: Order | None = None
    all_versions: bool = False
    fold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakersQuery:
    """Whose attributions to count; the fields are those of SaidQuery, dates those of publication."""

    by: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    kind: SpeakerKind | None = None
    limit: int | None = None
    all_versions: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """One document as the ledger lists it, without its text and bytes.

    `version` counts the documents of one URL from 1; `previous` is the id of the version before,
    `current` whether none came after. `extractor` and `n_attributions` are those of the newest reading;
    `unread` is why that extractor left the document unread, None where it read it. `origin` is the number
    of what it goes back to together with others, `n_carrying` how many documents do, itself included; None
    and 1 where no other carries its text.
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
    origin: int | None = None
    n_carrying: int = 1
    unread: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One attribution that answers a question, with what is needed to show and cite it.

    `text` is the document's whole text: every span here is a slice of it. `sentence` is the run of
    whole sentences around the attribution; `highlights` are the words asked for, within the content.
    `speaker` is who the source is across documents. `chain` are those who passed it on, the outermost
    first and the speaker last; empty where nobody did. `n_others` counts the other documents of the same
    origin in which the same words stand. `locator` is the page of a PDF, or the time of a recording, on
    which it begins.
    """

    attribution: Attribution
    document: DocumentRow
    text: str
    sentence: Span
    highlights: Spans
    speaker: Joined | None = None
    chain: tuple[str, ...] = ()
    n_others: int = 0
    locator: Locator | None = None

    @property
    def sentence_text(self) -> str:
        """The whole sentences around the attribution."""
        return self.sentence.of(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerRow:
    """How much one speaker says; `name` is None for all the attributions whose speaker is not resolved.

    `by_name` marks what stands for a name and not for one speaker: words that name nobody in particular
    (“officials”), and bare names of which nothing tells whose they are. `n_origins` are what the documents
    go back to: those that carry one text are counted once.
    """

    id: str
    name: str | None
    kind: SpeakerKind | None
    by_name: bool
    n_attributions: int
    n_documents: int
    outlets: tuple[str, ...]
    first_published: str | None
    last_published: str | None
    n_origins: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Who a speaker is across documents: the speaker's id and name, and why this appearance is theirs.

    `decision` is the number of a person's decision, where one put it there.
    """

    id: str
    name: str
    kind: SpeakerKind | None
    by_name: bool
    because: str
    confidence: float
    decision: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRow:
    """One role of a speaker; the dates are those of a roster, else of the documents that give it."""

    title: str
    since: str | None
    until: str | None
    n_documents: int
    listed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRow:
    """One reason why names were joined: the name in the documents, how many, and why."""

    name: str
    n_documents: int
    because: str
    decision: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerPage:
    """What is known of one speaker across documents; all counts are of current attributions.

    `months` counts what is said by month of the date of the statement, else of publication; `outlets`,
    `addressees`, `cue_classes` and `passed_on_by` (whoever says that they said it) the most frequent
    first. `namesakes` are speakers who share a name with this one and are kept apart. `n_origins` are what
    the documents go back to: those that carry one text are counted once.
    """

    row: SpeakerRow
    country: str | None
    wikidata: str | None
    names: tuple[tuple[str, int], ...]
    roles: tuple[RoleRow, ...]
    months: tuple[tuple[str, int], ...]
    outlets: tuple[tuple[str, int], ...]
    addressees: tuple[tuple[str, int], ...]
    cue_classes: tuple[tuple[str, int], ...]
    passed_on_by: tuple[tuple[str, int], ...]
    joins: tuple[JoinRow, ...]
    namesakes: tuple[SpeakerRow, ...]
    n_origins: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitBy:
    """What a split takes: what is said in these documents (ids), in this role, or under this name."""

    documents: tuple[str, ...] = ()
    role: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """One decision of a person about who is who; `told` is the new name, or what a split takes."""

    number: int
    what: Literal["merge", "split", "rename"]
    identity: str
    name: str | None
    other: str | None
    other_name: str | None
    told: dict[str, object]
    by: str
    at: datetime
    reason: str | None
    undone_by: str | None
    undone_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What the import of a roster did: entries that are new, that replace older ones, and lines left out."""

    new: int
    replaced: int
    skipped: int


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
class Placed:
    """One document that stands in a web archive; `here` says whether the ledger keeps its bytes as well."""

    document_id: str
    name: str
    sha256: str
    n_bytes: int
    place: ArchivePlace
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """How many documents have their bytes in web archives alone, and how many bytes these are."""

    n_documents: int
    n_bytes: int


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
    """How much the ledger holds; `attributions` and `speakers` count newest readings of current versions.

    `origins` counts the current documents, those that carry one text once.
    """

    documents: int
    older_versions: int
    outlets: int
    readings: int
    attributions: int
    superseded: int
    speakers: int
    skipped: int
    purged: int
    origins: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Paged(Generic[_Row]):
    """One page of a list. `following` and `preceding` are the marks of the pages beside it, None at an end.

    A mark is short text, fit for an address; it stays right when rows are added before or behind it.
    """

    rows: tuple[_Row, ...]
    following: str | None = None
    preceding: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """One value of a facet: what a query asks for it by, what people are shown, and how many there are."""

    value: str
    label: str
    n: int


FacetName = Literal["speakers", "outlets", "cue_classes", "quotations", "kinds", "months"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """What answers a query, counted: `n` attributions, and by value the most frequent first.

    Months are in order of time. Where more answer than are counted, `whole` is False, and all numbers are
    of the `n` that were.
    `speakers` have speakers' ids as values; what is not known is in no facet. `n_documents` are those that
    they stand in, `n_origins` counts those that carry one text once.
    """

    n: int
    whole: bool
    speakers: tuple[FacetValue, ...]
    outlets: tuple[FacetValue, ...]
    cue_classes: tuple[FacetValue, ...]
    quotations: tuple[FacetValue, ...]
    kinds: tuple[FacetValue, ...]
    months: tuple[FacetValue, ...]
    n_documents: int = 0
    n_origins: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerList:
    """Which speakers to list, and in what order; None asks for nothing. `part` is part of a name."""

    part: str | None = None
    kind: SpeakerKind | None = None
    named_only: bool = False  # leaves out those who stand for a name alone
    sort: SpeakerSort = "attributions"
    descending: bool = True
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentList:
    """Which documents to list, and in what order; None asks for nothing. `part` is part of the title or name.

    `outlet` is an outlet's whole name; the dates are those of publication, as in SaidQuery. Older
    versions are left out unless `all_versions`. `origin` is the number of what they go back to; `fold` leaves
    out those that carry the text of an earlier one.
    """

    part: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    sort: DocumentSort = "published"
    descending: bool = True
    limit: int = 50
    all_versions: bool = False
    origin: int | None = None
    fold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletList:
    """Which outlets to list, and in what order; `part` is part of the name."""

    part: str | None = None
    sort: OutletSort = "attributions"
    descending: bool = True
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletRow:
    """How much one outlet prints of what others say; counts are of current versions.

    `n_origins` are what the documents go back to: those that carry one text are counted once.
    """

    name: str
    n_documents: int
    n_attributions: int
    first_published: str | None
    last_published: str | None
    n_origins: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletPage:
    """What is known of one outlet; lists have the most frequent first, months are in order of time.

    `speakers` have speakers' ids as values.
    """

    row: OutletRow
    months: tuple[FacetValue, ...]
    speakers: tuple[FacetValue, ...]
    cue_classes: tuple[FacetValue, ...]
    quotations: tuple[FacetValue, ...]
    kinds: tuple[FacetValue, ...]
    n_origins: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginRow:
    """What several documents go back to: the likely origin among them, None where it cannot be told.

    `title` is that of the first; `agency` the news agency that they name as their source. `because` says why
    it is taken for the origin, or why that cannot be told; `confidence` is 0 where nothing is told.
    """

    number: int
    n_documents: int
    title: str
    document: DocumentRow | None
    agency: str | None
    confidence: float
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRow:
    """A document that shares text with another, and what they share, seen from that other.

    `joined` says that both go back to one origin.
    """

    document: DocumentRow
    match: Match
    joined: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """What a document shares with others: the most first.

    `origin` is what it goes back to together with others, None where no other carries its text; `because`
    says why, in either case. `others` are documents of the same origin that it was not compared with. `tags`
    are the agencies that the document names as its source; `points_at` is the address at another host that it
    gives as its own, `source` what a feed gave as its source.
    """

    document: DocumentRow
    origin: OriginRow | None
    because: str
    copies: tuple[CopyRow, ...]
    others: tuple[DocumentRow, ...]
    tags: tuple[Tag, ...]
    points_at: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgementRow:
    """One judgement as the ledger keeps it; undone ones stay."""

    number: int
    judgement: Judgement
    undone_by: str | None
    undone_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What became of a judgement: its number, and the id of the attribution that now stands, if one does."""

    number: int
    attribution: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """One thing in which the newest reading by a model differs from a person's judgement, which stands.

    `found` is what the model has in its place: None where it finds nothing there. `keys` are the
    record's keys that differ (`source`, `cue`, `content`, `speaker`, `cue_class`, …); `because` says it
    in words.
    """

    row: JudgementRow
    extractor: str
    found: Attribution | None
    keys: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One document that waits for review: how many attributions nobody has judged, and the least certain.

    `n_unsure` are those of confidence below 0.5; `lowest` is the smallest confidence, None where nothing
    is left to judge but the document is not finished.
    """

    document: DocumentRow
    n_unjudged: int
    n_unsure: int
    n_judged: int
    lowest: float | None
    n_disagreements: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRow:
    """One thing kept in a collection.

    `reference` is a document's, attribution's or speaker's id, an outlet's name, or a search as the query
    of its address (`words=bridge&by=Pell`); `title` what it was called when it was kept.
    """

    id: int
    what: KeptWhat
    reference: str
    title: str
    note: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionRow:
    """One collection as it is listed; a closed one is no longer shown, and can be opened again."""

    id: int
    name: str
    note: str
    by: str
    at: datetime
    n_kept: int
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """One attribution looked up by its id, as the newest reading that has it found it.

    `standing` says whether that is the newest reading of its document; else a later one, or a person,
    found something else. `read_at` is when that reading was made.
    """

    hit: Hit
    standing: bool
    read_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptThing:
    """One kept thing with what the ledger has of it now: all of these are None where that is nothing.

    A search has none of them: its answers are those of now.
    """

    kept: KeptRow
    document: DocumentRow | None = None
    cited: Cited | None = None
    speaker: SpeakerRow | None = None
    outlet: OutletRow | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRow:
    """One user who may log in; `password` is Argon2's encoding, never the password."""

    name: str
    password: str
    added_at: datetime
