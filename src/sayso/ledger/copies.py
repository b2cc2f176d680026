"""Copies: which documents carry the same text as one, and what they likely go back to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from sayso.compare.agencies import Tag
from sayso.compare.copies import Fingerprint, fingerprint
from sayso.errors import NotInLedger
from sayso.records import Span

from .connection import Store, stream
from .documents import no_such_document, select_documents
from .folding import find_folding_faults
from .origins import origin_rows, place_in_order, to_match
from .placing import AT_ONCE, HELD, Placing
from .rows import Copies, CopyRow, DocumentRow, Finding, OriginRow
from .schema import (
    copies,
    documents,
    is_current_version,
    listings,
    origins,
    placed,
    repeated,
    sketches,
)
from .stored import to_document_row

AT_OPENING = 1000  # documents of an older ledger that are placed when it is opened: some five seconds
_LOCK = "copies"
_ROWS = 200
_MANY = 400  # values in one condition
MOST_MATCHES = 60  # of one document that are shown; what was printed first may have thousands
MOST = 500  # documents of one origin that are listed


def copies_of(store: Store, document_id: str) -> Copies:
    """What the document shares with others; NotInLedger where there is no such document."""
    with store.reading() as connection:
        document = _listed(connection, [document_id]).get(document_id)
        if document is None:
            raise no_such_document(document_id)
        own = sa.select(placed).where(placed.c.document_id == document_id)
        row = connection.execute(own).mappings().first()
        if row is None:
            because = "not placed yet: `sayso copies --relink`" if document.current else "an older version"
            return Copies(document=document, origin=None, because=because, copies=(), others=(), tags=())
        origin = _origin(connection, row["origin"])
        found = tuple(_matches(connection, row["number"]))
        return Copies(
            document=document,
            origin=origin,
            because=origin.because if origin else "no other document carries its text",
            copies=found,
            others=tuple(_others(connection, row, {one.document.id for one in found})),
            tags=tuple(_tag(tag) for tag in json.loads(row["tags"])),
            points_at=row["points_at"],
            source=row["source_title"],
        )


def read_origin(store: Store, number: int) -> OriginRow:
    """The origin of this number; NotInLedger where fewer than two documents go back to it."""
    with store.reading() as connection:
        found = _origin(connection, number)
    if found is None:
        raise NotInLedger(f"origin {number}", "no two documents go back to it")
    return found


def largest_origins(store: Store, limit: int) -> list[OriginRow]:
    """The origins that most documents go back to."""
    ordered = sa.select(origins).order_by(origins.c.n_documents.desc(), origins.c.number).limit(limit)
    with store.reading() as connection:
        return _to_origins(connection, connection.execute(ordered).mappings().all())


def _origin(connection: sa.Connection, number: int) -> OriginRow | None:
    query = sa.select(origins).where(origins.c.number == number)
    return next(iter(_to_origins(connection, connection.execute(query).mappings().all())), None)


def _to_origins(connection: sa.Connection, rows: Sequence[Any]) -> list[OriginRow]:
    listed = _listed(connection, [row["document_id"] for row in rows if row["document_id"]])
    roots = sa.select(placed.c.number, placed.c.document_id)
    first = dict(
        connection.execute(roots.where(placed.c.number.in_([row["number"] for row in rows]))).tuples().all()
    )
    titled = _listed(connection, list(first.values()))
    return [
        OriginRow(
            number=row["number"],
            n_documents=row["n_documents"],
            title=_title(titled[first[row["number"]]]),
            document=listed.get(row["document_id"]),
            agency=row["agency"],
            confidence=row["confidence"],
            because=row["because"],
        )
        for row in rows
    ]


def _title(row: DocumentRow) -> str:
    return row.metadata.title or row.name


def _listed(connection: sa.Connection, ids: Sequence[str]) -> dict[str, DocumentRow]:
    found: dict[str, DocumentRow] = {}
    for start in range(0, len(ids), _MANY):
        some = select_documents().where(documents.c.id.in_(ids[start : start + _MANY]))
        found.update({row["id"]: to_document_row(row) for row in connection.execute(some).mappings()})
    return found


def _matches(connection: sa.Connection, number: int) -> Iterator[CopyRow]:
    """The documents that this one was compared with and shares most text with, most of it first."""
    own = sa.or_(copies.c.one == number, copies.c.other == number)
    most = sa.select(copies).where(own).order_by(copies.c.n_words.desc(), copies.c.one, copies.c.other)
    rows = connection.execute(most.limit(MOST_MATCHES)).mappings().all()
    ends = [row["other"] if row["one"] == number else row["one"] for row in rows]
    about = sa.select(placed.c.number, placed.c.document_id, placed.c.origin)
    there = {row.number: row for row in connection.execute(about.where(placed.c.number.in_(ends)))}
    listed = _listed(connection, sorted(row.document_id for row in there.values()))
    mine = connection.scalars(sa.select(placed.c.origin).where(placed.c.number == number)).one()
    found = []
    for row, end in zip(rows, ends, strict=True):
        match = to_match(row, passages=True)
        found.append(
            CopyRow(
                document=listed[there[end].document_id],
                match=match if row["one"] == number else match.turned(),
                joined=there[end].origin == mine,
            )
        )
    found.sort(key=lambda one: (-one.match.n_words, one.document.metadata.published or "~", one.document.id))
    yield from found


def _others(connection: sa.Connection, row: Any, but: set[str]) -> Iterator[DocumentRow]:
    """The other documents of the same origin, the first published first."""
    ordered = (
        sa.select(placed.c.document_id)
        .where(placed.c.origin == row["origin"], placed.c.number != row["number"])
        .order_by(placed.c.published, placed.c.document_id)
        .limit(MOST)
    )
    ids = [one for one in connection.scalars(ordered) if one not in but]
    listed = _listed(connection, ids)
    yield from (listed[one] for one in ids)


def _tag(told: dict[str, Any]) -> Tag:
    span = told["span"] and Span(told["span"]["start"], told["span"]["end"])
    return Tag(agency=told["agency"], kind=told["kind"], span=span, because=told["because"])


def place_missing(store: Store) -> int:
    """Place the documents of a ledger that has none placed, if they are few; how many there were."""
    with store.reading() as connection:
        some = connection.execute(sa.select(placed.c.number).limit(1)).first()
        if some is not None:
            return 0
        n = len(connection.execute(sa.select(listings.c.document_id).limit(AT_OPENING + 1)).all())
        if not 0 < n <= AT_OPENING:
            return 0
    return relink(store, lambda done, of: None)


def relink(store: Store, progress: Callable[[int, int], None]) -> int:
    """Place all documents anew, in the order of publication; how many have another origin than before.

    One transaction. `progress` is told how many of how many are placed.
    """
    with store.writing(origin=_LOCK, alone=True) as connection:
        before = _groups(connection)
        sources = sources_of(connection)
        for table in (repeated, copies, origins, sketches, placed):
            connection.execute(sa.delete(table))
        ids = placed_in_order(connection)
        placing = Placing(store, connection)
        for start in range(0, len(ids), AT_ONCE):
            placing.place(ids[start : start + AT_ONCE], sources)
            progress(min(start + AT_ONCE, len(ids)), len(ids))
        after = _groups(connection)
        return sum(1 for document, first in after.items() if before.get(document) != first)


def placed_in_order(connection: sa.Connection) -> list[str]:
    """The current documents in the order in which they are placed, that of publication."""
    date = sa.func.coalesce(documents.c.published, "~")
    query = sa.select(documents.c.id).where(is_current_version()).order_by(date, documents.c.id)
    return list(connection.scalars(query))


def _groups(connection: sa.Connection) -> dict[str, str]:
    """The first document of each document's origin."""
    root = placed.alias("root")
    query = sa.select(placed.c.document_id, root.c.document_id).join(root, root.c.number == placed.c.origin)
    return dict(connection.execute(query).tuples().all())


