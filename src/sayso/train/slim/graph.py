"""A finished network's 8-bit graph, to read its weights from, to run in parts, and to make narrower."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from ..mentions.states import layer_name

Inputs = Mapping[str, NDArray[np.int32]]
Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]

LAYERS, HEAD = 6, 32  # of the encoder; numbers in one head's share of a query, key or value
HIGHEST = 64  # of an 8-bit weight, of which `export.write_int8` uses 7 bits


class Graph:
    """The graph's tables and products by name; what is set is set in the model that it was made of."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self.model = model
        self._graph = model.graph
        self._places = {one.name: number for number, one in enumerate(model.graph.initializer)}
        del model.graph.value_info[:]  # shapes as they were

    def get(self, name: str) -> NDArray[Any]:
        """What stands in the table of that name."""
        return numpy_helper.to_array(self._graph.initializer[self._places[name]])

    def set(self, name: str, value: NDArray[Any]) -> None:
        """Put another table in the place of that one."""
        fresh = numpy_helper.from_array(np.ascontiguousarray(value), name)
        self._graph.initializer[self._places[name]].CopyFrom(fresh)

    def weights(self, part: str) -> Doubles:
        """An 8-bit product's weights, (inputs, outputs)."""
        whole = self.get(f"{part}.kernel_quantized").astype(np.float64)
        weights: Doubles = whole * self.get(f"{part}.kernel_scale")
        return weights

    def replace(self, part: str, weights: NDArray[Any], bias: NDArray[Any]) -> None:
        """Give the product these weights, in 8 bits as `export.write_int8` has them, and this bias."""
        scale = np.abs(weights).max(axis=0) / HIGHEST
        whole = np.rint(weights / scale).clip(-HIGHEST, HIGHEST)
        self.set(f"{part}.kernel_quantized", whole.astype(np.int8))
        self.set(f"{part}.kernel_scale", scale.astype(np.float32))
        self.set(f"{part}.kernel_zero_point", np.zeros(len(scale), np.int8))
        self.set(f"{part}.bias", bias.astype(np.float32))

    def keep_columns(self, part: str, kept: Ints) -> None:
        """Leave the product only these outputs."""
        self.set(f"{part}.kernel_quantized", self.get(f"{part}.kernel_quantized")[:, kept])
        for name in ("kernel_scale", "kernel_zero_point", "bias"):
            self.set(f"{part}.{name}", self.get(f"{part}.{name}")[kept])

    def keep_heads(self, layer: int, kept: Ints) -> None:
        """Leave the attention only the heads that these numbers of its output come from."""
        part = f"layer{layer}.qkv"
        width = len(self.get(f"{part}.bias")) // 3
        self.keep_columns(part, np.concatenate([kept, kept + width, kept + 2 * width]))
        thirds = f"layer{layer}.thirds"
        if thirds not in self._places:
            self._places[thirds] = len(self._graph.initializer)
            self._graph.initializer.append(numpy_helper.from_array(np.zeros(3, np.int64), thirds))
        self.set(thirds, np.array([len(kept)] * 3))
        self._node(f"layer{layer}.query").input[1] = thirds
        self._node(f"layer{layer}.mixed").attribute[0].i = len(kept) // HEAD

    def _node(self, output: str) -> onnx.NodeProto:
        node: onnx.NodeProto = next(node for node in self._graph.node if output in node.output)
        return node


class Runner:
    """Runs a graph for what it holds at places inside."""

    def __init__(self, model: onnx.ModelProto, wanted: Iterable[str], threads: int = 0) -> None:
        import onnxruntime

        self._wanted = list(dict.fromkeys(wanted))
        cut = onnx.ModelProto()
        cut.CopyFrom(model)
        del cut.graph.output[:]
        kind = onnx.TensorProto.FLOAT
        cut.graph.output.extend(helper.make_tensor_value_info(name, kind, None) for name in self._wanted)
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = threads
        # Between two runs the threads must not keep the processors from who trains on them.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        provider = ["CPUExecutionProvider"]
        self._session: Any = onnxruntime.InferenceSession(cut.SerializeToString(), options, provider)

    def run(self, inputs: Inputs) -> dict[str, NDArray[np.float32]]:
        """What the graph holds at the places for one window: a row for each piece."""
        given = self._session.run(self._wanted, dict(inputs))
        return {name: one[0] for name, one in zip(self._wanted, given, strict=True)}

    def runs(self, windows: Sequence[Inputs]) -> dict[str, NDArray[np.float32]]:
        """The same of several windows, one after another."""
        given = [self.run(inputs) for inputs in windows]
        return {name: np.concatenate([one[name] for one in given]) for name in self._wanted}


def before(layer: int) -> str:
    """Where the states that a layer is given stand."""
    return layer_name(layer) if layer else "hidden"
