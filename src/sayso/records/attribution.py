"""Attributions: a source, a cue and a content, each made of slices of one document's text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from .document import Document
from .identity import make_id
from .span import Spans, in_order

Quotation = Literal["direct", "mixed", "indirect"]
QUOTATIONS: tuple[Quotation, ...] = get_args(Quotation)

SpeakerKind = Literal["person", "organisation", "government", "group", "document", "anonymous", "outlet"]
SPEAKER_KINDS: tuple[SpeakerKind, ...] = get_args(SpeakerKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who a source is. `kind` and `role` are None until they are known; `because` says what it rests on."""

    name: str
    because: str
    kind: SpeakerKind | None = None
    role: str | None = None
    id: str = field(init=False)

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ValueError("a speaker needs a name")
        object.__setattr__(self, "id", make_id("speaker", self.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """One attribution relation in one document: source, cue and content spans, in text order.

    Each role may be discontinuous. The source may be empty; cue and content may not. `confidence` is
    the calibrated probability (0 to 1) that source, cue and content are all found, each overlapping
    what a trained annotator marks by half or more. `extractor` names the model. `reasons` says, key
    by key, why a part of the record is null or doubtful. `id` is made of the document and the spans,
    whatever model found them.
    """

    document_id: str
    source: Spans
    cue: Spans
    content: Spans
    quotation: Quotation
    confidence: float
    extractor: str
    speaker: Speaker | None = None
    reasons: tuple[tuple[str, str], ...] = ()
    id: str = field(init=False)

    def __post_init__(self) -> None:
        if not self.cue or not self.content:
            raise ValueError("an attribution needs a cue and a content")
        if self.quotation not in QUOTATIONS:
            raise ValueError(f"quotation must be one of {QUOTATIONS}, got {self.quotation!r}")
        if not 0 <= self.confidence <= 1:
            raise ValueError(f"confidence must be 0 to 1, got {self.confidence}")
        for role in ("source", "cue", "content"):
            object.__setattr__(self, role, in_order(getattr(self, role)))
        object.__setattr__(self, "id", attribution_id(self.document_id, self.source, self.cue, self.content))


def attribution_id(document_id: str, source: Spans, cue: Spans, content: Spans) -> str:
    """The id of the attribution with these spans in this document; spans must be in text order."""
    roles = [[[span.start, span.end] for span in spans] for spans in (source, cue, content)]
    return make_id("attribution", document_id, *roles)


@dataclass(frozen=True, slots=True)
class Reading:
    """One document and what was read in it, in text order (of the first span of any role)."""

    document: Document
    attributions: tuple[Attribution, ...]

    def __post_init__(self) -> None:
        length = len(self.document.text)
        for attribution in self.attributions:
            if attribution.document_id != self.document.id:
                raise ValueError(f"attribution {attribution.id} is of another document")
            for span in (*attribution.source, *attribution.cue, *attribution.content):
                if span.end > length:
                    raise ValueError(f"attribution {attribution.id}: {span} ends outside the text")
