"""From the network's scores to linked spans: the tag sequences' spans, then who is linked with whom.

Everything here is NumPy on the scores of one document; nothing is ever generated, spans of whole words
are chosen.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .labels import ILLEGAL, ROLES, begin, inside, legal_steps
from .network import LINK_WIDTH, distance_bucket

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]

REACH = 400  # words; how far apart the two ends of a link may stand (a training window holds about 350)
LINES_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Weights:
    """What the decoder learned, as the model folder keeps it.

    `transitions`: (tags, tags) from-to; `starts`, `ends`: (tags,). For the links content to cue and cue to
    source, in that order: `distance`: (2, buckets), `nothing`: (2, LINK_WIDTH), `nothing_bias`: (2,).
    """

    transitions: Floats
    starts: Floats
    ends: Floats
    distance: Floats
    nothing: Floats
    nothing_bias: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodeOptions:
    """Least posterior probability of a span of each role; chosen by `python -m sayso.train.sweep`."""

    source: float = 0.35
    cue: float = 0.35
    content: float = 0.35

    def least(self, role: str) -> float:
        """The threshold of the role."""
        return float(getattr(self, role))


@dataclass(frozen=True, slots=True)
class Fragment:
    """Words `[start, end)` of one line in one role, with the model's probability of exactly this span."""

    role: str
    start: int
    end: int
    probability: float


@dataclass(frozen=True, slots=True)
class Relation:
    """A cue with its source (None: nobody is named) and its content fragments, in text order.

    `source_link`: probability of that source, or of none; `content_links`: of each fragment to this cue.
    """

    source: Fragment | None
    cue: Fragment
    content: tuple[Fragment, ...]
    source_link: float
    content_links: tuple[float, ...]


def decode(
    tags: Floats, links: Floats, lines: Ints, weights: Weights, options: DecodeOptions
) -> list[Relation]:
    """The attributions of a document, in order of their cues.

    tags: (words, tags) scores; links: (words, 4 * LINK_WIDTH) vectors; lines: (lines, 2) word ranges.
    """
    fragments = find_fragments(tags, lines, weights, options)
    return link(fragments, links, weights)


def find_fragments(tags: Floats, lines: Ints, weights: Weights, options: DecodeOptions) -> list[Fragment]:
    """The spans that are likely enough, none overlapping another, in text order.

    For every span its posterior probability under the linear-chain model is computed exactly (forward
    and backward sums), and the set of spans without overlap is chosen that has the greatest sum of
    (probability - threshold): minimum Bayes risk for the count of exactly right spans.
    """
    found: list[Fragment] = []
    by_length = np.argsort(lines[:, 1] - lines[:, 0], kind="stable")
    for start in range(0, len(by_length), LINES_AT_ONCE):
        chosen = lines[by_length[start : start + LINES_AT_ONCE]]
        found += _fragments_of_lines(tags, chosen, weights, options)
    return sorted(found, key=lambda fragment: fragment.start)


def _fragments_of_lines(
    tags: Floats, lines: Ints, weights: Weights, options: DecodeOptions
) -> Iterator[Fragment]:
    lengths = lines[:, 1] - lines[:, 0]
    longest = int(lengths.max())
    scores = np.full((len(lines), longest, tags.shape[1]), 0.0)
    for row, (start, end) in enumerate(lines):
        scores[row, : end - start] = tags[start:end]
    legal_start, legal = legal_steps()
    step = np.where(legal, weights.transitions, ILLEGAL).astype(np.float64)
    first = np.where(legal_start, weights.starts, ILLEGAL).astype(np.float64)
    forward = _forward(scores, first, step)
    backward = _backward(scores, lengths, weights.ends.astype(np.float64), step)
    total = _log_sum(forward[:, 0] + backward[:, 0], 1)
    for row, (start, end) in enumerate(lines):
        n = int(end - start)
        yield from (
            Fragment(role, int(start) + low, int(start) + high, probability)
            for role, low, high, probability in _best_spans(
                forward[row, :n],
                backward[row, :n],
                scores[row, :n],
                float(total[row]),
                step,
                weights,
                options,
            )
        )


