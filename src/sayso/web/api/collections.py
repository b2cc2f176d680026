"""Collections: documents, speakers and searches gathered for a case."""

from __future__ import annotations

from fastapi import APIRouter

from sayso.ledger import CollectionRow

from ..state import LedgerOf, Now, ReviewerOf
from .asked import Number
from .given import CollectionChange, CollectionGiven, KeepGiven, NoteGiven
from .models import Collection, Done, Numbered

router = APIRouter(tags=["collections"])


@router.get("/collections", summary="List collections")
def collections(ledger: LedgerOf) -> list[CollectionRow]:
    """Every collection, the last made first, closed ones at the end."""
    return ledger.collections()


@router.post("/collections", summary="Make a collection", status_code=201)
def make(ledger: LedgerOf, by: ReviewerOf, now: Now, given: CollectionGiven) -> Numbered:
    """The number of the new collection."""
    return Numbered(number=ledger.make_collection(given.name, note=given.note, by=by, now=now))


@router.get("/collections/{number}", summary="One collection")
def collection(ledger: LedgerOf, number: Number) -> Collection:
    """The collection and what is in it, first kept first."""
    row, kept = ledger.collection(number)
    return Collection(collection=row, kept=kept)


@router.patch("/collections/{number}", summary="Change a collection")
def change(ledger: LedgerOf, by: ReviewerOf, now: Now, number: Number, given: CollectionChange) -> Collection:
    """The collection under its new name and note, closed or open; what is in it stays."""
    row, _ = ledger.collection(number)
    if given.name is not None or given.note is not None:
        name = row.name if given.name is None else given.name
        ledger.describe_collection(number, name=name, note=row.note if given.note is None else given.note)
    if given.closed is not None and given.closed != row.closed:
        ledger.close_collection(number, closed=given.closed, by=by, now=now)
    return collection(ledger, number)


@router.post("/collections/{number}/keep", summary="Keep a thing in a collection", status_code=201)
def keep(ledger: LedgerOf, by: ReviewerOf, now: Now, number: Number, given: KeepGiven) -> Numbered:
    """The number of the kept thing; the same one where it is kept there already."""
    title, note = given.title, given.note
    kept = ledger.keep(number, given.what, given.reference, title=title, note=note, by=by, now=now)
    return Numbered(number=kept)


@router.patch("/kept/{number}", summary="Give a kept thing another note")
def annotate(ledger: LedgerOf, number: Number, given: NoteGiven) -> Done:
    """The note takes the place of the former one."""
    ledger.annotate(number, note=given.note)
    return Done()


@router.delete("/kept/{number}", summary="Take a thing out of its collection")
def drop(ledger: LedgerOf, by: ReviewerOf, now: Now, number: Number) -> Done:
    """The thing itself stays where it is; only the collection no longer has it."""
    ledger.drop(number, by=by, now=now)
    return Done()
