"""Verifying: every stored slice, hash and id held to the texts and bytes it stands for."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from sayso.errors import AbortRun
from sayso.records import QUOTATIONS, attribution_id, document_id
from sayso.records.attribution import READ_OFF_THE_CUE
from sayso.records.locator import refuse_disorder

from .connection import Store, stream
from .copies import find_origin_faults
from .faults import DAMAGED
from .places import to_place as to_archive_place
from .quote_faults import find_quote_faults
from .review_faults import find_review_faults
from .rows import Finding
from .schema import (
    archives,
    attributions,
    documents,
    extractions,
    places,
    postgres_words,
    readings,
    source_words,
    sqlite_words,
    tombstones,
)
from .speaker_faults import find_speaker_faults
from .statements import find_statement_faults
from .stored import (
    Fields,
    hash_text,
    place_problems,
    slice_problems,
    to_date,
    to_locators,
    to_metadata,
    to_reasons,
    to_spans,
    to_speaker,
)
from .words import to_tsvector

_ROWS = 50  # rows fetched at once: documents come with their texts
_TOLD = 500  # rows between two words on how far it is
_PLACED = 20  # attributions that are looked at while one document's fingerprint is

Progress = Callable[[str, int, int], None]
_Row = TypeVar("_Row")


@dataclass(slots=True)
class _Following:
    """Tells what is looked at, and how many rows of all were; where rows are not counted, check by check."""

    progress: Progress
    of: int
    done: int = field(default=0, init=False)
    doing: str = field(default="", init=False)

    def check(self, doing: str, n_rows: int, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The findings of a check that goes through so many rows."""
        behind = self.done + n_rows
        self.doing = doing
        self._tell()
        yield from findings
        self.done = behind
        self._tell()

    def rows(self, rows: Iterable[_Row], as_many: int = 1) -> Iterator[_Row]:
        """The rows, counted as they are looked at, each as so many."""
        told = max(1, _TOLD // as_many)
        for number, row in enumerate(rows, 1):
            yield row
            if number % told == 0:
                self.done += told * as_many
                self._tell()

    def placed(self, rows: Iterable[_Row]) -> Iterator[_Row]:
        """The rows of documents whose fingerprints are made anew."""
        return self.rows(rows, _PLACED)

    def _tell(self) -> None:
        self.progress(self.doing, min(self.done, self.of), self.of)


def verify(store: Store, progress: Progress = lambda doing, done, of: None) -> Iterator[Finding]:
    """What is wrong in the ledger and where; nothing where all is well.

    One document, archive or attribution is in memory at a time. Nothing is extracted again. `progress` is
    told what is looked at, and how many rows of how many were.
    """
    try:
        yield from _everything(store, progress)
    except AbortRun as error:
        if error.problem != DAMAGED:
            raise
        yield Finding("file", store.where, "what lies behind the damage cannot be read")


def _everything(store: Store, progress: Progress) -> Iterator[Finding]:
    with store.reading() as connection:
        n_documents, n_attributions, n_extractions = (
            connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in (documents, attributions, extractions)
        )
        n_indexed = n_attributions // 30 if store.is_sqlite else n_attributions
        following = _Following(progress, 0)
        # In attributions, or as many of them as take about as long: measured on a ledger of 300,000.
        checks: list[tuple[str, int, Iterator[Finding]]] = [
            ("the database file", n_attributions // 3, _database(store, connection)),
            ("archived bytes", n_documents, _archives(connection, following)),
            ("texts", n_documents, _documents(connection, following)),
            ("places in archives", 0, _places(connection)),
            ("attributions", n_attributions, _attributions(connection, following)),
            ("readings", n_extractions, _extractions(connection, following)),
            ("nesting", 0, _nesting(connection)),
            ("versions", 0, _links(connection)),
            ("speakers", n_attributions // 12, find_speaker_faults(connection)),
            ("lists", n_attributions // 24, find_statement_faults(connection)),
            ("judgements", 0, find_review_faults(connection)),
            ("copies", n_documents * _PLACED, find_origin_faults(connection, following.placed)),
            ("quotations", n_documents, find_quote_faults(connection)),
            ("the search index", n_indexed, _index(store, connection, following)),
        ]
        following.of = sum(n_rows for _, n_rows, _ in checks)
        for doing, n_rows, findings in checks:
            yield from following.check(doing, n_rows, findings)
    if store.is_sqlite and not store.read_only:
        yield from _sqlite_index(store)


def _index(store: Store, connection: sa.Connection, following: _Following) -> Iterator[Finding]:
    if store.is_sqlite:
        return _sqlite_index_rows(connection)
    return _postgres_index(connection, following)


def _database(store: Store, connection: sa.Connection) -> Iterator[Finding]:
    """The pages and the foreign keys, which PostgreSQL looks after itself."""
    if not store.is_sqlite:
        return
    for (problem,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if problem != "ok":
            yield Finding("file", store.where, problem)
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        where = f"{table} row {row}" if row is not None else str(table)
        yield Finding("foreign key", where, f"points at a row of {parent} that is not there")


def _archives(connection: sa.Connection, following: _Following) -> Iterator[Finding]:
    used = sa.exists().where(documents.c.sha256 == archives.c.sha256).label("used")
    there = sa.exists().where(places.c.document_id == documents.c.id)
    unplaced = sa.exists().where(documents.c.sha256 == archives.c.sha256, ~there).label("unplaced")
    found = stream(connection, sa.select(archives, used, unplaced), _ROWS)
    for row in following.rows(found.mappings()):
        for problem in _archive_problems(row):
            yield Finding("archive", row["sha256"], problem)


def _archive_problems(row: Fields) -> Iterator[str]:
    if not row["used"]:
        yield "no document has these bytes"
    if isinstance(row["bytes"], bytes) and not row["bytes"]:  # they are in a web archive, or should be
        if row["unplaced"]:
            yield "its bytes are not here, and a document that has them stands in no web archive"
        return
    try:
        digest, n_bytes = _hash_packed(row["bytes"])
    except (zlib.error, TypeError) as error:
        yield f"its bytes cannot be unpacked ({error})"
        return
    if digest != row["sha256"]:
        yield f"its bytes have the SHA-256 {digest}"
    if n_bytes != row["n_bytes"]:
        yield f"it is {n_bytes} bytes long, stored as {row['n_bytes']}"


def _hash_packed(packed: bytes) -> tuple[str, int]:
    # Piece by piece: damaged bytes may unpack into far more than was ever packed.
    unpacking, digest, n_bytes = zlib.decompressobj(), hashlib.sha256(), 0
    while packed:
        piece = unpacking.decompress(packed, 1 << 20)
        digest.update(piece)
        n_bytes += len(piece)
        packed = unpacking.unconsumed_tail
    if not unpacking.eof:
        raise zlib.error("incomplete")
    return digest.hexdigest(), n_bytes


def _documents(connection: sa.Connection, following: _Following) -> Iterator[Finding]:
    stone = sa.exists().where(tombstones.c.id == documents.c.id).label("purged")
    read = sa.exists().where(readings.c.document_id == documents.c.id).label("read")
    earlier = documents.alias("earlier")
    followed = sa.or_(
        documents.c.previous.is_(None),
        sa.exists().where(earlier.c.id == documents.c.previous),
        sa.exists().where(tombstones.c.id == documents.c.previous),
    ).label("followed")
    found = stream(connection, sa.select(documents, stone, read, followed), _ROWS)
    for row in following.rows(found.mappings()):
        for problem in _document_problems(row):
            yield Finding("document", row["id"], problem)


def _document_problems(row: Fields) -> Iterator[str]:
    text = row["text"]
    if not isinstance(text, str):
        yield "its text is no text"
    elif hash_text(text) != row["text_sha256"]:
        yield "its text does not have the SHA-256 that was stored with it"
    elif len(text) != row["n_characters"]:
        yield f"its text has {len(text)} characters, stored as {row['n_characters']}"
    try:
        metadata = to_metadata(row)
    except (ValueError, TypeError) as error:
        yield f"its authors are no list ({error})"
    else:
        if document_id(row["sha256"], metadata) != row["id"]:
            yield "its id is not the one that its bytes and its origin give"
    if row["purged"]:
        yield "it was purged and is here"
    if not row["read"]:
        yield "it has no reading"
    try:
        refuse_disorder(to_locators(row["locators"]), len(text) if isinstance(text, str) else 0)
    except (ValueError, TypeError) as error:
        yield f"its pages or times are damaged ({error})"
    if not row["followed"]:
        yield f"it follows {row['previous']}, which is neither here nor purged"


def _places(connection: sa.Connection) -> Iterator[Finding]:
    for row in stream(connection, sa.select(places), _ROWS).mappings():
        try:
            to_archive_place(row)
        except (ValueError, TypeError) as error:
            yield Finding("place", row["document_id"], f"it is no place in a web archive ({error})")


def _attributions(connection: sa.Connection, following: _Following) -> Iterator[Finding]:
    found = sa.exists().where(extractions.c.attribution == attributions.c.number).label("found")
    # In the order of the documents, so that each text is read once.
    ordered = sa.select(attributions, found).order_by(attributions.c.document_id, attributions.c.number)
    text, of = "", None
    for row in following.rows(stream(connection, ordered, _ROWS).mappings()):
        if row["document_id"] != of:
            of = row["document_id"]
            text = _text_of(connection, of)
        for problem in _attribution_problems(row, text):
            yield Finding("attribution", row["id"], f"{problem} (document {of})")


def _attribution_problems(row: Fields, text: str) -> Iterator[str]:
    problems = list(slice_problems(row, text))
    yield from problems
    try:
        spans = [to_spans(row[f"{role}_spans"]) for role in ("source", "cue", "content")]
    except (ValueError, TypeError):
        spans = []  # told above
    if spans and attribution_id(row["document_id"], *spans) != row["id"]:
        yield "its id is not the one that its spans give"
    if not row["found"]:
        yield "no reading found it"


def _extractions(connection: sa.Connection, following: _Following) -> Iterator[Finding]:
    joined = (
        sa.select(
            extractions, attributions.c.id, attributions.c.document_id, readings.c.document_id.label("read")
        )
        .join(attributions, attributions.c.number == extractions.c.attribution, isouter=True)
        .join(readings, readings.c.id == extractions.c.reading_id, isouter=True)
        .order_by(extractions.c.reading_id, extractions.c.position)
    )
    reading, expected, text = None, 0, ""
    for row in following.rows(stream(connection, joined, _ROWS).mappings()):
        if row["reading_id"] != reading:
            reading, expected, text = row["reading_id"], 0, _text_of(connection, row["read"])
        where = row["id"] or f"number {row['attribution']}"
        if row["position"] != expected:
            yield Finding("reading", str(reading), f"its attribution {expected} is missing")
        expected = row["position"] + 1
        for problem in (*_extraction_problems(row), *place_problems(row, text)):
            yield Finding("attribution", where, f"{problem} (reading {reading})")


def _text_of(connection: sa.Connection, document_id: str | None) -> str:
    query = sa.select(documents.c.text).where(documents.c.id == document_id)
    stored = connection.execute(query).scalar()
    return stored if isinstance(stored, str) else ""


def _extraction_problems(row: Fields) -> Iterator[str]:
    if row["document_id"] != row["read"]:
        yield "it was found in a reading of another document"
    if row["quotation"] not in QUOTATIONS:
        yield f"its quotation is {row['quotation']!r}"
    for key, values in READ_OFF_THE_CUE.items():
        if row[key] not in (None, *values):
            yield f"its {key} is {row[key]!r}"
    confidence = row["confidence"]
    if not (isinstance(confidence, int | float) and 0 <= confidence <= 1):
        yield f"its confidence is {confidence!r}"
    try:
        to_speaker(row)
        to_reasons(row["reasons"])
    except (ValueError, TypeError, json.JSONDecodeError) as error:
        yield f"its speaker or its reasons are damaged ({error})"
    try:
        to_date(row)
    except (ValueError, TypeError, KeyError) as error:
        yield f"its date is damaged ({error})"


def _nesting(connection: sa.Connection) -> Iterator[Finding]:
    """Attributions within, or in answer to, one that their reading does not have."""
    there, other = extractions.alias("there"), attributions.alias("other")
    for key in ("within", "responds_to"):
        found = (
            sa.exists()
            .where(other.c.id == extractions.c[key], there.c.attribution == other.c.number)
            .where(
                there.c.reading_id == extractions.c.reading_id, other.c.number != extractions.c.attribution
            )
        )
        loose = (
            sa.select(attributions.c.id, extractions.c[key].label("target"), extractions.c.reading_id)
            .join(attributions, attributions.c.number == extractions.c.attribution)
            .where(extractions.c[key].is_not(None), ~found)
        )
        for row in stream(connection, loose, _ROWS):
            problem = f"its {key} is {row.target}, no other attribution of its reading ({row.reading_id})"
            yield Finding("attribution", row.id, problem)


def _links(connection: sa.Connection) -> Iterator[Finding]:
    """Versions of one URL that have the same number."""
    twice = (
        sa.select(documents.c.url, documents.c.version)
        .where(documents.c.url.is_not(None))
        .group_by(documents.c.url, documents.c.version)
        .having(sa.func.count() > 1)
    )
    for row in stream(connection, twice, _ROWS):
        yield Finding("version", row.url, f"two documents are version {row.version}")


def _sqlite_index_rows(connection: sa.Connection) -> Iterator[Finding]:
    indexed = sa.table("attributions_fts_docsize", sa.column("id", sa.Integer))
    there = sa.exists().where(indexed.c.id == attributions.c.number)
    for row in connection.execute(sa.select(attributions.c.id).where(~there)):
        yield Finding("search index", row.id, "this attribution is not in it")
    kept = sa.exists().where(attributions.c.number == indexed.c.id)
    for row in connection.execute(sa.select(indexed.c.id).where(~kept)):
        yield Finding("search index", f"number {row.id}", "there is no such attribution")
    listed = sa.exists().where(source_words.c.text == attributions.c.source_text)
    for row in connection.execute(sa.select(attributions.c.id).where(~listed)):
        yield Finding("search index", row.id, "the words of its source are not in it")
    used = sa.exists().where(attributions.c.source_text == source_words.c.text)
    for row in connection.execute(sa.select(source_words.c.text).where(~used)):
        yield Finding("search index", row.text, "no attribution has a source of these words")


def _sqlite_index(store: Store) -> Iterator[Finding]:
    """The index held to the contents by FTS5 itself, which says whether, but not where, it differs."""
    check = "INSERT INTO attributions_fts(attributions_fts, rank) VALUES ('integrity-check', 1)"
    try:
        with store.outside_transactions() as connection:
            connection.exec_driver_sql(check)
    except AbortRun as error:
        original = getattr(error.__cause__, "orig", None)
        if getattr(original, "sqlite_errorname", "") != "SQLITE_CORRUPT_VTAB":
            raise
        yield Finding("search index", sqlite_words.name, "it does not hold the words of the contents")


def _postgres_index(connection: sa.Connection, following: _Following) -> Iterator[Finding]:
    words = sa.cast(postgres_words.c.words, sa.Text).label("words")
    joined = sa.select(attributions.c.id, attributions.c.content_text, words).join(
        postgres_words, postgres_words.c.attribution == attributions.c.number, isouter=True
    )
    for row in following.rows(stream(connection, joined, _ROWS)):
        if row.words is None:
            yield Finding("search index", row.id, "this attribution is not in it")
            continue
        asked = sa.cast(sa.literal(to_tsvector(row.content_text), sa.Text), postgresql.TSVECTOR)
        if connection.execute(sa.select(sa.cast(asked, sa.Text))).scalar() != row.words:
            yield Finding("search index", row.id, "it does not hold the words of the content")
