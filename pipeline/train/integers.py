"""Store a network's weights as 8-bit integers: a quarter of the size, next to no loss.

Only the weights are rounded, each row or column of a matrix with a scale of its own; onnxruntime turns them
back when it loads them and calculates in floating point. Rounding what flows through the network as well
gained 13% of speed and cost a point of F1, and made a window's result depend on the windows beside it.
"""

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

SMALLEST = 40_000
"""A matrix with fewer numbers stays as it is."""
LARGEST_INTEGER = 127


def with_integer_weights(model: onnx.ModelProto) -> onnx.ModelProto:
    """Make the same model with its large matrices as 8-bit integers and scales."""
    made = onnx.ModelProto()
    made.CopyFrom(model)
    graph = made.graph
    vocabularies = {node.input[0] for node in graph.node if node.op_type == "Gather"}
    kept, restored = [], []
    for tensor in model.graph.initializer:
        weights = numpy_helper.to_array(tensor)
        if weights.dtype != np.float32 or weights.ndim != 2 or weights.size < SMALLEST:
            kept.append(tensor)
            continue
        # an embedding has a scale for every row, a linear map for every output
        axis = 0 if tensor.name in vocabularies else 1
        integers, scales = _rounded(weights, axis)
        kept += [
            numpy_helper.from_array(integers, f"{tensor.name}.integers"),
            numpy_helper.from_array(scales, f"{tensor.name}.scales"),
        ]
        inputs = [f"{tensor.name}.integers", f"{tensor.name}.scales"]
        restored.append(helper.make_node("DequantizeLinear", inputs, [tensor.name], axis=axis))
    del graph.node[:], graph.initializer[:]
    graph.node.extend([*restored, *model.graph.node])
    graph.initializer.extend(kept)
    return made


def _rounded(weights: NDArray[np.float32], axis: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    largest = np.abs(weights).max(axis=1 - axis, keepdims=True)
    scales = np.maximum(largest, 1e-12) / LARGEST_INTEGER
    return np.round(weights / scales).astype(np.int8), scales.reshape(-1).astype(np.float32)
