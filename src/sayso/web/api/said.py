"""What was said, searched and counted; and how much the ledger holds."""

from __future__ import annotations

from fastapi import APIRouter

from sayso.ledger import Counts, Facets, Paged

from ..state import LedgerOf
from .asked import SaidOf
from .models import Found, found_of, page_of

router = APIRouter(tags=["said"])


@router.get("/counts", summary="How much the ledger holds")
def counts(ledger: LedgerOf) -> Counts:
    """Counts of documents, outlets, readings, attributions and speakers."""
    return ledger.counts()


@router.get("/said", summary="Search in what was said")
def said(ledger: LedgerOf, asked: SaidOf) -> Paged[Found]:
    """A page of the current attributions that answer the search, each in its sentence."""
    return page_of(ledger.said_page(asked.query(), mark=asked.mark), found_of)


@router.get("/said/facets", summary="Count what answers a search")
def facets(ledger: LedgerOf, asked: SaidOf) -> Facets:
    """Counts by speaker, outlet, class, quotation, kind of speaker and month; not of one page but of all."""
    return ledger.facets(asked.query())
