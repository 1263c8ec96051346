"""The log of runs: a Parquet file for each, in a folder that `<out>/runs` leads to."""

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.store.claims import scratch
from pipeline.store.places import RUNS, check_way, link_table, state_folder, sync


def files(out: Path) -> list[Path]:
    """List the files of the log behind `out`; none where no run was logged."""
    return sorted((state_folder(out) / RUNS).glob("*.parquet"))


def log_run(out: Path, run_id: str, table: pa.Table) -> None:
    """Add one run to the `runs` table; the file appears complete or not at all."""
    state = state_folder(out)
    check_way(out, [RUNS])
    out.mkdir(parents=True, exist_ok=True)
    (state / RUNS).mkdir(parents=True, exist_ok=True)
    link_table(out, RUNS, state / RUNS)
    with scratch(state) as work:
        pq.write_table(table, work / "run", compression="zstd", version="2.6")
        with open(work / "run", "rb") as written:
            os.fsync(written.fileno())
        os.replace(work / "run", state / RUNS / f"run-{run_id}.parquet")
    sync(state / RUNS)
