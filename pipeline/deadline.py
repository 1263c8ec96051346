"""A time limit on what might never end: a pattern that backtracks for ever, a loop that doesn't advance."""

import faulthandler
import os
import signal
import threading
from collections.abc import Callable

AGAIN = 1.0  # seconds until it is interrupted once more, where the interrupt was lost


class TookTooLongError(BaseException):
    """What was to be done took too long.

    No Exception, so that nothing on the way takes it for a fault that it knows how to handle.
    """


def within[Result](seconds: float, action: Callable[[], Result], *, expendable: bool = False) -> Result:
    """Do something, and raise TookTooLongError where it takes longer than that.

    Python's own code is interrupted, and patterns are. Compiled code that never returns is not: that ends
    with the process, after twice the time, where the process is `expendable`. Assumes that it is called in
    the main thread and that signals can be timed; elsewhere only the latter happens.
    """
    if expendable:
        with open(os.devnull, "w") as nobody:
            faulthandler.dump_traceback_later(2 * seconds, exit=True, file=nobody)
            try:
                return _interrupted_after(seconds, action)
            finally:
                faulthandler.cancel_dump_traceback_later()
    return _interrupted_after(seconds, action)


def _interrupted_after[Result](seconds: float, action: Callable[[], Result]) -> Result:
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        return action()
    waiting = True

    def ring(*_: object) -> None:
        if waiting:  # it may ring while it is being turned off
            raise TookTooLongError

    before = signal.signal(signal.SIGALRM, ring)
    try:
        # again and again: what is raised within a finalizer is lost
        signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
        return action()
    finally:
        waiting = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
