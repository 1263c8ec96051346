"""Work spread over the nodes of a Ray cluster: each worker prepares once, then takes batch after batch.

1. As many workers are hired as the cluster has cores, or as are wanted; one that is lost is replaced, and
   nodes that join later are used too.
2. A worker is asked whether it is fit, then it prepares, then it has two batches on their way at any time.
3. Where a worker is lost, with its node or by itself, its batches go to others. A batch that is lost twice is
   divided, and an item that is lost three times, alone, is given up.
4. When no batch is left to begin, whoever is idle begins one that another still works on; the first to end
   counts. So no slow or frozen node holds up the rest.
"""

import os
import signal
import socket
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import ray
from ray import exceptions

from pipeline.errors import SetupError

LOCAL = "local"  # an address: of a cluster of this machine alone, which ends with the run
AHEAD = 2  # batches on their way to a worker, so that it needn't wait for the next one
TICK = 2.0  # seconds between two looks at what the cluster has
TRIES_TOGETHER, TRIES_ALONE = 2, 3  # of a batch, of an item
PATIENCE = 300.0  # seconds without any worker
IN_A_ROW = 10  # workers that are lost while nothing is finished, besides one for each core
STORE = 200_000_000  # bytes of memory for what is on its way, in a cluster of this machine


class _Worker:
    """What runs on a node, in a process of its own."""

    def begin(self, unfit: Callable[[], str | None], prepare: Callable[[], Any], work: Any) -> str | None:
        """Prepare, and say why this node can't be worked on; None where it can."""
        if why := unfit():
            return f"node {socket.gethostname()} ({ray.util.get_node_ip_address()}) {why}"
        self._prepared, self._work = prepare(), work
        return None

    def do(self, batch: Sequence[Any]) -> Any:
        return self._work(batch, self._prepared)


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
    """A worker, as the driver knows it."""

    actor: Any
    is_ready: bool = False
    tasks: list[_Task] = field(default_factory=list)


@contextmanager
def connected(address: str) -> Iterator[int]:
    """Join a cluster, and leave it in the end; gives how many cores it has.

    Raises SetupError where none answers at this address.
    """
    if address != LOCAL:
        _check(address)
    before = signal.getsignal(signal.SIGTERM)
    own: dict[str, Any] = (
        {"object_store_memory": STORE, "include_dashboard": False} if address == LOCAL else {}
    )
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")  # else it warns of a change to come
    try:
        ray.init(address, log_to_driver=False, configure_logging=False, **own)
    except (ConnectionError, RuntimeError, ValueError, exceptions.RayError) as error:
        raise SetupError(f"the Ray cluster at {address} can't be joined: {_line(error)}") from None
    finally:
        signal.signal(signal.SIGTERM, before)  # Ray takes it over
    try:
        yield n_cores()
    finally:
        ray.shutdown()


def n_cores() -> int:
    """Count the cores of the cluster that is joined."""
    return int(ray.cluster_resources().get("CPU", 0))


def spread[Item, Prepared, Result](
    batches: Iterable[Sequence[Item]],
    *,
    unfit: Callable[[], str | None],
    prepare: Callable[[], Prepared],
    work: Callable[[Sequence[Item], Prepared], Result],
    lost: Callable[[Item], Result],
    processes: int,
) -> Generator[Result]:
    """Do `work` on each batch on some node of the cluster that is joined; the results come in any order.

    As `workers.spread`. At most so many `processes` work, where that isn't 0. Raises SetupError where
    `unfit` says of a node why it can't work, and where no worker can be had.
    """
    crew = _Crew(iter(batches), unfit, prepare, work, lost, processes)
    try:
        yield from crew.results()
    finally:
        crew.dismiss()


