"""A document in, its attributions out: the one door to this package."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import AbortRun, DocumentError
from ..records import Attribution, Document, Reading, Span, Spans
from .bundle import NETWORK, RETRAIN, TOKENIZER, Bundle, load_bundle
from .decode import Fragment, Relation, decode
from .encode import EncodedText, encode, id_of
from .network import Floats, Network
from .quotes import quotation_of
from .sections import SectionOptions, lines_of, own_relations, sections_of

_SURROGATE = re.compile("[\\ud800-\\udfff]")
SECTIONS = SectionOptions()


class Extractor:
    """The model, loaded and ready. Safe to share between threads.

    `threads` work on one document together; several documents are read at once by several callers.
    """

    def __init__(
        self, model: Path | None = None, threads: int = 1, *, sections: SectionOptions = SECTIONS
    ) -> None:
        from tokenizers import Tokenizer

        self.bundle: Bundle = load_bundle(model)
        with _loading(self.bundle.folder / TOKENIZER, "tokenizer"):
            self.tokenizer = Tokenizer.from_file(str(self.bundle.folder / TOKENIZER))
            cls, sep, pad = (id_of(self.tokenizer, token) for token in ("[CLS]", "[SEP]", "[PAD]"))
        self.special_ids = (cls, sep, pad)
        self.sections = sections
        with _loading(self.bundle.folder / NETWORK, "network"):
            self.network = Network(self.bundle.folder / NETWORK, self.special_ids, threads)

    @property
    def name(self) -> str:
        """Name and version of the model, as attributions give it."""
        return self.bundle.extractor

    def extract(self, document: Document) -> Reading:
        """The document with its attributions, in text order: the same whatever else is being read.

        DocumentError where the text holds a lone surrogate: it is no text then.
        """
        if _SURROGATE.search(document.text):
            raise DocumentError(document.name, "holds a lone surrogate", "decode the bytes properly first")
        encoded = encode(document.text, self.tokenizer)
        relations = sorted(self._relations(encoded), key=_place)
        return Reading(document, tuple(self.attribution(document, encoded, one) for one in relations))

    def _relations(self, encoded: EncodedText) -> Iterator[Relation]:
        bundle = self.bundle
        parts = list(sections_of(encoded, self.sections))
        scores = self.network.read_sections(encoded, parts, bundle.window, bundle.overlap)
        for part, (tags, links) in zip(parts, scores, strict=True):
            found = decode(tags, links, lines_of(encoded, part), bundle.weights, bundle.decoding)
            yield from own_relations(found, part)

    def scores(self, text: str) -> tuple[EncodedText, Floats, Floats]:
        """The text in words, with their tag scores (words, tags) and link vectors (words, width)."""
        encoded = encode(text, self.tokenizer)
        tags, links = self.network.read(encoded, self.bundle.window, self.bundle.overlap)
        return encoded, tags, links

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
