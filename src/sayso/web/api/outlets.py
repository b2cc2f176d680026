"""Outlets: how much each prints of what others say."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from sayso.ledger import OutletPage, OutletRow, Paged

from ..state import LedgerOf
from .asked import OutletsOf

router = APIRouter(tags=["outlets"])


@router.get("/outlets", summary="List outlets")
def outlets(ledger: LedgerOf, asked: OutletsOf) -> Paged[OutletRow]:
    """A page of the outlets."""
    return ledger.outlet_page(asked.wanted(), mark=asked.mark)


@router.get("/outlets/{name:path}", summary="One outlet")
def outlet(
    ledger: LedgerOf, name: Annotated[str, Path(max_length=1000, description="its whole name")]
) -> OutletPage:
    """Whom it quotes, how, and how much in which month."""
    return ledger.outlet(name)
