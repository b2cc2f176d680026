"""Documents, what was read in them, and what could not be read."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Query, Request

from sayso.errors import NotInLedger
from sayso.export.facts import name_of
from sayso.export.outline import outline
from sayso.ledger import Copies, DocumentRow, Ledger, OriginRow, Paged, SkippedRow
from sayso.records import Reading, to_row
from sayso.stages import voices_of

from ..queries import MOST, PAGE
from ..state import LedgerOf, state_of
from .asked import DocumentsOf, Id
from .models import Article, Record, Told, article_voices

router = APIRouter(tags=["documents"])


@router.get("/documents", summary="List documents")
def documents(ledger: LedgerOf, asked: DocumentsOf) -> Paged[DocumentRow]:
    """A page of the documents, without their texts."""
    return ledger.document_page(asked.wanted(), mark=asked.mark)


@router.get("/documents/{document_id}", summary="One document")
def document(
    request: Request,
    ledger: LedgerOf,
    document_id: Id,
    voices: Annotated[bool, Query(description="whose words fill the article, too")] = False,
) -> Article:
    """Its listing, its frozen text, and its attributions in text order; offsets are of this text."""
    reading = ledger.reading(document_id)
    text = reading.document.text
    heard = voices_of(reading, state_of(request).reader.read) if voices else None
    return Article(
        document=_row(ledger, document_id),
        text=text,
        attributions=tuple(_told(ledger, reading)),
        voices=None if heard is None else article_voices(heard, text),
    )


@router.get("/documents/{document_id}/versions", summary="The versions of a document")
def versions(ledger: LedgerOf, document_id: Id) -> list[DocumentRow]:
    """The documents of the same URL, first version first; only itself where it has none."""
    return ledger.versions(document_id)


@router.get("/documents/{document_id}/copies", summary="Which documents carry the same text")
def copies(ledger: LedgerOf, document_id: Id) -> Copies:
    """What it shares with others, the most first, on what evidence, and what they likely go back to.

    `one` of a passage is a stretch of this document's text, `other` of the other's.
    """
    return ledger.copies(document_id)


@router.get("/origins", summary="What most documents go back to")
def origins(
    ledger: LedgerOf,
    limit: Annotated[int, Query(ge=1, le=MOST, description="how many at most")] = PAGE,
) -> list[OriginRow]:
    """The texts that several documents carry, those that most do first."""
    return ledger.origins(limit=limit)


@router.get("/skipped", summary="What could not be read")
def skipped(
    ledger: LedgerOf,
    limit: Annotated[int, Query(ge=1, le=MOST, description="how many at most")] = PAGE,
    offset: Annotated[int, Query(ge=0, le=2**31 - 1, description="how many to pass over")] = 0,
) -> list[SkippedRow]:
    """Inputs that gave no document, with the reason, in the order in which they were tried."""
    return list(islice(ledger.skipped(), offset, offset + limit))


def _row(ledger: Ledger, document_id: str) -> DocumentRow:
    for row in ledger.find_documents(document_id):
        if row.id == document_id:
            return row
    raise NotInLedger(document_id, "the ledger has no document of this id")


def _told(ledger: Ledger, reading: Reading) -> list[Told]:
    speakers = ledger.speakers_in(reading.document.id)
    text = reading.document.text
    chains = {entry.attribution.id: entry.chain for entry in outline(reading)}
    return [
        Told(
            record=Record(to_row(reading.document, one)),
            speaker=speakers.get(one.speaker.id) if one.speaker else None,
            chain=tuple(name_of(link, text) for link in chains[one.id]) if len(chains[one.id]) > 1 else (),
        )
        for one in reading.attributions
    ]
