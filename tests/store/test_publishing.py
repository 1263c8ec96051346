import os
import time
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from pipeline import store
from pipeline.errors import SetupError


def tables(value: int) -> dict[str, pa.Table]:
    return {"quotes": pa.table({"n": [value]}), "pages": pa.table({"n": [value, value]})}


def shown(out: Path) -> dict[str, list[int]]:
    return {name: pd.read_parquet(out / name)["n"].to_list() for name in ("quotes", "pages")}


@pytest.mark.parametrize(
    ("why", "marker", "out", "state"),
    [
        ("a project's root", "pyproject.toml", "data/processed", ".onrecord/data+processed"),
        ("a repository's root", ".git", "deep/er/tables", ".onrecord/deep+er+tables"),
        ("beside data", None, "data/processed", ".onrecord/data+processed"),
        ("beside the tables", None, "tables", ".onrecord/tables"),
        ("a + in a name is no /", None, "a+b", ".onrecord/a%2Bb"),
    ],
)
def test_state_lies_where_no_glob_over_the_tables_reaches(tmp_path, why, marker, out, state):
    root = tmp_path / "root"
    root.mkdir()
    if marker:
        (root / marker).touch()
    assert store.state_folder(root / out) == root / state, why


def test_tables_are_read_through_their_links(out):
    assert store.publish(out, tables(1)) == store.Published(snapshot=1, new=True)
    assert shown(out) == {"quotes": [1], "pages": [1, 1]}
    assert store.load(out, "quotes").to_pydict() == {"n": [1]}


def test_all_tables_change_together_and_the_links_stay(out):
    store.publish(out, tables(1))
    before = {name: os.readlink(out / name) for name in tables(1)}
    assert store.publish(out, tables(2)) == store.Published(snapshot=2, new=True)
    assert shown(out) == {"quotes": [2], "pages": [2, 2]}
    assert {name: os.readlink(out / name) for name in tables(1)} == before


def test_the_same_content_is_published_once(out):
    store.publish(out, tables(1))
    assert store.publish(out, tables(1)) == store.Published(snapshot=1, new=False)
    assert [path.name for path in (store.state_folder(out) / "snapshots").iterdir()] == ["000001"]


def test_a_glob_over_data_meets_each_table_once(out):
    store.publish(out, tables(1))
    store.publish(out, tables(2))
    data = out.parent
    found = [path for folder, _, files in os.walk(data) for path in files if path.endswith(".parquet")]
    assert found == []  # os.walk follows no links: nothing but the links lies under data
    assert len(list(data.glob("processed/*/*.parquet"))) == 2


def test_the_tables_move_with_their_project(tmp_path):
    store.publish(tmp_path / "here" / "data" / "processed", tables(1))
    (tmp_path / "here").rename(tmp_path / "there")
    assert shown(tmp_path / "there" / "data" / "processed")["quotes"] == [1]


def test_old_snapshots_go_after_a_day_but_three_stay(out, monkeypatch):
    for value in range(5):
        store.publish(out, tables(value))
    snapshots = store.state_folder(out) / "snapshots"
    assert len(list(snapshots.iterdir())) == 5, "none is a day old"
    later = time.time() + 25 * 3600
    monkeypatch.setattr(time, "time", lambda: later)
    store.publish(out, tables(5))
    assert sorted(path.name for path in snapshots.iterdir()) == ["000004", "000005", "000006"]


def test_a_folder_that_onrecord_did_not_make_is_left_alone(out):
    (out / "quotes").mkdir(parents=True)
    (out / "quotes" / "mine.parquet").touch()
    with pytest.raises(SetupError, match="is in the way"):
        store.publish(out, tables(1))
    assert [path.name for path in (out / "quotes").iterdir()] == ["mine.parquet"]


def test_a_missing_table_says_what_to_do(out):
    with pytest.raises(SetupError, match=r"no table 'quotes' in .*run `onrecord run` first"):
        store.load(out, "quotes")


def test_runs_are_a_log_that_grows_by_one_file_a_run(out):
    store.publish(out, tables(1))
    store.log_run(out, "20190101T000000", pa.table({"n": [1]}))
    store.log_run(out, "20190102T000000", pa.table({"n": [2]}))
    assert sorted(pd.read_parquet(out / "runs")["n"]) == [1, 2]


def test_one_run_at_a_time(out):
    with (
        store.locked(out),
        pytest.raises(store.LockedError, match="another run is at work"),
        store.locked(out),
    ):
        pass
    with store.locked(out):
        pass  # and it is free again
