"""Articles with attributions marked by annotators (source, cue, content), and how others compare with them.

Words are compared, punctuation isn't. An attribution is direct where nearly all of its content stands in
quotation marks, indirect otherwise; gold and found are divided each by their own content, and every
figure is given for all, for the direct and for the indirect ones:

- source, cue, content words: those that some attribution has in that role, over all articles
- content exact: attributions that have the same words for content
- content overlap: at least half of the words of both contents together are in both
- overlap + source: that, and the same of the sources; or neither has one

The roles are those of PolNeAR (Newell, Margolin and Ruths 2018).
"""

from pipeline.attributions.compare import (
    FIGURES,
    OVERLAP,
    SUBSETS,
    WITH_SOURCE,
    Key,
    Pair,
    Score,
    Subset,
    pairs,
    score,
)
from pipeline.attributions.gold import ROLES, GoldArticle, GoldAttribution, Role, read_articles
from pipeline.attributions.words import Reader

__all__ = [
    "FIGURES",
    "OVERLAP",
    "ROLES",
    "SUBSETS",
    "WITH_SOURCE",
    "GoldArticle",
    "GoldAttribution",
    "Key",
    "Pair",
    "Reader",
    "Role",
    "Score",
    "Subset",
    "pairs",
    "read_articles",
    "score",
]
