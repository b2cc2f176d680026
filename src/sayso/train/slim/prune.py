"""Heads and inner units that do least are taken out of a network, as many of each layer as costs least.

What goes is what the others can best make up for: by the optimal brain surgeon (Hassibi and Stork 1993), for
heads in blocks (Kurtić, Frantar and Alistarh 2023, "ZipLM"). How many go of each layer follows from what they
cost there: heads and units go one after another, always where the loss for the time saved is least, until so
much of the network's time is saved. What stays is fitted anew by least squares, layer after layer, so that
each layer gives what the whole network's gave. There is no training: a few minutes on one processor.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import onnx
from numpy.typing import NDArray

from .graph import HEAD, LAYERS, Doubles, Graph, Inputs, Runner, before

log = logging.getLogger(__name__)

HEADS, UNITS = 12, 1536  # of every layer of the whole network
STEP = 64  # inner units that go together when it is settled how many go
# Shares of the network's time (onnxruntime 1.32 on an EPYC without VNNI, windows of 300 pieces): all heads
# with the products before and behind them, all inner units with theirs.
TIME_OF_HEADS, TIME_OF_UNITS = 0.42, 0.41
LEAST_HEADS, LEAST_UNITS = 4, 512  # that stay in a layer


@dataclass(slots=True)
class Cut:
    """How many heads and inner units stay in each layer."""

    heads: list[int]
    units: list[int]


def prune(model: onnx.ModelProto, windows: Sequence[Inputs], save: float, ridge: float = 0.01) -> Cut:
    """Take heads and units out of the graph, in place, until that share of the network's time is saved.

    `windows` are inputs of the kind that it will read; `ridge` says how firmly what stays keeps its old
    weights, in parts of the mean variance of what a layer multiplies.
    """
    graph = Graph(model)
    cut = _settle(graph, windows, save, ridge)
    log.info("heads that stay: %s; units: %s", cut.heads, cut.units)
    goals = [name for layer in range(LAYERS) for name in (before(layer), *_sums(layer), _middle(layer))]
    whole = Runner(model, goals).runs(windows)
    for layer in range(LAYERS):
        attended, down = _sums(layer)
        goal = whole[before(layer)] + whole[attended]
        _fit(graph, windows, f"layer{layer}.mixed", before(layer), f"layer{layer}.attended", goal, cut, ridge)
        goal = whole[_middle(layer)] + whole[down]
        _fit(graph, windows, f"layer{layer}.gelu", _middle(layer), f"layer{layer}.down", goal, cut, ridge)
        log.info("layer %d is fitted", layer + 1)
    return cut


def _sums(layer: int) -> tuple[str, str]:
    return f"layer{layer}.attended.sum", f"layer{layer}.down.sum"


def _middle(layer: int) -> str:
    return f"layer{layer}.norm1"


def _fit(
    graph: Graph,
    windows: Sequence[Inputs],
    given: str,
    residual: str,
    part: str,
    goal: NDArray[np.float32],
    cut: Cut,
    ridge: float,
) -> None:
    """Narrow one product, and fit what stays of it: the residual and the product are to give the goal."""
    layer = int(part.removeprefix("layer").partition(".")[0])
    now = Runner(graph.model, [given, residual]).runs(windows)
    weights = graph.weights(part)
    squares, products, means = _moments(now[given], goal - now[residual])
    firmness = ridge * float(np.diag(squares).mean())
    firm = squares + firmness * np.eye(len(squares))
    of_heads = part.endswith("attended")
    block, stays = (HEAD, cut.heads[layer]) if of_heads else (1, cut.units[layer])
    order, _ = removals(firm, weights, block, len(weights) // block - stays)
    gone = {row for number in order for row in range(number * block, (number + 1) * block)}
    kept = np.array([row for row in range(len(weights)) if row not in gone])
    inner = squares[np.ix_(kept, kept)] + firmness * np.eye(len(kept))
    fitted = np.linalg.solve(inner, products[kept] + firmness * weights[kept])
    graph.replace(part, fitted, means[1] - means[0][kept] @ fitted)
    if of_heads:
        graph.keep_heads(layer, kept)
    else:
        graph.keep_columns(f"layer{layer}.up", kept)


def _moments(
    given: NDArray[np.float32], goal: NDArray[np.float32]
) -> tuple[Doubles, Doubles, tuple[Doubles, Doubles]]:
    """Sums of squares of what is given, of its products with the goal, and the means of both."""
    means = given.mean(axis=0, dtype=np.float64), goal.mean(axis=0, dtype=np.float64)
    centred = given - means[0].astype(np.float32)
    squares = (centred.T @ centred).astype(np.float64)
    products = (centred.T @ (goal - means[1].astype(np.float32))).astype(np.float64)
    return squares, products, means


def removals(squares: Doubles, weights: Doubles, block: int, n_less: int) -> tuple[list[int], list[float]]:
    """The blocks of rows in the order in which they go, and by how much each adds to the squared error.

    squares: (rows, rows), with the ridge; weights: (rows, columns). Each time the block goes whose loss
    costs least after the others have made up for it.
    """
    inverse, left = np.linalg.inv(squares), weights.copy()
    blocks = np.arange(len(weights)).reshape(-1, block)
    stays = np.ones(len(blocks), dtype=bool)
    order: list[int] = []
    costs: list[float] = []
    for _ in range(n_less):
        own = inverse[blocks[:, :, None], blocks[:, None, :]]
        own[~stays] = np.eye(block)
        if block == 1:
            cost = np.einsum("rk,rk->r", left, left) / own[:, 0, 0]
        else:
            cost = np.einsum("nik,nik->n", left[blocks], np.linalg.solve(own, left[blocks]))
        gone = int(np.argmin(np.where(stays, cost, np.inf)))
        rows = blocks[gone]
        across = np.linalg.solve(inverse[np.ix_(rows, rows)], inverse[rows])
        left -= across.T @ left[rows]
        inverse -= inverse[:, rows] @ across
        stays[gone] = False
        order.append(gone)
        costs.append(float(cost[gone]))
    return order, costs


def _settle(graph: Graph, windows: Sequence[Inputs], save: float, ridge: float) -> Cut:
    """How many heads and units stay of each layer: what costs least for the time saved goes first."""
    n_heads = [len(graph.get(f"layer{layer}.qkv.bias")) // (3 * HEAD) for layer in range(LAYERS)]
    n_units = [len(graph.get(f"layer{layer}.up.bias")) for layer in range(LAYERS)]
    heads: list[list[float]] = []
    units: list[list[float]] = []
    for layer in range(LAYERS):
        attended, down = _sums(layer)
        mixed, inner = f"layer{layer}.mixed", f"layer{layer}.gelu"
        names = [mixed, attended, before(layer), inner, down, _middle(layer)]
        found = Runner(graph.model, names).runs(windows)
        total = found[attended] + found[before(layer)]
        most = max(0, n_heads[layer] - LEAST_HEADS)
        heads.append(_costs(found[mixed], total, graph.weights(f"layer{layer}.attended"), HEAD, most, ridge))
        total = found[down] + found[_middle(layer)]
        most = max(0, n_units[layer] - LEAST_UNITS) // STEP * STEP
        costs = _costs(found[inner], total, graph.weights(f"layer{layer}.down"), 1, most, ridge)
        units.append([sum(costs[at : at + STEP]) for at in range(0, len(costs), STEP)])
        log.info("layer %d: what leaving out costs is known", layer + 1)
    less_heads, less_units = cheapest(heads, units, save)
    return Cut(
        [n - less for n, less in zip(n_heads, less_heads, strict=True)],
        [n - STEP * less for n, less in zip(n_units, less_units, strict=True)],
    )


def _costs(
    given: NDArray[np.float32],
    total: NDArray[np.float32],
    weights: Doubles,
    block: int,
    most: int,
    ridge: float,
) -> list[float]:
    """What each of so many blocks, in the order in which they go, adds to the error, in parts of variance."""
    squares, _, _ = _moments(given, total)
    squares += ridge * float(np.diag(squares).mean()) * np.eye(len(squares))
    scale = float(((total - total.mean(axis=0)) ** 2).sum(dtype=np.float64))
    return [cost / scale for cost in removals(squares, weights, block, most)[1]]


def cheapest(
    heads: Sequence[Sequence[float]], units: Sequence[Sequence[float]], save: float
) -> tuple[list[int], list[int]]:
    """How many heads, and steps of units, go of each layer: cheapest for the time saved first.

    `heads` and `units` give, for each layer, what the next to go would add to the error. It ends when the
    share `save` of the network's time is saved, or nothing is left that may go.
    """
    gone = [[0] * len(heads), [0] * len(units)]
    times = TIME_OF_HEADS / (HEADS * LAYERS), TIME_OF_UNITS * STEP / (UNITS * LAYERS)
    saved = 0.0
    while saved < save:
        ways = [
            (costs[gone[kind][layer]] / times[kind], kind, layer)
            for kind, of_kind in enumerate((heads, units))
            for layer, costs in enumerate(of_kind)
            if gone[kind][layer] < len(costs)
        ]
        if not ways:
            break
        _, kind, layer = min(ways)
        gone[kind][layer] += 1
        saved += times[kind]
    return gone[0], gone[1]