def sources_of(connection: sa.Connection) -> dict[str, tuple[str | None, str | None]]:
    columns = (placed.c.document_id, placed.c.source_title, placed.c.source_url)
    given = sa.or_(placed.c.source_title.is_not(None), placed.c.source_url.is_not(None))
    return {
        document: (title, url)
        for document, title, url in connection.execute(sa.select(*columns).where(given))
    }


def cite_source(store: Store, document_id: str, title: str | None, url: str | None) -> None:
    """Keep what a feed gives as the source of a document, and place the document with it.

    Nothing for an older version; NotInLedger where there is no such document.
    """
    with store.writing(origin=_LOCK) as connection:
        if connection.execute(sa.select(documents.c.id).where(documents.c.id == document_id)).first() is None:
            raise no_such_document(document_id)
        placing = Placing(store, connection)
        placing.withdraw([document_id])
        placing.place([document_id], {document_id: (title, url)})


def replace_version(
    store: Store, connection: sa.Connection, document_id: str, previous: str | None, printed: Fingerprint
) -> None:
    """Place a document that was just added and has this fingerprint, in the place of the version before."""
    placing = Placing(store, connection)
    if previous is not None:
        placing.withdraw([previous])
    placing.place([document_id], {}, {document_id: printed})


def find_origin_faults(
    connection: sa.Connection, follow: Callable[[Iterable[sa.Row[Any]]], Iterable[sa.Row[Any]]]
) -> Iterator[Finding]:
    """Where documents are not placed as their texts and matches are; nothing where all is well.

    `follow` hands on the documents' rows, and may count them.
    """
    missing = sa.select(listings.c.document_id).where(
        listings.c.is_current == 1, ~sa.exists().where(placed.c.document_id == listings.c.document_id)
    )
    for (document,) in connection.execute(missing):
        yield Finding("copies", document, "it is not placed among its copies: `sayso copies --relink`")
    older = sa.select(placed.c.document_id).where(
        ~sa.exists().where(listings.c.document_id == placed.c.document_id, listings.c.is_current == 1)
    )
    for (document,) in connection.execute(older):
        yield Finding("copies", document, "it is placed and is not current")
    yield from _sketch_faults(connection, follow)
    yield from _match_faults(connection)
    yield from _origin_faults(connection)
    yield from find_folding_faults(connection)


