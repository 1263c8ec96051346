"""How sure to be: from the tagger's two scores to the share of attributions that are right.

A logistic regression over the scores' log odds (Platt scaling), fitted on the dev articles. An
attribution counts as right where content and source overlap with the gold's by half. The reliability
told is honest: each half of the articles is judged by what was fitted on the other.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.attributions import GoldArticle, pairs
from pipeline.quotes.tagger.decode import Tagged
from pipeline.train.judge import Found, attribution

Floats = NDArray[np.float64]
LEAST = 100  # attributions without which nothing can be fitted
BINS = 10
EDGE = 1e-4  # scores are kept so far from 0 and 1
RIDGE = 1e-2


def calibrate(articles: Sequence[GoldArticle], found: Found) -> dict[str, Any] | None:
    """Give the weights of bias, content and link, how far off they are, and the table of reliability.

    The expected calibration error is 0–1: the mean gap between what was said and what was right, over
    ten bins of what was said. None where too little was found, or where all is right or all wrong.
    """
    features, right, half = _cases(articles, found)
    if len(right) < LEAST or right.min() == right.max():
        return None
    said = np.empty(len(right))
    for part in (0, 1):
        said[half == part] = _sure(
            _fitted(features[half != part], right[half != part]), features[half == part]
        )
    table = _table(said, right)
    error = sum(row["found"] * abs(row["said"] - row["right"]) for row in table) / len(right)
    weights = _fitted(features, right)
    return {
        "method": "logistic",
        **{name: round(float(w), 4) for name, w in zip(("bias", "content", "link"), weights, strict=True)},
        "expected_calibration_error": round(error, 4),
        "reliability": table,
    }


def _cases(articles: Sequence[GoldArticle], found: Found) -> tuple[Floats, Floats, NDArray[np.int64]]:
    features, right, half = [], [], []
    for number, article in enumerate(articles):
        its = found[article.id]
        good = {p.found for p in pairs(article, [attribution(tagged) for tagged in its]) if p.right}
        for at, tagged in enumerate(its):
            features.append(_odds(tagged))
            right.append(float(at in good))
            half.append(number % 2)
    return np.array(features).reshape(-1, 3), np.array(right), np.array(half, dtype=np.int64)


def _odds(tagged: Tagged) -> tuple[float, float, float]:
    scores = np.clip([tagged.content_score, tagged.link_score], EDGE, 1 - EDGE)
    content, link = np.log(scores / (1 - scores))
    return 1.0, float(content), float(link)


def _fitted(features: Floats, right: Floats) -> Floats:
    """Fit by Newton's method, with a little ridge so that cleanly divided cases stay finite."""
    weights = np.zeros(features.shape[1])
    for _ in range(50):
        said = _sure(weights, features)
        slope = features.T @ (right - said) - RIDGE * weights
        curve = (features * (said * (1 - said))[:, None]).T @ features + RIDGE * np.eye(len(weights))
        step = np.linalg.solve(curve, slope)
        weights = weights + step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def _sure(weights: Floats, features: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(features @ weights, -30, 30))))


def _table(said: Floats, right: Floats) -> list[dict[str, Any]]:
    bins = np.minimum((said * BINS).astype(int), BINS - 1)
    return [
        {
            "from": number / BINS,
            "found": int((bins == number).sum()),
            "said": round(float(said[bins == number].mean()), 4),
            "right": round(float(right[bins == number].mean()), 4),
        }
        for number in range(BINS)
        if (bins == number).any()
    ]
