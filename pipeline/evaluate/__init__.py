"""The user's own gold → precision, recall and F1, and the list of what was gained and lost.

Gold is of two kinds: raw pages with their articles, quotations and speakers (`pages`), and articles with
every attribution's source, cue and content marked (`annotated`).
"""

from pipeline.evaluate.annotated import Found, find_attributions, judge
from pipeline.evaluate.evaluation import Evaluation, keep, kept
from pipeline.evaluate.pages import evaluate, overlap, pair, read_gold, same_name

__all__ = [
    "Evaluation",
    "Found",
    "evaluate",
    "find_attributions",
    "judge",
    "keep",
    "kept",
    "overlap",
    "pair",
    "read_gold",
    "same_name",
]
