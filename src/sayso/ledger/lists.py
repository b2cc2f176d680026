"""Lists: speakers, documents and outlets, sorted and page by page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from sayso.errors import AbortRun, NotInLedger

from .connection import Store
from .documents import select_documents
from .identities import LONGEST
from .marks import Key, Mark, Value, behind, checked_size, ordering, read_mark, to_page
from .origin_counts import count_origins
from .query import contains, period, to_speaker_rows
from .rows import (
    DocumentList,
    DocumentRow,
    FacetValue,
    OutletList,
    OutletPage,
    OutletRow,
    Paged,
    SpeakerList,
    SpeakerRow,
)
from .schema import UNRESOLVED, documents, identities, listings, placed, profiles, statements
from .search import read_names, to_months, to_values
from .statements import SORTED
from .stored import row_number, to_document_row

# As the indexes have them, to the letter: a bound number would be another expression.
_name = sa.literal_column(f"lower(substr(identities.name, 1, {SORTED}))", sa.Text)
_last = sa.literal_column("coalesce(identities.last_published, '')", sa.Text)
_SPEAKER_SORTS: dict[str, Key] = {
    "attributions": Key(identities.c.n_attributions, int),
    "documents": Key(identities.c.n_documents, int),
    "name": Key(_name),
    "last_published": Key(_last),
}
_DOCUMENT_SORTS: dict[str, Key] = {
    "published": Key(listings.c.published),
    "added": Key(listings.c.added, int),
    "title": Key(listings.c.title),
    "outlet": Key(listings.c.outlet),
    "attributions": Key(listings.c.n_attributions, int),
}


def speaker_page(store: Store, wanted: SpeakerList, *, mark: str | None) -> Paged[SpeakerRow]:
    """A page of the list of speakers."""
    ties = [Key(_name), Key(identities.c.id)]
    keys = _keys(_SPEAKER_SORTS, wanted.sort, wanted.descending, ties)
    query = sa.select(identities, *_labelled(keys)).where(*_speakers(store, wanted))
    with store.reading() as connection:
        page = _page(connection, query, keys, _order(wanted.sort, wanted.descending), wanted.limit, mark)
        rows = tuple(to_speaker_rows(connection, page.rows))
        return Paged(rows=rows, following=page.following, preceding=page.preceding)


def _speakers(store: Store, wanted: SpeakerList) -> Iterator[sa.ColumnElement[bool]]:
    yield sa.literal_column("+identities.n_attributions", sa.Integer) > 0  # nearly all: no index helps
    yield identities.c.id != UNRESOLVED
    if wanted.kind is not None:
        yield identities.c.kind == wanted.kind
    if wanted.named_only:
        yield identities.c.by_name == 0
    if wanted.part and wanted.part.strip():
        part = wanted.part.strip()
        named = sa.and_(profiles.c.what == "name", contains(store, profiles.c.value, part))
        called = identities.c.id.in_(sa.select(profiles.c.identity).where(named))
        yield sa.or_(contains(store, identities.c.name, part), called)


def document_page(store: Store, wanted: DocumentList, *, mark: str | None) -> Paged[DocumentRow]:
    """A page of the list of documents."""
    keys = _keys(_DOCUMENT_SORTS, wanted.sort, wanted.descending, _document_ties(wanted))
    query = sa.select(listings.c.document_id, *_labelled(keys)).where(*_documents(store, wanted))
    with store.reading() as connection:
        page = _page(connection, query, keys, _order(wanted.sort, wanted.descending), wanted.limit, mark)
        ids = [row["document_id"] for row in page.rows]
        listed = select_documents().where(documents.c.id.in_(ids))
        found = {row["id"]: to_document_row(row) for row in connection.execute(listed).mappings()}
        rows = tuple(found[one] for one in ids)
        return Paged(rows=rows, following=page.following, preceding=page.preceding)


def _document_ties(wanted: DocumentList) -> list[Key]:
    added = Key(listings.c.added, int, descending=wanted.descending)
    published = Key(listings.c.published, str, descending=True)
    if wanted.sort == "outlet":  # the newest of each
        return [published, Key(listings.c.added, int, descending=True)]
    return [] if wanted.sort == "added" else [added]


def _documents(store: Store, wanted: DocumentList) -> Iterator[sa.ColumnElement[bool]]:
    yield listings.c.is_current == 1 if not wanted.all_versions else listings.c.is_current >= 0
    if wanted.outlet is not None:
        yield listings.c.outlet == wanted.outlet[:LONGEST]
    if wanted.origin is not None:
        number = row_number(wanted.origin)
        of = sa.select(placed.c.document_id).where(placed.c.origin == number)
        yield listings.c.document_id.in_(of)
    if wanted.fold:
        carried = (placed.c.document_id == listings.c.document_id, placed.c.parent.is_not(None))
        yield ~sa.exists().where(*carried)
    since, until = period(wanted)
    if since:
        yield listings.c.published >= since
    if until:
        yield sa.and_(listings.c.published < until + "~", listings.c.published > "")
    if wanted.part and wanted.part.strip():
        part = wanted.part.strip()
        either = sa.or_(contains(store, documents.c.title, part), contains(store, documents.c.name, part))
        yield listings.c.document_id.in_(sa.select(documents.c.id).where(either))


def outlet_page(store: Store, wanted: OutletList, *, mark: str | None) -> Paged[OutletRow]:
    """A page of the list of outlets."""
    counted = _outlets()
    if wanted.part and wanted.part.strip():
        counted = counted.where(contains(store, listings.c.outlet, wanted.part.strip()))
    found = counted.subquery("counted")
    sorts = {
        "attributions": Key(found.c.n_attributions, int),
        "documents": Key(found.c.n_documents, int),
        "name": Key(sa.func.lower(found.c.name)),
        "last_published": Key(sa.func.coalesce(found.c.last_published, "")),
    }
    keys = _keys(sorts, wanted.sort, wanted.descending, [Key(sa.func.lower(found.c.name)), Key(found.c.name)])
    query = sa.select(found, *_labelled(keys))
    with store.reading() as connection:
        page = _page(connection, query, keys, _order(wanted.sort, wanted.descending), wanted.limit, mark)
        rows = tuple(_to_outlet_rows(connection, page.rows))
        return Paged(rows=rows, following=page.following, preceding=page.preceding)


def _outlets() -> sa.Select[Any]:
    known = sa.func.nullif(listings.c.published, "")
    return (
        sa.select(
            listings.c.outlet.label("name"),
            sa.func.count().label("n_documents"),
            sa.func.sum(listings.c.n_attributions).label("n_attributions"),
            sa.func.min(known).label("first_published"),
            sa.func.max(known).label("last_published"),
        )
        .where(listings.c.is_current == 1, listings.c.outlet > "")
        .group_by(listings.c.outlet)
    )


def _to_outlet_rows(connection: sa.Connection, rows: Sequence[sa.RowMapping]) -> list[OutletRow]:
    n_documents = {row["name"]: row["n_documents"] for row in rows}
    column = listings.c
    n_origins = count_origins(
        connection, column.outlet, column.document_id, n_documents, column.is_current == 1,
        number=column.added,
    )  # fmt: skip
    return [
        OutletRow(
            name=row["name"],
            n_documents=row["n_documents"],
            n_attributions=row["n_attributions"],
            first_published=row["first_published"],
            last_published=row["last_published"],
            n_origins=n_origins[row["name"]],
        )
        for row in rows
    ]


def outlet(store: Store, name: str) -> OutletPage:
    """What is known of one outlet."""
    with store.reading() as connection:
        row = _read_outlet(connection, name)
        column = statements.c
        said = _tallied(connection, name, column.cue_class, column.quotation, column.kind)
        return OutletPage(
            row=row,
            months=to_months(_tallied(connection, name, column.day)),
            speakers=_named(connection, to_values(_tallied(connection, name, column.identity))),
            cue_classes=to_values((one, n) for one, _, _, n in said),
            quotations=to_values((one, n) for _, one, _, n in said),
            kinds=to_values((one, n) for _, _, one, n in said),
            n_origins=row.n_origins,
        )


def outlet_row(store: Store, name: str) -> OutletRow:
    """The listing of one outlet."""
    with store.reading() as connection:
        return _read_outlet(connection, name)


def _read_outlet(connection: sa.Connection, name: str) -> OutletRow:
    this = _outlets().where(listings.c.outlet == name[:LONGEST])
    row = connection.execute(this).mappings().first()
    if row is None or not name:
        raise NotInLedger(name, "no current document is of this outlet")
    return _to_outlet_rows(connection, [row])[0]


def _tallied(connection: sa.Connection, outlet: str, *columns: sa.ColumnElement[Any]) -> Sequence[Any]:
    """How often each value stands in the outlet's statements; an index has them in this order."""
    query = sa.select(*columns, sa.func.count()).where(statements.c.outlet == outlet[:LONGEST])
    return connection.execute(query.group_by(*columns)).all()


