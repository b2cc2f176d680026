"""Choice: which of the people spoken of before a pronoun or a description stands for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from .antecedents import Candidate, Place, Seen, features_of, people_for, weigh
from .names import POSSESSIVES, Sex
from .phrases import PRONOUNS
from .sightings import sighting_at

if TYPE_CHECKING:
    from .storyline import Storyline

SEXES: dict[str, Sex] = {
    "he": "male", "him": "male", "his": "male", "himself": "male",
    "she": "female", "her": "female", "hers": "female", "herself": "female",
}  # fmt: skip
_SURE = 0.8
_AHEAD = 25
_SUBORDINATE = frozenset(
    "as while although though in when after before if since despite for on at during by".split()
)
# Told what is weighed for one pronoun, and its features, says who is meant (None: weigh); used in training.
Teacher = Callable[[Place, Sequence[tuple[Seen, tuple[float, ...]]]], Seen | None]


def best_person(
    story: Storyline,
    word: int,
    *,
    source: bool,
    sex: Sex | None = None,
    unlike: frozenset[str] = frozenset(),
) -> Candidate | None:
    """The person meant at this word; nobody who has one of the `unlike` words in a role."""
    place = place_at(story, word, source=source, sex=sex or SEXES.get(story.passage.lower[word]))
    fitting = people_for(story.scene, place)
    if unlike:
        fitting = [seen for seen in fitting if unlike.isdisjoint(seen.figure.roles)]
    ahead = _named_ahead(story, word, place, fitting)
    if not fitting and ahead is None:
        return None
    pronoun = story.passage.lower[word] in PRONOUNS
    network = story.links.shares(word, "pronoun" if pronoun else "description")
    if story.teacher is not None:
        told = story.teacher(place, list(features_of(story.scene, place, fitting, network, ahead)))
        if told is not None:
            return Candidate(told, ())
    best = weigh(story.scene, place, fitting, network, ahead)[0]
    if place.sex and best.seen.figure.sex is None and best.share > _SURE:
        best.seen.figure.sex = place.sex
    return best


def place_at(story: Storyline, word: int, *, source: bool, sex: Sex | None) -> Place:
    passage = story.passage
    before = passage.words[word - 1] if word else "\n"
    return Place(
        word=word,
        sentence=passage.sentences[word],
        paragraph=passage.paragraphs[word],
        inside=passage.inside[word],
        source=source,
        after_quote=before in "\"”’'" or (before == "," and word > 1 and passage.words[word - 2] in "\"”’'"),
        opens_paragraph=word == 0 or passage.paragraphs[word - 1] != passage.paragraphs[word],
        opens_sentence=word == 0 or passage.sentences[word - 1] != passage.sentences[word],
        sex=sex,
    )


def _named_ahead(story: Storyline, word: int, place: Place, fitting: Sequence[Seen]) -> Seen | None:
    """A person named behind the pronoun in a sentence that begins `As he …`, if not spoken of yet."""
    passage = story.passage
    start = passage.sentence_start(word)
    if fitting and passage.lower[start] not in _SUBORDINATE:
        return None
    if word - start > 6:
        return None
    for name in story.index.between(word + 1, min(word + _AHEAD, len(passage))):
        if passage.sentences[name.first] != place.sentence:
            return None
        figure = story.figures[name]
        if figure.type != "person" or (place.sex and figure.sex and place.sex != figure.sex):
            continue
        if name.last < len(passage) and passage.lower[name.last] in POSSESSIVES:
            continue
        if any(seen.figure is figure for seen in fitting):
            return None
        return Seen(figure, sighting_at(story, name.title_from, name.last, "name", source=False))
    return None
