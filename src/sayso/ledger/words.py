"""Words: what is looked for, and where it stands in a content.

The same rules as the search index's: a word is a run of letters, marks, numbers and private
characters, whatever its case, Latin letters whatever their accents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from sayso.records import Span, Spans

_TERM = re.compile(r"[\"“”„«»](?P<phrase>[^\"“”„«»]*)[\"“”„«»]?(?P<star>\*?)|(?P<word>[^\s\"“”„«»]+)")
# The combining marks that the index leaves out (unicode61's own list, as a bit mask from U+0300 on).
_ACCENTS = frozenset(chr(0x300 + bit) for bit in range(50) if (0x361F8 << 32 | 0x8029FDF) >> bit & 1)
_LONGEST = 500  # characters of one word that are compared: PostgreSQL takes 2,046 bytes
_MOST_POSITIONS = 16_383  # of one text, on PostgreSQL
_MOST_LETTERS = 200_000  # of one text, on PostgreSQL: 1 MB of words at most


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand side by side, folded; with `prefix` the last one may go on."""

    words: tuple[str, ...]
    prefix: bool = False


def read_terms(asked: str) -> tuple[Term, ...]:
    """The terms that a user's text asks for; text without a word asks for nothing.

    >>> read_terms('“no way” Embass*')
    (Term(words=('no', 'way'), prefix=False), Term(words=('embass',), prefix=True))
    """
    terms = []
    for found in _TERM.finditer(asked):
        piece = found["word"] if found["word"] is not None else found["phrase"]
        words = tuple(word for word, _ in find_words(piece) if word)
        if words:
            terms.append(Term(words, bool(found["star"]) or piece.endswith("*")))
    return tuple(terms)


def find_words(text: str, start: int = 0) -> Iterator[tuple[str, Span]]:
    """The folded words of the text in order, each with where it stands when the text begins at `start`.

    Accents on nothing are an empty word, as the search index counts them.
    """
    letters: list[str] = []
    begin: int | None = None
    for position, character in enumerate(text):
        folded = _fold(character)
        if folded is not None:
            begin = position if begin is None else begin
            letters.append(folded)
        elif begin is not None:
            yield "".join(letters)[:_LONGEST], Span(start + begin, start + position)
            letters, begin = [], None
    if begin is not None:
        yield "".join(letters)[:_LONGEST], Span(start + begin, start + len(text))


@lru_cache(maxsize=4096)
def _fold(character: str) -> str | None:
    """The character as it is compared; None where it parts words, empty where it is only an accent."""
    if character.isascii():
        return character.lower() if character.isalnum() else None
    category = unicodedata.category(character)
    if category[0] not in "LMN" and category != "Co":
        return None
    if character in _ACCENTS:
        return ""
    base = unicodedata.normalize("NFD", character)
    if base[0].isascii() and base[0].isalpha() and len(base) > 1:
        return base[0].lower()
    folded = character.casefold()
    return folded if len(folded) == 1 else (character.lower() if len(character.lower()) == 1 else character)


def highlight(terms: Iterable[Term], content: Spans, text: str) -> Spans:
    """Where the terms stand in the content, as spans of the text, in order and apart from each other."""
    words = [found for span in content for found in find_words(span.of(text), span.start)]
    lit: set[int] = set()
    joined: set[int] = set()  # words lit together with the one before
    for term in terms:
        for first in range(len(words) - len(term.words) + 1):
            if _stands_at(term, words, first):
                lit.update(range(first, first + len(term.words)))
                joined.update(range(first + 1, first + len(term.words)))
    spans: list[Span] = []
    for index in sorted(lit):
        span = words[index][1]
        if index in joined and _in_one_piece(content, spans[-1], span):
            spans[-1] = Span(spans[-1].start, span.end)
        else:
            spans.append(span)
    return tuple(spans)


def _stands_at(term: Term, words: list[tuple[str, Span]], first: int) -> bool:
    last = first + len(term.words) - 1
    if any(words[first + offset][0] != word for offset, word in enumerate(term.words[:-1])):
        return False
    found = words[last][0]
    return found.startswith(term.words[-1]) if term.prefix else found == term.words[-1]


def _in_one_piece(content: Spans, before: Span, after: Span) -> bool:
    return any(piece.start <= before.start and after.end <= piece.end for piece in content)


def to_match(terms: Iterable[Term], either: Iterable[Term] = ()) -> str:
    """The terms, and one of the others where there are any, as an FTS5 query.

    Words hold no character that FTS5 would read as syntax.
    """

    def one(term: Term) -> str:
        return f'"{" ".join(term.words)}"' + ("*" if term.prefix else "")

    choice = " OR ".join(map(one, either))
    return (
        " ".join(map(one, terms)) + (" AND " if terms and choice else "") + (f"({choice})" if choice else "")
    )


def to_tsquery(terms: Iterable[Term], either: Iterable[Term] = ()) -> str:
    """The terms, and one of the others where there are any, as the text of a PostgreSQL tsquery."""
    choice = " | ".join(map(_phrase, either))
    return " & ".join([*map(_phrase, terms), *([f"({choice})"] if choice else [])])


def _phrase(term: Term) -> str:
    quoted = [f"'{word}'" for word in term.words]
    if term.prefix:
        quoted[-1] += ":*"
    return f"({' <-> '.join(quoted)})"


def to_tsvector(text: str) -> str:
    """The text's words and where they stand, as the text of a PostgreSQL tsvector.

    Only the first words of a very long text, as many as a tsvector holds.
    """
    places: dict[str, list[int]] = {}
    letters = 0
    for position, (word, _) in enumerate(find_words(text), start=1):
        letters += len(word)
        if position > _MOST_POSITIONS or letters > _MOST_LETTERS:
            break
        if word:
            places.setdefault(word, []).append(position)
    return " ".join(f"'{word}':{','.join(map(str, numbers[:255]))}" for word, numbers in places.items())
