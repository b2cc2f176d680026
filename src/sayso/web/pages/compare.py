"""Compare: speakers, outlets or documents side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from sayso.errors import AbortRun
from sayso.ledger import FacetValue, Ledger

from ..hits import ShownHit, show_hit
from ..queries import asks_something, has_empty, search_title
from ..render import render
from ..side_by_side import (
    MOST,
    SCALES,
    STATEMENTS,
    WHATS,
    CompareQuery,
    One,
    SideBySide,
    What,
    asked_for,
    compare_address,
    find_ones,
    read_compare,
    side_by_side,
)
from ..state import LedgerOf

router = APIRouter()

OFFERED = 10  # speakers, and as many outlets: a line or two of each


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One that may stand beside the others, and the address where it does."""

    name: str
    note: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of a column."""

    name: str
    note: str
    n: str
    address: str
    search: str
    without: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One time, and what each column has of it."""

    when: str
    cells: tuple[tuple[ShownHit, ...], ...]


@router.get("/compare")
def compare(request: Request, ledger: LedgerOf) -> Response:
    """The comparison that the address asks for, and a form that changes it."""
    query = read_compare(request.query_params)
    asked = asked_for(request.query_params)
    if asked:
        found = find_ones(ledger, *asked)
        if len(found) == 1:
            return RedirectResponse(_with(query, found[0][0]), status_code=303)
        offers = [Offer(name=name, note=note, address=_with(query, one)) for one, name, note in found]
        return _page(request, ledger, query, sought=asked[1], found=offers)
    if "add_what" in request.query_params or has_empty(request.query_params):
        return RedirectResponse(compare_address(query), status_code=303)
    return _page(request, ledger, query)


def _page(
    request: Request,
    ledger: Ledger,
    query: CompareQuery,
    *,
    sought: str | None = None,
    found: list[Offer] | None = None,
) -> Response:
    wrong: AbortRun | None = None
    both = SideBySide(columns=(), bands=(), scale="day")
    speakers: list[Offer] = []
    outlets: list[Offer] = []
    try:
        both = side_by_side(ledger, query)
        if asks_something(query.subject) and len(query.ones) < MOST:
            facets = ledger.facets(query.subject, of=("speakers", "outlets"))
            speakers = list(_offers(query, "speaker", facets.speakers))
            outlets = list(_offers(query, "outlet", facets.outlets))
    except AbortRun as error:  # a date that is none: said beside the form
        wrong = error
    return render(
        request,
        "compare.html",
        status=400 if wrong else 200,
        query=query,
        title=search_title(query.subject) if asks_something(query.subject) else "",
        heads=[_head(query, place, both) for place in range(len(both.columns))],
        rows=[Row(when=band.when, cells=tuple(tuple(map(show_hit, cell)) for cell in band.cells))
              for band in both.bands],
        scale=both.scale,
        scales=SCALES,
        whats=WHATS,
        full=len(query.ones) >= MOST,
        most=MOST,
        speakers=speakers,
        outlets=outlets,
        sought=sought,
        found=found,
        wrong=wrong,
    )  # fmt: skip


def _head(query: CompareQuery, place: int, both: SideBySide) -> Head:
    column = both.columns[place]
    others = tuple(one for one in query.ones if one != column.one)
    n = len(column.hits)
    return Head(
        name=column.name,
        note=column.note,
        n=f"the first {STATEMENTS}" if column.more else f"{n} {'statement' if n == 1 else 'statements'}",
        address=_page_of(column.one),
        search=column.search,
        without=compare_address(replace(query, ones=others)),
    )


def _page_of(one: One) -> str:
    return f"/{one.what}s/{quote(one.reference, safe='')}"


def _offers(query: CompareQuery, what: What, values: tuple[FacetValue, ...]) -> Iterator[Offer]:
    """The most frequent of a facet that are not compared yet."""
    shown = [value for value in values if One(what, value.value) not in query.ones]
    for value in shown[:OFFERED]:
        yield Offer(name=value.label, note=f"{value.n:,}", address=_with(query, One(what, value.value)))


def _with(query: CompareQuery, one: One) -> str:
    return compare_address(replace(query, ones=tuple(dict.fromkeys((*query.ones, one)))))
