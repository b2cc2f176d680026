"""Questions about what was said, and by whom."""

from __future__ import annotations

import calendar
import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from sayso.errors import AbortRun
from sayso.records import Span

from .connection import Store, stream
from .documents import select_documents
from .readings import ATTRIBUTION_COLUMNS, JOINED
from .rows import Hit, SaidQuery, SpeakerRow, SpeakersQuery
from .schema import (
    attributions,
    documents,
    extractions,
    is_current_version,
    is_newest_reading,
    postgres_words,
    readings,
    sqlite_words,
)
from .stored import to_attribution, to_document_row
from .words import Term, highlight, read_terms, to_match, to_tsquery

BATCH = 100  # hits whose texts are in memory at once
FIRST_BATCH, MOST = 20, 2000  # candidates looked up at once: few before the first hit, many for rare ones

_DATE = re.compile(r"\d{4}(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?")


def said(store: Store, query: SaidQuery) -> Iterator[Hit]:
    """The current attributions that answer the query, best or newest first."""
    terms = read_terms(query.words) if query.words is not None else ()
    candidates = _candidates(store, query, terms)  # refuses a wrong query at once
    if query.words is not None and not terms:
        return iter(())
    return _hits(store, query, candidates, terms)


def _hits(store: Store, query: SaidQuery, candidates: sa.Select[Any], terms: Sequence[Term]) -> Iterator[Hit]:
    # Candidates are keys alone, put in order by the database; the rest is fetched for as many of them as
    # are asked for. One query for all would sort every hit, with its texts, before the first is shown.
    with store.reading() as connection:
        found = stream(connection, candidates, BATCH).scalars()
        rows = islice(_rows(store, connection, query, found, by_reading=not terms), query.limit)
        while batch := list(islice(rows, BATCH)):
            yield from _complete(connection, batch, terms)


def _candidates(store: Store, query: SaidQuery, terms: Sequence[Term]) -> sa.Select[Any]:
    """The keys of what may answer the query, in order: attributions if words are asked for, else readings."""
    _checked_limit(query.limit)
    if not terms:
        conditions = _document_conditions(store, query)
        joined = documents.join(readings, readings.c.document_id == documents.c.id)
        newest = sa.select(readings.c.id).select_from(joined).where(is_newest_reading(), *conditions)
        return newest.order_by(*_NEWEST_FIRST)
    match, rank, number = _match(store, terms)
    if query.order != "newest":
        return sa.select(number).where(match).order_by(rank, number)
    joined = documents.join(attributions, attributions.c.document_id == documents.c.id)
    table = number.table
    assert table is not None
    found = sa.select(number).select_from(joined.join(table, number == attributions.c.number)).where(match)
    return found.order_by(*_NEWEST_FIRST, number)


_NEWEST_FIRST = (documents.c.published.desc().nulls_last(), documents.c.added_at.desc(), documents.c.id)


def _match(
    store: Store, terms: Sequence[Term]
) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[Any], sa.ColumnClause[int]]:
    """The condition of the search index, its order (best first), and its key to the attributions."""
    if store.is_sqlite:
        index: sa.ColumnElement[Any] = sa.literal_column("attributions_fts")
        match = index.op("MATCH", is_comparison=True)(to_match(terms))
        return match, sa.literal_column("attributions_fts.rank"), sqlite_words.c.rowid
    asked = sa.cast(sa.literal(to_tsquery(terms), sa.Text), postgresql.TSQUERY)
    match = postgres_words.c.words.op("@@", is_comparison=True)(asked)
    rank = sa.func.ts_rank_cd(postgres_words.c.words, asked, 1)  # 1: a long content is not better for it
    return match, rank.desc(), postgres_words.c.attribution


