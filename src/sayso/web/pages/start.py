"""Start: what is in the ledger."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
