"""Load the quote tagger and run it: article text → attributions, by onnxruntime alone."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from pipeline.calibration import Calibration
from pipeline.errors import SetupError
from pipeline.quotes.tagger.decode import TAGS, Floats, Tagged, decode
from pipeline.quotes.tagger.windows import INPUTS, Window, read_tokenizer, windows

Tag = Callable[[str], Sequence[Tagged]]
"""What finds attributions in an article's text, in the order of their contents."""
FILES = ("model.onnx", "tokenizer.json")
MENDED_BY = (
    "`git checkout -- models/quote-tagger` brings back the built-in one, `onrecord train` makes another"
)
# What a tagger is tried on makes five pieces each time, and no network has places for it so many times.
PIECES_TRIED, MOST_TRIED = 5, 2000


def load_tagger(folder: Path) -> Tag:
    """Load the tagger in a folder; each file is compared with the sum that its config.json names.

    Raises SetupError, with the command that mends it, where a file is missing, changed or unreadable.
    """
    files = _checked(folder)
    try:
        tokenizer = read_tokenizer(files["tokenizer.json"])
        session = open_model(files["model.onnx"])
        config = json.loads(files["config.json"])
        if config["tags"] != list(TAGS):
            raise ValueError("config.json names other tags")
        longest, curve = int(config["longest"]), _curve(config)
        if not all(0 <= confidence <= 1 for confidence in curve.confidences):
            raise ValueError("config.json names confidences that are not between 0 and 1")
        # tried once, on a full window: what doesn't fit together fails here, not in the midst of a run
        text = "it runs, she said " * min(longest // PIECES_TRIED + 1, MOST_TRIED)
        curve.of([found.score for found in _tagged(text, tokenizer, session, longest)])
    except Exception as error:  # noqa: BLE001  whatever is wrong with them, the remedy is the same
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise SetupError(f"{folder} holds no working quote tagger: {reason}; {MENDED_BY}") from None

    def tag(text: str) -> tuple[Tagged, ...]:
        found = _tagged(text, tokenizer, session, longest)
        return tuple(replace(tagged, confidence=float(curve.of(tagged.score))) for tagged in found)

    return tag


def _curve(config: dict[str, Any]) -> Calibration:
    """Read the curve from scores to confidences; without one a score is a confidence."""
    fitted = config.get("calibration")
    return Calibration(**fitted["curve"]) if fitted else Calibration((0.0, 1.0), (0.0, 1.0))


def _checked(folder: Path) -> dict[str, bytes]:
    try:
        files = {name: (folder / name).read_bytes() for name in ("config.json", *FILES)}
        sums = dict(json.loads(files["config.json"])["sha256"])
    except OSError as error:
        raise SetupError(f"no quote tagger: {error.filename} can't be read; {MENDED_BY}") from None
    except (ValueError, KeyError, TypeError):
        raise SetupError(f"{folder / 'config.json'} is no quote tagger's; {MENDED_BY}") from None
    for name in FILES:
        if hashlib.sha256(files[name]).hexdigest() != sums.get(name):
            raise SetupError(f"{folder / name} is not the file that config.json names; {MENDED_BY}")
    return files


def _tagged(
    text: str, tokenizer: Tokenizer, session: onnxruntime.InferenceSession, longest: int
) -> Iterator[Tagged]:
    for window in windows(text, tokenizer, longest=longest):
        yield from decode(window, *logits_of(session, window))


def open_model(data: bytes) -> onnxruntime.InferenceSession:
    """Open a tagger's network, to be run on one thread: pages are what runs in parallel."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4  # what goes wrong is raised; it need not be printed too
    # weights are stored as integers: turn them back once, at loading, not in every call
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])


def logits_of(session: onnxruntime.InferenceSession, window: Window) -> tuple[Floats, Floats, Floats]:
    """Run the network over one window: the logits of its tags and of both pointers, for `decode`.

    By itself it needs no padding, which was a seventh of the work, and no other window sways it.
    """
    tags, cue, source = session.run(["tags", "cue", "source"], feed([window]))
    return tags[0], cue[0], source[0]


def feed(batch: Sequence[Window]) -> dict[str, np.ndarray[tuple[int, int], np.dtype[np.int64]]]:
    """Lay windows side by side as the network's inputs, `[windows, pieces]` each, padded with zeros."""
    longest = max(map(len, batch))
    out = {name: np.zeros((len(batch), longest), np.int64) for name in INPUTS}
    for row, window in enumerate(batch):
        for name, laid in out.items():
            laid[row, : len(window)] = getattr(window, name)
    return out
