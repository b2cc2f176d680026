"""Questions about what was said, and by whom."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from sayso.errors import AbortRun
from sayso.records import Span, locator_at

from .connection import Store, stream
from .documents import select_documents
from .folding import count_others, is_first
from .identities import LONGEST
from .origin_counts import count_origins
from .readings import ATTRIBUTION_COLUMNS, JOINED
from .rows import DocumentList, Hit, Joined, SaidQuery, SpeakerRow, SpeakersQuery
from .schema import (
    UNRESOLVED,
    appearances,
    attributions,
    documents,
    extractions,
    identities,
    identity_outlets,
    is_current_version,
    is_newest_reading,
    listings,
    postgres_words,
    profiles,
    readings,
    source_words,
    sqlite_words,
)
from .stored import Fields, locators_in, to_attribution, to_document_row
from .words import Term, highlight, read_terms, to_match, to_tsquery

BATCH = 100  # hits whose texts are in memory at once
FIRST_BATCH, MOST = 20, 2000  # candidates looked up at once: few before the first hit, many for rare ones
FEW = 5000  # attributions of the speakers asked for that are looked up before the words: 0.1 s

_DATE = re.compile(r"\d{4}(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a query comes to: words that must all stand there, names of which one must, and whose they are."""

    terms: tuple[Term, ...] = ()
    either: tuple[Term, ...] = ()
    speakers: frozenset[str] | None = None

    @property
    def words(self) -> tuple[Term, ...]:
        return (*self.terms, *self.either)


def said(store: Store, query: SaidQuery) -> Iterator[Hit]:
    """The current attributions that answer the query, best or newest first."""
    _checked_limit(query.limit)
    period(query)  # refuses a wrong query at once
    terms, subject = terms_of(query)
    if terms is None or subject is None:
        return iter(())
    return _hits(store, query, terms, subject)


def terms_of(query: SaidQuery) -> tuple[tuple[Term, ...] | None, tuple[Term, ...] | None]:
    """What the words and the subject ask for; None for what is given and has no word: nothing answers."""
    terms = read_terms(query.words) if query.words is not None else ()
    subject = read_terms(f'"{query.about.replace(chr(34), " ")}"') if query.about is not None else ()
    return (
        None if query.words is not None and not terms else terms,
        None if query.about is not None and not subject else subject,
    )


def _hits(
    store: Store, query: SaidQuery, terms: tuple[Term, ...], subject: tuple[Term, ...]
) -> Iterator[Hit]:
    # Candidates are keys alone, put in order by the database; the rest is fetched for as many of them as
    # are asked for. One query for all would sort every hit, with its texts, before the first is shown.
    with store.reading() as connection:
        either = any_name(connection, query.about, subject) if query.about else ()
        wanted = _Wanted(terms, either, _speakers_asked(store, connection, query))
        by_reading = not wanted.words
        found: Iterator[int] = stream(connection, _candidates(store, query, wanted), BATCH).scalars()
        if wanted.speakers is not None and not by_reading and _are_few(connection, wanted.speakers):
            # Who says much is met soon; of who says little, most of what holds the words is not theirs.
            # Here and not in the database: SQLite would ask the index for one number after the other.
            theirs = set(connection.scalars(_numbers_of(store, query, wanted.speakers)))
            found = (number for number in found if number in theirs)
        rows = islice(_rows(store, connection, query, wanted, found, by_reading=by_reading), query.limit)
        while batch := list(islice(rows, BATCH)):
            yield from _complete(connection, batch, wanted.words)


def any_name(connection: sa.Connection, about: str, subject: tuple[Term, ...]) -> tuple[Term, ...]:
    """The subject, or where that is a known speaker's name, every name of that speaker."""
    named = profiles.alias("named")
    # The index is of small letters.
    alike = sa.func.lower(named.c.value) == sa.func.lower(about.strip())
    same = sa.select(named.c.identity).where(alike, named.c.what == "name", named.c.value == about.strip())
    speaker = profiles.c.identity.in_(same)
    names = sa.select(profiles.c.value).where(profiles.c.what == "name", speaker).distinct()
    found = {term for name in connection.scalars(names) for term in read_terms(f'"{name}"')}
    return tuple(sorted({*subject, *found}, key=lambda term: term.words))


