"""Said: search over everything that was said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from sayso.errors import AbortRun
from sayso.ledger import Facets, FacetValue, Hit, Ledger, Paged, SaidQuery
from sayso.records import CUE_CLASSES, POLARITIES, QUOTATIONS, SPEAKER_KINDS

from ..hits import show_hit
from ..queries import (
    ORDERS,
    PAGE,
    asks_something,
    has_empty,
    read_mark,
    read_said,
    said_address,
    said_query,
    search_title,
    told_fields,
)
from ..render import is_htmx, render
from ..state import LedgerOf

router = APIRouter()

FEW = 8  # values of a facet that are shown before the rest is folded away
CHOICES = {
    "cue_class": CUE_CLASSES,
    "quotation": QUOTATIONS,
    "kind": SPEAKER_KINDS,
    "polarity": POLARITIES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One thing that a search asks for, and the address of the search without it."""

    label: str
    value: str
    without: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value of a facet: how many, and the address that adds it to the search, or takes it out."""

    label: str
    n: int
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One facet: the values that are shown, and those that are folded away."""

    title: str
    first: tuple[Choice, ...]
    rest: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What answers a search, counted, with a link for every value."""

    n: str
    n_is_one: bool
    facets: tuple[Facet, ...]
    months: tuple[tuple[str, int], ...]
    by_month: Facet
    any_time: str
    origins: str


@router.get("/said")
def said(request: Request, ledger: LedgerOf) -> Response:
    """The search, and a page of what answers it."""
    query = read_said(request.query_params)
    if has_empty(request.query_params):
        return RedirectResponse(said_address(query, mark=read_mark(request.query_params)), status_code=303)
    return _page(request, ledger, query, counted=None)


@router.get("/said/facets")
def said_facets(request: Request, ledger: LedgerOf) -> Response:
    """What answers the search, counted: a part of the page, or the page with it where no script asks."""
    query = read_said(request.query_params)
    if not is_htmx(request):
        response = _page(request, ledger, query, counted=count(query, ledger.facets(query)))
    else:
        response = render(request, "_facets.html", counted=count(query, ledger.facets(query)))
    response.headers["Vary"] = "HX-Request"
    return response


def _page(request: Request, ledger: Ledger, query: SaidQuery, counted: Counted | None) -> Response:
    wrong: AbortRun | None = None
    page: Paged[Hit] = Paged(rows=())
    try:
        wanted = replace(query, limit=query.limit or PAGE)
        page = ledger.said_page(wanted, mark=read_mark(request.query_params))
    except AbortRun as error:  # a date that is none: said beside the form, which keeps what was written
        wrong = error
    known = names_of(ledger, query, page.rows)
    chips = tuple(find_chips(query, known))
    return render(
        request,
        "said.html",
        status=400 if wrong else 200,
        query=query,
        hits=[show_hit(hit) for hit in page.rows],
        chips=chips,
        title=search_title(query, **known),
        asks=asks_something(query),
        narrowed=any(getattr(query, name) for name in ("about", "by", "outlet", *CHOICES, "since", "until")),
        choices=CHOICES,
        orders=ORDERS,
        reference=said_query(query),
        facets_address=said_address(query, path="/said/facets"),
        feed=said_address(replace(query, order=None, limit=None), path="/said.atom"),
        compare=said_address(
            SaidQuery(words=query.words, about=query.about, since=query.since, until=query.until),
            path="/compare",
        ),
        earlier=page.preceding and said_address(query, mark=page.preceding),
        later=page.following and said_address(query, mark=page.following),
        first=said_address(query) if page.preceding else None,
        counted=counted,
        folding=said_address(query, fold=None if query.fold else "1"),
        wrong=wrong,
    )


def names_of(ledger: Ledger, query: SaidQuery, hits: Sequence[Hit]) -> dict[str, str]:
    """What the ids in a search are called, read off its answers where there are any."""
    known: dict[str, str] = {}
    if query.speaker:
        first = hits[0].speaker if hits else None
        known["speaker"] = first.name if first and first.id == query.speaker else ""
        if not known["speaker"]:
            known["speaker"] = _speaker_name(ledger, query.speaker)
    if query.document:
        rows = [hit.document for hit in hits[:1]] or ledger.find_documents(query.document)
        known["document"] = (rows[0].metadata.title or rows[0].name) if rows else query.document
    return known


def _speaker_name(ledger: Ledger, speaker: str) -> str:
    named = (row.name for row in ledger.find_speakers(speaker) if row.id == speaker)
    return next(named, None) or speaker


def find_chips(query: SaidQuery, known: dict[str, str]) -> Iterator[Chip]:
    """What the search asks for, each with the search that does without."""
    told = told_fields(query, **known)
    if query.since and query.since == query.until:
        told = [(field, label, value) for field, label, value in told if field not in ("since", "until")]
        yield Chip(label="in", value=query.since, without=said_address(query, since=None, until=None))
    for field, label, value in told:
        yield Chip(label=label, value=value, without=_address(query, field, None))


def count(query: SaidQuery, facets: Facets) -> Counted:
    """The facets with their addresses."""
    named = (
        ("Speakers", "speaker", facets.speakers),
        ("Outlets", "outlet_name", facets.outlets),
        ("Class", "cue_class", facets.cue_classes),
        ("Quotation", "quotation", facets.quotations),
        ("Kind of speaker", "kind", facets.kinds),
    )
    found = tuple(_facet(query, title, field, values) for title, field, values in named if values)
    months = tuple(_month(query, value) for value in reversed(facets.months))
    return Counted(
        n=f"{facets.n:,}" if facets.whole else f"{facets.n:,}+",
        n_is_one=facets.whole and facets.n == 1,
        facets=found,
        months=tuple((month.value, month.n) for month in facets.months),
        by_month=Facet(title="Months", first=months, rest=()),
        any_time=said_address(query, since=None, until=None),
        origins=_origins(facets),
    )


def _origins(facets: Facets) -> str:
    """In how many articles they stand, and how many origins those have: `14 articles, 2 origins`."""
    more = "" if facets.whole else "+"
    articles = f"{facets.n_documents:,}{more} {'article' if facets.n_documents == 1 else 'articles'}"
    origins = f"{facets.n_origins:,}{more} {'origin' if facets.n_origins == 1 else 'origins'}"
    return f"{articles}, {origins}" if facets.n_origins < facets.n_documents else articles


def _facet(query: SaidQuery, title: str, field: str, values: tuple[FacetValue, ...]) -> Facet:
    chosen = getattr(query, field)
    choices = tuple(
        Choice(
            label=value.label,
            n=value.n,
            address=_address(query, field, None if value.value == chosen else value.value),
            chosen=value.value == chosen,
        )
        for value in values
    )
    return Facet(title=title, first=choices[:FEW], rest=choices[FEW:])


def _address(query: SaidQuery, field: str, value: str | None) -> str:
    changes: dict[str, Any] = {field: value}
    return said_address(query, **changes)


def _month(query: SaidQuery, month: FacetValue) -> Choice:
    chosen = query.since == query.until == month.value
    asked = None if chosen else month.value
    address = said_address(query, since=asked, until=asked)
    return Choice(label=month.label, n=month.n, address=address, chosen=chosen)
