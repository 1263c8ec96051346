"""Any history of scrapes, corrections and runs, some of which die or meet another, ends as a clean rebuild does."""

import datetime as dt
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pipeline import config, journal, run, store
from pipeline.corrections import Answer, Correction, anchors, place_of
from pipeline.records import RawPage, Span
from pipeline.store.claims import clear_scratch
from pipeline.store.publishing import settle
from tests import fast
from tests.killing import is_event

NAMES = st.sampled_from(["a.txt", "b.txt", "c.txt", "town/a.txt", "town/d.txt"])
TEXTS = st.sampled_from(
    [
        "“It is late,” said Ada Finch.\nNo more.\n",
        "Bo Reed left.\n",
        "FAULT\n",
        " ",
        "No more.\nBo Reed came.\n",
    ]
)
LATE = "“It is late,” said Ada Finch."
SHOWN, WHEN = anchors(LATE, [Span(1, 12)]), dt.datetime(2026, 3, 2, 4, tzinfo=dt.UTC)
CHANGED = journal.make(
    "change",
    "ada",
    WHEN,
    place=place_of("a1", LATE),
    shown=SHOWN,
    answer=Answer("direct", SHOWN, "Bo Reed", "person"),
)
SAID = [
    CHANGED,
    journal.make("reject", "bo", WHEN, place=place_of("a1", LATE), shown=SHOWN),
    journal.make("withdraw", "ada", WHEN, of=CHANGED.correction_id),
]
EVENT = st.integers(0, 90)  # of the first page's run there are about 60


class Killed(BaseException):
    """The process ended here."""


class Watch:
    """Something that happens before the n-th event on files, once; None while nothing is to happen."""

    act: Callable[[], object] | None = None
    left = 0

    def before(self, event: int, act: Callable[[], object]) -> None:
        self.act, self.left = act, event

    def hook(self, event: str, args: tuple) -> None:
        if self.act is None:
            return
        if is_event(event, args):
            if not self.left:
                act, self.act = self.act, None
                act()
            self.left -= 1


watch = Watch()
sys.addaudithook(watch.hook)  # it stays for as long as the process, and does nothing between these tests


def die() -> None:
    raise Killed


@contextmanager
def unlocked(out: Path, *, wait: bool = False) -> Iterator[None]:
    """Do what the lock does, but lock nobody out."""
    state = store.state_folder(out)
    state.mkdir(parents=True, exist_ok=True)
    clear_scratch(state)
    settle(out)
    yield


