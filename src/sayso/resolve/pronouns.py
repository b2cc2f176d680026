"""Pronouns as sources: whom `he`, `they`, `it`, `I` and the like stand for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .antecedents import Seen
from .choice import SEXES, best_person
from .figures import Figure
from .nouns import classes_of
from .phrases import Phrase
from .references import Reference
from .relatives import resolve_relative

if TYPE_CHECKING:
    from .storyline import Storyline

_PLURAL = frozenset("they them their theirs themselves".split())
_THING = frozenset("it its itself".split())
_RELATIVE = frozenset("who whom whose which that".split())
_SPEAKING = frozenset("i me my mine myself we us our ours ourselves".split())
_NETWORK = 3.0  # weight of the model's probability where rules rank
_BYLINE = 60  # first words, among which a byline stands
_CLOSING = 40  # last names, among which that of an author may be
_INDEFINITE = frozenset("some others another all either one each ones".split())


def resolve_pronoun(story: Storyline, phrase: Phrase) -> Reference:
    word = story.passage.lower[phrase.first]
    said = f"“{story.passage.words[phrase.first]}”"
    if word in SEXES:
        return _resolve_person(story, phrase, said)
    if word in _RELATIVE:
        return resolve_relative(story, phrase, said)
    if word in _PLURAL:
        return _resolve_plural(story, phrase, said)
    if word in _THING:
        return _resolve_thing(story, phrase, said)
    if word in _SPEAKING:
        return _resolve_speaking(story, phrase, said)
    if word == "both" and story.together:
        figure = story.last_together()[1]
        return Reference(phrase=phrase, figure=figure, because=f"{said}: {story.label(figure)}")
    if word in _INDEFINITE:
        figure = story.introduce(phrase)
        figure.plural = True
        return Reference(
            phrase=phrase, figure=figure, because="unnamed: the source’s own words", own_words=True
        )
    return Reference(phrase=phrase, figure=None, because=f"{said}: the text does not tell who is meant")


def _resolve_person(story: Storyline, phrase: Phrase, said: str) -> Reference:
    candidate = best_person(story, phrase.first, source=True)
    if candidate is None:
        return Reference(phrase=phrase, figure=None, because=f"{said}: nobody before it fits")
    seen, figure = candidate.seen, candidate.seen.figure
    label = story.label(figure)
    if seen is story.scene.last_speaker():
        because = f"{said}: the person who spoke last before, {label}"
    elif seen.last.word > phrase.first:
        because = f"{said}: the person named right after, {label}"
    elif seen.last.subject:
        because = f"{said}: the subject before it, {label}"
    else:
        because = f"{said}: the person who fits best of those named before, {label}"
    return Reference(phrase=phrase, figure=figure, because=because)


def _resolve_speaking(story: Storyline, phrase: Phrase, said: str) -> Reference:
    number = story.passage.inside[phrase.first]
    figure = story.said_by.get(number)
    if figure is not None:
        because = f"{said} in the words of {story.label(figure)}"
        return Reference(phrase=phrase, figure=figure, because=because)
    author = _author(story) if word_is_one(story.passage.lower[phrase.first]) else None
    if author is not None:
        because = f"{said}: the author, {story.label(author)}"
        return Reference(phrase=phrase, figure=author, because=because)
    return Reference(phrase=phrase, figure=None, because=f"{said}: the author speaks", outlet=True)


def _author(story: Storyline) -> Figure | None:
    """The one named in a line that begins `By`, or at the head of the last paragraph and nowhere before."""
    passage, names = story.passage, story.index.names
    for name in story.index.between(0, _BYLINE):
        opens = name.first == 1 or (name.first > 1 and passage.words[name.first - 2][0] == "\n")
        if name.type == "person" and opens and passage.lower[name.first - 1] == "by":
            return story.figures[name]
    if not names or names[-1].type is None:
        return None
    last = passage.paragraphs[-1]
    closing = [name for name in names[-_CLOSING:] if passage.paragraphs[name.first] == last]
    if not closing or closing[0].type != "person" or len(closing[0].words) < 2:
        return None
    opens = closing[0].title_from == 0 or passage.words[closing[0].title_from - 1][0] == "\n"
    return story.figures[closing[0]] if opens and story.figures[closing[0]] not in story.scene.seen else None


def _resolve_thing(story: Storyline, phrase: Phrase, said: str) -> Reference:
    best, most = None, -9.0
    network = story.links.shares(phrase.first, "pronoun") or {}
    sentence = story.passage.sentences[phrase.first]
    last = story.scene.last_speaker()
    for rank, seen in enumerate(things(story, plural=False)):
        apart = sentence - seen.last.sentence
        score = -0.6 * rank - 0.5 * min(apart, 6) + 1.0 * seen.last.subject + 1.2 * (seen is last)
        score += 0.8 * (seen.source is not None) - 0.8 * (seen.figure.type in ("place", None))
        score -= 0.5 * seen.last.behind_preposition + 0.3 * seen.last.possessive
        score -= 0.8 * (bool(seen.last.inside) and not story.passage.inside[phrase.first])
        score += _NETWORK * network.get(seen.figure, 0.0)
        if score > most:
            best, most = seen, score
    return _pointed(story, phrase, said, best, "nothing before it fits")


def things(story: Storyline, *, plural: bool) -> Iterator[Seen]:
    for number, seen in enumerate(story.scene.recent()):
        if number > 20:
            return
        if seen.figure.type not in ("person", "nationality") and not (seen.figure.plural and not plural):
            yield seen


def _resolve_plural(story: Storyline, phrase: Phrase, said: str) -> Reference:
    best, most = None, -9.0
    network = story.links.shares(phrase.first, "pronoun") or {}
    sentence = story.passage.sentences[phrase.first]
    last = story.scene.last_speaker()
    for rank, seen in enumerate(story.scene.recent()):
        if rank > 20:
            break
        figure = seen.figure
        many = figure.plural or figure.type == "nationality"
        if not many and (figure.type in ("person", "place") or _is_paper(figure)):
            continue
        apart = sentence - seen.last.sentence
        score = -0.4 * rank - 0.5 * min(apart, 6) + 1.0 * seen.last.subject + 1.5 * (seen is last)
        score += 2.0 * many + 0.5 * (seen.source is not None) - 0.5 * seen.last.behind_preposition
        score -= 0.8 * (bool(seen.last.inside) and not story.passage.inside[phrase.first])
        score += _NETWORK * network.get(seen.figure, 0.0)
        if score > most:
            best, most = seen, score
    return _pointed(story, phrase, said, best, "nobody before it fits")


def _is_paper(figure: Figure) -> bool:
    """Whether it is one unnamed document, which `they` does not mean."""
    classes = classes_of(figure.noun) if figure.noun and not figure.named else frozenset()
    return "document" in classes and not classes & {"person", "group", "organisation", "government"}


def _pointed(story: Storyline, phrase: Phrase, said: str, seen: Seen | None, none: str) -> Reference:
    if seen is None:
        return Reference(phrase=phrase, figure=None, because=f"{said}: {none}")
    label = story.label(seen.figure)
    spoke = "who spoke last before" if seen is story.scene.last_speaker() else "the last before it that fits"
    return Reference(phrase=phrase, figure=seen.figure, because=f"{said}: {spoke}, {label}")


def word_is_one(word: str) -> bool:
    """Whether the first person is one, not several."""
    return word in ("i", "me", "my", "mine", "myself")
