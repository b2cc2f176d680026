"""The mention heads as further nodes of a finished network's graph: what was there stays as it is."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from ...extract.network import MENTIONS, REFERS
from .heads import MentionHeads
from .states import WIDTH, layer_name

PREFIX = "mention."
IN_FLOATS = (f"{PREFIX}tags.product", f"{PREFIX}refers.product")
OPSET, CONTRIB = 17, "com.microsoft"


class _Nodes:
    """Nodes and initializers as they are added, all with PREFIX; every `add` returns its output's name."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(value), PREFIX + name))
        return PREFIX + name

    def add(self, operator: str, inputs: list[str], name: str, domain: str = "", **attributes: Any) -> str:
        output = PREFIX + name
        self.nodes.append(
            helper.make_node(operator, inputs, [output], name=output, domain=domain, **attributes)
        )
        return output


def build_heads(heads: MentionHeads, layers: Sequence[int]) -> onnx.ModelProto:
    """The heads alone, fp32: states of the layers in, `mentions` and `refers` of every piece out."""
    weights = {key: value.detach().numpy().astype(np.float32) for key, value in heads.state_dict().items()}
    graph = _Nodes()

    def linear(x: str, name: str) -> str:
        kernel = graph.constant(f"{name}.kernel", weights[f"{name}.weight"].T)
        bias = graph.constant(f"{name}.bias", weights[f"{name}.bias"])
        return graph.add("Add", [graph.add("MatMul", [x, kernel], f"{name}.product"), bias], f"{name}.sum")

    def gelu(x: str, name: str) -> str:
        return graph.add("Gelu", [x], name, CONTRIB)

    def moved(x: str, name: str, start: int, end: int) -> str:
        bounds = [
            graph.constant(f"{name}.start", np.array([start])),
            graph.constant(f"{name}.end", np.array([end])),
            graph.constant(f"{name}.axis", np.array([1])),
        ]
        return graph.add("Slice", [x, *bounds], name)

    states = graph.add("Concat", [layer_name(layer) for layer in layers], "states", axis=-1)
    x = gelu(linear(states, "narrow"), "narrowed")
    padded = graph.add("Pad", [x, graph.constant("pads", np.array([0, 1, 0, 0, 1, 0]))], "padded")
    last = np.iinfo(np.int64).max
    sides = [moved(padded, "before", 0, -2), x, moved(padded, "after", 2, last)]
    around = gelu(linear(graph.add("Concat", sides, "sides", axis=-1), "around"), "rounded")
    both = graph.add("Concat", [x, around], "both", axis=-1)
    outputs = []
    for name, output in (("tags", MENTIONS), ("refers", REFERS)):
        graph.nodes.append(helper.make_node("Identity", [linear(both, name)], [output], name=output))
        outputs.append(helper.make_tensor_value_info(output, TensorProto.FLOAT, ["windows", "length", None]))
    inputs = [
        helper.make_tensor_value_info(layer_name(layer), TensorProto.FLOAT, ["windows", "length", WIDTH])
        for layer in layers
    ]
    made = helper.make_graph(graph.nodes, "mentions", inputs, outputs, graph.initializers)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=8, producer_name="sayso")


def to_int8(model: onnx.ModelProto) -> onnx.ModelProto:
    """The heads with 8-bit weights, as the network has them; the products that are read off stay in fp32."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as folder:
        whole, small = Path(folder) / "fp32.onnx", Path(folder) / "int8.onnx"
        onnx.save(model, whole)
        quantize_dynamic(
            whole,
            small,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            nodes_to_exclude=list(IN_FLOATS),
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": TensorProto.FLOAT},
        )
        return onnx.load(small)


def add_mention_heads(
    network: onnx.ModelProto, heads: MentionHeads, layers: Sequence[int]
) -> onnx.ModelProto:
    """The network's graph with the heads' nodes and outputs; heads that it had are replaced.

    No node, weight or output that was there is touched, so tags and links stay what they were.
    """
    model = onnx.ModelProto()
    model.CopyFrom(network)
    graph = model.graph
    for field in (graph.node, graph.initializer, graph.output):
        kept = [one for one in field if not _of_heads(one.name)]
        del field[:]
        field.extend(kept)
    added = to_int8(build_heads(heads, layers)).graph
    taken = {one.name for one in graph.node} | {one.name for one in graph.initializer}
    own = {output for node in added.node for output in node.output}
    own |= {one.name for one in added.initializer}

    def renamed(name: str) -> str:
        inside = name in own and name not in (MENTIONS, REFERS)
        return name if not inside or name.startswith(PREFIX) else PREFIX + name

    for node in added.node:
        node.name = renamed(node.name) if node.name not in (MENTIONS, REFERS) else node.name
        if node.name in taken:
            node.name = PREFIX + node.name
        node.input[:] = [renamed(name) for name in node.input]
        node.output[:] = [renamed(name) for name in node.output]
        graph.node.append(node)
    for one in added.initializer:
        one.name = renamed(one.name)
        graph.initializer.append(one)
    graph.output.extend(added.output)
    for opset in network.opset_import:
        assert any(opset.domain == other.domain for other in model.opset_import)
    onnx.checker.check_model(model, check_custom_domain=False)
    return model


def _of_heads(name: str) -> bool:
    return name.startswith(PREFIX) or name in (MENTIONS, REFERS)
