"""Snapshots: every table written whole beside the ones in use, and switched in one atomic rename.

`<out>/TABLE` is a symlink that never changes, into `<state>/current/TABLE`; `<state>/current` is the one
name that moves, so all tables change together. `<out>/runs` leads to a log that each run adds one file to.

    <state>/lock               held by the run at work
    <state>/snapshots/000001   a folder of Parquet parts per table, and manifest.json, which lists them
    <state>/current            → snapshots/000001, always the highest number
    <state>/log/000001         one Parquet file per run; when there are many, they become one in 000002
    <state>/tmp                what is being written; leftovers of a killed run are cleared by the next

A part is named by its place and by the content of its whole table. So whoever lists a table's folder by its
link, and opens the files after a switch, gets an error, never the parts of two snapshots: had unchanged
parts kept their names from one content of a table to the next, Arrow's way of passing silently over files
that are gone between listing and asking for their size would yield some of the rows.
"""

from pipeline.errors import LockedError
from pipeline.store.claims import Hold, hold, remove_unheld, scratch
from pipeline.store.log import log_run
from pipeline.store.places import RUNS, state_folder, sync
from pipeline.store.publishing import Published, is_locked, locked, publish
from pipeline.store.reading import Snapshot, current, every, has_runs, load, pin, pinned, runs
from pipeline.store.retention import remove_others

__all__ = [
    "RUNS",
    "Hold",
    "LockedError",
    "Published",
    "Snapshot",
    "current",
    "every",
    "has_runs",
    "hold",
    "is_locked",
    "load",
    "locked",
    "log_run",
    "pin",
    "pinned",
    "publish",
    "remove_others",
    "remove_unheld",
    "runs",
    "scratch",
    "state_folder",
    "sync",
]
