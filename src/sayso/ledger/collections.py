"""Collections: documents, attributions, speakers, outlets and searches gathered for a case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, get_args

import sqlalchemy as sa

from sayso.errors import AbortRun, NotInLedger

from .connection import Store
from .rows import CollectionRow, KeptRow, KeptWhat
from .schema import UNRESOLVED, attributions, collections, documents, identities, kept, profiles
from .stored import Fields, printable, to_time

KEPT_WHATS: tuple[KeptWhat, ...] = get_args(KeptWhat)
LONGEST_NAME = 200  # characters: a line in a list
LONGEST_TITLE = 300  # characters; a longer title is cut, since the thing itself has it whole
LONGEST_NOTE = 20_000  # characters: some ten pages; what is longer is a document of its own
LONGEST_REFERENCE = 4_000  # characters: longer addresses are refused by servers, too
MOST_NUMBER = 2**63 - 1  # what a column of numbers holds

_NOT_THERE = "the ledger has no collection of this number"
_LISTED = "`sayso collections` lists them"
_PURGED = {
    "document": "a document that was purged",
    "attribution": "said in a document that was purged",
    "speaker": "a speaker of whom nothing is left in the ledger",
    "outlet": "an outlet of which nothing is left in the ledger",
    "search": "a search in a document that was purged",
}


def make(store: Store, name: str, *, note: str, by: str, now: datetime) -> int:
    """A new collection; its number."""
    values = {
        **_described(name, note),
        "made_by": _whose(by),
        "made_at": to_time(now),
    }
    with store.writing(origin="collections") as connection:
        return int(connection.scalars(sa.insert(collections).returning(collections.c.id), values).one())


def describe(store: Store, number: int, *, name: str, note: str) -> None:
    """Another name and note."""
    values = _described(name, note)
    with _writing(store, number) as connection:
        _find(connection, number)
        connection.execute(sa.update(collections).where(collections.c.id == number).values(values))


def close(store: Store, number: int, *, closed: bool, by: str, now: datetime) -> None:
    """Close it, or open it again; closing what is closed changes nothing."""
    with _writing(store, number) as connection:
        if bool(_find(connection, number)["closed_at"]) == closed:
            return
        values = {"closed_by": _whose(by), "closed_at": to_time(now)} if closed else _OPEN
        connection.execute(sa.update(collections).where(collections.c.id == number).values(values))


_OPEN = {"closed_by": None, "closed_at": None}


def list_collections(store: Store) -> list[CollectionRow]:
    """Every collection, the last made first, closed ones at the end."""
    closed = sa.case((collections.c.closed_at.is_(None), 0), else_=1)
    ordered = _select().order_by(closed, collections.c.id.desc())
    with store.reading() as connection:
        return [_to_collection(row) for row in connection.execute(ordered).mappings()]


def read_collection(store: Store, number: int) -> tuple[CollectionRow, tuple[KeptRow, ...]]:
    """One collection and what is in it, first kept first."""
    in_it = sa.select(kept).where(kept.c.collection == number, kept.c.dropped_at.is_(None))
    with store.reading() as connection:
        row = _find(connection, number)
        rows = connection.execute(in_it.order_by(kept.c.id)).mappings()
        return _to_collection(row), tuple(_to_kept(one) for one in rows)


def where_kept(store: Store, what: KeptWhat, reference: str) -> list[int]:
    """The numbers of the collections that hold this thing."""
    same = sa.select(kept.c.collection).where(*_is(what, printable(reference)))
    with store.reading() as connection:
        return sorted(set(connection.scalars(same)))


def keep(
    store: Store,
    number: int,
    what: KeptWhat,
    reference: str,
    *,
    title: str,
    note: str,
    by: str,
    now: datetime,
) -> int:
    """Keep a thing, once; a note on what is kept already joins the former one. The number of its row."""
    reference = printable(reference)
    values = {
        "collection": number,
        "what": what,
        "reference": reference,
        "title": _title(title) or reference[:LONGEST_TITLE],
        "note": _note(note),
        "kept_by": _whose(by),
        "kept_at": to_time(now),
    }
    with _writing(store, number) as connection:
        row = _find(connection, number)
        same = sa.select(kept.c.id, kept.c.note).where(kept.c.collection == number, *_is(what, reference))
        before = connection.execute(same.order_by(kept.c.id).limit(1)).first()
        if before is not None and values["note"] in before.note:
            return int(before.id)
        if row["closed_at"]:
            raise AbortRun(row["name"], "this collection is closed", "open it again first")
        if before is not None:
            both = _note(f"{before.note}\n{values['note']}")
            connection.execute(sa.update(kept).where(kept.c.id == before.id).values(note=both))
            return int(before.id)
        _refuse_missing(connection, what, reference)
        return int(connection.scalars(sa.insert(kept).returning(kept.c.id), values).one())


def annotate(store: Store, kept_id: int, *, note: str) -> None:
    """Another note."""
    _change(store, kept_id, {"note": _note(note)})


def drop(store: Store, kept_id: int, *, by: str, now: datetime) -> None:
    """Take a thing out of its collection; its row stays, with who took it out and when."""
    _change(store, kept_id, {"dropped_by": _whose(by), "dropped_at": to_time(now)})


def forget_kept(connection: sa.Connection, document_id: str) -> None:
    """Take the words of a document that is being purged out of what is kept, dropped rows included.

    The rows stay and say that it was purged. Its attributions and its row must still be there, while
    speakers who appear in no other document must be gone.
    """
    own = sa.select(attributions.c.id).where(attributions.c.document_id == document_id)
    of_it = {
        "document": kept.c.reference == document_id,
        "attribution": kept.c.reference.in_(own),
        "search": kept.c.reference.contains(document_id, autoescape=True),
        "speaker": ~sa.exists().where(identities.c.id == kept.c.reference),
    }
    for what, condition in of_it.items():
        _blank(connection, sa.and_(kept.c.what == what, condition), {"title": _PURGED[what], "note": ""})
    _forget_outlet(connection, document_id)
    _forget_names(connection)


def _forget_outlet(connection: sa.Connection, document_id: str) -> None:
    """An outlet's name came with the document, where no other document gives it."""
    others = sa.exists().where(documents.c.outlet == kept.c.reference, documents.c.id != document_id)
    gone = {"title": _PURGED["outlet"], "reference": "", "note": ""}
    _blank(connection, sa.and_(kept.c.what == "outlet", ~others), gone)


