"""What comparing two names finds: how far they are alike, and by which rule."""

from dataclasses import dataclass
from typing import Literal

Strength = Literal["strong", "medium", "weak"]
"""strong: the names alone say that it is one; medium: the context must say so too; weak: it must say much."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two names that can be one's: how strongly they are alike, by which rule, and by letters, 0 to 1."""

    strength: Strength
    rule: str
    score: float