def _rows(
    store: Store, connection: sa.Connection, query: SaidQuery, candidates: Iterator[int], *, by_reading: bool
) -> Iterator[sa.RowMapping]:
    """The rows of the candidates that answer the query, in the candidates' order."""
    key = extractions.c.reading_id if by_reading else extractions.c.attribution
    name = "reading_id" if by_reading else "number"  # what the rows call it
    conditions = (
        is_newest_reading(),
        *_document_conditions(store, query),
        *_attribution_conditions(store, query),
    )
    answering = sa.select(*ATTRIBUTION_COLUMNS).select_from(JOINED).where(*conditions)
    size = FIRST_BATCH
    while batch := list(islice(candidates, size)):
        rank = {number: index for index, number in enumerate(batch)}
        found = connection.execute(answering.where(key.in_(batch))).mappings().all()
        yield from sorted(found, key=lambda row: (rank[row[name]], row["position"]))
        size = min(2 * size, MOST)


def _complete(connection: sa.Connection, rows: list[sa.RowMapping], terms: Sequence[Term]) -> Iterator[Hit]:
    listed = select_documents(text=True).where(documents.c.id.in_({row["document_id"] for row in rows}))
    listings = {
        row["id"]: (to_document_row(row), row["text"]) for row in connection.execute(listed).mappings()
    }
    for row in rows:
        attribution = to_attribution(row)
        document, text = listings[attribution.document_id]
        yield Hit(
            attribution=attribution,
            document=document,
            text=text,
            sentence=Span(row["sentence_start"], row["sentence_end"]),
            highlights=highlight(terms, attribution.content, text) if terms else (),
        )


def _attribution_conditions(
    store: Store, query: SaidQuery | SpeakersQuery
) -> Iterator[sa.ColumnElement[bool]]:
    if query.by:
        names = (extractions.c.speaker_name, attributions.c.source_text)
        yield sa.or_(*(_contains(store, name, query.by) for name in names))
    if isinstance(query, SaidQuery) and query.quotation is not None:
        yield extractions.c.quotation == query.quotation


def _document_conditions(store: Store, query: SaidQuery | SpeakersQuery) -> Iterator[sa.ColumnElement[bool]]:
    if isinstance(query, SaidQuery) and query.document is not None:
        yield documents.c.id == query.document
    elif not query.all_versions:
        yield is_current_version()
    if query.outlet:
        yield _contains(store, documents.c.outlet, query.outlet)
    if query.since is not None:
        yield documents.c.published >= _checked_date("since", query.since)
    if query.until is not None:
        # Every time within the day, month or year begins with it; "~" sorts behind all that may follow.
        yield documents.c.published < _checked_date("until", query.until) + "~"


def _contains(store: Store, column: sa.Column[str], part: str) -> sa.ColumnElement[bool]:
    if store.is_sqlite and not part.isascii():  # SQLite itself folds ASCII only
        return sa.func.folded_contains(column, part.casefold()).is_(sa.true())
    if store.is_sqlite:
        return column.contains(part, autoescape=True)  # LIKE, which folds ASCII
    return column.icontains(part, autoescape=True)


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
    name = extractions.c.speaker_name
    collect = sa.func.json_group_array if store.is_sqlite else sa.func.json_agg
    n_attributions = sa.func.count()
    counted = (
        sa.select(
            name,
            n_attributions.label("n_attributions"),
            sa.func.count(documents.c.id.distinct()).label("n_documents"),
            sa.cast(collect(documents.c.outlet.distinct()), sa.Text).label("outlets"),
            sa.func.min(documents.c.published).label("first_published"),
            sa.func.max(documents.c.published).label("last_published"),
        )
        .select_from(JOINED)
        .where(
            is_newest_reading(), *_document_conditions(store, query), *_attribution_conditions(store, query)
        )
        .group_by(name)
        .order_by(name.is_(None), n_attributions.desc(), name)
        .limit(_checked_limit(query.limit))
    )
    return _speaker_rows(store, counted)


def _speaker_rows(store: Store, counted: sa.Select[Any]) -> Iterator[SpeakerRow]:
    with store.reading() as connection:
        for row in stream(connection, counted, BATCH):
            yield SpeakerRow(
                name=row.speaker_name,
                n_attributions=row.n_attributions,
                n_documents=row.n_documents,
                outlets=tuple(sorted(outlet for outlet in json.loads(row.outlets) if outlet is not None)),
                first_published=row.first_published,
                last_published=row.last_published,
            )
