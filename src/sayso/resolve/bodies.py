"""Bodies as sources: which body `the company`, `the ministry` or `the city` means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .figures import Figure, fullest
from .kinds import kind_of_name
from .lexicon import word_lists
from .nouns import classes_of, singular
from .phrases import Phrase
from .pronouns import things

if TYPE_CHECKING:
    from .storyline import Storyline

_ANY_BODY = frozenset(
    """company firm corporation group organization organisation association university school college union
    bank charity foundation institute""".split()
)
_ORGANS = frozenset(
    """agency department bureau ministry commission court panel regulator board committee council authority
    tribunal parliament legislature office""".split()
)
# Nouns that bodies have in their names.
_NAMED_SO = frozenset("council court parliament congress senate house administration police".split())
_LANDS = frozenset("government regime country nation kingdom city town county state".split())
_MEDIA = frozenset("newspaper paper magazine network outlet publication website".split())
# Nouns for bodies that have one of these words in their names.
_SCHOOLS = frozenset("university college school institute academy polytechnic".split())
_CALLED = {
    "university": _SCHOOLS,
    "college": _SCHOOLS,
    "school": _SCHOOLS,
    "union": frozenset("union association federation brotherhood guild workers teamsters".split()),
}


def body_meant(story: Storyline, phrase: Phrase, noun: str) -> Figure | None:
    """The body that has this noun in its name, else the last body that any noun of its class may mean."""
    for seen in story.scene.recent():
        if not seen.figure.names:
            continue
        for name in (fullest(seen.figure), *seen.figure.names[:3]):
            if seen.figure.type != "person" and noun in (word.lower() for word in name.words):
                return seen.figure
    if noun in _LANDS:
        lands = (
            seen.figure
            for seen in things(story, plural=False)
            if seen.figure.type == "place" and _may_be(seen.figure, noun)
        )
        return next(lands, None)
    if noun in _CALLED:
        return next(
            (seen.figure for seen in things(story, plural=False) if _is_called(seen.figure, noun)), None
        )
    wanted = "outlet" if noun in _MEDIA else "organisation" if noun in _ANY_BODY else "government"
    if noun in _NAMED_SO or (
        phrase.owner is None
        and any(name.type in ("person", "place") for name in story.index.between(phrase.first, phrase.core))
    ):  # the city council, the Quill administration
        return None
    if noun in _ANY_BODY | _MEDIA | _ORGANS or "government" in classes_of(noun):
        for seen in things(story, plural=False):
            figure = seen.figure
            named = figure.named and figure.type == "organisation"
            if named and kind_of_name(fullest(figure).words, figure.type) == wanted:
                return figure
    return None


def named_since(story: Storyline, phrase: Phrase, earlier: Figure) -> Figure | None:
    """The body named since an unnamed one was spoken of once: `a firm`, the Quill Corporation, `the firm`."""
    noun, seen = singular(phrase.noun), story.scene.seen
    if earlier.named or earlier.plural or phrase.owned or phrase.complement or not phrase.definite:
        return None
    if noun not in _ANY_BODY | _MEDIA | _ORGANS or story.bare(phrase) != noun:
        return None
    body = body_meant(story, phrase, noun)
    if body is None or body not in seen or earlier not in seen or seen[earlier].count > 1:
        return None
    return body if seen[body].last.word > seen[earlier].last.word else None


def _may_be(place: Figure, noun: str) -> bool:
    """Whether the place may be a city, a state, a country, as far as its name is known."""
    lists = word_lists("places")
    names = {" ".join(name.words) for name in place.names[:3]}
    if noun in ("city", "town", "county"):
        return names.isdisjoint(lists["countries"] | lists["states"])
    if noun in ("country", "nation", "kingdom"):
        return names.isdisjoint(lists["states"] | lists["capitals"]) or not names.isdisjoint(
            lists["countries"]
        )
    return noun != "state" or names.isdisjoint(lists["countries"] | lists["capitals"])


def _is_called(figure: Figure, noun: str) -> bool:
    if figure.type != "organisation" or not figure.names:
        return False
    words = {word.lower() for word in fullest(figure).words}
    return bool(words & _CALLED[noun])
