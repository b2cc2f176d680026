"""Speakers: their list, their pages, and what people decide about who is who."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
