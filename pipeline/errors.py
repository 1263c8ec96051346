"""The exceptions of the pipeline, by what they do to a run.

SetupError stops the run before or while it starts: nothing can work until the user acts.
LockedError stops it because another one is at work; GateError keeps it from publishing what looks wrong.
PageError sets one page aside, with its reason in the tables, and stops nothing else.
"""


class OnrecordError(Exception):
    """Base of everything that onrecord raises on purpose; its text is one line for a person."""


class SetupError(OnrecordError):
    """Something that the whole run needs is missing or wrong: a model, a folder, a setting."""


class LockedError(OnrecordError):
    """Another run is at work on the same tables."""


class GateError(OnrecordError):
    """What the run would publish looks wrong: the tables stay as they were, what was worked out is kept.

    The message says which gate, its figures and how to publish all the same; `gate` is its setting.
    """

    def __init__(self, message: str, *, gate: str) -> None:
        super().__init__(message)
        self.gate = gate


class PageError(OnrecordError):
    """One page can't be processed; the message is the reason that the tables keep."""
