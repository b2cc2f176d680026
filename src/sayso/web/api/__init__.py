"""The JSON API, under /api: everything that the pages show."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(prefix="/api")
