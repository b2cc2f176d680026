"""Which earlier mention each mention may stand for: one softmax over the mentions before it, and none.

The score of a pair is the product of two vectors that the network gives for their head words, plus weights
for what is plain to see: how far they are apart, what kinds of mention they are, whether they are worded
alike, and whether they stand inside quotation marks. Training and reading share `pairs_of`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .mention_labels import N_KINDS

REFER_WIDTH = 64  # numbers in each of a word's two vectors
BACK = 60  # mentions looked back at; in PolNeAR train 97 % of the nearest antecedents by CoreNLP are nearer
WORDS_BACK = 400
RANKS = 8  # buckets of how many mentions back: 1, 2, 3, 4-5, 6-9, 10-16, 17-32, more
DISTANCES = 10  # buckets of words apart: 1, 2, 3-4, 5-8, … 257 and more
ALIKE = 3  # worded otherwise, the same head word, the same words
QUOTED = 4  # the candidate inside quotation marks, plus two where the mention itself is
AT_ONCE = 2000  # mentions scored together
LEAST = 0.02  # less likely antecedents are not given

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
IMPOSSIBLE = -1e4


@dataclass(frozen=True, slots=True)
class ReferWeights:
    """What is added to a pair's score, by the kind of the mention that may stand for the other.

    `rank` (kinds, RANKS), `distance` (kinds, DISTANCES), `pair` (kinds, kinds), `alike` (kinds, ALIKE),
    `quoted` (kinds, QUOTED); for standing for none `nothing` (REFER_WIDTH,) and `nothing_bias` (kinds,).
    """

    rank: Floats
    distance: Floats
    pair: Floats
    alike: Floats
    quoted: Floats
    nothing: Floats
    nothing_bias: Floats


REFER_SHAPES: dict[str, tuple[int, ...]] = {
    "rank": (N_KINDS, RANKS),
    "distance": (N_KINDS, DISTANCES),
    "pair": (N_KINDS, N_KINDS),
    "alike": (N_KINDS, ALIKE),
    "quoted": (N_KINDS, QUOTED),
    "nothing": (REFER_WIDTH,),
    "nothing_bias": (N_KINDS,),
}


@dataclass(frozen=True, slots=True)
class Places:
    """Mentions in text order, as numbers. All arrays (mentions,).

    `start`, `end`: words; `head`: the head word; `kind`: see KINDS; `head_form`, `form`: numbers that are
    equal where the head words, or all the words, are; `quoted`: 1 inside quotation marks, else 0.
    """

    start: Ints
    end: Ints
    head: Ints
    kind: Ints
    head_form: Ints
    form: Ints
    quoted: Ints


@dataclass(frozen=True, slots=True)
class Pairs:
    """The candidates of mentions `[low, high)`, nearest first, all arrays (mentions, BACK).

    `candidate`: its number; `possible`: whether it is one at all; the rest: buckets of the features.
    """

    candidate: Ints
    possible: NDArray[np.bool_]
    distance: Ints
    alike: Ints
    quoted: Ints


RANK_OF = np.searchsorted([2, 3, 4, 6, 10, 17, 33], np.arange(1, BACK + 1), side="right")


def pairs_of(places: Places, low: int, high: int) -> Pairs:
    """The features of mentions `[low, high)` and the BACK mentions before each."""
    own = np.arange(low, high)[:, None]
    candidate = own - np.arange(1, BACK + 1)[None, :]
    before = np.maximum(candidate, 0)
    words = places.head[own] - places.head[before]
    # A mention stands for none that overlaps it: not `his aide` for `his`.
    possible = (candidate >= 0) & (places.end[before] <= places.start[own]) & (words <= WORDS_BACK)
    size = np.maximum(words, 1)
    distance = np.minimum(np.ceil(np.log2(size)).astype(np.int64), DISTANCES - 1)
    same_head = places.head_form[own] == places.head_form[before]
    alike = np.where(places.form[own] == places.form[before], 2, np.where(same_head, 1, 0))
    quoted = 2 * places.quoted[own] + places.quoted[before]
    return Pairs(before, possible, distance, alike, quoted)


def find_antecedents(
    places: Places, vectors: Floats, weights: ReferWeights
) -> list[tuple[tuple[int, float], ...]]:
    """For every mention the numbers of those it may stand for, likeliest first, with their probabilities.

    `vectors`: (mentions, 2 * REFER_WIDTH), of the head words.
    """
    found: list[tuple[tuple[int, float], ...]] = []
    for low in range(0, len(places.head), AT_ONCE):
        high = min(low + AT_ONCE, len(places.head))
        pairs = pairs_of(places, low, high)
        shares = _shares(places, pairs, vectors, weights, low, high)
        rows, columns = np.nonzero(shares >= LEAST)
        chances = shares[rows, columns]
        order = np.lexsort((columns, -chances, rows))
        numbers = pairs.candidate[rows, columns][order].tolist()
        rounded = np.round(chances[order].astype(np.float64), 4).tolist()
        likely = list(zip(numbers, rounded, strict=True))
        ends = np.searchsorted(rows, np.arange(high - low + 1)).tolist()
        found += [tuple(likely[start:end]) for start, end in pairwise(ends)]
    return found


def _shares(
    places: Places, pairs: Pairs, vectors: Floats, weights: ReferWeights, low: int, high: int
) -> Floats:
    """The share of each candidate; what is missing to 1 is that of none."""
    query = vectors[low:high, :REFER_WIDTH] / math.sqrt(REFER_WIDTH)
    kind = places.kind[low:high, None]
    scores = np.einsum("md,mkd->mk", query, vectors[pairs.candidate, REFER_WIDTH:])
    scores += weights.rank[kind, RANK_OF[None, :]] + weights.distance[kind, pairs.distance]
    scores += weights.pair[kind, places.kind[pairs.candidate]]
    scores += weights.alike[kind, pairs.alike] + weights.quoted[kind, pairs.quoted]
    scores = np.where(pairs.possible, scores, IMPOSSIBLE)
    nothing = query @ weights.nothing + weights.nothing_bias[places.kind[low:high]]
    top = np.maximum(scores.max(axis=1), nothing)[:, None]
    weighed = np.exp(scores - top)
    shares: Floats = (weighed / (weighed.sum(axis=1, keepdims=True) + np.exp(nothing[:, None] - top))).astype(
        np.float32
    )
    return shares
