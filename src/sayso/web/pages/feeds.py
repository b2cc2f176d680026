"""Feeds: any search as an Atom feed."""

from __future__ import annotations

import hashlib
import re
import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from fastapi import APIRouter, Request, Response

from sayso.ledger import Hit

from ..hits import ShownHit, show_hit
from ..queries import read_said, said_address, search_title
from ..render import TEMPLATES
from ..state import LedgerOf, Now
from .said import names_of

router = APIRouter()

ENTRIES = 50  # of a feed: a day's worth for a subject that is followed, and a small answer
MEDIA_TYPE = "application/atom+xml"
_TITLE = 120  # characters: what a feed reader shows in its list
# Characters that no XML holds, not even escaped.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One attribution in a feed. `published` is a day, where the whole of it is known."""

    id: str
    title: str
    updated: datetime
    published: str | None
    hit: ShownHit


@router.get("/said.atom")
def said_atom(request: Request, ledger: LedgerOf, now: Now) -> Response:
    """What answers the search, the newest publications first, for whoever follows it."""
    query = read_said(request.query_params)
    page = ledger.said_page(replace(query, order="newest", limit=query.limit or ENTRIES))
    site = str(request.base_url).rstrip("/")
    here = said_address(replace(query, order=None), path="/said.atom")
    entries = [_entry(hit) for hit in page.rows]
    feed = TEMPLATES.get_template("said.atom").render(
        site=site,
        id=_urn(site + here),
        here=here,
        search=said_address(replace(query, order=None, limit=None)),
        title=search_title(query, **names_of(ledger, query, page.rows)),
        updated=max((entry.updated for entry in entries), default=now),
        entries=entries,
    )
    body = _NOT_XML.sub("\ufffd", feed).encode()
    tag = f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if entries and request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers)


def _entry(hit: Hit) -> FeedEntry:
    shown = show_hit(hit)
    day = _DAY.match(shown.published or "")
    return FeedEntry(
        id=_urn(f"sayso:attribution:{shown.id}"),
        title=_shortened(f"{shown.who}: {shown.content}"),
        updated=hit.document.added_at,
        published=day[0] if day else None,
        hit=shown,
    )


def _urn(name: str) -> str:
    """The same for the same name, on every machine and for ever."""
    return uuid.uuid5(uuid.NAMESPACE_URL, name).urn


def _shortened(title: str) -> str:
    if len(title) <= _TITLE:
        return title
    return title[:_TITLE].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