def _speakers_asked(
    store: Store, connection: sa.Connection, query: SaidQuery | SpeakersQuery
) -> frozenset[str] | None:
    """The ids of the speakers that the query asks for by name or id; None where it asks for everybody."""
    if isinstance(query, SaidQuery) and query.speaker is not None:
        return frozenset({query.speaker})
    if not query.by:
        return None
    named = sa.and_(profiles.c.what == "name", contains(store, profiles.c.value, query.by))
    ids = sa.union(
        sa.select(profiles.c.identity).where(named),
        sa.select(identities.c.id).where(contains(store, identities.c.name, query.by)),
    )
    return frozenset(connection.scalars(ids))


def _candidates(store: Store, query: SaidQuery, wanted: _Wanted) -> sa.Select[Any]:
    """The keys of what may answer the query, in order: attributions if words are asked for, else readings."""
    joined: sa.FromClause = documents.join(listings, listings.c.document_id == documents.c.id)
    if not wanted.words:
        joined = joined.join(readings, readings.c.id == listings.c.reading_id)
        conditions = [*_document_conditions(store, query), *_reading_conditions(store, query, wanted)]
        return sa.select(readings.c.id).select_from(joined).where(*conditions).order_by(*_by_time(query))
    holds, rank, number = match(store, wanted.terms, wanted.either)
    if query.order not in {"newest", "oldest"}:
        return sa.select(number).where(holds).order_by(rank, number)
    joined = joined.join(attributions, attributions.c.document_id == documents.c.id)
    table = number.table
    assert table is not None
    found = sa.select(number).select_from(joined.join(table, number == attributions.c.number)).where(holds)
    return found.order_by(*_by_time(query), number)


def _by_time(query: SaidQuery) -> tuple[sa.ColumnElement[Any], ...]:
    """The documents newest or oldest first, in either case those of no date last."""
    if query.order == "oldest":
        return listings.c.published == "", listings.c.published, listings.c.added
    return listings.c.published.desc(), listings.c.added.desc()


def _reading_conditions(store: Store, query: SaidQuery, wanted: _Wanted) -> Iterator[sa.ColumnElement[bool]]:
    """What narrows the readings down before their rows are looked at; the rows are held to it again."""
    if wanted.speakers is not None:
        yield readings.c.id.in_(_spoken_by(store, query, wanted.speakers))
    since, until = period(query)
    if since or until:
        stated = sa.select(extractions.c.reading_id).where(
            extractions.c.date_day.is_not(None), *_between(extractions.c.date_day, since, until)
        )
        yield sa.or_(sa.and_(*_between(documents.c.published, since, until)), readings.c.id.in_(stated))


def _spoken_by(store: Store, query: SaidQuery, speakers: frozenset[str]) -> sa.CompoundSelect[Any]:
    there = sa.select(appearances.c.reading_id).where(appearances.c.identity.in_(sorted(speakers)))
    if not query.by:
        return sa.union(there)
    numbers = with_source(store, query.by)
    source = sa.select(extractions.c.reading_id).where(extractions.c.attribution.in_(numbers))
    return sa.union(there, source)


def _numbers_of(store: Store, query: SaidQuery, speakers: frozenset[str]) -> sa.CompoundSelect[Any]:
    """The attributions of these speakers, and those whose source's words hold the name that is asked for."""
    same = sa.and_(
        extractions.c.reading_id == appearances.c.reading_id,
        extractions.c.speaker_id == appearances.c.speaker_id,
    )
    theirs = sa.select(extractions.c.attribution).select_from(appearances.join(extractions, same))
    found = theirs.where(appearances.c.identity.in_(sorted(speakers)))
    if not query.by:
        return sa.union(found)
    return sa.union(found, with_source(store, query.by))


def _are_few(connection: sa.Connection, speakers: frozenset[str]) -> bool:
    total = sa.select(sa.func.sum(identities.c.n_attributions)).where(identities.c.id.in_(sorted(speakers)))
    return (connection.scalar(total) or 0) <= FEW


