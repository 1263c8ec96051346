"""Snapshots: every table written whole beside the ones in use, and switched in one atomic rename.

`<out>/TABLE` is a symlink that never changes, into `<state>/current/TABLE`; `<state>/current` is the one
name that moves, so all tables change together and a reader never sees half of a run. `<out>/runs` leads
to `<state>/runs`, a log that each run adds one file to.

    <state>/lock               held by the run at work
    <state>/snapshots/000001   one folder per table, each with one Parquet file
    <state>/current            → snapshots/000001
    <state>/runs               one Parquet file per run
    <state>/tmp                what is being written; leftovers of a killed run are cleared by the next
"""

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import OnrecordError, SetupError

KEEP_SNAPSHOTS = 3
KEEP_SECONDS = 24 * 3600
RUNS = "runs"


class LockedError(OnrecordError):
    """Another run is at work on the same tables."""


@dataclass(frozen=True, slots=True)
class Published:
    """The snapshot in use after a publication, and whether it is new."""

    snapshot: int
    new: bool


def state_folder(out: Path) -> Path:
    """Say where the snapshots behind `out` lie: where no glob over `out` or its parents reaches them.

    That is `.onrecord` at the root of the project that holds `out` (the nearest folder upwards with a
    pyproject.toml or .git), else beside the `data` folder that holds it, else beside `out` itself; one
    folder in it for each `out`.
    """
    out = Path(os.path.realpath(out))
    marked = (p for p in out.parents if (p / "pyproject.toml").exists() or (p / ".git").exists())
    beside_data = (p.parent for p in out.parents if p.name == "data")
    project = next(marked, next(beside_data, out.parent))
    return project / ".onrecord" / quote(str(out.relative_to(project)), safe="").replace("%2F", "+")


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold the lock of the tables in `out`, for one run at a time, and clear what killed runs left.

    Raises LockedError where another run holds it.
    """
    state = state_folder(out)
    state.mkdir(parents=True, exist_ok=True)
    with open(state / "lock", "a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockedError(f"another run is at work on {out} (it holds {lock.name})") from None
        shutil.rmtree(state / "tmp", ignore_errors=True)
        yield


def publish(out: Path, tables: Mapping[str, pa.Table]) -> Published:
    """Make `tables` what `out` shows; where it shows the same content already, nothing changes.

    Assumes that the lock is held, yet two at once do no harm: each snapshot is complete before it gets
    its number, and the highest number is the one in use.
    """
    state = state_folder(out)
    _link_tables(out, state, tables)
    work = _new_folder(state)
    for name, table in tables.items():
        (work / name).mkdir()
        _write_part(work / name, table)
        _sync(work / name)
    current = _current_number(state)
    if current is not None and _content(_snapshot(state, current)) == _content(work):
        shutil.rmtree(work)
        return Published(snapshot=current, new=False)
    number = _give_number(state, work)
    _flip(state, max(_numbers(state)))
    _forget(state)
    return Published(snapshot=number, new=True)


def log_run(out: Path, run_id: str, table: pa.Table) -> None:
    """Add one run to the `runs` table; the file appears complete or not at all."""
    state = state_folder(out)
    _link_tables(out, state, [RUNS])
    (state / RUNS).mkdir(exist_ok=True)
    work = _new_folder(state)
    part = _write_part(work, table)
    os.replace(part, state / RUNS / f"run-{run_id}.parquet")
    _sync(state / RUNS)
    shutil.rmtree(work)


def load(out: Path, table: str) -> pa.Table:
    """Read one table of the snapshot in use; raises SetupError where there is none or it can't be read.

    The links are followed once, so that a switch while reading can't mix two snapshots.
    """
    folder = (Path(out) / table).resolve()
    if not folder.is_dir():
        raise SetupError(f"no table {table!r} in {out}: run `onrecord run` first, or name the right folder")
    try:
        return pq.read_table(folder, partitioning=None)
    except (pa.ArrowException, OSError) as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise SetupError(f"table {table!r} in {out} can't be read: {why}") from None


def _link_tables(out: Path, state: Path, tables: Mapping[str, pa.Table] | list[str]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for name in tables:
        goal = state / name if name == RUNS else state / "current" / name
        target = os.path.relpath(goal, os.path.realpath(out))
        link = out / name
        if link.is_symlink() and os.readlink(link) == target:
            continue
        if link.exists() and not link.is_symlink():
            raise SetupError(
                f"{link} is in the way: it wasn't made by onrecord; move it or choose another --out"
            )
        _replace_link(link, target)


def _replace_link(link: Path, target: str) -> None:
    temporary = link.with_name(f".{link.name}.{os.getpid()}-{os.urandom(6).hex()}")
    os.symlink(target, temporary)
    os.replace(temporary, link)
    _sync(link.parent)


def _write_part(folder: Path, table: pa.Table) -> Path:
    unfinished = folder / "part.tmp"
    pq.write_table(table, unfinished, compression="zstd", version="2.6", row_group_size=64 * 1024)
    with open(unfinished, "rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
        os.fsync(written.fileno())
    part = folder / f"part-{digest[:16]}.parquet"
    os.rename(unfinished, part)
    return part


def _content(snapshot: Path) -> list[tuple[str, str]]:
    return sorted((part.parent.name, part.name) for part in snapshot.glob("*/*.parquet"))


def _give_number(state: Path, work: Path) -> int:
    number = max(_numbers(state), default=0) + 1
    while True:
        target = _snapshot(state, number)
        target.parent.mkdir(exist_ok=True)
        try:
            os.rename(work, target)
        except OSError:
            # a folder with tables in it can't be renamed over: somebody else took the number
            if not target.exists():
                raise
            number += 1
            continue
        _sync(target.parent)
        return number


def _flip(state: Path, number: int) -> None:
    target = os.path.relpath(_snapshot(state, number), state)
    _replace_link(state / "current", target)


def _forget(state: Path) -> None:
    current = _current_number(state)
    for number in sorted(_numbers(state))[:-KEEP_SNAPSHOTS]:
        snapshot = _snapshot(state, number)
        if number != current and time.time() - snapshot.stat().st_mtime > KEEP_SECONDS:
            shutil.rmtree(snapshot, ignore_errors=True)


def _new_folder(state: Path) -> Path:
    folder = state / "tmp" / f"{os.getpid()}-{os.urandom(6).hex()}"
    folder.mkdir(parents=True)
    return folder


def _snapshot(state: Path, number: int) -> Path:
    return state / "snapshots" / f"{number:06d}"


def _numbers(state: Path) -> list[int]:
    folder = state / "snapshots"
    return [int(path.name) for path in folder.iterdir() if path.name.isdigit()] if folder.is_dir() else []


def _current_number(state: Path) -> int | None:
    current = state / "current"
    return int(current.resolve().name) if current.is_symlink() and current.exists() else None


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
