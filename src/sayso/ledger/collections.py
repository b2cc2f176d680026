"""Collections: documents, speakers and searches gathered for a case."""

from __future__ import annotations

from datetime import datetime

from .connection import Store
from .rows import CollectionRow, KeptRow, KeptWhat


def make(store: Store, name: str, *, note: str, by: str, now: datetime) -> int:
    """A new collection."""
    raise NotImplementedError


def describe(store: Store, number: int, *, name: str, note: str) -> None:
    """Another name and note."""
    raise NotImplementedError


def close(store: Store, number: int, *, closed: bool, by: str, now: datetime) -> None:
    """Close or open again."""
    raise NotImplementedError


def list_collections(store: Store) -> list[CollectionRow]:
    """Every collection."""
    raise NotImplementedError


def read_collection(store: Store, number: int) -> tuple[CollectionRow, tuple[KeptRow, ...]]:
    """One collection."""
    raise NotImplementedError


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
    """Keep a thing."""
    raise NotImplementedError


def annotate(store: Store, kept_id: int, *, note: str) -> None:
    """Another note."""
    raise NotImplementedError


def drop(store: Store, kept_id: int, *, by: str, now: datetime) -> None:
    """Take a thing out."""
    raise NotImplementedError
