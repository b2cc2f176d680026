"""Review: the queue, and judging an article."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
