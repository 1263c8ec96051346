"""A trained tagger's folder: model.onnx, tokenizer.json, and config.json, which names both by their sums."""

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipeline.quotes.tagger.decode import TAGS
from pipeline.quotes.tagger.windows import LONGEST, Window
from pipeline.train.calibration import Calibrated
from pipeline.train.export import Agreement, export
from pipeline.train.network import Network
from pipeline.train.sums import sha256

MODEL, TOKENIZER, CONFIG = "model.onnx", "tokenizer.json", "config.json"


def write_folder(
    network: Network,
    tokenizer: bytes,
    out: Path,
    *,
    samples: Sequence[Window],
    calibration: Calibrated | None,
    training: Mapping[str, Any],
) -> Agreement:
    """Export the network into a folder, with its tokenizer and what is to be known about it.

    Each file is written beside its place and renamed, config.json the last: a kill in between leaves
    files that the sums don't fit, which nothing loads, and the same command mends it. Other files in the
    folder stay. Raises ExportError, and touches nothing, where the exported model disagrees.
    """
    new = out.with_name(f".{out.name}.new")
    shutil.rmtree(new, ignore_errors=True)  # what a killed call left
    new.mkdir(parents=True)
    try:
        agreement = export(network, new / MODEL, samples)
        (new / TOKENIZER).write_bytes(tokenizer)
        config = {
            "layers": len(network.layers),
            "longest": LONGEST,
            "tags": TAGS,
            "sha256": {name: sha256((new / name).read_bytes()) for name in (MODEL, TOKENIZER)},
            "calibration": {"method": "isotonic", **asdict(calibration)} if calibration else None,
            "agreement": asdict(agreement),
            "training": training,
        }
        text = json.dumps(config, ensure_ascii=False, indent=1)
        (new / CONFIG).write_text(text + "\n", encoding="utf-8")
        out.mkdir(exist_ok=True)
        for name in (MODEL, TOKENIZER, CONFIG):
            with (new / name).open("rb") as written:
                os.fsync(written.fileno())
            (new / name).replace(out / name)
    finally:
        shutil.rmtree(new)
    return agreement
