"""A text as words: where each begins and ends, which sentence and paragraph it is in, who quotes it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from ..records import Attribution, Span

_WORD = re.compile(
    r"[A-Za-z]\.(?:[A-Za-z]\.)++"  # U.S., D.C.
    r"|[^\W_]++(?:[-.&/@‐](?=[^\W_])[^\W_]++|[’'](?=[A-Z])[^\W_]++)*+"  # O’Neil, anti-media, GunBroker.com
    r"|[’'ʼ]s\b"  # Quill’s is two words
    r"|\n\s*|[^\w\s]"
)
# A full stop after these, or after one letter, ends no sentence (the abbreviations of names and offices).
ABBREVIATIONS = frozenset(
    """mr mrs ms mx dr prof sen sens rep reps gov govs gen lt col sgt capt cmdr adm maj rev hon st jr sr mt
    ft no vs supt insp det messrs""".split()
)
_LONGEST = 400  # words of a sentence that are gone back through
_STOPS = frozenset(".?!…")
_CLOSERS = frozenset("\"'”’»)]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A text's words in order, as parallel lists; punctuation marks and line ends are words too.

    `small` are the words that are somewhere written without a capital.
    `inside` is the number, from 1, of the attribution in whose content a word stands (0: in none).
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    words: Sequence[str]
    lower: Sequence[str]
    sentences: Sequence[int]
    paragraphs: Sequence[int]
    inside: Sequence[int]
    small: frozenset[str]

    def __len__(self) -> int:
        return len(self.words)

    def first_of(self, offset: int) -> int:
        """The number of the first word that ends behind this offset."""
        return bisect_left(self.ends, offset + 1)

    def after(self, offset: int) -> int:
        """The number of the first word that begins at this offset or behind it."""
        return bisect_left(self.starts, offset)

    def span(self, first: int, last: int) -> Span:
        """The span of the words `[first, last)`; there must be one at least."""
        return Span(self.starts[first], self.ends[last - 1])

    def sentence_start(self, word: int) -> int:
        """The number of the first word of the sentence that this word is in (not farther back than that)."""
        number = self.sentences[word]
        least = max(0, word - _LONGEST)
        while word > least and self.sentences[word - 1] == number:
            word -= 1
        return word


def read_passage(text: str, attributions: Sequence[Attribution] = ()) -> Passage:
    """The text's words, with the contents of these attributions marked."""
    inner = sorted((one.source[0].start, one.source[-1].end) for one in attributions if one.source)
    found = list(_WORD.finditer(text))
    words = [one.group() for one in found]
    if any(word[0] == "\n" and _covered(one.start(), inner) for one, word in zip(found, words, strict=True)):
        found = [one for one in found if one[0][0] != "\n" or not _covered(one.start(), inner)]
        words = [one.group() for one in found]
    starts, ends = [one.start() for one in found], [one.end() for one in found]
    lower = [word.lower() for word in words]
    sentences, paragraphs = _numbered(words, lower)
    inside = [0] * len(words)
    for number, attribution in enumerate(attributions, 1):
        for span in attribution.content:
            for word in range(bisect_left(ends, span.start + 1), bisect_left(starts, span.end)):
                inside[word] = inside[word] or number
    return Passage(
        text=text,
        starts=starts,
        ends=ends,
        words=words,
        lower=lower,
        sentences=sentences,
        paragraphs=paragraphs,
        inside=inside,
        small=frozenset(words).intersection(lower),
    )


def _covered(offset: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a source goes on over this line end."""
    before = bisect_left(spans, (offset, 0)) - 1
    return before >= 0 and offset < spans[before][1]


def _numbered(words: Sequence[str], lower: Sequence[str]) -> tuple[list[int], list[int]]:
    """The sentence and the paragraph of each word, counted from 0."""
    sentences, paragraphs = [], []
    sentence = paragraph = 0
    ended = False
    for number, word in enumerate(words):
        if word[0] == "\n":
            sentences.append(sentence)
            paragraphs.append(paragraph)
            sentence, paragraph, ended = sentence + 1, paragraph + 1, False
            continue
        if ended and word not in _CLOSERS and word not in _STOPS:
            if not word[0].islower() and word not in ",;:":
                sentence += 1
            ended = False
        sentences.append(sentence)
        paragraphs.append(paragraph)
        if word in _STOPS:
            before = lower[number - 1] if number else ""
            ended = word != "." or not (before in ABBREVIATIONS or (len(before) == 1 and before != "i"))
    return sentences, paragraphs
