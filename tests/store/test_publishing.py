import os
import shutil
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


def test_the_manifest_is_content_and_lists_the_parts(out):
    told = {"fingerprint": "f1", "schema_version": 3}
    assert store.publish(out, tables(1), manifest=told).new
    assert not store.publish(out, tables(1), manifest=told).new
    assert store.publish(out, tables(1), manifest=told | {"fingerprint": "f2"}).new
    manifest = store.current(out).manifest
    assert (manifest["fingerprint"], manifest["schema_version"]) == ("f2", 3)
    (part,) = manifest["tables"]["pages"]["parts"]
    assert (manifest["tables"]["pages"]["rows"], part["rows"]) == (2, 2)
    assert part["bytes"] == (store.current(out).path("pages") / part["name"]).stat().st_size


def test_the_link_of_a_table_that_is_no_more_goes_and_that_of_a_new_one_comes(out):
    store.publish(out, {"old": pa.table({"n": [1]}), **tables(1)})
    store.log_run(out, "20190101T000000", pa.table({"n": [1]}))
    (out / "mine.txt").touch()
    store.publish(out, {"new": pa.table({"n": [1]}), **tables(1)})
    assert {path.name for path in out.iterdir()} == {"new", "quotes", "pages", "runs", "mine.txt"}


def test_links_that_were_removed_are_made_again(out):
    store.publish(out, tables(1))
    (out / "quotes").unlink()
    assert not store.publish(out, tables(1)).new
    assert shown(out) == {"quotes": [1], "pages": [1, 1]}


def test_tables_that_were_copied_are_read_where_they_lie(out, tmp_path):
    store.publish(out, tables(1))
    shutil.copytree(out, tmp_path / "copied", symlinks=False)
    assert store.load(tmp_path / "copied", "pages").to_pydict() == {"n": [1, 1]}
    with store.pinned(tmp_path / "copied") as snapshot:
        assert (snapshot.number, snapshot.tables) == (0, ["pages", "quotes"])
