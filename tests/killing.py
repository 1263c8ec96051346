"""Kill -9 at every event of an action on files: before each file is opened to be written, made, moved or removed.

Meant for a process of its own, which forks one for each event: none of them shares a thread with another.
"""

import os
import signal
import sys
from collections.abc import Callable

import pandas as pd  # noqa: F401  pyarrow wants it: imported once, before the forks

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


def ended(action: Callable[[], object], *, before_event: int = sys.maxsize) -> int:
    """Run an action in a fork that kills itself before its n-th event; gives its exit status."""
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    left = before_event

    def deadly(event: str, args: tuple) -> None:
        nonlocal left
        if event in EVENTS or (event == "open" and isinstance(args[2], int) and args[2] & WRITING):
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1

    sys.addaudithook(deadly)
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
) -> int:
    """Prepare, kill the action before its n-th event, check; for each n until it ends by itself: gives n."""
    event = 0
    while True:
        assert ended(prepare) == 0
        code = ended(action, before_event=event)
        assert code in (0, -signal.SIGKILL), f"exit code {code} before event {event}"
        assert ended(lambda: check(f"killed before event {event}")) == 0  # noqa: B023  it is called at once
        if code == 0:
            return event
        event += step
