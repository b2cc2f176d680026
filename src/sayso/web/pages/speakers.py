"""Speakers: their pages, and what people decide about who is who."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi import Path as Place
from fastapi.responses import RedirectResponse

from sayso.errors import AbortRun, NotInLedger
from sayso.ledger import DecisionRow, DocumentRow, Ledger, SaidQuery, SpeakerPage, SpeakerRow, SplitBy

from ..hits import show_hit
from ..queries import MOST, read_text, said_address
from ..render import render
from ..state import LedgerOf, Now, ReviewerOf

router = APIRouter()

LATEST = 10  # statements on a speaker's page: what fits beside what is known; all are a click away
SHOWN_NAMES = 12  # of those that may be meant
_WIKIDATA = re.compile(r"Q[1-9]\d*")
Number = Annotated[int, Place(ge=1, le=2**31 - 1)]
Text = Annotated[str, Form()]
Texts = Annotated[list[str], Form()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One value, how many statements have it, and where these are (None: nowhere to go)."""

    value: str
    n: int
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A decision that could not be taken as it was asked for: which form, what is wrong, who may be meant."""

    form: str
    wrong: str
    written: str = ""
    reason: str = ""
    meant: tuple[SpeakerRow, ...] = ()


@router.get("/speakers/{speaker}")
def speaker_page(request: Request, speaker: str, ledger: LedgerOf) -> Response:
    """Who a speaker is, and what they said."""
    return _page(request, ledger, speaker)


@router.get("/speakers/{speaker}/split")
def split_page(request: Request, speaker: str, ledger: LedgerOf) -> Response:
    """What a split may take of what this speaker says."""
    return _split_page(request, ledger, speaker)


@router.post("/speakers/{speaker}/merge")
def merge(
    request: Request,
    speaker: str,
    ledger: LedgerOf,
    reviewer: ReviewerOf,
    now: Now,
    other: Text = "",
    name: Text = "",
    reason: Text = "",
) -> Response:
    """Say that another is this speaker: the one of the id `other`, else the only one called `name`."""
    picked, written, why = _clean(other), _clean(name), _clean(reason)
    if picked is None:
        meant = [row for row in ledger.find_speakers(written or "") if row.id != speaker]
        if len(meant) != 1:
            wrong = "Which one is meant?" if meant else "No other speaker is called so."
            asked = Asked(form="merge", wrong=wrong, written=written or "", reason=why or "",
                          meant=tuple(meant[:SHOWN_NAMES]))  # fmt: skip
            return _page(request, ledger, speaker, asked)
        picked = meant[0].id
    try:
        number = ledger.merge(speaker, picked, by=reviewer, reason=why, now=now)
    except AbortRun as error:
        return _refused(request, ledger, speaker, "merge", error, why)
    kept = next((row.identity for row in reversed(ledger.decisions()) if row.number == number), speaker)
    return RedirectResponse(f"/speakers/{kept}", status_code=303)


@router.post("/speakers/{speaker}/split")
def split(
    request: Request,
    speaker: str,
    ledger: LedgerOf,
    reviewer: ReviewerOf,
    now: Now,
    documents: Texts = [],  # noqa: B006 - FastAPI copies what is given by default
    role: Text = "",
    name: Text = "",
    new_name: Text = "",
    reason: Text = "",
) -> Response:
    """Say that a part of what this speaker says is someone else's."""
    chosen = tuple(dict.fromkeys(one for text in documents for one in text.split()))
    which = SplitBy(documents=chosen, role=_clean(role), name=_clean(name))
    why = _clean(reason)
    try:
        number = ledger.split(speaker, which, name=_clean(new_name), by=reviewer, reason=why, now=now)
    except AbortRun as error:
        if isinstance(error, NotInLedger):
            raise
        return _split_page(
            request, ledger, speaker, Asked(form="split", wrong=_told(error), reason=why or "")
        )
    part = next((row.other for row in reversed(ledger.decisions()) if row.number == number), None)
    return RedirectResponse(f"/speakers/{part or speaker}", status_code=303)


@router.post("/speakers/{speaker}/rename")
def rename(
    request: Request,
    speaker: str,
    ledger: LedgerOf,
    reviewer: ReviewerOf,
    now: Now,
    name: Text = "",
    reason: Text = "",
) -> Response:
    """Give a speaker the name to be shown."""
    why = _clean(reason)
    try:
        ledger.rename(speaker, _clean(name) or "", by=reviewer, reason=why, now=now)
    except AbortRun as error:
        return _refused(request, ledger, speaker, "rename", error, why)
    return RedirectResponse(f"/speakers/{speaker}", status_code=303)


@router.get("/decisions")
def decisions(request: Request, ledger: LedgerOf) -> Response:
    """What people decided about who is who, the last first."""
    taken = ledger.decisions()
    return render(request, "decisions.html", decisions=[(row, took_words(row)) for row in reversed(taken)])


