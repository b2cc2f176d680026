"""From the network's scores to mentions: names, descriptions and pronouns, and what each may stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..records import Mention, MentionForm, MentionType, Span
from .antecedents import REFER_WIDTH, Places, ReferWeights, find_antecedents
from .encode import EncodedText, Window
from .mention_labels import (
    DESCRIPTION_TAGS,
    DESCRIPTION_TYPES,
    NAME_TAGS,
    NAME_TYPES,
    PRONOUNS,
    kind_of,
)
from .network import Scores
from .tag_runs import find_tagged

MOST_SAID = 12.0  # how much other occurrences may say against a type, in logs
# Written so they are the United States, information technology and a health body.
NO_PRONOUNS = frozenset({"US", "IT", "WHO", "i"})
_LETTERS = re.compile(r"\w")

Floats = NDArray[np.float32]
Doubles = NDArray[Any]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class MentionWeights:
    """What the decoder of mentions learned: (from, to) weights of tags, and the weights of pairs."""

    name_steps: Floats
    description_steps: Floats
    refers: ReferWeights


MENTION_SHAPES: dict[str, tuple[int, ...]] = {
    "name_steps": (len(NAME_TAGS), len(NAME_TAGS)),
    "description_steps": (len(DESCRIPTION_TAGS), len(DESCRIPTION_TAGS)),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """Words `[start, end)` that are a mention; `head` is the last of them that is a word."""

    start: int
    end: int
    head: int
    form: MentionForm
    type: MentionType | None
    confidence: float
    # The log of the probability of this span and each type, before the text's other names are heard.
    logs: Doubles | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Spots:
    """Mentions of one stretch of a text, in text order, with their vectors (spots, 2 * REFER_WIDTH)."""

    spots: list[Spot]
    vectors: Floats


def find_mentions(
    encoded: EncodedText, scores: Floats, refers: Floats, weights: MentionWeights
) -> tuple[Mention, ...]:
    """The mentions of a text, in text order.

    scores: (words, N_MENTION_TAGS); refers: (words, 2 * REFER_WIDTH).
    """
    whole = Window(0, len(encoded.words), 0, len(encoded.words))
    read = Scores(np.zeros((0, 0), np.float32), np.zeros((0, 0), np.float32), scores, refers)
    return link_mentions(encoded, find_spots(encoded, whole, read, weights), weights)


def find_spots(
    encoded: EncodedText, section: Window, read: Scores, weights: MentionWeights
) -> Iterator[Spots]:
    """The mentions in a section's own words; `read` has the scores of all the section's words.

    Nothing where the graph has no mention heads.
    """
    scores, refers = read.mentions, read.refers
    if scores is None or refers is None or not len(scores):
        return
    lines = encoded.lines
    low, high = np.searchsorted(lines[:, 0], [section.own_start, section.own_end])
    own = lines[low:high] - section.start
    n_names = len(NAME_TAGS)
    names = list(_tagged(encoded, section, own, scores[:, :n_names], weights.name_steps, NAME_TAGS, "name"))
    described = _tagged(
        encoded, section, own, scores[:, n_names:], weights.description_steps, DESCRIPTION_TAGS, "description"
    )
    taken = {(spot.start, spot.end) for spot in names}
    heads = {spot.head for spot in names}
    spots = names + [
        spot for spot in described if (spot.start, spot.end) not in taken and spot.head not in heads
    ]
    inside = {word for spot in names for word in range(spot.start, spot.end)}
    spots += [
        Spot(word, word + 1, word, "pronoun", None, 1.0)
        for word in pronouns_in(encoded, section.own_start, section.own_end)
        if word not in inside
    ]
    spots.sort(key=lambda spot: (spot.start, spot.end))
    heads_in_section = [spot.head - section.start for spot in spots]
    yield Spots(spots, refers[heads_in_section].astype(np.float32))


def pronouns_in(encoded: EncodedText, start: int, end: int) -> Iterator[int]:
    """Which of the words `[start, end)` are personal or relative pronouns."""
    text = encoded.text
    for word, (low, high) in enumerate(encoded.words[start:end].tolist(), start):
        if high - low <= 10:
            form = text[low:high]
            if form.casefold() in PRONOUNS and form not in NO_PRONOUNS:
                yield word


def _tagged(
    encoded: EncodedText,
    section: Window,
    lines: Ints,
    scores: Floats,
    steps: Floats,
    tags: tuple[str, ...],
    form: MentionForm,
) -> Iterator[Spot]:
    """The spans of the best legal sequence of tags of every line, as spots."""
    types = DESCRIPTION_TYPES if form == "description" else NAME_TYPES
    for span in find_tagged(scores, lines, steps, tags):
        words = section.start + span.start, section.start + span.end
        head = head_word(encoded, *words)
        yield Spot(*words, head, form, types[span.type], span.probability, span.logs)


def head_word(encoded: EncodedText, start: int, end: int) -> int:
    """The last of the words `[start, end)` that is no mark."""
    for word in range(end - 1, start - 1, -1):
        if _LETTERS.match(encoded.text, int(encoded.words[word, 0])):
            return word
    return start


def link_mentions(
    encoded: EncodedText, parts: Iterable[Spots], weights: MentionWeights
) -> tuple[Mention, ...]:
    """The spots of all parts of a text, in text order, as mentions with their antecedents."""
    kept = list(parts)
    spots = agreed(encoded, [spot for part in kept for spot in part.spots])
    vectors = np.concatenate([np.zeros((0, 2 * REFER_WIDTH), np.float32), *(part.vectors for part in kept)])
    antecedents = find_antecedents(places_of(encoded, spots), vectors, weights.refers)
    return tuple(
        Mention(
            span=Span(int(encoded.words[spot.start, 0]), int(encoded.words[spot.end - 1, 1])),
            form=spot.form,
            type=spot.type,
            confidence=round(spot.confidence, 4),
            antecedents=likely,
        )
        for spot, likely in zip(spots, antecedents, strict=True)
    )


def agreed(encoded: EncodedText, spots: list[Spot]) -> list[Spot]:
    """The spots with the types of names settled by all their occurrences in the text.

    One name is of one type in a text ("one sense per discourse", Gale, Church and Yarowsky 1992): what its
    own words say is joined with what the same words say elsewhere, and, half as much, with what people's
    longer names say that end with it.
    """
    said: dict[str, Doubles] = {}
    own: dict[int, tuple[str, Doubles, float]] = {}
    nothing = np.zeros(len(NAME_TYPES))
    for number, spot in enumerate(spots):
        if spot.form == "name" and spot.logs is not None:
            form, logs = _form(encoded, spot), spot.logs - spot.logs.max()
            own[number] = form, logs, float(np.exp(spot.logs).sum())
            said[form] = said.get(form, nothing) + logs
            last = form.split()[-1]
            if last != form and int(logs.argmax()) == NAME_TYPES.index("person"):
                said[last] = said.get(last, nothing) + logs / 2
    settled = list(spots)
    for number, (form, logs, span) in own.items():
        together = logs + np.maximum(said[form] - logs, -MOST_SAID)
        best = int(together.argmax())
        shares = np.exp(together - together.max())
        confidence = min(span, 1.0) * float(shares[best] / shares.sum())
        settled[number] = replace(spots[number], type=NAME_TYPES[best], confidence=confidence)
    return settled


def _form(encoded: EncodedText, spot: Spot) -> str:
    return encoded.text[int(encoded.words[spot.start, 0]) : int(encoded.words[spot.end - 1, 1])].casefold()


def places_of(encoded: EncodedText, spots: list[Spot]) -> Places:
    """The spots as numbers, for the weights of pairs."""
    numbers: dict[str, int] = {}

    def number(start: int, end: int) -> int:
        form = encoded.text[int(encoded.words[start, 0]) : int(encoded.words[end - 1, 1])].casefold()
        return numbers.setdefault(form.removeprefix("the "), len(numbers))

    def column(values: Iterable[int]) -> Ints:
        return np.fromiter(values, dtype=np.int64, count=len(spots))

    heads = column(spot.head for spot in spots)
    return Places(
        start=column(spot.start for spot in spots),
        end=column(spot.end for spot in spots),
        head=heads,
        kind=column(kind_of(spot.form, spot.type, _word(encoded, spot.head)) for spot in spots),
        head_form=column(number(spot.head, spot.head + 1) for spot in spots),
        form=column(number(spot.start, spot.end) for spot in spots),
        quoted=(encoded.features[heads, 0] > 0).astype(np.int64),
    )


def _word(encoded: EncodedText, word: int) -> str:
    low, high = encoded.words[word].tolist()
    return encoded.text[low:high]
