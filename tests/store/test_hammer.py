"""Readers of every kind at work while tables are published over and over."""

import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pytest

import pipeline
from pipeline.errors import SetupError
from tests.store.killed import NAMES, tables

WHOLE = {name: [tables(version)[name].to_pydict() for version in (1, 2)] for name in NAMES}
TOGETHER = list(zip(*(WHOLE[name] for name in NAMES), strict=True))
Reader = Callable[[Path], bool]


def by_pandas(folder: Path) -> dict:
    return pd.read_parquet(folder).to_dict("list")


def by_duckdb(folder: Path) -> dict:
    return duckdb.connect().sql(f"from read_parquet('{folder}/*.parquet')").df().to_dict("list")


def pandas_by_link(out: Path) -> bool:
    frame = by_pandas(out / "pages")
    if not frame:  # every file was gone between listing the folder and asking for sizes
        raise FileNotFoundError
    return frame in WHOLE["pages"]


def duckdb_by_link(out: Path) -> bool:
    return by_duckdb(out / "pages") in WHOLE["pages"]


def pandas_by_real_path(out: Path) -> bool:
    return by_pandas(Path(os.path.realpath(out / "pages"))) in WHOLE["pages"]


def duckdb_by_real_path(out: Path) -> bool:
    return by_duckdb(Path(os.path.realpath(out / "pages"))) in WHOLE["pages"]


def loaded(out: Path) -> bool:
    return pipeline.load("pages", out=out).to_dict("list") in WHOLE["pages"]


def pinned(out: Path) -> bool:
    with pipeline.snapshot(out) as snapshot:
        together = tuple(snapshot.load(name).to_dict("list") for name in NAMES)
        by_others = by_duckdb(snapshot.path("pages")), by_pandas(snapshot.path("quotes"))
    return together == by_others and together in TOGETHER


def read_while_publishing(out: Path, readers: list[Reader], *, times: int, keep: str) -> dict[str, Counter]:
    """Read in a thread per reader until a writer has published so many times; count what came of it."""
    command = [sys.executable, "-m", "tests.store.publisher", str(out), str(times), keep]
    counts: dict[str, Counter] = {reader.__name__: Counter() for reader in readers}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout.readline() == "started\n"

        def read(reader: Reader) -> None:
            while writer.poll() is None:
                try:
                    outcome = "whole" if reader(out) else "torn"
                except (OSError, pa.ArrowException, duckdb.Error, SetupError) as error:
                    outcome = f"error: {error}"
                counts[reader.__name__][outcome] += 1

        threads = [threading.Thread(target=read, args=[reader]) for reader in readers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert writer.stdout.read() == f"{times}\n", "each publication was a new one"
    assert writer.returncode == 0
    return counts


@pytest.mark.slow
def test_nobody_reads_half_of_a_snapshot_and_who_pins_one_reads_it_to_the_end(out):
    readers = [pandas_by_link, duckdb_by_link, loaded, pinned]
    counts = read_while_publishing(out, readers, times=300, keep="nothing")
    assert {name: count["torn"] for name, count in counts.items()} == {r.__name__: 0 for r in readers}
    for safe in ("loaded", "pinned"):
        assert set(counts[safe]) == {"whole"}, safe
    # a switch in the midst of a read by the link ends it with an error: read again, or pin
    for by_link in ("pandas_by_link", "duckdb_by_link"):
        assert counts[by_link]["whole"], counts[by_link]


@pytest.mark.slow
def test_who_follows_the_link_once_has_a_day_to_read(out):
    readers = [pandas_by_real_path, duckdb_by_real_path]
    counts = read_while_publishing(out, readers, times=60, keep="a day")
    assert [set(count) for count in counts.values()] == [{"whole"}, {"whole"}]