def _forget_names(connection: sa.Connection) -> None:
    """Call kept speakers by their name of now where they are known by the kept one no more."""
    now = sa.select(identities.c.name).where(identities.c.id == kept.c.reference).scalar_subquery()
    known = sa.exists().where(
        profiles.c.identity == kept.c.reference, profiles.c.what == "name", profiles.c.value == kept.c.title
    )
    renamed = sa.and_(kept.c.what == "speaker", now.is_not(None), ~known, kept.c.title != now)
    _blank(connection, renamed, {"title": now})


def _blank(connection: sa.Connection, condition: sa.ColumnElement[bool], values: dict[str, Any]) -> None:
    connection.execute(sa.update(kept).where(condition).values(values))


def _change(store: Store, kept_id: int, values: dict[str, Any]) -> None:
    _refuse_number(kept_id, "nothing of this number is kept")
    there = sa.and_(kept.c.id == kept_id, kept.c.dropped_at.is_(None))
    with store.writing(origin=f"kept {kept_id}") as connection:
        if not connection.execute(sa.update(kept).where(there).values(values)).rowcount:
            raise NotInLedger(str(kept_id), "nothing of this number is kept", "it may have been dropped")


def _writing(store: Store, number: int) -> Any:
    _refuse_number(number, _NOT_THERE)
    return store.writing(origin=f"collection {number}")


def _refuse_number(number: int, problem: str) -> None:
    if not 0 < number <= MOST_NUMBER:
        raise NotInLedger(str(number), problem, _LISTED)


def _select() -> sa.Select[Any]:
    own = sa.and_(kept.c.collection == collections.c.id, kept.c.dropped_at.is_(None))
    n_kept = sa.select(sa.func.count()).where(own).correlate(collections).scalar_subquery()
    return sa.select(collections, n_kept.label("n_kept"))


def _find(connection: sa.Connection, number: int) -> sa.RowMapping:
    _refuse_number(number, _NOT_THERE)
    row = connection.execute(_select().where(collections.c.id == number)).mappings().first()
    if row is None:
        raise NotInLedger(str(number), _NOT_THERE, _LISTED)
    return row


def _is(what: KeptWhat, reference: str) -> Iterator[sa.ColumnElement[bool]]:
    yield from (kept.c.what == what, kept.c.reference == reference, kept.c.dropped_at.is_(None))


def _refuse_missing(connection: sa.Connection, what: KeptWhat, reference: str) -> None:
    """NotInLedger where the thing that shall be kept is not there; any search can be kept."""
    if what not in KEPT_WHATS:
        raise AbortRun(str(what)[:LONGEST_NAME], "is nothing that is kept", f"one of {', '.join(KEPT_WHATS)}")
    if len(reference) > LONGEST_REFERENCE:
        raise AbortRun(f"{reference[:40]}…", "is too long to be kept")
    if what == "search":
        return
    column = {
        "document": documents.c.id,
        "attribution": attributions.c.id,
        "speaker": identities.c.id,
        "outlet": documents.c.outlet,
    }[what]
    named = reference not in ("", UNRESOLVED)
    if not named or connection.scalar(sa.select(column).where(column == reference).limit(1)) is None:
        raise NotInLedger(reference[:LONGEST_NAME], f"the ledger has no such {what}")


def _described(name: str, note: str) -> dict[str, Any]:
    shown = " ".join(printable(name).split())
    if not shown:
        raise AbortRun("collection", "it needs a name", "say in a few words what the case is")
    if len(shown) > LONGEST_NAME:
        problem = f"the name is longer than {LONGEST_NAME} characters"
        raise AbortRun(f"{shown[:40]}…", problem, "put the rest into the note")
    return {"name": shown, "note": _note(note)}


def _note(note: str) -> str:
    written = printable(note.replace("\r\n", "\n")).strip()
    if len(written) > LONGEST_NOTE:
        problem = f"the note is longer than {LONGEST_NOTE:,} characters"
        raise AbortRun(f"{written[:40]}…", problem, "add it as a document and keep that")
    return written


def _title(title: str) -> str:
    shown = " ".join(printable(title).split())
    return shown if len(shown) <= LONGEST_TITLE else shown[: LONGEST_TITLE - 1] + "…"


def _whose(by: str) -> str:
    if not by.strip():
        raise AbortRun("collection", "somebody has to do it", "give --by NAME")
    return printable(by.strip())


def _to_collection(row: Fields) -> CollectionRow:
    return CollectionRow(
        id=row["id"],
        name=row["name"],
        note=row["note"],
        by=row["made_by"],
        at=datetime.fromisoformat(row["made_at"]),
        n_kept=row["n_kept"],
        closed=row["closed_at"] is not None,
    )


def _to_kept(row: Fields) -> KeptRow:
    return KeptRow(
        id=row["id"],
        what=row["what"],
        reference=row["reference"],
        title=row["title"],
        note=row["note"],
        by=row["kept_by"],
        at=datetime.fromisoformat(row["kept_at"]),
    )
