"""A training's progress on disk: one file, replaced in whole, from which it goes on as if never stopped."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from pipeline.errors import SetupError
from pipeline.train.network import Network

NAME = "checkpoint.safetensors"
SUM = 64  # characters of a file's sum, whose first tell enough
Identity = Mapping[str, Any]
"""What a training is: its settings, and the sums of the files that it reads."""


@dataclass(slots=True)
class State:
    """How far a training has come: the batches done of the epoch at hand, counted from 0."""

    epoch: int = 0
    batch: int = 0
    loss: float = 0.0
    """Sum over the epoch's batches done."""
    history: list[dict[str, Any]] = field(default_factory=list)
    """What was noted at the end of each epoch."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The place where the progress of one training is kept."""

    folder: Path
    identity: Identity

    def save(self, network: Network, optimizer: torch.optim.Optimizer, state: State) -> None:
        """Keep everything that the training needs to go on; a kill leaves the old checkpoint or the new."""
        tensors = {f"network.{name}": tensor for name, tensor in network.state_dict().items()}
        for name, parameter in _trained(network):
            for key, value in optimizer.state[parameter].items():
                tensors[f"optimizer.{name}.{key}"] = value
        notes = {"identity": json.dumps(self.identity), "state": json.dumps(asdict(state))}
        self.folder.mkdir(parents=True, exist_ok=True)
        new = self.folder / f".{NAME}"
        save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, new, metadata=notes)
        with new.open("rb") as written:
            os.fsync(written.fileno())
        new.replace(self.folder / NAME)

    def restore(self, network: Network, optimizer: torch.optim.Optimizer) -> State:
        """Put network and optimizer back as they were, and say how far that was; a fresh State without one.

        Raises SetupError where the checkpoint is of another training, or can't be read.
        """
        path = self.folder / NAME
        if not path.exists():
            return State()
        try:
            with safe_open(path, framework="pt") as kept:
                notes = kept.metadata()
                self._compare(json.loads(notes["identity"]))
                tensors = {name: kept.get_tensor(name) for name in kept.keys()}  # noqa: SIM118  no mapping
        except (OSError, SafetensorError, ValueError, KeyError, TypeError) as error:
            raise SetupError(
                f"{path} can't be read: {error}; remove it to train from the beginning"
            ) from None
        network.load_state_dict(_under("network.", tensors))
        moments = optimizer.state_dict()
        order = {id(p): at for at, p in enumerate(p for g in optimizer.param_groups for p in g["params"])}
        for name, parameter in _trained(network):
            if values := _under(f"optimizer.{name}.", tensors):
                moments["state"][order[id(parameter)]] = values
        optimizer.load_state_dict(moments)
        return State(**json.loads(notes["state"]))

    def _compare(self, other: Identity) -> None:
        ours = json.loads(json.dumps(self.identity))  # tuples as lists
        differing = [key for key in {**ours, **other} if ours.get(key) != other.get(key)]
        if differing:
            said = ", ".join(
                f"{key} {_brief(other.get(key))}, not {_brief(ours.get(key))}" for key in differing
            )
            raise SetupError(
                f"{self.folder} holds the progress of another training ({said}): "
                "repeat that command to finish it, or remove the folder to begin this one"
            )


def _brief(value: object) -> str:
    told = str(value)
    return told[:8] if len(told) == SUM else told


def _trained(network: Network) -> list[tuple[str, torch.nn.Parameter]]:
    return [(name, p) for name, p in network.named_parameters() if p.requires_grad]


def _under(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}
