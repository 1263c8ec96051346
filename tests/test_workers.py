import os
import signal
import time
from functools import partial

import pytest

from pipeline.deadline import within
from pipeline.workers import spread

DEADLY = 13


def prepare() -> int:
    return 100


def add(batch, prepared):
    if DEADLY in batch:
        os._exit(1)  # as a process ends that is killed for its memory
    return [number + prepared for number in batch]


def hang(batch, prepared):
    """Get stuck where no interrupt is heard, as in compiled code."""
    if DEADLY in batch:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
        time.sleep(60)
    return [number + prepared for number in batch]


def hang_not_long(batch, prepared):
    return within(0.1, partial(hang, batch, prepared), expendable=True)


def fail() -> None:
    raise LookupError("no model here")


def lost(number: int) -> list[int]:
    return [-number]


def run(numbers, *, prepare=prepare, work=add, size=4):
    batches = [numbers[at : at + size] for at in range(0, len(numbers), size)]
    return sorted(
        r for batch in spread(batches, prepare=prepare, work=work, lost=lost, processes=2) for r in batch
    )


@pytest.mark.slow
def test_each_item_comes_back_once():
    assert run(list(range(13))) == [100 + n for n in range(13)]


@pytest.mark.slow
@pytest.mark.parametrize("work", [add, hang_not_long])
def test_an_item_that_ends_its_process_is_lost_alone(work):
    assert run(list(range(30)), work=work) == [-DEADLY, *(100 + n for n in range(30) if n != DEADLY)]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the pool's own clean-up
def test_a_fault_in_preparing_is_said():
    with pytest.raises(LookupError, match="no model here"):
        run([1, 2], prepare=partial(fail))


def test_no_work_needs_no_process():
    assert run([]) == []
