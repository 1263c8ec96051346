"""Who does what on several machines, where each worker can be lost: the bookkeeping, whatever hires them.

1. As many workers are hired as there are cores, or as are wanted; one that is lost is replaced, and cores
   that join later are used too.
2. A worker is asked whether it is fit, then it prepares, then it has two batches on their way at any time.
3. Where a worker is lost, with its machine or by itself, its batches go to others. A batch that is lost twice
   is divided, and an item that is lost three times, alone, is given up. What wasn't begun doesn't count.
4. When no batch is left to begin, whoever is idle begins one that others work on, three at most at once;
   the first to end counts. So no slow or frozen machine holds up the rest.
"""

import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Protocol

from pipeline.errors import OnrecordError, SetupError

AHEAD = 2  # batches on their way to a worker, so that it needn't wait for the next one
TICK = 2.0  # seconds between two looks at what there is
TRIES_TOGETHER, TRIES_ALONE = 2, 3  # of a batch, of an item
AT_ONCE = 3  # who work on a batch: two may freeze together, and of a deadly one there should be few
PATIENCE = 300.0  # seconds without any worker
IN_A_ROW = 10  # workers that are lost while nothing is finished, besides one for each core


class LostError(Exception):
    """A worker is gone; its text is a line that says why."""


class Agency(Protocol):
    """Where workers are hired; what it gives and takes are its own handles of workers and of answers."""

    def n_cores(self) -> int:
        """Count the cores that there are now."""

    def hire(self) -> Any:
        """Hire a worker, who perhaps begins much later, when a core is free."""

    def begin(self, worker: Any) -> Any:
        """Let it prepare; the answer is why it can't work, None where it can."""

    def do(self, worker: Any, items: Sequence[Any]) -> Any:
        """Let it do a batch; the answer is the result."""

    def come(self, answers: Sequence[Any], *, timeout: float) -> Sequence[Any]:
        """Wait, so many seconds at most, until there are some of the answers, and give these."""

    def read(self, answer: Any) -> Any:
        """Read an answer that has come; raises LostError, or what went wrong there."""

    def dismiss(self, worker: Any) -> None:
        """Let a worker go, whatever it is doing."""


@dataclass(eq=False, slots=True)
class _Task:
    """A batch until its result is there."""

    items: Sequence[Any]
    n_lost: int = 0
    workers: list["_Hired"] = field(default_factory=list)
    """Who works on it."""
    is_done: bool = False


@dataclass(eq=False, slots=True)
class _Hired:
    """A worker, and its tasks in the order of doing them."""

    handle: Any
    is_ready: bool = False
    tasks: list[_Task] = field(default_factory=list)


def spread[Item, Result](
    batches: Iterable[Sequence[Item]],
    agency: Agency,
    *,
    lost: Callable[[Item], Result],
    processes: int,
    warn: Callable[[str], None],
) -> Generator[Result]:
    """Have each batch done, and give the results as they come, in any order; `lost` makes that of an item.

    At most so many `processes` work, where that isn't 0. Raises SetupError where a worker says why it can't
    work, and where none can be had; `warn` is told in the end how many were lost.
    """
    crew = _Crew(iter(batches), agency, lost, processes)
    try:
        yield from crew.results()
    finally:
        for worker in crew.hired:
            agency.dismiss(worker.handle)
        if crew.n_lost:
            warn(f"workers that were lost: {crew.n_lost}; what they had to do was done by others")


