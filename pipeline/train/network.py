"""The tagger's network: a BERT encoder with two more input features, a tagging head and two pointers.

Tagging and linking share one graph, so that one call gives everything: which words are source, cue and
content, which cue each content word was said under, and which source each cue has. The pointers are
biaffine attention (Dozat & Manning 2017) with a learned bias for distance and a learned prior for each
pair of tags; position 0, `[CLS]`, stands for "nothing".
"""

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from pipeline.quotes.tagger.decode import TAGS
from pipeline.quotes.tagger.windows import CASES, PLACES


class Shape(NamedTuple):
    """The sizes of an encoder."""

    vocabulary: int = 30522
    positions: int = 512
    hidden: int = 384
    inner: int = 1536
    heads: int = 12
    layers: int = 6


class Dropout(nn.Module):
    """Dropout with masks cut out of one pool of random numbers.

    Drawing them anew took half of a training step on a CPU.
    """

    POOL = 1 << 22

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share
        self.pool: Tensor | None = None

    def draw(self) -> None:
        """Draw the pool anew."""
        if self.share:
            self.pool = (torch.rand(self.POOL) >= self.share).float() / (1 - self.share)

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or not self.share:
            return x
        if self.pool is None:
            self.draw()
        assert self.pool is not None  # noqa: S101  there is a share, so it was drawn
        self.pool = self.pool.to(x.device)
        size = x.numel()
        pool = self.pool if size < self.POOL else self.pool.repeat(size // self.POOL + 2)
        at = int(torch.randint(len(pool) - size, (1,)))
        return x * pool[at : at + size].view(x.shape)


class Layer(nn.Module):
    """One transformer layer, normalised after each half, as in BERT."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.heads, self.width = shape.heads, shape.hidden // shape.heads
        self.qkv = nn.Linear(shape.hidden, 3 * shape.hidden)
        self.out = nn.Linear(shape.hidden, shape.hidden)
        self.norm1 = nn.LayerNorm(shape.hidden, eps=1e-12)
        self.up = nn.Linear(shape.hidden, shape.inner)
        self.down = nn.Linear(shape.inner, shape.hidden)
        self.norm2 = nn.LayerNorm(shape.hidden, eps=1e-12)
        self.dropout = Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, length, hidden = x.shape
        qkv = self.qkv(x).view(batch, length, 3, self.heads, self.width).permute(2, 0, 3, 1, 4)
        scores = qkv[0] @ qkv[1].transpose(-1, -2) / math.sqrt(self.width) + mask
        mixed = (scores.softmax(-1) @ qkv[2]).transpose(1, 2).reshape(batch, length, hidden)
        x = self.norm1(x + self.dropout(self.out(mixed)))
        return self.norm2(x + self.dropout(self.down(functional.gelu(self.up(x)))))


class Pointer(nn.Module):
    """For every piece a distribution over the pieces that it may point at, as logits."""

    WIDTH, BUCKETS = 128, 24

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.query = nn.Linear(hidden, self.WIDTH)
        self.key = nn.Linear(hidden, self.WIDTH)
        self.distance = nn.Embedding(2 * self.BUCKETS, 1)
        self.prior = nn.Parameter(torch.zeros(len(TAGS), len(TAGS)))
        self.elsewhere = nn.Parameter(torch.tensor(-1.0))
        self.nothing = nn.Parameter(torch.tensor(0.0))
        nn.init.zeros_(self.distance.weight)

    def forward(self, x: Tensor, tags: Tensor, paragraph: Tensor, mask: Tensor) -> Tensor:
        length = x.shape[1]
        scores = self.query(x) @ self.key(x).transpose(-1, -2) / math.sqrt(self.WIDTH)
        at = torch.arange(length, device=x.device)
        steps = at[None, :] - at[:, None]
        bucket = (torch.log2(steps.abs().clamp(min=1).float()) * 3).long().clamp(max=self.BUCKETS - 1)
        bucket = bucket + (steps > 0).long() * self.BUCKETS
        scores = scores + self.distance(bucket)[..., 0]
        scores = scores + tags @ self.prior @ tags.transpose(-1, -2)
        scores = scores + self.elsewhere * (paragraph[:, :, None] != paragraph[:, None, :]).float()
        scores = scores + self.nothing * (at == 0).float()
        return scores + mask[:, 0]


class Network(nn.Module):
    """The whole tagger. Inputs are `[batch, length]` integers; `ids` 0 is padding."""

    def __init__(self, shape: Shape, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(shape.vocabulary, shape.hidden)
        self.positions = nn.Embedding(shape.positions, shape.hidden)
        self.case = nn.Embedding(len(CASES), shape.hidden)
        self.place = nn.Embedding(len(PLACES), shape.hidden)
        self.norm = nn.LayerNorm(shape.hidden, eps=1e-12)
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))
        self.tag = nn.Linear(shape.hidden, len(TAGS))
        self.cue = Pointer(shape.hidden)
        self.source = Pointer(shape.hidden)
        self.dropout = Dropout(dropout)
        for feature in (self.case, self.place):
            nn.init.zeros_(feature.weight)

    def draw_dropout(self) -> None:
        """Draw what dropout leaves out anew; one pool serves the whole network."""
        self.dropout.draw()
        for layer in self.encoder_layers():
            layer.dropout.pool = self.dropout.pool

    def encoder_layers(self) -> list[Layer]:
        """Give the layers, from the lowest."""
        return [layer for layer in self.layers if isinstance(layer, Layer)]

    def forward(
        self, ids: Tensor, case: Tensor, place: Tensor, paragraph: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Give tag logits `[b, l, tags]` and the logits of both pointers, `[b, l, l]` each."""
        at = torch.arange(ids.shape[1], device=ids.device)
        x = self.words(ids) + self.positions(at) + self.case(case) + self.place(place)
        x = self.dropout(self.norm(x))
        mask = (ids == 0).to(x.dtype)[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, mask)
        x = self.dropout(x)
        logits = self.tag(x)
        tags = logits.softmax(-1)
        return logits, self.cue(x, tags, paragraph, mask), self.source(x, tags, paragraph, mask)


def init_from_bert(network: Network, weights: dict[str, Tensor], layers: list[int]) -> None:
    """Fill the encoder from a BERT model's weights, by their usual names; `layers` chooses among its own.

    Where the network's layers have fewer inner units, each takes the strongest of the model's.
    """
    prefix = "bert." if any(name.startswith("bert.") for name in weights) else ""

    def put(module: nn.Module, name: str) -> None:
        for kind in ("weight", "bias"):
            if hasattr(module, kind) and getattr(module, kind) is not None:
                getattr(module, kind).data.copy_(weights[f"{prefix}{name}.{kind}"])

    put(network.words, "embeddings.word_embeddings")
    put(network.positions, "embeddings.position_embeddings")
    network.positions.weight.data += weights[f"{prefix}embeddings.token_type_embeddings.weight"][0]
    put(network.norm, "embeddings.LayerNorm")
    for layer, number in zip(network.encoder_layers(), layers, strict=True):
        base = f"encoder.layer.{number}"
        for kind in ("weight", "bias"):
            parts = [weights[f"{prefix}{base}.attention.self.{n}.{kind}"] for n in ("query", "key", "value")]
            getattr(layer.qkv, kind).data.copy_(torch.cat(parts))
        put(layer.out, f"{base}.attention.output.dense")
        put(layer.norm1, f"{base}.attention.output.LayerNorm")
        up, down = f"{base}.intermediate.dense", f"{base}.output.dense"
        kept = _strongest(weights[f"{up}.weight"], weights[f"{down}.weight"], layer.up.out_features)
        layer.up.weight.data.copy_(weights[f"{up}.weight"][kept])
        layer.up.bias.data.copy_(weights[f"{up}.bias"][kept])
        layer.down.weight.data.copy_(weights[f"{down}.weight"][:, kept])
        layer.down.bias.data.copy_(weights[f"{down}.bias"])
        put(layer.norm2, f"{base}.output.LayerNorm")


def _strongest(up: Tensor, down: Tensor, wanted: int) -> Tensor:
    """Choose the inner units that move most: by the norm of what each is fed times that of what it feeds."""
    strength = up.norm(dim=1) * down.norm(dim=0)
    return strength.topk(wanted).indices.sort().values
