"""Corrections: what people said of quotations and names, put in the place of what the models answered.

correction.py   what a correction is, and what became of it
whole.py        whether one says all that it needs
"""

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
from pipeline.corrections.whole import fault

__all__ = [
    "AROUND",
    "REVIEWED",
    "Action",
    "Anchor",
    "Answer",
    "Correction",
    "Names",
    "Outcome",
    "Place",
    "fault",
]
