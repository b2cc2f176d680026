"""Statements: one narrow row for each current attribution and document, kept in step with what is current."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa

from .connection import stream
from .folding import forget_repeated, refresh_all_repeated, refresh_repeated
from .identities import LONGEST
from .quoted import forget_all_quotes, forget_quotes, place_all_quotes, place_quotes
from .rows import Finding
from .schema import (
    appearances,
    documents,
    extractions,
    is_current_version,
    is_newest_reading,
    listings,
    readings,
    statements,
)

SORTED = 80  # characters of a title or a name that lists are sorted by
_DATE = 40  # characters of a publication date: ISO 8601 with an offset has 32
_MANY = 500  # values in one condition
_ROWS = 500


def _listed() -> sa.Select[tuple[object, ...]]:
    """The rows of `listings` as they follow from the documents and their readings."""
    first = readings.alias("first_reading")
    added = sa.select(sa.func.min(first.c.id)).where(first.c.document_id == documents.c.id)
    n = sa.select(sa.func.count()).where(extractions.c.reading_id == readings.c.id)
    text = sa.func.coalesce(documents.c.title, documents.c.name)
    return (
        sa.select(
            documents.c.id.label("document_id"),
            readings.c.id.label("reading_id"),
            added.scalar_subquery().label("added"),
            sa.case((is_current_version(), 1), else_=0).label("is_current"),
            sa.func.substr(sa.func.coalesce(documents.c.published, ""), 1, _DATE).label("published"),
            sa.func.lower(sa.func.substr(text, 1, SORTED)).label("title"),
            sa.func.substr(sa.func.coalesce(documents.c.outlet, ""), 1, LONGEST).label("outlet"),
            n.correlate(readings).scalar_subquery().label("n_attributions"),
        )
        .join(readings, readings.c.document_id == documents.c.id)
        .where(is_newest_reading())
    )


def stated() -> sa.Select[tuple[object, ...]]:
    """The rows that `statements` would have if it held older versions too."""
    empty = sa.func.coalesce
    joined = listings.join(extractions, extractions.c.reading_id == listings.c.reading_id).join(
        appearances,
        sa.and_(
            appearances.c.reading_id == extractions.c.reading_id,
            appearances.c.speaker_id == extractions.c.speaker_id,
        ),
        isouter=True,
    )
    return sa.select(
        extractions.c.attribution,
        listings.c.document_id,
        listings.c.reading_id,
        listings.c.added,
        extractions.c.position,
        listings.c.published,
        empty(extractions.c.date_day, sa.func.substr(listings.c.published, 1, 10)).label("day"),
        empty(appearances.c.identity, "").label("identity"),
        listings.c.outlet,
        empty(extractions.c.speaker_kind, "").label("kind"),
        empty(extractions.c.cue_class, "").label("cue_class"),
        empty(extractions.c.polarity, "").label("polarity"),
        extractions.c.quotation,
    ).select_from(joined)


def _current() -> sa.Select[tuple[object, ...]]:
    return stated().where(listings.c.is_current == 1)


_LISTING_COLUMNS = [column.name for column in listings.c]
_STATEMENT_COLUMNS = [column.name for column in _current().selected_columns]


def refresh_documents(connection: sa.Connection, document_ids: Iterable[str], *, quotes: bool = True) -> None:
    """Make the rows of these documents anew, as their newest readings and versions are now.

    To be called after whatever changes them; documents that are gone have no rows afterwards. Without
    `quotes` their quotations wait until somebody asks for them.
    """
    wanted = sorted(set(document_ids))
    for start in range(0, len(wanted), _MANY):
        some = wanted[start : start + _MANY]
        forget_statements(connection, some)
        listed = _listed().where(documents.c.id.in_(some))
        connection.execute(sa.insert(listings).from_select(_LISTING_COLUMNS, listed))
        current = _current().where(listings.c.document_id.in_(some))
        connection.execute(sa.insert(statements).from_select(_STATEMENT_COLUMNS, current))
        refresh_repeated(connection, some)
        if quotes:
            place_quotes(connection, some)


def refresh_versions(connection: sa.Connection, document_id: str) -> None:
    """Make the rows of this document and of the other versions of its URL anew."""
    url = sa.select(documents.c.url).where(documents.c.id == document_id).scalar_subquery()
    versions = sa.select(documents.c.id).where(documents.c.url == url)
    refresh_documents(connection, {document_id, *connection.scalars(versions)})


def forget_statements(connection: sa.Connection, document_ids: Sequence[str]) -> None:
    """Take out the rows of these documents."""
    forget_repeated(connection, document_ids)
    forget_quotes(connection, document_ids)
    for table in (statements, listings):
        connection.execute(sa.delete(table).where(table.c.document_id.in_(document_ids)))


def refresh_all(connection: sa.Connection) -> None:
    """Make every row anew."""
    forget_all_quotes(connection)
    for table in (statements, listings):
        connection.execute(sa.delete(table))
    connection.execute(sa.insert(listings).from_select(_LISTING_COLUMNS, _listed()))
    connection.execute(sa.insert(statements).from_select(_STATEMENT_COLUMNS, _current()))
    refresh_all_repeated(connection)
    place_all_quotes(connection)


def hand_over(connection: sa.Connection, appearances_moved: Sequence[dict[str, object]]) -> None:
    """Give what is said in these appearances to their speaker; each has `reading`, `speaker`, `identity`."""
    if not appearances_moved:
        return
    own = sa.select(extractions.c.attribution).where(
        extractions.c.reading_id == sa.bindparam("reading"),
        extractions.c.speaker_id == sa.bindparam("speaker"),
    )
    whose = sa.update(statements).where(statements.c.attribution.in_(own))
    to = whose.where(statements.c.reading_id == sa.bindparam("reading"))
    connection.execute(to.values(identity=sa.bindparam("identity")), list(appearances_moved))


def find_statement_faults(connection: sa.Connection) -> Iterator[Finding]:
    """Where the narrow rows are not what the wide ones give; nothing where all is well."""
    yield from _faults(connection, listings, _listed(), "document")
    yield from _faults(connection, statements, _current(), "statement")


def _faults(
    connection: sa.Connection, table: sa.Table, expected: sa.Select[tuple[object, ...]], what: str
) -> Iterator[Finding]:
    key = table.primary_key.columns[0]
    right = expected.subquery("expected")
    joined = right.join(table, key == right.c[key.name], isouter=True)
    others = [column for column in table.c if column is not key]
    differs = sa.or_(key.is_(None), *(column.is_distinct_from(right.c[column.name]) for column in others))
    columns = (right.c[key.name], key.is_(None).label("missing"))
    n_missing = 0
    for row in stream(connection, sa.select(*columns).select_from(joined).where(differs), _ROWS):
        n_missing += bool(row.missing)
        problem = "it is not in the lists" if row.missing else "it is in the lists as it is not"
        yield Finding(what, str(row[0]), problem)
    n_due, n_there = (
        connection.scalar(sa.select(sa.func.count()).select_from(one)) for one in (right, table)
    )
    if n_due == n_there and not n_missing:
        return  # all that should be there are, so that no other is: to look for one takes long
    again = sa.select(expected.subquery("again").c[key.name])
    for row in stream(connection, sa.select(key).where(key.not_in(again)), _ROWS):
        yield Finding(what, str(row[0]), "it is in the lists and is not current")
