"""Copies: which articles carry the same text as one, and the passages that are the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from sayso.ledger import CopyRow, Ledger
from sayso.records import Span

from ..hits import language_of
from ..render import render
from ..state import LedgerOf

router = APIRouter()

MOST = 200  # passages of one pair that are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPassage:
    """One passage in the words of both; `other` is None where they are the same to the letter."""

    one: str
    other: str | None
    n_words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCopy:
    """One document that shares text, and the passages; `n_more` are not shown."""

    row: CopyRow
    language: str | None
    passages: tuple[ShownPassage, ...]
    n_more: int


@router.get("/documents/{document_id}/copies", response_class=HTMLResponse)
def copies(request: Request, ledger: LedgerOf, document_id: str) -> HTMLResponse:
    """What the document shares with others, passage by passage."""
    found = ledger.copies(document_id)
    text = ledger.reading(document_id).document.text
    shown = tuple(_shown(ledger, row, text) for row in found.copies)
    return render(request, "copies.html", found=found, copies=shown, language=language_of)


def _shown(ledger: Ledger, row: CopyRow, text: str) -> ShownCopy:
    other = ledger.reading(row.document.id).document.text
    passages = row.match.passages
    return ShownCopy(
        row=row,
        language=language_of(row.document.metadata.language),
        passages=tuple(islice(_passages(row, text, other), MOST)),
        n_more=max(0, len(passages) - MOST),
    )


def _passages(row: CopyRow, text: str, other: str) -> Iterator[ShownPassage]:
    for passage in row.match.passages:
        here, there = _words(passage.one, text), _words(passage.other, other)
        yield ShownPassage(one=here, other=None if here == there else there, n_words=passage.n_words)


def _words(span: Span, text: str) -> str:
    return " ".join(span.of(text).split())
