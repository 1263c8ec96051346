"""Corrections: what people said of quotations and names, put in the place of what the models answered.

correction.py   what a correction is, and what became of it
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

__all__ = ["AROUND", "REVIEWED", "Action", "Anchor", "Answer", "Correction", "Names", "Outcome", "Place"]
