"""Quotes: the same quotation in several documents, its versions one below the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from sayso.compare import Mark
from sayso.errors import AbortRun, NotInLedger
from sayso.ledger import Paged, QuoteGroup, QuotePiece, QuotesQuery, QuoteVersion, pieces_of

from ..hits import language_of
from ..queries import has_empty, read_mark, read_text
from ..render import render
from ..state import LedgerOf

router = APIRouter()

PATH = "/quotes"
FIELDS = ("words", "by", "speaker", "outlet", "document", "since", "until")
CALLED: dict[Mark, str] = {
    "same": "the same words",
    "spelling": "the same words, written otherwise",
    "excerpt": "a shorter or longer passage",
    "marked edit": "edited, and the marks show it",
    "altered": "worded differently, and no mark shows it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One version ready to be shown."""

    version: QuoteVersion
    pieces: tuple[QuotePiece, ...]
    called: str
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One quotation ready to be shown; `speakers` are ids and names, an id empty where nobody is known."""

    group: QuoteGroup
    speakers: tuple[tuple[str, str], ...]
    versions: tuple[Shown, ...]


@router.get(PATH)
def quotes(request: Request, ledger: LedgerOf) -> Response:
    """A page of the quotations that stand in several documents."""
    query = read_quotes(request.query_params)
    if has_empty(request.query_params):
        return RedirectResponse(quotes_address(query), status_code=303)
    wrong: AbortRun | None = None
    page: Paged[QuoteGroup] = Paged(rows=())
    try:
        page = ledger.quotes(query, mark=read_mark(request.query_params))
    except AbortRun as error:  # a date that is none: said beside the form, which keeps what was written
        wrong = error
    address = quotes_address(query)
    return render(
        request,
        "quotes.html",
        status=400 if wrong else 200,
        query=query,
        groups=[show_group(group) for group in page.rows],
        page=page,
        address=address,
        other=quotes_address(replace(query, altered=not query.altered)),
        narrowed=any(getattr(query, name) for name in FIELDS),
        waiting=ledger.quotes_waiting(),
        one=None,
        wrong=wrong,
    )


@router.get(PATH + "/{attribution_id}")
def quote(request: Request, ledger: LedgerOf, attribution_id: str) -> Response:
    """The quotation that this attribution gives, in all its versions."""
    found = ledger.quote(attribution_id)
    if found is None:
        raise NotInLedger(attribution_id, "this quotation stands in no other document")
    return render(
        request,
        "quotes.html",
        query=QuotesQuery(),
        groups=[show_group(found)],
        page=Paged(rows=(found,)),
        address=PATH,
        other=PATH,
        narrowed=False,
        waiting=0,
        one=attribution_id,
        wrong=None,
    )


def read_quotes(params: Mapping[str, str]) -> QuotesQuery:
    """Which quotations these parameters of an address list."""
    altered = (read_text(params, "altered") or "").lower() in ("1", "true", "yes", "on")
    return QuotesQuery(
        altered=altered,
        words=read_text(params, "words"),
        by=read_text(params, "by"),
        speaker=read_text(params, "speaker"),
        outlet=read_text(params, "outlet"),
        document=read_text(params, "document"),
        since=read_text(params, "since"),
        until=read_text(params, "until"),
    )


def quotes_address(query: QuotesQuery) -> str:
    """The address of this list.

    >>> quotes_address(QuotesQuery(altered=True, by="Pell"))
    '/quotes?altered=1&by=Pell'
    """
    pairs = [("altered", "1")] if query.altered else []
    pairs += [(name, value) for name in FIELDS if (value := getattr(query, name))]
    return f"{PATH}?{urlencode(pairs)}" if pairs else PATH


def show_group(group: QuoteGroup) -> Group:
    """The quotation ready to be shown."""
    speakers = dict.fromkeys(
        (place.hit.speaker.id, place.hit.speaker.name) if place.hit.speaker else ("", "speaker not resolved")
        for version in group.versions
        for place in version.places
    )
    versions = tuple(
        Shown(
            version=version,
            pieces=tuple(pieces_of(group, number)),
            called=CALLED[version.mark],
            language=language_of(version.places[0].hit.document.metadata.language),
        )
        for number, version in enumerate(group.versions)
    )
    return Group(group=group, speakers=tuple(speakers), versions=versions)
