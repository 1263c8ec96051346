"""How a long command ends when it is told to stop."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pipeline.cli import log
from pipeline.cli.codes import INTERRUPTED, TERMINATED


@contextmanager
def interruptible(left: str) -> Iterator[Callable[[], bool]]:
    """End on Ctrl-C or SIGTERM with a line that says what is left, and the exit code that a shell expects.

    Gives what says whether it was told to stop: an interrupt that comes while Python itself is busy with an
    import or a weak reference is swallowed there, so what goes on for long asks now and then.
    """
    asked: list[int] = []

    def stop(number: int, _: object) -> None:
        asked.append(TERMINATED if number == signal.SIGTERM else INTERRUPTED)
        raise KeyboardInterrupt(asked[0])

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    try:
        yield lambda: bool(asked)
    except KeyboardInterrupt:
        log.interrupted(left)
        sys.exit(asked[0] if asked else INTERRUPTED)
