"""A run: the pages that are new go through the line for one page, and the tables of all are published."""

import gc
from collections.abc import Callable, Container, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from pipeline import forget, store, tables
from pipeline.errors import SetupError
from pipeline.inventory import RawFile, find_files
from pipeline.journal import Journal
from pipeline.journal import read as read_journal
from pipeline.places import lies_in
from pipeline.records import Page, PageResult, RawPage, is_record
from pipeline.run import gates, outcome, present
from pipeline.run.building import build_tables
from pipeline.run.census import Census, pages_of
from pipeline.run.outcome import Event, Report
from pipeline.run.present import pages_before, stored_pages
from pipeline.work import Done, MissingWorkError, Work, remove_others

if TYPE_CHECKING:
    from pipeline.config import Settings
    from pipeline.run.processing import Kept

__all__ = ["Report", "build_tables", "run"]

NAMED = 5  # lines of the journal that can't be read, each of which a run names
ATTEMPTS = 3  # at finding all work whole: a disk that damages every file must not keep a run going for ever


def run(
    settings: "Settings",
    *,
    mirror: bool = False,
    retry: bool = False,
    wait: bool = False,
    on_progress: Callable[[int, int], None] | None = None,
    on_event: Callable[[Event], None] | None = None,
) -> Report:
    """Process what is new under `settings.raw`, and publish the tables of all pages in `settings.out`.

    What vanished from the raw folders stays in the tables, unless `mirror` is set. `retry` processes
    quarantined pages again. Each finished batch is kept, so that a run that is stopped goes on where it
    was. Without any raw folder the pages of the tables are all there is: so a forgetting is completed
    without reading anything else. `on_progress` is told how many pages are done, and of how many as far as
    is known; `on_event` what is worth a line. Raises SetupError where nothing can work, GateError where the
    result looks wrong, LockedError where another run is at work on these tables, unless told to `wait` for
    its end.
    """
    for root in settings.raw:
        if lies_in(settings.out, root):
            raise SetupError(f"{settings.out} lies in {root}: tables can't stand among the raw pages")
    files = _files(settings)  # says what is missing before anything is locked or written
    tell = on_event or (lambda _: None)
    report = outcome.begin(settings, mirror=mirror)
    with store.locked(settings.out, wait=wait), outcome.logged(settings, report, tell):
        tell(
            Event("started", f"run {report.run_id} into {settings.out}", {"fingerprint": report.fingerprint})
        )
        if wait:
            files = _files(settings)  # that may have been long ago
        _Run(settings, files, report, on_progress or (lambda *_: None), tell).to_the_end(retry=retry)
    return report


