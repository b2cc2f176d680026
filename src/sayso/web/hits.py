"""What was said, as pages and feeds show it: the sentence in pieces, who, through whom, when and where."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from sayso.export.facts import (
    LABELS,
    TURNING,
    UNSURE,
    Fact,
    Key,
    cue_words,
    facts_of,
    name_of,
    says_its_name,
    speaker_note,
)
from sayso.ledger import Hit
from sayso.records import Attribution, Span, joined

_WEB_ADDRESS = re.compile(r"https?://[^\s]+", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence within which nothing begins or ends.

    `kind` is what it is part of (several names with a blank between them, or nothing); `lit` says that it
    is of the words asked for.
    """

    text: str
    kind: str
    lit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownHit:
    """One attribution as it is shown in any list of what was said.

    `who` is the speaker's name across documents, where that is known; `speaker` then is the speaker's id.
    `chain` are those who passed it on, the speaker last; `place` is where it stands in the article.
    `day` is when it was said as far as that is known, else when it was published; `unsure` is the
    confidence where it is low. `n_others` counts the other documents of one `origin` with the same words.
    """

    id: str
    who: str
    speaker: str | None
    by_name: bool
    note: str
    called: str
    chain: tuple[str, ...]
    manner: tuple[tuple[str, bool], ...]
    pieces: tuple[Piece, ...]
    content: str
    quotation: str
    unsure: float | None
    facts: tuple[Fact, ...]
    labels: Mapping[Key, str] = field(default_factory=lambda: LABELS, repr=False)
    day: str | None
    document: str
    title: str
    outlet: str | None
    published: str | None
    stands: str | None
    url: str | None
    language: str | None
    n_others: int = 0
    origin: int | None = None

    @property
    def place(self) -> str:
        """The address of the place in the article."""
        return f"/documents/{self.document}#a-{self.id}"


def show_hit(hit: Hit) -> ShownHit:
    """The answer as it is shown."""
    attribution, about = _across(hit), hit.document.metadata
    date, text = attribution.date, hit.text
    return ShownHit(
        id=attribution.id,
        who=name_of(attribution, text),
        speaker=hit.speaker.id if hit.speaker else None,
        by_name=hit.speaker is not None and hit.speaker.by_name,
        note=speaker_note(attribution.speaker) if attribution.speaker else "not resolved",
        called="" if says_its_name(attribution, text) else joined(attribution.source, text),
        chain=hit.chain,
        manner=tuple((word, word in TURNING) for word in cue_words(attribution)),
        pieces=tuple(_pieces(hit)),
        content=" ".join(joined(attribution.content, text).split()),
        quotation=attribution.quotation,
        unsure=attribution.confidence if attribution.confidence < UNSURE else None,
        facts=tuple(facts_of(replace(attribution, within=None), text)),
        day=date.value if date else about.published and about.published[:10],
        document=hit.document.id,
        title=about.title or hit.document.name,
        outlet=about.outlet,
        published=about.published,
        stands=str(hit.locator) if hit.locator else None,
        url=web_address(about.url),
        language=language_of(about.language),
        n_others=hit.n_others,
        origin=hit.document.origin,
    )


def web_address(url: str | None) -> str | None:
    """The address where a browser may follow it: of the web, and nothing that runs."""
    return url if url and _WEB_ADDRESS.fullmatch(url) else None


def language_of(tag: str | None) -> str | None:
    """The language's tag where it is one."""
    return tag if tag and _LANGUAGE.fullmatch(tag) else None


def _across(hit: Hit) -> Attribution:
    """The attribution under its speaker's name across documents, which may not be the document's own."""
    speaker, found = hit.attribution.speaker, hit.speaker
    if speaker is None or found is None or found.name == speaker.name:
        return hit.attribution
    because = f"{speaker.name} here" + (f", {found.because}" if not found.by_name else "")
    return replace(hit.attribution, speaker=replace(speaker, name=found.name, because=because))


def _pieces(hit: Hit) -> Iterator[Piece]:
    """The sentence cut where source, cue, content and the words asked for begin and end."""
    found, start, end = hit.attribution, hit.sentence.start, hit.sentence.end
    spans = [(span, "source") for span in found.source]
    spans += [(span, "cue") for span in found.cue]
    spans += [(span, "content") for span in found.content]
    marks = [*(span for span, _ in spans), *hit.highlights]
    inside = {place for span in marks for place in (span.start, span.end) if start < place < end}
    for left, right in itertools.pairwise(sorted({start, end} | inside)):
        here = Span(left, right)
        kinds = dict.fromkeys(kind for span, kind in spans if span.overlaps(here))
        lit = any(span.overlaps(here) for span in hit.highlights)
        yield Piece(here.of(hit.text), " ".join(kinds), lit)
