"""Speakers: the list of them."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from sayso.records import SPEAKER_KINDS

from ..listing import columns, list_address, read_speakers
from ..queries import has_empty, read_mark
from ..render import render
from ..state import LedgerOf

router = APIRouter()

PATH = "/speakers"
HEADS = (
    ("name", "Speaker"),
    ("attributions", "Statements"),
    ("documents", "Documents"),
    ("last_published", "Last"),
)


@router.get(PATH)
def speaker_list(request: Request, ledger: LedgerOf) -> Response:
    """A page of the list of speakers."""
    wanted = read_speakers(request.query_params)
    address = list_address(PATH, wanted)
    if has_empty(request.query_params):
        return RedirectResponse(address, status_code=303)
    mark = read_mark(request.query_params)
    return render(
        request,
        "speakers.html",
        page=ledger.speaker_page(wanted, mark=mark),
        wanted=wanted,
        narrowed=bool(wanted.part or wanted.kind or wanted.named_only),
        address=address,
        columns=columns(PATH, wanted, HEADS),
        kinds=SPEAKER_KINDS,
        first=mark is None,
    )