def match(
    store: Store, terms: Sequence[Term], either: Sequence[Term]
) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[Any], sa.ColumnClause[int]]:
    """The condition of the search index, its rank (best smallest), and its key to the attributions."""
    if store.is_sqlite:
        index: sa.ColumnElement[Any] = sa.literal_column("attributions_fts")
        holds = index.op("MATCH", is_comparison=True)(to_match(terms, either))
        return holds, sa.literal_column("attributions_fts.rank", sa.Double), sqlite_words.c.rowid
    asked = sa.cast(sa.literal(to_tsquery(terms, either), sa.Text), postgresql.TSQUERY)
    holds = postgres_words.c.words.op("@@", is_comparison=True)(asked)
    rank = sa.func.ts_rank_cd(postgres_words.c.words, asked, 1)  # 1: a long content is not better for it
    return holds, sa.cast(-rank, sa.Double), postgres_words.c.attribution


_IDENTIFIED = JOINED.join(
    appearances,
    sa.and_(
        appearances.c.reading_id == extractions.c.reading_id,
        appearances.c.speaker_id == extractions.c.speaker_id,
    ),
    isouter=True,
).join(identities, identities.c.id == appearances.c.identity, isouter=True)
_WHO = (
    identities.c.id.label("who_id"),
    identities.c.name.label("who"),
    identities.c.kind.label("who_kind"),
    identities.c.by_name.label("who_by_name"),
    appearances.c.because.label("who_because"),
    appearances.c.confidence.label("who_confidence"),
    appearances.c.decision.label("who_decision"),
)


def _rows(
    store: Store,
    connection: sa.Connection,
    query: SaidQuery,
    wanted: _Wanted,
    candidates: Iterator[int],
    *,
    by_reading: bool,
) -> Iterator[sa.RowMapping]:
    """The rows of the candidates that answer the query, in the candidates' order."""
    key = extractions.c.reading_id if by_reading else extractions.c.attribution
    name = "reading_id" if by_reading else "number"  # what the rows call it
    conditions = (
        is_newest_reading(),
        *_document_conditions(store, query),
        *_attribution_conditions(store, query, wanted.speakers),
    )
    answering = sa.select(*ATTRIBUTION_COLUMNS, *_WHO).select_from(_IDENTIFIED).where(*conditions)
    size = FIRST_BATCH
    while batch := list(islice(candidates, size)):
        rank = {number: index for index, number in enumerate(batch)}
        found = connection.execute(answering.where(key.in_(batch))).mappings().all()
        yield from sorted(found, key=lambda row: (rank[row[name]], row["position"]))
        size = min(2 * size, MOST)


# Made once: to put so many columns together takes longer than to look up what they hold.
_SOME: sa.BindParameter[Any] = sa.bindparam("some", expanding=True)
_READ_IN: sa.BindParameter[Any] = sa.bindparam("read_in", expanding=True)
_HITS = (
    sa.select(*ATTRIBUTION_COLUMNS, *_WHO)
    .select_from(_IDENTIFIED)
    .where(extractions.c.attribution.in_(_SOME), extractions.c.reading_id.in_(_READ_IN))
)
_LISTED = select_documents(text=True).where(documents.c.id.in_(_SOME))


def hits_at(connection: sa.Connection, places: Sequence[tuple[int, int]], terms: Sequence[Term]) -> list[Hit]:
    """The hits of these readings and attributions (numbers), in their order."""
    numbers, read_in = [number for _, number in places], sorted({reading for reading, _ in places})
    asked = {"some": numbers, "read_in": read_in}
    found = {row["number"]: row for row in connection.execute(_HITS, asked).mappings()}
    rows = [found[number] for number in numbers if number in found]
    return list(_complete(connection, rows, terms))


def _complete(connection: sa.Connection, rows: list[sa.RowMapping], terms: Sequence[Term]) -> Iterator[Hit]:
    asked = {"some": sorted({row["document_id"] for row in rows})}
    listings = {
        row["id"]: (to_document_row(row), row["text"], locators_in(row))
        for row in (connection.execute(_LISTED, asked).mappings() if rows else ())
    }
    chains = read_chains(connection, rows)
    others = count_others(connection, [row["number"] for row in rows])
    for row in rows:
        attribution = to_attribution(row)
        document, text, places = listings[attribution.document_id]
        yield Hit(
            attribution=attribution,
            document=document,
            text=text,
            sentence=Span(row["sentence_start"], row["sentence_end"]),
            highlights=highlight(terms, attribution.content, text) if terms else (),
            speaker=_joined(row),
            chain=chains.get((row["reading_id"], attribution.id), ()),
            n_others=others.get(row["number"], 0),
            locator=locator_at(places, attribution.content[0].start),
        )