def _sketch_faults(
    connection: sa.Connection, follow: Callable[[Iterable[sa.Row[Any]]], Iterable[sa.Row[Any]]]
) -> Iterator[Finding]:
    texts = sa.select(placed.c.number, placed.c.document_id, placed.c.n_words, documents.c.text).join(
        documents, documents.c.id == placed.c.document_id
    )
    for row in follow(stream(connection, texts, 50)):
        right = fingerprint(row.text)
        if right.n_words != row.n_words:
            yield Finding("copies", row.document_id, f"it has {right.n_words} words, not {row.n_words}")
        for start in range(0, len(right.shingles), _MANY):
            some = right.shingles[start : start + _MANY]
            query = sa.select(sketches.c.shingle, sketches.c.document).where(sketches.c.shingle.in_(some))
            holders: dict[int, list[int]] = {}
            for shingle, number in connection.execute(query):
                holders.setdefault(shingle, []).append(number)
            for shingle in some:
                held = holders.get(shingle, [])
                if row.number not in held and len(held) < HELD // 2:
                    # Many may be remembered already, or have been before some were purged.
                    yield Finding("copies", row.document_id, "it is not found by its words")
                    break
    loose = ~sa.exists().where(placed.c.number == sketches.c.document)
    for (number,) in connection.execute(sa.select(sketches.c.document).where(loose).distinct()):
        yield Finding("copies", f"number {number}", "it is found by words and is not placed")


def _match_faults(connection: sa.Connection) -> Iterator[Finding]:
    one, other = placed.alias("first"), placed.alias("second")
    here, there = documents.alias("here"), documents.alias("there")
    joined = (
        sa.select(copies, here.c.id.label("document"), here.c.n_characters.label("n_one"),
                  there.c.n_characters.label("n_other"))
        .join(one, one.c.number == copies.c.one)
        .join(other, other.c.number == copies.c.other)
        .join(here, here.c.id == one.c.document_id)
        .join(there, there.c.id == other.c.document_id)
    )  # fmt: skip
    for row in stream(connection, joined, _ROWS).mappings():
        try:
            passages = to_match(row, passages=True).passages
        except (ValueError, TypeError) as error:
            yield Finding("copies", row["document"], f"its shared passages are damaged ({error})")
            continue
        if any(p.one.end > row["n_one"] or p.other.end > row["n_other"] for p in passages):
            yield Finding("copies", row["document"], "a shared passage ends outside the text")


def _origin_faults(connection: sa.Connection) -> Iterator[Finding]:
    """Origins that are not those that parents lead to, and rows that are not what the members give."""
    rows = {row["number"]: row for row in connection.execute(sa.select(placed)).mappings()}
    members: dict[int, int] = {}
    for row in rows.values():
        members[row["origin"]] = members.get(row["origin"], 0) + 1
        parent = rows.get(row["parent"]) if row["parent"] is not None else None
        if row["parent"] is not None and parent is None:
            yield Finding("copies", row["document_id"], "what it is carried from is not placed")
        elif row["origin"] != (parent["origin"] if parent else row["number"]):
            yield Finding("copies", row["document_id"], "its origin is not that of what it is carried from")
        elif parent is not None and place_in_order(parent) >= place_in_order(row):
            yield Finding("copies", row["document_id"], "what it is carried from comes after it")
    known = {row["number"]: dict(row) for row in connection.execute(sa.select(origins)).mappings()}
    several = sorted(number for number, n in members.items() if n > 1)
    for start in range(0, len(several), _MANY):
        for number, right in origin_rows(connection, several[start : start + _MANY]).items():
            if known.pop(number, None) != right:
                yield Finding("origin", str(number), "it is not told as its documents are now")
    for number in known:
        yield Finding("origin", str(number), "fewer than two documents go back to it")