@dataclass(slots=True)
class _Crew:
    """The workers, and what is to be done."""

    batches: Iterator[Sequence[Any]]
    agency: Agency
    lost: Callable[[Any], Any]
    processes: int
    hired: list[_Hired] = field(default_factory=list)
    waiting: deque[_Task] = field(default_factory=deque)
    running: dict[Any, tuple[_Hired, _Task | None]] = field(default_factory=dict)
    """What each answer that is awaited is to: a task, or None for the preparing."""
    n_wanted: int = 0
    n_lost: int = 0
    n_lost_in_a_row: int = 0
    looked: float = -PATIENCE
    seen: float = field(default_factory=time.monotonic)
    """When there was a worker who was ready."""

    def results(self) -> Iterator[Any]:
        while True:
            self.look()
            self.take()
            if not (self.waiting or self.unfinished()):
                return
            self.hire()
            self.hand_out()
            for ref in self.answers():
                yield from self.answer(ref)

    def look(self) -> None:
        """See now and then how many workers can be had."""
        if time.monotonic() - self.looked > TICK:
            self.looked = time.monotonic()
            cores = self.agency.n_cores()
            self.n_wanted = min(cores, self.processes or cores)

    def take(self) -> None:
        """Take as many batches as there could be workers: few ahead of the work."""
        n_free = max(1, self.n_wanted) - len(self.waiting)
        self.waiting.extend(_Task(batch) for batch in islice(self.batches, max(0, n_free)))

    def hire(self) -> None:
        n_tasks = len(self.waiting) + len(self.unfinished())
        for _ in range(min(self.n_wanted, n_tasks) - len(self.hired)):
            self.hired.append(worker := _Hired(self.agency.hire()))
            self.running[self.agency.begin(worker.handle)] = (worker, None)

    def hand_out(self) -> None:
        """Give what waits to who has the least; where nothing waits, what another works on to the idle."""
        for n_has in range(AHEAD):
            for worker in self.hired:
                if worker.is_ready and len(worker.tasks) == n_has:
                    if self.waiting:
                        self.give(worker, self.waiting.popleft())
                    elif n_has == 0 and (task := self.with_fewest()):
                        self.give(worker, task)

    def unfinished(self) -> list[_Task]:
        """List the tasks that somebody works on and nobody has finished, in the order of giving them out."""
        return list(dict.fromkeys(task for _, task in self.running.values() if task and not task.is_done))

    def with_fewest(self) -> _Task | None:
        """Choose what fewest work on: of equals the last that was given out, perhaps not begun yet."""
        few = [task for task in reversed(self.unfinished()) if len(task.workers) < AT_ONCE]
        return min(few, key=lambda task: len(task.workers), default=None)

    def give(self, worker: _Hired, task: _Task) -> None:
        task.workers.append(worker)
        worker.tasks.append(task)
        self.running[self.agency.do(worker.handle, task.items)] = (worker, task)

    def answers(self) -> Sequence[Any]:
        """Wait for answers; raises SetupError where none comes because there is nobody who works."""
        if any(worker.is_ready for worker in self.hired):
            self.seen = time.monotonic()
        elif time.monotonic() - self.seen > PATIENCE:
            raise SetupError(
                f"there was no worker for {PATIENCE / 60:.0f} minutes: "
                "the cores are taken, or the machines gone"
            )
        if not self.running:
            time.sleep(TICK)
            return []
        return self.agency.come(list(self.running), timeout=TICK)

    def answer(self, ref: Any) -> Iterator[Any]:
        """Take an answer: the result of a task, once."""
        if ref not in self.running:  # its worker was dismissed meanwhile
            return
        worker, task = self.running[ref]
        try:
            value = self.agency.read(ref)
        except LostError as error:
            yield from self.bury(worker, error)
            return
        except Exception as error:
            if task is None and not isinstance(error, OnrecordError):
                raise SetupError(_beginning(error)) from error
            raise
        del self.running[ref]
        if task is None:
            if value:
                raise SetupError(value)
            worker.is_ready = True
            return
        worker.tasks.remove(task)
        task.workers.remove(worker)
        if not task.is_done:
            task.is_done = True
            self.n_lost_in_a_row = 0
            yield value

    def bury(self, worker: _Hired, error: Exception) -> Iterator[Any]:
        """Let others do what a worker that is lost had to do, and give up what was lost too often."""
        self.agency.dismiss(worker.handle)
        self.hired.remove(worker)
        self.running = {ref: one for ref, one in self.running.items() if one[0] is not worker}
        self.n_lost += 1
        self.n_lost_in_a_row += 1
        if self.n_lost_in_a_row > IN_A_ROW + self.n_wanted:
            raise SetupError(
                f"{self.n_lost_in_a_row} workers were lost one after another, nothing was finished: {error}"
            )
        for task in worker.tasks:
            task.workers.remove(worker)
            if task.is_done:
                continue
            task.n_lost += task is worker.tasks[0]  # the others weren't begun
            if len(task.items) > 1 and task.n_lost >= TRIES_TOGETHER:
                self.waiting.extend(_Task([item]) for item in task.items)
                task.is_done = True
            elif task.n_lost >= TRIES_ALONE:
                yield self.lost(task.items[0])
                task.is_done = True
            elif not task.workers:
                self.waiting.append(task)


def _beginning(error: Exception) -> str:
    """Say that a worker can't prepare, and where: mostly there is another onrecord there, or none."""
    where = "".join(f" {note}" for note in getattr(error, "__notes__", ()))
    why = next(iter(str(error).splitlines()), type(error).__name__)
    return f"a worker{where} can't begin: {why} (the same onrecord must be installed everywhere)"
