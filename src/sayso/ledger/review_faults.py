"""Verifying judgements: what people judged held to the texts, what stands to what it is derived from."""

from __future__ import annotations

import json
from collections.abc import Iterator

import sqlalchemy as sa

from sayso.errors import AbortRun
from sayso.records import Span, from_row, joined

from .connection import stream
from .history import History, chosen_speakers, read_history
from .readings import reading_in
from .review_states import state_of, unjudged_states
from .reviewed import Outcome, derived_reading, find_outcome
from .rows import Finding
from .schema import appearances, documents, identities, judgements, readings, review_states
from .stored import Fields

_ROWS = 100


def find_review_faults(connection: sa.Connection) -> Iterator[Finding]:
    """What is wrong with judgements and what was made of them; nothing where all is well."""
    yield from _slices(connection)
    yield from _orphans(connection)
    judged = sa.select(judgements.c.document_id).distinct().order_by(judgements.c.document_id)
    for document_id in list(connection.scalars(judged)):
        try:
            yield from _document(connection, document_id)
        except AbortRun as error:
            yield Finding("review", document_id, error.problem)
    yield from _states(connection)


def _slices(connection: sa.Connection) -> Iterator[Finding]:
    query = sa.select(judgements, documents.c.text).join(
        documents, documents.c.id == judgements.c.document_id
    )
    for row in stream(connection, query.order_by(judgements.c.number), _ROWS).mappings():
        for problem in _problems(row):
            yield Finding("judgement", str(row["number"]), problem)


def _problems(row: Fields) -> Iterator[str]:
    if row["judged"] is None:
        return
    try:
        record = json.loads(row["judged"])
        one = from_row(record)
        if one.id != record["id"]:
            yield "its id is not the one that its spans give"
        for key in ("source", "cue", "content"):
            spans = getattr(one, key)
            if [span.of(row["text"]) for span in spans] != [piece["text"] for piece in record[key]]:
                yield f"its {key} is stored as other words than the text has: {joined(spans, row['text'])!r}"
        for key in ("addressee", "occasion", "anonymity"):
            yield from _place_problems(key, record[key], row["text"])
        if record["date"] is not None:
            yield from _place_problems("date", record["date"]["span"], row["text"])
    except (ValueError, TypeError, KeyError) as error:
        yield f"what was judged is damaged ({error})"


def _place_problems(key: str, piece: Fields | None, text: str) -> Iterator[str]:
    if piece is not None and Span(piece["start"], piece["end"]).of(text) != piece["text"]:
        yield f"its {key} is stored as other words than the text has"


def _orphans(connection: sa.Connection) -> Iterator[Finding]:
    """Derived readings of documents in which nothing was judged, or made of a reading that is not there."""
    model = readings.alias("model")
    made = sa.exists().where(
        model.c.id == readings.c.judged_from,
        model.c.document_id == readings.c.document_id,
        model.c.judged_from.is_(None),
    )
    given = sa.exists().where(judgements.c.document_id == readings.c.document_id)
    wrong = sa.select(readings.c.id).where(readings.c.judged_from.is_not(None), ~sa.and_(made, given))
    for row in stream(connection, wrong, _ROWS):
        yield Finding("reading", str(row.id), "it is said to be judged, and is not")


def _document(connection: sa.Connection, document_id: str) -> Iterator[Finding]:
    history = read_history(connection, document_id)
    outcome = find_outcome(connection, document_id, history)
    derived = derived_reading(connection, document_id)
    if (derived is not None) != outcome.derived:
        stored = "there is none" if derived is None else "there is one"
        yield Finding("review", document_id, f"a reviewed reading is due where it is due alone; {stored}")
    elif derived is not None:
        yield from _reading(connection, outcome, derived)
        yield from _choices(connection, history, derived)
    expected = state_of(outcome.reviewed, finished=outcome.finished, n_disagreements=len(outcome.differences))
    row = sa.select(review_states).where(review_states.c.document_id == document_id)
    kept = connection.execute(row).mappings().first()
    if kept is None or dict(kept) != expected:
        yield Finding("review state", document_id, f"is kept as {kept and dict(kept)}, it is {expected}")


def _reading(connection: sa.Connection, outcome: Outcome, derived: int) -> Iterator[Finding]:
    expected = outcome.reviewed.reading
    stored = reading_in(connection, expected.document.id, derived)
    if stored.attributions != expected.attributions:
        yield Finding("reading", str(derived), "is not what its model and its judgements give")
    newest = sa.select(sa.func.max(readings.c.id)).where(readings.c.document_id == expected.document.id)
    if connection.scalar(newest) != derived:
        yield Finding("reading", str(derived), "people's judgements do not stand over it")


def _choices(connection: sa.Connection, history: History, derived: int) -> Iterator[Finding]:
    """Speakers whom people chose, and to whom the rules gave what they say."""
    kept = sa.select(appearances).where(appearances.c.reading_id == derived)
    rows = {row["speaker_id"]: row for row in connection.execute(kept).mappings()}
    chosen = chosen_speakers(history)
    there = set(
        connection.scalars(
            sa.select(identities.c.id).where(identities.c.id.in_([one.identity for one in chosen.values()]))
        )
    )
    for speaker_id, row in rows.items():
        one = chosen.get(speaker_id)
        expected = (one.identity, one.judgement) if one and one.identity in there else (None, None)
        if row["judgement"] != expected[1] or (expected[0] and row["found"] != expected[0]):
            yield Finding("speaker", f"{row['name']} (reading {derived})", "is not whom people chose")


def _states(connection: sa.Connection) -> Iterator[Finding]:
    """Rows of documents in which nobody judged anything that say otherwise than their readings."""
    given = sa.select(judgements.c.document_id)
    expected = unjudged_states().subquery()
    names = ("n_unjudged", "n_unsure", "lowest")
    joined = sa.outerjoin(expected, review_states, review_states.c.document_id == expected.c.document_id)
    same = sa.and_(
        *(review_states.c[name] == expected.c[name] for name in names),
        *(review_states.c[name] == 0 for name in ("n_judged", "n_disagreements", "finished")),
    )
    wrong = sa.select(expected.c.document_id).select_from(joined)
    wrong = wrong.where(
        sa.or_(review_states.c.document_id.is_(None), ~same), expected.c.document_id.not_in(given)
    )
    for row in stream(connection, wrong, _ROWS):
        yield Finding("review state", row.document_id, "does not count what its reading has")