class Histories(RuleBasedStateMachine):
    """Beside the folders, what the tables should hold: each page by its id, the rules, and what was said."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.raw, self.out = self.folder / "raw", self.folder / "data" / "tables"
        self.patch = pytest.MonkeyPatch()
        fast.install(self.patch, batch=2)
        self.rules = 0
        self.shown: dict[str, RawPage] = {}
        self.shown_rules = None
        self.said = self.folder / "corrections.jsonl"
        self.shown_said = ()
        self.lay("a.txt", "Bo Reed left.\n")

    @rule(name=NAMES, text=TEXTS)
    def lay(self, name: str, text: str) -> None:
        path = self.raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    @rule(name=NAMES)
    def remove(self, name: str) -> None:
        if len(self.here()) > 1:
            (self.raw / name).unlink(missing_ok=True)

    @rule(correction=st.sampled_from(SAID))
    def correct(self, correction: Correction) -> None:
        journal.add(self.said, [correction])

    @rule()
    def upgrade(self) -> None:
        self.rules += 1
        fast.use_rules(self.patch, f"rules {self.rules}")

    @rule(mirror=st.booleans(), retry=st.booleans())
    def run_through(self, mirror: bool, retry: bool) -> None:
        wanted, n_shown = self.wanted(mirror), len(self.shown)
        same = (wanted, self.rules, self.now_said()) == (self.shown, self.shown_rules, self.shown_said)
        report = self.go(mirror, retry)
        self.is_published(wanted)
        assert (report.outcome == "unchanged") == same
        assert (report.n_pages, report.n_vanished) == (
            len(wanted),
            n_shown - len(self.here().keys() & self.before),
        )

    @rule(mirror=st.booleans(), event=EVENT)
    def run_and_die(self, mirror: bool, event: int) -> None:
        wanted = self.wanted(mirror)
        watch.before(event, die)
        try:
            self.go(mirror)
        except Killed:
            if self.is_shown(wanted, self.rules, self.now_said()):
                self.is_published(wanted)
        else:
            self.is_published(wanted)
        finally:
            watch.act = None

    @rule(event=EVENT, name=NAMES, text=TEXTS, upgraded=st.booleans())
    def two_at_once(self, event: int, name: str, text: str, upgraded: bool) -> None:
        """Let another run begin and end amid one, though the lock should keep it out."""

        def other() -> None:
            self.lay(name, text)
            if upgraded:
                self.upgrade()
            self.go(True)

        with self.patch.context() as careless:
            careless.setattr(store, "locked", unlocked)
            watch.before(event, other)
            try:
                self.go(True)
            finally:
                watch.act = None
        self.go(True)
        self.is_published(self.here())

    @invariant()
    def the_tables_are_those_of_the_pages(self) -> None:
        assert self.shown_rules is None or self.is_shown(self.shown, self.shown_rules, self.shown_said)

    @precondition(lambda self: self.shown_rules is not None)
    @rule()
    def rebuild(self) -> None:
        self.go(True)
        self.is_published(self.here())
        clean = self.folder / "clean" / f"{len(list(self.folder.glob('clean/*')))}"
        run.run(config.settings(raw=self.raw, out=clean, processes=1, corrections=self.said))
        assert fast.tables_in(self.out) == fast.tables_in(clean)

    def teardown(self) -> None:
        if hasattr(self, "patch"):
            self.patch.undo()
            shutil.rmtree(self.folder)

    def go(self, mirror: bool, retry: bool = False) -> run.Report:
        self.before = set(self.shown)
        chosen = config.settings(raw=self.raw, out=self.out, processes=1, corrections=self.said)
        return run.run(chosen, mirror=mirror, retry=retry)

    def here(self) -> dict[str, RawPage]:
        found = (
            RawPage(path.relative_to(self.raw).as_posix(), path.read_bytes())
            for path in self.raw.rglob("*.txt")
        )
        return {page.page_id: page for page in found}

    def wanted(self, mirror: bool) -> dict[str, RawPage]:
        return self.here() if mirror else self.shown | self.here()

    def now_said(self) -> tuple[Correction, ...]:
        return journal.read(self.said).corrections

    def is_published(self, pages: dict[str, RawPage]) -> None:
        """Take it that the tables are those of these pages now."""
        self.shown, self.shown_rules, self.shown_said = pages, self.rules, self.now_said()

    def is_shown(self, pages: dict[str, RawPage], rules: int, said: tuple[Correction, ...]) -> bool:
        """Say whether the tables are those that these pages make by these rules, with what was said."""
        now = store.current(self.out)
        if now is None:
            return False
        with self.patch.context() as then:
            then.setattr(fast, "rules", f"rules {rules}" if rules else "first")
            made = run.build_tables(map(fast.process_page, pages.values()), said)
        return all(now.load(name).equals(table) for name, table in made.items())


TestHistories = pytest.mark.slow(Histories.TestCase)
TestHistories.settings = settings(
    max_examples=40, stateful_step_count=12, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["first", "more pages", "new rules", "many small work files"])
def test_a_run_that_is_killed_at_any_event_costs_a_batch_at_most(tmp_path, kind):
    told = subprocess.run(
        [sys.executable, "-m", "tests.killed_runs", tmp_path, kind],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr[-4000:]
    assert int(told.stdout) > 40, "events on files"
