"""Antecedents: whom a pronoun or a description most likely stands for, of all that were spoken of before.

Candidates are weighed by a linear model whose weights are in `lexicon/antecedents.json`; what it looks at
is what centring theory (Grosz, Joshi and Weinstein 1995) and quotation studies look at: recency,
subjecthood, who spoke last, and agreement in sex.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from .figures import Figure
from .names import Sex
from .passage import Passage

MOST_CANDIDATES = 12  # figures weighed for one pronoun, the last seen first
_RIGHT_BEFORE = 4  # words from the end of a name to the pronoun, marks counted
_ASKED = (["asked"], ["asks"], ["pressed"])
_LOOK_BACK = 60  # figures looked through for those

FEATURES = (
    "rank_1", "rank_2", "rank_3_or_more", "same_sentence", "one_sentence", "two_sentences", "three_or_more_sentences",
    "far", "same_paragraph", "subject", "subject_near", "in_other_words", "same_content", "last_speaker",
    "last_fitting_speaker", "speaker_in_paragraph", "possessive", "behind_preposition", "often", "sex_unknown",
    "type_unknown", "pronoun", "described", "after_quote", "ahead", "network", "network_read", "once_speaker",
    "last_speaker_after_quote", "opens_sentence", "agent", "object", "verb_follows", "right_before",
    "subject_of_same_sentence", "last_speaker_in_paragraph", "last_speaker_new_paragraph", "only_one",
    "verb_follows_one_sentence", "first_in_paragraph", "inside_and_subject", "after_quote_far", "alone_in_sentence",
    "last_speaker_asked", "thing", "not_sure_name", "possessive_name",
    "agent_right_before",
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
    """The candidates, best first; `network` is the probability that the model gives each."""
    weights = pronoun_weights()
    candidates = []
    for seen, features in features_of(scene, place, fitting, network, ahead):
        score = sum(weight * value for weight, value in zip(weights, features, strict=True))
        candidates.append((score, seen, features))
    candidates.sort(key=lambda one: -one[0])
    total = sum(math.exp(score - candidates[0][0]) for score, _, _ in candidates)
    return [
        Candidate(seen, features, score, math.exp(score - candidates[0][0]) / total)
        for score, seen, features in candidates
    ]


def features_of(
    scene: Scene,
    place: Place,
    fitting: Sequence[Seen],
    network: dict[Figure, float] | None = None,
    ahead: Seen | None = None,
) -> Iterator[tuple[Seen, tuple[float, ...]]]:
    """What speaks for and against each candidate, in the order of FEATURES."""
    last_speaker = scene.last_speaker()
    among = {id(one) for one in fitting}
    last_fitting = next((one for one in reversed(scene.speakers[-8:]) if id(one) in among), None)
    candidates = [*fitting, ahead] if ahead is not None else fitting
    for rank, seen in enumerate(candidates):
        last = seen.last
        coming = seen is ahead
        apart = 0 if coming else place.sentence - last.sentence
        subject = seen.subject
        spoke = seen.source
        figure = seen.figure
        is_last = seen is last_speaker
        yield (
            seen,
            tuple(
                map(
                    float,
                    (
                        rank == 1 and not coming,
                        rank == 2 and not coming,
                        rank > 2 and not coming,
                        apart == 0,
                        apart == 1,
                        apart == 2,
                        apart > 2,
                        apart > 6,
                        last.paragraph == place.paragraph,
                        last.subject,
                        subject is not None and place.sentence - subject.sentence <= 1,
                        bool(last.inside) and not place.inside,
                        bool(place.inside) and last.inside == place.inside,
                        is_last,
                        seen is last_fitting,
                        spoke is not None and spoke.paragraph == place.paragraph,
                        last.possessive,
                        last.behind_preposition,
                        math.log1p(seen.count),
                        place.sex is not None and figure.sex is None,
                        figure.type is None,
                        last.form == "pronoun",
                        last.form == "description",
                        place.after_quote,
                        coming,
                        (network or {}).get(figure, 0.0),
                        network is not None,
                        spoke is not None,
                        is_last and place.after_quote,
                        place.opens_sentence and last.subject,
                        last.agent,
                        last.object,
                        last.verb_follows,
                        rank == 0 and place.word - last.end <= _RIGHT_BEFORE,
                        apart == 0 and last.subject,
                        is_last and spoke is not None and spoke.paragraph == place.paragraph,
                        is_last and spoke is not None and spoke.paragraph != place.paragraph,
                        len(candidates) == 1,
                        apart == 1 and last.verb_follows,
                        rank == 0 and place.opens_paragraph,
                        bool(place.inside) and last.subject,
                        place.after_quote and apart > 2,
                        apart <= 1 and sum(o.last.sentence == last.sentence for o in fitting) == 1,
                        is_last and scene.passage.lower[last.end : last.end + 1] in _ASKED,
                        figure.named and figure.type not in ("person", None),
                        figure.named and not figure.sure,
                        last.possessive and last.form == "name",
                        last.agent and rank == 0 and apart == 1,
                    ),
                )
            ),
        )


@cache
def pronoun_weights() -> tuple[float, ...]:
    """The weights of FEATURES, in that order."""
    path = Path(__file__).parent / "lexicon" / "antecedents.json"
    weights = json.loads(path.read_text(encoding="utf-8"))["weights"]
    return tuple(float(weights.get(name, 0.0)) for name in FEATURES)
