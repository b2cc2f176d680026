"""Forgetting: a purged document taken out of who speakers are and how much they say."""

from __future__ import annotations

import json

import sqlalchemy as sa

from .connection import Store
from .decided import reprofile
from .identities import drop_empty, recount, shift
from .schema import (
    UNRESOLVED,
    appearances,
    decisions,
    documents,
    is_current_version,
    is_newest_reading,
    readings,
)
from .stored import to_json


def forget_document(store: Store, connection: sa.Connection, document_id: str) -> None:
    """Take out where speakers appear in the document, and every name and role that only it gave.

    Speakers who appear nowhere else go with it, and the decisions about them.
    """
    own = appearances.c.document_id == document_id
    columns = sa.select(appearances.c.identity, appearances.c.found).where(own)
    touched = {one for row in connection.execute(columns) for one in row} - {UNRESOLVED}
    connection.execute(sa.delete(appearances).where(own))
    drop_empty(connection, touched)
    left = _there(connection, touched)
    _forget_told(connection, document_id, left)
    reprofile(store, connection, left)
    recount(connection, {*left, UNRESOLVED})


def _forget_told(connection: sa.Connection, document_id: str, left: set[str]) -> None:
    """Take out of the decisions the document, and names kept at a merge that no other document gives."""
    appear = sa.select(appearances.c.name).where(appearances.c.identity.in_(sorted(left))).distinct()
    names = set(connection.scalars(appear))
    for decision in connection.execute(sa.select(decisions)).mappings().all():
        told = json.loads(decision["told"])
        before = to_json(told)
        if decision["what"] == "split" and document_id in told["documents"]:
            told["documents"].remove(document_id)
        if decision["what"] == "merge" and decision["identity"] in left and told.get("name") not in names:
            told = {}
        if to_json(told) != before:
            values = {"told": to_json(told)}
            connection.execute(sa.update(decisions).where(decisions.c.id == decision["id"]).values(values))


def _there(connection: sa.Connection, touched: set[str]) -> set[str]:
    query = sa.select(appearances.c.identity).where(appearances.c.identity.in_(sorted(touched))).distinct()
    return set(connection.scalars(query))


def restore_current(store: Store, connection: sa.Connection, url: str | None) -> None:
    """Count what an older version of the address says, where it is the newest again."""
    if not url:
        return
    joined = readings.join(documents, documents.c.id == readings.c.document_id)
    newest = sa.select(readings.c.id).select_from(joined)
    current = newest.where(documents.c.url == url, is_newest_reading(), is_current_version())
    waiting = sa.and_(appearances.c.reading_id.in_(current), appearances.c.is_current == 0)
    rows = connection.execute(sa.select(appearances).where(waiting)).mappings().all()
    connection.execute(sa.update(appearances).where(waiting).values(is_current=1))
    shift(store, connection, rows, 1)
