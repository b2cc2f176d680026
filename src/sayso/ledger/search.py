"""Search: pages of what was said, and what answers a query counted."""

from __future__ import annotations

from .connection import Store
from .rows import Facets, Hit, Paged, SaidQuery


def said_page(store: Store, query: SaidQuery, *, mark: str | None) -> Paged[Hit]:
    """A page of the attributions that answer the query."""
    raise NotImplementedError


def facets(store: Store, query: SaidQuery) -> Facets:
    """What answers the query, counted."""
    raise NotImplementedError
