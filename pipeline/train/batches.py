"""What an epoch reads: examples drawn anew, put together by length, and laid out as tensors."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from pipeline.attributions import GoldArticle
from pipeline.quotes.tagger.decode import TAGS
from pipeline.quotes.tagger.model import feed
from pipeline.quotes.tagger.windows import INPUTS, Window
from pipeline.train.augment import vary_marks
from pipeline.train.gold import IGNORED, Example, examples
from pipeline.train.settings import Settings
from pipeline.train.soft import Pointed, Soft

SORTED = 256  # examples among which those of like length are put together


@dataclass(frozen=True, slots=True)
class Links:
    """What should point where: `pointing` lists [window, piece], `targets` [window, piece, piece]."""

    pointing: Tensor
    targets: Tensor


@dataclass(frozen=True, slots=True)
class SoftLinks:
    """Where a teacher points: `pointing` lists [window, piece]; its targets, their shares and its weight."""

    pointing: Tensor
    targets: Tensor
    shares: Tensor
    weights: Tensor


@dataclass(frozen=True, slots=True)
class SoftBatch:
    """What a teacher finds likely: `judged` says in which pieces, `tags` is `[windows, pieces, tags]`."""

    judged: Tensor
    tags: Tensor
    cues: SoftLinks
    sources: SoftLinks


@dataclass(frozen=True, slots=True)
class Batch:
    """Examples side by side, padded."""

    inputs: tuple[Tensor, ...]
    tags: Tensor
    cues: Links
    sources: Links
    soft: SoftBatch | None


def drawn_examples(
    articles: Sequence[GoldArticle], tokenizer: Tokenizer, settings: Settings, epoch: int
) -> list[Example]:
    """Draw what an epoch reads; seed and epoch alone decide, so that a training can go on from anywhere."""
    draw = random.Random(f"{settings.seed}/{epoch}")  # noqa: S311  nothing secret
    longest = draw.choice(settings.longest)
    return [
        example
        for article in articles
        for example in examples(vary_marks(article, draw, share=settings.noise), tokenizer, longest=longest)
        if example.labelled or draw.random() < settings.unlabelled
    ]


def batched(drawn: Sequence[Example], settings: Settings, epoch: int) -> list[list[Example]]:
    """Put an epoch's examples into batches, in an order that seed and epoch decide."""
    draw = random.Random(f"{settings.seed}/{epoch}/order")  # noqa: S311  nothing secret
    shuffled = draw.sample(drawn, len(drawn))
    batches = list(_batched(shuffled, settings.pieces))
    draw.shuffle(batches)
    return batches


def _batched(drawn: Sequence[Example], pieces: int) -> Iterator[list[Example]]:
    for at in range(0, len(drawn), SORTED):
        batch: list[Example] = []
        for example in sorted(drawn[at : at + SORTED], key=lambda e: len(e.window)):
            if batch and (len(batch) + 1) * len(example.window) > pieces:
                yield batch
                batch = []
            batch.append(example)
        yield batch


def collate(batch: Sequence[Example], device: torch.device) -> Batch:
    """Lay examples side by side."""
    inputs = lay([example.window for example in batch], device)
    tags = torch.full_like(inputs[0], IGNORED)
    for row, example in enumerate(batch):
        tags[row, : len(example.tags)] = torch.tensor(example.tags)
    return Batch(
        inputs,
        tags,
        _links([example.cues for example in batch], device),
        _links([example.sources for example in batch], device),
        _softened([example.soft for example in batch], batch, inputs[0].shape, device),
    )


def _softened(
    softs: Sequence[Soft | None], batch: Sequence[Example], shape: torch.Size, device: torch.device
) -> SoftBatch | None:
    if not any(softs):
        return None
    judged = torch.zeros(shape, dtype=torch.bool)
    tags = torch.zeros((*shape, len(TAGS)))
    for row, (soft, example) in enumerate(zip(softs, batch, strict=True)):
        if soft is not None:
            judged[row, example.window.firsts] = True
            tags[row, : len(soft.tags)] = torch.from_numpy(soft.tags).float()
    return SoftBatch(
        judged.to(device),
        tags.to(device),
        _soft_links([soft.cue if soft else None for soft in softs], device),
        _soft_links([soft.source if soft else None for soft in softs], device),
    )


def _soft_links(pointed: Sequence[Pointed | None], device: torch.device) -> SoftLinks:
    there = [(row, its) for row, its in enumerate(pointed) if its is not None]
    pointing = [np.stack([np.full_like(its.pieces, row), its.pieces], axis=1) for row, its in there]
    parts = (
        np.concatenate(pointing),
        np.concatenate([its.targets for _, its in there]),
        np.concatenate([its.shares for _, its in there]),
        np.concatenate([its.weights for _, its in there]),
    )
    return SoftLinks(*(torch.from_numpy(part).to(device) for part in parts))


def lay(batch: Sequence[Window], device: torch.device) -> tuple[Tensor, ...]:
    """Lay windows side by side as the network's inputs, in the order of INPUTS."""
    laid = feed(batch)
    return tuple(torch.from_numpy(laid[name]).to(device) for name in INPUTS)


def _links(links: Sequence[dict[int, tuple[int, ...]]], device: torch.device) -> Links:
    pointing = [(row, piece) for row, found in enumerate(links) for piece in found]
    targets = [(row, piece, to) for row, found in enumerate(links) for piece in found for to in found[piece]]
    return Links(
        torch.tensor(pointing, dtype=torch.int64, device=device).view(-1, 2),
        torch.tensor(targets, dtype=torch.int64, device=device).view(-1, 3),
    )
