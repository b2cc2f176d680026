"""Attributions: a source, a cue and a content, each made of slices of one document's text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, get_args

from .document import Document
from .identity import make_id
from .mention import Mention
from .span import Span, Spans, in_order

Quotation = Literal["direct", "mixed", "indirect"]
QUOTATIONS: tuple[Quotation, ...] = get_args(Quotation)

SpeakerKind = Literal["person", "organisation", "government", "group", "document", "anonymous", "outlet"]
SPEAKER_KINDS: tuple[SpeakerKind, ...] = get_args(SpeakerKind)

CueClass = Literal[
    "report", "claim", "deny", "admit", "condemn", "praise", "demand", "warn", "threaten", "promise",
    "ask", "think", "announce", "order", "agree", "predict", "other",
]  # fmt: skip
CUE_CLASSES: tuple[CueClass, ...] = get_args(CueClass)

Polarity = Literal["affirmed", "negated"]
POLARITIES: tuple[Polarity, ...] = get_args(Polarity)

Modality = Literal["actual", "possible", "conditional", "future"]
MODALITIES: tuple[Modality, ...] = get_args(Modality)

Stance = Literal["neutral", "endorsing", "distancing"]
STANCES: tuple[Stance, ...] = get_args(Stance)

Granularity = Literal["time", "day", "week", "month", "year"]
GRANULARITIES: tuple[Granularity, ...] = get_args(Granularity)
DATE_VALUES: dict[Granularity, re.Pattern[str]] = {
    "time": re.compile(r"\d{4}-\d\d-\d\dT\d\d(?::\d\d(?::\d\d)?)?(?:Z|[+-]\d\d:\d\d)?"),
    "day": re.compile(r"\d{4}-\d\d-\d\d"),
    "week": re.compile(r"\d{4}-W\d\d"),
    "month": re.compile(r"\d{4}-\d\d"),
    "year": re.compile(r"\d{4}"),
}


READ_OFF_THE_CUE: dict[str, tuple[str, ...]] = {
    "cue_class": CUE_CLASSES,
    "polarity": POLARITIES,
    "modality": MODALITIES,
    "stance": STANCES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who a source is. `kind` and `role` are None where they are not known; `because` says what it rests on.

    `named_at` is where the document gives the name (None: it is not one slice of this document); it is
    not part of the record that leaves the program.
    """

    name: str
    because: str
    kind: SpeakerKind | None = None
    role: str | None = None
    named_at: Span | None = field(default=None, compare=False)
    id: str = field(init=False)

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ValueError("a speaker needs a name")
        object.__setattr__(self, "id", _speaker_id(self.name))


