"""Workers on the nodes of a Ray cluster, which is joined for that."""

import logging
import os
import re
import signal
import socket
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from pipeline.errors import SetupError
from pipeline.run import crew

for _name, _value in {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_DEDUP_LOGS_SKIP_REGEX": ".",  # it prints nothing of what it sees: what matters is told here
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",  # else it warns of a change to come
}.items():
    os.environ.setdefault(_name, _value)  # as long as it isn't imported

import ray  # noqa: E402
from ray import exceptions  # noqa: E402

LOCAL = "local"  # an address: of a cluster of this machine alone, which ends with the run
_IP = re.compile(r"\bip=([^\s,)]+)")  # where a fault was, as Ray tells it
STORE = 200_000_000  # bytes of memory for what is on its way, in a cluster of this machine


@contextmanager
def connected(address: str) -> Iterator[int]:
    """Join a cluster, and leave it in the end; gives how many cores it has.

    Raises SetupError where none answers at this address.
    """
    if address != LOCAL:
        _check(address)
    logging.getLogger("ray").setLevel(logging.ERROR)
    own = {"object_store_memory": STORE, "include_dashboard": False} if address == LOCAL else {}
    try:
        with _own_signals():
            ray.init(address, log_to_driver=False, configure_logging=False, **own)
    except (ConnectionError, RuntimeError, ValueError, exceptions.RayError) as error:
        raise SetupError(f"the Ray cluster at {address} can't be joined: {_line(error)}") from None
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
    warn: Callable[[str], None],
) -> Generator[Result]:
    """Do `work` on each batch on some node of the cluster that is joined; the results come in any order.

    As `workers.spread`, for the rest as `crew.spread`. `unfit` says of the node that it is called on why
    that can't work.
    """
    return crew.spread(batches, _Nodes(unfit, prepare, work), lost=lost, processes=processes, warn=warn)


class _Worker:
    """What runs on a node, in a process of its own."""

    def begin(self, unfit: Callable[[], str | None], prepare: Callable[[], Any], work: Any) -> str | None:
        if why := unfit():
            return f"node {socket.gethostname()} ({ray.util.get_node_ip_address()}) {why}"
        self._prepared, self._work = prepare(), work
        return None

    def do(self, batch: Sequence[Any]) -> Any:
        return self._work(batch, self._prepared)


_Remote = ray.remote(num_cpus=1)(_Worker)


@dataclass(frozen=True, slots=True)
class _Nodes:
    """The agency of a crew."""

    unfit: Callable[[], str | None]
    prepare: Callable[[], Any]
    work: Callable[[Sequence[Any], Any], Any]

    def n_cores(self) -> int:
        return n_cores()

    def hire(self) -> Any:
        return _Remote.remote()

    def begin(self, worker: Any) -> Any:
        return worker.begin.remote(self.unfit, self.prepare, self.work)

    def do(self, worker: Any, items: Sequence[Any]) -> Any:
        return worker.do.remote(items)

    def come(self, answers: Sequence[Any], *, timeout: float) -> Sequence[Any]:
        done, rest = ray.wait(answers, timeout=timeout)
        return [*done, *(ray.wait(rest, num_returns=len(rest), timeout=0)[0] if done and rest else ())]

    def read(self, answer: Any) -> Any:
        try:
            return ray.get(answer)
        except exceptions.RayTaskError as error:
            cause: BaseException = error.cause
            if where := _IP.search(str(error)):
                cause.add_note(f"on node {where.group(1)}")
            raise cause from None
        except exceptions.RayError as error:
            raise crew.LostError(_line(error)) from None

    def dismiss(self, worker: Any) -> None:
        with suppress(exceptions.RayError):
            ray.kill(worker)


@contextmanager
def _own_signals() -> Iterator[None]:
    """Give back afterwards what Ray takes over: what is to be done when this process is terminated."""
    before = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, before)


def _check(address: str) -> None:
    """Raise SetupError where nobody answers: Ray itself would try for long, and in many lines."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not (host and port.isdecimal()):
        raise SetupError(f"the address of a Ray cluster is HOST:PORT, not {address!r}")
    try:
        socket.create_connection((host, int(port)), timeout=10).close()
    except OSError as error:
        raise SetupError(f"no Ray cluster answers at {address}: {error.strerror or error}") from None


def _line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
