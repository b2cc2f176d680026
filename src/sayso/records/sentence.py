"""Sentences: where a text's sentences begin and end, so that a hit can be shown whole."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from .span import Span, Spans

_NEWLINES = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
# What may close behind the full stop and still belong to the sentence; French closes after a blank.
_CLOSERS = r"(?:[\"'”’»›)\]}]|[\u00a0\u202f ]»)*+"
# Possessive throughout: a line of a million full stops is read once.
_STOPS = re.compile(rf"(?:(?P<spaced>[.!?…]++)|[。！？｡।॥؟۔]++){_CLOSERS}")
_NEXT = re.compile(r"\s*(?P<opener>[\"'“‘„«‹(\[{]*)(?P<word>[^\W_]*)(?P<other>\S?)")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")  # U.S, a.m, J.K: the last stop is not part of it
_LIST_NUMBER = re.compile(r"\s*+\d{1,3}")
_LONGEST_ABBREVIATION = 24  # characters looked at before a full stop


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_NEVER_LAST = _words(
    """mr mrs ms mx dr prof rev hon fr sen rep gov gen col lt sgt capt cmdr cpl maj adm pres supt insp det
    messrs mme mlle vs v cf viz e.g i.e approx al"""
)
_BEFORE_NUMBERS = _words(
    "no nos p pp art sec fig vol ch para cl jan feb mar apr jun jul aug sep sept oct nov dec"
)
_MAYBE_LAST = _words(
    """inc ltd co corp plc bros jr sr esq etc dept univ st ave blvd rd mt ft jan feb mar apr jun jul aug sep
    sept oct nov dec mon tue tues wed thu thur thurs fri sat sun ph.d"""
)
_STARTERS = _words(
    """The A An In On At He She It They We I You But And Or This That These Those There Here His Her Its Their
    Our My Your If When While After Before As For From By With However Meanwhile What Why How Who Where Which
    Not No Yes So Then Now Some Many Most All Both Each One Two Asked To Since Until Although Though Because
    Later Earlier Still Yet According Officials Mr Mrs Ms Dr"""
)


def find_sentences(text: str) -> Iterator[Span]:
    """The text's sentences in order, without the blanks around them; a newline always ends one.

    Full stops after titles, initials and abbreviations do not, nor does a mark followed by a small
    letter; a quotation mark that closes behind the full stop belongs to the sentence it closes.

    >>> text = "Dr. Quill said “No.” She left."
    >>> [sentence.of(text) for sentence in find_sentences(text)]
    ['Dr. Quill said “No.”', 'She left.']
    """
    start = 0
    for newline in _NEWLINES.finditer(text):
        yield from _sentences_of_line(text, start, newline.start())
        start = newline.end()
    yield from _sentences_of_line(text, start, len(text))


def sentences_around(sentences: Sequence[Span], spans: Spans) -> Span:
    """The shortest run of whole sentences that covers all the spans.

    Where a span lies outside every sentence (blanks only), the run is stretched to cover it.
    """
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    first = bisect_right(sentences, start, key=lambda sentence: sentence.start) - 1
    last = bisect_left(sentences, end, key=lambda sentence: sentence.end)
    if first >= 0 and sentences[first].end > start:
        start = sentences[first].start
    if last < len(sentences) and sentences[last].start < end:
        end = sentences[last].end
    return Span(start, end)


def _sentences_of_line(text: str, start: int, end: int) -> Iterator[Span]:
    for stop in _STOPS.finditer(text, start, end):
        if stop.end() < end and _ends(text, start, end, stop):
            yield from _trimmed(text, start, stop.end())
            start = stop.end()
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    kept = piece.strip()
    if kept:
        start += len(piece) - len(piece.lstrip())
        yield Span(start, start + len(kept))


def _ends(text: str, start: int, line_end: int, stop: re.Match[str]) -> bool:
    marks = stop["spaced"]
    if marks is None:  # scripts that set no blank behind the full stop
        return True
    if not text[stop.end()].isspace():
        return False
    following = _NEXT.match(text, stop.end(), line_end)
    assert following is not None  # every part of it may be empty
    word = following["word"]
    if word[:1].islower():
        return False
    if marks != "." or stop.end() > stop.end("spaced"):
        return True
    if _LIST_NUMBER.fullmatch(text, start, stop.start()):
        return False
    return _ends_at_full_stop(_word_before(text, start, stop.start()), following)


def _word_before(text: str, start: int, end: int) -> str:
    piece = text[max(start, end - _LONGEST_ABBREVIATION) : end]
    last = piece.split()[-1:] if piece and not piece[-1].isspace() else []
    return last[0].lstrip("\"'“‘„«‹([{") if last else ""


def _ends_at_full_stop(before: str, following: re.Match[str]) -> bool:
    word, plain = following["word"], before.casefold()
    if plain in _NEVER_LAST:
        return False
    if word[:1].isdigit() and plain in _BEFORE_NUMBERS:
        return False
    initial = len(before) == 1 and before.isupper() and before != "I"
    if initial or plain in _MAYBE_LAST or _INITIALS.fullmatch(before):
        return bool(following["opener"]) or word in _STARTERS
    return True
