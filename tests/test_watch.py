"""Settling by a clock of our own; watching with a real process over a real folder."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import watch
from pipeline.errors import SetupError

A, B = Path("a.txt"), Path("b.txt")
NOTHING: frozenset[Path] = frozenset()


@pytest.mark.parametrize(
    ("why", "noted", "asked", "taken"),
    [
        ("nothing has changed", {}, 100, None),
        ("it may change again", {0: A}, 4.9, None),
        ("it has settled", {0: A}, 5, {A}),
        ("it grew meanwhile", {0: A, 3: A}, 7, None),
        ("it has stopped growing", {0: A, 3: A}, 8, {A}),
        ("another one came meanwhile", {0: A, 4: B}, 8, None),
        ("both have settled", {0: A, 4: B}, 9, {A, B}),
        ("one that never stops is waited for", dict.fromkeys(range(299), A), 299, None),
        ("but not for ever", dict.fromkeys(range(300), A), 300, {A}),
    ],
)
def test_what_changed_is_due_once_it_has_settled(why, noted, asked, taken):
    waiting = watch.Settling(5)
    for moment, path in noted.items():
        waiting.note(frozenset([path]), moment)
    assert waiting.take(asked) == taken, why
    if taken:
        assert waiting.take(asked + 100) is None, "nothing is taken twice"


def test_a_change_without_a_path_is_one():
    waiting = watch.Settling(5)
    waiting.note(NOTHING, 0)
    assert waiting.take(5) == NOTHING
    assert waiting.take(10) is None


def test_what_is_put_back_waits_and_is_joined_by_what_changes_meanwhile():
    waiting = watch.Settling(5)
    waiting.note(frozenset([A]), 0)
    waiting.put_back(waiting.take(5), 6, retry=30)
    waiting.note(frozenset([B]), 20)
    assert waiting.take(35.9) is None
    assert waiting.take(36) == {A, B}
    waiting.note(frozenset([A]), 40)
    assert waiting.take(45) == {A}, "only once"


@given(changes=st.lists(st.tuples(st.floats(0, 20), st.sampled_from([A, B])), max_size=40))
def test_each_change_is_taken_once_and_never_fresh(changes):
    waiting, now = watch.Settling(2), 0.0
    pending: list[tuple[float, Path]] = []
    for gap, path in changes:
        now += gap
        taken = waiting.take(now)
        if taken is not None:
            assert taken == {path for _, path in pending}
            assert now - pending[-1][0] >= 2 or now - pending[0][0] >= 2 * watch.PATIENCE
            pending = []
        pending.append((now, path))
        waiting.note(frozenset([path]), now)
    assert waiting.take(now + 2.1) == ({path for _, path in pending} if pending else None)


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("/raw/a.txt", True),
        ("/raw/site/a.txt", True),
        ("/raw", True),
        ("/raw/.a.txt.part", False),
        ("/raw/.cache/a.txt", False),
        ("/home/.scrapes/a.txt", True),
        ("/home/.scrapes/.new/a.txt", False),
        ("/elsewhere/a.txt", True),
    ],
)
def test_what_is_hidden_under_a_root_is_passed_over(path, seen):
    assert watch._is_visible(Path(path), [Path("/raw"), Path("/home/.scrapes")]) is seen


# watches the folders it is told of, and says one line for each call: which pages lie there, with their sizes
FOLLOW = """
import json, os, sys
from pathlib import Path
from pipeline.watch import follow
settle, poll, *roots = sys.argv[1:]
roots = [Path(root) for root in roots]
def act(changed):
    there = {p.name: p.stat().st_size for root in roots for p in root.rglob("*.txt")}
    print(json.dumps([sorted(p.name for p in changed), there]), flush=True)
    refuse = roots[0] / "refuse"
    if refuse.exists():
        refuse.unlink()
        return False
    return True
