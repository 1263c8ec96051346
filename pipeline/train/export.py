"""The trained network → an ONNX file, weights as integers, that onnxruntime runs; checked against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray

from pipeline.errors import OnrecordError
from pipeline.quotes.tagger.model import logits_of, open_model
from pipeline.quotes.tagger.windows import Window
from pipeline.train.batches import lay
from pipeline.train.graph import as_graph
from pipeline.train.integers import with_integer_weights
from pipeline.train.network import Network

CLOSE = 1e-3
"""How far the exported network's logits may be from the trained one's."""
SAME_TAGS = 0.99
"""Share of the pieces that must keep their tag when the weights become 8-bit integers."""
TOGETHER = 4
"""Windows that the network reads at once, shorter ones padded; the exported one reads each by itself."""

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
    """Write the network as ONNX, weights as 8-bit integers, for one window of any length at a call.

    Raises ExportError, and leaves no file, where it disagrees with the network over the sample windows.
    """
    network.eval().cpu()
    plain = as_graph(network)
    stored = with_integer_weights(plain)
    agreement = _agreement(network, plain, stored, samples)
    path.write_bytes(stored.SerializeToString())
    return agreement


def _agreement(
    network: Network, plain: onnx.ModelProto, stored: onnx.ModelProto, samples: Sequence[Window]
) -> Agreement:
    ours = _by_torch(network, samples)
    same = _by_onnx(plain, samples)
    difference = max(
        float(np.abs(a - b).max())
        for mine, its in zip(ours, same, strict=True)
        for a, b in zip(mine, its, strict=True)
    )
    if not difference < CLOSE:
        raise ExportError(f"the exported model is off by {difference:.4f} at most, more than {CLOSE}")
    kept = [
        mine[0][at].argmax() == its[0][at].argmax()
        for window, mine, its in zip(samples, ours, _by_onnx(stored, samples), strict=True)
        for at in window.firsts
    ]
    share = float(np.mean(kept))
    if share < SAME_TAGS:
        raise ExportError(
            f"as 8-bit integers the model keeps {share:.1%} of its tags, less than {SAME_TAGS:.0%}"
        )
    return Agreement(len(samples), difference, share)


def _by_torch(network: Network, samples: Sequence[Window]) -> Outputs:
    out: Outputs = []
    with torch.inference_mode():
        for at in range(0, len(samples), TOGETHER):
            batch = samples[at : at + TOGETHER]
            tags, cue, source = (found.numpy() for found in network(*lay(batch, torch.device("cpu"))))
            for row, n in enumerate(map(len, batch)):
                out.append([tags[row, :n], cue[row, :n, :n], source[row, :n, :n]])
    return out


def _by_onnx(model: onnx.ModelProto, samples: Sequence[Window]) -> Outputs:
    session = open_model(model.SerializeToString())
    return [list(logits_of(session, window)) for window in samples]