@lru_cache(maxsize=16_384)
def _speaker_id(name: str) -> str:
    return make_id("speaker", name)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementDate:
    """When something was said.

    `value` is ISO 8601, as precise as `granularity` says: `2020-01-12T15:00` (time), `2020-01-12` (day),
    `2020-W02` (week), `2020-01` (month), `2020` (year). `span` is the expression in the document (None:
    it follows from the publication date alone); `because` says how the value was reached.
    """

    value: str
    granularity: Granularity
    because: str
    span: Span | None = None

    def __post_init__(self) -> None:
        if not DATE_VALUES[self.granularity].fullmatch(self.value):
            raise ValueError(f"{self.value!r} is no date of granularity {self.granularity}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """One attribution relation in one document: source, cue and content spans, in text order.

    Each role may be discontinuous. The source may be empty; cue and content may not. `confidence` is
    the calibrated probability (0 to 1) that source, cue and content are all found, each overlapping
    what a trained annotator marks by half or more. `extractor` names the model. `reasons` says, key
    by key and in their order, why a part of the record is null or doubtful. `id` is made of the document
    and the spans, whatever model found them.

    `stance` is the outlet's to the content, carried by the cue. `addressee`, `occasion` and `anonymity`
    (the stated reason for leaving the source unnamed) are where the document says so. `within` is the id
    of the attribution in whose content this one stands, `responds_to` that of the one it echoes or denies.
    """

    document_id: str
    source: Spans
    cue: Spans
    content: Spans
    quotation: Quotation
    confidence: float
    extractor: str
    speaker: Speaker | None = None
    cue_class: CueClass | None = None
    polarity: Polarity | None = None
    modality: Modality | None = None
    stance: Stance | None = None
    date: StatementDate | None = None
    addressee: Span | None = None
    occasion: Span | None = None
    anonymity: Span | None = None
    within: str | None = None
    responds_to: str | None = None
    reasons: tuple[tuple[str, str], ...] = ()
    id: str = field(init=False)

    def __post_init__(self) -> None:
        if not self.cue or not self.content:
            raise ValueError("an attribution needs a cue and a content")
        if self.quotation not in QUOTATIONS:
            raise ValueError(f"quotation must be one of {QUOTATIONS}, got {self.quotation!r}")
        for key, values in READ_OFF_THE_CUE.items():
            if (value := getattr(self, key)) is not None and value not in values:
                raise ValueError(f"{key} must be one of {values} or None, got {getattr(self, key)!r}")
        if not 0 <= self.confidence <= 1:
            raise ValueError(f"confidence must be 0 to 1, got {self.confidence}")
        for role in ("source", "cue", "content"):
            object.__setattr__(self, role, in_order(getattr(self, role)))
        object.__setattr__(self, "reasons", tuple(sorted(self.reasons)))
        object.__setattr__(self, "id", attribution_id(self.document_id, self.source, self.cue, self.content))


@lru_cache(maxsize=1024)  # every step of resolving makes the record anew, with the same spans
def attribution_id(document_id: str, source: Spans, cue: Spans, content: Spans) -> str:
    """The id of the attribution with these spans in this document; spans must be in text order."""
    roles = [[[span.start, span.end] for span in spans] for spans in (source, cue, content)]
    return make_id("attribution", document_id, *roles)


def by_rule(extractor: str, rule: str) -> str:
    """What attributions name as their extractor that a rule of it found, and not the model itself.

    >>> by_rule("sayso-en 5", "speaker labels")
    'sayso-en 5 (speaker labels)'
    """
    return f"{extractor} ({rule})"


def is_of(found_by: str, extractor: str) -> bool:
    """Whether what was found by `found_by` is of a reading by this extractor: its own, or of a rule of it.

    >>> is_of("sayso-en 5 (speaker labels)", "sayso-en 5"), is_of("sayso-en 50", "sayso-en 5")
    (True, False)
    """
    return found_by == extractor or found_by.startswith(f"{extractor} (")


@dataclass(frozen=True, slots=True)
class Reading:
    """One document and what was read in it, in text order (of the first span of any role).

    `mentions` are the people, organisations and places that the text names or refers to, in text order,
    where the model reads them. `unread` is why the document was not read at all, although its text is
    there (it is in a language that the model does not read); None: it was read.
    """

    document: Document
    attributions: tuple[Attribution, ...]
    mentions: tuple[Mention, ...] = ()
    unread: str | None = None

    def __post_init__(self) -> None:
        if self.unread is not None and (self.attributions or self.mentions):
            raise ValueError("what was not read has no attributions")
        length = len(self.document.text)
        for attribution in self.attributions:
            if attribution.document_id != self.document.id:
                raise ValueError(f"attribution {attribution.id} is of another document")
            for span in spans_of(attribution):
                if span.end > length:
                    raise ValueError(f"attribution {attribution.id}: {span} ends outside the text")
        for mention in self.mentions:
            if mention.span.end > length:
                raise ValueError(f"mention {mention.span} ends outside the text")


def spans_of(attribution: Attribution) -> Spans:
    """Every span of the attribution, whatever it stands for: roles first, then what is said about them."""
    date = attribution.date.span if attribution.date else None
    about = (date, attribution.addressee, attribution.occasion, attribution.anonymity)
    roles = (*attribution.source, *attribution.cue, *attribution.content)
    return (*roles, *(span for span in about if span is not None))
