"""Outlets: their list, and the page of one."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from sayso.ledger import FacetValue, Ledger, OutletList, OutletPage, SaidQuery

from ..hits import show_hit
from ..listing import columns, list_address, read_outlets
from ..queries import has_empty, read_mark, read_text, said_address
from ..render import is_htmx, render
from ..state import LedgerOf

router = APIRouter()

PATH = "/outlets"
HEADS = (
    ("name", "Outlet"),
    ("documents", "Documents"),
    ("attributions", "Statements"),
    ("last_published", "Last"),
)
LATEST = 5  # statements on an outlet's page: a taste, all are a click away
SUGGESTED = 20  # outlets where one is written, those with most documents
FEW = 12  # values that are shown of each kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One value of what an outlet prints: how many statements, their part of all, and where to read them."""

    label: str
    n: int
    part: str
    address: str
    speaker: str | None = None


@router.get(PATH)
def outlet_list(request: Request, ledger: LedgerOf) -> Response:
    """A page of the list of outlets; for a script that asks, the names to suggest where one is written."""
    if is_htmx(request):
        return _suggest(request, ledger)
    wanted = read_outlets(request.query_params)
    address = list_address(PATH, wanted)
    if has_empty(request.query_params):
        return RedirectResponse(address, status_code=303)
    mark = read_mark(request.query_params)
    response = render(
        request,
        "outlets.html",
        page=ledger.outlet_page(wanted, mark=mark),
        wanted=wanted,
        narrowed=wanted.part is not None,
        address=address,
        columns=columns(PATH, wanted, HEADS),
        first=mark is None,
    )
    response.headers["Vary"] = "HX-Request"
    return response


def _suggest(request: Request, ledger: Ledger) -> Response:
    part = read_text(request.query_params, "outlet")
    rows = ledger.outlet_page(OutletList(part=part, sort="documents", limit=SUGGESTED)).rows
    response = render(request, "_outlet_options.html", outlets=[row.name for row in rows])
    response.headers["Vary"] = "HX-Request"
    return response


@router.get("/outlets/{name:path}")
def outlet(request: Request, name: str, ledger: LedgerOf) -> Response:
    """How much an outlet prints of what others say, whose words, and how."""
    page = ledger.outlet(name)
    asked = SaidQuery(outlet_name=page.row.name)
    latest = ledger.said_page(SaidQuery(outlet_name=page.row.name, limit=LATEST))
    return render(
        request,
        "outlet.html",
        page=page,
        row=page.row,
        speakers=shares(page, "speaker", page.speakers),
        groups=[
            ("Kind of speaker", shares(page, "kind", page.kinds)),
            ("Quotation", shares(page, "quotation", page.quotations)),
            ("What they do", shares(page, "cue_class", page.cue_classes)),
        ],
        months=months(page),
        month_values=[(month.value, month.n) for month in page.months],
        all_said=said_address(asked),
        feed=said_address(asked, path="/said.atom"),
        hits=[show_hit(hit) for hit in latest.rows],
    )


def shares(page: OutletPage, field: str, values: tuple[FacetValue, ...]) -> list[Share]:
    """The most frequent values, each with the search for its statements in this outlet."""
    asked = SaidQuery(outlet_name=page.row.name)
    return [
        Share(
            label=value.label,
            n=value.n,
            part=percent(value.n, page.row.n_attributions),
            address=said_address(asked, **{field: value.value}),
            speaker=value.value if field == "speaker" else None,
        )
        for value in values[:FEW]
    ]


def months(page: OutletPage) -> list[Share]:
    """The months, the last first."""
    asked = SaidQuery(outlet_name=page.row.name)
    return [
        Share(
            label=month.label,
            n=month.n,
            part=percent(month.n, page.row.n_attributions),
            address=said_address(asked, since=month.value, until=month.value),
        )
        for month in reversed(page.months)
    ]


def percent(n: int, whole: int) -> str:
    """How much `n` is of the whole, for people.

    >>> percent(1, 3), percent(1, 1000), percent(0, 0)
    ('33%', 'under 1%', '0%')
    """
    if n and 100 * n < whole:
        return "under 1%"
    return f"{round(100 * n / whole)}%" if whole else "0%"
