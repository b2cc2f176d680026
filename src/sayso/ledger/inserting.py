"""Inserting: what a reading found, as rows of `attributions` and `extractions`."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from sayso.records import Attribution, Reading

from .connection import Store
from .schema import attributions, extractions, postgres_words
from .stored import Values, extraction_values
from .words import to_tsvector


def known_ids(connection: sa.Connection, document_id: str) -> set[str]:
    """The ids of everything that was ever found in the document."""
    query = sa.select(attributions.c.id).where(attributions.c.document_id == document_id)
    return set(connection.execute(query).scalars())


def insert_attributions(store: Store, connection: sa.Connection, rows: list[Values]) -> None:
    """Add the rows, and their words to the search index."""
    if not rows:
        return
    connection.execute(sa.insert(attributions), rows)
    if store.is_sqlite:
        return  # a trigger fills the search index
    words = [{"name": row["id"], "found": to_tsvector(row["content_text"])} for row in rows]
    number = sa.select(attributions.c.number).where(attributions.c.id == sa.bindparam("name"))
    found = sa.cast(sa.bindparam("found", type_=sa.Text), postgresql.TSVECTOR)
    columns = number.add_columns(found)
    connection.execute(sa.insert(postgres_words).from_select(["attribution", "words"], columns), words)


def found_by(attribution: Attribution, extractor: str | None) -> str | None:
    """Who found it, where that is another than the reading's extractor: a rule, or a person."""
    return None if attribution.extractor == extractor else attribution.extractor


def insert_extractions(
    connection: sa.Connection, reading: Reading, reading_id: int, *, extractor: str | None = None
) -> None:
    """Add what the reading found, in its order; each names who found it where that is not `extractor`."""
    query = sa.select(attributions.c.id, attributions.c.number).where(
        attributions.c.document_id == reading.document.id
    )
    numbers = {row.id: row.number for row in connection.execute(query)}
    rows = [
        {
            "reading_id": reading_id,
            "position": position,
            "attribution": numbers[attribution.id],
            "found_by": found_by(attribution, extractor),
            **extraction_values(attribution, reading.document.text),
        }
        for position, attribution in enumerate(reading.attributions)
    ]
    if rows:
        connection.execute(sa.insert(extractions), rows)