@dataclass(slots=True)
class _Crew:
    """The workers, and what is to be done."""

    batches: Iterator[Sequence[Any]]
    unfit: Callable[[], str | None]
    prepare: Callable[[], Any]
    work: Callable[[Sequence[Any], Any], Any]
    lost: Callable[[Any], Any]
    processes: int
    hired: list[_Hired] = field(default_factory=list)
    waiting: deque[_Task] = field(default_factory=deque)
    running: dict[Any, tuple[_Hired, _Task | None]] = field(default_factory=dict)
    """What each answer that is awaited is to: a task, or None for the preparing."""
    n_wanted: int = 0
    n_lost_in_a_row: int = 0
    looked: float = -PATIENCE
    seen: float = field(default_factory=time.monotonic)
    """When a worker answered last, or none was needed."""

    def results(self) -> Iterator[Any]:
        while True:
            self.look()
            self.take()
            if not (self.waiting or any(worker.tasks for worker in self.hired)):
                return
            self.hire()
            self.hand_out()
            for ref in self.answers():
                yield from self.answer(ref)
            while self.waiting and self.waiting[0].n_lost >= TRIES_ALONE:
                (item,) = self.waiting.popleft().items
                yield self.lost(item)

    def look(self) -> None:
        """See now and then how many workers can be had."""
        if time.monotonic() - self.looked > TICK:
            self.looked = time.monotonic()
            cores = n_cores()
            self.n_wanted = min(cores, self.processes or cores)

    def take(self) -> None:
        """Take as many batches as there could be workers: few ahead of the work."""
        n_free = max(1, self.n_wanted) - len(self.waiting)
        self.waiting.extend(_Task(batch) for batch in islice(self.batches, max(0, n_free)))

    def hire(self) -> None:
        n_tasks = len(self.waiting) + sum(len(worker.tasks) for worker in self.hired)
        for _ in range(min(self.n_wanted, n_tasks) - len(self.hired)):
            worker = _Hired(ray.remote(num_cpus=1)(_Worker).remote())
            self.hired.append(worker)
            self.running[worker.actor.begin.remote(self.unfit, self.prepare, self.work)] = (worker, None)

    def hand_out(self) -> None:
        """Give what waits to who has the least; where nothing waits, what another works on to the idle."""
        for n_has in range(AHEAD):
            for worker in self.hired:
                if worker.is_ready and len(worker.tasks) == n_has:
                    if self.waiting:
                        self.give(worker, self.waiting.popleft())
                    elif n_has == 0 and (task := self.not_done_by_others()):
                        self.give(worker, task)

    def not_done_by_others(self) -> _Task | None:
        """Choose a task that one worker has: the last that was given out, which is perhaps not begun yet."""
        tasks = [task for _, task in self.running.values() if task and len(task.workers) == 1]
        return tasks[-1] if tasks else None

    def give(self, worker: _Hired, task: _Task) -> None:
        task.workers.append(worker)
        worker.tasks.append(task)
        self.running[worker.actor.do.remote(task.items)] = (worker, task)

    def answers(self) -> list[Any]:
        """Wait for answers; raises SetupError where none comes because there is nobody who works."""
        if any(worker.is_ready for worker in self.hired):
            self.seen = time.monotonic()
        elif time.monotonic() - self.seen > PATIENCE:
            raise SetupError(
                f"the Ray cluster gave no worker in {PATIENCE / 60:.0f} minutes: "
                "its cores are taken, or its nodes gone"
            )
        if not self.running:
            time.sleep(TICK)
            return []
        done, rest = ray.wait(list(self.running), timeout=TICK)
        more = ray.wait(rest, num_returns=len(rest), timeout=0)[0] if done and rest else []
        return [*done, *more]

    def answer(self, ref: Any) -> Iterator[Any]:
        """Take an answer: the result of a task, once."""
        if ref not in self.running:  # its worker was dismissed meanwhile
            return
        worker, task = self.running[ref]
        try:
            value = ray.get(ref)
        except exceptions.RayTaskError as error:
            raise _cause(error) from None
        except exceptions.RayError as error:
            self.bury(worker, error)
            return
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

    def bury(self, worker: _Hired, error: Exception) -> None:
        """Let others do what a worker that is lost had to do."""
        _dismiss(worker)
        self.hired.remove(worker)
        self.running = {ref: one for ref, one in self.running.items() if one[0] is not worker}
        for task in worker.tasks:
            task.workers.remove(worker)
            if not task.is_done and not task.workers:
                self.waiting.extendleft(_again(task))
        self.n_lost_in_a_row += 1
        if self.n_lost_in_a_row > IN_A_ROW + self.n_wanted:
            raise SetupError(
                f"{self.n_lost_in_a_row} Ray workers were lost one after another, and nothing was finished: "
                f"{_line(error)}"
            )

    def dismiss(self) -> None:
        for worker in self.hired:
            _dismiss(worker)


def _again(task: _Task) -> list[_Task]:
    """Make of a task that was lost what is to be done now."""
    if len(task.items) > 1 and task.n_lost + 1 >= TRIES_TOGETHER:
        return [_Task([item]) for item in task.items]
    return [_Task(task.items, task.n_lost + 1)]


def _dismiss(worker: _Hired) -> None:
    with suppress(exceptions.RayError):
        ray.kill(worker.actor)


def _check(address: str) -> None:
    """Raise SetupError where nobody answers: Ray itself would try for long, and in many lines."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not (host and port.isdecimal()):
        raise SetupError(f"the address of a Ray cluster is HOST:PORT, not {address!r}")
    try:
        socket.create_connection((host, int(port)), timeout=10).close()
    except OSError as error:
        raise SetupError(f"no Ray cluster answers at {address}: {error.strerror or error}") from None


def _cause(error: exceptions.RayTaskError) -> BaseException:
    cause: BaseException = error.cause
    return cause


def _line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
