"""Tag sequences: what is chosen, and its probability, is what spelling out every sequence gives."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.extract import tag_runs
from sayso.extract.mention_labels import legal_of, tags_of
from sayso.extract.tag_runs import find_tagged

TAGS = tags_of(("person", "place"))


def sequences(n_words):
    """All legal tag sequences of a line of this length."""
    start, follow = legal_of(TAGS)
    for tags in itertools.product(range(len(TAGS)), repeat=n_words):
        if start[tags[0]] and all(follow[a, b] for a, b in itertools.pairwise(tags)):
            yield tags


def weight(tags, scores, steps):
    own = sum(scores[word, tag] for word, tag in enumerate(tags))
    return float(np.exp(own + sum(steps[a, b] for a, b in itertools.pairwise(tags))))


def spans(tags):
    """The spans of a sequence as (first word, word after the last, type)."""
    found = []
    for at, tag in enumerate(tags):
        if tag % 2:
            end = at + 1
            while end < len(tags) and tags[end] == tag + 1:
                end += 1
            found.append((at, end, tag // 2))
    return found


@pytest.fixture
def all_words(monkeypatch):
    """Every word is looked at, however surely it is in no span."""
    monkeypatch.setattr(tag_runs, "SURELY_OUTSIDE", 1.1)


@pytest.mark.parametrize("n_words", [1, 2, 4])
@pytest.mark.parametrize("seed", range(6))
def test_the_best_sequence_and_its_spans_probabilities(n_words, seed, all_words):
    random = np.random.default_rng(seed)
    scores = random.normal(scale=2, size=(n_words, len(TAGS))).astype(np.float32)
    steps = random.normal(size=(len(TAGS), len(TAGS))).astype(np.float32)
    weights = {tags: weight(tags, scores, steps) for tags in sequences(n_words)}
    best = max(weights, key=weights.get)
    found = sorted(find_tagged(scores, np.array([[0, n_words]]), steps, TAGS), key=lambda span: span.start)
    assert [(one.start, one.end, one.type) for one in found] == spans(best)
    total = sum(weights.values())
    for one in found:
        for kind in range(2):
            having = sum(w for tags, w in weights.items() if (one.start, one.end, kind) in spans(tags))
            assert np.exp(one.logs[kind]) == pytest.approx(having / total, rel=1e-4)
        assert one.probability == pytest.approx(np.exp(one.logs[one.type]))


@settings(max_examples=40)
@given(lengths=st.lists(st.integers(1, 7), min_size=1, max_size=90), seed=st.integers(0, 2**20))
def test_lines_read_together_are_read_alike_alone(lengths, seed):
    random = np.random.default_rng(seed)
    ends = np.cumsum(lengths)
    lines = np.stack([ends - lengths, ends], axis=1)
    scores = random.normal(scale=3, size=(int(ends[-1]), len(TAGS))).astype(np.float32)
    steps = random.normal(size=(len(TAGS), len(TAGS))).astype(np.float32)

    def shown(found):
        return sorted((one.start, one.end, one.type, round(one.probability, 6)) for one in found)

    alone = [one for line in lines for one in find_tagged(scores, line[None], steps, TAGS)]
    assert shown(find_tagged(scores, lines, steps, TAGS)) == shown(alone)


def test_nothing_to_read():
    steps = np.zeros((len(TAGS), len(TAGS)), np.float32)
    empty = np.zeros((0, len(TAGS)), np.float32)
    assert list(find_tagged(empty, np.zeros((0, 2), np.int64), steps, TAGS)) == []
    outside = np.zeros((5, len(TAGS)), np.float32)
    outside[:, 0] = 30
    assert list(find_tagged(outside, np.array([[0, 5]]), steps, TAGS)) == []
