"""Antecedents: which earlier mentions compete, and who wins by which weight."""

from __future__ import annotations

import numpy as np
import pytest

from sayso.extract.antecedents import (
    BACK,
    DISTANCES,
    LEAST,
    RANK_OF,
    RANKS,
    REFER_SHAPES,
    REFER_WIDTH,
    WORDS_BACK,
    Places,
    ReferWeights,
    find_antecedents,
    pairs_of,
)


def weights(**given):
    """Weights that say nothing, but for those given."""
    made = {name: np.zeros(shape, np.float32) for name, shape in REFER_SHAPES.items()}
    return ReferWeights(**{**made, **given})


def places(heads, **given):
    """One-word mentions with these heads, all worded otherwise, of the first kind, not quoted."""
    heads = np.array(heads, dtype=np.int64)
    zeros = np.zeros(len(heads), dtype=np.int64)
    made = {
        "start": heads,
        "end": heads + 1,
        "head": heads,
        "kind": zeros,
        "head_form": np.arange(len(heads)),
        "form": np.arange(len(heads)),
        "quoted": zeros,
    }
    return Places(**{**made, **{name: np.array(values) for name, values in given.items()}})


def vectors(n):
    return np.zeros((n, 2 * REFER_WIDTH), np.float32)


def test_without_evidence_all_candidates_and_none_share_alike():
    found = find_antecedents(places([0, 4, 9]), vectors(3), weights())
    assert found[0] == ()
    assert dict(found[1]) == {0: pytest.approx(1 / 2)}
    assert dict(found[2]) == {0: pytest.approx(1 / 3, abs=1e-3), 1: pytest.approx(1 / 3, abs=1e-3)}


def test_vectors_that_agree_win():
    made = vectors(3)
    made[2, 0] = 8.0
    made[0, REFER_WIDTH] = 8.0
    found = find_antecedents(places([0, 4, 9]), made, weights())
    assert found[2][0][0] == 0
    assert found[2][0][1] > 0.99


def test_standing_for_none_can_win():
    found = find_antecedents(places([0, 4]), vectors(2), weights(nothing_bias=np.full(18, 9, np.float32)))
    assert found == [(), ()]


@pytest.mark.parametrize(
    ("weight", "change", "wins"),
    [
        ("rank", {}, 1),
        ("distance", {}, 1),
        ("alike", {"head_form": [7, 1, 7]}, 0),
        ("quoted", {"quoted": [1, 0, 0]}, 0),
        ("pair", {"kind": [3, 0, 0]}, 0),
    ],
)
def test_each_weight_decides_where_it_alone_speaks(weight, change, wins):
    values = np.zeros(REFER_SHAPES[weight], np.float32)
    column = {"rank": 0, "distance": 2, "alike": 1, "quoted": 1, "pair": 3}[weight]
    values[:, column] = 9
    found = find_antecedents(places([0, 6, 9], **change), vectors(3), weights(**{weight: values}))
    assert found[2][0][0] == wins


def test_a_mention_stands_for_none_that_overlaps_it_and_none_too_far():
    spread = places([2, 3, WORDS_BACK + 3], start=[0, 3, WORDS_BACK + 3], end=[4, 4, WORDS_BACK + 4])
    pairs = pairs_of(spread, 0, 3)
    allowed = [sorted(pairs.candidate[row][pairs.possible[row]].tolist()) for row in range(3)]
    assert allowed == [[], [], [1]]


def test_no_more_than_so_many_mentions_are_looked_back_at():
    many = BACK + 40
    bias = np.full(REFER_SHAPES["nothing_bias"], -50, np.float32)
    found = find_antecedents(places(range(many)), vectors(many), weights(nothing_bias=bias))
    reach = [min(number for number, _ in likely) for likely in found[1:] if likely]
    assert all(own - first <= BACK for own, first in enumerate(reach, 1))
    assert all(chance >= LEAST for likely in found for _, chance in likely)


def test_mentions_scored_in_parts_are_scored_alike(monkeypatch):
    random = np.random.default_rng(1)
    made = random.normal(size=(50, 2 * REFER_WIDTH)).astype(np.float32)
    spread = places(np.cumsum(random.integers(1, 9, 50)))
    whole = find_antecedents(spread, made, weights())
    monkeypatch.setattr("sayso.extract.antecedents.AT_ONCE", 7)
    parted = find_antecedents(spread, made, weights())
    for one, other in zip(whole, parted, strict=True):
        assert [number for number, _ in one] == [number for number, _ in other]
        assert [chance for _, chance in one] == pytest.approx([chance for _, chance in other], abs=2e-4)


def test_buckets_are_in_range():
    assert RANK_OF.min() == 0
    assert RANK_OF.max() == RANKS - 1
    assert np.all(np.diff(RANK_OF) >= 0)
    pairs = pairs_of(places([0, 1, 3, 200, 4000]), 0, 5)
    assert pairs.distance.min() >= 0
    assert pairs.distance.max() == DISTANCES - 1
