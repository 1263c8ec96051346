"""How one marked stretch was attributed: what the steps of the cascade hand on to one another."""

from dataclasses import dataclass

from pipeline.records import Span


@dataclass(frozen=True, slots=True)
class Found:
    """How one marked stretch was attributed; `joins` is the stretch whose quotation it goes on with."""

    step: str
    cue: Span | None = None
    mention: Span | None = None
    joins: int | None = None
