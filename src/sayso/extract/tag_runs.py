"""Spans from the scores of tags: the best legal sequence, and how probable each of its spans is.

A linear chain (Lafferty, McCallum and Pereira 2001) over the few words that may be in a span at all; most
words of a text surely are in none, and are not looked at.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .labels import ILLEGAL
from .mention_labels import legal_of

RUNS_AT_ONCE = 64
LEAST = 1e-300  # added before a log is taken
SURELY_OUTSIDE = 0.95  # by a word's scores alone; up to 0.9999 the same dev F1 (CrossNER, PolNeAR)

Floats = NDArray[np.float32]
Doubles = NDArray[Any]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TaggedSpan:
    """Words `[start, end)` with the number of their type, and the log of the probability of each type."""

    start: int
    end: int
    type: int
    logs: Doubles

    @property
    def probability(self) -> float:
        """Of exactly this span and type."""
        return math.exp(min(float(self.logs[self.type]), 0.0))


@dataclass(frozen=True, slots=True)
class _Chain:
    """Runs of words side by side, with log sums over all beginnings and continuations.

    `scores`, `forward`, `backward`: (runs, words, tags); `lengths`, `total`: (runs,); `step`: (from, to).
    """

    scores: Doubles
    lengths: Ints
    step: Doubles
    forward: Doubles
    backward: Doubles
    total: Doubles


def find_tagged(scores: Floats, lines: Ints, steps: Floats, tags: tuple[str, ...]) -> Iterator[TaggedSpan]:
    """The spans of the best legal sequence of tags in every line, in no order.

    scores: (words, tags); lines: (lines, 2) ranges of words; steps: weight of a tag after a tag. Tags are O,
    then B and I of one type after another.
    """
    if not len(scores) or not len(lines):
        return
    chances = np.exp(scores - scores.max(axis=1, keepdims=True))
    runs = _runs(lines, chances[:, 0] / chances.sum(axis=1))
    by_length = np.argsort(runs[:, 1] - runs[:, 0], kind="stable")
    for first in range(0, len(by_length), RUNS_AT_ONCE):
        chosen = runs[by_length[first : first + RUNS_AT_ONCE]]
        chain, paths = _chain(scores, chosen, steps, tags)
        for row, (begin, path) in enumerate(zip(chosen[:, 0].tolist(), paths, strict=True)):
            for start, end, kind in _spans(path):
                yield TaggedSpan(begin + start, begin + end, kind, _type_logs(chain, row, start, end))


def _runs(lines: Ints, outside: Doubles) -> Ints:
    """The runs of words of one line that may be in a span, with a word that is in none on either side."""
    words = np.flatnonzero(outside < SURELY_OUTSIDE)
    line = np.searchsorted(lines[:, 0], words, side="right") - 1
    inside = (line >= 0) & (words < lines[np.maximum(line, 0), 1])
    words, line = words[inside], line[inside]
    if not len(words):
        return np.zeros((0, 2), np.int64)
    apart = np.flatnonzero((np.diff(words) > 2) | (np.diff(line) > 0)) + 1
    starts, ends = np.concatenate([[0], apart]), np.concatenate([apart, [len(words)]]) - 1
    low = np.maximum(words[starts] - 1, lines[line[starts], 0])
    high = np.minimum(words[ends] + 2, lines[line[starts], 1])
    found: Ints = np.stack([low, high], axis=1)
    return found


def _chain(
    scores: Floats, runs: Ints, steps: Floats, tags: tuple[str, ...]
) -> tuple[_Chain, Iterator[list[int]]]:
    """The runs' log sums, and the best legal tag sequence of each (Viterbi)."""
    lengths = runs[:, 1] - runs[:, 0]
    longest = int(lengths.max())
    places = np.minimum(runs[:, :1] + np.arange(longest)[None, :], runs[:, 1:] - 1)
    padded = scores[places].astype(np.float64)
    legal_start, legal = legal_of(tags)
    step = np.where(legal, steps, ILLEGAL).astype(np.float64)
    weight = np.exp(step)
    forward, backward = np.empty_like(padded), np.zeros_like(padded)
    best = forward[:, 0] = padded[:, 0] + np.where(legal_start, 0.0, ILLEGAL)
    back = np.zeros(padded.shape, np.int64)
    ends = best
    for at in range(1, longest):
        ways = best[:, :, None] + step
        back[:, at] = ways.argmax(axis=1)
        best = ways.max(axis=1) + padded[:, at]
        ends = np.where((lengths > at)[:, None], best, ends)
        forward[:, at] = _log_product(forward[:, at - 1], weight) + padded[:, at]
    for at in range(longest - 2, -1, -1):
        following = _log_product(padded[:, at + 1] + backward[:, at + 1], weight.T)
        backward[:, at] = np.where((lengths > at + 1)[:, None], following, 0.0)
    total = _log_sum(forward[:, 0] + backward[:, 0], 1)
    return _Chain(padded, lengths, step, forward, backward, total), _paths(back, ends, lengths)


def _log_product(x: Doubles, weight: Doubles) -> Doubles:
    """The log of exp(x) times the weights: (runs, tags)."""
    top = x.max(axis=1, keepdims=True)
    product: Doubles = np.log(np.exp(x - top) @ weight + LEAST) + top
    return product


def _log_sum(x: Doubles, axis: int) -> Doubles:
    top = x.max(axis=axis, keepdims=True)
    summed: Doubles = np.squeeze(top, axis) + np.log(np.exp(x - top).sum(axis=axis))
    return summed


def _paths(back: Ints, ends: Doubles, lengths: Ints) -> Iterator[list[int]]:
    paths = np.empty(back.shape[:2], np.int64)
    rows = np.arange(len(back))
    tag = ends.argmax(axis=1)
    for at in range(back.shape[1] - 1, -1, -1):
        paths[:, at] = tag
        if at:
            tag = np.where(at < lengths, back[rows, at, tag], tag)
    for path, length in zip(paths, lengths.tolist(), strict=True):
        yield path[:length].tolist()


def _spans(path: list[int]) -> Iterator[tuple[int, int, int]]:
    """First word, word after the last, and type, of the spans of a tag sequence."""
    starts = [at for at, tag in enumerate(path) if tag % 2]
    for start, limit in pairwise([*starts, len(path)]):
        end = start + 1
        while end < limit and path[end] == path[start] + 1:
            end += 1
        yield start, end, path[start] // 2


def _type_logs(chain: _Chain, row: int, start: int, end: int) -> Doubles:
    """The log of the probability that exactly these words of a run are a span, for each type."""
    scores, step = chain.scores[row], chain.step
    opens = np.arange(1, scores.shape[1], 2)
    goes_on = opens + 1
    logs: Doubles = chain.forward[row, start, opens] - chain.total[row]
    if end > start + 1:
        logs = logs + step[opens, goes_on] + scores[start + 1 : end, goes_on].sum(axis=0)
        logs = logs + (end - start - 2) * step[goes_on, goes_on]
    if end < chain.lengths[row]:
        last = goes_on if end > start + 1 else opens
        following = step[last] + scores[end] + chain.backward[row, end]
        following[np.arange(len(opens)), goes_on] = -np.inf  # the span does not go on
        logs = logs + _log_sum(following, 1)
    return logs
