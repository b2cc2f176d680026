"""Descriptions: whom `the senator`, `the ministry` or `the statement` stands for."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from .antecedents import Seen
from .figures import Figure
from .names import POSSESSIVES, Name, NameIndex
from .nouns import classes_of, singular
from .passage import Passage
from .phrases import DETERMINERS, OWNERS, Phrase

# Words that the role of one who is meant may hold instead of the noun that means them.
SYNONYMS: Mapping[str, frozenset[str]] = {
    "lawmaker": frozenset("senator representative congressman congresswoman legislator mp".split()),
    "legislator": frozenset("senator representative congressman congresswoman lawmaker mp".split()),
    "congressman": frozenset({"representative"}),
    "congresswoman": frozenset({"representative"}),
    "politician": frozenset("senator representative governor mayor minister".split()),
    "spokesman": frozenset({"spokesperson"}),
    "spokeswoman": frozenset({"spokesperson"}),
    "spokesperson": frozenset({"spokesman", "spokeswoman"}),
    "candidate": frozenset("nominee contender hopeful front-runner frontrunner".split()),
    "nominee": frozenset({"candidate"}),
    "front-runner": frozenset({"frontrunner"}),
    "frontrunner": frozenset({"front-runner"}),
    "tycoon": frozenset({"mogul", "magnate", "billionaire", "businessman"}),
    "mogul": frozenset({"tycoon", "magnate", "billionaire", "businessman"}),
    "billionaire": frozenset({"mogul", "tycoon", "businessman"}),
    "businessman": frozenset({"mogul", "tycoon", "billionaire"}),
    "premier": frozenset({"minister"}),
    "lawyer": frozenset({"attorney", "counsel"}),
    "attorney": frozenset({"lawyer"}),
    "justice": frozenset({"judge"}),
    "jurist": frozenset({"judge", "justice"}),
    "economist": frozenset({"professor"}),
    "scholar": frozenset({"professor"}),
    "academic": frozenset({"professor"}),
    "journalist": frozenset({"reporter", "columnist", "correspondent", "editor"}),
    "reporter": frozenset({"journalist", "correspondent"}),
    "strategist": frozenset({"consultant", "operative", "adviser"}),
    "head": frozenset({"chief", "director", "president", "chairman"}),
    "chief": frozenset({"head", "director"}),
}
_LOOKED_BACK = 30  # earlier uses of a noun that are looked through
_LONGEST = 7  # words of a description that is not a source


def fits_role(phrase: Phrase, passage: Passage, figure: Figure) -> int:
    """How many of the description's words the figure's roles hold; 0 where its noun is not among them."""
    noun = singular(phrase.noun)
    roles = figure.roles
    if not (noun in roles or phrase.noun in roles or SYNONYMS.get(noun, frozenset()) & roles):
        return 0
    words = passage.lower[phrase.first : phrase.core]
    return 1 + sum(word in roles for word in words if word != phrase.noun and word not in DETERMINERS)


def by_role(phrase: Phrase, passage: Passage, fitting: Sequence[Seen]) -> Seen | None:
    """Of the people, last seen first, the one whose role the description gives best."""
    best, most = None, 0
    for seen in fitting:
        fit = fits_role(phrase, passage, seen.figure)
        if fit > most:
            best, most = seen, fit
    return best


def find_descriptions(passage: Passage, begins: Mapping[int, Name]) -> Iterator[tuple[int, int, str]]:
    """Descriptions outside sources: first word, word behind the last, head noun.

    `a senior official`, `the Quill campaign`, `a Harbour College poll`: from a determiner or a name up to
    the first noun that is known to stand for people, bodies or papers and is not followed by another.
    """
    lower, count = passage.lower, len(passage)
    at = 0
    while at < count:
        name = begins.get(at)
        if lower[at] not in DETERMINERS and lower[at] not in OWNERS and name is None:
            at += 1
            continue
        if lower[at] == "that" and (at + 1 in begins or _opens(lower, at + 1)):  # that Quill’s team won
            at += 1
            continue
        if name is not None and name.type == "nationality":
            at = max(name.last, at + 1)
            continue
        head, end = _head_from(passage, begins, at)
        if head is None:
            at += 1
            continue
        if end not in begins:  # else it is what the one named next is
            yield at, end, lower[head]
        at = end


def _opens(lower: Sequence[str], at: int) -> bool:
    return at < len(lower) and (lower[at] in DETERMINERS or lower[at] in OWNERS or lower[at] in POSSESSIVES)


def _head_from(passage: Passage, begins: Mapping[int, Name], first: int) -> tuple[int | None, int]:
    lower, limit = passage.lower, min(len(passage), first + _LONGEST)
    head = None
    at = begins[first].last if first in begins else first + 1
    while at < limit:
        name = begins.get(at)
        if name is not None:
            if head is not None:
                break
            at = max(name.last, at + 1)
            continue
        word = passage.words[at]
        if lower[at] in POSSESSIVES:
            head = None
        elif not word[0].islower():
            if not word[0].isdigit():
                break
        elif classes_of(lower[at]) & _HEADS:
            head = at
        elif head is not None or lower[at] in _NO_MODIFIERS or lower[at] in _ARTICLES:
            break
        at += 1
    return head, (head + 1 if head is not None else first + 1)


_HEADS = frozenset({"person", "organisation", "government", "document"})
_ARTICLES = frozenset("a an the this these those".split())
_NO_MODIFIERS = frozenset(
    """of for at in from with on to by about and or but who which that is are was were has have had will
    would can could may might said says not be been as than if when while he she it they we i him
    them""".split()
)


class Nouns:
    """Where each noun of a class stands in the text, so that its last mention is found at once."""

    def __init__(self) -> None:
        self.places: dict[str, list[int]] = defaultdict(list)
        self.figures: dict[str, list[Figure]] = defaultdict(list)

    def add(self, noun: str, word: int, figure: Figure) -> None:
        """Remember that the figure was described by this noun at this word; words must come in order."""
        self.places[noun].append(word)
        self.figures[noun].append(figure)

    def before(self, noun: str, word: int) -> Iterator[tuple[int, Figure]]:
        """The describings by this noun before the word, last first."""
        places = self.places.get(noun, [])
        behind = bisect_left(places, word)
        for number in range(behind - 1, max(-1, behind - 1 - _LOOKED_BACK), -1):
            yield places[number], self.figures[noun][number]


_ISSUING = frozenset(
    """issued issue issues released releases sent sends wrote writes published publishes signed posted
    posts tweeted delivered filed aired circulated""".split()
)
_CARRIERS = frozenset({"Facebook", "Twitter", "YouTube", "Instagram"})  # what is posted there is another’s
_ROLE = 5  # words from `by` on, in which a name begins
_NEAR, _FAR = 6, 14  # words looked at before and behind the noun


def issuer_of(passage: Passage, index: NameIndex, noun_at: int) -> Name | None:
    """Whose statement, letter or poll the noun at this word is, where the words around it say so."""
    lower = passage.lower
    first = passage.sentence_start(noun_at)
    for at in range(noun_at - 1, max(first, noun_at - _NEAR) - 1, -1):
        if lower[at] in POSSESSIVES:  # Quill’s long letter
            return index.ends.get(at)
        name = index.ends.get(at + 1)
        if (
            name is not None and name.type == "organisation" and name.words[0] not in _CARRIERS
        ):  # a Harbour College poll
            return name
        if lower[at] in DETERMINERS or not lower[at][0].isalnum():
            break
    for at in range(noun_at + 1, min(noun_at + _FAR, len(passage) - 1)):
        if passage.sentences[at] != passage.sentences[noun_at] or lower[at] in '.,;“"':
            break
        if lower[at] == "by" or (lower[at] == "from" and at - noun_at < _NEAR):  # a letter by Quill
            name = _named_behind(passage, index, at + 1)
            if name is not None:
                return name
    if any(
        lower[at] in _ISSUING for at in range(max(first, noun_at - _NEAR), noun_at)
    ):  # Quill issued a letter
        inside = index.between(first, noun_at)
        return next((name for name in inside if lower[name.last] not in POSSESSIVES), None)
    return None


def _named_behind(passage: Passage, index: NameIndex, first: int) -> Name | None:
    """The name that stands here, behind an article or what the one named is: `by the novelist Ada Quill`."""
    for at in range(first, min(first + _ROLE, len(passage))):
        name = index.begins.get(at)
        if name is not None and name.type != "nationality":
            return name
        article = at == first and passage.lower[at] == "the"  # by The Port Ansel Times
        small = passage.words[at][0].islower() and passage.lower[at] not in _NO_MODIFIERS
        if name is None and not (article or small):
            return None
    return None


__all__ = ["Nouns", "by_role", "find_descriptions", "fits_role", "issuer_of"]
