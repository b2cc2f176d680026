"""Quotation marks that quote nobody: scare quotes, names, terms, and quotations that nobody is given for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ..records import Reading, Span, Spans

MarksKind = Literal["scare", "name", "term", "unattributed"]

MOST_WORDS = 5  # in scare quotes; more is a clause, which somebody must have said
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_MARKS = "“”„‟«»‹›\"‘’‚‛'`´〝〞"
# Words of titles that are written small.
_SMALL = frozenset("a an the and or but nor of in on at to for from by with as is vs v".split())
# What stands before a word that is mentioned, not used; the kinds of use are those of Predelli (2003),
# “Scare quotes and their relation to other semantic issues”.
_NAMING = re.compile(
    r"(?:call(?:s|ed|ing)?|term(?:s|ed)?|dub(?:s|bed)|known as|(?:nick)?named?|titled|entitled|headlined|"
    r"labell?ed|branded|word|words|phrase|slogan|term|hashtag|song|album|film|movie|show|series|book|novel|"
    r"essay|article|column|programme|program|episode|titled)\W{0,3}(?:it |them |him |her |the |a |an )?\W*$",
    re.IGNORECASE,
)
_BEFORE = 40  # characters looked at before the marks


@dataclass(frozen=True, slots=True)
class Marks:
    """Quotation marks that no attribution accounts for; `span` includes the marks.

    `scare`: a few words that the outlet sets apart from its own. `name`: the name of a work, a
    nickname. `term`: a word that is mentioned. `unattributed`: a quotation that nobody is given for.
    """

    span: Span
    kind: MarksKind
    because: str


def unattributed_marks(reading: Reading, quoted: Spans) -> Iterator[Marks]:
    """The quoted stretches that are in nobody's content, in order, each with what it seems to be.

    `quoted` are the text's outermost quoted stretches, marks included, in order.
    """
    text = reading.document.text
    taken = sorted(span for one in reading.attributions for span in (*one.source, *one.cue, *one.content))
    for span in quoted:
        if not _overlaps_any(span, taken):
            kind, because = _kind_of(span, text)
            yield Marks(span, kind, because)


def _overlaps_any(span: Span, ordered: list[Span]) -> bool:
    # Nested contents begin inside their parents: a few spans back may still reach this far.
    at = bisect_left(ordered, span.end, key=lambda other: other.start)
    return any(other.overlaps(span) for other in ordered[max(0, at - 8) : at])


def _kind_of(span: Span, text: str) -> tuple[MarksKind, str]:
    whole = span.of(text)
    inside = whole.strip(_MARKS + " ")
    words = _WORD.findall(inside)
    before = text[max(0, span.start - _BEFORE) : span.start]
    if _NAMING.search(before) and len(words) <= MOST_WORDS:
        return "term", "mentioned, not used: " + " ".join(before.split()[-2:])
    if _is_nickname(before, text[span.end : span.end + 20], words):
        return "name", "stands inside a name"
    content = [word for word in words if word.lower() not in _SMALL]
    if _is_written_like_a_name(content, before):
        return "name", "written like a name or a title"
    if len(words) > MOST_WORDS or (inside.endswith((".", "!", "?")) and len(words) > 1):
        return "unattributed", f"{len(words)} words in quotation marks, and nobody is given for them"
    return "scare", "a few words that nobody is given for"


def _is_nickname(before: str, after: str, words: list[str]) -> bool:
    named_before = re.search(r"[^\W\d_][\w.'’-]*\s+$", before)
    return bool(
        words
        and named_before
        and named_before[0][0].isupper()
        and re.match(r"\s+[^\W\d_]", after)
        and after.lstrip()[0].isupper()
        and words[0][0].isupper()
    )


def _is_written_like_a_name(content: list[str], before: str) -> bool:
    if not 0 < len(content) <= 2 * MOST_WORDS or any(word[0].islower() for word in content):
        return False
    # One capital at a sentence's beginning says nothing.
    return len(content) > 1 or not _begins_sentence(before)


def _begins_sentence(before: str) -> bool:
    return not before.strip() or before.rstrip()[-1] in ".!?\n" or before.endswith("\n")
