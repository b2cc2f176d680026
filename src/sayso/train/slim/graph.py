"""A finished graph made smaller, so that it reads faster: heads and inner units that do least are taken out.

Of every layer's attention a fixed number of heads goes, and of its feed-forward part a fixed share of inner
units, those whose loss the others can best make up for: by the optimal brain surgeon (Hassibi and Stork
1993), for heads in blocks (Kurtić, Frantar and Alistarh 2023, "ZipLM"). What stays is then fitted anew by
least squares, layer after layer, so that each layer gives what the whole network's gave. There is no
training: a few minutes on one processor. Thresholds and confidence are set again afterwards.

It works on the 8-bit graph that `export` writes, and needs no torch.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

log = logging.getLogger(__name__)

Inputs = Mapping[str, NDArray[np.int32]]
Doubles = NDArray[np.float64]

LAYERS, HEAD = 6, 32  # of the encoder; numbers in one head's share of a query, key or value
HIGHEST = 64  # of an 8-bit weight, of which `export.write_int8` uses 7 bits


@dataclass(frozen=True, slots=True, kw_only=True)
class SlimOptions:
    """How much is taken out of each layer, and how firmly what stays keeps its old weights.

    `heads` and `units` go; `ridge` is in parts of the mean variance of what a layer multiplies. What stays
    is fitted on `windows` windows, each of another article.
    """

    heads: int = 2  # of 12
    units: int = 384  # of 1,536
    ridge: float = 0.01
    windows: int = 240
    seed: int = 1


def slim(model: onnx.ModelProto, windows: Sequence[Inputs], options: SlimOptions = SlimOptions()) -> None:
    """Take heads and units out of the graph, in place; `windows` are inputs of the kind that it will read."""
    graph = _Graph(model)
    wanted = [name for layer in range(LAYERS) for name in (_before(layer), _attended(layer), _down(layer))]
    wanted += [f"layer{layer}.norm1" for layer in range(LAYERS)]
    whole = _run(model, windows, dict.fromkeys(wanted))
    for layer in range(LAYERS):
        given, goal = f"layer{layer}.mixed", whole[_before(layer)] + whole[_attended(layer)]
        now = _run(model, windows, dict.fromkeys([given, _before(layer)]))
        part = f"layer{layer}.attended"
        off = goal - now[_before(layer)]
        kept, left = _fitted(now[given], off, graph.weights(part), HEAD, options.heads, options)
        graph.replace(part, *left)
        graph.keep_heads(layer, kept)
        log.info("layer %d: %d heads taken out", layer, options.heads)

        given, goal = f"layer{layer}.gelu", whole[f"layer{layer}.norm1"] + whole[_down(layer)]
        now = _run(model, windows, dict.fromkeys([given, f"layer{layer}.norm1"]))
        part = f"layer{layer}.down"
        off = goal - now[f"layer{layer}.norm1"]
        kept, left = _fitted(now[given], off, graph.weights(part), 1, options.units, options)
        graph.replace(part, *left)
        graph.keep_columns(f"layer{layer}.up", kept)
        log.info("layer %d: %d inner units taken out", layer, options.units)


def _before(layer: int) -> str:
    return f"layer{layer - 1}.norm2" if layer else "hidden"


def _attended(layer: int) -> str:
    return f"layer{layer}.attended.sum"


def _down(layer: int) -> str:
    return f"layer{layer}.down.sum"


def _run(model: onnx.ModelProto, windows: Sequence[Inputs], wanted: Mapping[str, None]) -> dict[str, Doubles]:
    """What the graph holds at these places, a row for each piece of all windows."""
    import onnxruntime

    cut = onnx.ModelProto()
    cut.CopyFrom(model)
    del cut.graph.output[:]
    kind = onnx.TensorProto.FLOAT
    cut.graph.output.extend(helper.make_tensor_value_info(name, kind, None) for name in wanted)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session: Any = onnxruntime.InferenceSession(cut.SerializeToString(), options, ["CPUExecutionProvider"])
    given = [session.run(list(wanted), dict(inputs)) for inputs in windows]
    return {name: np.concatenate([one[at][0] for one in given]) for at, name in enumerate(wanted)}


def _fitted(
    given: Doubles, goal: Doubles, weights: Doubles, block: int, n_less: int, options: SlimOptions
) -> tuple[NDArray[np.int64], tuple[Doubles, Doubles]]:
    """Which rows of `weights` stay, and what weights and bias they need to come nearest the goal.

    given: (pieces, rows), goal: (pieces, columns), weights: (rows, columns). Blocks of rows go together.
    """
    mean_given, mean_goal = given.mean(axis=0, dtype=np.float64), goal.mean(axis=0, dtype=np.float64)
    centred = given - mean_given.astype(np.float32)
    squares = (centred.T @ centred).astype(np.float64)
    products = (centred.T @ (goal - mean_goal.astype(np.float32))).astype(np.float64)
    firmness = options.ridge * float(np.diag(squares).mean())
    kept = _kept(squares + firmness * np.eye(len(squares)), weights, block, n_less)
    inner = squares[np.ix_(kept, kept)] + firmness * np.eye(len(kept))
    fitted = np.linalg.solve(inner, products[kept] + firmness * weights[kept])
    return kept, (fitted, mean_goal - mean_given[kept] @ fitted)


def _kept(squares: Doubles, weights: Doubles, block: int, n_less: int) -> NDArray[np.int64]:
    """The rows that stay when blocks go one by one, each time the one whose loss costs least."""
    inverse, left = np.linalg.inv(squares), weights.copy()
    blocks = np.arange(len(weights)).reshape(-1, block)
    stays = np.ones(len(blocks), dtype=bool)
    for _ in range(n_less):
        cost = np.full(len(blocks), np.inf)
        own = inverse[blocks[:, :, None], blocks[:, None, :]]
        own[~stays] = np.eye(block)
        cost = np.einsum("nik,nik->n", left[blocks], np.linalg.solve(own, left[blocks]))
        gone = int(np.argmin(np.where(stays, cost, np.inf)))
        rows = blocks[gone]
        across = np.linalg.solve(inverse[np.ix_(rows, rows)], inverse[rows])
        left -= across.T @ left[rows]
        inverse -= inverse[:, rows] @ across
        stays[gone] = False
    return blocks[stays].ravel()


class _Graph:
    """The graph's 8-bit products by name, to read and to replace."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self._graph = model.graph
        self._places = {one.name: number for number, one in enumerate(model.graph.initializer)}
        del model.graph.value_info[:]  # shapes as they were

    def _get(self, name: str) -> NDArray[Any]:
        return numpy_helper.to_array(self._graph.initializer[self._places[name]])

    def _set(self, name: str, value: NDArray[Any]) -> None:
        fresh = numpy_helper.from_array(np.ascontiguousarray(value), name)
        self._graph.initializer[self._places[name]].CopyFrom(fresh)

    def weights(self, part: str) -> Doubles:
        """The product's weights, (inputs, outputs)."""
        whole = self._get(f"{part}.kernel_quantized").astype(np.float64)
        weights: Doubles = whole * self._get(f"{part}.kernel_scale")
        return weights

    def replace(self, part: str, weights: Doubles, bias: Doubles) -> None:
        """Give the product these weights, in 8 bits as `export.write_int8` has them, and this bias."""
        scale = np.abs(weights).max(axis=0) / HIGHEST
        whole = np.rint(weights / scale).clip(-HIGHEST, HIGHEST)
        self._set(f"{part}.kernel_quantized", whole.astype(np.int8))
        self._set(f"{part}.kernel_scale", scale.astype(np.float32))
        self._set(f"{part}.bias", bias.astype(np.float32))

    def keep_columns(self, part: str, kept: NDArray[np.int64]) -> None:
        """Leave the product only these outputs."""
        self._set(f"{part}.kernel_quantized", self._get(f"{part}.kernel_quantized")[:, kept])
        for name in ("kernel_scale", "kernel_zero_point", "bias"):
            self._set(f"{part}.{name}", self._get(f"{part}.{name}")[kept])

    def keep_heads(self, layer: int, kept: NDArray[np.int64]) -> None:
        """Leave the attention only the heads that these numbers of its output come from."""
        part = f"layer{layer}.qkv"
        width = len(self._get(f"{part}.bias")) // 3
        self.keep_columns(part, np.concatenate([kept, kept + width, kept + 2 * width]))
        thirds = f"layer{layer}.thirds"
        self._graph.initializer.append(numpy_helper.from_array(np.array([len(kept)] * 3), thirds))
        self._node(f"layer{layer}.query").input[1] = thirds
        self._node(f"layer{layer}.mixed").attribute[0].i = len(kept) // HEAD

    def _node(self, output: str) -> onnx.NodeProto:
        node: onnx.NodeProto = next(node for node in self._graph.node if output in node.output)
        return node
