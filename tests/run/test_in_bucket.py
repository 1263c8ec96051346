import json
import subprocess
import sys

import pytest

from pipeline import config, forget, run, store
from pipeline import status as looking
from pipeline.errors import LockedError, SetupError
from pipeline.store import objects
from tests import fast
from tests.run import killed_in_bucket


def go(raw, out, **more):
    return run.run(config.settings(raw=raw, out=out, processes=1), **more)


def upload(folder, place):
    for path in folder.rglob("*"):
        if path.is_file():
            objects.put(place / path.relative_to(folder).as_posix(), path.read_bytes())


@pytest.fixture
def there(pages, bucket):
    """Put the pages into the bucket, and give the folder there."""
    upload(pages, bucket / "raw")
    return bucket / "raw"


def test_tables_are_the_same_wherever_pages_and_tables_lie(pages, there, out, bucket):
    go(pages, out)
    expected = fast.tables_in(out)
    for number, (raw, place) in enumerate(
        [(there, bucket / "a"), (pages, bucket / "b"), (there, out.parent / "c")]
    ):
        report = go(raw, place)
        assert (report.outcome, report.n_new) == ("published", 7), number
        assert killed_in_bucket.tables_in(place) == expected, number


def test_only_what_is_new_is_processed_and_put(pages, there, bucket, s3_server):
    out = bucket / "out"
    go(there, out)
    assert go(there, out).outcome == "unchanged"
    objects.put(there / "new.txt", "“It is late,” said Ada Finch of Quarrow.".encode())
    report = go(there, out)
    assert (report.n_new, report.n_kept, report.snapshot) == (1, 7, 2)
    objects.remove([there / "new.txt"])
    report = go(there, out, mirror=True)
    assert (report.n_new, report.n_vanished, report.snapshot) == (0, 1, 3)
    assert [row["outcome"] for row in looking.history(out)] == ["published"] * 2 + ["unchanged", "published"]


def test_an_interrupted_run_goes_on_where_it_was(there, bucket, monkeypatch):
    out = bucket / "out"
    with monkeypatch.context() as patch:
        patch.setattr(store, "publish", _interrupt)
        with pytest.raises(KeyboardInterrupt):
            go(there, out)
    assert store.current(out) is None
    report = go(there, out)
    assert (report.n_new, report.n_kept, report.outcome) == (0, 7, "published")


def _interrupt(*_, **__):
    raise KeyboardInterrupt


def test_other_rules_leave_no_work_of_the_old_ones(there, bucket, monkeypatch):
    out = bucket / "out"
    go(there, out)
    fast.use_rules(monkeypatch, "second")
    assert go(there, out).n_new == 7
    work = {each.path.parent.name for each in objects.listed(out / ".onrecord/work")}
    assert work == {config.fingerprint(config.settings())}


def test_damaged_work_is_done_again(there, bucket):
    out = bucket / "out"
    go(there, out)
    first, *_ = objects.listed(out / ".onrecord/work")
    objects.put(first.path, b"damaged")
    objects.put(there / "new.txt", b"One more page.")
    report = go(there, out)
    assert report.outcome == "published"
    assert any(str(first.path) in warning for warning in report.warnings)
    assert [each.path.name for each in objects.listed(out / ".onrecord/damaged")] == [first.path.name]


def test_a_second_run_is_told_of_the_first(there, bucket):
    out = bucket / "out"
    with store.locked(out):
        assert looking.status(config.settings(raw=there, out=out)).is_running
        with pytest.raises(LockedError, match=f"another run is at work on {out}"):
            go(there, out)
    assert not looking.status(config.settings(raw=there, out=out)).is_running


@pytest.mark.parametrize("fault", ["lost", "busy"])
def test_a_run_ends_well_though_the_network_fails(pages, there, out, bucket, s3_server, fault):
    s3_server.fail([fault, "ok", fault, fault] * 20)
    go(there, bucket / "out")
    s3_server.fail([])
    go(pages, out)
    assert killed_in_bucket.tables_in(bucket / "out") == fast.tables_in(out)


@pytest.mark.slow
def test_a_run_may_be_killed_at_any_point(s3_server, tmp_path):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.run.killed_in_bucket", str(tmp_path)],
        env=s3_server.process_environment(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 12


def test_what_is_forgotten_is_gone_from_every_object(there, bucket, tmp_path):
    out, journal = bucket / "out", tmp_path / "corrections.jsonl"
    objects.put(there / "secret.txt", "“Nobody knows,” said Odile Varn of Quarrow.".encode())
    go(there, out)
    with store.locked(out):
        forget.forget(out, "secret.txt", corrections=journal)
    report = go(there, out)
    assert (report.outcome, report.n_forgotten) == ("published", 1)
    assert forget.finish(out, corrections=journal)
    assert [each.number for each in store.every(out)] == [2]
    pages = [store.current(out).load("pages", ["source"]).column("source").to_pylist()]
    assert "secret.txt" not in pages[0]
    left = [each.path for each in objects.listed(out) if b"Odile" in objects.read(each.path)]
    assert left == []
    assert len(list(objects.listed(out / ".onrecord/work"))) > 0


def test_the_status_counts_what_lies_in_the_bucket(there, bucket):
    out = bucket / "out"
    assert looking.status(config.settings(raw=there, out=out)).shown is None
    go(there, out)
    objects.put(there / "new.txt", b"One more page.")
    told = looking.status(config.settings(raw=there, out=out))
    assert (told.shown.snapshot, told.raw.n_new, told.raw.n_pages) == (1, 1, 8)
    stored = list(objects.listed(out / ".onrecord"))
    assert told.kept.all_bytes == sum(each.size for each in stored)
    assert told.kept.snapshots == (1,)
    assert 0 < told.kept.work_bytes < told.kept.all_bytes


def test_readers_go_by_the_manifest(there, bucket):
    import pipeline

    out = bucket / "out"
    go(there, out)
    quotes = pipeline.load("quotes", out=str(out))
    told = json.loads(objects.read(out / "current.json"))["tables"]["quotes"]
    assert len(quotes) == told["rows"] > 0
    with pipeline.snapshot(str(out)) as snap:
        assert snap.files("quotes") == [f"{out}/{part['name']}" for part in told["parts"]]
        assert snap.load("quotes").equals(quotes)
        with pytest.raises(SetupError, match="ask for its files"):
            snap.path("quotes")


def test_tables_dont_lie_among_the_raw_pages(there):
    with pytest.raises(SetupError, match="tables can't stand among the raw pages"):
        go(there, there / "tables")