def _log_sum(x: Doubles, axis: int) -> Doubles:
    top = x.max(axis=axis, keepdims=True)
    summed: Doubles = np.squeeze(top, axis) + np.log(np.exp(x - top).sum(axis=axis))
    return summed


def _forward(scores: Doubles, first: Doubles, step: Doubles) -> Doubles:
    """Log sums over all beginnings up to each word, with its score: (lines, words, tags)."""
    alpha = np.empty_like(scores)
    alpha[:, 0] = scores[:, 0] + first
    weight = np.exp(step)
    for at in range(1, scores.shape[1]):
        top = alpha[:, at - 1].max(axis=1, keepdims=True)
        alpha[:, at] = np.log(np.exp(alpha[:, at - 1] - top) @ weight + 1e-300) + top + scores[:, at]
    return alpha


def _backward(scores: Doubles, lengths: Ints, ends: Doubles, step: Doubles) -> Doubles:
    """Log sums over all continuations after each word: (lines, words, tags)."""
    beta = np.empty_like(scores)
    beta[:, -1] = ends
    weight = np.exp(step).T
    for at in range(scores.shape[1] - 2, -1, -1):
        following = beta[:, at + 1] + scores[:, at + 1]
        top = following.max(axis=1, keepdims=True)
        summed = np.log(np.exp(following - top) @ weight + 1e-300) + top
        beta[:, at] = np.where((at < lengths - 1)[:, None], summed, ends)
    return beta


def _best_spans(
    forward: Doubles,
    backward: Doubles,
    scores: Doubles,
    total: float,
    step: Doubles,
    weights: Weights,
    options: DecodeOptions,
) -> list[tuple[str, int, int, float]]:
    """The chosen spans of one line: role, first word, word after the last, probability."""
    n = len(scores)
    candidates: list[tuple[str, int, int, float]] = []
    for role in ROLES:
        opens, goes_on = begin(role), inside(role)
        least = options.least(role)
        starts = np.flatnonzero(forward[:, opens] + backward[:, opens] - total > math.log(least))
        if not len(starts):
            continue
        # running[j]: score of walking inside from word 0 to word j by I tags
        running = np.cumsum(scores[:, goes_on] + step[goes_on, goes_on])
        stops_after_begin = _stops(backward, scores, step, weights, opens, goes_on)
        stops_after_inside = _stops(backward, scores, step, weights, goes_on, goes_on)
        for start in starts:
            alone = forward[start, opens] + stops_after_begin[start] - total
            if alone > math.log(least):
                candidates.append((role, int(start), int(start) + 1, math.exp(min(alone, 0.0))))
            if start + 1 == n:
                continue
            entry = (
                forward[start, opens] + step[opens, goes_on] - step[goes_on, goes_on] - running[start] - total
            )
            posterior = entry + running[start + 1 :] + stops_after_inside[start + 1 :]
            for offset in np.flatnonzero(posterior > math.log(least)):
                probability = math.exp(min(float(posterior[offset]), 0.0))
                candidates.append((role, int(start), int(start + offset) + 2, probability))
    return _without_overlap(candidates, options)


def _stops(
    backward: Doubles, scores: Doubles, step: Doubles, weights: Weights, tag: int, goes_on: int
) -> Doubles:
    """Log sum over continuations after each word that has `tag`, in which the span does not go on."""
    n = len(scores)
    stops = np.full(n, float(weights.ends[tag]))
    if n > 1:
        following = backward[1:] + scores[1:] + step[tag]
        following[:, goes_on] = -np.inf
        stops[:-1] = _log_sum(following, 1)
    return stops


