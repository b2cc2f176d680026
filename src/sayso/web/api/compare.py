"""Compare: what several speakers, outlets or documents have on the same words or subject."""

from __future__ import annotations

from fastapi import APIRouter, Request

from ..side_by_side import read_compare, side_by_side
from ..state import LedgerOf
from .asked import CompareOf
from .models import Column, Comparison, found_of

router = APIRouter(tags=["compare"])


@router.get("/compare", summary="Set speakers, outlets or documents side by side")
def compare(request: Request, ledger: LedgerOf, asked: CompareOf) -> Comparison:
    """What each has on the words or the subject, in order of time: the first hundred statements of each."""
    # `asked` is what may be asked, checked; what it means is read as the page reads it.
    found = side_by_side(ledger, read_compare(request.query_params))
    columns = tuple(
        Column(
            one=str(column.one),
            name=column.name,
            note=column.note,
            found=tuple(found_of(hit) for hit in column.hits),
            more=column.more,
        )
        for column in found.columns
    )
    return Comparison(columns=columns)
