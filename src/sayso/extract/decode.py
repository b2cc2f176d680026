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
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from .labels import ILLEGAL, ROLES, begin, inside, legal_steps
from .network import LINK_WIDTH, distance_bucket

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAST = 0.04  # spans less probable than this are never looked at
# Words between the two ends of a link, content to cue and cue to source, at most; in PolNeAR train 99.7 %
# of contents and 99.9 % of sources are nearer, and every attribution has a content within NEAR of its cue.
REACH = (120, 80)
NEAR = 40
LINES_AT_ONCE = 64
TINY = 1e-300  # added before a log is taken


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
    """What a span must be worth to be chosen; the shipped values are tuned on dev when a model is written.

    A span's worth is the probability that it is exactly right plus `share` times the mean probability of
    its words to have the role at all, both under the linear-chain model; it must be over the role's number.
    """

    source: float = 0.6
    cue: float = 0.6
    content: float = 0.6
    share: float = 1.0
    link: float = 0.2  # least share of a content's link that its cue must have

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
class _Candidate:
    role: str
    start: int
    end: int
    probability: float
    worth: float


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
    return link(fragments, links, weights, options)


def find_fragments(tags: Floats, lines: Ints, weights: Weights, options: DecodeOptions) -> list[Fragment]:
    """The spans that are likely enough, none overlapping another, in text order.

    For every span its posterior probability under the linear-chain model is computed exactly (forward
    and backward sums), and the set of spans without overlap is chosen that has the greatest sum of
    worth above threshold. With `share` 0 that is minimum Bayes risk for the count of exactly right
    spans; with more, spans that are sure to be there though their ends are not are kept too.
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
    top = scores.max(axis=2).T
    emitted = np.exp(scores.transpose(1, 0, 2) - top[:, :, None])
    forward = _forward(top, emitted, lengths, first, step)
    backward = _backward(top, emitted, lengths, weights.ends.astype(np.float64), step)
    total = _log_sum(forward[:, 0] + backward[:, 0], 1)
    # Most lines of most texts hold nothing: a span's first word must have a chance to be one.
    opens = (forward + backward)[:, :, [begin(role) for role in ROLES]] - total[:, None, None]
    rows = np.flatnonzero((opens > math.log(LEAST) - 1e-9).any(axis=(1, 2)))
    stops = _stops(backward[rows], scores[rows], lengths[rows], step, weights)
    for row, of_row in zip(rows.tolist(), stops, strict=True):
        start, end = lines[row].tolist()
        n = end - start
        yield from (
            Fragment(one.role, start + one.start, start + one.end, one.probability)
            for one in _best_spans(
                forward[row, :n],
                backward[row, :n],
                scores[row, :n],
                of_row[:n],
                float(total[row]),
                step,
                options,
            )
        )


def _log_sum(x: Doubles, axis: int) -> Doubles:
    top = x.max(axis=axis, keepdims=True)
    summed: Doubles = np.squeeze(top, axis) + np.log(np.exp(x - top).sum(axis=axis))
    return summed


def _forward(top: Doubles, emitted: Doubles, lengths: Ints, first: Doubles, step: Doubles) -> Doubles:
    """Log sums over all beginnings up to each word, with its score: (lines, words, tags).

    `top` (words, lines) has each word's greatest score, `emitted` (words, lines, tags) the exponents of the
    scores less that. Lines are in order of their lengths. Sums are kept as shares of their word's, with the
    logs of these beside them (Rabiner 1989, V.A), so that a word takes a product and no logs of its own.
    """
    shares, scale = np.zeros_like(emitted), np.ones_like(top)
    weight = np.exp(step)
    shares[0] = np.exp(first) * emitted[0]
    for at, row in enumerate(_rows_with(lengths).tolist()[1:], start=1):
        now = (shares[at - 1, row:] @ weight) * emitted[at, row:]
        scale[at, row:] = total = now.sum(axis=1) + TINY
        np.divide(now, total[:, None], out=shares[at, row:])
    logs: Doubles = np.log(shares + TINY) + np.cumsum(np.log(scale) + top, axis=0)[:, :, None]
    return logs.transpose(1, 0, 2)


def _backward(top: Doubles, emitted: Doubles, lengths: Ints, ends: Doubles, step: Doubles) -> Doubles:
    """Log sums over all continuations after each word: (lines, words, tags); lines as in `_forward`."""
    shares, scale = np.empty_like(emitted), np.zeros_like(top)
    shares[:] = np.exp(ends)
    weight = np.exp(step).T
    rows = _rows_with(lengths).tolist()
    for at in range(len(rows) - 2, -1, -1):
        row = rows[at + 1]
        now = (shares[at + 1, row:] * emitted[at + 1, row:]) @ weight
        total = now.sum(axis=1) + TINY
        scale[at, row:] = np.log(total) + top[at + 1, row:]
        np.divide(now, total[:, None], out=shares[at, row:])
    logs: Doubles = np.log(shares + TINY) + np.cumsum(scale[::-1], axis=0)[::-1, :, None]
    return logs.transpose(1, 0, 2)


def _rows_with(lengths: Ints) -> Ints:
    """For each word the first of the lines, which are in order of their lengths, that has such a word."""
    return np.searchsorted(lengths, np.arange(int(lengths[-1])), side="right")


def _best_spans(
    forward: Doubles,
    backward: Doubles,
    scores: Doubles,
    stops: Doubles,
    total: float,
    step: Doubles,
    options: DecodeOptions,
) -> list[_Candidate]:
    """The chosen spans of one line, in order."""
    candidates: list[_Candidate] = []
    marginals = np.exp(np.minimum(forward + backward - total, 0.0))
    for role in ROLES:
        opens, goes_on = begin(role), inside(role)
        starts = np.flatnonzero(marginals[:, opens] > LEAST)
        if not len(starts):
            continue
        # running[j]: score of walking inside from word 0 to word j by I tags; covered[j]: sum of the
        # role's marginals up to word j
        running = np.cumsum(scores[:, goes_on] + step[goes_on, goes_on])
        covered = np.concatenate([[0.0], np.cumsum(marginals[:, opens] + marginals[:, goes_on])])
        for start in starts.tolist():
            entry = forward[start, opens] - total
            posterior = (
                entry + step[opens, goes_on] - step[goes_on, goes_on] - running[start] + running[start:]
            )
            posterior += stops[start:, goes_on]
            posterior[0] = entry + stops[start, opens]
            for length in (np.flatnonzero(posterior > math.log(LEAST)) + 1).tolist():
                probability = math.exp(min(float(posterior[length - 1]), 0.0))
                share = float(covered[start + length] - covered[start]) / length
                worth = probability + options.share * share - options.least(role)
                if worth > 0:
                    candidates.append(_Candidate(role, start, start + length, probability, worth))
    return _without_overlap(candidates)


def _stops(backward: Doubles, scores: Doubles, lengths: Ints, step: Doubles, weights: Weights) -> Doubles:
    """Log sums over continuations after each word in which a span ends there, if the word has that tag.

    Shape (lines, words, tags); of the tag outside, which is in no span, 0.
    """
    stops = np.zeros_like(scores)
    following = backward[:, 1:] + scores[:, 1:]
    last = np.arange(scores.shape[1]) >= lengths[:, None] - 1
    for role in ROLES:
        for tag in (begin(role), inside(role)):
            others = np.arange(scores.shape[2]) != inside(role)
            if following.shape[1]:
                stops[:, :-1, tag] = _log_sum((following + step[tag])[:, :, others], 2)
            stops[last, tag] = weights.ends[tag]
    return stops


def _without_overlap(candidates: list[_Candidate]) -> list[_Candidate]:
    """Of the candidates those without overlap with the greatest sum of worth, in order."""
    candidates.sort(key=lambda candidate: (candidate.end, candidate.start))
    ends = [candidate.end for candidate in candidates]
    best = [0.0]
    taken: list[bool] = []
    for number, candidate in enumerate(candidates):
        gain = best[bisect_left(ends, candidate.start + 1, 0, number)] + candidate.worth
        taken.append(gain > best[-1])
        best.append(max(gain, best[-1]))
    chosen = []
    at = len(candidates)
    while at:
        if taken[at - 1]:
            chosen.append(candidates[at - 1])
            at = bisect_left(ends, candidates[at - 1].start + 1, 0, at - 1)
        else:
            at -= 1
    return chosen[::-1]


def link(
    fragments: list[Fragment], links: Floats, weights: Weights, options: DecodeOptions
) -> list[Relation]:
    """Every content fragment with its likeliest cue, every cue with its likeliest source or none.

    A content that most likely has no cue or one that was not found, a cue that no content near it chose,
    and a source without a cue take part in nothing and are left out.
    """
    cues = [fragment for fragment in fragments if fragment.role == "cue"]
    sources = [fragment for fragment in fragments if fragment.role == "source"]
    if not cues:
        return []
    by_distance = _by_distance(max(fragment.end - fragment.start for fragment in fragments), weights)
    contents: dict[int, list[tuple[Fragment, float]]] = {}
    for content in fragments:
        if content.role != "content":
            continue
        shares, nothing = _link_shares(content, cues, links, weights, by_distance[0], 0)
        if shares:
            chosen = max(shares, key=lambda number: (shares[number], -number))
            if shares[chosen] >= max(nothing, options.link):
                contents.setdefault(chosen, []).append((content, shares[chosen]))
    relations = []
    for number, cue in enumerate(cues):
        if not any(_gap(content, cue) <= NEAR for content, _ in contents.get(number, ())):
            continue
        shares, nothing = _link_shares(cue, sources, links, weights, by_distance[1], 1)
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


def _by_distance(longest: int, weights: Weights) -> list[Floats]:
    """For both kinds of link the weights of the distances to the words from any word on.

    Each (rows, reach), reach in words: row 2 * reach begins with the weight of distance 0, the next of 1.
    """
    reach = 2 * max(REACH) + longest
    farthest = 2 * reach
    buckets = distance_bucket(np.arange(-farthest, farthest + 1))
    return [sliding_window_view(of_link[buckets], reach) for of_link in weights.distance]


def _gap(one: Fragment, other: Fragment) -> int:
    """How many words stand between two fragments."""
    return max(other.start - one.end, one.start - other.end, 0)


def _start(fragment: Fragment) -> int:
    return fragment.start


def _link_shares(
    fragment: Fragment,
    targets: list[Fragment],
    links: Floats,
    weights: Weights,
    by_distance: Floats,
    which: int,
) -> tuple[dict[int, float], float]:
    """Each target's share of the fragment's link (by number in `targets`), and the share of none.

    For every word of the fragment, the shares of all words within reach and that of none sum to 1; a
    target has its words' shares, averaged over the fragment. What goes to words in no target is lost: a
    content whose own cue was not found does not join another's. `by_distance`: what
    `_by_distance` gives for this kind of link.
    """
    low = bisect_left(targets, fragment.start - REACH[which], key=_start)
    high = bisect_left(targets, fragment.end + REACH[which], key=_start)
    near = range(low, high)
    query = links[fragment.start : fragment.end, 2 * which * LINK_WIDTH : (2 * which + 1) * LINK_WIDTH]
    query = query / math.sqrt(LINK_WIDTH)
    nothing = query @ weights.nothing[which] + weights.nothing_bias[which]
    first, last = max(fragment.start - REACH[which], 0), min(fragment.end - 1 + REACH[which], len(links))
    key = links[first:last, (2 * which + 1) * LINK_WIDTH : (2 * which + 2) * LINK_WIDTH]
    scores = np.empty((len(query), last - first + 1), np.float32)
    np.matmul(query, key.T, out=scores[:, :-1])
    nearest = first - fragment.end + 1 + 2 * by_distance.shape[1]
    scores[:, :-1] += by_distance[nearest : nearest + len(query), : last - first][::-1]
    scores[:, -1] = nothing
    scores -= scores.max(axis=1, keepdims=True)
    shares = np.exp(scores, out=scores)
    shares = (shares / shares.sum(axis=1, keepdims=True)).mean(axis=0)
    upto = np.concatenate([[0.0], np.cumsum(shares[:-1])])
    return {
        number: float(
            upto[min(targets[number].end, last) - first] - upto[max(targets[number].start - first, 0)]
        )
        for number in near
        if targets[number].start < last
    }, float(shares[-1])
