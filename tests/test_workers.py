import os
from functools import partial

import pytest

from pipeline.workers import spread

DEADLY = 13


def prepare() -> int:
    return 100


def add(batch, prepared):
    if DEADLY in batch:
        os._exit(1)  # as a process ends that is killed for its memory
    return [number + prepared for number in batch]


def fail() -> None:
    raise LookupError("no model here")


def lost(number: int) -> int:
    return -number


def run(numbers, *, prepare=prepare, size=4):
    batches = [numbers[at : at + size] for at in range(0, len(numbers), size)]
    return sorted(
        r for batch in spread(batches, prepare=prepare, work=add, lost=lost, processes=2) for r in batch
    )


@pytest.mark.slow
def test_each_item_comes_back_once():
    assert run(list(range(13))) == [100 + n for n in range(13)]


@pytest.mark.slow
def test_an_item_that_kills_its_process_is_lost_alone():
    assert run(list(range(30))) == [-DEADLY, *(100 + n for n in range(30) if n != DEADLY)]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the pool's own clean-up
def test_a_fault_in_preparing_is_said():
    with pytest.raises(LookupError, match="no model here"):
        run([1, 2], prepare=partial(fail))


def test_no_work_needs_no_process():
    assert run([]) == []
