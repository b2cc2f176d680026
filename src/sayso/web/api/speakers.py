"""Speakers across documents, and what people decided about who is who."""

from __future__ import annotations

from fastapi import APIRouter

from sayso.errors import AbortRun
from sayso.ledger import DecisionRow, Paged, SpeakerRow, SplitBy

from ..state import LedgerOf, Now, ReviewerOf
from .asked import Id, Number, SpeakersOf
from .given import MergeGiven, RenameGiven, SplitGiven
from .models import Done, Numbered, Speaker, speaker_of

router = APIRouter(tags=["speakers"])


@router.get("/speakers", summary="List speakers")
def speakers(ledger: LedgerOf, asked: SpeakersOf) -> Paged[SpeakerRow]:
    """A page of the speakers; those who are not resolved are not among them."""
    return ledger.speaker_page(asked.wanted(), mark=asked.mark)


@router.get("/speakers/{speaker_id}", summary="One speaker")
def speaker(ledger: LedgerOf, speaker_id: Id) -> Speaker:
    """Who it is, under which names, what is said when, to whom, through whom, and why names were joined."""
    return speaker_of(ledger.speaker(speaker_id))


@router.post("/speakers/{speaker_id}/merge", summary="Say that another speaker is this one")
def merge(ledger: LedgerOf, by: ReviewerOf, now: Now, speaker_id: Id, given: MergeGiven) -> Numbered:
    """The number of the decision, which wins over the rules and can be undone."""
    number = ledger.merge(speaker_id, given.other, by=by, reason=given.reason or None, now=now)
    return Numbered(number=number)


@router.post("/speakers/{speaker_id}/split", summary="Say that a part is someone else's")
def split(ledger: LedgerOf, by: ReviewerOf, now: Now, speaker_id: Id, given: SplitGiven) -> Numbered:
    """The number of the decision, which wins over the rules and can be undone."""
    which = SplitBy(documents=tuple(given.documents), role=given.role, name=given.name)
    if which == SplitBy():
        raise AbortRun("split", "nothing to split off", "give documents, a role or a name")
    reason = given.reason or None
    number = ledger.split(speaker_id, which, name=given.new_name, by=by, reason=reason, now=now)
    return Numbered(number=number)


@router.post("/speakers/{speaker_id}/rename", summary="Give a speaker the name to be shown")
def rename(ledger: LedgerOf, by: ReviewerOf, now: Now, speaker_id: Id, given: RenameGiven) -> Numbered:
    """The number of the decision, which can be undone."""
    number = ledger.rename(speaker_id, given.name, by=by, reason=given.reason or None, now=now)
    return Numbered(number=number)


@router.get("/decisions", summary="What people decided about who is who")
def decisions(ledger: LedgerOf) -> list[DecisionRow]:
    """Every decision, undone ones included, first taken first."""
    return ledger.decisions()


@router.post("/decisions/{number}/undo", summary="Take a decision back")
def undo(ledger: LedgerOf, by: ReviewerOf, now: Now, number: Number) -> Done:
    """It stays on record as undone."""
    ledger.undo(number, by=by, now=now)
    return Done()