@dataclass(frozen=True, slots=True)
class _Run:
    """The steps of a run; what it counts goes into its report."""

    settings: "Settings"
    files: Sequence[RawFile]
    report: Report
    on_progress: Callable[[int, int], None]
    tell: Callable[[Event], None]

    def to_the_end(self, *, retry: bool) -> None:
        """Take the steps; where work is found damaged or gone, its pages are done again from the start."""
        work = Work(store.state_folder(self.settings.out), self.report.fingerprint, self.warn)
        out, journal = self.settings.out, self.settings.corrections
        before, forgotten = store.current(out), forget.begin(out, corrections=journal)
        for attempt in range(ATTEMPTS):
            census = Census(
                done=work.done(),
                before=pages_before(before),
                is_forgotten=forgotten.holds,
                mirror=self.report.mirror,
                retry=retry and not attempt,
            )
            self.process(census, partial(stored_pages, before), work)
            self.count(census)
            try:
                wanted = census.wanted(work.done())
                said = self.journal(before)
                if self.is_new(census, wanted, said, before):
                    self.publish(wanted, census.unread.values(), said, work)
                forget.finish(out, corrections=journal)
            except MissingWorkError:
                continue
            return
        raise SetupError(
            f"{work.folder}: what is written there is gone or damaged afterwards, time and again"
        )

    def process(self, census: Census, stored: Callable[[set[str]], Iterator[Page]], work: Work) -> None:
        """Take down every raw page, process those that are to be, and keep each finished batch."""
        files = self.files
        pages = pages_of(self.settings, files) if files else stored(census.never_text())
        batches = _batches(self.settings, census.to_process(pages, stored), work)
        n_new = 0
        with outcome.timed(self.report), closing(batches):
            for kept in batches:
                n_new += kept.n_pages
                self.report.n_words += kept.n_words
                self.report.processes = max(self.report.processes, kept.processes)
                n_done = len(census.here) - census.n_waiting + n_new
                self.on_progress(n_done, max(len(files), len(census.here)))
        self.report.n_new += n_new

    def count(self, census: Census) -> None:
        """Take over from the census what the report tells."""
        self.report.n_retried += len(census.retried)
        self.report.n_kept = len(census.kept)
        self.report.n_vanished = len(census.vanished()) if self.settings.raw else 0
        self.report.n_forgotten = census.n_forgotten

    def journal(self, before: store.Snapshot | None) -> Journal:
        """Read what people said, and tell what of it can't be read, or that it isn't where it was."""
        path = self.settings.corrections
        said = read_journal(path)
        told = list(said.faulty[:NAMED])
        if (more := len(said.faulty) - NAMED) > 0:
            told.append(f"{path}, {more:,} more lines, aren't taken for corrections")
        is_other = before is not None and before.manifest.get("corrections") != said.digest
        if is_other and not path.exists() and (n := present.totals(before).n_corrections):
            lose = f"the tables lose the corrections applied before, {n:,} of them"
            told.append(f"{path.absolute()} isn't there: {lose}")
        for line in told:
            if line not in self.report.warnings:
                self.warn(line)
        return said

    def is_new(
        self, census: Census, wanted: Sequence[Done], said: Journal, before: store.Snapshot | None
    ) -> bool:
        """Say whether there is anything to publish; raises GateError where it looks like an accident."""
        known: Container[str] = ()
        if before and before.manifest.get("fingerprint") == self.report.fingerprint:
            same = before.manifest.get("corrections") == said.digest and census.is_as_before(wanted)
            if same and before.is_whole():
                return False
            known = census.before
        # a record that can't be read is a page that failed; of a file nobody knows which pages it holds
        records = {done.page_id: done.status for done in census.unread.values() if is_record(done.source)}
        ended = {done.key.page_id: done.key.status for done in wanted} | records
        fresh = [status for page_id, status in ended.items() if page_id not in known]
        gates.check_failed(fresh, max_failed=self.settings.max_failed)
        if self.report.mirror:
            # what lies in a page's place and can't be read doesn't take its place
            readable = census.sources - {page.source for page in census.unread.values()}
            gone = [page for page in census.vanished() if page.source not in readable]
            gates.check_vanished(len(gone), len(census.before), max_vanished=self.settings.max_vanished)
        return True

    def publish(self, wanted: Sequence[Done], unread: Iterable[Page], said: Journal, work: Work) -> None:
        """Publish the tables of all these pages, then tidy the work files up."""
        manifest = {
            "fingerprint": self.report.fingerprint,
            "schema_version": tables.SCHEMA_VERSION,
            "corrections": said.digest,
        }
        left = tables.in_memory(tables.shown([PageResult(page) for page in unread]))
        sources = [*work.sources(wanted), left]
        with store.scratch(work.state) as folder, _uncollected():
            made = tables.assemble(sources, said.corrections, folder=folder)
            published = store.publish(self.settings.out, made, manifest=manifest)
        self.report.outcome = "published" if published.new else "unchanged"
        remove_others(work.state, self.report.fingerprint)
        work.merge(wanted)

    def warn(self, said: str) -> None:
        """Tell of something that didn't stop the run."""
        self.report.warnings.append(said)
        self.tell(Event("warning", said, {}))


def _files(settings: "Settings") -> list[RawFile]:
    return find_files(settings.raw) if settings.raw else []


def _batches(settings: "Settings", pages: Iterator[RawPage | Page], work: Work) -> Generator["Kept"]:
    if (first := next(pages, None)) is None:
        return
    # only now: where nothing is new, importing the models' libraries would take longer than all else
    from pipeline.run import engine

    with closing(engine.process(settings, chain([first], pages), work)) as batches:
        yield from batches


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage meanwhile: among millions of records without cycles that takes an eighth longer."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
