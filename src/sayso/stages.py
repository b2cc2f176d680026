"""The pure steps in order: what a worker of any engine runs on one document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from .compare import (
    DroppedAttribution,
    Marks,
    Passage,
    Share,
    Sourcing,
    dropped_attribution,
    headline_of,
    passages_of,
    shares_of,
    sourcing_of,
    unattributed_marks,
)
from .extract.extractor import Extractor
from .extract.quotes import find_quotes
from .extract.quotes import quotation_of as quotation_among
from .records import Document, Metadata, Quotation, Reading, Span, Spans
from .resolve import resolve


def read_document(document: Document, extractor: Extractor) -> Reading:
    """The document with its attributions and what they mean: extract, then resolve."""
    return resolve(extractor.extract(document))


def quotation_of(text: str, content: Spans) -> Quotation:
    """How these spans of a text are given, by its quotation marks: the rule for what a model finds, too."""
    return quotation_among(text, content, find_quotes(text))


@dataclass(frozen=True, slots=True)
class Voices:
    """Whose words fill one article.

    `passages` cut the text, in order; `shares` add them up, the largest first. `sourcing` counts the kinds
    of sources. `marks` are the quotation
    marks that no attribution accounts for, `dropped` the attribution that the headline leaves out.
    """

    passages: tuple[Passage, ...]
    shares: tuple[Share, ...]
    sourcing: tuple[Sourcing, ...]
    marks: tuple[Marks, ...]
    dropped: DroppedAttribution | None


def voices_of(reading: Reading, read: Callable[[Document], Reading] | None) -> Voices:
    """Whose words fill the article; `read` reads its headline where that is no part of the text.

    None leaves such a headline out, so that no model is needed.
    """
    text = reading.document.text
    quoted = _quoted(text)
    passages = passages_of(reading, quoted)
    return Voices(
        passages=passages,
        shares=shares_of(passages, text),
        sourcing=sourcing_of(reading),
        marks=tuple(unattributed_marks(reading, quoted)),
        dropped=_dropped(reading, passages, quoted, read),
    )


def _dropped(
    reading: Reading,
    passages: tuple[Passage, ...],
    quoted: Spans,
    read: Callable[[Document], Reading] | None,
) -> DroppedAttribution | None:
    headline = headline_of(reading)
    if headline is None or (headline.span is None and read is None):
        return None
    if headline.span is None:
        assert read is not None
        alone = replace(reading.document, text=headline.text, metadata=Metadata())
        in_headline = read(alone).attributions
        return dropped_attribution(reading, passages, headline, in_headline, _quoted(headline.text))
    at = headline.span
    in_headline = tuple(
        one for one in reading.attributions if any(span.overlaps(at) for span in (*one.cue, *one.content))
    )
    marked = tuple(span for span in quoted if span.overlaps(at))
    return dropped_attribution(reading, passages, headline, in_headline, marked)


def _quoted(text: str) -> Spans:
    return tuple(Span(quote.open, quote.end) for quote in find_quotes(text))
