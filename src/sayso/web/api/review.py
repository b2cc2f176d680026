"""Judgements: what people say about what a model found."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter

from sayso.errors import AbortRun, NotInLedger
from sayso.ledger import Judged, Ledger, Paged, QueueRow
from sayso.records import Attribution, Document, Reading
from sayso.records import Judgement as Judging
from sayso.review import draft
from sayso.stages import quotation_of

from ..state import LedgerOf, Now, ReviewerOf
from .asked import Id, Number, QueueOf
from .given import JudgementGiven
from .models import Differing, Done, Judgement, differing_of, judgement_of

router = APIRouter(tags=["review"])


@router.get("/review/queue", summary="What waits for review")
def queue(ledger: LedgerOf, asked: QueueOf) -> Paged[QueueRow]:
    """A page of the documents that are not finished, those with the least certain attributions first."""
    return ledger.queue(limit=asked.limit, mark=asked.mark)


@router.get("/documents/{document_id}/judgements", summary="What people judged in a document")
def judgements(ledger: LedgerOf, document_id: Id) -> list[Judgement]:
    """Every judgement, undone ones included, first first."""
    document = ledger.reading(document_id).document
    return [judgement_of(row, document) for row in ledger.judgements(document_id)]


@router.post("/documents/{document_id}/judgements", summary="Judge", status_code=201)
def judge(ledger: LedgerOf, by: ReviewerOf, now: Now, document_id: Id, given: JudgementGiven) -> Judged:
    """The number of the judgement, and the id of the attribution that now stands, if one does.

    It stands from now on, also when a model reads the document again.
    """
    return ledger.judge(_judgement(ledger, document_id, given, by, now))


@router.post("/judgements/{number}/undo", summary="Take a judgement back")
def undo(ledger: LedgerOf, by: ReviewerOf, now: Now, number: Number) -> Done:
    """It stays on record as undone."""
    ledger.undo_judgement(number, by=by, now=now)
    return Done()


@router.get("/documents/{document_id}/disagreements", summary="Where a model differs from people")
def disagreements(ledger: LedgerOf, document_id: Id) -> list[Differing]:
    """Where the newest reading by a model differs from what people judged, which stands; in text order."""
    document = ledger.reading(document_id).document
    return [differing_of(one, document) for one in ledger.disagreements(document_id)]


def _judgement(ledger: Ledger, document_id: str, given: JudgementGiven, by: str, now: datetime) -> Judging:
    reading = ledger.reading(document_id)
    upon = _judged_upon(ledger, reading, given)
    judged = given.judged
    try:
        return Judging(
            what=given.what,
            document_id=document_id,
            extractor=upon.extractor if upon else "",  # the ledger knows whose reading is judged
            reviewer=by,
            at=now,
            attribution=given.attribution,
            judged=_judged(reading.document, given, upon, by),
            speaker=judged.speaker_id if judged else None,
            note=given.note or None,
        )
    except ValueError as error:
        raise AbortRun(given.what, str(error)) from error


def _judged_upon(ledger: Ledger, reading: Reading, given: JudgementGiven) -> Attribution | None:
    """What is judged, as it stands, or as a model found it where a person rejected it since."""
    wanted = given.attribution
    if wanted is None:
        return None
    found = _one_of(reading, wanted) or _one_of(ledger.model_reading(reading.document.id), wanted)
    # To reject needs no more than the id; whether there ever was such a one, the ledger knows.
    if found is None and given.what != "reject":
        raise NotInLedger(wanted, "the document has no such attribution", "read it again")
    return found


def _one_of(reading: Reading, attribution_id: str) -> Attribution | None:
    return next((one for one in reading.attributions if one.id == attribution_id), None)


def _judged(
    document: Document, given: JudgementGiven, upon: Attribution | None, by: str
) -> Attribution | None:
    """The attribution as it shall be: to confirm is to leave it as it is."""
    if given.judged is None or given.what == "confirm":
        return upon if given.what == "confirm" else None
    return draft(document, given.judged.changes(), upon=upon, quotation_of=quotation_of, reviewer=by)
