"""How a long command ends when it is told to stop."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.cli import log
from pipeline.cli.codes import INTERRUPTED, TERMINATED


@contextmanager
def interruptible(left: str) -> Iterator[None]:
    """End on Ctrl-C or SIGTERM with a line that says what is left, and the exit code that a shell expects."""
    code = INTERRUPTED

    def terminate(*_: object) -> None:
        nonlocal code
        code = TERMINATED  # a library that waits makes an interrupt of its own out of the one that we raise
        raise KeyboardInterrupt(TERMINATED)

    signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    except KeyboardInterrupt:
        log.interrupted(left)
        sys.exit(code)
