"""Articles: the text as it was published, and whose voice each part is."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
