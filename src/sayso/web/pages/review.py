"""Review: the queue, and judging an article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from sayso.export.facts import name_of
from sayso.ledger import Disagreement, JudgementRow, Ledger
from sayso.records import (
    CUE_CLASSES,
    MODALITIES,
    POLARITIES,
    SPEAKER_KINDS,
    STANCES,
    Attribution,
    Reading,
    joined,
    to_row,
)

from ..render import render
from ..state import LedgerOf, ReviewerOf
from .article import Article, PartOf, read_article

router = APIRouter()

_IN_QUEUE = 30  # documents on one page of the queue
_CHOICES = {
    "cue_class": CUE_CLASSES,
    "polarity": POLARITIES,
    "modality": MODALITIES,
    "stance": STANCES,
    "kind": SPEAKER_KINDS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One judgement that stands, in words: of what (its content, as far as it is known)."""

    row: JudgementRow
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A model differs from a person: both versions in words, and what each answer sends to the API.

    `stands` and `found` are empty where there is none. An answer is a path below `/api` and a body.
    """

    of: Disagreement
    stands: str
    found: str
    keep: dict[str, Any]
    take: dict[str, Any]


@router.get("/review", response_class=HTMLResponse)
def queue(
    request: Request, ledger: LedgerOf, mark: Annotated[str | None, Query(max_length=500)] = None
) -> HTMLResponse:
    """Documents that wait for review, those with the least certain attributions first."""
    return render(request, "review.html", page=ledger.queue(limit=_IN_QUEUE, mark=mark or None))


@router.get("/review/next")
def following(ledger: LedgerOf, after: Annotated[str, Query(max_length=100)] = "") -> Response:
    """To the document that comes next in the queue; to the queue where none is left."""
    for row in ledger.queue(limit=2).rows:
        if row.document.id != after:
            return RedirectResponse(f"/documents/{row.document.id}/review", status_code=307)
    return RedirectResponse("/review", status_code=307)


@router.get("/documents/{document_id}/review", response_class=HTMLResponse)
def review(
    request: Request, ledger: LedgerOf, reviewer: ReviewerOf, document_id: str, part: PartOf = 1
) -> HTMLResponse:
    """The article, to be judged."""
    values = _values(ledger, reviewer, document_id, part)
    return render(request, "review_article.html", choices=_CHOICES, **values)


@router.get("/documents/{document_id}/review/text", response_class=HTMLResponse)
def text(
    request: Request, ledger: LedgerOf, reviewer: ReviewerOf, document_id: str, part: PartOf = 1
) -> HTMLResponse:
    """The part of that page which a judgement changes."""
    return render(request, "_review_text.html", **_values(ledger, reviewer, document_id, part))


def _values(ledger: Ledger, reviewer: str, document_id: str, part: int) -> dict[str, Any]:
    article = read_article(ledger, document_id, part)
    rows = list(ledger.judgements(document_id))
    standing = [row for row in rows if row.undone_at is None]
    mine = [row.number for row in standing if row.judgement.reviewer == reviewer]
    return {
        "article": article,
        "rows": {one.entry.attribution.id: _row_of(article, one.entry.attribution) for one in article.told},
        "given": tuple(_given(ledger, article, standing)),
        "choices_open": tuple(_choices(article, ledger.disagreements(document_id))),
        "finished": any(row.judgement.what == "finish" for row in standing),
        "last": max(mine, default=None),
    }


def _row_of(article: Article, attribution: Attribution) -> dict[str, Any]:
    return to_row(article.document, attribution)


def _given(ledger: Ledger, article: Article, standing: Iterable[JudgementRow]) -> Iterator[Given]:
    """What stands, the last judged first."""
    rows = list(standing)
    there = {one.id: one for one in article.reading.attributions}
    if any(row.judgement.what == "reject" and row.judgement.attribution not in there for row in rows):
        there = {**{one.id: one for one in ledger.model_reading(article.document.id).attributions}, **there}
    for row in reversed(rows):
        one = row.judgement.judged or there.get(row.judgement.attribution or "")
        yield Given(row=row, words=_words(one, article.document.text))


def _words(one: Attribution | None, text: str) -> str:
    """`Ada Quill said: the bridge is shut`: who, the cue and the content."""
    if one is None:
        return ""
    return f"{name_of(one, text)} {joined(one.cue, text)}: {joined(one.content, text)}"


def _choices(article: Article, differing: Iterable[Disagreement]) -> Iterator[Choice]:
    text = article.document.text
    finishes: set[int] = set()
    for one in differing:
        judged = one.row.judgement
        if judged.what == "finish":
            # All that a finished document's reading was is one judgement: it is kept or taken back once.
            if one.row.number in finishes:
                continue
            finishes.add(one.row.number)
        stands = None if judged.judged is None else _current(article.reading, judged.judged)
        yield Choice(
            of=one,
            stands=_words(stands, text),
            found=_words(one.found, text),
            keep=_keeping(article.document.id, one, stands),
            take=_taking(article.document.id, one, stands),
        )


def _current(reading: Reading, judged: Attribution) -> Attribution:
    return next((one for one in reading.attributions if one.id == judged.id), judged)


def _keeping(document_id: str, one: Disagreement, stands: Attribution | None) -> dict[str, Any]:
    """To judge the same again, upon the newest reading."""
    what = one.row.judgement.what
    if what == "finish":
        return _answer(document_id, what="finish")
    if stands is None:
        return _answer(document_id, what="reject", attribution=one.row.judgement.attribution)
    return _answer(document_id, what="confirm", attribution=stands.id)


def _taking(document_id: str, one: Disagreement, stands: Attribution | None) -> dict[str, Any]:
    """To say what the model says: with its words, or by taking back what kept them away."""
    if one.row.judgement.what == "finish" or stands is None:
        return {"path": f"/judgements/{one.row.number}/undo", "body": {}}
    if one.found is None:
        return _answer(document_id, what="reject", attribution=stands.id)
    return _answer(document_id, what="correct", attribution=stands.id, judged=_judged(one.found))


def _answer(
    document_id: str,
    *,
    what: str,
    attribution: str | None = None,
    judged: dict[str, Any] | None = None,
) -> dict[str, Any]:
    body = {"what": what, "attribution": attribution, "judged": judged, "note": None}
    return {"path": f"/documents/{document_id}/judgements", "body": body}


def _judged(one: Attribution) -> dict[str, Any]:
    """An attribution as the API is told what shall be."""
    places = {
        role: [[span.start, span.end] for span in getattr(one, role)] for role in ("source", "cue", "content")
    }
    speaker, date, addressee = one.speaker, one.date, one.addressee
    return {
        **places,
        "speaker": speaker and {"name": speaker.name, "kind": speaker.kind, "role": speaker.role},
        "cue_class": one.cue_class,
        "polarity": one.polarity,
        "modality": one.modality,
        "stance": one.stance,
        "quotation": one.quotation,
        "date": date and {"value": date.value, "granularity": date.granularity},
        "addressee": addressee and [addressee.start, addressee.end],
    }
