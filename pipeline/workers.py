"""Work spread over processes: each prepares once (loads the model), then takes batch after batch."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing.connection import wait as wait_for
from typing import Any

_prepared: Any = None  # a worker process's own; never set in the process that spreads the work


def spread[Item, Prepared, Result](
    batches: Iterable[Sequence[Item]],
    *,
    prepare: Callable[[], Prepared],
    work: Callable[[Sequence[Item], Prepared], Result],
    lost: Callable[[Item], Result],
    processes: int,
) -> Generator[Result]:
    """Do `work` on each batch in one of several processes; the results come in any order.

    Assumes that `prepare`, `work`, the items and results can be pickled. Where a process dies, killed
    for its memory or by a fault in compiled code, the items at hand are tried again one by one, and the
    one that it dies of again yields `lost(item)`.
    """
    waiting = iter(batches)
    while True:
        suspects, n_done = yield from _pooled(waiting, prepare, work, processes)
        if not suspects:
            return
        if not n_done:
            prepare()  # nothing came back: if it is this that fails, let it say so here
        yield from _one_by_one([item for batch in suspects for item in batch], prepare, work, lost)


def _pooled[Item, Prepared, Result](
    waiting: Iterator[Sequence[Item]],
    prepare: Callable[[], Prepared],
    work: Callable[[Sequence[Item], Prepared], Result],
    processes: int,
) -> Generator[Result, None, tuple[list[Sequence[Item]], int]]:
    # few batches are on their way at any time, so that few are suspects when a process dies
    running: dict[Future[Result], Sequence[Item]] = {}
    suspects: list[Sequence[Item]] = []
    n_done = 0
    pool = _pool(processes, prepare)
    try:
        while not suspects:
            for batch in islice(waiting, processes + 1 - len(running)):
                try:
                    running[pool.submit(_work, work, batch)] = batch
                except BrokenProcessPool:
                    suspects.append(batch)
            if not running:
                break
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                batch = running.pop(future)
                if isinstance(future.exception(), BrokenProcessPool):
                    suspects.append(batch)
                else:
                    n_done += 1
                    yield future.result()
    except BaseException:
        for child in multiprocessing.active_children():
            child.terminate()  # whoever interrupts doesn't wait for the batches at hand
        raise
    finally:
        pool.shutdown(cancel_futures=True)
    return [*suspects, *running.values()], n_done


def _one_by_one[Item, Prepared, Result](
    items: list[Item],
    prepare: Callable[[], Prepared],
    work: Callable[[Sequence[Item], Prepared], Result],
    lost: Callable[[Item], Result],
) -> Iterator[Result]:
    while items:
        with _pool(1, prepare) as pool:
            while items:
                item = items.pop(0)
                try:
                    yield pool.submit(_work, work, [item]).result()
                except BrokenProcessPool:
                    yield lost(item)
                    break


def _pool(processes: int, prepare: Callable[[], Any]) -> ProcessPoolExecutor:
    # spawn: a forked copy of a process with threads in it can hang
    return ProcessPoolExecutor(
        max_workers=processes,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=(prepare,),
    )


def _begin(prepare: Callable[[], Any]) -> None:
    global _prepared
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _prepared = prepare()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(1)


def _work(work: Callable[[Any, Any], Any], batch: Any) -> Any:
    return work(batch, _prepared)
