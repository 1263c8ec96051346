"""The trained network → an ONNX file, weights as integers, that onnxruntime runs; checked against it."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray

from pipeline.errors import OnrecordError
from pipeline.quotes.tagger.model import feed
from pipeline.quotes.tagger.windows import Window
from pipeline.train.batches import INPUTS, lay
from pipeline.train.integers import store_weights_as_integers
from pipeline.train.network import Network

OUTPUTS = ("tags", "cue", "source")
CLOSE = 1e-3
"""How far the exported network's logits may be from the trained one's."""
SAME_TAGS = 0.99
"""Share of the pieces that must keep their tag when the weights become 8-bit integers."""
TOGETHER = 4

Outputs = list[list[NDArray[np.float32]]]
"""By window: tags, cue and source, without padding."""


class ExportError(OnrecordError):
    """The exported model doesn't do what the trained network does."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How near the exported model comes to the trained network, over some windows."""

    windows: int
    difference: float
    """Largest between logits, before the weights become integers."""
    same_tags: float
    """Share of pieces with the same best tag, after that."""


def export(network: Network, path: Path, samples: Sequence[Window]) -> Agreement:
    """Write the network as ONNX, weights as 8-bit integers, for any batch size and length.

    Raises ExportError, and leaves no file, where it disagrees with the network over the sample windows.
    """
    network.eval().cpu()
    plain = path.with_suffix(".fp32.onnx")
    try:
        _write(network, plain)
        store_weights_as_integers(plain, path)
        agreement = _agreement(network, plain, path, samples)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    finally:
        plain.unlink(missing_ok=True)
    return agreement


def _write(network: Network, path: Path) -> None:
    sample = torch.ones((2, 16), dtype=torch.int64)
    with warnings.catch_warnings():
        # the exporter that isn't deprecated fixes the length of what it traces
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.onnx.export(
            network,
            (sample,) * len(INPUTS),
            str(path),
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            dynamic_axes={name: {0: "batch", 1: "length"} for name in (*INPUTS, "tags")}
            | {name: {0: "batch", 1: "length", 2: "length"} for name in ("cue", "source")},
            opset_version=17,
            dynamo=False,
        )


def _agreement(network: Network, plain: Path, quantised: Path, samples: Sequence[Window]) -> Agreement:
    batches = [samples[at : at + TOGETHER] for at in range(0, len(samples), TOGETHER)]
    ours = _by_torch(network, batches)
    same = _by_onnx(plain, batches)
    difference = max(
        float(np.abs(a - b).max())
        for mine, its in zip(ours, same, strict=True)
        for a, b in zip(mine, its, strict=True)
    )
    if not difference < CLOSE:
        raise ExportError(f"the exported model is off by {difference:.4f} at most, more than {CLOSE}")
    kept = [
        mine[0][at].argmax() == its[0][at].argmax()
        for window, mine, its in zip(samples, ours, _by_onnx(quantised, batches), strict=True)
        for at, piece in enumerate(window)
        if piece.first
    ]
    share = float(np.mean(kept))
    if share < SAME_TAGS:
        raise ExportError(
            f"as 8-bit integers the model keeps {share:.1%} of its tags, less than {SAME_TAGS:.0%}"
        )
    return Agreement(len(samples), difference, share)


def _by_torch(network: Network, batches: Sequence[Sequence[Window]]) -> Outputs:
    out: Outputs = []
    with torch.inference_mode():
        for batch in batches:
            out += _unpadded(batch, [found.numpy() for found in network(*lay(batch, torch.device("cpu")))])
    return out


def _by_onnx(path: Path, batches: Sequence[Sequence[Window]]) -> Outputs:
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    out: Outputs = []
    for batch in batches:
        out += _unpadded(batch, session.run(list(OUTPUTS), feed(batch)))
    return out


def _unpadded(batch: Sequence[Window], found: Sequence[NDArray[np.float32]]) -> Outputs:
    tags, cue, source = found
    return [[tags[row, :n], cue[row, :n, :n], source[row, :n, :n]] for row, n in enumerate(map(len, batch))]
