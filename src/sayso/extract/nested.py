"""Attributions inside an attribution's content: the content is read again, as a text of its own.

The network was taught on a corpus that marks only the outermost attribution, so that it sees a content as
one stretch of somebody's words. Lifted out of its sentence, without its quotation marks and its "that",
the same words read like any other text, and the same network finds who says something in them. Everything
here is pure; reading is done by whoever calls `find_inner`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..records import Attribution, Span, Spans, joined
from ..records.sentence import find_sentences
from .behind import find_behind
from .decode import Fragment, Relation
from .encode import LINE_BREAK, EncodedText
from .labels import OUTSIDE, begin
from .network import Floats
from .quotes import Quote
from .saying import counts, heads_of, passes_no_words

Ints = NDArray[np.int64]
ADDED = -1  # where a character of a passage stands in no document

OUTERMOST = ("within", "outermost")
# "that" and its like lead to a clause that is a sentence without them.
_LEAD = re.compile(r"(?:that|whether|if)\s+", re.IGNORECASE)
_ENDS = ".!?…"
_MARKS = "\"'“”‘’„‟«»"


@dataclass(frozen=True, slots=True, kw_only=True)
class NestOptions:
    """When a content is read again, and which attributions found in it are kept."""

    depth: int = 3  # removes below the outermost attribution; the longest chain in eval/nested/tune has 4
    # Of a sentence's likeliest cue (`cue_evidence`). In 60 articles of PolNeAR dev 93 of 100 sentences of
    # contents in which reading all of them finds something have more; sentences of 13 of 100 words do.
    evidence: float = -4.9
    # Confidence: of 200 found in PolNeAR dev and judged by hand 73 of 100 are right above it (at 0.6, 76; at
    # 0.7, 84), and it is the best of 0.5-0.7 in eval/nested/tune.
    least: float = 0.5


NEST = NestOptions()


@dataclass(frozen=True, slots=True)
class Passage:
    """A content as a text of its own: `back[i]` is where character i stands in the document, or ADDED."""

    parent: Attribution
    text: str
    back: Ints


@dataclass(frozen=True, slots=True)
class Inner:
    """What was found in a content: spans of the document, and the relation that they were made of.

    `relation` is None where a clause behind the content says whose words it is.
    """

    parent: Attribution
    source: Spans
    cue: Spans
    content: Spans
    relation: Relation | None


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """A text's words, the relations found in it, and each word's `cue_evidence`."""

    encoded: EncodedText
    relations: Sequence[Relation]
    evidence: Floats


def cue_evidence(tags: Floats) -> Floats:
    """For each word how far, by its own scores, it likelier begins a cue than is outside; shape (words,)."""
    evidence: Floats = tags[:, begin("cue")] - tags[:, OUTSIDE]
    return evidence


def find_inner(
    outer: ReadAgain,
    parents: Sequence[Attribution],
    read: Callable[[str], ReadAgain],
    make: Callable[[Inner], Attribution],
    options: NestOptions = NEST,
) -> list[Attribution]:
    """The attributions inside the parents' contents, and inside theirs, down to the options' depth.

    `outer` is the document as it was read; `read` reads a text; `make` gives what was found its record.
    Those of too little confidence are left out, with whatever stands inside them.
    """
    text, quotes, words = outer.encoded.text, outer.encoded.quotes, outer.encoded.words
    known = {one.id for one in parents}
    found = _kept(map(make, behind_contents(text, parents)), known, options) if options.depth else []
    for level in range(options.depth):
        # Contents of inner attributions are few and short: all that have a fitting word are read.
        least = -math.inf if level else options.evidence
        passages = list(passages_of(text, parents, quotes, words, outer.evidence, least))
        if not passages:
            break
        again = read("\n\n".join(passage.text for passage in passages))
        inner = (one for one in inner_of(again, passages, text) if _counts(one, text))
        parents = _kept(map(make, inner), known, options)
        found += parents
    return found


def _kept(made: Iterable[Attribution], known: set[str], options: NestOptions) -> list[Attribution]:
    """Those confident enough and not known yet, which they are from now on."""
    kept = []
    for one in made:
        if one.confidence >= options.least and one.id not in known:
            known.add(one.id)
            kept.append(one)
    return kept


def behind_contents(text: str, parents: Sequence[Attribution]) -> Iterator[Inner]:
    """What clauses behind the contents ("as X claimed") say of them, where nothing else is found there."""
    taken = _places(parents)
    for parent in parents:
        for span in parent.content:
            behind = find_behind(text, span)
            if behind and np.searchsorted(taken, span.end) == np.searchsorted(taken, behind.end):
                yield Inner(parent, (behind.source,), (behind.cue,), (behind.content,), None)


def _counts(inner: Inner, text: str) -> bool:
    source, cue, content = (joined(spans, text) for spans in (inner.source, inner.cue, inner.content))
    before = text[max(0, inner.source[0].start - 20) : inner.source[0].start] if inner.source else ""
    if passes_no_words(before, source, cue, content):
        return False
    return counts(source, cue, joined(inner.parent.cue, text))


# --- from contents to passages ---------------------------------------------------------------------


def passages_of(
    text: str,
    parents: Iterable[Attribution],
    quotes: Sequence[Quote],
    words: Ints,
    evidence: Floats,
    least: float,
) -> Iterator[Passage]:
    """For each attribution whose content likely holds a cue, the sentences of it that do, as a passage."""
    marks = np.array(sorted(mark for quote in quotes for mark in _outer_marks(quote)), dtype=np.int64)
    for parent in parents:
        pieces = list(_pieces(text, parent, words, evidence, least))
        if pieces:
            dropped = marks if parent.quotation == "direct" else marks[:0]
            yield _passage(text, parent, pieces, dropped)


def _outer_marks(quote: Quote) -> tuple[int, ...]:
    return (quote.open,) if quote.close is None else (quote.open, quote.close)


def _pieces(text: str, parent: Attribution, words: Ints, evidence: Floats, least: float) -> Iterator[Span]:
    """The content's sentences worth reading again."""
    for span in parent.content:
        for sentence in find_sentences(text[span.start : span.end]):
            start, end = span.start + sentence.start, span.start + sentence.end
            low, high = np.searchsorted(words[:, 0], [start, end])
            if _holds_cue(text, words[low:high], evidence[low:high], least):
                yield Span(start, end)