follow(roots, act, settle=float(settle), poll=poll == "poll", retry=0.5)
"""


class Watcher:
    """A process that follows folders; what it says is read as it comes."""

    def __init__(self, *roots: Path, poll: bool = False, settle: float = 0.4) -> None:
        how = "poll" if poll else "listen"
        self.process = subprocess.Popen(
            [sys.executable, "-c", FOLLOW, str(settle), how, *map(str, roots)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.told: list[tuple[list[str], dict[str, int]]] = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            changed, there = json.loads(line)
            self.told.append((changed, there))

    def wait_until(self, holds) -> None:
        until = time.monotonic() + 60
        while not holds(self.told):
            assert self.process.poll() is None, self.process.stderr.read()
            assert time.monotonic() < until, self.told
            time.sleep(0.02)

    def wait_for(self, **there: int) -> None:
        """Wait for a call that sees these files, named without .txt, with these sizes."""
        wanted = {f"{name}.txt": size for name, size in there.items()}
        self.wait_until(lambda told: told and told[-1][1] == wanted)


@pytest.fixture
def watched(request):
    running = []

    def start(*roots: Path, **how) -> Watcher:
        running.append(Watcher(*roots, **how))
        running[-1].wait_until(len)  # the first call, at the start: from here on it listens
        return running[-1]

    yield start
    for watcher in running:
        watcher.process.kill()
        watcher.process.communicate()
        watcher.reader.join()


@pytest.fixture(params=["listening", pytest.param("polling", marks=pytest.mark.slow)])
def poll(request):
    return request.param == "polling"


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "old.txt").write_bytes(b"x")
    return folder


def test_it_calls_at_the_start_and_after_each_kind_of_change(watched, root, poll):
    watcher = watched(root, poll=poll)
    assert watcher.told == [([], {"old.txt": 1})]
    (root / ".new.txt.part").write_bytes(b"four")
    (root / ".new.txt.part").rename(root / "new.txt")
    watcher.wait_for(old=1, new=4)
    (root / "site" / "deep").mkdir(parents=True)
    (root / "site" / "deep" / "page.txt").write_bytes(b"page")
    watcher.wait_for(old=1, new=4, page=4)
    (root / "site" / "deep" / "page.txt").write_bytes(b"longer")
    watcher.wait_for(old=1, new=4, page=6)
    (root / "old.txt").unlink()
    watcher.wait_for(new=4, page=6)
    (root / "site").rename(root.parent / "gone")
    watcher.wait_for(new=4)


def test_a_file_that_grows_is_waited_for(watched, root, poll):
    watcher = watched(root, poll=poll, settle=3)
    with open(root / "slow.txt", "wb", buffering=0) as slow:
        for _ in range(40):  # two seconds, with gaps that are far below three
            slow.write(b"x" * 10)
            time.sleep(0.05)
    watcher.wait_until(lambda told: len(told) > 1)
    assert "slow.txt" in watcher.told[1][0]
    assert watcher.told[1][1] == {"old.txt": 1, "slow.txt": 400}


def test_what_changes_while_it_works_counts_for_the_next_time(watched, root):
    watcher = watched(root)
    os.kill(watcher.process.pid, signal.SIGSTOP)  # as if at work
    for number in range(300):
        (root / f"page{number}.txt").write_bytes(b"x")
    os.kill(watcher.process.pid, signal.SIGCONT)
    watcher.wait_until(lambda told: len(told[-1][1]) == 301)


def test_hidden_files_wake_nobody_and_hold_nobody_back(watched, root):
    watcher = watched(root)
    until = time.monotonic() + 3
    (root / "new.txt").write_bytes(b"four")
    while len(watcher.told) < 2 and time.monotonic() < until + 57:
        (root / ".log").write_bytes(os.urandom(8))
    assert watcher.told[1:] == [(["new.txt"], {"old.txt": 1, "new.txt": 4})]
    (root / "more.txt").write_bytes(b"m")
    watcher.wait_for(old=1, new=4, more=1)
    assert all(not name.startswith(".") for changed, _ in watcher.told for name in changed)


def test_what_could_not_be_done_is_tried_again(watched, root):
    watcher = watched(root)
    (root / "refuse").touch()
    watcher.wait_until(lambda told: len(told) >= 3)
    assert watcher.told[1][0] == ["refuse"]
    assert "refuse" in watcher.told[2][0]


def test_a_root_that_goes_and_comes_back_is_watched_again(watched, root, tmp_path, poll):
    other = tmp_path / "other"
    other.mkdir()
    watcher = watched(root, other, poll=poll)
    root.rename(tmp_path / "away")
    watcher.wait_for()
    root.mkdir()
    (root / "again.txt").write_bytes(b"x")
    watcher.wait_for(again=1)
    (root / "more.txt").write_bytes(b"x")
    watcher.wait_for(again=1, more=1)
    (other / "else.txt").write_bytes(b"xx")
    watcher.wait_for(**{"again": 1, "more": 1, "else": 2})


def test_folders_behind_links_and_links_to_nowhere_are_watched(watched, root, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (root / "linked").symlink_to(elsewhere)
    (root / "broken").symlink_to(tmp_path / "nowhere")
    (tmp_path / "name").symlink_to(root)
    watcher = watched(tmp_path / "name")
    before = len(watcher.told)
    (elsewhere / "page.txt").write_bytes(b"page")
    watcher.wait_until(lambda told: len(told) > before)
    (root / "new.txt").write_bytes(b"x")
    watcher.wait_until(lambda told: "new.txt" in told[-1][1])


def test_where_the_system_cannot_help_it_says_what_can(monkeypatch, root):
    import watchfiles

    def full(*_, **__):
        raise OSError(28, "OS file watch limit reached")
        yield

    monkeypatch.setattr(watchfiles, "watch", full)
    with pytest.raises(SetupError, match=r"watch limit reached.*`--poll`.*max_user_watches"):
        watch.follow([root], lambda _: True)


def test_it_ends_where_it_is_stopped_though_no_interrupt_came_through(root):
    called = []

    def act(changed: watch.Change) -> bool:
        called.append(changed)
        return True

    watch.follow([root], act, settle=0.1, is_stopped=lambda: bool(called))
    assert called == [NOTHING]
