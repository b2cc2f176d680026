"""A document in, its attributions out: the one door to this package."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..records import Attribution, Document, Span, Spans
from .bundle import NETWORK, TOKENIZER, Bundle, load_bundle
from .decode import Fragment, Relation, decode
from .encode import EncodedText, encode, id_of
from .network import Floats, Network
from .quotes import quotation_of


class Extractor:
    """The model, loaded and ready. Safe to share between threads.

    `threads` work on one document together; several documents are read at once by several callers.
    """

    def __init__(self, model: Path | None = None, threads: int = 1) -> None:
        from tokenizers import Tokenizer

        self.bundle: Bundle = load_bundle(model)
        self.tokenizer = Tokenizer.from_file(str(self.bundle.folder / TOKENIZER))
        cls, sep, pad = (id_of(self.tokenizer, token) for token in ("[CLS]", "[SEP]", "[PAD]"))
        self.special_ids = (cls, sep, pad)
        self.network = Network(self.bundle.folder / NETWORK, self.special_ids, threads)

    @property
    def name(self) -> str:
        """Name and version of the model, as attributions give it."""
        return self.bundle.extractor

    def extract(self, document: Document) -> tuple[Attribution, ...]:
        """The document's attributions, in text order. The same for the same text, whatever else is read."""
        encoded, tags, links = self.scores(document.text)
        if not len(encoded.words):
            return ()
        relations = decode(tags, links, encoded.lines, self.bundle.weights, self.bundle.decoding)
        return tuple(self.attribution(document, encoded, one) for one in sorted(relations, key=_place))

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