def _joined(row: sa.RowMapping) -> Joined | None:
    if not row["who"]:
        return None
    return Joined(
        id=row["who_id"],
        name=row["who"],
        kind=row["who_kind"],
        by_name=bool(row["who_by_name"]),
        because=row["who_because"],
        confidence=row["who_confidence"],
        decision=row["who_decision"],
    )


def read_chains(
    connection: sa.Connection, rows: Sequence[sa.RowMapping]
) -> dict[tuple[int, str], tuple[str, ...]]:
    """Who passed on what each of these rows says, the outermost first and its speaker last."""
    nested = {row["reading_id"] for row in rows if row["within"]}
    if not nested:
        return {}
    columns = (
        extractions.c.reading_id, extractions.c.within, extractions.c.speaker_name, attributions.c.id,
        attributions.c.source_text, identities.c.name,
    )  # fmt: skip
    read_in: sa.ColumnElement[int] = extractions.c.reading_id
    if connection.dialect.name == "sqlite":  # or else it would go through everything in these readings
        read_in = sa.literal_column("+extractions.reading_id", sa.Integer)
    wanted = {row["id"] for row in rows if row["within"]}
    known: dict[tuple[int, str], sa.RowMapping] = {}
    while wanted:  # one removal at a time; few texts have three
        query = sa.select(*columns).select_from(_IDENTIFIED)
        these = query.where(attributions.c.id.in_(sorted(wanted)), read_in.in_(nested))
        found = {(row["reading_id"], row["id"]): row for row in connection.execute(these).mappings()}
        known.update(found)
        outer = {row["within"] for row in found.values() if row["within"]}
        wanted = outer - {id for _, id in known}
    chains = {}
    for row in rows:
        key = (row["reading_id"], row["id"])
        if row["within"] and key in known:
            chains[key] = tuple(_names_outwards(known, key))[::-1]
    return chains


def _names_outwards(known: dict[tuple[int, str], sa.RowMapping], start: tuple[int, str]) -> Iterator[str]:
    key, seen = start, set[tuple[int, str]]()
    while key in known and key not in seen:
        seen.add(key)
        row = known[key]
        yield row["name"] or row["speaker_name"] or row["source_text"]
        key = (key[0], row["within"])


def _attribution_conditions(
    store: Store, query: SaidQuery, speakers: frozenset[str] | None
) -> Iterator[sa.ColumnElement[bool]]:
    if speakers is not None:
        whose: list[sa.ColumnElement[bool]] = [appearances.c.identity.in_(sorted(speakers))]
        if query.by:
            names = (extractions.c.speaker_name, attributions.c.source_text)
            whose += [contains(store, name, query.by) for name in names]
        yield sa.or_(*whose)
    for column, value in (
        (extractions.c.quotation, query.quotation),
        (extractions.c.cue_class, query.cue_class),
        (extractions.c.polarity, query.polarity),
        (sa.func.coalesce(extractions.c.speaker_kind, identities.c.kind), query.kind),
    ):
        if value is not None:
            yield column == value
    since, until = period(query)
    if since or until:
        stated = sa.func.coalesce(extractions.c.date_day, documents.c.published)
        yield from _between(stated, since, until)
    if query.fold:
        yield is_first(attributions.c.number, lambda before: answered_by(store, query, before))


def answered_by(store: Store, query: SaidQuery, table: sa.FromClause) -> Iterator[sa.ColumnElement[bool]]:
    """By what a row of `statements` answers that may differ between two that have the same words.

    Names and kinds of speakers are left out: with the same words in the same text they are the same.
    """
    column = table.c
    for own, value in (
        (column.identity, query.speaker), (column.cue_class, query.cue_class),
        (column.polarity, query.polarity), (column.quotation, query.quotation),
        (column.outlet, query.outlet_name and query.outlet_name[:LONGEST]),
        (column.document_id, query.document),
    ):  # fmt: skip
        if value is not None:
            yield own == value
    if query.outlet:
        yield contains(store, column.outlet, query.outlet)
    since, until = period(query)
    if since or until:
        yield column.day > ""
        yield from _between(column.day, since, until)


