"""Collections: what is gathered for a case."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