def _named(connection: sa.Connection, values: Sequence[FacetValue]) -> tuple[FacetValue, ...]:
    """Speakers' ids with their names."""
    names = read_names(connection, [one.value for one in values])
    return tuple(FacetValue(value=one.value, label=names.get(one.value) or "", n=one.n) for one in values)


def _order(sort: str, descending: bool) -> str:
    return f"{sort} {'down' if descending else 'up'}"


def _keys(sorts: dict[str, Key], sort: str, descending: bool, ties: list[Key]) -> tuple[Key, ...]:
    if sort not in sorts:
        raise AbortRun("sort", f"{sort!r} is nothing to sort by", "one of " + ", ".join(sorts))
    first = sorts[sort]
    return (Key(first.column, first.kind, descending), *ties)


def _labelled(keys: Sequence[Key]) -> list[sa.ColumnElement[Any]]:
    return [key.column.label(f"key_{index}") for index, key in enumerate(keys)]


def _page(
    connection: sa.Connection,
    query: sa.Select[Any],
    keys: tuple[Key, ...],
    order: str,
    limit: int,
    mark: str | None,
) -> Paged[sa.RowMapping]:
    def fetch(at: Mark | None, n: int) -> list[sa.RowMapping]:
        these = [key.flipped() for key in keys] if at is not None and at.backwards else list(keys)
        rows = query if at is None else query.where(behind(these, at.values))
        return list(connection.execute(rows.order_by(*ordering(these)).limit(n)).mappings())

    def values(row: sa.RowMapping) -> tuple[Value, ...]:
        return tuple(row[f"key_{index}"] for index in range(len(keys)))

    return to_page(order, read_mark(order, mark, keys), checked_size(limit), fetch, values)
