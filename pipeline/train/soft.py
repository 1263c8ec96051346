"""What a teacher finds likely in a window: the soft targets of distillation (Hinton et al. 2015).

A small network learns more from how sure a large one is of each tag and each link than from the annotators'
yes and no alone, and it can learn it from texts that nobody annotated.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.quotes.tagger.decode import TAGS, Floats
from pipeline.quotes.tagger.model import logits_of, open_model
from pipeline.quotes.tagger.windows import Window

TARGETS = 8
"""Of how many pieces a pointer's shares are kept, the likeliest; a cue seldom has more pieces."""
LEAST = 0.1
"""Below this share of a role, where a piece points is noise."""
_CONTENT, _CUE = (
    [at for at, tag in enumerate(TAGS) if tag.endswith(f"-{role}")] for role in ("content", "cue")
)


@dataclass(frozen=True, slots=True)
class Pointed:
    """Where some pieces of a window point: `targets` and `shares` are `[pieces, TARGETS]`.

    `weights` is how likely each piece is to stand in the role that points at all.
    """

    pieces: NDArray[np.int64]
    weights: NDArray[np.float32]
    targets: NDArray[np.int64]
    shares: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Soft:
    """A window as the teacher sees it; `tags` holds the probabilities, `[pieces, tags]`."""

    tags: NDArray[np.float16]
    cue: Pointed
    source: Pointed


def ask(
    teacher: Path, windows: Sequence[Window], *, on_window: Callable[[int, int], None] | None = None
) -> list[Soft]:
    """Ask the tagger in a folder about each window, in order.

    `on_window` hears how many are done, and of how many.
    """
    session = open_model((teacher / "model.onnx").read_bytes())
    asked: list[Soft] = []
    for number, window in enumerate(windows, start=1):
        asked.append(_soft(window, *logits_of(session, window)))
        if on_window is not None:
            on_window(number, len(windows))
    return asked


def _soft(window: Window, tags: Floats, cue: Floats, source: Floats) -> Soft:
    likely = _softmax(tags)
    first = np.zeros(len(window), dtype=np.bool_)
    first[window.firsts] = True
    return Soft(
        likely.astype(np.float16),
        _pointed(cue, likely[:, _CONTENT].sum(-1) * first),
        _pointed(source, likely[:, _CUE].sum(-1) * first),
    )


def _pointed(logits: Floats, weights: Floats) -> Pointed:
    pieces = np.flatnonzero(weights > LEAST)
    shares = _softmax(logits[pieces])
    most = min(TARGETS, shares.shape[1])
    targets = np.argsort(-shares, axis=1)[:, :most]
    kept = np.take_along_axis(shares, targets, axis=1)
    kept = kept / kept.sum(1, keepdims=True)
    spare = ((0, 0), (0, TARGETS - most))
    return Pointed(
        pieces,
        weights[pieces].astype(np.float32),
        np.pad(targets, spare).astype(np.int64),
        np.pad(kept, spare).astype(np.float32),
    )


def _softmax(logits: Floats) -> Floats:
    shares = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(shares / shares.sum(-1, keepdims=True), dtype=np.float32)