def _without_overlap(
    candidates: list[tuple[str, int, int, float]], options: DecodeOptions
) -> list[tuple[str, int, int, float]]:
    """Of the candidates those without overlap with the greatest sum of probability above threshold."""
    candidates.sort(key=lambda candidate: (candidate[2], candidate[1]))
    ends = [candidate[2] for candidate in candidates]
    best = [0.0]
    taken: list[bool] = []
    for number, (role, start, _, probability) in enumerate(candidates):
        before = bisect_left(ends, start + 1, 0, number)
        gain = best[before] + probability - options.least(role)
        taken.append(gain > best[-1])
        best.append(max(gain, best[-1]))
    chosen = []
    at = len(candidates)
    while at:
        if taken[at - 1]:
            chosen.append(candidates[at - 1])
            at = bisect_left(ends, candidates[at - 1][1] + 1, 0, at - 1)
        else:
            at -= 1
    return chosen[::-1]


def link(fragments: list[Fragment], links: Floats, weights: Weights) -> list[Relation]:
    """Every content fragment with its likeliest cue, every cue with its likeliest source or none.

    A cue that no content chose takes part in nothing and is left out, and so is a source without a cue.
    """
    cues = [fragment for fragment in fragments if fragment.role == "cue"]
    sources = [fragment for fragment in fragments if fragment.role == "source"]
    if not cues:
        return []
    contents: dict[int, list[tuple[Fragment, float]]] = {}
    for content in fragments:
        if content.role != "content":
            continue
        shares, _ = _link_shares(content, cues, links, weights, 0)
        if shares:
            chosen = max(shares, key=lambda number: (shares[number], -number))
            contents.setdefault(chosen, []).append((content, shares[chosen]))
    relations = []
    for number, cue in enumerate(cues):
        if number not in contents:
            continue
        shares, nothing = _link_shares(cue, sources, links, weights, 1)
        likeliest = max(shares, key=lambda index: (shares[index], -index), default=None)
        named = likeliest is not None and shares[likeliest] >= nothing
        relations.append(
            Relation(
                source=sources[likeliest] if named and likeliest is not None else None,
                cue=cue,
                content=tuple(content for content, _ in contents[number]),
                source_link=shares[likeliest] if named and likeliest is not None else nothing,
                content_links=tuple(share for _, share in contents[number]),
            )
        )
    return relations


def _link_shares(
    fragment: Fragment, targets: list[Fragment], links: Floats, weights: Weights, which: int
) -> tuple[dict[int, float], float]:
    """Each target's share of the fragment's link (by number in `targets`), and the share of none.

    Only targets within reach count; the shares and that of none sum to 1 for every word of the
    fragment, and are averaged over them.
    """
    starts = [target.start for target in targets]
    low = bisect_left(starts, fragment.start - REACH)
    high = bisect_left(starts, fragment.end + REACH)
    near = range(low, high)
    words = np.arange(fragment.start, fragment.end)
    query = links[words, 2 * which * LINK_WIDTH : (2 * which + 1) * LINK_WIDTH] / math.sqrt(LINK_WIDTH)
    nothing = query @ weights.nothing[which] + weights.nothing_bias[which]
    if not near:
        return {}, 1.0
    columns = np.concatenate([np.arange(targets[n].start, targets[n].end) for n in near])
    owner = np.repeat(np.arange(len(near)), [targets[n].end - targets[n].start for n in near])
    key = links[columns, (2 * which + 1) * LINK_WIDTH : (2 * which + 2) * LINK_WIDTH]
    bias = weights.distance[which][distance_bucket(columns[None, :] - words[:, None])]
    scores = np.concatenate([query @ key.T + bias, nothing[:, None]], axis=1)
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares = (shares / shares.sum(axis=1, keepdims=True)).mean(axis=0)
    summed = np.bincount(owner, weights=shares[:-1], minlength=len(near))
    return {number: float(share) for number, share in zip(near, summed, strict=True)}, float(shares[-1])
