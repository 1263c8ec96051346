import json
import multiprocessing
import os
import time
from contextlib import ExitStack

import pytest

from pipeline.errors import LockedError, SetupError
from pipeline.store import lease, objects


@pytest.fixture
def brisk(monkeypatch):
    monkeypatch.setattr(lease, "RENEW", 0.2)
    monkeypatch.setattr(lease, "LOOK", 0.1)
    monkeypatch.setattr(lease, "EXPIRE", 3.0)


def holder(bucket):
    return json.loads(objects.read(bucket / "lease"))


def test_one_run_holds_it_and_gives_it_back(bucket, brisk):
    with lease.leased(bucket, wait=False):
        expected = pytest.raises(LockedError, match=rf"at work on {bucket} \(process {os.getpid()} on ")
        with expected, lease.leased(bucket, wait=False):
            pass
        assert not lease.look(bucket).is_free
    assert lease.look(bucket).is_free
    with lease.leased(bucket, wait=False):
        pass


def test_it_is_renewed_for_as_long_as_it_is_held(bucket, brisk):
    with lease.leased(bucket, wait=False):
        time.sleep(lease.EXPIRE + 1)
        assert holder(bucket)["renewed"] > 3
        assert not lease.look(bucket).is_free


def test_who_waits_gets_it_in_the_end(bucket, brisk):
    with ExitStack() as stack:
        stack.enter_context(lease.leased(bucket, wait=False))
        waiting = multiprocessing.get_context("spawn").Process(target=_hold, args=(bucket,))
        waiting.start()
        time.sleep(2)
        assert holder(bucket)["pid"] == os.getpid()
    waiting.join()
    assert waiting.exitcode == 0


def _hold(bucket):
    with lease.leased(bucket, wait=True):
        assert holder(bucket)["pid"] == os.getpid()


@pytest.mark.parametrize(
    ("why", "boot", "is_free"),
    [
        ("another machine's process may live", "another", False),
        ("nothing tells the machine", "", False),
        ("a process of this machine that is gone", lease._boot(), True),
    ],
)
def test_a_lease_of_the_dead_is_free_at_once_where_that_is_sure(bucket, brisk, why, boot, is_free):
    gone = multiprocessing.get_context("spawn").Process(target=int)
    gone.start()
    gone.join()
    objects.put(bucket / "lease", lease._text(lease.Holder("token", "host", boot, gone.pid)))
    assert lease.look(bucket).is_free == is_free, why


def test_a_lease_that_nobody_renews_ends(bucket, brisk):
    objects.put(bucket / "lease", lease._text(lease.Holder("token", "host", "another", 1)))
    with pytest.raises(LockedError), lease.leased(bucket, wait=False):
        pass
    time.sleep(lease.EXPIRE + 1.5)
    with lease.leased(bucket, wait=False):
        assert holder(bucket)["pid"] == os.getpid()


def test_who_lost_it_neither_renews_it_nor_gives_it_back(bucket, brisk):
    with lease.leased(bucket, wait=False):
        objects.put(bucket / "lease", theirs := lease._text(lease.Holder("token", "host", "another", 1)))
        time.sleep(1)
    assert objects.read(bucket / "lease") == theirs


@pytest.mark.parametrize("fault", ["lost", "busy"])
def test_it_is_held_though_the_network_fails(bucket, s3_server, brisk, fault):
    s3_server.fail([fault, "ok"] * 12)
    with lease.leased(bucket, wait=False):
        time.sleep(1)
        assert holder(bucket)["pid"] == os.getpid()
    assert lease.look(bucket).is_free


def test_a_store_without_conditions_is_refused(bucket, brisk, monkeypatch):
    def put_anyway(path, data, mode):
        objects.put(path, data)
        return objects.look(path).tag

    monkeypatch.setattr(objects, "_put", put_anyway)
    with pytest.raises(SetupError, match="ignores conditions"), lease.leased(bucket, wait=False):
        pass
