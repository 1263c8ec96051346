"""Exit codes, and which of them an error ends with."""

from pipeline.errors import GateError, LockedError, OnrecordError

PUBLISHED, CRASHED, USAGE, SET_ASIDE, REFUSED, LOCKED = 0, 1, 2, 3, 4, 75
INTERRUPTED, TERMINATED = 130, 143
MEANINGS = {
    PUBLISHED: "Done. Of a run: the tables are published, or nothing was new.",
    CRASHED: "A fault in onrecord itself, told with its traceback; or nobody said yes when it asked.",
    USAGE: "Something is missing or said wrong: a folder, a model, a setting, a name that nobody has.",
    SET_ASIDE: "Published, and some pages were set aside: the summary names each with its reason.",
    REFUSED: "A gate refused to publish: too many pages failed or vanished. The tables are as they were.",
    LOCKED: "Another run is at work on these tables. Neither is harmed; `--wait` waits for it.",
    INTERRUPTED: "Interrupted, as by Ctrl-C. Finished work is kept, and the next run goes on from there.",
    TERMINATED: "Terminated, as by systemd or `kill`. Finished work is kept here too.",
}
"""What each code says, as docs/reference/exit-codes.md has it."""


def code_of(error: OnrecordError) -> int:
    """Give the exit code of a command that ends with this error."""
    if isinstance(error, LockedError):
        return LOCKED
    return REFUSED if isinstance(error, GateError) else USAGE
