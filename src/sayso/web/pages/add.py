"""Add: paste a text or an address, drop files, and see what becomes of them."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
