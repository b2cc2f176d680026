"""Wording: the words of quoted stretches, folded so that only the words themselves are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from ..records import Span, Spans

CUT, ELLIPSIS, OPEN, CLOSE, STOP = "|", "…", "[", "]", "."  # in a wording's text, beside its words

_WORD = re.compile(
    r"[b-hj-zB-HJ-Z][a-zA-Z]{0,2}(?:\*+|-{2,}|—{2,}|_{2,})[a-zA-Z]*"  # censored: f***, s--t
    r"|(?:[^\W\d_]\.){2,}"  # U.S.
    r"|\d+(?:[.,]\d+)*(?![^\W_])"
    r"|[^\W_]+(?:['’ʼ‘´`][^\W_]+)*"
    r"|[%&]"
)
_ELLIPSIS = re.compile(r"…|\.\s?\.\s?\.|\*\s\*\s\*")
_CLOSES = re.compile(r"[\])]")
FARTHEST = 120  # characters from a word in brackets to their end: an editor's words are few
_STOP = re.compile(r"[.!?]")
_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ‘´`", "'"))
_SIGNS = {"%": "percent", "&": "and"}
_TITLES = frozenset("mr mrs ms dr sen rep gov gen st prof lt col sgt rev hon jr vs no".split())

# Words that stand in anybody's sentences: a wording is not known by them.
COMMON = frozenset(
    """a about after again all also am an and any are aren't as at be because been before being but by can
    can't come could couldn't did didn't do does doesn't doing don't down each even every for from get gets
    getting go goes going gonna got had has hasn't have haven't having he he'd he'll he's her here him his how
    i i'd i'll i'm i've if in into is isn't it it'll it's its just know let let's like lot made make makes
    many may me mean more most much must my need no not now of off on one only or other our out over own
    people really said same say saying says see she she'd she's should so some something still such take
    than that that's the their them then there there's these they they'd they'll they're they've thing things
    think this those through time to too um uh up us very want wants was wasn't way we we'd we'll we're
    we've well were weren't what what's when where which while who who's why will with won't would wouldn't
    you you'd you'll you're you've your back look put right thing today told lot never nothing nobody
    great good big new yes""".split()
)
NEGATIONS = frozenset(
    """no not never nobody nothing none nor neither nowhere without cannot hardly""".split()
)


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one quotation, and what the marks say about them.

    `words` are folded. A position p is between the words p - 1 and p. `cuts` are positions where the
    marks are closed and opened again, `ellipses` where one stands; `bracketed` are numbers of words that
    stand in brackets, `begins` of words that begin a sentence or a quoted stretch.
    """

    words: tuple[str, ...]
    cuts: frozenset[int] = frozenset()
    ellipses: frozenset[int] = frozenset()
    bracketed: frozenset[int] = frozenset()
    begins: frozenset[int] = frozenset({0})

    def to_text(self) -> str:
        """The wording as one line, to be stored; `from_text` reads it.

        >>> Wording(("we", "will", "win"), cuts=frozenset({2})).to_text()
        'we will | win'
        """
        parts: list[str] = []
        for place in range(len(self.words) + 1):
            if place in self.cuts:
                parts.append(CUT)
            elif place in self.begins and place:
                parts.append(STOP)
            if place in self.ellipses:
                parts.append(ELLIPSIS)
            if place < len(self.words):
                word = self.words[place]
                parts += [OPEN, word, CLOSE] if place in self.bracketed else [word]
        return " ".join(parts)

    @classmethod
    def from_text(cls, text: str) -> Wording:
        """The wording that this line gives.

        >>> Wording.from_text("we will | win").cuts
        frozenset({2})
        """
        words: list[str] = []
        cuts, ellipses, bracketed, begins = set[int](), set[int](), set[int](), {0}
        for part in text.split(" "):
            if part == CUT:
                cuts.add(len(words))
                begins.add(len(words))
            elif part == STOP:
                begins.add(len(words))
            elif part == ELLIPSIS:
                ellipses.add(len(words))
            elif part == OPEN:
                bracketed.add(len(words))
            elif part and part != CLOSE:
                words.append(part)
        return cls(tuple(words), *map(frozenset, (cuts, ellipses, bracketed, begins)))

    @property
    def edges(self) -> frozenset[int]:
        """The positions where something may be missing and the marks say so."""
        return self.cuts | self.ellipses | {0, len(self.words)}


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation in its document: the stretches between its marks, and every word with its place."""

    stretches: Spans
    places: Spans
    wording: Wording = field(repr=False)


def read_quoted(text: str, stretches: Spans, continued: frozenset[int] = frozenset()) -> Quoted:
    """The words in these stretches of a text, in order; the stretches hold no outer quotation marks.

    `continued` are the numbers of stretches that go on in the next one without a closing mark: a
    quotation of several paragraphs.
    """
    places: list[Span] = []
    words: list[str] = []
    cuts, ellipses, bracketed, begins = set[int](), set[int](), set[int](), {0}
    for number, stretch in enumerate(stretches):
        if number and number - 1 not in continued:
            cuts.add(len(words))
        begins.add(len(words))
        depth, last = 0, stretch.start
        for found in [*_WORD.finditer(text, stretch.start, stretch.end), None]:
            between = text[last : found.start() if found else stretch.end]
            if between != " " and _ELLIPSIS.search(between):
                ellipses.add(len(words))
            if found is None:
                break
            if between != " " and _STOP.search(between) and not (words and words[-1] in _TITLES):
                begins.add(len(words))
            depth = max(0, depth + _depth(between))
            # A bracket that is never closed is a slip, and not around all the rest.
            if depth and _CLOSES.search(text, found.end(), min(stretch.end, found.end() + FARTHEST)):
                bracketed.add(len(words))
            places.append(Span(found.start(), found.end()))
            words.append(fold(found[0]))
            last = found.end()
    end = len(words)
    wording = Wording(
        tuple(words),
        frozenset(place for place in cuts if 0 < place < end),
        frozenset(ellipses),
        frozenset(bracketed),
        frozenset(place for place in begins if place < end or not place),
    )
    return Quoted(stretches, tuple(places), wording)


def _depth(between: str) -> int:
    if between in ("", " "):
        return 0
    return sum((sign in "[(") - (sign in "])") for sign in between)


@lru_cache(maxsize=20_000)  # a language's common words come again and again
def fold(word: str) -> str:
    """The word as it is compared: small letters, without accents; initials without their full stops.

    >>> fold("Café’s"), fold("U.S."), fold("F.B.I."), fold("10,000")
    ("cafe's", 'u.s', 'fbi', '10000')
    """
    if word in _SIGNS:
        return _SIGNS[word]
    plain = word.translate(_APOSTROPHES)
    if not plain.isascii():
        plain = "".join(
            sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign)
        )
    if word.endswith(".") or word == "US":
        plain = plain.replace(".", "")
        return "u.s" if plain in ("US", "us") else plain.casefold()
    if plain[0].isdigit():
        return plain.replace(",", "")
    return plain.casefold().replace(" ", "")


def is_censored(word: str) -> bool:
    """Whether letters of the word are hidden by signs: f***, s--t."""
    return any(sign in word for sign in "*_") or "--" in word or "——" in word


def weight_of(words: Sequence[str]) -> float:
    """How much these words tell: one for each that is no common word, a little for the others."""
    return sum(0.3 if word in COMMON else 1.0 for word in words)


def telling(words: Sequence[str]) -> list[str]:
    """The words that are no common words."""
    return [word for word in words if word not in COMMON]


def keys_of(wording: Wording) -> Iterator[str]:
    """What the wording can be found by: each two telling words that follow each other.

    Of a wording with a single telling word, that one with the word beside it.
    """
    told = telling(wording.words)
    if len(told) > 1:
        yield from dict.fromkeys(f"{left} {right}" for left, right in pairwise(told))
    elif len(wording.words) > 2:
        yield from dict.fromkeys(" ".join(wording.words[at : at + 3]) for at in range(len(wording.words) - 2))
