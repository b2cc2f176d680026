"""Reviewed readings: a model's with people's judgements upon it, derived anew whenever either changes."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from sayso.records import Reading
from sayso.records.sentence import find_sentences
from sayso.review import REVIEWED, Difference, Reviewed, apply, differences_after_finish

from .connection import Store
from .decided import reprofile
from .history import History, read_history
from .identities import decided, drop_empty, shift
from .inserting import forget_sources, insert_attributions, insert_extractions, known_ids
from .linking import brought, link_reading
from .prepared import extraction_rows
from .readings import reading_in
from .review_states import keep_state, keep_unjudged
from .schema import (
    UNRESOLVED,
    appearances,
    attributions,
    documents,
    extractions,
    is_current_version,
    readings,
)
from .statements import forget_statements, refresh_documents
from .stored import attribution_values


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """The readings of models that what stands in a document is derived from, by their numbers.

    `base` is the one that judgements are put upon: the newest, or the one that somebody left as finished.
    """

    base: int
    base_extractor: str
    newest: int
    newest_extractor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What stands in a document that people judged.

    `derived` says whether that is another reading than the newest of a model.
    """

    basis: Basis
    reviewed: Reviewed
    differences: tuple[Difference, ...]
    derived: bool
    finished: bool


def find_basis(connection: sa.Connection, document_id: str, history: History) -> Basis:
    """Which readings of models stand under what people judged."""
    own = sa.select(readings.c.id, readings.c.extractor).where(
        readings.c.document_id == document_id, readings.c.judged_from.is_(None)
    )
    found = connection.execute(own.order_by(readings.c.id)).all()
    newest = base = found[-1]
    finishes = history.judgements.finishes()
    if finishes:
        judged = history.rows[finishes[0]].judgement.extractor
        base = next((row for row in found if row.extractor == judged), newest)
    return Basis(
        base=base.id, base_extractor=base.extractor, newest=newest.id, newest_extractor=newest.extractor
    )


def find_outcome(connection: sa.Connection, document_id: str, history: History) -> Outcome:
    """What stands in the document, worked out from its models' readings and its judgements."""
    basis = find_basis(connection, document_id, history)
    base = reading_in(connection, document_id, basis.base)
    reviewed = apply(base, history.judgements, extractor=basis.base_extractor)
    finishes = history.judgements.finishes()
    differences = reviewed.disagreements
    if finishes:
        last, differences = finishes[-1], ()
        if history.rows[last].judgement.extractor != basis.newest_extractor:
            newest = reading_in(connection, document_id, basis.newest)
            differences = differences_after_finish(newest, reviewed.reading, last)
    said = any(one.what != "finish" for _, one in history.judgements.standing())
    return Outcome(
        basis=basis,
        reviewed=reviewed,
        differences=differences,
        derived=said or basis.base != basis.newest,
        finished=bool(finishes),
    )


def follow(store: Store, connection: sa.Connection, document_id: str, *, now: str) -> Reading | None:
    """Derive anew what stands in the document, after a judgement, an undoing or a new reading of a model.

    The reading that stands, where people judged anything; None where none of it stands and none did.
    """
    history = read_history(connection, document_id)
    if not history.rows:
        keep_unjudged(store, connection, document_id)
        return None
    outcome = find_outcome(connection, document_id, history)
    before = derived_reading(connection, document_id)
    if outcome.derived:
        _derive(store, connection, outcome, before, now=now)
    elif before is not None:
        _take_back(store, connection, document_id, before)
    keep_state(
        store,
        connection,
        outcome.reviewed,
        finished=outcome.finished,
        n_disagreements=len(outcome.differences),
    )
    return outcome.reviewed.reading


def derived_reading(connection: sa.Connection, document_id: str) -> int | None:
    """The number of the reading that people's judgements made of a model's, if there is one."""
    own = sa.select(readings.c.id).where(readings.c.document_id == document_id)
    found: int | None = connection.scalar(own.where(readings.c.judged_from.is_not(None)))
    return found


