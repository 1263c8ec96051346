"""The training itself: steps over batches, epoch by epoch, resumable at every checkpoint.

Whatever is drawn at random comes from the seed with the epoch and the step, never from what was drawn
before; so a training that was stopped and went on makes the same model as one that wasn't (on the same
processor with as many threads).
"""

import time
from collections.abc import Callable, Sequence
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from pipeline.attributions import SUBSETS, WITH_SOURCE, GoldArticle
from pipeline.quotes.tagger.decode import TAGS
from pipeline.train.batches import Batch, Links, SoftBatch, SoftLinks, batched, collate
from pipeline.train.checkpoint import Checkpoint, State
from pipeline.train.gold import IGNORED, Example
from pipeline.train.judge import Found, compare, find
from pipeline.train.network import Network
from pipeline.train.settings import Epoch, OnEpoch, OnStep, Settings, Step

LINKS = 0.5  # weight of each pointer's loss beside that of the tags
CLIP = 1.0
DECAY = 0.01
FROZEN = 3  # one layer in so many is left as the encoder has it, the lowest ones
SAVED_EVERY = 60.0  # seconds

Draw = Callable[[int], Sequence[Example]]
"""What gives the examples of an epoch, counted from 0; the same ones whenever it is asked."""


def fit(
    network: Network,
    draw: Draw,
    dev: Sequence[GoldArticle],
    tokenizer: Tokenizer,
    *,
    settings: Settings,
    checkpoint: Checkpoint,
    on_step: OnStep | None = None,
    on_epoch: OnEpoch | None = None,
) -> tuple[list[dict[str, Any]], Found]:
    """Train the network, going on from the checkpoint if there is one.

    Gives a note for each epoch and what the trained network finds in the dev articles. `on_epoch` hears
    of epochs that end in this call only.
    """
    network.to(torch.device("cuda" if torch.cuda.is_available() else "cpu"))
    optimizer = make_optimizer(network, settings)
    state = checkpoint.restore(network, optimizer)
    found: Found | None = None
    for epoch in range(state.epoch, settings.epochs):
        _run_epoch(network, optimizer, state, draw(epoch), settings, checkpoint, on_step)
        found = find(network, dev, tokenizer)
        judged = compare(dev, found)
        loss = state.loss / max(1, state.batch)
        dev_f1 = {subset: round(judged.figures[subset, WITH_SOURCE].f1, 4) for subset in SUBSETS}
        state.history.append({"epoch": epoch + 1, "loss": round(loss, 4), f"dev {WITH_SOURCE} F1": dev_f1})
        state.epoch, state.batch, state.loss = epoch + 1, 0, 0.0
        checkpoint.save(network, optimizer, state)
        if on_epoch is not None:
            on_epoch(Epoch(epoch + 1, settings.epochs, loss, judged))
    return state.history, find(network, dev, tokenizer) if found is None else found


def _run_epoch(
    network: Network,
    optimizer: torch.optim.Optimizer,
    state: State,
    examples: Sequence[Example],
    settings: Settings,
    checkpoint: Checkpoint,
    on_step: OnStep | None,
) -> None:
    """Do what the state says is left of its epoch."""
    batches = batched(examples, settings, state.epoch)
    device = next(network.parameters()).device
    rates = [group["peak"] for group in optimizer.param_groups]
    torch.manual_seed(_seed(settings.seed, state.epoch))
    network.draw_dropout()
    network.train()
    saved = time.monotonic()
    for number in range(state.batch, len(batches)):
        torch.manual_seed(_seed(settings.seed, state.epoch, number))
        done = (state.epoch + number / len(batches)) / settings.epochs
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * _share(done, settings.warm_up)
        state.loss += _step(network, optimizer, collate(batches[number], device))
        state.batch = number + 1
        if on_step is not None:
            on_step(
                Step(state.epoch + 1, settings.epochs, state.batch, len(batches), state.loss / state.batch)
            )
        if time.monotonic() - saved > SAVED_EVERY:
            checkpoint.save(network, optimizer, state)
            saved = time.monotonic()


