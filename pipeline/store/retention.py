"""Which snapshots stay: the last three, those in use within a day, and those that somebody reads."""

import os
import time
from itertools import pairwise
from pathlib import Path

from pipeline.store.claims import remove, remove_unheld
from pipeline.store.places import current_number, numbers, snapshot_folder, state_folder, sync

KEEP_SNAPSHOTS = 3
KEEP_SECONDS = 24 * 3600


def retain(out: Path) -> None:
    """Remove the snapshots that nobody needs any more; one that can't be removed stays.

    A snapshot's day begins when the next one takes its place. Clocks jump: a snapshot is never taken to
    be older than one before it, and one that seems to come from the future is dated now.
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


def remove_others(out: Path) -> None:
    """Remove every snapshot but the one in use, of whatever age, and though somebody reads it."""
    state = state_folder(out)
    current = current_number(state)
    for number in numbers(state / "snapshots"):
        if number != current:
            remove(snapshot_folder(state, number), state=state)
    if (state / "snapshots").is_dir():
        sync(state / "snapshots")


def _made(snapshot: Path, now: float) -> float:
    try:
        made = snapshot.stat().st_mtime
        if made > now:
            os.utime(snapshot, (now, now))
    except OSError:  # removed by somebody else
        return 0.0
    return min(made, now)