def _derive(
    store: Store, connection: sa.Connection, outcome: Outcome, before: int | None, *, now: str
) -> None:
    """Put the derived reading in the place of the former one, as the newest of all."""
    reading = outcome.reviewed.reading
    document = reading.document
    own: list[sa.RowMapping] = []
    if before is not None:
        own = _own_appearances(connection, before)
        # Two readings of one document have two extractors; this one is about to go.
        aside = sa.update(readings).where(readings.c.id == before)
        connection.execute(aside.values(extractor=f"{REVIEWED} {before}"))
    known = known_ids(connection, document.id)
    new = [one for one in reading.attributions if one.id not in known]
    if new:
        sentences = tuple(find_sentences(document.text))
        insert_attributions(store, connection, [attribution_values(document, one, sentences) for one in new])
    values = {
        "document_id": document.id, "extractor": REVIEWED, "read_at": now, "judged_from": outcome.basis.base,
    }  # fmt: skip
    reading_id = connection.scalars(sa.insert(readings).returning(readings.c.id), values).one()
    insert_extractions(connection, [document.id], {reading_id: extraction_rows(reading, None)})
    link_reading(store, connection, reading_id, frozenset(map(brought, own)))
    if before is not None:
        _delete(connection, document.id, before)
        left = {brought(row) for row in _own_appearances(connection, reading_id)}
        _forget_speakers(store, connection, [row for row in own if brought(row) not in left])


def _take_back(store: Store, connection: sa.Connection, document_id: str, before: int) -> None:
    """Take the derived reading out: the model's is current again."""
    own = _own_appearances(connection, before)
    there = sa.select(appearances).where(appearances.c.reading_id == before, appearances.c.is_current == 1)
    counted = connection.execute(there).mappings().all()
    forget_statements(connection, [document_id])
    _delete(connection, document_id, before)
    shift(store, connection, counted, -1)
    _forget_speakers(store, connection, own)
    newest = sa.select(sa.func.max(readings.c.id)).where(readings.c.document_id == document_id)
    current = sa.select(documents.c.id).where(documents.c.id == document_id, is_current_version())
    if connection.scalar(current) is not None:
        again = sa.and_(appearances.c.reading_id == newest.scalar_subquery(), appearances.c.is_current == 0)
        rows = connection.execute(sa.select(appearances).where(again)).mappings().all()
        connection.execute(sa.update(appearances).where(again).values(is_current=1))
        shift(store, connection, rows, 1)
    refresh_documents(connection, [document_id])


def _delete(connection: sa.Connection, document_id: str, reading_id: int) -> None:
    """Take the rows of a derived reading out, and what it alone had found."""
    for table in (appearances, extractions):
        connection.execute(sa.delete(table).where(table.c.reading_id == reading_id))
    connection.execute(sa.delete(readings).where(readings.c.id == reading_id))
    found = sa.exists().where(extractions.c.attribution == attributions.c.number)
    gone = (attributions.c.document_id == document_id, ~found)
    said_by = set(connection.scalars(sa.select(attributions.c.source_text).where(*gone)))
    connection.execute(sa.delete(attributions).where(*gone))
    forget_sources(connection, said_by)


def _own_appearances(connection: sa.Connection, reading_id: int) -> list[sa.RowMapping]:
    """The appearances of a derived reading that rules found, and not just those of the model's."""
    model = appearances.alias("model")
    same = sa.exists().where(
        readings.c.id == appearances.c.reading_id,
        model.c.reading_id == readings.c.judged_from,
        model.c.speaker_id == appearances.c.speaker_id,
        model.c.identity == appearances.c.identity,
    )
    by_rules = (appearances.c.reading_id == reading_id, appearances.c.judgement.is_(None))
    query = sa.select(appearances).where(*by_rules, ~same)
    return list(connection.execute(query).mappings())


def _forget_speakers(store: Store, connection: sa.Connection, rows: list[sa.RowMapping]) -> None:
    """Take what these appearances, now gone, had told out of what is known of their speakers."""
    touched = {row[part] for row in rows for part in ("found", "identity")} - {UNRESOLVED}
    if not touched:
        return
    reprofile(store, connection, touched)
    drop_empty(connection, touched - decided(connection, standing=False))