@router.post("/decisions/{number}/undo")
def undo(number: Number, ledger: LedgerOf, reviewer: ReviewerOf, now: Now) -> Response:
    """Take a decision back; it stays on record as undone."""
    ledger.undo(number, by=reviewer, now=now)
    return RedirectResponse(f"/decisions#d-{number}", status_code=303)


def took_words(row: DecisionRow) -> str:
    """What a decision gives or takes, in words; empty where its names say everything."""
    if row.what == "rename":
        return f"“{row.told.get('name')}”"
    if row.what != "split":
        return ""
    listed = row.told.get("documents")
    n = len(listed) if isinstance(listed, list) else 0
    parts = [f"{n} {'article' if n == 1 else 'articles'}"] if n else []
    parts += [f"{part} “{row.told[part]}”" for part in ("role", "name") if row.told.get(part)]
    return "what it says in " + ", ".join(parts) if parts else ""


def _refused(
    request: Request, ledger: Ledger, speaker: str, form: str, error: AbortRun, reason: str | None
) -> Response:
    """The speaker's page with what is wrong beside the form; a speaker that is not there has none."""
    if isinstance(error, NotInLedger):
        raise error
    return _page(request, ledger, speaker, Asked(form=form, wrong=_told(error), reason=reason or ""))


def _told(error: AbortRun) -> str:
    return error.problem[:1].upper() + error.problem[1:] + "."


def _page(request: Request, ledger: Ledger, speaker: str, asked: Asked | None = None) -> Response:
    page = ledger.speaker(speaker)
    said = ledger.said_page(SaidQuery(speaker=speaker, limit=LATEST))
    taken = [row for row in ledger.decisions() if speaker in (row.identity, row.other) and not row.undone_at]
    return render(
        request,
        "speaker.html",
        status=400 if asked else 200,
        page=page,
        row=page.row,
        name=page.row.name or "not resolved",
        hits=[show_hit(hit) for hit in said.rows],
        more=said.following is not None,
        all_said=said_address(SaidQuery(speaker=speaker)),
        feed=said_address(SaidQuery(speaker=speaker), path="/said.atom"),
        wikidata=page.wikidata if _WIKIDATA.fullmatch(page.wikidata or "") else None,
        other_names=[(value, n) for value, n in page.names if value != page.row.name],
        months=list(_months(page)),
        month_values=[list(month) for month in page.months],
        outlets=[
            Share(value=value, n=n, address=said_address(SaidQuery(speaker=speaker, outlet_name=value)))
            for value, n in page.outlets
        ],
        classes=list(_classes(page)),
        addressees=[Share(value=value, n=n) for value, n in page.addressees],
        passed_on_by=[Share(value=value, n=n) for value, n in page.passed_on_by],
        joins=_told_joins(page),
        decisions=[(row, took_words(row)) for row in taken],
        kept=next((row for row in taken if row.what == "merge" and row.other == speaker), None),
        asked=asked,
    )


def _split_page(request: Request, ledger: Ledger, speaker: str, asked: Asked | None = None) -> Response:
    page = ledger.speaker(speaker)
    hits = ledger.said_page(SaidQuery(speaker=speaker, limit=MOST))
    documents: dict[str, tuple[DocumentRow, int]] = {}
    for hit in hits.rows:
        _, n = documents.get(hit.document.id, (hit.document, 0))
        documents[hit.document.id] = (hit.document, n + 1)
    return render(
        request,
        "split.html",
        status=400 if asked else 200,
        page=page,
        row=page.row,
        name=page.row.name or "not resolved",
        documents=list(documents.values()),
        more=hits.following is not None,
        most=MOST,
        roles=[role.title for role in page.roles if not role.listed],
        names=[value for value, _ in page.names],
        asked=asked,
    )


def _months(page: SpeakerPage) -> Iterator[Share]:
    for month, n in page.months:
        yield Share(
            value=month,
            n=n,
            address=said_address(SaidQuery(speaker=page.row.id, since=month, until=month)),
        )


def _classes(page: SpeakerPage) -> Iterator[Share]:
    for value, n in page.cue_classes:
        address = said_address(SaidQuery(speaker=page.row.id), cue_class=value)
        yield Share(value=value, n=n, address=address)


def _told_joins(page: SpeakerPage) -> list[tuple[str, int, str, int | None]]:
    """Why names were joined; a single name that is the speaker's own needs no reason."""
    joins = page.joins
    if len(joins) == 1 and joins[0].name == page.row.name and joins[0].decision is None:
        return []
    return [(join.name, join.n_documents, join.because, join.decision) for join in joins]


def _clean(text: str) -> str | None:
    """The text of a form's field; None where there is none."""
    return read_text({"text": text}, "text")
