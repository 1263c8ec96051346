"""How a long command ends when it is told to stop."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.cli import show

INTERRUPTED, TERMINATED = 130, 143


@contextmanager
def interruptible(left: str) -> Iterator[None]:
    """End on Ctrl-C or SIGTERM with a line that says what is left, and the exit code that a shell expects."""

    def terminate(*_: object) -> None:
        raise KeyboardInterrupt(TERMINATED)

    signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    except KeyboardInterrupt as interrupt:
        show.stderr.print(f"onrecord: interrupted; {left}")
        sys.exit(interrupt.args[0] if interrupt.args else INTERRUPTED)
