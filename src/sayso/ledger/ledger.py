"""The ledger: who said what, kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType

from sayso.link.roster import RosterEntry
from sayso.records import ArchivePlace, Document, Judgement, Reading, Skipped

from . import (
    accounts,
    appearing,
    bulk,
    collections,
    condition,
    copies,
    copying,
    decided,
    documents,
    gathered,
    judgements,
    linking,
    lists,
    places,
    purge,
    quote_list,
    readings,
    rosters,
    search,
    verify,
    writer,
)
from . import diff as differences
from . import pages as speaker_pages
from . import query as questions
from .connection import WAIT, Store, open_store
from .prepared import Prepared, prepare
from .quote_rows import QuotedElsewhere, QuoteGroup, QuotesQuery
from .rows import (
    Added,
    Change,
    Cited,
    CollectionRow,
    Copies,
    Counts,
    DecisionRow,
    Disagreement,
    DocumentList,
    DocumentRow,
    Elsewhere,
    FacetName,
    Facets,
    Finding,
    Hit,
    Imported,
    Joined,
    Judged,
    JudgementRow,
    KeptRow,
    KeptThing,
    KeptWhat,
    OriginRow,
    OutletList,
    OutletPage,
    OutletRow,
    Paged,
    Placed,
    Purged,
    QueueRow,
    SaidQuery,
    SkippedRow,
    SpeakerList,
    SpeakerPage,
    SpeakerRow,
    SpeakersQuery,
    SplitBy,
    Tombstone,
    UserRow,
)
from .schema import HEAD
from .watched import Feeds


class Ledger:
    """Documents and who said what in them, in one SQLite file or one PostgreSQL database.

    A ledger only grows: what was added is superseded by newer readings and versions, never edited,
    and only `purge` takes something out. Every method that writes is one transaction. Iterators
    stream: each sees the ledger as it was when its first item was asked for, and holds a connection
    until it is done or closed. A ledger may be used by several threads; after a fork, open it anew.

    Every method raises AbortRun, naming the ledger, when the database fails.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    @classmethod
    def open(
        cls,
        where: str | Path | None = None,
        *,
        create: bool = True,
        read_only: bool = False,
        wait: float = WAIT,
    ) -> Ledger:
        """The ledger at this path or database URL; None means $SAYSO_LEDGER, else `sayso.db`.

        An older ledger is brought up to date. `create` makes one where there is none; `read_only`
        changes nothing, not even to bring it up to date; `wait` is how many seconds to wait for other
        processes that write. AbortRun where there is no ledger, or none that this version can open.
        """
        store = open_store(where, create=create, read_only=read_only, wait=wait)
        if not read_only:
            linking.link_missing(store)  # an older ledger knows no speakers across documents yet
            copies.place_missing(store)
        return cls(store)

    @classmethod
    def look(cls, where: str | Path | None = None, *, wait: float = WAIT) -> Ledger:
        """The ledger opened for a short look that leaves everything as it is, the files beside it too.

        Where another process began to write during it (`is_alone` before, and not after), look again.
        """
        return cls(open_store(where, create=False, read_only=True, wait=wait, untouched=True))

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give back the connections."""
        self._store.engine.dispose()

    @property
    def where(self) -> str:
        """The path or the URL, without its password."""
        return self._store.where

    @property
    def version(self) -> str:
        """The number of the ledger's newest migration."""
        return HEAD

    @property
    def feeds(self) -> Feeds:
        """The feeds that are watched, and what was seen in them."""
        return Feeds(self._store)

    def holds(self, document_id: str, extractor: str, *, unread: bool = False) -> bool:
        """Whether this extractor's reading of this document is there, so that there is nothing to add.

        With `unread`: whether the document is there, and this extractor left it unread.
        """
        with self._store.reading() as connection:
            return writer.holds(connection, document_id, extractor, unread=unread)

    def frozen(self, document: Document) -> Document:
        """The document with the text that the ledger froze when it was first added; else as it is.

        What extracts should read this one: only its text can be added to.
        """
        return readings.frozen(self._store, document)

    def add(self, reading: Reading, *, extractor: str, now: datetime, keep_bytes: bool = False) -> Added:
        """Add a reading, whole or not at all; a reading that is there already adds nothing.

        Of a document that stands in a web archive, its place and the hash of its bytes are kept, and the
        bytes themselves only where `keep_bytes` says so.

        The newest reading of a document is the current one. Of a document that was left unread for its
        language the reason is kept, also among what was skipped; such a reading never takes the place of
        one that read it, and gives way when the same extractor reads it after all. A document of a known
        URL with other bytes is that URL's next version. DocumentError, and nothing written, where the
        document was purged, its text is not the frozen one, holds what no database can store, or is not
        what a span's text was cut from.
        """
        return writer.add_reading(self._store, reading, extractor=extractor, now=now, keep_bytes=keep_bytes)

    def add_many(
        self, readings: Iterable[Reading], *, extractor: str, now: datetime, keep_bytes: bool = False
    ) -> tuple[Added, ...]:
        """Add readings in their order, all of them or none: the same rows as one by one, sooner.

        All are in memory at once. DocumentError, and nothing written, where one cannot be added.
        """
        rows = [prepare(reading, extractor, keep_bytes=keep_bytes) for reading in readings]
        return bulk.add_prepared(self._store, rows, now=now)

    def add_prepared(self, prepared: Sequence[Prepared], *, now: datetime) -> tuple[Added, ...]:
        """Add readings that `prepare` made rows of, in this process or another: the same as `add_many`."""
        return bulk.add_prepared(self._store, prepared, now=now)

    def keep_bytes(self, document: Document) -> bool:
        """Keep a document's bytes where the ledger has only their place in an archive; whether it did."""
        return writer.keep_bytes(self._store, document)

    def add_skipped(self, *skipped: Skipped, now: datetime) -> None:
        """Keep the names and the reasons of inputs that gave no document, all of them or none."""
        writer.add_skipped(self._store, *skipped, now=now)

    def said(self, query: SaidQuery) -> Iterator[Hit]:
        """The current attributions that answer the query, best or newest first; AbortRun on a wrong one."""
        return questions.said(self._store, query)

    def speakers(self, query: SpeakersQuery | None = None) -> Iterator[SpeakerRow]:
        """The speakers of the current attributions, those who say most first, the unresolved ones last.

        A speaker is who the rules and people's decisions take a name for, across documents.
        """
        return questions.speakers(self._store, query or SpeakersQuery())

    def find_speakers(self, reference: str, *, limit: int | None = None) -> list[SpeakerRow]:
        """The speakers of this id or name, or whose id begins so; else those with this in a name.

        Who says most comes first; none where the reference means nobody.
        """
        return speaker_pages.find_speakers(self._store, reference, limit)

    def speaker_row(self, speaker_id: str) -> SpeakerRow:
        """The listing of one speaker; AbortRun where there is none of this id."""
        return speaker_pages.read_row(self._store, speaker_id)

    def speaker(self, speaker_id: str) -> SpeakerPage:
        """What is known of one speaker across documents; AbortRun where there is none of this id."""
        return speaker_pages.read_page(self._store, speaker_id)

    def merge(self, speaker_id: str, other: str, *, by: str, reason: str | None, now: datetime) -> int:
        """Say that the other speaker is this one; the number of the decision, which wins over the rules.

        Decisions are rows that stay when documents are read or speakers are linked again. Where only
        one of the two stands for more than a name, that one is kept.
        """
        return decided.merge(self._store, speaker_id, other, by=by, reason=reason, now=now)

    def split(
        self,
        speaker_id: str,
        which: SplitBy,
        *,
        name: str | None,
        by: str,
        reason: str | None,
        now: datetime,
    ) -> int:
        """Say that a part of what this speaker says is someone else's; the number of the decision."""
        return decided.split(self._store, speaker_id, which, name=name, by=by, reason=reason, now=now)

    def rename(self, speaker_id: str, name: str, *, by: str, reason: str | None, now: datetime) -> int:
        """Give a speaker the name to be shown; the number of the decision."""
        return decided.rename(self._store, speaker_id, name, by=by, reason=reason, now=now)

    def undo(self, decision: int, *, by: str, now: datetime) -> None:
        """Take a decision back; it stays on record as undone. AbortRun where none of this number stands."""
        decided.undo(self._store, decision, by=by, now=now)

    def decisions(self) -> list[DecisionRow]:
        """What people decided about who is who, undone decisions included, first taken first."""
        return decided.list_decisions(self._store)

    def relink(self) -> int:
        """Work out anew who is who in all documents, from the oldest on; decisions stay.

        How many names in documents then have another speaker than before. What `add` finds depends on
        the order in which documents come; what this finds depends on the documents alone.
        """
        return linking.relink(self._store)

    def copies(self, document_id: str) -> Copies:
        """Which documents carry text of this one, on what evidence, and what they likely go back to."""
        return copies.copies_of(self._store, document_id)

    def origin(self, number: int) -> OriginRow:
        """What several documents go back to; AbortRun where no two go back to one of this number."""
        return copies.read_origin(self._store, number)

    def origins(self, *, limit: int = 50) -> list[OriginRow]:
        """What most documents go back to, first; only what more than one does."""
        return copies.largest_origins(self._store, limit)

    def relink_copies(self, progress: Callable[[int, int], None] = lambda done, of: None) -> int:
        """Place all documents among their copies anew, from the oldest on; how many have another origin then.

        What `add` finds may depend on the order in which documents come where very many carry one text;
        what this finds depends on the documents alone. `progress` is told how many of how many are placed.
        """
        return copies.relink(self._store, progress)

    def cite_source(self, document_id: str, *, title: str | None, url: str | None) -> None:
        """Keep what a feed gives as the `<source>` of a document: evidence of where its text is from."""
        copies.cite_source(self._store, document_id, title, url)

    def import_roster(self, entries: Iterator[RosterEntry], *, source: str, now: datetime) -> Imported:
        """Keep a roster's entries, one transaction for all; an entry of the same id replaces the former.

        Documents that are added later are matched with it, and all of them by `relink`.
        """
        return rosters.import_roster(self._store, entries, source=source, now=now)

    def find_documents(self, reference: str) -> list[DocumentRow]:
        """The documents of this id, name or URL, or whose id begins so (four characters or more).

        Current versions first, then the newest publication; none where the reference means nothing.
        """
        return documents.find_documents(self._store, reference)

    def documents(self, *, fold: bool = False) -> Iterator[DocumentRow]:
        """Every document, older versions included, in the order in which they were added.

        `fold` leaves out older versions, and those that carry the text of an earlier document.
        """
        return documents.list_documents(self._store, fold=fold)

    def reading(self, document_id: str) -> Reading:
        """The document's newest reading; AbortRun where there is no such document."""
        return readings.reading_of(self._store, document_id)

    def speakers_in(self, document_id: str) -> dict[str, Joined]:
        """Who the speakers of the document's newest reading are across documents, by their ids in it."""
        return appearing.speakers_in(self._store, document_id)

    def newest_reading(self, document_id: str) -> int:
        """The number of the document's newest reading: another, once a model or a person changed it."""
        return appearing.newest_reading(self._store, document_id)

    def document_of(self, attribution_id: str) -> str | None:
        """The id of the document that the attribution was read in; None where the ledger never had it."""
        return appearing.document_of(self._store, attribution_id)

    def readings(self) -> Iterator[Reading]:
        """Every document's newest reading, older versions included, one in memory at a time."""
        return readings.all_readings(self._store)

    def skipped(self) -> Iterator[SkippedRow]:
        """Every skipped input, in the order in which they were tried."""
        return documents.list_skipped(self._store)

    def tombstones(self) -> Iterator[Tombstone]:
        """What is left of the purged documents, first purged first."""
        return documents.list_tombstones(self._store)

    def versions(self, document_id: str) -> list[DocumentRow]:
        """The documents of this document's URL, first version first; only itself where it has none."""
        return documents.versions_of(self._store, document_id)

    def diff(self, older: str, newer: str) -> Iterator[Change]:
        """What the newest readings of two documents (by id) say differently.

        In the newer one's order, and then what was dropped.
        """
        return differences.diff(self.reading(older), self.reading(newer))

    def purge(self, document_id: str, *, reason: str, by: str | None, now: datetime) -> Purged:
        """Take the document's text and bytes out everywhere, and leave a tombstone.

        On SQLite out of tables, search index, free pages and log; on PostgreSQL out of the tables'
        files, while its write-ahead log and backups are the server's own. Other documents with the same
        bytes keep theirs. AbortRun where there is no such document, or where another process keeps the
        file from being swept: purging again then finishes the work.
        """
        return purge.purge(self._store, document_id, reason=reason, by=by, now=now)

    def verify(
        self, progress: Callable[[str, int, int], None] = lambda doing, done, of: None
    ) -> Iterator[Finding]:
        """What is wrong and where, streamed; nothing where every span, hash and id is right.

        `progress` is told what is looked at, how many rows of the ledger were, and how many there are.
        On a ledger opened for reading only, SQLite's own check of the search index's words is left out.
        """
        return verify.verify(self._store, progress)

    def places(self) -> Iterator[Placed]:
        """Every document that stands in a web archive, archive by archive, in the order of the bytes."""
        return places.list_places(self._store)

    def places_of(self, document_ids: Iterable[str]) -> dict[str, ArchivePlace]:
        """Where those of these documents stand that came from web archives, by their ids."""
        return places.places_of(self._store, document_ids)

    def elsewhere(self) -> Elsewhere:
        """How many documents have their bytes in web archives alone: what `verify` cannot hold to a hash."""
        return places.count_elsewhere(self._store)

    def lacking(self) -> list[str]:
        """The tables and columns of the ledger's layout that are not there; none where it is whole."""
        return condition.find_lacking(self._store)

    def unread(self, extractor: str) -> int:
        """How many current documents have no reading by this model."""
        return condition.count_unread(self._store, extractor)

    def counts(self) -> Counts:
        """How much the ledger holds."""
        return documents.count(self._store)

    def said_page(self, query: SaidQuery, *, mark: str | None = None) -> Paged[Hit]:
        """A page of what answers the query, `query.limit` (None: 50) attributions, in the order of `said`.

        `mark` is that of a page beside another. Where very many hold the words, relevance is that of the
        last added ones. AbortRun on a wrong query or mark.
        """
        return search.said_page(self._store, query, mark=mark)

    def facets(self, query: SaidQuery, *, of: Collection[FacetName] = ()) -> Facets:
        """What answers the query, counted by speaker, outlet, class, quotation, kind and month.

        With `of` only by those: the others are left empty.
        """
        return search.facets(self._store, query, of)

    def quotes(self, query: QuotesQuery | None = None, *, mark: str | None = None) -> Paged[QuoteGroup]:
        """A page of the quotations that stand in several documents, those printed last first.

        AbortRun on a wrong query or mark.
        """
        return quote_list.quote_page(self._store, query or QuotesQuery(), mark=mark)

    def quote(self, attribution_id: str) -> QuoteGroup | None:
        """The quotation of this attribution, in all its versions; None where it stands nowhere else."""
        return quote_list.quote_of(self._store, attribution_id)

    def quoted_elsewhere(self, document_id: str) -> dict[str, QuotedElsewhere]:
        """In how many documents the quotations of this one stand, by the attributions' ids; what stands in no
        other is left out."""
        return quote_list.quoted_elsewhere(self._store, document_id)

    def quotes_waiting(self) -> int:
        """How many documents were not looked through for quotations yet: an older ledger's."""
        return quote_list.n_waiting(self._store)

    def place_quotes(self) -> Iterator[int]:
        """Look through the documents that wait; how many were, some at a time, as they are done."""
        return quote_list.place_waiting(self._store)

    def speaker_page(self, wanted: SpeakerList, *, mark: str | None = None) -> Paged[SpeakerRow]:
        """A page of the list of speakers; what is unresolved is not in it."""
        return lists.speaker_page(self._store, wanted, mark=mark)

    def document_page(self, wanted: DocumentList, *, mark: str | None = None) -> Paged[DocumentRow]:
        """A page of the list of documents."""
        return lists.document_page(self._store, wanted, mark=mark)

    def outlet_page(self, wanted: OutletList, *, mark: str | None = None) -> Paged[OutletRow]:
        """A page of the list of outlets."""
        return lists.outlet_page(self._store, wanted, mark=mark)

    def outlet_row(self, name: str) -> OutletRow:
        """The listing of one outlet; AbortRun where no current document has it."""
        return lists.outlet_row(self._store, name)

    def outlet(self, name: str) -> OutletPage:
        """What is known of one outlet; AbortRun where no current document has it."""
        return lists.outlet(self._store, name)

    def model_reading(self, document_id: str) -> Reading:
        """The document's newest reading by a model, without what people said about it."""
        return readings.model_reading_of(self._store, document_id)

    def judge(self, judgement: Judgement) -> Judged:
        """Keep a judgement; what it says stands from now on, also when a model reads the document again.

        AbortRun where the document or the attribution is not there, or what is judged is no slice.
        """
        return judgements.judge(self._store, judgement)

    def undo_judgement(self, number: int, *, by: str, now: datetime) -> None:
        """Take a judgement back; it stays on record as undone. AbortRun where none of this number stands."""
        judgements.undo(self._store, number, by=by, now=now)

    def judgements(self, document_id: str | None = None) -> Iterator[JudgementRow]:
        """What people judged, undone judgements included, first first: in one document, or in all."""
        return judgements.list_judgements(self._store, document_id)

    def disagreements(self, document_id: str) -> list[Disagreement]:
        """Where the newest reading by a model differs from what people judged, in text order."""
        return judgements.disagreements(self._store, document_id)

    def queue(self, *, limit: int = 50, mark: str | None = None) -> Paged[QueueRow]:
        """Current documents that are not finished, those with the least certain attributions first."""
        return judgements.queue(self._store, limit=limit, mark=mark)

    def make_collection(self, name: str, *, note: str, by: str, now: datetime) -> int:
        """A new collection for a case; its number."""
        return collections.make(self._store, name, note=note, by=by, now=now)

    def describe_collection(self, number: int, *, name: str, note: str) -> None:
        """Give a collection another name and note."""
        collections.describe(self._store, number, name=name, note=note)

    def close_collection(self, number: int, *, closed: bool, by: str, now: datetime) -> None:
        """Close a collection, or open it again; what is in it stays."""
        collections.close(self._store, number, closed=closed, by=by, now=now)

    def collections(self) -> list[CollectionRow]:
        """Every collection, the last made first, closed ones at the end."""
        return collections.list_collections(self._store)

    def collection(self, number: int) -> tuple[CollectionRow, tuple[KeptRow, ...]]:
        """A collection and what is in it, first kept first; AbortRun where there is none of this number."""
        return collections.read_collection(self._store, number)

    def gathered(self, number: int) -> tuple[CollectionRow, tuple[KeptThing, ...]]:
        """A collection and what is in it, each thing looked up as the ledger has it now."""
        return gathered.read_gathered(self._store, number)

    def cited(self, attribution_ids: Iterable[str]) -> dict[str, Cited]:
        """The attributions of these ids that the ledger has, also those that no longer stand."""
        return gathered.read_cited(self._store, attribution_ids)

    def where_kept(self, what: KeptWhat, reference: str) -> list[int]:
        """The numbers of the collections that hold this thing."""
        return collections.where_kept(self._store, what, reference)

    def copy_to(self, other: Ledger, document_ids: Iterable[str], *, collection: int | None = None) -> int:
        """Copy these documents into an empty ledger in a file, and the collection; how many documents.

        All versions of their addresses go with them, with their bytes, every reading, what people judged
        in them, who speaks in them, and what people decided about those.
        """
        return copying.copy_part(self._store, other._store, document_ids, collection=collection)

    def keep(
        self, number: int, what: KeptWhat, reference: str, *, title: str, note: str, by: str, now: datetime
    ) -> int:
        """Keep a thing in a collection, once; its number. AbortRun where the thing is not in the ledger.

        A note on what is kept already joins the one that it has.
        """
        store = self._store
        return collections.keep(store, number, what, reference, title=title, note=note, by=by, now=now)

    def annotate(self, kept: int, *, note: str) -> None:
        """Give a kept thing another note."""
        collections.annotate(self._store, kept, note=note)

    def drop(self, kept: int, *, by: str, now: datetime) -> None:
        """Take a thing out of its collection."""
        collections.drop(self._store, kept, by=by, now=now)

    def add_user(self, name: str, *, password: str, now: datetime) -> None:
        """Let a user log in, or give one another password; `password` is its Argon2 encoding."""
        accounts.add_user(self._store, name, password=password, now=now)

    def remove_user(self, name: str, *, now: datetime) -> None:
        """Let a user no longer log in, and end the user's sessions; what the user did stays."""
        accounts.remove_user(self._store, name, now=now)

    def users(self) -> list[UserRow]:
        """Those who may log in, by name."""
        return accounts.list_users(self._store)

    def begin_session(self, user: str, *, token: str, now: datetime, ends: datetime) -> None:
        """Keep that whoever holds this token is the user until then; only its hash is stored."""
        accounts.begin_session(self._store, user, token=token, now=now, ends=ends)

    def session_user(self, token: str, *, now: datetime) -> str | None:
        """The user whose session has this token; None where there is none, or it has ended."""
        return accounts.session_user(self._store, token, now=now)

    def end_session(self, token: str) -> None:
        """End a session."""
        accounts.end_session(self._store, token)
