"""Sightings: how a figure is put where it is met, read off the words around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .antecedents import Sighting
from .names import OPENERS, POSSESSIVES
from .nouns import classes_of
from .phrases import OWNERS

if TYPE_CHECKING:
    from .storyline import Storyline

_APPOSITION = 18  # words looked over between a name and its verb
_BETWEEN = frozenset("also then now still never often later first who has have had".split())
_VERBS = frozenset(
    """is was are were has have had will would can could may might should must did does do said says say
    told tells went took made gave got came saw knew thought won lost led left ran spoke wrote held kept
    began found put met sent called stood sat fell rose drew chose became grew won’t wouldn’t doesn’t
    didn’t isn’t wasn’t hasn’t""".split()
)
_TELLING = frozenset("told tells tell telling asked asks ask asking informed reminded assured urged".split())
_MODIFIERS = frozenset("the a an his her their its former then fellow rival".split())
PREPOSITIONS = frozenset(
    """of for at in from with on to by about against than like over under after before between among
    through into toward towards despite including""".split()
)
_CLAUSE_OPENERS = frozenset(
    """, ; : “ " ‘ ” ’ ( ) — – and but that when as while if because after before although though since
    where who which so""".split()
)


def sighting_at(story: Storyline, word: int, last: int, form: str, *, source: bool) -> Sighting:
    passage = story.passage
    after = passage.lower[last] if last < len(passage) else "\n"
    governor = "" if source else _governor(story, word)
    behind = bool(governor) and governor != "by"
    possessive = after in POSSESSIVES or passage.lower[word] in OWNERS
    verb_follows = not behind and not possessive and (source or _verb_follows(story, last))
    return Sighting(
        word=word,
        sentence=passage.sentences[word],
        paragraph=passage.paragraphs[word],
        inside=passage.inside[word],
        subject=source or verb_follows or (not (behind or possessive) and _opens_clause(story, word)),
        possessive=possessive,
        behind_preposition=behind,
        agent=governor == "by",
        object=not (source or behind or verb_follows or possessive) and _verb_before(story, word),
        verb_follows=verb_follows,
        end=last,
        form=form,
        source=source,
    )


def _verb_follows(story: Storyline, last: int) -> bool:
    """Whether a verb stands behind these words, an apposition or bracket between them left out."""
    passage = story.passage
    at, limit = last, min(len(passage), last + _APPOSITION)
    if at < limit and passage.words[at] in ",(–—":
        close = ")" if passage.words[at] == "(" else passage.words[at]
        at += 1
        while at < limit and passage.words[at] != close:
            at += 1
        at += 1
    while at < limit and (passage.lower[at].endswith("ly") or passage.lower[at] in _BETWEEN):
        at += 1
    if at >= limit:
        return False
    word = passage.words[at]
    if not word[0].islower():
        return False
    return word in _VERBS or word.endswith("ed") or (word.endswith("s") and not classes_of(word))


def _verb_before(story: Storyline, word: int) -> bool:
    before = story.passage.words[word - 1] if word else "\n"
    return before[0].islower() and before not in OPENERS and not classes_of(before)


def _governor(story: Storyline, word: int) -> str:
    """The preposition or verb of telling before it: `of Quill`, `told the Board’s Ada Quill`; "" for none."""
    passage = story.passage
    for at in range(word - 1, max(-1, word - 6), -1):
        before = passage.lower[at]
        if before in PREPOSITIONS or before in _TELLING:
            return before
        if not (before in POSSESSIVES or passage.words[at][0].isupper() or before in _MODIFIERS):
            break
    return ""


def _opens_clause(story: Storyline, word: int) -> bool:
    at = word - 1
    passage = story.passage
    while at >= 0 and word - at < 8 and passage.sentences[at] == passage.sentences[word]:
        if passage.lower[at] in _CLAUSE_OPENERS:
            return True
        if (
            passage.words[at][0].islower()
            and not classes_of(passage.lower[at])
            and passage.lower[at] != "the"
        ):
            return False
        at -= 1
    return at < 0 or passage.sentences[at] != passage.sentences[word]
