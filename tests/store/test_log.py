"""The log of runs: a file for each, put together when there are many; a row is never lost nor seen twice."""

import os
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from pipeline import store
from pipeline.errors import SetupError
from pipeline.store import log
from tests.store.killed import publish

STRICT = pa.schema(
    [pa.field("run_id", pa.string(), nullable=False), pa.field("n", pa.int64(), nullable=False)]
)


def add(out: Path, number: int, **more: int) -> None:
    run_id = f"2019{number:04d}"
    strict = pa.schema([*STRICT, *(pa.field(name, pa.int64(), nullable=False) for name in more)])
    with store.locked(out):
        store.log_run(out, run_id, pa.Table.from_pylist([{"run_id": run_id, "n": number, **more}], strict))


def by_link(out: Path) -> list[int]:
    return sorted(pd.read_parquet(out / "runs")["n"])


def folders(out: Path) -> list[str]:
    return sorted(path.name for path in (store.state_folder(out) / "log").iterdir())


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(log, "MANY", 4)


def test_every_row_is_seen_once_whenever_they_are_put_together(out, few):
    publish(out, 1)
    for number in range(23):
        add(out, number)
        assert by_link(out) == list(range(number + 1))
        assert store.load(out, "runs").column("n").to_pylist() == list(range(number + 1))
        assert len(list((out / "runs").iterdir())) <= 5
    assert folders(out) == ["000005", "000006"], "the folder before stays for whoever lists it"


def test_whoever_listed_the_files_before_can_read_them_after(out, few):
    for number in range(4):
        add(out, number)
    listed = log.files(out)
    add(out, 4)
    assert log.files(out) != listed
    assert log.read(listed).column("n").to_pylist() == [0, 1, 2, 3]


def test_runs_of_earlier_versions_lack_what_later_ones_tell(out, few):
    for number in range(3):
        add(out, number)
    for number in range(3, 7):
        add(out, number, words=number)
    assert store.load(out, "runs", ["n", "words"]).to_pydict() == {
        "n": list(range(7)), "words": [None, None, None, 3, 4, 5, 6],
    }  # fmt: skip


def test_a_run_killed_before_the_link_is_switched_leaves_every_row_seen_once(out, few, monkeypatch):
    for number in range(4):
        add(out, number)
    with monkeypatch.context() as killed:
        killed.setattr(log, "link_table", lambda *_: None)
        add(out, 4)
    assert folders(out) == ["000001", "000002"]
    assert by_link(out) == store.load(out, "runs").column("n").to_pylist() == [0, 1, 2, 3, 4]
    add(out, 5)
    assert by_link(out) == [0, 1, 2, 3, 4, 5]


def test_a_damaged_file_is_named_and_nothing_is_put_together(out, few):
    for number in range(4):
        add(out, number)
    damaged = log.files(out)[2]
    damaged.write_bytes(b"torn")
    add(out, 4)
    assert folders(out) == ["000001"]
    with pytest.raises(SetupError, match="table 'runs' in") as told:
        store.load(out, "runs")
    assert f"{damaged}: " in str(told.value)
    os.unlink(damaged)
    add(out, 5)
    assert store.load(out, "runs").column("n").to_pylist() == [0, 1, 3, 4, 5]
