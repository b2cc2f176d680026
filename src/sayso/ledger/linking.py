"""Linking: who is who across documents, worked out as readings come, or anew for all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from sayso.link import keys_of, read_name

from .connection import Store
from .decided import reprofile
from .history import has_judgements
from .identities import Row, decided, recount
from .linker import RULES, SPEAKERS_LOCK, Brought, Linker, Memory, brought, mark_of, recall, remember
from .schema import (
    UNRESOLVED,
    appearances,
    documents,
    identities,
    identity_outlets,
    name_keys,
    profiles,
    readings,
)
from .spoken import Who
from .statements import refresh_all, refresh_documents, refresh_versions

__all__ = ["RULES", "Brought", "Linking", "brought", "link_missing", "link_reading", "relink"]

_MANY = 500  # values in one condition


def link_missing(store: Store) -> int:
    """Link the readings that no rules have linked yet, in one transaction; how many those were."""
    with store.reading() as connection:
        if connection.execute(_unlinked().limit(1)).first() is None:
            return 0
    with store.writing(origin=SPEAKERS_LOCK) as connection:
        linker = Linker(store, connection)
        waiting = list(connection.scalars(_unlinked()))
        for reading_id in waiting:
            linker.link(reading_id)
        linker.flush()
        _second_look(linker, connection)
        refresh_all(connection)
        return len(waiting)


def _unlinked() -> sa.Select[Any]:
    joined = readings.join(documents, documents.c.id == readings.c.document_id)
    ordered = (documents.c.published.nulls_last(), documents.c.id, readings.c.id)
    return sa.select(readings.c.id).select_from(joined).where(readings.c.linked.is_(None)).order_by(*ordered)


def relink(store: Store) -> int:
    """Work out anew who is who, in the order of publication; decisions stay. How many speakers moved."""
    with store.writing(origin=SPEAKERS_LOCK, alone=True) as connection:
        before = _whom(connection)
        kept = _forget(connection)
        linker = Linker(store, connection)
        for reading_id in list(connection.scalars(_unlinked())):
            linker.link(reading_id)
        linker.flush()
        _second_look(linker, connection)
        _drop_unused(connection, kept)
        refresh_all(connection)
        after = _whom(connection)
        return sum(1 for key, identity in after.items() if before.get(key) != identity)


def _whom(connection: sa.Connection) -> dict[tuple[int, str], str]:
    columns = (appearances.c.reading_id, appearances.c.speaker_id, appearances.c.identity)
    return {(row[0], row[1]): row[2] for row in connection.execute(sa.select(*columns))}


def _forget(connection: sa.Connection) -> set[str]:
    """Take out what the rules found; those whom people decided about stay, with their names and roles."""
    kept = decided(connection, standing=False)
    seeds = decided(connection, standing=True)
    connection.execute(sa.delete(appearances))
    connection.execute(sa.delete(identity_outlets))
    for table in (profiles, name_keys):
        connection.execute(sa.delete(table).where(table.c.identity.not_in(seeds)))
    connection.execute(sa.update(profiles).values(n=0))
    connection.execute(sa.delete(identities).where(identities.c.id.not_in({*kept, UNRESOLVED})))
    nothing = {"n_attributions": 0, "n_documents": 0, "first_published": None, "last_published": None}
    connection.execute(sa.update(identities).values(nothing))
    connection.execute(sa.update(readings).values(linked=None))
    return kept


def _drop_unused(connection: sa.Connection, kept: set[str]) -> None:
    seen = sa.exists().where(appearances.c.identity == identities.c.id)
    routed = sa.exists().where(appearances.c.found == identities.c.id)
    empty = set(connection.scalars(sa.select(identities.c.id).where(~seen, ~routed))) - kept - {UNRESOLVED}
    for table in (profiles, name_keys, identity_outlets):
        connection.execute(sa.delete(table).where(table.c.identity.in_(empty)))
    connection.execute(sa.delete(identities).where(identities.c.id.in_(empty)))


def _second_look(linker: Linker, connection: sa.Connection) -> None:
    """Bare names once more: whom they may stand for may have been named in full only later."""
    bare = (
        sa.select(appearances)
        .join(identities, identities.c.id == appearances.c.found)
        .where(identities.c.by_name == 1, appearances.c.speaker_id != UNRESOLVED)
        .where(appearances.c.judgement.is_(None))  # whom people chose is no question of rules
        .order_by(appearances.c.published, appearances.c.document_id, *appearances.primary_key)
    )
    moved: set[str] = set()
    for row in connection.execute(bare).mappings().all():
        if keys_of(read_name(row["name"], row["kind"])) and linker.link_again(dict(row)):
            moved.add(row["identity"])
    linker.flush()
    if moved:
        reprofile(linker._store, connection, moved)
        recount(connection, list(connection.scalars(sa.select(identities.c.id))))


def link_reading(
    store: Store, connection: sa.Connection, reading_id: int, counted: frozenset[Brought] = frozenset()
) -> None:
    """Link one reading that was just written; what is `counted` already is not counted again."""
    linker = Linker(store, connection, counted)
    linker.link(reading_id)
    linker.flush()
    _refresh_reading(connection, reading_id)


class Linking:
    """Links one reading after the other; what is learnt is written, and the lists made, at the end."""

    def __init__(self, store: Store, connection: sa.Connection) -> None:
        self._store, self._connection = store, connection
        self._memory: Memory | None = recall(store, connection)
        self._linker = Linker(store, connection, memory=self._memory)
        self._waiting: list[str] = []

    def link_new(self, abouts: Sequence[Row], found: Sequence[Sequence[Who]]) -> None:
        """Link readings of documents that were not there before, in which these speak."""
        self._linker.link_new(abouts, found)
        self._waiting += [about["id"] for about in abouts]

    def link(self, reading_id: int) -> None:
        """Link a reading that was just written."""
        self._memory = None  # what takes the place of another, and what people judged, is written elsewhere
        self._linker.link(reading_id)
        document_id = _document_of(self._connection, reading_id)
        self._waiting.append(document_id)
        if has_judgements(self._connection, document_id):
            # What people judged is about to be put upon it, and to be linked by itself.
            self.finish()
            self._linker = Linker(self._store, self._connection)

    def finish(self, *, quotes: bool = True) -> Callable[[], None]:
        """Write what was learnt, and bring the lists up to date; without `quotes` those wait.

        Gives what is to be called when all is committed: the next one need not read it again.
        """
        self._linker.flush()
        url = sa.select(documents.c.url).where(documents.c.id.in_(sa.bindparam("some", expanding=True)))
        versions = sa.select(documents.c.id).where(documents.c.url.in_(url))
        for start in range(0, len(self._waiting), _MANY):
            some = self._waiting[start : start + _MANY]
            others = self._connection.scalars(versions, {"some": some})
            refresh_documents(self._connection, {*some, *others}, quotes=quotes)
        self._waiting.clear()
        memory, mark = self._memory, mark_of(self._connection)
        return (lambda: remember(self._store, mark, memory)) if memory else (lambda: None)


def _refresh_reading(connection: sa.Connection, reading_id: int) -> None:
    """Bring the lists up to date with a reading that was just linked."""
    refresh_versions(connection, _document_of(connection, reading_id))


def _document_of(connection: sa.Connection, reading_id: int) -> str:
    document = sa.select(readings.c.document_id).where(readings.c.id == reading_id)
    return str(connection.scalars(document).one())
