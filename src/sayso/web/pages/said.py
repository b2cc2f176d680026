"""Said: search over everything that was said."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
