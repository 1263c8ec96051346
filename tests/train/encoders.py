"""A tiny encoder of random weights, in the form of a BERT model's folder."""

import json
from collections.abc import Iterable
from pathlib import Path

import torch
from safetensors.torch import save_file

from tests.train.pieces import train_tokenizer

HIDDEN, INNER, HEADS, POSITIONS = 32, 64, 2, 256


def write_encoder(folder: Path, texts: Iterable[str], *, layers: int = 2) -> Path:
    """Write config.json, model.safetensors and tokenizer.json."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = train_tokenizer(texts)
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {
        "model_type": "bert",
        "hidden_act": "gelu",
        "vocab_size": tokenizer.get_vocab_size(),
        "max_position_embeddings": POSITIONS,
        "hidden_size": HIDDEN,
        "intermediate_size": INNER,
        "num_attention_heads": HEADS,
        "num_hidden_layers": layers,
    }
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    save_file(_weights(config["vocab_size"], layers), folder / "model.safetensors")
    return folder


def _weights(vocabulary: int, layers: int) -> dict[str, torch.Tensor]:
    torch.manual_seed(7)
    out: dict[str, torch.Tensor] = {}

    def linear(name: str, wide: int, into: int) -> None:
        out[f"{name}.weight"] = torch.randn(into, wide) * 0.15
        out[f"{name}.bias"] = torch.zeros(into)

    def norm(name: str) -> None:
        out[f"{name}.weight"], out[f"{name}.bias"] = torch.ones(HIDDEN), torch.zeros(HIDDEN)

    for name, size in (("word", vocabulary), ("position", POSITIONS), ("token_type", 2)):
        out[f"embeddings.{name}_embeddings.weight"] = torch.randn(size, HIDDEN) * 0.5
    norm("embeddings.LayerNorm")
    for number in range(layers):
        base = f"encoder.layer.{number}"
        for part in ("query", "key", "value"):
            linear(f"{base}.attention.self.{part}", HIDDEN, HIDDEN)
        linear(f"{base}.attention.output.dense", HIDDEN, HIDDEN)
        norm(f"{base}.attention.output.LayerNorm")
        linear(f"{base}.intermediate.dense", HIDDEN, INNER)
        linear(f"{base}.output.dense", INNER, HIDDEN)
        norm(f"{base}.output.LayerNorm")
    return out
