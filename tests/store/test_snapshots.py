import json
import multiprocessing
import subprocess
import sys
import time

import pandas as pd
import pyarrow as pa
import pytest

from pipeline import store
from pipeline.errors import LockedError, SetupError
from pipeline.store import lease, objects, publishing, snapshots
from tests.store import killed

FINGERPRINT = {"fingerprint": "f"}


def shown(out):
    return tuple(store.load(out, name).to_pydict() for name in killed.NAMES)


def names(out):
    return sorted(each.path.key.removeprefix(f"{out.key}/") for each in objects.listed(out))


def parts(out):
    return [name for name in names(out) if name.startswith(".onrecord/parts/")]


@pytest.fixture
def keeps_nothing(monkeypatch):
    monkeypatch.setattr(publishing, "KEEP_SECONDS", -1)


def test_tables_are_those_of_a_folder_byte_for_byte(bucket, out):
    for place in (bucket, out):
        with store.locked(place):
            assert store.publish(place, killed.tables(2), manifest=FINGERPRINT) == store.Published(
                1, new=True
            )
    here, there = store.current(out), store.current(bucket)
    assert there.tables == here.tables == ["pages", "quotes"]
    for name in killed.NAMES:
        assert [path.read_bytes() for path in here.files(name)] == [
            objects.read(path) for path in there.files(name)
        ]
        assert there.load(name) == here.load(name)
        assert list(there.rows(name, ["n"])) == list(here.rows(name, ["n"]))
        assert there.columns(name) == here.columns(name)
    assert there.is_whole()
    assert there.columns("none") == []


def test_the_same_content_is_published_once(bucket):
    assert store.publish(bucket, killed.tables(1)).new
    before = names(bucket)
    assert store.publish(bucket, killed.tables(1)) == store.Published(1, new=False)
    assert names(bucket) == before


def test_what_did_not_change_is_not_put_again(bucket, s3_server):
    store.publish(bucket, killed.tables(1))
    first = parts(bucket)
    store.publish(bucket, killed.tables(2))
    assert len(first) == 3
    assert len(parts(bucket)) == 5  # pages has two parts, of which the first is the same
    put = [
        line for line in s3_server.writes() if line.startswith(f"PUT /newsroom/{bucket.key}/.onrecord/parts")
    ]
    assert len(put) == 5
    assert shown(bucket) == killed.expected(2)


def test_a_part_that_is_gone_is_put_again(bucket):
    store.publish(bucket, killed.tables(1))
    objects.remove([bucket / parts(bucket)[0]])
    assert not store.current(bucket).is_whole()
    assert store.publish(bucket, killed.tables(1)) == store.Published(2, new=True)
    assert store.current(bucket).is_whole()
    assert shown(bucket) == killed.expected(1)


def test_the_manifest_in_use_tells_other_programs_what_to_read(bucket):
    store.publish(bucket, killed.tables(3), manifest=FINGERPRINT)
    told = json.loads(objects.read(bucket / "current.json"))
    assert (told["snapshot"], told["fingerprint"], told["tables"]["quotes"]["rows"]) == (1, "f", 3)
    for name, table in killed.tables(3).items():
        read = [
            pd.read_parquet(objects.opened(bucket / part["name"])) for part in told["tables"][name]["parts"]
        ]
        assert pd.concat(read, ignore_index=True).equals(table.to_pandas())


def test_a_snapshot_stays_a_day_after_it_was_replaced_and_the_last_three_longer(bucket, monkeypatch):
    for version in range(1, 6):
        store.publish(bucket, killed.tables(version))
    assert [each.number for each in store.every(bucket)] == [1, 2, 3, 4, 5]
    monkeypatch.setattr(publishing, "KEEP_SECONDS", -1)
    store.publish(bucket, killed.tables(6))
    assert [each.number for each in store.every(bucket)] == [4, 5, 6]
    assert all(each.is_whole() for each in store.every(bucket))
    listed = {str(path) for each in store.every(bucket) for name in killed.NAMES for path in each.files(name)}
    assert listed == {str(bucket / name) for name in parts(bucket)}


def test_all_but_the_one_in_use_is_removed_for_a_forgetting(bucket):
    for version in range(1, 4):
        store.publish(bucket, killed.tables(version))
    objects.put(bucket / ".onrecord/parts/000002-dead/quotes/left.parquet", b"over")
    store.remove_others(bucket)
    assert [each.number for each in store.every(bucket)] == [3]
    assert len(parts(bucket)) == 3
    assert shown(bucket) == killed.expected(3)


