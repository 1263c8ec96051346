"""Exit codes, and which of them an error ends with."""

from pipeline.errors import GateError, LockedError, OnrecordError

PUBLISHED, CRASHED, USAGE, SET_ASIDE, REFUSED, LOCKED = 0, 1, 2, 3, 4, 75
INTERRUPTED, TERMINATED = 130, 143


def code_of(error: OnrecordError) -> int:
    """Give the exit code of a command that ends with this error."""
    if isinstance(error, LockedError):
        return LOCKED
    return REFUSED if isinstance(error, GateError) else USAGE
