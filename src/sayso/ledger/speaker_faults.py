"""Verifying speakers: totals held to the rows they count, appearances to the readings and the decisions."""

from __future__ import annotations

import json
from collections.abc import Iterator

import sqlalchemy as sa

from .connection import stream
from .decided import read_settlement
from .rows import Finding
from .schema import (
    UNRESOLVED,
    appearances,
    documents,
    extractions,
    identities,
    is_current_version,
    is_newest_reading,
    readings,
)

_ROWS = 500


def find_speaker_faults(connection: sa.Connection) -> Iterator[Finding]:
    """What is wrong with who is who; nothing where all is well."""
    yield from _totals(connection)
    yield from _missing(connection)
    yield from _currency(connection)
    yield from _decided(connection)


def _totals(connection: sa.Connection) -> Iterator[Finding]:
    counted = (
        sa.select(
            appearances.c.identity,
            sa.func.sum(appearances.c.n_attributions).label("n_attributions"),
            sa.func.count(appearances.c.document_id.distinct()).label("n_documents"),
            sa.func.min(appearances.c.published).label("first_published"),
            sa.func.max(appearances.c.published).label("last_published"),
        )
        .where(appearances.c.is_current == 1)
        .group_by(appearances.c.identity)
        .subquery()
    )
    joined = sa.outerjoin(identities, counted, counted.c.identity == identities.c.id)
    names = ("n_attributions", "n_documents", "first_published", "last_published")
    there = [counted.c[name].label(f"there_{name}") for name in names]
    for row in stream(connection, sa.select(identities, *there).select_from(joined), _ROWS).mappings():
        for name in names:
            found = row[f"there_{name}"]
            found = 0 if found is None and name.startswith("n_") else found
            if row[name] != found:
                problem = f"its {name} is stored as {row[name]}, its rows give {found}"
                yield Finding("speaker", row["id"] or "unresolved", problem)


def _missing(connection: sa.Connection) -> Iterator[Finding]:
    """Linked readings in which someone speaks who has no row."""
    who = sa.func.coalesce(extractions.c.speaker_id, UNRESOLVED)
    same = sa.and_(
        appearances.c.reading_id == extractions.c.reading_id,
        sa.or_(appearances.c.speaker_id == who, appearances.c.speaker_id == UNRESOLVED),
    )
    counted = sa.select(sa.func.sum(appearances.c.n_attributions)).where(
        appearances.c.reading_id == readings.c.id
    )
    said = sa.select(sa.func.count()).where(extractions.c.reading_id == readings.c.id)
    n_there = sa.func.coalesce(counted.scalar_subquery(), 0)
    wrong = sa.select(readings.c.id).where(readings.c.linked.is_not(None), n_there != said.scalar_subquery())
    for row in stream(connection, wrong, _ROWS):
        yield Finding("reading", str(row.id), "its speakers do not add up to its attributions")
    loose = sa.select(extractions.c.reading_id, who.label("who")).join(
        readings, readings.c.id == extractions.c.reading_id
    )
    for row in stream(
        connection, loose.where(readings.c.linked.is_not(None), ~sa.exists().where(same)), _ROWS
    ):
        yield Finding("reading", str(row.reading_id), f"its speaker {row.who} is linked to nobody")


def _currency(connection: sa.Connection) -> Iterator[Finding]:
    joined = appearances.join(readings, readings.c.id == appearances.c.reading_id).join(
        documents, documents.c.id == readings.c.document_id
    )
    current = sa.and_(is_newest_reading(), is_current_version())
    told = sa.case((current, 1), else_=0)
    wrong = sa.select(appearances.c.reading_id, told.label("told")).select_from(joined)
    differing = wrong.where(told != appearances.c.is_current).distinct()
    for row in stream(connection, differing, _ROWS):
        yield Finding(
            "reading", str(row.reading_id), "its speakers are counted as if it were not so: current"
        )


def _decided(connection: sa.Connection) -> Iterator[Finding]:
    settlement = read_settlement(connection)
    for row in stream(connection, sa.select(appearances), _ROWS).mappings():
        where = f"{row['name']} (reading {row['reading_id']})"
        try:
            if settlement.settle(row["found"], row) != (row["identity"], row["decision"]):
                yield Finding("speaker", where, "is not where people's decisions put it")
            json.loads(row["aliases"])
        except (ValueError, TypeError, KeyError) as error:
            yield Finding("speaker", where, f"its row is damaged ({error})")
