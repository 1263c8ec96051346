"""What was right, of what was found and of what the gold has: precision, recall, F1, and their intervals."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

CONFIDENCE = 0.95


@dataclass(slots=True)
class Figure:
    """How many were right, of those found and of those in the gold."""

    right: int = 0
    found: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        both = self.found + self.gold
        return 2 * self.right / both if both else 0.0

    def add(self, other: "Figure") -> None:
        """Add what was counted elsewhere."""
        self.right += other.right
        self.found += other.found
        self.gold += other.gold


def intervals[Key: Hashable](
    articles: Sequence[Mapping[Key, Figure]], *, draws: int = 1000, seed: int = 0
) -> dict[Key, tuple[float, float]]:
    """Give the 95% interval of each figure's F1: the bootstrap's percentiles over articles.

    Assumes that every article has the same figures; without an article there is no interval. Articles
    are drawn, not single quotations, because those of one article stand and fall together (Efron and
    Tibshirani 1993).
    """
    if not articles:
        return {}
    keys = list(articles[0])
    counts = np.array([[(f.right, f.found + f.gold) for f in (a[key] for key in keys)] for a in articles])
    drawn = np.random.default_rng(seed).multinomial(
        len(articles), np.full(len(articles), 1 / len(articles)), size=draws
    )
    right, both = np.moveaxis(np.tensordot(drawn, counts, axes=1), -1, 0)
    f1 = 2 * right / np.maximum(both, 1)
    tail = 50 * (1 - CONFIDENCE)
    low, high = np.percentile(f1, (tail, 100 - tail), axis=0)
    return {key: (float(low[i]), float(high[i])) for i, key in enumerate(keys)}
