"""Quotations that stand in several documents, and how their wording differs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from sayso.compare import Kind
from sayso.compare import Mark as Gravity
from sayso.errors import NotInLedger
from sayso.ledger import Paged, QuoteGroup, QuotesQuery, group_row

from ..state import LedgerOf
from .asked import Asked, Id, Limit, Mark, Since, Text
from .models import Slice, page_of

router = APIRouter(tags=["quotes"])


class QuotesAsked(Asked):
    """Which quotations: everything given must hold."""

    altered: Annotated[bool, Field(description="only what two outlets word differently, unmarked")] = False
    words: Annotated[Text | None, Field(description="words that one of the versions must hold")] = None
    by: Annotated[Text | None, Field(description="part of one of the speaker's names")] = None
    speaker: Annotated[Text | None, Field(description="a speaker's id")] = None
    outlet: Annotated[Text | None, Field(description="part of the outlet's name")] = None
    document: Annotated[Text | None, Field(description="a document's id")] = None
    since: Since = None
    until: Since = None
    limit: Limit = 20
    mark: Mark = None

    def query(self) -> QuotesQuery:
        """The ledger's question."""
        return QuotesQuery(**self.model_dump(exclude={"mark"}))


class QuotedAt(BaseModel):
    """Where a version stands; the stretches are what is between the marks."""

    attribution: str
    document: str
    document_id: str
    outlet: str | None
    published: str | None
    url: str | None
    speaker: str | None
    speaker_id: str | None
    stretches: tuple[Slice, ...]


class WordedDifferently(BaseModel):
    """One difference: the words in the version's first document, and in the other's, and why it is told so.

    `at` is where it stands in the version's first document.
    """

    kind: Kind
    mark: Gravity
    negation: bool
    at: int
    ours: tuple[Slice, ...]
    theirs: tuple[Slice, ...]
    because: str


class Version(BaseModel):
    """One wording; `against` is the number of the version it is compared with, from 0."""

    against: int | None
    mark: Gravity
    score: float | None
    reasons: tuple[str, ...]
    differences: tuple[WordedDifferently, ...]
    places: tuple[QuotedAt, ...]


class Quotation(BaseModel):
    """One quotation in its versions; `left_out` are places that are not shown.

    `origins` counts the documents, those that carry one text once.
    """

    id: str
    documents: int
    origins: int
    outlets: int
    altered: bool
    first: str | None
    last: str | None
    left_out: int
    versions: tuple[Version, ...]


QuotesOf = Annotated[QuotesAsked, Query()]


@router.get("/quotes", summary="List quotations that stand in several documents")
def quotes(ledger: LedgerOf, asked: QuotesOf) -> Paged[Quotation]:
    """A page of them, those that were printed last first, each with its versions and how they differ."""
    return page_of(ledger.quotes(asked.query(), mark=asked.mark), _quotation_of)


@router.get("/quotes/{attribution_id}", summary="One quotation in all its versions")
def quote(ledger: LedgerOf, attribution_id: Id) -> Quotation:
    """The quotation that this attribution gives, wherever it stands."""
    found = ledger.quote(attribution_id)
    if found is None:
        raise NotInLedger(attribution_id, "this quotation stands in no other document")
    return _quotation_of(found)


def _quotation_of(group: QuoteGroup) -> Quotation:
    return Quotation.model_validate(group_row(group))