def _holds_cue(text: str, words: Ints, evidence: Floats, least: float) -> bool:
    """Whether a word that may head a cue has so much evidence of being one."""
    if evidence.max(initial=-np.inf) < least:
        return False
    listed = [text[start:end] for start, end in words.tolist()]
    return any(evidence[place] >= least for place in heads_of(listed))


def _places(attributions: Iterable[Attribution]) -> Ints:
    """Every place where a span of theirs begins, in order."""
    spans = (span for one in attributions for span in (*one.source, *one.cue, *one.content))
    return np.array(sorted(span.start for span in spans), dtype=np.int64)


def _passage(text: str, parent: Attribution, pieces: list[Span], dropped: Ints) -> Passage:
    characters: list[str] = []
    back: list[int] = []
    for piece in pieces:
        low, high = np.searchsorted(dropped, [piece.start, piece.end])
        without = set(dropped[low:high].tolist())
        lead = _LEAD.match(text, piece.start, piece.end)
        kept = [at for at in range(lead.end() if lead else piece.start, piece.end) if at not in without]
        if back:
            characters.append(" ")
            back.append(ADDED)
        first = len(characters)
        characters += (" " if text[at] in "\r\n\u2028\u2029\x0b\x0c" else text[at] for at in kept)
        back += kept
        _capitalise(characters, first)
    last = next((one for one in reversed(characters) if not one.isspace() and one not in _MARKS), "")
    if last not in _ENDS:
        characters.append(".")
        back.append(ADDED)
    return Passage(parent, "".join(characters), np.array(back, dtype=np.int64))


def _capitalise(characters: list[str], first: int) -> None:
    """Write the first letter large, as a sentence has it, unless that takes more than one character."""
    for at in range(first, min(first + 3, len(characters))):
        if characters[at].isalpha():
            large = characters[at].upper()
            characters[at] = large if len(large) == 1 else characters[at]
            return


# --- from relations back to the document -----------------------------------------------------------


def inner_of(again: ReadAgain, passages: Sequence[Passage], text: str) -> Iterator[Inner]:
    """The relations of the passages as spans of the document, in the order of their cues.

    What would reach from one passage into another, or has no content inside its parent's, is left out.
    """
    lengths = [len(passage.text) + 2 for passage in passages]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    for relation in again.relations:
        number = _number(starts, again.encoded, relation.cue)
        passage, start = passages[number], int(starts[number])
        if relation.source and _number(starts, again.encoded, relation.source) != number:
            continue
        content = [one for one in relation.content if _number(starts, again.encoded, one) == number]
        spans = [
            span
            for one in content
            for span in _home(again.encoded, one, passage, start, text)
            if any(whole.overlaps(span) for whole in passage.parent.content)
        ]
        source = list(_home(again.encoded, relation.source, passage, start, text)) if relation.source else []
        cue = list(_home(again.encoded, relation.cue, passage, start, text))
        if spans and cue and bool(source) == bool(relation.source):
            links = [
                link
                for one, link in zip(relation.content, relation.content_links, strict=True)
                if one in content
            ]
            kept = replace(relation, content=tuple(content), content_links=tuple(links))
            yield Inner(passage.parent, tuple(source), tuple(cue), tuple(spans), kept)


def _number(starts: Ints, encoded: EncodedText, fragment: Fragment) -> int:
    place = encoded.words[fragment.start, 0]
    return int(np.searchsorted(starts, place, side="right")) - 1


def _home(
    encoded: EncodedText, fragment: Fragment, passage: Passage, start: int, text: str
) -> Iterator[Span]:
    """The fragment's characters as spans of the document, cut where the passage skips something."""
    low = int(encoded.words[fragment.start, 0]) - start
    high = int(encoded.words[fragment.end - 1, 1]) - start
    places = passage.back[low:high]
    places = places[places != ADDED]
    begun: int | None = None
    before = 0
    for place in places.tolist():
        if begun is None:
            begun = place
        elif place > before and not _skippable(text[before:place]):
            yield from _trimmed(text, begun, before)
            begun = place
        before = place + 1
    if begun is not None:
        yield from _trimmed(text, begun, before)


def _skippable(gap: str) -> bool:
    """Whether nothing of note stands in a gap: no word, and no line end, since no span runs over one."""
    return not LINE_BREAK.search(gap) and not any(one.isalnum() for one in gap)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    start, end = start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))
    if any(one.isalnum() for one in piece):
        yield Span(start, end)
