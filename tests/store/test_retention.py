"""Which snapshots stay, and for how long, whatever the clock does."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

import pipeline
from pipeline import store
from pipeline.errors import SetupError
from pipeline.store import retention
from tests.store.killed import expected, publish, shown

HOUR = 3600.0


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until it is set: hours since it was made."""
    start = time.time()

    def set_to(hours: float) -> None:
        monkeypatch.setattr(time, "time", lambda: start + hours * HOUR)

    set_to(0)
    return set_to


def numbers(out: Path) -> list[int]:
    return [int(path.name) for path in sorted((store.state_folder(out) / "snapshots").iterdir())]


def publish_at(out: Path, *hours: float, clock) -> None:
    for number, hour in enumerate(hours):
        clock(hour)
        publish(out, 1 + number)


@pytest.mark.parametrize(
    ("why", "hours", "kept"),
    [
        ("none is a day old", [0, 1, 2, 3, 4], [1, 2, 3, 4, 5]),
        ("three stay however old", [0, 100, 200], [1, 2, 3]),
        ("of more, those that were in use within a day", [0, 1, 2, 3, 20, 25.5], [2, 3, 4, 5, 6]),
        ("exactly a day is within it", [0, 1, 2, 3, 25], [1, 2, 3, 4, 5]),
        ("one that was in use for long, until just now", [0, 100, 100.1, 100.2, 100.3], [1, 2, 3, 4, 5]),
        ("the clock jumps back a week: none goes early", [200, 201, 202, 30, 31, 32], [1, 2, 3, 4, 5, 6]),
        ("and none stays for ever", [200, 201, 202, 30, 31, 32, 58], [5, 6, 7]),
        ("back and forth: none goes early", [200, 201, 2, 3, 201.1, 201.2], [1, 2, 3, 4, 5, 6]),
        ("and none stays for ever", [200, 201, 2, 3, 201.1, 201.2, 225.05], [4, 5, 6, 7]),
    ],
)
def test_what_stays(out, clock, why, hours, kept):
    publish_at(out, *hours, clock=clock)
    found = numbers(out)
    assert found == kept, why
    assert found[-1] == store.current(out).number


def test_the_one_in_use_stays_whatever_its_number(out, clock):
    publish_at(out, 0, 1, 2, 3, clock=clock)
    current = store.state_folder(out) / "current"
    current.unlink()
    current.symlink_to("snapshots/000001")
    clock(100)
    retention.retain(out)
    assert numbers(out) == [1, 2, 3, 4]


HOLDER = """
import sys
import pipeline
snapshot = pipeline.snapshot(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


def test_a_snapshot_stays_while_a_living_process_reads_it(out, monkeypatch):
    monkeypatch.setattr(retention, "KEEP_SECONDS", -1)
    publish(out, 1)
    command = [sys.executable, "-c", HOLDER, str(out)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        for version in range(2, 7):
            publish(out, version)
        assert numbers(out) == [1, 4, 5, 6]
        holder.kill()
        holder.wait()
    publish(out, 7)
    assert numbers(out) == [5, 6, 7]


def test_a_pin_holds_until_it_is_closed_or_garbage(out, monkeypatch):
    monkeypatch.setattr(retention, "KEEP_SECONDS", -1)
    publish(out, 1)
    with pipeline.snapshot(out) as first:
        second = pipeline.snapshot(out)
        for version in range(2, 6):
            publish(out, version)
        assert first.load("quotes")["n"].to_list() == [1]
        assert list(first.load("pages", ["n"]).columns) == ["n"]
        assert first.tables == ["pages", "quotes"]
        assert first.number == 1
    publish(out, 6)
    assert numbers(out) == [1, 4, 5, 6], "the second still holds it"
    del second
    publish(out, 7)
    assert numbers(out) == [5, 6, 7]
    with pytest.raises(SetupError, match="no table 'quotes'"):
        first.load("quotes")


def test_a_pinned_snapshot_has_no_other_tables(out):
    publish(out, 1)
    with pipeline.snapshot(out) as snapshot:
        with pytest.raises(SetupError, match="no table 'runs'"):
            snapshot.path("runs")
        assert str(out) in repr(snapshot)
    with pytest.raises(SetupError, match=r"no tables in .*run `onrecord run` first"):
        pipeline.snapshot(out.parent / "nowhere")


def test_all_others_go_at_once_when_they_must(out):
    for version in (1, 2, 3):
        publish(out, version)
    store.remove_others(out)
    assert numbers(out) == [3]
    assert shown(out) == expected(3)
