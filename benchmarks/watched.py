"""Run a command and watch what it takes: wall time, processor time, memory of each of its processes."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

ONRECORD = [sys.executable, "-m", "pipeline.cli"]
ROOT = Path(__file__).parents[1]
GOOD = (0, 3)  # 3: some pages were set aside
TICK = 0.2  # seconds


@dataclass(frozen=True, slots=True)
class Taken:
    """What a command took: seconds of wall and processor time, and the most memory of its processes in MB."""

    wall: float
    cpu: float
    parent: float
    worker: float
    """The most of any other process than the first; 0 where there was none."""


def run(
    *args: object,
    seen: Callable[[float, dict[int, float]], None] | None = None,
    every: float = TICK,
    inside: Sequence[str] = (),
    env: dict[str, str] | None = None,
) -> Taken:
    """Run `onrecord` with these arguments to its end; raises SystemExit with what it said where it fails.

    `seen` is given, `every` so many seconds, the seconds since the start and the memory of each process in
    MB, the first one's first; `inside` is a command that the whole is an argument of.
    """
    before, began = getrusage(RUSAGE_CHILDREN), time.perf_counter()
    command = [*inside, *ONRECORD, *map(str, args)]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1", **(env or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    peaks: dict[int, float] = {}
    while process.poll() is None:
        memory = memory_of(process.pid)
        for pid, megabytes in memory.items():
            peaks[pid] = max(peaks.get(pid, 0.0), megabytes)
        if seen:
            seen(time.perf_counter() - began, memory)
        try:
            process.wait(every)
        except subprocess.TimeoutExpired:
            continue
    wall, after = time.perf_counter() - began, getrusage(RUSAGE_CHILDREN)
    said = process.stderr.read() if process.stderr else ""
    if process.returncode not in GOOD:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{said[-3000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    first = peaks.pop(process.pid, 0.0)
    return Taken(wall, cpu, first, max(peaks.values(), default=0.0))


def memory_of(pid: int) -> dict[int, float]:
    """Give the resident memory of a process and of those that it started, in MB; none where it has ended."""
    found = {}
    for each in _family(pid):
        try:
            pages = int(Path(f"/proc/{each}/statm").read_text().split()[1])
        except (OSError, IndexError):
            continue  # it has ended
        found[each] = pages * os.sysconf("SC_PAGE_SIZE") / 1e6
    return found


def _family(pid: int) -> list[int]:
    try:
        told = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        told = ""
    return [pid, *(each for child in told.split() for each in _family(int(child)))]
