"""Articles: the text as it was published, and whose voice each part is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from sayso.compare import Headline
from sayso.errors import NotInLedger
from sayso.export.citing import is_web_address
from sayso.ledger import Copies, DocumentRow, Joined, JudgementRow, Ledger, QuotedElsewhere
from sayso.reader import Reader
from sayso.records import Document, Reading
from sayso.stages import Voices, voices_of

from ..hits import language_of
from ..marking import Line, Part, Voice, lines_of, spans_apart
from ..preparing import SHELF
from ..render import render
from ..state import LedgerOf, state_of
from ..telling import Told, standing, tell

router = APIRouter()

PartOf = Annotated[int, Query(ge=1, le=1_000_000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One part of an article, ready to be shown; `row` lists it, `versions` are all of its address.

    `known` are its speakers across documents, by their ids in it; `judged` are the judgements that stand,
    by the ids of attributions. `shared` is what other documents have in common with it. `elsewhere` says of
    those whose quotation stands in other documents, too, in how many.
    """

    row: DocumentRow
    reading: Reading
    versions: tuple[DocumentRow, ...]
    headline: Headline | None
    found: Voices
    voices: tuple[Voice, ...]
    part: Part
    lines: tuple[Line, ...]
    told: tuple[Told, ...]
    known: Mapping[str, Joined]
    judged: Mapping[str, JudgementRow]
    shared: Copies
    elsewhere: Mapping[str, QuotedElsewhere]

    @property
    def document(self) -> Document:
        """The document."""
        return self.reading.document

    @property
    def title(self) -> str:
        """What the article is called: its headline, else its name."""
        return self.headline.text if self.headline else self.document.name

    @property
    def has_headline_in_text(self) -> bool:
        """Whether the headline is a line of the text, which then is shown once."""
        return any(line.headline for line in self.lines)

    @property
    def is_headline_to_be_read(self) -> bool:
        """Whether only the model can say what the headline attributes, since it is not in the text."""
        return self.headline is not None and self.headline.span is None

    @property
    def language(self) -> str | None:
        """The language of the text, as browsers are told it; None where it is not known."""
        return language_of(self.document.metadata.language)

    @property
    def link(self) -> str | None:
        """The address of the published page, where it is one that can be followed."""
        url = self.document.metadata.url
        return url if is_web_address(url) else None


def read_article(ledger: Ledger, document_id: str, part: int) -> Article:
    """One part of the article; AbortRun where there is no such document, or no such part."""
    versions = tuple(ledger.versions(document_id))
    row = next(row for row in versions if row.id == document_id)
    ready = SHELF.prepared(ledger, row)
    if part > len(ready.parts):
        raise NotInLedger(f"part {part}", f"the document has {len(ready.parts)}")
    this = ready.parts[part - 1]
    at = ready.headline.span if ready.headline else None
    judged = standing(ledger.judgements(document_id))
    known = ledger.speakers_in(document_id)
    shared = ledger.copies(document_id)
    others = [spans_apart(passage.one for passage in copy.match.passages) for copy in shared.copies]
    return Article(
        row=row,
        reading=ready.reading,
        versions=versions,
        headline=ready.headline,
        found=ready.found,
        voices=ready.voices,
        part=this,
        lines=tuple(lines_of(ready.reading, this, ready.found, ready.voices, at, others)),
        told=tuple(tell(ready.reading.document, this.entries, ready.voices, known, judged)),
        known=known,
        judged=judged,
        shared=shared,
        elsewhere=ledger.quoted_elsewhere(document_id),
    )


@router.get("/documents/{document_id}", response_class=HTMLResponse)
def show(
    request: Request,
    ledger: LedgerOf,
    document_id: str,
    part: PartOf = 1,
    only: Annotated[str | None, Query(max_length=100)] = None,
) -> HTMLResponse:
    """The article, or one part of a long one; `only` dims all voices but one."""
    article = read_article(ledger, document_id, part)
    keys = {voice.key for voice in article.voices}
    return render(
        request,
        "article.html",
        article=article,
        only=only if only in keys else "",
    )


@router.get("/documents/{document_id}/voices", response_class=HTMLResponse)
def voices(request: Request, ledger: LedgerOf, document_id: str) -> HTMLResponse:
    """What is noticed about the article's voices: its headline, and quotation marks that quote nobody.

    A part of the page, fetched after it: the headline may have to be read by the model.
    """
    reading = ledger.reading(document_id)
    reader = state_of(request).reader
    found = voices_of(reading, lambda headline: _read_headline(reader, headline.text, headline.name))
    return render(request, "_findings.html", found=found, reading=reading)


@lru_cache(maxsize=1000)
def _read_headline(reader: Reader, text: str, name: str) -> Reading:
    document = Document(name=name, text=text, raw=text.encode(), media_type="text/plain", encoding="utf-8")
    return reader.read(document)


@router.get("/a/{attribution_id}")
def find(ledger: LedgerOf, attribution_id: str) -> Response:
    """To the attribution in its article; to what stands in its place where somebody corrected it."""
    document_id = ledger.document_of(attribution_id)
    if document_id is None:
        raise NotInLedger(attribution_id, "the ledger has no attribution of this id")
    wanted = _now_called(attribution_id, standing(ledger.judgements(document_id)))
    row = next(row for row in ledger.versions(document_id) if row.id == document_id)
    number = 1
    for part in SHELF.prepared(ledger, row).parts:
        if any(entry.attribution.id == wanted for entry in part.entries):
            number = part.number
    query = f"?part={number}" if number > 1 else ""
    return RedirectResponse(f"/documents/{document_id}{query}#a-{wanted}", status_code=307)


def _now_called(attribution_id: str, judged: Mapping[str, JudgementRow]) -> str:
    row = judged.get(attribution_id)
    if row is None or row.judgement.judged is None:
        return attribution_id
    return row.judgement.judged.id
