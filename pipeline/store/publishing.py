"""Publishing: tables become a snapshot, the snapshot gets a number, the highest number is the one in use."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import LockedError
from pipeline.places import Place, S3Path
from pipeline.store import lease, parts, snapshots
from pipeline.store.claims import clear_scratch, scratch
from pipeline.store.places import (
    ATTEMPTS,
    MANIFEST,
    RUNS,
    check_way,
    clear_links,
    current_number,
    failing_in_one_line,
    link_table,
    numbers,
    points,
    replace_link,
    snapshot_folder,
    state_folder,
    sync,
)
from pipeline.store.reading import Snapshot, current
from pipeline.store.retention import KEEP_SECONDS, KEEP_SNAPSHOTS, date, retain


@dataclass(frozen=True, slots=True)
class Published:
    """The snapshot in use after a publication, and whether it is new."""

    snapshot: int
    new: bool


@contextmanager
def locked(out: Place, *, wait: bool = False) -> Iterator[None]:
    """Hold the lock of the tables in `out`, for one run at a time; finish and clear what a killed run left.

    Raises LockedError where another run holds it, unless told to wait for its end; SetupError where
    nothing can be written.
    """
    if isinstance(out, S3Path):
        with lease.leased(state_folder(out), wait=wait):
            snapshots.settle(out)
            yield
        return
    state = state_folder(out)
    with failing_in_one_line(out):
        state.mkdir(parents=True, exist_ok=True)
        lock = open(state / "lock", "a")  # noqa: SIM115  closed below, so that faults of the block pass
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise LockedError(f"another run is at work on {out} (it holds {lock.name})") from None
        with failing_in_one_line(out):
            clear_scratch(state)
            settle(out)
        yield


def is_locked(out: Place) -> bool:
    """Say whether a run is at work on the tables in `out`."""
    if isinstance(out, S3Path):
        seen = lease.look(state_folder(out))
        return seen is not None and not seen.is_free
    try:
        with open(state_folder(out) / "lock", encoding="utf-8") as lock:
            # for an instant only; a shared lock, so that two who look don't take one another for a run
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def publish(
    out: Place, tables: Mapping[str, parts.Pieces], *, manifest: Mapping[str, Any] | None = None
) -> Published:
    """Make `tables` what `out` shows; where it shows the same content already, nothing changes.

    A table may come in pieces: they are written as they come, and where they end makes no difference.

    `manifest` is content too, without clocks; what tables there are, of which parts, is added to it.
    Assumes that the lock is held, yet two at once do no harm: each snapshot is complete before it gets
    its number, and the highest number is the one in use. Raises SetupError where something can't be
    written, or lies in the way; LockedError where another run published into the same bucket meanwhile.
    """
    if isinstance(out, S3Path):
        number, is_new = snapshots.publish(out, tables, manifest or {})
        if is_new:
            snapshots.retain(out, keep=KEEP_SNAPSHOTS, seconds=KEEP_SECONDS)
        return Published(number, is_new)
    state = state_folder(out)
    check_way(out, [*tables, RUNS])
    with failing_in_one_line(out):
        settle(out)
        before = current(out)
        with scratch(state) as work:
            content, had_all = _write_tables(work, tables, before)
            full = json.dumps({**(manifest or {}), "tables": content}, sort_keys=True, indent=1) + "\n"
            if before and had_all and before.manifest == json.loads(full):
                return Published(snapshot=before.number, new=False)
            _write_manifest(work, full)
            date(work)
            number = _give_number(state, work)
        settle(out)
        retain(out)
    return Published(snapshot=number, new=True)


def settle(out: Path) -> None:
    """Bring the highest snapshot into use, and make a link for each of its tables.

    That ends a publication, and mends one that was killed before its end.
    """
    state = state_folder(out)
    clear_links(out)
    for _ in range(ATTEMPTS):
        highest = max(numbers(state / "snapshots"), default=None)
        if highest is None:
            return
        if current_number(state) == highest:
            break
        _flip(state, highest)  # and look again: somebody else may have published meanwhile
    shown = {path.name for path in (state / "current").iterdir() if path.is_dir()}
    check_way(out, shown)
    out.mkdir(parents=True, exist_ok=True)
    for name in sorted(shown):
        link_table(out, name, state / "current" / name)
    _drop_links(out, state, shown)


def _write_tables(
    work: Path, tables: Mapping[str, parts.Pieces], before: Snapshot | None
) -> tuple[dict[str, Any], bool]:
    known = before.parts() if before else {}

    def find(sha256: str, size: int) -> Path | None:
        path = known.get(sha256)
        return path if path and parts.is_sound(path, sha256, size) else None

    content, had_all = {}, True
    for name, table in tables.items():
        written, had = parts.write_table(work / name, table, find=find)
        rows = sum(part.rows for part in written)
        content[name] = {"rows": rows, "parts": [asdict(part) for part in written]}
        had_all = had_all and had
    return content, had_all


def _write_manifest(work: Path, text: str) -> None:
    with open(work / MANIFEST, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    sync(work)


def _give_number(state: Path, work: Path) -> int:
    ours = os.stat(work)
    (state / "snapshots").mkdir(exist_ok=True)
    number = max(numbers(state / "snapshots"), default=0) + 1
    while True:
        target = snapshot_folder(state, number)
        try:
            os.rename(work, target)
        except OSError:
            # a folder that isn't empty can't be renamed over, and a failure may be none: what is there tells
            if not target.exists():
                raise
            if not os.path.samestat(os.stat(target), ours):
                number += 1
                continue
        sync(target.parent)
        return number


def _flip(state: Path, number: int) -> None:
    target = os.path.relpath(snapshot_folder(state, number), state)
    with scratch(state) as folder:
        os.symlink(target, folder / "current")
        replace_link(folder / "current", state / "current")


def _drop_links(out: Path, state: Path, shown: set[str]) -> None:
    """Remove the links of tables that there were once."""
    behind = os.path.relpath(state / "current", os.path.realpath(out))
    for path in out.iterdir():
        if path.name not in shown and points(path, os.path.join(behind, path.name)):
            path.unlink(missing_ok=True)
