"""Places: where in web archives the bytes of documents stand, and which bytes stand nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from sayso.records import ArchivePlace, Document

from .connection import Store, stream
from .rows import Elsewhere, Placed
from .schema import archives, documents, places

_ROWS = 500  # rows fetched at once: they are short
_MANY = 200  # documents in one condition

NOT_HERE = sa.func.length(archives.c.bytes) == 0  # what is packed is never empty


def place_values(document: Document) -> dict[str, Any] | None:
    """The document's place as a row of `places`; None where it stands in no web archive."""
    place = document.place
    if place is None:
        return None
    return {
        "document_id": document.id,
        "archive": place.archive,
        "member": place.member,
        "record": place.record,
        "captured": place.captured,
        "byte_offset": place.offset,
        "byte_length": place.length,
    }


def to_place(row: Mapping[Any, Any]) -> ArchivePlace | None:
    """The place of a row joined with `places`; None where there is none, ValueError where damaged."""
    if row["archive"] is None:
        return None
    return ArchivePlace(
        archive=row["archive"],
        member=row["member"],
        record=row["record"],
        captured=row["captured"],
        offset=row["byte_offset"],
        length=row["byte_length"],
    )


def list_places(store: Store) -> Iterator[Placed]:
    """Every document that stands in a web archive, archive by archive, in the order of the bytes."""
    joined = places.join(documents, documents.c.id == places.c.document_id)
    joined = joined.join(archives, archives.c.sha256 == documents.c.sha256)
    columns = (documents.c.name, documents.c.sha256, archives.c.n_bytes, NOT_HERE.label("elsewhere"))
    ordered = (
        sa.select(places, *columns)
        .select_from(joined)
        .order_by(places.c.archive, places.c.member, places.c.byte_offset, places.c.document_id)
    )
    with store.reading() as connection:
        for row in stream(connection, ordered, _ROWS).mappings():
            place = to_place(row)
            assert place is not None
            yield Placed(
                document_id=row["document_id"],
                name=row["name"],
                sha256=row["sha256"],
                n_bytes=row["n_bytes"],
                place=place,
                here=not row["elsewhere"],
            )


def places_of(store: Store, document_ids: Iterable[str]) -> dict[str, ArchivePlace]:
    """The places of those of these documents that stand in a web archive, by their ids."""
    ids = list(dict.fromkeys(document_ids))
    found: dict[str, ArchivePlace] = {}
    with store.reading() as connection:
        for start in range(0, len(ids), _MANY):
            asked = sa.select(places).where(places.c.document_id.in_(ids[start : start + _MANY]))
            for row in connection.execute(asked).mappings():
                place = to_place(row)
                assert place is not None
                found[row["document_id"]] = place
    return found


def count_elsewhere(store: Store) -> Elsewhere:
    """How many documents have their bytes in web archives alone, and how many bytes these are."""
    with store.reading() as connection:
        kept = sa.select(sa.func.coalesce(sa.func.sum(archives.c.n_bytes), 0)).where(NOT_HERE)
        of_those = sa.select(sa.func.count()).select_from(
            documents.join(archives, archives.c.sha256 == documents.c.sha256)
        )
        return Elsewhere(
            n_documents=connection.execute(of_those.where(NOT_HERE)).scalar_one(),
            n_bytes=int(connection.execute(kept).scalar_one()),
        )