def test_leftovers_of_the_dead_go_and_what_may_still_be_published_stays(bucket):
    store.publish(bucket, killed.tables(1))
    dead, alive = (f".onrecord/parts/{number}-token/quotes/a.parquet" for number in ("000002", "000003"))
    for name in (dead, alive):
        objects.put(bucket / name, b"")
    store.publish(bucket, killed.tables(2))
    assert dead not in names(bucket)
    assert alive in names(bucket)


def test_who_is_late_publishes_nothing(bucket, monkeypatch):
    store.publish(bucket, killed.tables(1))
    put_tables = snapshots._put_tables

    def another_is_faster(*told):
        monkeypatch.setattr(snapshots, "_put_tables", put_tables)
        done = put_tables(*told)
        store.publish(bucket, killed.tables(2))
        return done

    monkeypatch.setattr(snapshots, "_put_tables", another_is_faster)
    with pytest.raises(LockedError, match="another run published snapshot 2"):
        store.publish(bucket, killed.tables(3))
    assert shown(bucket) == killed.expected(2)
    store.publish(bucket, killed.tables(3))
    assert shown(bucket) == killed.expected(3)
    assert store.current(bucket).number == 3


def test_two_at_once_without_the_lease_do_no_harm(bucket, keeps_nothing):
    context = multiprocessing.get_context("spawn")
    both = [context.Process(target=_publish_often, args=(bucket, first)) for first in (1, 11)]
    for each in both:
        each.start()
    seen = set()
    while any(each.is_alive() for each in both):
        snapshot = store.current(bucket)
        if snapshot is None:
            continue
        try:
            seen.add(tuple(snapshot.load("pages").to_pydict()["n"][1:]))
        except SetupError:  # replaced three times, and removed, since it was looked up
            assert store.current(bucket).number > snapshot.number + 2
    for each in both:
        each.join()
        assert each.exitcode == 0
    assert all(one == other for one, other in seen)
    assert store.current(bucket).is_whole()
    assert store.current(bucket).number > 8


def _publish_often(out, first):
    publishing.KEEP_SECONDS = -1
    for version in range(first, first + 8):
        try:
            store.publish(out, killed.tables(version))
        except LockedError:
            time.sleep(0.05)


@pytest.mark.parametrize("fault", ["lost", "busy"])
def test_it_is_published_though_the_network_fails(bucket, s3_server, fault):
    store.publish(bucket, killed.tables(1))
    s3_server.fail([fault] * 20)
    assert store.publish(bucket, killed.tables(2)) == store.Published(2, new=True)
    assert shown(bucket) == killed.expected(2)
    assert len(store.every(bucket)) == 2


def test_a_publication_may_be_killed_at_any_point(s3_server):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.store.killed_in_bucket"],
        env=s3_server.process_environment(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert all(int(count) > 8 for count in done.stdout.split()), done.stdout


def test_where_there_are_no_tables_that_is_said(bucket):
    assert store.current(bucket) is None
    assert store.every(bucket) == []
    for action in (lambda: store.load(bucket, "quotes"), lambda: store.pin(bucket)):
        with pytest.raises(SetupError, match=f"no table.* in {bucket}: run `onrecord run` first"):
            action()
    store.publish(bucket, killed.tables(1))
    with pytest.raises(SetupError, match="no table 'articles'"):
        store.load(bucket, "articles")


def test_a_damaged_part_and_a_damaged_manifest_are_named(bucket):
    store.publish(bucket, killed.tables(1))
    part = store.current(bucket).files("quotes")[0]
    objects.put(part, b"no parquet")
    with pytest.raises(SetupError, match=f"can't be read: {part}"):
        store.load(bucket, "quotes")
    objects.put(bucket / "current.json", b"{}")
    with pytest.raises(SetupError, match=r"current\.json isn't what onrecord put there"):
        store.current(bucket)


def test_runs_are_logged_in_the_order_of_their_time(bucket):
    assert not store.has_runs(bucket)
    for run in ("2", "1", "3"):
        store.log_run(bucket, run, pa.table({"run_id": [run], "started_at": [int(run)]}))
    assert [row["run_id"] for row in store.runs(bucket)] == ["3", "2", "1"]
    assert store.load(bucket, "runs").column("run_id").to_pylist() == ["1", "2", "3"]


def test_the_lock_of_a_bucket_is_the_lease(bucket, monkeypatch):
    monkeypatch.setattr(lease, "RENEW", 0.2)
    with store.locked(bucket), pytest.raises(LockedError), store.locked(bucket):
        pass
