"""The best one-to-one pairing of two lists, given what each pair is worth."""

from __future__ import annotations

from collections.abc import Sequence

Weights = Sequence[Sequence[float]]
Pairs = list[tuple[int, int]]

_FAR = float("inf")


def assign(weights: Weights) -> Pairs:
    """The pairs (row, column) of greatest total weight, by row; pairs that weigh nothing are left out.

    The Hungarian method with potentials and shortest augmenting paths, O(rows^2 * columns) for
    rows <= columns, ported step by step from the scorer that published figures are computed with, so that
    ties fall the same way. Weights are 0 or more.

    >>> assign([[0.9, 0.8], [0.7, 0.0]])
    [(0, 1), (1, 0)]
    """
    if not weights or not weights[0]:
        return []
    if len(weights) > len(weights[0]):
        flipped = [list(column) for column in zip(*weights, strict=True)]
        return sorted((row, column) for column, row in assign(flipped))
    return _worthwhile(_match_rows(weights), weights)


def _match_rows(weights: Weights) -> list[int]:
    """For each column, counted from 1, its row, counted from 1; 0 is none."""
    columns = len(weights[0])
    row_potential = [0.0] * (len(weights) + 1)
    column_potential = [0.0] * (columns + 1)
    match = [0] * (columns + 1)
    for row in range(1, len(weights) + 1):
        match[0] = row  # column 0 stands for "the row to be placed"
        column, back = _shortest_path(weights, match, row_potential, column_potential)
        while column:
            match[column] = match[back[column]]
            column = back[column]
    return match


def _shortest_path(
    weights: Weights, match: list[int], row_potential: list[float], column_potential: list[float]
) -> tuple[int, list[int]]:
    """The free column that the new row's cheapest chain of moves ends in, and each column's predecessor."""
    columns = len(weights[0])
    least = [_FAR] * (columns + 1)
    used = [False] * (columns + 1)
    back = [0] * (columns + 1)
    column = 0
    while True:
        used[column] = True
        here, delta, following = match[column], _FAR, 0
        for j in range(1, columns + 1):
            if used[j]:
                continue
            cost = -weights[here - 1][j - 1] - row_potential[here] - column_potential[j]
            if cost < least[j]:
                least[j], back[j] = cost, column
            if least[j] < delta:
                delta, following = least[j], j
        for j in range(columns + 1):
            if used[j]:
                row_potential[match[j]] += delta
                column_potential[j] -= delta
            else:
                least[j] -= delta
        column = following
        if match[column] == 0:
            return column, back


def _worthwhile(match: list[int], weights: Weights) -> Pairs:
    pairs = ((row - 1, column - 1) for column, row in enumerate(match) if column and row)
    return sorted((row, column) for row, column in pairs if weights[row][column] > 0)
