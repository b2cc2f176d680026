"""Documents: the list of them."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from sayso.errors import AbortRun
from sayso.ledger import DocumentRow, Paged

from ..listing import columns, list_address, read_documents
from ..queries import has_empty, read_mark
from ..render import render
from ..state import LedgerOf

router = APIRouter()

PATH = "/documents"
HEADS = (
    ("title", "Title"),
    ("outlet", "Outlet"),
    ("published", "Published"),
    ("added", "Added"),
    ("attributions", "Statements"),
)


@router.get(PATH)
def document_list(request: Request, ledger: LedgerOf) -> Response:
    """A page of the list of documents."""
    wanted = read_documents(request.query_params)
    address = list_address(PATH, wanted)
    if has_empty(request.query_params):
        return RedirectResponse(address, status_code=303)
    mark = read_mark(request.query_params)
    page: Paged[DocumentRow] = Paged(rows=())
    wrong: AbortRun | None = None
    try:
        page = ledger.document_page(wanted, mark=mark)
    except AbortRun as error:  # a date that is none: said beside the form, which keeps what was written
        wrong = error
    return render(
        request,
        "documents.html",
        status=400 if wrong else 200,
        page=page,
        wanted=wanted,
        narrowed=any((wanted.part, wanted.outlet, wanted.since, wanted.until, wanted.origin)),
        address=address,
        columns=columns(PATH, wanted, HEADS),
        wrong=wrong,
        first=mark is None,
    )
