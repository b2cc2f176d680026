"""Kept searches, read and told as their pages are; the command line uses this too."""

from __future__ import annotations

from urllib.parse import parse_qsl

from sayso.collected import SearchWords
from sayso.ledger import SaidQuery

from .queries import read_said, said_query, search_title, told_fields


def read_search(reference: str) -> SaidQuery:
    """The search whose address has this behind its question mark."""
    return read_said(dict(parse_qsl(reference)))


def tell_search(query: SaidQuery, names: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """What the search asks for, as labels and values; `names` stand in place of ids."""
    return tuple((label.capitalize(), value) for _, label, value in told_fields(query, **names))


def search_reference(query: SaidQuery) -> str:
    """What stands behind the question mark of the search's address: the same search has always the same."""
    return said_query(query)


def search_words(query: SaidQuery) -> str:
    """The search in a line."""
    return search_title(query)


SEARCH_WORDS = SearchWords(read=read_search, tell=tell_search)
