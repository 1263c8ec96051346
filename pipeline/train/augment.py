"""The same article as other sites would have printed it, offset for offset."""

import random
import re
from dataclasses import replace

from pipeline.attributions import GoldArticle

STRAIGHT = str.maketrans("“”„‟‘’‚", '""""\'\'\'')
DOUBLE = re.compile(r"[“”„‟\"]")
LOST = 0.3
"""Share of the changed articles that lose their double marks; the others have them straight."""


def vary_marks(article: GoldArticle, draw: random.Random, *, share: float) -> GoldArticle:
    """Make a share of the articles' quotation marks straight, or lose them; every offset stays.

    Scraped pages come in both ways, annotated articles mostly with one kind of mark.
    """
    if draw.random() >= share:
        return article
    lost = draw.random() < LOST
    return replace(article, text=DOUBLE.sub(" ", article.text) if lost else article.text.translate(STRAIGHT))
