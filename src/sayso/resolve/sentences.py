"""A text's sentences, found once for all the steps that look at them."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

from ..records import Span
from ..records.sentence import find_sentences


@lru_cache(maxsize=1)  # the steps read one document after another, each of them the same text
def sentences_of(text: str) -> tuple[Span, ...]:
    """The text's sentences in order."""
    return tuple(find_sentences(text))


def sentence_at(text: str, place: int) -> Span | None:
    """The last sentence that begins at this place or before it; None before the first."""
    sentences = sentences_of(text)
    number = bisect_right(sentences, place, key=_start) - 1
    return sentences[number] if number >= 0 else None


def _start(span: Span) -> int:
    return span.start