def _document_conditions(store: Store, query: SaidQuery) -> Iterator[sa.ColumnElement[bool]]:
    if query.document is not None:
        yield documents.c.id == query.document
    elif not query.all_versions:
        yield is_current_version()
    if query.outlet:
        yield contains(store, documents.c.outlet, query.outlet)
    if query.outlet_name is not None:
        yield documents.c.outlet == query.outlet_name


def period(query: SaidQuery | SpeakersQuery | DocumentList) -> tuple[str | None, str | None]:
    """The first and the last date asked for; AbortRun where one is none."""
    since, until = query.since, query.until
    return (
        None if since is None else _checked_date("since", since),
        None if until is None else _checked_date("until", until),
    )


def _between(
    column: sa.ColumnElement[Any], since: str | None, until: str | None
) -> Iterator[sa.ColumnElement[bool]]:
    if since is not None:
        yield column >= since
    if until is not None:
        # Every time within the day, month or year begins with it; "~" sorts behind all that may follow.
        yield column < until + "~"


def contains(store: Store, column: sa.ColumnElement[str], part: str) -> sa.ColumnElement[bool]:
    """Whether the column holds the part, whatever its case."""
    if store.is_sqlite and not part.isascii():  # SQLite itself folds ASCII only
        return sa.func.folded_contains(column, part.casefold()).is_(sa.true())
    if store.is_sqlite:
        return column.contains(part, autoescape=True)  # LIKE, which folds ASCII
    return column.icontains(part, autoescape=True)


def with_source(store: Store, part: str) -> sa.Select[tuple[int]]:
    """The numbers of the attributions whose source's words hold the part."""
    if not store.is_sqlite:
        return sa.select(attributions.c.number).where(contains(store, attributions.c.source_text, part))
    # Each source's words are looked through once: most of a million attributions have the same ones.
    alike = sa.select(source_words.c.text).where(contains(store, source_words.c.text, part))
    return sa.select(attributions.c.number).where(attributions.c.source_text.in_(alike))


