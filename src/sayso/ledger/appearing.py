"""Who and what stands in one document: what a page about it links to."""

from __future__ import annotations

import sqlalchemy as sa

from .connection import Store
from .documents import no_such_document
from .rows import Joined
from .schema import appearances, attributions, identities, readings


def speakers_in(store: Store, document_id: str) -> dict[str, Joined]:
    """Who the speakers of the document's newest reading are across documents, by their ids in it."""
    newest = sa.select(sa.func.max(readings.c.id)).where(readings.c.document_id == document_id)
    joined = appearances.join(identities, identities.c.id == appearances.c.identity)
    query = (
        sa.select(
            appearances.c.speaker_id,
            identities.c.id,
            identities.c.name,
            identities.c.kind,
            identities.c.by_name,
            appearances.c.because,
            appearances.c.confidence,
            appearances.c.decision,
        )
        .select_from(joined)
        .where(appearances.c.reading_id == newest.scalar_subquery())
    )
    with store.reading() as connection:
        return {
            row["speaker_id"]: Joined(
                id=row["id"],
                name=row["name"],
                kind=row["kind"],
                by_name=bool(row["by_name"]),
                because=row["because"],
                confidence=row["confidence"],
                decision=row["decision"],
            )
            for row in connection.execute(query).mappings()
            if row["name"]
        }


def newest_reading(store: Store, document_id: str) -> int:
    """The number of the document's newest reading: another one, once anything about it has changed."""
    newest = sa.select(sa.func.max(readings.c.id)).where(readings.c.document_id == document_id)
    with store.reading() as connection:
        number: int | None = connection.scalar(newest)
    if number is None:
        raise no_such_document(document_id)
    return number


def document_of(store: Store, attribution_id: str) -> str | None:
    """The id of the document that the attribution was read in; None where the ledger never had it."""
    query = sa.select(attributions.c.document_id).where(attributions.c.id == attribution_id)
    with store.reading() as connection:
        found: str | None = connection.scalar(query)
    return found
