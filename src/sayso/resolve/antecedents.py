"""Antecedents: whom a pronoun or a description most likely stands for, of all that were spoken of before.

Candidates are weighed by a linear model whose weights are in `lexicon/antecedents.json`; what it looks at
is what centring theory (Grosz, Joshi and Weinstein 1995) and quotation studies look at: recency,
subjecthood, who spoke last, and agreement in sex.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from operator import mul
from pathlib import Path

from .figures import Figure
from .names import Sex
from .passage import Passage

MOST_CANDIDATES = 8  # figures weighed for one pronoun, the last seen first
_RIGHT_BEFORE = 4  # words from the end of a name to the pronoun, marks counted
_FAR = 6  # sentences
_SPEAKERS = 8  # who spoke last that are looked through for one that fits
_ASKED = frozenset({"asked", "asks", "pressed"})
_LOOK_BACK = 60  # figures looked through for those

FEATURES = (
    "rank_1", "rank_2", "rank_3_or_more", "same_sentence", "one_sentence", "two_sentences",
    "three_or_more_sentences",
    "far", "same_paragraph", "subject", "subject_near", "in_other_words", "same_content", "last_speaker",
    "last_fitting_speaker", "speaker_in_paragraph", "once_speaker", "last_speaker_after_quote",
    "last_speaker_in_paragraph", "last_speaker_elsewhere", "last_speaker_asked", "possessive",
    "possessive_name",
    "behind_preposition", "agent", "agent_right_before", "object", "verb_follows",
    "verb_follows_one_sentence",
    "right_before", "opens_sentence", "opens_paragraph", "subject_of_same_sentence", "subject_in_content",
    "far_after_quote", "alone_in_sentence", "often", "sex_unknown", "type_unknown", "not_sure_name",
    "pronoun",
    "described", "ahead", "network",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One place where a figure is named, described or referred to."""

    word: int
    sentence: int
    paragraph: int
    inside: int
    subject: bool
    possessive: bool
    behind_preposition: bool
    agent: bool
    object: bool
    verb_follows: bool
    end: int
    form: str
    source: bool


@dataclass(slots=True, eq=False)
class Seen:
    """What is remembered of one figure while the text is read."""

    figure: Figure
    last: Sighting
    count: int = 0
    subject: Sighting | None = None
    source: Sighting | None = None


@dataclass(slots=True)
class Scene:
    """Who has been spoken of so far, last seen last, and who spoke."""

    passage: Passage
    seen: dict[Figure, Seen] = field(default_factory=dict)
    speakers: list[Seen] = field(default_factory=list)

    def see(self, figure: Figure, sighting: Sighting) -> None:
        """Remember that the figure is met here."""
        one = self.seen.pop(figure, None)
        if one is None:
            one = Seen(figure=figure, last=sighting)
        one.last = sighting
        one.count += 1
        if sighting.subject:
            one.subject = sighting
        if sighting.source:
            one.source = sighting
            self.speakers.append(one)
        self.seen[figure] = one

    def recent(self) -> Iterator[Seen]:
        """The figures, last seen first, not too far back."""
        for number, one in enumerate(reversed(self.seen.values())):
            if number == _LOOK_BACK:
                return
            yield one

    def last_speaker(self) -> Seen | None:
        """Who spoke last."""
        return self.speakers[-1] if self.speakers else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the pronoun or description stands, and what is known of whom it stands for."""

    word: int
    sentence: int
    paragraph: int
    inside: int
    source: bool
    after_quote: bool
    opens_sentence: bool
    opens_paragraph: bool
    sex: Sex | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A figure that may be meant, how well it fits, and its share among all that may."""

    seen: Seen
    features: tuple[float, ...]
    score: float = 0.0
    share: float = 0.0


def people_for(scene: Scene, place: Place) -> list[Seen]:
    """The people that a singular pronoun or description of this sex may stand for, last seen first."""
    fitting = []
    for one in scene.recent():
        figure = one.figure
        if figure.plural or figure.type not in ("person", None) or (figure.type is None and not figure.named):
            continue
        if place.sex and figure.sex and place.sex != figure.sex:
            continue
        fitting.append(one)
        if len(fitting) == MOST_CANDIDATES:
            break
    return fitting


def weigh(
    scene: Scene,
    place: Place,
    fitting: Sequence[Seen],
    network: dict[Figure, float] | None = None,
    ahead: Seen | None = None,
) -> list[Candidate]:
    """The candidates, best first; `network` is the probability that the model gives each.

    `ahead` is one who is named behind the place and not before it.
    """
    if len(fitting) + (ahead is not None) == 1:
        return [Candidate(ahead or fitting[0], (), 0.0, 1.0)]
    weights = pronoun_weights()
    scored = [
        (sum(map(mul, weights, features)), seen, features)
        for seen, features in features_of(scene, place, fitting, network, ahead)
    ]
    scored.sort(key=lambda one: -one[0])
    best = scored[0][0]
    total = sum(math.exp(score - best) for score, _, _ in scored)
    return [
        Candidate(seen, features, score, math.exp(score - best) / total) for score, seen, features in scored
    ]


