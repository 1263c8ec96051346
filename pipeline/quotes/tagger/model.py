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
from pipeline.quotes.tagger.decode import TAGS, Tagged, decode, paragraph_numbers
from pipeline.quotes.tagger.windows import Window, read_tokenizer, windows

Tag = Callable[[str], Sequence[Tagged]]
"""What finds attributions in an article's text, in the order of their contents."""
FILES = ("model.onnx", "tokenizer.json")
MENDED_BY = (
    "`git checkout -- models/quote-tagger` brings back the built-in one, `onrecord train` makes another"
)
# How many pieces go into one call: more fills no more of the processor, and memory grows with it.
PIECES_AT_ONCE = 1024
# What a tagger is tried on makes five pieces each time, and no network has places for it so many times.
PIECES_TRIED, MOST_TRIED = 5, 2000


def load_tagger(folder: Path) -> Tag:
    """Load the tagger in a folder; each file is compared with the sum that its config.json names.

    Raises SetupError, with the command that mends it, where a file is missing, changed or unreadable.
    """
    files = _checked(folder)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # pages are what runs in parallel
    options.log_severity_level = 4  # what goes wrong is raised; it need not be printed too
    # weights are stored as integers: turn them back once, at loading, not in every call
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    try:
        tokenizer = read_tokenizer(files["tokenizer.json"])
        session = onnxruntime.InferenceSession(
            files["model.onnx"], options, providers=["CPUExecutionProvider"]
        )
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
    made = windows(text, tokenizer, longest=longest)
    order = sorted(range(len(made)), key=lambda k: len(made[k]))
    found: dict[int, list[Tagged]] = {}
    for part in _batches(order, made):
        tags, cue, source = session.run(None, feed([made[k] for k in part]))
        for row, k in enumerate(part):
            n = len(made[k])
            found[k] = decode(made[k], tags[row, :n], cue[row, :n, :n], source[row, :n, :n])
    for k in range(len(made)):
        yield from found[k]


def _batches(order: Sequence[int], made: Sequence[Window]) -> Iterator[list[int]]:
    """Put windows of like length together, the shortest first."""
    batch: list[int] = []
    for k in order:
        if batch and (len(batch) + 1) * len(made[k]) > PIECES_AT_ONCE:
            yield batch
            batch = []
        batch.append(k)
    if batch:
        yield batch


def feed(batch: Sequence[Window]) -> dict[str, np.ndarray[tuple[int, int], np.dtype[np.int64]]]:
    """Lay windows side by side as the network's inputs, `[windows, pieces]` each, padded with zeros."""
    longest = max(map(len, batch))
    out = {name: np.zeros((len(batch), longest), np.int64) for name in ("ids", "case", "place", "paragraph")}
    for row, window in enumerate(batch):
        n = len(window)
        out["ids"][row, :n] = [piece.id for piece in window]
        out["case"][row, :n] = [piece.case for piece in window]
        out["place"][row, :n] = [piece.place for piece in window]
        out["paragraph"][row, :n] = paragraph_numbers(window)
    return out
