"""How sure to be: from the tagger's scores to the share of attributions that are right."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.attributions import GoldArticle, pairs
from pipeline.calibration import Calibration, Reliability, isotonic, reliability
from pipeline.train.judge import Found, attribution

LEAST = 100  # attributions without which nothing can be fitted


@dataclass(frozen=True, slots=True)
class Calibrated:
    """The curve over content score times link score, and how reliable such a curve is."""

    curve: Calibration
    reliability: Reliability


def calibrate(articles: Sequence[GoldArticle], found: Found) -> Calibrated | None:
    """Fit a rising curve on the dev articles; None where too little was found in them.

    An attribution counts as right where content and source overlap with the gold's by half. The
    reliability is honest: each half of the articles is judged by the curve fitted on the other.
    """
    scores, right, half = [], [], []
    for number, article in enumerate(articles):
        its = found[article.id]
        good = {p.found for p in pairs(article, [attribution(tagged) for tagged in its]) if p.right}
        scores += [tagged.score for tagged in its]
        right += [at in good for at in range(len(its))]
        half += [number % 2] * len(its)
    if min(half.count(0), half.count(1)) < LEAST // 2:
        return None
    score, good_ones, part = np.array(scores), np.array(right), np.array(half)
    sure = np.empty(len(score))
    for number in (0, 1):
        curve = isotonic(score[part != number].tolist(), good_ones[part != number].tolist())
        sure[part == number] = curve.of(score[part == number])
    return Calibrated(isotonic(scores, right), reliability(sure.tolist(), right))
