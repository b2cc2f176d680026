"""Review states: one row for each document that says how much of it waits for review, and in what order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from sayso.review import Reviewed

from .connection import Store
from .documents import select_documents
from .identities import upsert
from .marks import Key, Mark, behind, checked_size, ordering, read_mark, to_page
from .rows import DocumentRow, Paged, QueueRow
from .schema import documents, extractions, is_current_version, readings, review_states
from .stored import to_document_row

UNSURE = 0.5  # confidence is calibrated: below this an attribution is more likely wrong than right
NOTHING_LEFT = 2.0  # above every confidence: what has nothing left to judge comes last
_ORDER = "queue"
_KEYS = (Key(review_states.c.lowest, float), Key(review_states.c.document_id))
_COLUMNS = [column.name for column in review_states.c if column.name != "document_id"]


def keep_unjudged(store: Store, connection: sa.Connection, document_id: str) -> None:
    """Write the row of a document in which nobody judged anything."""
    newest = sa.select(sa.func.max(readings.c.id)).where(readings.c.document_id == document_id)
    own = extractions.c.reading_id == newest.scalar_subquery()
    row = connection.execute(sa.select(*_counted()).where(own)).mappings().one()
    _write(store, connection, {**row, "document_id": document_id, **_NOBODY})


_NOBODY = {"n_judged": 0, "n_disagreements": 0, "finished": 0}


def _counted() -> tuple[sa.ColumnElement[Any], ...]:
    unsure = sa.case((extractions.c.confidence < UNSURE, 1), else_=0)
    return (
        sa.func.count(extractions.c.attribution).label("n_unjudged"),
        sa.func.coalesce(sa.func.sum(unsure), 0).label("n_unsure"),
        sa.func.coalesce(sa.func.min(extractions.c.confidence), NOTHING_LEFT).label("lowest"),
    )


def keep_all_unjudged(connection: sa.Connection, document_ids: Sequence[str]) -> None:
    """Write the rows of new documents, in which nobody can have judged anything."""
    states = unjudged_states().where(readings.c.document_id.in_(document_ids))
    nothing = [sa.literal(value).label(name) for name, value in _NOBODY.items()]
    columns = [column.name for column in states.selected_columns]
    into = sa.insert(review_states).from_select([*columns, *_NOBODY], states.add_columns(*nothing))
    connection.execute(into)


def state_of(reviewed: Reviewed, *, finished: bool, n_disagreements: int) -> dict[str, Any]:
    """The row of a document that people judged."""
    left = [one.confidence for one in reviewed.reading.attributions if one.id not in reviewed.judged]
    return {
        "document_id": reviewed.reading.document.id,
        "n_unjudged": len(left),
        "n_unsure": sum(confidence < UNSURE for confidence in left),
        "n_judged": reviewed.n_judged,
        "n_disagreements": n_disagreements,
        "lowest": min(left, default=NOTHING_LEFT),
        "finished": int(finished),
    }


def keep_state(
    store: Store, connection: sa.Connection, reviewed: Reviewed, *, finished: bool, n_disagreements: int
) -> None:
    """Write the row of a document that people judged."""
    _write(store, connection, state_of(reviewed, finished=finished, n_disagreements=n_disagreements))


def _write(store: Store, connection: sa.Connection, row: dict[str, Any]) -> None:
    connection.execute(upsert(store, review_states, _COLUMNS), [row])


def unjudged_states() -> sa.Select[Any]:
    """The rows as they follow from the readings of documents in which nobody judged anything."""
    newer = readings.alias("newer")
    newest = ~sa.exists().where(newer.c.document_id == readings.c.document_id, newer.c.id > readings.c.id)
    joined = readings.join(extractions, extractions.c.reading_id == readings.c.id, isouter=True)
    grouped = sa.select(readings.c.document_id, *_counted()).select_from(joined).where(newest)
    return grouped.group_by(readings.c.document_id)


def queue(store: Store, *, limit: int, mark: str | None) -> Paged[QueueRow]:
    """Current documents that nobody finished, those with the least certain attributions first."""
    checked_size(limit)
    behind_mark = read_mark(_ORDER, mark, _KEYS)
    joined = review_states.join(documents, documents.c.id == review_states.c.document_id)
    waiting = sa.select(review_states).select_from(joined)
    waiting = waiting.where(review_states.c.finished == 0, is_current_version())
    with store.reading() as connection:

        def fetch(after: Mark | None, n: int) -> Sequence[sa.RowMapping]:
            keys = [key.flipped() for key in _KEYS] if after and after.backwards else list(_KEYS)
            wanted = waiting.where(behind(keys, after.values)) if after else waiting
            return connection.execute(wanted.order_by(*ordering(keys)).limit(n)).mappings().all()

        page = to_page(_ORDER, behind_mark, limit, fetch, lambda row: (row["lowest"], row["document_id"]))
        listed = select_documents().where(documents.c.id.in_([row["document_id"] for row in page.rows]))
        listings = {row["id"]: to_document_row(row) for row in connection.execute(listed).mappings()}
    rows = tuple(_queue_row(row, listings[row["document_id"]]) for row in page.rows)
    return Paged(rows=rows, following=page.following, preceding=page.preceding)


def _queue_row(row: sa.RowMapping, document: DocumentRow) -> QueueRow:
    return QueueRow(
        document=document,
        n_unjudged=row["n_unjudged"],
        n_unsure=row["n_unsure"],
        n_judged=row["n_judged"],
        lowest=None if row["lowest"] == NOTHING_LEFT else row["lowest"],
        n_disagreements=row["n_disagreements"],
    )
