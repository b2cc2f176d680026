"""A document in, its attributions out: the one door to this package."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from ..errors import AbortRun, DocumentError
from ..records import Attribution, Document, Mention, Reading, Span, Spans, joined
from .behind import CONFIDENCE as BEHIND
from .bundle import NETWORK, RETRAIN, TOKENIZER, Bundle, load_bundle
from .decode import Fragment, Relation, decode
from .encode import EncodedText, encode, id_of
from .mentions import Spots, find_spots, link_mentions
from .nested import NEST, OUTERMOST, Inner, NestOptions, ReadAgain, cue_evidence, find_inner
from .network import Floats, Network
from .quotes import quotation_of
from .saying import INNER
from .sections import SectionOptions, lines_of, own_relations, sections_of
from .turns import find_turns, name_labels, spoken, within_turns

_SURROGATE = re.compile("[\\ud800-\\udfff]")
SECTIONS = SectionOptions()


class Extractor:
    """The model, loaded and ready. Safe to share between threads.

    `threads` work on one document together; several documents are read at once by several callers.
    """

    def __init__(
        self,
        model: Path | None = None,
        threads: int = 1,
        *,
        sections: SectionOptions = SECTIONS,
        nesting: NestOptions = NEST,
    ) -> None:
        from tokenizers import Tokenizer

        self.bundle: Bundle = load_bundle(model)
        with _loading(self.bundle.folder / TOKENIZER, "tokenizer"):
            self.tokenizer = Tokenizer.from_file(str(self.bundle.folder / TOKENIZER))
            cls, sep, pad = (id_of(self.tokenizer, token) for token in ("[CLS]", "[SEP]", "[PAD]"))
        self.special_ids = (cls, sep, pad)
        self.sections = sections
        self.nesting = nesting
        with _loading(self.bundle.folder / NETWORK, "network"):
            self.network = Network(self.bundle.folder / NETWORK, self.special_ids, threads)

    @property
    def name(self) -> str:
        """Name and version of the model, as attributions give it."""
        return self.bundle.extractor

    def extract(self, document: Document) -> Reading:
        """The document with its attributions, in text order: the same whatever else is being read.

        Those inside another's content name it in `within`, and come behind it where both begin at one place.

        DocumentError where the text holds a lone surrogate: it is no text then.
        """
        if _SURROGATE.search(document.text):
            raise DocumentError(document.name, "holds a lone surrogate", "decode the bytes properly first")
        spots: list[Spots] = []
        read = self._read(document.text, spots)
        relations = sorted(read.relations, key=_place)
        outer = [self.attribution(document, read.encoded, one) for one in relations]
        outer = [replace(one, reasons=(*one.reasons, OUTERMOST)) for one in outer]
        inner = find_inner(
            read, outer, self._read, lambda one: self.inner(document, read.encoded, one), self.nesting
        )
        found, mentions = [*outer, *inner], self._linked(read.encoded, spots)
        turns = find_turns(document.text)
        if turns:
            said = spoken(document.id, turns, self.name)
            found = [*said, *within_turns(turns, said, found)]
            mentions = name_labels(document.text, turns, mentions)
        return Reading(document, in_text_order(found), mentions)

    def _linked(self, encoded: EncodedText, spots: list[Spots]) -> tuple[Mention, ...]:
        weights = self.bundle.mention_weights
        return () if weights is None else link_mentions(encoded, spots, weights)

    def _read(self, text: str, spots: list[Spots] | None = None) -> ReadAgain:
        """One pass over a text: its words, what is attributed in it, and where cues may be.

        The mentions are added to `spots`, where it is given.
        """
        bundle = self.bundle
        encoded = encode(text, self.tokenizer)
        parts = list(sections_of(encoded, self.sections))
        scores = self.network.read_sections(encoded, parts, bundle.window, bundle.overlap)
        relations: list[Relation] = []
        evidence = np.empty(len(encoded.words), dtype=np.float32)
        for part, of_part in zip(parts, scores, strict=True):
            lines = lines_of(encoded, part)
            found = decode(of_part.tags, of_part.links, lines, bundle.weights, bundle.decoding)
            relations += own_relations(found, part)
            evidence[part.start : part.end] = cue_evidence(of_part.tags)
            if spots is not None and bundle.mention_weights is not None:
                spots += find_spots(encoded, part, of_part, bundle.mention_weights)
        return ReadAgain(encoded, relations, evidence)

    def scores(self, text: str) -> tuple[EncodedText, Floats, Floats]:
        """The text in words, with their tag scores (words, tags) and link vectors (words, width)."""
        encoded = encode(text, self.tokenizer)
        scores = self.network.read(encoded, self.bundle.window, self.bundle.overlap)
        return encoded, scores.tags, scores.links

    def attribution(self, document: Document, encoded: EncodedText, relation: Relation) -> Attribution:
        """The relation as spans of code points of its document."""
        content = spans_of(encoded, relation.content)
        return Attribution(
            document_id=document.id,
            source=spans_of(encoded, [relation.source] if relation.source else []),
            cue=spans_of(encoded, [relation.cue]),
            content=content,
            quotation=quotation_of(document.text, content, encoded.quotes),
            confidence=round(self.bundle.calibration.confidence(relation), 4),
            extractor=self.name,
        )

    def inner(self, document: Document, encoded: EncodedText, found: Inner) -> Attribution:
        """What was found in another attribution's content, as an attribution within it."""
        confidence = BEHIND
        if found.relation:
            source, cue = joined(found.source, document.text), joined(found.cue, document.text)
            confidence = INNER.confidence(self.bundle.calibration.confidence(found.relation), source, cue)
        return Attribution(
            document_id=document.id,
            source=found.source,
            cue=found.cue,
            content=found.content,
            quotation=quotation_of(document.text, found.content, encoded.quotes),
            confidence=round(confidence, 4),
            extractor=self.name,
            within=found.parent.id,
        )


@contextmanager
def _loading(path: Path, part: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise AbortRun(str(path), f"cannot be loaded as the model's {part} ({error})", RETRAIN) from error


def spans_of(encoded: EncodedText, fragments: Iterable[Fragment]) -> Spans:
    """The fragments of words as spans of code points."""
    return tuple(
        Span(int(encoded.words[fragment.start, 0]), int(encoded.words[fragment.end - 1, 1]))
        for fragment in fragments
    )


def _place(relation: Relation) -> tuple[int, int]:
    starts = [relation.cue.start, *(fragment.start for fragment in relation.content)]
    if relation.source:
        starts.append(relation.source.start)
    return min(starts), relation.cue.start


def in_text_order(attributions: Iterable[Attribution]) -> tuple[Attribution, ...]:
    """The attributions by where their first span begins; one that holds another stands before it."""
    # The sort is stable, and what encloses is given before what is enclosed.
    return tuple(sorted(attributions, key=_first))


def _first(attribution: Attribution) -> int:
    return min(span.start for span in (*attribution.source, *attribution.cue, *attribution.content))
