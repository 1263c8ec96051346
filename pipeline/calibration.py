"""Confidences beside what turned out right: how reliable they are, and how to make them so."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The cases whose confidence lies in [low, high); the last bin takes 1 in too."""

    low: float
    high: float
    number: int
    confidence: float
    """Their mean confidence."""
    right: float
    """The share of them that were right."""


@dataclass(frozen=True, slots=True)
class Reliability:
    """A reliability table without its empty bins, and the expected calibration error, 0–1."""

    bins: tuple[Bin, ...]
    error: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """A rising curve from scores to confidences: linear between its points, flat beyond them."""

    scores: tuple[float, ...]
    confidences: tuple[float, ...]

    def of(self, scores: ArrayLike) -> NDArray[np.float64]:
        """Give the confidence of each score."""
        return np.interp(np.asarray(scores, dtype=np.float64), self.scores, self.confidences)


def reliability(confidences: Sequence[float], right: Sequence[bool], *, bins: int = BINS) -> Reliability:
    """Compare confidences with how often they were right, in bins of equal width.

    The expected calibration error is the mean distance of confidence and share right over the bins,
    weighted by how many cases each has (Guo et al. 2017). Without a case there is no bin, and no error.
    """
    sure, good = np.asarray(confidences, dtype=np.float64), np.asarray(right, dtype=np.float64)
    if sure.shape != good.shape:
        raise ValueError(f"{len(sure)} confidences of {len(good)} cases")
    number = np.clip(np.floor(sure * bins), 0, bins - 1)
    rows = []
    for at in np.unique(number):
        here = number == at
        mean, share = float(sure[here].mean()), float(good[here].mean())
        rows.append(Bin(float(at / bins), float((at + 1) / bins), int(here.sum()), mean, share))
    error = sum(row.number * abs(row.confidence - row.right) for row in rows) / max(len(sure), 1)
    return Reliability(tuple(rows), error)


def isotonic(scores: Sequence[float], right: Sequence[bool]) -> Calibration:
    """Fit the rising curve that is nearest to what was right, by pooling adjacent violators.

    Cases of one score count as one, with their number for its weight. The fitted values keep the mean
    of `right` (Zadrozny and Elkan 2002). Without a case there is no curve: ValueError.
    """
    if len(scores) != len(right) or not len(scores):
        raise ValueError(f"{len(scores)} scores of {len(right)} cases")
    values, place, weights = np.unique(
        np.asarray(scores, dtype=np.float64), return_inverse=True, return_counts=True
    )
    sums = np.bincount(place, weights=np.asarray(right, dtype=np.float64))
    blocks: list[tuple[float, int, int]] = []  # sum of right, cases, scores pooled
    for total, weight in zip(sums.tolist(), weights.tolist(), strict=True):
        pooled = (total, weight, 1)
        while blocks and blocks[-1][0] * pooled[1] >= pooled[0] * blocks[-1][1]:
            before = blocks.pop()
            pooled = (before[0] + pooled[0], before[1] + pooled[1], before[2] + pooled[2])
        blocks.append(pooled)
    fitted = np.repeat([total / weight for total, weight, _ in blocks], [n for *_, n in blocks])
    # only the ends of a level stretch bend the curve
    bends = np.ones(len(values), dtype=bool)
    bends[1:-1] = (fitted[1:-1] != fitted[:-2]) | (fitted[1:-1] != fitted[2:])
    return Calibration(tuple(values[bends].tolist()), tuple(fitted[bends].tolist()))
