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
from .labels import ILLEGAL
from .mention_labels import (
    DESCRIPTION_TAGS,
    NAME_TAGS,
    NAME_TYPES,
    PRONOUNS,
    kind_of,
    legal_of,
)
from .network import Scores

RUNS_AT_ONCE = 256
SURELY_OUTSIDE = 0.99  # chance of being in no span from which a word is not looked at; costs no F1 on dev
FLOOR = 1e-6  # added to a chance before its log is taken
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
    # The log of each type's chance, by the span's own words alone.
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
    """The spans of the best legal sequence of tags of every line."""
    chances = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    logs = np.log(chances + FLOOR)
    runs = _runs(lines, chances[:, 0])
    by_length = np.argsort(runs[:, 1] - runs[:, 0], kind="stable")
    for first in range(0, len(by_length), RUNS_AT_ONCE):
        chosen = runs[by_length[first : first + RUNS_AT_ONCE]]
        for (begin, _), path in zip(chosen.tolist(), _best_paths(scores, chosen, steps, tags), strict=True):
            for low, high, tag, chance in _spans(path, chances, begin):
                words = section.start + low, section.start + high
                kind: MentionType = tags[tag][2:]  # type: ignore[assignment]
                of_types = logs[low, 1::2] + logs[low + 1 : high, 2::2].sum(axis=0)
                yield Spot(*words, head_word(encoded, *words), form, kind, chance, of_types / (high - low))


def _runs(lines: Ints, outside: Floats) -> Ints:
    """The runs of words of one line that may be in a span, with a word that is in none on either side.

    Most words are surely in none; the best sequence of a line is that of its runs.
    """
    open_ = np.flatnonzero(outside < SURELY_OUTSIDE)
    line = np.searchsorted(lines[:, 0], open_, side="right") - 1
    inside = (line >= 0) & (open_ < lines[np.maximum(line, 0), 1]) if len(lines) else open_ < 0
    open_, line = open_[inside], line[inside]
    if not len(open_):
        return np.zeros((0, 2), np.int64)
    apart = np.flatnonzero((np.diff(open_) > 2) | (np.diff(line) > 0)) + 1
    starts, ends = np.concatenate([[0], apart]), np.concatenate([apart, [len(open_)]]) - 1
    low = np.maximum(open_[starts] - 1, lines[line[starts], 0])
    high = np.minimum(open_[ends] + 2, lines[line[starts], 1])
    found: Ints = np.stack([low, high], axis=1)
    return found


def _best_paths(scores: Floats, runs: Ints, steps: Floats, tags: tuple[str, ...]) -> Iterator[list[int]]:
    """The best legal tag sequence of each run of words (Viterbi)."""
    lengths = runs[:, 1] - runs[:, 0]
    longest = int(lengths.max())
    places = np.minimum(runs[:, :1] + np.arange(longest)[None, :], runs[:, 1:] - 1)
    padded = scores[places]
    legal_start, legal = legal_of(tags)
    step = np.where(legal, steps, ILLEGAL).astype(np.float32)
    best = padded[:, 0] + np.where(legal_start, 0.0, ILLEGAL).astype(np.float32)
    back = np.empty((longest, len(runs), len(tags)), np.int64)
    ends = best.copy()
    for at in range(1, longest):
        ways = best[:, :, None] + step
        back[at] = ways.argmax(axis=1)
        best = ways.max(axis=1) + padded[:, at]
        ends = np.where((lengths > at)[:, None], best, ends)
    paths = np.empty((len(runs), longest), np.int64)
    rows = np.arange(len(runs))
    tag = ends.argmax(axis=1)
    for at in range(longest - 1, -1, -1):
        paths[:, at] = tag
        if at:
            tag = np.where(at < lengths, back[at, rows, tag], tag)
    for path, length in zip(paths.tolist(), lengths.tolist(), strict=True):
        yield path[:length]


def _spans(path: list[int], chances: Floats, begin: int) -> Iterator[tuple[int, int, int, float]]:
    """First word, word after the last, opening tag, and chance, of the spans of a tag sequence from `begin`.

    The chance is the least that any of its words, or its end, has.
    """
    at = 0
    while at < len(path):
        if not path[at]:
            at += 1
            continue
        start, opens = at, path[at]
        goes_on = opens + 1  # tags are B and I of one type after another
        at += 1
        while at < len(path) and path[at] == goes_on:
            at += 1
        least = min(float(chances[begin + word, path[word]]) for word in range(start, at))
        if at < len(path):
            least = min(least, 1 - float(chances[begin + at, goes_on]))
        yield begin + start, begin + at, opens, max(least, 0.0)


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
    forms: dict[int, str] = {}
    nothing = np.zeros(len(NAME_TYPES))
    for number, spot in enumerate(spots):
        if spot.form == "name" and spot.logs is not None:
            forms[number] = _form(encoded, spot)
            logs = spot.logs
            said[forms[number]] = said.get(forms[number], nothing) + logs
            last = forms[number].split()[-1]
            if last != forms[number] and int(logs.argmax()) == NAME_TYPES.index("person"):
                said[last] = said.get(last, nothing) + logs / 2
    settled = list(spots)
    for number, form in forms.items():
        spot = spots[number]
        own = nothing if spot.logs is None else spot.logs
        together = own + np.clip(said[form] - own, -MOST_SAID, 0)
        best = int(together.argmax())
        if best != NAME_TYPES.index(spot.type or "other"):
            share = float(np.exp(together - together.max())[best] / np.exp(together - together.max()).sum())
            settled[number] = replace(spot, type=NAME_TYPES[best], confidence=spot.confidence * share)
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
