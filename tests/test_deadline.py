"""What takes too long is interrupted, and nothing else is."""

import re
import signal
import threading
import time

import pytest

from pipeline.deadline import TookTooLongError, within

SOON = 0.05


def loop() -> None:
    while True:
        pass


def backtrack() -> None:
    re.fullmatch(r"(a+)+b", "a" * 60)


def wait() -> None:
    time.sleep(60)


def stubborn() -> None:
    """Take every fault that is an Exception for one of its own."""
    while True:
        try:
            loop()
        except Exception:  # noqa: BLE001
            continue


@pytest.mark.parametrize("endless", [loop, backtrack, wait, stubborn])
def test_what_never_ends_is_interrupted(endless):
    with pytest.raises(TookTooLongError):
        within(SOON, endless)


def test_what_ends_in_time_is_left_alone():
    assert within(60, lambda: 7) == 7
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_nothing_rings_afterwards(monkeypatch):
    before = signal.getsignal(signal.SIGALRM)
    monkeypatch.setattr("pipeline.deadline.AGAIN", 0.01)
    with pytest.raises(TookTooLongError):
        within(SOON, loop)
    time.sleep(SOON)
    assert signal.getsignal(signal.SIGALRM) is before


def test_a_fault_passes():
    with pytest.raises(ZeroDivisionError):
        within(60, lambda: 1 // 0)


def test_in_another_thread_nothing_is_interrupted():
    done = []
    thread = threading.Thread(target=lambda: done.append(within(SOON, lambda: time.sleep(3 * SOON) or 7)))
    thread.start()
    thread.join()
    assert done == [7]