def _checked_date(option: str, value: str) -> str:
    found = _DATE.fullmatch(value)
    month, day = (int(found[part] or 1) for part in ("month", "day")) if found else (0, 0)
    year = int(value[:4]) if found else 0
    if not (year and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        raise AbortRun(option, f"{value!r} is no date", "write 2020, 2020-01 or 2020-01-12")
    return value


def _checked_limit(limit: int | None) -> int | None:
    if limit is not None and limit < 0:
        raise AbortRun("limit", f"{limit} is less than nothing")
    return limit


def speakers(store: Store, query: SpeakersQuery) -> Iterator[SpeakerRow]:
    """The speakers of the current attributions, those who say most first, the unresolved ones last."""
    limit = _checked_limit(query.limit)
    since, until = period(query)
    if query.outlet or since or until or query.all_versions:
        return _counted(store, query, limit)
    return _totals(store, query, limit)


def _speaker_conditions(
    query: SpeakersQuery, asked: frozenset[str] | None
) -> Iterator[sa.ColumnElement[bool]]:
    if asked is not None:
        yield identities.c.id.in_(sorted(asked))
    if query.kind is not None:
        yield identities.c.kind == query.kind


def _totals(store: Store, query: SpeakersQuery, limit: int | None) -> Iterator[SpeakerRow]:
    """All of what they say, which is counted as it is added."""
    with store.reading() as connection:
        conditions = list(_speaker_conditions(query, _speakers_asked(store, connection, query)))
        total = identities.c.n_attributions
        named = sa.select(identities).where(total > 0, identities.c.id != UNRESOLVED, *conditions)
        ordered = named.order_by(total.desc(), identities.c.name, identities.c.id).limit(limit)
        found = stream(connection, ordered, BATCH).mappings()
        n_left = limit
        while batch := list(islice(found, BATCH)):
            yield from to_speaker_rows(connection, batch)
            n_left = None if n_left is None else n_left - len(batch)
        if not conditions and n_left != 0:
            rest = sa.select(identities).where(identities.c.id == UNRESOLVED, total > 0)
            yield from to_speaker_rows(connection, connection.execute(rest).mappings().all())


def outlets_of(connection: sa.Connection, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The outlets that print what these speakers say, in alphabetical order."""
    found: dict[str, list[str]] = {}
    table = identity_outlets
    for row in connection.execute(
        sa.select(table.c.identity, table.c.outlet).where(table.c.identity.in_(ids))
    ):
        found.setdefault(row.identity, []).append(row.outlet)
    return {one: tuple(sorted(outlets)) for one, outlets in found.items()}


def to_speaker_rows(connection: sa.Connection, rows: Sequence[sa.RowMapping]) -> list[SpeakerRow]:
    """The listings of speakers, in their order, with all of what they say."""
    outlets = outlets_of(connection, [row["id"] for row in rows])
    n_origins = _origins_within(connection, rows, [appearances.c.is_current == 1])
    return [_to_speaker_row(row, outlets.get(row["id"], ()), n_origins[row["id"]]) for row in rows]


def _origins_within(
    connection: sa.Connection, rows: Sequence[sa.RowMapping], part: Sequence[sa.ColumnElement[bool]]
) -> dict[str, int]:
    n_documents = {row["id"]: row["n_documents"] for row in rows}
    column = appearances.c
    return count_origins(
        connection, column.identity, column.document_id, n_documents, *part, number=column.reading_id
    )


def _to_speaker_row(row: Fields, outlets: tuple[str, ...], n_origins: int) -> SpeakerRow:
    return SpeakerRow(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        by_name=bool(row["by_name"]),
        n_attributions=row["n_attributions"],
        n_documents=row["n_documents"],
        outlets=outlets,
        first_published=row["first_published"],
        last_published=row["last_published"],
        n_origins=n_origins,
    )


def _counted(store: Store, query: SpeakersQuery, limit: int | None) -> Iterator[SpeakerRow]:
    """A part of what they say, counted now: first how much, then the rest of those that are listed."""
    since, until = period(query)
    newest = sa.select(sa.func.max(readings.c.id)).group_by(readings.c.document_id)
    shown = appearances.c.reading_id.in_(newest) if query.all_versions else appearances.c.is_current == 1
    part = [shown, *_between(appearances.c.published, since, until)]
    if query.outlet:
        part.append(contains(store, appearances.c.outlet, query.outlet))
    n = sa.func.sum(appearances.c.n_attributions).label("n_attributions")
    counted = (
        sa.select(
            appearances.c.identity,
            n,
            sa.func.count(appearances.c.document_id.distinct()).label("n_documents"),
            sa.func.min(appearances.c.published).label("first_published"),
            sa.func.max(appearances.c.published).label("last_published"),
        )
        .where(*part)
        .group_by(appearances.c.identity)
        .subquery()
    )
    with store.reading() as connection:
        conditions = list(_speaker_conditions(query, _speakers_asked(store, connection, query)))
        ordered = (
            sa.select(
                *(identities.c[name] for name in ("id", "name", "kind", "by_name")),
                *(column for column in counted.c if column.name != "identity"),
            )
            .join(counted, counted.c.identity == identities.c.id)
            .where(*conditions)
            .order_by(
                identities.c.id == UNRESOLVED,
                counted.c.n_attributions.desc(),
                identities.c.name,
                identities.c.id,
            )
            .limit(limit)
        )
        found = stream(connection, ordered, BATCH).mappings()
        while batch := list(islice(found, BATCH)):
            outlets = _outlets_within(connection, [row["id"] for row in batch], part)
            n_origins = _origins_within(connection, batch, part)
            yield from (
                _to_speaker_row(row, outlets.get(row["id"], ()), n_origins[row["id"]]) for row in batch
            )


def _outlets_within(
    connection: sa.Connection, ids: Sequence[str], part: Sequence[sa.ColumnElement[bool]]
) -> dict[str, tuple[str, ...]]:
    columns = (appearances.c.identity, appearances.c.outlet)
    query = sa.select(*columns).where(appearances.c.identity.in_(ids), *part).distinct()
    found: dict[str, list[str]] = {}
    for row in connection.execute(query.where(appearances.c.outlet.is_not(None))):
        found.setdefault(row.identity, []).append(row.outlet)
    return {one: tuple(sorted(outlets)) for one, outlets in found.items()}