def _step(network: Network, optimizer: torch.optim.Optimizer, batch: Batch) -> float:
    tags, cue, source = network(*batch.inputs)
    loss = functional.cross_entropy(
        tags.reshape(-1, len(TAGS)), batch.tags.reshape(-1), ignore_index=IGNORED, reduction="sum"
    ) / (batch.tags != IGNORED).sum().clamp(min=1)
    loss = loss + LINKS * (link_loss(cue, batch.cues) + link_loss(source, batch.sources))
    if batch.soft is not None:
        loss = loss + soft_loss(tags, cue, source, batch.soft)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    trained = [p for group in optimizer.param_groups for p in group["params"]]
    torch.nn.utils.clip_grad_norm_(trained, CLIP)
    optimizer.step()
    return loss.item()


def link_loss(logits: Tensor, links: Links) -> Tensor:
    """Give the mean loss of pieces that should point at any of their targets; nothing where none should."""
    if not len(links.pointing):
        return logits.sum() * 0
    meant = torch.zeros_like(logits, dtype=torch.bool)
    meant[links.targets[:, 0], links.targets[:, 1], links.targets[:, 2]] = True
    row, piece = links.pointing[:, 0], links.pointing[:, 1]
    mass = logits[row, piece].log_softmax(-1)
    return -mass.masked_fill(~meant[row, piece], -1e4).logsumexp(-1).mean()


def soft_loss(tags: Tensor, cue: Tensor, source: Tensor, soft: SoftBatch) -> Tensor:
    """Give how far the network is from its teacher, in tags and, by LINKS, in where pointers point."""
    apart = -(soft.tags * tags.log_softmax(-1)).sum(-1)[soft.judged].mean()
    return apart + LINKS * (_soft_link_loss(cue, soft.cues) + _soft_link_loss(source, soft.sources))


def _soft_link_loss(logits: Tensor, links: SoftLinks) -> Tensor:
    if not len(links.pointing):
        return logits.sum() * 0
    mass = logits[links.pointing[:, 0], links.pointing[:, 1]].log_softmax(-1)
    apart = -(links.shares * mass.gather(1, links.targets)).sum(-1)
    return (links.weights * apart).sum() / links.weights.sum()


def make_optimizer(network: Network, settings: Settings) -> torch.optim.AdamW:
    """Make AdamW with a rate each for the encoder, the heads and the pointers' biases.

    The embeddings and the lowest third of the layers stay as they are: trained, they gain nothing and
    cost a third of the time. Layers that were cut out of an encoder, or out of which something was cut, have
    to find together first, so they all are trained.
    """
    whole = settings.layers is None and settings.inner is None
    lowest = network.layers[: len(network.layers) // FROZEN] if whole else []
    for module in (network.words, network.positions, *lowest):
        module.requires_grad_(False)
    encoder, heads, biases = [], [], []
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        if name.startswith(("layers.", "norm.")):
            encoder.append(parameter)
        elif name.startswith(("cue.", "source.")) and not name.split(".")[1].startswith(("query", "key")):
            biases.append(parameter)
        else:
            heads.append(parameter)
    return torch.optim.AdamW(
        [
            {"params": encoder, "peak": settings.encoder_rate, "weight_decay": DECAY},
            {"params": heads, "peak": settings.head_rate, "weight_decay": DECAY},
            {"params": biases, "peak": settings.pointer_rate, "weight_decay": 0.0},
        ]
    )


def _share(done: float, warm_up: float) -> float:
    """Say what share of its peak a rate has, `done` being the share of the training done."""
    return min((done + 1e-4) / warm_up if warm_up else 1.0, (1 - done) / (1 - warm_up))


def _seed(seed: int, epoch: int, number: int = -1) -> int:
    return (seed * 1_000_003 + epoch) * 1_000_003 + number + 1
