"""From trained weights to the graph that the reader runs: ONNX with fused operators, then int8.

The graph is written operator by operator, with onnxruntime's fused ones (`MultiHeadAttention`, `Gelu` of the
domain com.microsoft: https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md), so that
nothing depends on a tracer or on an optimizer finding patterns. There is no padding and no mask: windows of
one run are of one length. Fused so, with the product before the attention outside it, the 8-bit graph is a
third faster than with the `Attention` that holds its own product and takes lengths. Sums are added and
normalized by `LayerNormalization`, which takes a sixth of the time of the fused `SkipLayerNormalization`
(onnxruntime 1.32).
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from .network import EPSILON, HEADS, HIDDEN, LAYERS, Reader

OPSET, CONTRIB = 17, "com.microsoft"


class _Graph:
    """Nodes and initializers as they are added; every `add` returns its output's name."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, operator: str, inputs: list[str], name: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [name], name=name, domain=domain, **attributes))
        return name


def build_graph(reader: Reader) -> onnx.ModelProto:
    """The reader as an fp32 ONNX model.

    Inputs, int32: `pieces`, `quote`, `shape`, `line` (windows, length). Outputs, float32: `tags`
    (windows, length, tags), `links` (windows, length, 4 * LINK_WIDTH).
    """
    weights = {name: value.detach().numpy().astype(np.float32) for name, value in reader.state_dict().items()}
    graph = _Graph()

    def linear(x: str, source: str, name: str) -> str:
        kernel = graph.constant(f"{name}.kernel", weights[f"{source}.weight"].T)
        bias = graph.constant(f"{name}.bias", weights[f"{source}.bias"])
        return graph.add("Add", [graph.add("MatMul", [x, kernel], f"{name}.product"), bias], f"{name}.sum")

    def normed(x: str, residual: str, source: str, name: str) -> str:
        gamma = graph.constant(f"{name}.gamma", weights[f"{source}.weight"])
        beta = graph.constant(f"{name}.beta", weights[f"{source}.bias"])
        whole = graph.add("Add", [x, residual], f"{name}.whole")
        return graph.add("LayerNormalization", [whole, gamma, beta], name, axis=-1, epsilon=EPSILON)

    x = graph.add(
        "Gather", [graph.constant("table.pieces", weights["encoder.pieces.weight"]), "pieces"], "embedded"
    )
    for number, feature in enumerate(("quote", "shape", "line")):
        table = graph.constant(f"table.{feature}", weights[f"encoder.features.{number}.weight"])
        x = graph.add(
            "Add", [x, graph.add("Gather", [table, feature], f"embedded.{feature}")], f"added.{feature}"
        )
    shape = graph.add("Shape", ["pieces"], "pieces.shape")
    length = graph.add(
        "Slice", [shape, graph.constant("one", np.array([1])), graph.constant("two", np.array([2]))], "length"
    )
    positions = graph.add(
        "Slice",
        [
            graph.constant("table.positions", weights["encoder.positions.weight"]),
            graph.constant("zero", np.array([0])),
            length,
        ],
        "positions",
    )
    x = graph.add("Add", [x, positions], "placed")
    gamma = graph.constant("norm.gamma", weights["encoder.norm.weight"])
    beta = graph.constant("norm.beta", weights["encoder.norm.bias"])
    x = graph.add("LayerNormalization", [x, gamma, beta], "hidden", axis=-1, epsilon=EPSILON)
    graph.constant("thirds", np.array([HIDDEN] * 3))
    for number in range(LAYERS):
        there, here = f"encoder.layers.{number}", f"layer{number}"
        together = linear(x, f"{there}.query_key_value", f"{here}.qkv")
        parts = [f"{here}.query", f"{here}.key", f"{here}.value"]
        graph.nodes.append(
            helper.make_node("Split", [together, "thirds"], parts, name=f"{here}.split", axis=-1)
        )
        mixed = graph.add("MultiHeadAttention", parts, f"{here}.mixed", CONTRIB, num_heads=HEADS)
        x = normed(
            linear(mixed, f"{there}.attended", f"{here}.attended"),
            x,
            f"{there}.norm_attended",
            f"{here}.norm1",
        )
        inner = graph.add("Gelu", [linear(x, f"{there}.up", f"{here}.up")], f"{here}.gelu", CONTRIB)
        x = normed(linear(inner, f"{there}.down", f"{here}.down"), x, f"{there}.norm", f"{here}.norm2")
    outputs = []
    for name in ("tags", "links"):
        scores = linear(x, name, f"head.{name}")
        graph.add("Identity", [scores], name)
        outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, ["windows", "length", None]))
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT32, ["windows", "length"])
        for name in ("pieces", "quote", "shape", "line")
    ]
    made = helper.make_graph(graph.nodes, "sayso", inputs, outputs, graph.initializers)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=8, producer_name="sayso")


def write_int8(model: onnx.ModelProto, path: Path) -> None:
    """The model with 8-bit weights (per channel) and activations quantized as they come.

    Weights have 7 of the 8 bits: on processors without VNNI, sums of two products of full 8-bit numbers
    overflow 16 bits
    (https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html#when-and-why-do-i-need-to-try-u8u8).
    The two heads stay in fp32: they are small, and all decisions are read off them.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "fp32.onnx"
        onnx.save(model, whole)
        quantize_dynamic(
            whole,
            path,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            nodes_to_exclude=["head.tags.product", "head.links.product"],
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": TensorProto.FLOAT},
        )


def largest_difference(reader: Reader, path: Path, inputs: dict[str, NDArray[np.int32]]) -> float:
    """The largest absolute difference of a tag score between torch and the graph."""
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    (exported,) = session.run(["tags"], dict(inputs))
    reader.eval()
    with torch.no_grad():
        pieces, quote, shape, line = (
            torch.from_numpy(inputs[name].astype(np.int64)) for name in ("pieces", "quote", "shape", "line")
        )
        tags, _, _ = reader(pieces, quote, shape, line, torch.ones_like(pieces, dtype=torch.bool))
    return float(np.abs(tags.numpy() - exported).max())


__all__ = ["HIDDEN", "build_graph", "largest_difference", "write_int8"]
