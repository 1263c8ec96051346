"""The log of runs: a Parquet file for each, in a folder that `<out>/runs` leads to.

When there are many, they are put together in the one file of a new folder, and the link is switched: by the
link or by `load`, a row is seen once before, at and after the switch. The folder before stays until the
next time, for whoever lists it just then.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from pipeline.places import Place, S3Path
from pipeline.store import objects, parts
from pipeline.store.claims import remove, scratch
from pipeline.store.places import (
    RUNS,
    check_way,
    clear_links,
    failing_in_one_line,
    link_table,
    numbered,
    numbers,
    state_folder,
    sync,
)

MANY = 512  # files of the log, about a second's reading


def files(out: Place) -> Sequence[Place]:
    """List the files of the log behind `out`, or that were copied there; none where no run was logged."""
    if isinstance(out, S3Path):
        return [each.path for each in objects.listed(state_folder(out) / "log")]
    folder = _newest(state_folder(out)) or Path(out) / RUNS
    return sorted(folder.glob("*.parquet"))


def read(paths: Sequence[Place]) -> pa.Table:
    """Read runs, those of earlier versions too: what they don't tell is null."""
    runs = pa.concat_tables(
        [table.cast(_nullable(table.schema)) for table in parts.each(paths)], promote_options="permissive"
    )
    return runs.sort_by("run_id") if "run_id" in runs.column_names else runs


def log_run(out: Place, run_id: str, table: pa.Table) -> None:
    """Add one run to the `runs` table; the file appears complete or not at all.

    Assumes that the lock is held.
    """
    if isinstance(out, S3Path):
        objects.put(state_folder(out) / "log" / f"run-{run_id}.parquet", parts.encode(table))
        return
    state = state_folder(out)
    check_way(out, [RUNS])
    with failing_in_one_line(out):
        clear_links(out)
        out.mkdir(parents=True, exist_ok=True)
        folder = _newest(state) or _first(state)
        with scratch(state) as work:
            _write(work / "run", table)
            os.replace(work / "run", folder / f"run-{run_id}.parquet")
        sync(folder)
        if len(list(folder.glob("*.parquet"))) > MANY:
            folder = _together(state, folder)
        link_table(out, RUNS, folder)


def _newest(state: Path) -> Path | None:
    given = numbers(state / "log")
    return numbered(state / "log", given[-1]) if given else None


def _first(state: Path) -> Path:
    folder = numbered(state / "log", 1)
    folder.mkdir(parents=True, exist_ok=True)  # another run, without the lock, may have made it since
    sync(folder.parent)
    return folder


def _together(state: Path, folder: Path) -> Path:
    """Put the runs of a folder into one file of the next folder; without those that can't be read, never."""
    try:
        runs = read(sorted(folder.glob("*.parquet")))
    except (pa.ArrowException, OSError):
        return folder
    following = numbered(state / "log", int(folder.name) + 1)
    with scratch(state) as work:
        _write(work / f"runs-to-{folder.name}.parquet", runs)
        sync(work)
        os.rename(work, following)
    sync(following.parent)
    for number in numbers(state / "log")[:-2]:
        remove(numbered(state / "log", number), state=state)
    return following


def _write(path: Path, table: pa.Table) -> None:
    with open(path, "wb") as file:
        file.write(parts.encode(table))
        file.flush()
        os.fsync(file.fileno())


def _nullable(schema: pa.Schema) -> pa.Schema:
    return pa.schema([field.with_nullable(True) for field in schema], metadata=schema.metadata)