def features_of(
    scene: Scene,
    place: Place,
    fitting: Sequence[Seen],
    network: dict[Figure, float] | None = None,
    ahead: Seen | None = None,
) -> Iterator[tuple[Seen, tuple[float, ...]]]:
    """What speaks for and against each candidate, in the order of FEATURES."""
    among = {id(one) for one in fitting}
    last_fitting = next((one for one in reversed(scene.speakers[-_SPEAKERS:]) if id(one) in among), None)
    sentences = Counter(one.last.sentence for one in fitting)
    candidates = [*fitting, ahead] if ahead is not None else fitting
    for rank, seen in enumerate(candidates):
        sight = _Sight(scene, place, seen, rank, coming=seen is ahead, speaker=seen is last_fitting)
        alone = sentences[seen.last.sentence] == 1
        yield seen, (*_where(sight), *_spoke(sight), *_how(sight, alone), *_what(sight, network or {}))


class _Sight:
    """One candidate as it is seen from the place."""

    __slots__ = ("apart", "coming", "is_last", "last", "place", "rank", "scene", "seen", "speaker")

    def __init__(
        self, scene: Scene, place: Place, seen: Seen, rank: int, *, coming: bool, speaker: bool
    ) -> None:
        self.scene, self.place, self.seen, self.rank = scene, place, seen, rank
        self.coming, self.speaker, self.last = coming, speaker, seen.last
        self.apart = 0 if coming else place.sentence - seen.last.sentence
        self.is_last = seen is scene.last_speaker()


def _where(sight: _Sight) -> tuple[float, ...]:
    """Rank, distance, and whose words it stands in."""
    rank, apart, place, last = sight.rank, sight.apart, sight.place, sight.last
    before = not sight.coming
    subject = sight.seen.subject
    return (
        rank == 1 and before,
        rank == 2 and before,
        rank > 2 and before,
        apart == 0,
        apart == 1,
        apart == 2,
        apart > 2,
        apart > _FAR,
        last.paragraph == place.paragraph,
        last.subject,
        subject is not None and place.sentence - subject.sentence <= 1,
        last.inside != 0 and not place.inside,
        place.inside != 0 and last.inside == place.inside,
    )


def _spoke(sight: _Sight) -> tuple[float, ...]:
    """Whether it spoke, and how long ago."""
    place, is_last, spoke = sight.place, sight.is_last, sight.seen.source
    here = spoke is not None and spoke.paragraph == place.paragraph
    asked = is_last and sight.last.end < len(sight.scene.passage)
    return (
        is_last,
        sight.speaker,
        here,
        spoke is not None,
        is_last and place.after_quote,
        is_last and here,
        is_last and not here,
        asked and sight.scene.passage.lower[sight.last.end] in _ASKED,
    )


def _how(sight: _Sight, alone: bool) -> tuple[float, ...]:
    """How it was last put: subject, object, behind a preposition, in the genitive."""
    rank, apart, place, last = sight.rank, sight.apart, sight.place, sight.last
    return (
        last.possessive,
        last.possessive and last.form == "name",
        last.behind_preposition,
        last.agent,
        last.agent and rank == 0 and apart == 1,
        last.object,
        last.verb_follows,
        apart == 1 and last.verb_follows,
        rank == 0 and place.word - last.end <= _RIGHT_BEFORE,
        place.opens_sentence and last.subject,
        rank == 0 and place.opens_paragraph,
        apart == 0 and last.subject,
        place.inside != 0 and last.subject,
        place.after_quote and apart > 2,
        apart <= 1 and alone,
    )


def _what(sight: _Sight, network: Mapping[Figure, float]) -> tuple[float, ...]:
    """What kind of figure it is, and what the model thinks of it."""
    figure, last = sight.seen.figure, sight.last
    return (
        math.log1p(sight.seen.count),
        sight.place.sex is not None and figure.sex is None,
        figure.type is None,
        figure.named and not figure.sure,
        last.form == "pronoun",
        last.form == "description",
        sight.coming,
        network.get(figure, 0.0),
    )


@cache
def pronoun_weights() -> tuple[float, ...]:
    """The weights of FEATURES, in that order."""
    path = Path(__file__).parent / "lexicon" / "antecedents.json"
    weights = json.loads(path.read_text(encoding="utf-8"))["weights"]
    return tuple(float(weights.get(name, 0.0)) for name in FEATURES)
