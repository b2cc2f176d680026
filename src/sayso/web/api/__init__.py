"""The JSON API, under /api: everything that the pages show."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.routing import APIRoute

from . import add, collections, compare, documents, outlets, quotes, review, said, speakers


def operation_of(route: APIRoute) -> str:
    """What programs that are made from the description call the operation: `speakers_merge`."""
    return f"{route.tags[0]}_{route.name}" if route.tags else route.name


router = APIRouter(prefix="/api", generate_unique_id_function=operation_of)
for part in (said, quotes, speakers, documents, review, outlets, compare, collections, add):
    router.include_router(part.router)
