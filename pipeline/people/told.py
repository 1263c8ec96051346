"""What a reviewer says of names: that two are one's, or that they aren't; and what comes of it."""

from dataclasses import dataclass
from typing import Literal

from pipeline.records import SpeakerKind

REVIEWER = "a reviewer"
"""The rule of a join that somebody asked for."""


@dataclass(frozen=True, slots=True)
class Told:
    """A reviewer's word on two names of one kind: they are one's, or they aren't."""

    kind: SpeakerKind
    one: str
    other: str
    same: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a reviewer's word."""

    told: Told
    status: Literal["applied", "superseded", "lost"]
    """superseded: a later word is about the same two names."""
    reason: str | None = None
    """Why it isn't applied, in one line; None where it is."""
