"""Inserting: what readings found, as rows of `attributions` and `extractions`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from operator import itemgetter

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from .connection import Store
from .schema import SLICES, attributions, extractions, postgres_words, source_words, sqlite_words
from .stored import Values, places_of
from .words import to_tsvector

_MANY = 500  # values in one condition


def known_ids(connection: sa.Connection, document_id: str) -> set[str]:
    """The ids of everything that was ever found in the document."""
    query = sa.select(attributions.c.id).where(attributions.c.document_id == document_id)
    return set(connection.execute(query).scalars())


def insert_rows(
    connection: sa.Connection,
    table: sa.TableClause,
    rows: Sequence[Values],
    *,
    or_leave: bool = False,
    or_update: tuple[str, ...] = (),
    without: Collection[str] = (),
) -> None:
    """Add rows that all have the columns of the first one.

    Where their key is there, with `or_leave` the rows that are there stay, and with `or_update` they get
    the new values of these columns.

    The same as `sa.insert`, in a third of the time: thousands of rows of forty columns are written at
    once. What is named in `without` is no column of theirs, or NULL in all of them.
    """
    if not rows:
        return
    names = tuple(name for name in rows[0] if name not in without)
    statement = _insert_statement(connection.dialect.name, table, names, or_leave, or_update)
    values = itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],)
    connection.exec_driver_sql(statement, [values(row) for row in rows])


@cache
def _insert_statement(
    dialect: str, table: sa.TableClause, names: tuple[str, ...], or_leave: bool, or_update: tuple[str, ...]
) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    places = ", ".join(["?" if dialect == "sqlite" else "%s"] * len(names))
    kept = " ON CONFLICT DO NOTHING" if or_leave else ""
    if or_update:
        key = ", ".join(f'"{column.name}"' for column in table.primary_key)
        given = ", ".join(f'"{name}" = excluded."{name}"' for name in or_update)
        kept = f" ON CONFLICT ({key}) DO UPDATE SET {given}"
    return f"INSERT INTO {table.name} ({columns}) VALUES ({places}){kept}"


@contextmanager
def unchecked(connection: sa.Connection) -> Iterator[None]:
    """Let SQLite not check values against their columns' conditions, which takes half of an insert's time."""
    if connection.dialect.name != "sqlite":
        yield
        return
    connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
    try:
        yield
    finally:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")


def insert_attributions(store: Store, connection: sa.Connection, rows: list[Values]) -> None:
    """Add the rows, and their words to the search index."""
    if not rows:
        return
    if store.is_sqlite:
        last = connection.scalar(sa.select(sa.func.max(attributions.c.number))) or 0
        insert_rows(connection, attributions, rows)
        # All at once: row by row, as a trigger does it, takes eight times as long.
        new = sa.select(attributions.c.number, attributions.c.content_text)
        into = sa.insert(sqlite_words).from_select(
            ["rowid", "content_text"], new.where(attributions.c.number > last)
        )
        connection.execute(into)
        _insert_sources(connection, {row["source_text"] for row in rows})
        return
    insert_rows(connection, attributions, rows)
    words = [{"name": row["id"], "found": to_tsvector(row["content_text"])} for row in rows]
    number = sa.select(attributions.c.number).where(attributions.c.id == sa.bindparam("name"))
    found = sa.cast(sa.bindparam("found", type_=sa.Text), postgresql.TSVECTOR)
    columns = number.add_columns(found)
    connection.execute(sa.insert(postgres_words).from_select(["attribution", "words"], columns), words)


def _insert_sources(connection: sa.Connection, texts: Collection[str]) -> None:
    """Add sources' words to those that SQLite looks through for a part of them."""
    insert_rows(connection, source_words, [{"text": one} for one in sorted(texts)], or_leave=True)


def forget_sources(connection: sa.Connection, texts: Collection[str]) -> None:
    """Take out those of the sources' words that no attribution has any more; only SQLite keeps them."""
    if connection.dialect.name != "sqlite":
        return
    for text in texts:
        left = sa.exists().where(attributions.c.source_text == text)
        connection.execute(sa.delete(source_words).where(source_words.c.text == text, ~left))


def insert_extractions(
    connection: sa.Connection, document_ids: Sequence[str], found: Mapping[int, Sequence[Values]]
) -> None:
    """Add what readings of these documents found, by their numbers; see `prepared.extraction_rows`."""
    numbers: dict[str, int] = {}
    for start in range(0, len(document_ids), _MANY):
        own = attributions.c.document_id.in_(document_ids[start : start + _MANY])
        numbers.update(
            connection.execute(sa.select(attributions.c.id, attributions.c.number).where(own)).tuples().all()
        )
    by_gaps: dict[tuple[str, ...], list[Values]] = {}
    for reading_id, rows in found.items():
        for row in rows:
            gaps = tuple([name for name in SLICES if row[f"{name}_end"] is None])
            values = {**row, "reading_id": reading_id, "attribution": numbers[row["id"]]}
            by_gaps.setdefault(gaps, []).append(values)
    with unchecked(connection):  # every value is a record's, and records are checked when they are made
        for gaps, some in by_gaps.items():
            insert_rows(connection, extractions, some, without={"id", *places_of(gaps)})
