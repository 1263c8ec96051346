"""The trained network laid out as the ONNX graph that runs fastest on a processor, one window at a call.

It calculates what Network.forward does, a fifth faster than the graph that tracing it yields: a single window
needs neither padding nor a mask, so that onnxruntime's own attention can go over it in parts that stay in the
cache; pieces are rows of a matrix, so that biases are added within the products; what depends on the
distance of two pieces alone is a table, calculated once at loading; and the keys' bias, which softmax
takes away again, is left out.
"""

import math
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from pipeline.quotes.tagger.decode import TAGS
from pipeline.quotes.tagger.windows import INPUTS, LONGEST
from pipeline.train.network import Layer, Network, Pointer

OUTPUTS = ("tags", "cue", "source")
OURS = "com.microsoft"  # onnxruntime's own operators
OPSETS = (helper.make_opsetid("", 20), helper.make_opsetid(OURS, 1))
FORMAT = 9  # the oldest that holds these operators, so that any onnxruntime reads it


def as_graph(network: Network) -> onnx.ModelProto:
    """Lay the network out for windows of up to LONGEST pieces: inputs are `[1, length]` integers.

    Outputs are the logits of the tags, `[1, length, tags]`, and of both pointers, `[1, length, length]`.
    """
    graph = _Graph()
    length = graph("Shape", "ids", start=1)
    x = _embedded(graph, network, length)
    for layer in network.encoder_layers():
        x = _layer(graph, layer, x)
    logits = graph.linear(x, network.tag)
    tags = graph("Softmax", logits, axis=-1)
    outputs = [
        logits,
        _pointer(graph, network.cue, x, tags, length),
        _pointer(graph, network.source, x, tags, length),
    ]
    for name, made in zip(OUTPUTS, outputs, strict=True):
        graph("Unsqueeze", made, _integers(0), output=name)
    last = dict(zip(OUTPUTS, (len(TAGS), "length", "length"), strict=True))
    return helper.make_model(
        helper.make_graph(
            graph.nodes,
            "tagger",
            [helper.make_tensor_value_info(name, TensorProto.INT64, [1, "length"]) for name in INPUTS],
            [
                helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, "length", size])
                for name, size in last.items()
            ],
            graph.constants,
        ),
        opset_imports=OPSETS,
        ir_version=FORMAT,
    )


class _Graph:
    """Nodes and constants as they come; a call adds a node and gives the name of what it makes."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def __call__(
        self,
        operator: str,
        *inputs: str | NDArray[Any],
        domain: str = "",
        output: str = "",
        **attributes: Any,
    ) -> str:
        names = [given if isinstance(given, str) else self._constant(given) for given in inputs]
        made = output or f"{operator}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, names, [made], domain=domain, **attributes))
        return made

    def _constant(self, values: NDArray[Any]) -> str:
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def linear(self, x: str, linear: nn.Linear, *, plus: str = "") -> str:
        """Multiply rows; `plus` is added to what comes out."""
        made = self("Gemm", x, _numbers(linear.weight).T, _numbers(linear.bias))
        return self("Add", plus, made) if plus else made

    def norm(self, x: str, norm: nn.LayerNorm) -> str:
        return self("LayerNormalization", x, _numbers(norm.weight), _numbers(norm.bias), epsilon=norm.eps)


def _numbers(values: Tensor) -> NDArray[np.float32]:
    return np.asarray(values.detach().numpy(), dtype=np.float32)


def _integers(*values: int) -> NDArray[np.int64]:
    return np.array(values, dtype=np.int64)


def _embedded(graph: _Graph, network: Network, length: str) -> str:
    """Give the sum of what a piece, its place and its features stand for: a row for each piece."""
    at = graph("Slice", np.arange(network.positions.num_embeddings), _integers(0), length)
    x = graph("Gather", _numbers(network.words.weight), graph("Reshape", "ids", _integers(-1)))
    x = graph("Add", x, graph("Gather", _numbers(network.positions.weight), at))
    for name, feature in (("case", network.case), ("place", network.place)):
        number = graph("Reshape", name, _integers(-1))
        x = graph("Add", x, graph("Gather", _numbers(feature.weight), number))
    return graph.norm(x, network.norm)


def _layer(graph: _Graph, layer: Layer, x: str) -> str:
    hidden = layer.heads * layer.width
    weights = np.split(_numbers(layer.qkv.weight).T, 3, axis=1)
    query_bias, _, value_bias = np.split(_numbers(layer.qkv.bias), 3)
    parts = (
        graph("Gemm", x, weights[0], query_bias),
        graph("MatMul", x, weights[1]),
        graph("Gemm", x, weights[2], value_bias),
    )
    windows = [graph("Reshape", part, _integers(1, -1, hidden)) for part in parts]
    mixed = graph(
        "MultiHeadAttention",
        *windows,
        domain=OURS,
        num_heads=layer.heads,
        scale=1 / math.sqrt(layer.width),
    )
    x = graph.norm(
        graph.linear(graph("Reshape", mixed, _integers(-1, hidden)), layer.out, plus=x), layer.norm1
    )
    inner = graph("Gelu", graph.linear(x, layer.up))
    return graph.norm(graph.linear(inner, layer.down, plus=x), layer.norm2)


def _pointer(graph: _Graph, pointer: Pointer, x: str, tags: str, length: str) -> str:
    root = math.sqrt(pointer.WIDTH)
    # query · key / root + tags · prior · tags, as one product
    by_tags = graph("MatMul", tags, _numbers(pointer.prior) * np.float32(root))
    query = graph("Concat", graph.linear(x, pointer.query), by_tags, axis=1)
    key = graph("Concat", graph.linear(x, pointer.key), tags, axis=1)
    own = graph("Equal", graph("Reshape", "paragraph", _integers(-1, 1)), "paragraph")
    near, far = (
        graph("Slice", table, _integers(0, 0), graph("Concat", length, length, axis=0))
        for table in _tables(graph, pointer)
    )
    return graph("Gemm", query, key, graph("Where", own, near, far), transB=1, alpha=1 / root)


def _tables(graph: _Graph, pointer: Pointer) -> tuple[str, str]:
    """Make what a pointer adds for each two places in a window, in one paragraph and in two.

    Everything here is constant, so onnxruntime calculates it once.
    """
    steps = torch.arange(1 - LONGEST, LONGEST)
    bucket = (torch.log2(steps.abs().clamp(min=1).float()) * 3).long().clamp(max=pointer.BUCKETS - 1)
    by_step = _numbers(pointer.distance(bucket + (steps > 0).long() * pointer.BUCKETS)[:, 0])
    at = np.arange(LONGEST)
    step = graph("Sub", at[None, :], at[:, None])
    distance = graph("Gather", by_step, graph("Add", step, _integers(LONGEST - 1)))
    near = graph("Add", distance, _numbers(pointer.nothing) * (at == 0).astype(np.float32))
    return near, graph("Add", near, _numbers(pointer.elsewhere))
