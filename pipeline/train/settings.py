"""How a training goes: the few numbers that decide what comes out of the same gold and encoder."""

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.attributions import Score
from pipeline.quotes.tagger.windows import LONGEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The choices of a training; the same ones on the same processor make the same model.

    The rates are those of AdamW, reached after the warm-up and then falling evenly to nothing.
    """

    epochs: int = 6
    seed: int = 0
    layers: int | None = None
    """How many of the encoder's layers to keep, spread evenly; None keeps all."""
    inner: int | None = None
    """How many inner units of each layer to keep, the strongest ones; None keeps all."""
    pieces: int = 2048
    """Word pieces in a batch at most, padding counted in."""
    longest: tuple[int, ...] = (128, 160, LONGEST)
    """How long windows may be; each epoch draws one, so that cuts fall at different places."""
    encoder_rate: float = 2.5e-4
    head_rate: float = 1e-3
    pointer_rate: float = 1e-2
    """For the pointers' few biases, which begin at nothing."""
    dropout: float = 0.1
    warm_up: float = 0.06
    """Share of the training in which the rates rise."""
    unlabelled: float = 0.3
    """Share of the windows without any attribution that an epoch reads: they are most, and teach little."""
    noise: float = 0.15
    """Share of the articles whose quotation marks are made straight or lost, anew in each epoch."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where a training stands: so many of the epoch's batches are done.

    Epoch 0 is the time before the first one, in which a teacher is asked.
    """

    epoch: int
    epochs: int
    batch: int
    batches: int
    loss: float
    """Mean over the epoch so far."""


@dataclass(frozen=True, slots=True)
class Epoch:
    """An epoch's end: its mean loss, and how the dev articles were read after it."""

    epoch: int
    epochs: int
    loss: float
    dev: Score


OnStep = Callable[[Step], None]
OnEpoch = Callable[[Epoch], None]
