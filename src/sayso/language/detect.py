"""Detecting a text's language: by its commonest words where it is English, else by lingua."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from .names import primary

if TYPE_CHECKING:
    from lingua import LanguageDetector

# What is looked at: so many stretches of so many characters, evenly spread, so that an article with a
# long quotation in another language, or half of one, is seen to be mixed.
STRETCHES = 12
STRETCH = 400
LETTERS = 120  # in all; lingua is right about 99 % of sentences of this length, and guesses at a few words
# Share of English function words from which a stretch is English without asking lingua: 995 articles of
# English news have 0.38 in the middle (0.17 at least), 29 other languages 0.16 at most (Afrikaans):
# benchmarks/languages.py.
ENGLISH = 0.25
# lingua's probability that is believed. What is below is a list of names or figures, in no language.
SURE = 0.8
_ENGLISH_WORDS = frozenset(
    """the of and to in a that for is was on with as it by at from his he said be are not have has an this
    but they their which or who were had its will would been we i you she her more about when there if one
    all out no can what so than up after into also""".split()
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def find_languages(text: str) -> Mapping[str, float]:
    """The languages of the text by their share of it, where they can be told; what is missing to 1 cannot.

    Tags without regions. Empty where there are too few letters to tell, or where lingua is not installed
    and the text is not plainly English.
    """
    stretches = [(piece, _letters(piece)) for piece in _stretches(text)]
    total = sum(letters for _, letters in stretches)
    if total < LETTERS:
        return {}
    shares: dict[str, float] = {}
    unknown = []
    for piece, letters in stretches:
        if english_share(piece) >= ENGLISH:
            shares["en"] = shares.get("en", 0.0) + letters / total
        else:
            unknown.append((piece, letters))
    if shares.get("en", 0.0) >= 0.5:  # whatever the rest is, it is read
        return shares
    for piece, letters in unknown:
        language = _asked(piece)
        if language:
            shares[language] = shares.get(language, 0.0) + letters / total
    return shares


def english_share(text: str) -> float:
    """The share of English function words among the words.

    >>> english_share("the mayor of Tarn said that the bridge is safe")
    0.6
    """
    words = [word.lower() for word in _WORD.findall(text)]
    return sum(word in _ENGLISH_WORDS for word in words) / len(words) if words else 0.0


def _stretches(text: str) -> Iterator[str]:
    text = " ".join(text.split()) if len(text) < STRETCHES * STRETCH * 2 else text
    if len(text) <= STRETCHES * STRETCH:
        n = max(1, round(len(text) / STRETCH))
        starts = [number * len(text) // n for number in range(n)]
        yield from (text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True))
        return
    for number in range(STRETCHES):
        start = number * (len(text) - STRETCH) // (STRETCHES - 1)
        yield text[start : start + STRETCH]


def _letters(text: str) -> int:
    return sum(character.isalpha() for character in text)


def _asked(text: str) -> str | None:
    """The language that lingua is sure of; None also where it is not installed."""
    detector = _detector()
    if detector is None:
        return None
    found = detector.compute_language_confidence_values(text)
    if not found or found[0].value < SURE:
        return None
    return primary(found[0].language.iso_code_639_1.name)


@cache
def _detector() -> LanguageDetector | None:
    """lingua with all its languages, loaded when a text first asks for it.

    With all of them, since a text in a language that it does not have is taken for another, and may be taken
    for English. Its models of three letters only: those of one to five are asked of texts under 120 letters
    alone, which are not asked about here.
    """
    try:
        from lingua import LanguageDetectorBuilder
    except ImportError:
        return None
    return LanguageDetectorBuilder.from_all_languages().with_low_accuracy_mode().build()
