"""Start: what is in the ledger."""

from __future__ import annotations

from collections import deque

from fastapi import APIRouter, Request, Response

from sayso.ledger import DocumentList, Ledger, SkippedRow, SpeakerList

from ..render import render
from ..state import LedgerOf

router = APIRouter()

FEW = 8  # rows of each list: what fits a screen together
READ_SKIPPED = 2000  # as many are read to find the last ones; where there are more, they are only counted


@router.get("/")
def start(request: Request, ledger: LedgerOf) -> Response:
    """How much the ledger holds, what came last, who says most, and what waits for review."""
    counts = ledger.counts()
    if not counts.documents:
        return render(request, "start.html", counts=counts, skipped=last_skipped(ledger, counts.skipped))
    return render(
        request,
        "start.html",
        counts=counts,
        documents=ledger.document_page(DocumentList(sort="added", limit=FEW)).rows,
        speakers=ledger.speaker_page(SpeakerList(named_only=True, limit=FEW)).rows,
        queue=ledger.queue(limit=FEW).rows,
        skipped=last_skipped(ledger, counts.skipped),
    )


def last_skipped(ledger: Ledger, n: int) -> list[SkippedRow]:
    """The inputs that were skipped last, the last first; none where there are too many to go through."""
    if not 0 < n <= READ_SKIPPED:
        return []
    return list(reversed(deque(ledger.skipped(), maxlen=FEW)))
