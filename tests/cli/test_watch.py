"""A real process watches a real folder; only what a page costs is a stand-in."""

import json
import queue
import signal
import threading
import time
from pathlib import Path

import pytest

import pipeline
from pipeline import store
from tests.cli import processes

pytestmark = pytest.mark.slow

SAID = "“{}” said Ines Valdor.\n"


class Watcher:
    """`onrecord watch` at work; its log lines are taken one by one."""

    def __init__(self, *args: object) -> None:
        self.process = processes.start(
            "watch", *args, "--processes", 1, "--settle", 0.5, "--log-format", "json"
        )
        self.lines: queue.Queue[str] = queue.Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        self.seen: list[dict] = []

    def _read(self) -> None:
        for line in self.process.stderr:
            self.lines.put(line)
        self.lines.put("")

    def wait_for(self, event: str, **told: object) -> dict:
        """Take lines up to the next one of this event, with these keys; 90 seconds at most."""
        while line := self._line():
            self.seen.append(found := json.loads(line))
            if found["event"] == event and told.items() <= found.items():
                return found
        raise AssertionError(f"it ended with {self.process.wait()} before {event}: {self.seen}")

    def _line(self) -> str:
        try:
            return self.lines.get(timeout=90)
        except queue.Empty:
            raise AssertionError(f"nothing more was said after {self.seen}") from None

    def stop(self, sent: signal.Signals) -> tuple[int, str]:
        self.process.send_signal(sent)
        self.wait_for("interrupted")
        code, told = self.process.wait(60), self.process.stdout.read()
        assert self.lines.get(timeout=60) == "", "the interruption is the last line"
        return code, told


@pytest.fixture
def watch():
    running = []

    def started(*args: object) -> Watcher:
        running.append(Watcher(*args))
        return running[-1]

    yield started
    for watcher in running:
        watcher.process.kill()
        watcher.process.wait()
        watcher.reader.join()
        watcher.process.stdout.close()
        watcher.process.stderr.close()


@pytest.fixture
def folders(tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "first.txt").write_text(SAID.format("one"))
    return raw, tmp_path / "tables"


def quotes(out: Path) -> set[str]:
    return set(pipeline.load("quotes", out=out)["text"])


def test_tables_follow_the_folder_until_it_is_terminated(watch, folders):
    raw, out = folders
    metrics = raw.parent / "onrecord.prom"
    watcher = watch(raw, "--out", out, "--metrics", metrics)
    assert watcher.wait_for("ended")["outcome"] == "published"
    assert quotes(out) == {"one"}
    assert [line["event"] for line in watcher.seen] == ["watching", "started", "ended"]

    (raw / ".second.part").write_text(SAID.format("two"))  # as scrapers do
    (raw / ".second.part").rename(raw / "second.txt")
    changed = watcher.wait_for("changed")
    assert (changed["files"], changed["n_files"]) == ([str(raw / "second.txt")], 1)
    assert watcher.wait_for("ended")["n_new"] == 1
    assert quotes(out) == {"one", "two"}

    with open(raw / "slow.txt", "w", buffering=1) as slow:
        for word in ("three", "four", "five"):
            slow.write(SAID.format(word))
            time.sleep(0.1)
    watcher.wait_for("ended", n_pages=3)
    assert quotes(out) == {"one", "two", "three", "four", "five"}

    (raw / "first.txt").unlink()
    assert watcher.wait_for("ended")["outcome"] == "unchanged", "what was on record stays"
    assert "onrecord_run_exit_code" in metrics.read_text()
    assert watcher.stop(signal.SIGTERM) == (143, "")
    assert quotes(out) == {"one", "two", "three", "four", "five"}


def test_a_mirror_drops_what_is_deleted_and_ctrl_c_ends_it(watch, folders):
    raw, out = folders
    (raw / "second.txt").write_text(SAID.format("two"))
    watcher = watch(raw, "--out", out, "--mirror")
    watcher.wait_for("ended")
    (raw / "first.txt").unlink()
    watcher.wait_for("ended")
    assert quotes(out) == {"two"}
    assert watcher.stop(signal.SIGINT) == (130, "")


def test_a_run_that_fails_is_a_line_and_watching_goes_on(watch, folders):
    raw, out = folders
    watcher = watch(raw, "--out", out)
    watcher.wait_for("ended")
    (raw / "first.txt").rename(raw.parent / "first.txt")
    failed = watcher.wait_for("failed")
    assert failed["level"] == "error"
    assert "no pages in" in failed["message"]
    (raw / "second.txt").write_text(SAID.format("two"))
    watcher.wait_for("ended")
    assert quotes(out) == {"one", "two"}


def test_a_gate_that_refuses_is_a_line_and_watching_goes_on(watch, folders):
    raw, out = folders
    watcher = watch(raw, "--out", out)
    watcher.wait_for("ended")
    for number in range(30):
        (raw / f"bad{number}.txt").write_text(f"FAULT {number}")
    refused = watcher.wait_for("refused")
    assert (refused["gate"], refused["level"]) == ("max_failed", "error")
    assert quotes(out) == {"one"}
    for bad in raw.glob("bad*"):
        bad.unlink()
    (raw / "second.txt").write_text(SAID.format("two"))
    watcher.wait_for("ended")
    assert quotes(out) == {"one", "two"}


def test_another_run_at_work_is_a_line_and_the_change_isnt_lost(watch, folders):
    raw, out = folders
    with store.locked(out):
        watcher = watch(raw, "--out", out)
        assert "another run is at work" in watcher.wait_for("locked")["message"]
    assert watcher.wait_for("ended")["outcome"] == "published", "tried again without a change"


@pytest.mark.parametrize(
    ("why", "args", "said"),
    [
        ("no such folder", ["nowhere"], "no folder nowhere: put scraped pages there"),
        ("no such folder for metrics", ["tests", "--metrics", "nowhere/x.prom"], "no folder "),
    ],
)
def test_what_can_never_work_ends_it_at_once(why, args, said, tmp_path):
    code, told, errors = processes.call("watch", *args, "--out", tmp_path / "tables", "--settle", 0.5)
    assert (code, told) == (2, ""), why
    assert said in errors.splitlines()[-1], why
