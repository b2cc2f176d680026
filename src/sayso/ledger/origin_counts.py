"""How many origins the documents of a speaker, an outlet or a quotation go back to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from .schema import listings, origins, placed

FEW = 2000  # documents that are looked up one by one: 5 ms


def count_origins(
    connection: sa.Connection,
    owner: sa.ColumnElement[Any],
    document_id: sa.ColumnElement[str],
    n_documents: Mapping[Any, int],
    *conditions: sa.ColumnElement[bool],
    number: sa.Column[int] | None = None,
) -> dict[Any, int]:
    """What each owner's documents go back to: those that carry one text are counted once.

    `owner` and `document_id` are columns of one table that has the owners' documents, `n_documents` how many
    each of those asked for has there. `number` is a number of the document that `listings` has by the same
    name, and which is looked up faster. A document that is not placed is an origin of its own.
    """
    several = [one for one, n in n_documents.items() if n > 1]
    if not several or connection.scalar(sa.select(origins.c.number).limit(1)) is None:
        return dict(n_documents)
    shared: Any = (  # any other document is its own origin
        sa.select(placed.c.document_id, placed.c.number, placed.c.origin).where(
            placed.c.origin.in_(sa.select(origins.c.number))
        )
    )
    if number is None or sum(n_documents.values()) <= FEW:
        shared = shared.subquery("shared")
        same = shared.c.document_id == document_id
    else:  # all of them once in memory
        key = listings.c[number.name].label("key")
        listed = shared.add_columns(key).join(listings, listings.c.document_id == placed.c.document_id)
        shared = listed.cte("shared").prefix_with("MATERIALIZED")
        same = shared.c.key == number + 0  # or SQLite would go through whatever stands in each copy
    carried = sa.func.count(shared.c.number.distinct()) - sa.func.count(shared.c.origin.distinct())
    query = sa.select(owner, carried).join(shared, same).where(owner.in_(several), *conditions)
    fewer = dict(connection.execute(query.group_by(owner)).tuples().all())
    return {one: n - fewer.get(one, 0) for one, n in n_documents.items()}
