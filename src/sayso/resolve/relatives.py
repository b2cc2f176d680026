"""Relative pronouns as sources: the phrase that `who`, `which` or `that` follows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .figures import Figure
from .names import POSSESSIVES
from .nouns import classes_of
from .phrases import Phrase, read_phrase
from .references import Reference
from .sightings import PREPOSITIONS

if TYPE_CHECKING:
    from .storyline import Storyline

_LONGEST_PHRASE = 12
_BARE = 5  # words of a phrase that are taken while no determiner opens it
_MOST_COMPLEMENTS = 3
_COMPLEMENT = frozenset("of in at from on for with".split())
_PHRASE_STARTS = frozenset("a an the this these those my your his her its our their some many any no".split())
_PHRASE_STOPS = frozenset(
    """and but or is are was were be been has have had said says say told tells tell asked by with to from
    that who which as than if when while because there not among including""".split()
)


def resolve_relative(story: Storyline, phrase: Phrase, said: str) -> Reference:
    passage = story.passage
    end = phrase.first
    while end and passage.words[end - 1] in ",()–—-":
        end = _before_bracket(story, end) if passage.words[end - 1] == ")" else end - 1
    if end and passage.lower[end - 1] in _JOINING:
        for at in range(end - 2, max(-1, end - _FAR_BACK), -1):  # whom they liked, and who
            if passage.sentences[at] != passage.sentences[phrase.first]:
                break
            if passage.lower[at] in _PERSONAL and passage.lower[phrase.last - 1] in _PERSONAL:
                earlier = Phrase(first=at, last=at + 1, form="pronoun", core=at + 1)
                return replace(resolve_relative(story, earlier, said), phrase=phrase)
    if not end or passage.sentences[end - 1] != passage.sentences[phrase.first]:
        return Reference(phrase=phrase, figure=None, because=f"{said}: nothing stands before it")
    first = _behind_complement(story, _phrase_start(story, end), end, passage.lower[phrase.last - 1])
    before = read_phrase(passage, story.index.begins, first, end)
    adjacent = story.index.ends.get(end)
    if adjacent is not None and adjacent.type == "person" and passage.lower[phrase.last - 1] in _PERSONAL:
        reference: Figure | None = story.figures[adjacent]
    elif before is None or before.form == "pronoun":
        reference = None
    else:
        reference = _apposed(story, before) or story.resolve(before).figure
    if reference is None:
        name = story.index.ends.get(end)
        reference = story.figures[name] if name else None
    if reference is None:
        return Reference(phrase=phrase, figure=None, because=f"{said}: the text does not tell who is meant")
    because = f"{said}: what stands right before it, {story.label(reference)}"
    return Reference(phrase=phrase, figure=reference, because=because)


_JOINING = frozenset({"and", "but", "or"})
_FAR_BACK = 30  # words from one relative pronoun back to the one that it is joined to
_PERSONAL = frozenset({"who", "whom", "whose"})


def _before_bracket(story: Storyline, end: int) -> int:
    """Where the bracket that ends here begins."""
    at = end - 1
    while at and end - at < _LONGEST_PHRASE and story.passage.words[at] != "(":
        at -= 1
    return at if story.passage.words[at] == "(" else end - 1


def _apposed(story: Storyline, before: Phrase) -> Figure | None:
    """The one named before a comma, where what stands between is an apposition to the name."""
    at = before.first
    party = before.name is not None and before.name.type == "nationality"  # Pell, Republican of Ohio
    if (before.form == "description" or party) and at and story.passage.words[at - 1] == ",":
        name = story.index.ends.get(at - 1)
        if name is not None and (name.type != "place" or not _is_person(story, before)):
            return story.figures[name]
    return None


def _phrase_start(story: Storyline, end: int) -> int:
    """Where the noun phrase that ends here begins, roughly: behind the last verb, mark or conjunction."""
    passage = story.passage
    name = story.index.ends.get(end)
    at = name.title_from if name else end - 1
    sentence = passage.sentences[end - 1]
    while at and end - at < _LONGEST_PHRASE and passage.sentences[at - 1] == sentence:
        word = passage.lower[at - 1]
        bare = not name and passage.words[at - 1][0].islower() and word not in _PHRASE_STARTS
        if bare and (end - at > _BARE or word.endswith(("ed", "ing", "ly"))):
            break
        if word in _PHRASE_STOPS or (not word[0].isalnum() and word not in POSSESSIVES and word not in "-."):
            break
        at -= 1
        if word in _PHRASE_STARTS:
            break
        if (earlier := story.index.ends.get(at)) is not None:
            at = min(at, earlier.title_from)
    while at < end - 1 and passage.lower[at] in PREPOSITIONS:
        at += 1
    return at


def _behind_complement(story: Storyline, first: int, end: int, word: str) -> int:
    """Where the phrase begins if what ends here is but the complement of an earlier head."""
    passage = story.passage
    for _ in range(_MOST_COMPLEMENTS):
        before = passage.lower[first - 1] if first else "\n"
        if before not in _COMPLEMENT or (before != "of" and word not in ("who", "whom", "whose")):
            return first
        phrase = read_phrase(passage, story.index.begins, first, end)
        if phrase is None or (before != "of" and _is_person(story, phrase)):
            return first
        first = _phrase_start(story, first - 1)
    return first


def _is_person(story: Storyline, phrase: Phrase) -> bool:
    if phrase.name is not None:
        return phrase.name.type == "person"
    return "person" in classes_of(phrase.noun) or "group" in classes_of(phrase.noun)
