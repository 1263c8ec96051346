"""Which snapshots stay: the last three, those in use within a day, and those that somebody reads."""

import os
import time
from itertools import pairwise
from pathlib import Path

from pipeline.places import Place, S3Path
from pipeline.store import snapshots
from pipeline.store.claims import remove, remove_unheld
from pipeline.store.places import MANIFEST, current_number, numbers, snapshot_folder, state_folder, sync

KEEP_SNAPSHOTS = 3
KEEP_SECONDS = 24 * 3600


def retain(out: Path) -> None:
    """Remove the snapshots that nobody needs any more; one that can't be removed stays.

    A snapshot's day begins when the next one takes its place, and no snapshot is older than one before it,
    whatever a clock said that jumped back.
    """
    state = state_folder(out)
    found, now, latest = numbers(state / "snapshots"), time.time(), 0.0
    superseded = {}
    for number, following in pairwise(found):
        made = (_made(snapshot_folder(state, each), now) for each in (number, following))
        superseded[number] = latest = max(latest, *made)
    for number in found[:-KEEP_SNAPSHOTS]:
        if number != current_number(state) and now - superseded[number] > KEEP_SECONDS:
            remove_unheld(snapshot_folder(state, number), state=state)


def remove_others(out: Place) -> None:
    """Remove every snapshot but the one in use, of whatever age, and though somebody reads it."""
    if isinstance(out, S3Path):
        snapshots.remove_others(out)
        return
    state = state_folder(out)
    current = current_number(state)
    for number in numbers(state / "snapshots"):
        if number != current:
            remove(snapshot_folder(state, number), state=state)
    if (state / "snapshots").is_dir():
        sync(state / "snapshots")


def date(snapshot: Path) -> None:
    """Date a snapshot by the clock that will judge its age, which a file server's need not agree with."""
    now = time.time()
    for path in (snapshot / MANIFEST, snapshot):
        os.utime(path, (now, now))


def _made(snapshot: Path, now: float) -> float:
    """Say when a snapshot was made.

    The folder keeps that; where it lies in the future, a clock is wrong or was, and what counts is when
    that was first seen: the manifest keeps it, for the clock may be set right again.
    """
    seen = snapshot / MANIFEST if (snapshot / MANIFEST).is_file() else snapshot
    try:
        if (made := snapshot.stat().st_mtime) <= now:
            return made
        if (made := seen.stat().st_mtime) > now:
            os.utime(seen, (now, now))
    except OSError:  # removed by somebody else
        return 0.0
    return min(made, now)
