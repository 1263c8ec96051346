"""Corrections: what people said of quotations and names, put in the place of what the models answered.

correction.py   what a correction is, and what became of it
whole.py        whether one says all that it needs
folding.py      texts without what scrapes change: white space, shapes of marks
articles.py     what is asked of the articles
place.py        anchors, and where their words stand now
desk.py         one article's quotations, as corrections change them
apply.py        all corrections over all articles
leaving.py      which go with a forgotten page
"""

from pipeline.corrections.apply import Applied, apply, withdrawn
from pipeline.corrections.articles import Articles
from pipeline.corrections.correction import (
    AROUND,
    REVIEWED,
    Action,
    Anchor,
    Answer,
    Correction,
    Names,
    Outcome,
    Place,
)
from pipeline.corrections.leaving import Leaving, leaving_with
from pipeline.corrections.place import anchors, find, place_of
from pipeline.corrections.whole import fault

__all__ = [
    "AROUND",
    "REVIEWED",
    "Action",
    "Anchor",
    "Answer",
    "Applied",
    "Articles",
    "Correction",
    "Leaving",
    "Names",
    "Outcome",
    "Place",
    "anchors",
    "apply",
    "fault",
    "find",
    "leaving_with",
    "place_of",
    "withdrawn",
]
