"""Kill -9 at every event of an action: before each file, or object of a bucket, is written, made, moved or removed.

Meant for a process of its own, which forks one for each event: none of them shares a thread with another.
"""

import gc
import os
import signal
import sys
from collections.abc import Callable

import pandas as pd  # noqa: F401  pyarrow wants it: imported once, before the forks, as the next one
import pyarrow.dataset  # noqa: F401

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
EVENTS = {
    "os.rename",
    "os.link",
    "os.symlink",
    "os.mkdir",
    "os.remove",
    "os.rmdir",
    "os.truncate",
    "os.utime",
}
Strike = Callable[[], object]
"""What is called before each event."""


def is_event(event: str, args: tuple) -> bool:
    """Say whether an event of Python's audit changes files."""
    return event in EVENTS or (event == "open" and isinstance(args[2], int) and bool(args[2] & WRITING))


def on_files(strike: Strike) -> None:
    """Have it called before each event on files, for as long as this process lives."""
    sys.addaudithook(lambda event, args: strike() if is_event(event, args) else None)


def on_objects(strike: Strike) -> None:
    """Have it called before each request that writes into a bucket, for as long as this process lives."""
    import obstore

    def watched(write):
        def writing(*told, **more):
            strike()
            return write(*told, **more)

        return writing

    obstore.put, obstore.delete = watched(obstore.put), watched(obstore.delete)


def ended(
    action: Callable[[], object],
    *,
    before_event: int = sys.maxsize,
    watch: Callable[[Strike], None] = on_files,
) -> int:
    """Run an action in a fork that kills itself before its n-th event; gives its exit status."""
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    left = before_event

    def strike() -> None:
        nonlocal left
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    watch(strike)
    code = 1
    try:
        action()
        code = 0
    except BaseException:  # noqa: BLE001  it ends here, whatever it is
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(code)


def kill_at_every_event(
    prepare: Callable[[], object],
    action: Callable[[], object],
    check: Callable[[str], object],
    *,
    step: int = 1,
    watch: Callable[[Strike], None] = on_files,
    afresh: Callable[[], object] = lambda: None,
) -> int:
    """Prepare, kill the action before its n-th event, check; for each n until it ends by itself: gives n.

    Each in a fork of its own, with `afresh` called in this process before them.
    """
    event = 0
    gc.freeze()  # a fork that collects garbage would copy all of this
    while True:
        afresh()
        assert ended(prepare) == 0
        code = ended(action, before_event=event, watch=watch)
        assert code in (0, -signal.SIGKILL), f"exit code {code} before event {event}"
        assert ended(lambda: check(f"killed before event {event}")) == 0  # noqa: B023  it is called at once
        if code == 0:
            return event
        event += step
