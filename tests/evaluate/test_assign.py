import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.evaluate.assign import assign


@pytest.mark.parametrize(
    ("weights", "pairs"),
    [
        ([], []),
        ([[]], []),
        ([[0.0, 0.0]], []),
        ([[1.0], [2.0], [0.5]], [(1, 0)]),
        ([[0.9, 0.8], [0.7, 0.0]], [(0, 1), (1, 0)]),  # the greedy choice, 0.9 + 0, is worse
        ([[1.0, 2.0, 3.0]], [(0, 2)]),
    ],
)
def test_pairs(weights, pairs):
    assert assign(weights) == pairs


@st.composite
def tables(draw: st.DrawFn) -> list[list[float]]:
    columns = draw(st.integers(1, 4))
    cell = st.sampled_from([0.0, 0.25, 0.5, 1.0, 2.0])
    return draw(st.lists(st.lists(cell, min_size=columns, max_size=columns), min_size=1, max_size=4))


def best_by_trying_all(weights: list[list[float]]) -> float:
    rows, columns = range(len(weights)), range(len(weights[0]))
    size = min(len(rows), len(columns))
    return max(
        sum(weights[row][column] for row, column in zip(chosen, order, strict=True))
        for chosen in itertools.combinations(rows, size)
        for order in itertools.permutations(columns, size)
    )


@given(tables())
def test_no_pairing_is_worth_more_and_nobody_is_paired_twice(weights):
    pairs = assign(weights)
    assert pairs == sorted(pairs)
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    assert all(weights[row][column] > 0 for row, column in pairs)
    assert sum(weights[row][column] for row, column in pairs) == best_by_trying_all(weights)
