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
from .extract.bundle import Bundle
from .extract.extractor import Extractor
from .extract.quotes import find_quotes
from .extract.quotes import quotation_of as quotation_among
from .language import LanguageOptions, why_unread
from .records import Document, Metadata, Quotation, Reading, Span, Spans
from .resolve import resolve

AS_FOUND = LanguageOptions()


def read_document(document: Document, extractor: Extractor, languages: LanguageOptions = AS_FOUND) -> Reading:
    """The document with its attributions and what they mean: extract, then resolve.

    A document in a language that the model does not read has none; the reading's `unread` says so.
    """
    unread = unread_because(document, extractor.bundle, languages)
    return Reading(document, (), unread=unread) if unread else resolve(extractor.extract(document))


def unread_because(document: Document, bundle: Bundle, languages: LanguageOptions = AS_FOUND) -> str | None:
    """Why the model does not read this document: its language, in words for the user; None: it does."""
    return why_unread(
        document.text,
        document.metadata.language,
        reads=bundle.languages,
        reader=bundle.extractor,
        options=languages,
    )


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
