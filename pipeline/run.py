"""A run: the pages that are new go through the line for one page, and the tables of all are published."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from pipeline import gates, outcome, present, reprints, store, tables
from pipeline.census import Census
from pipeline.errors import SetupError
from pipeline.inventory import find_files
from pipeline.outcome import Event, Report
from pipeline.people import registry
from pipeline.processing import n_processes, pages_of, process_all
from pipeline.records import PageResult
from pipeline.work import Done, MissingWorkError, Work, remove_others

if TYPE_CHECKING:
    import pyarrow as pa

    from pipeline.config import Settings

__all__ = ["Report", "build_tables", "run"]

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
    was. `on_progress` is told how many pages are done, and of how many as far as is known; `on_event`
    what is worth a line. Raises SetupError where nothing can work, GateError where the result looks
    wrong, LockedError where another run is at work on these tables, unless told to `wait` for its end.
    """
    for root in settings.raw:
        if settings.out.resolve().is_relative_to(root.resolve()):
            raise SetupError(f"{settings.out} lies in {root}: tables can't stand among the raw pages")
    find_files(settings.raw)  # says what is missing before anything is locked or written
    tell = on_event or (lambda _: None)
    report = outcome.begin(settings, mirror=mirror)
    with present.locked(settings.out, wait=wait), outcome.logged(settings, report, tell):
        tell(
            Event("started", f"run {report.run_id} into {settings.out}", {"fingerprint": report.fingerprint})
        )
        _Run(settings, report, on_progress or (lambda *_: None), tell).to_the_end(retry=retry)
    return report


@dataclass(frozen=True, slots=True)
class _Run:
    settings: "Settings"
    report: Report
    on_progress: Callable[[int, int], None]
    tell: Callable[[Event], None]

    def to_the_end(self, *, retry: bool) -> None:
        """Process what is new, then publish all; where work is found damaged meanwhile, begin anew."""
        work = Work(store.state_folder(self.settings.out), self.report.fingerprint, self.warn)
        for attempt in range(ATTEMPTS):
            census = Census(
                done=work.done(),
                before=present.pages(self.settings.out),
                is_forgotten=present.forgotten(self.settings.out),
                mirror=self.report.mirror,
                retry=retry and not attempt,
            )
            self.process(census, work)
            self.count(census)
            try:
                self.publish(census, census.wanted(work.done()), work)
            except MissingWorkError:
                continue
            return
        raise SetupError(
            f"{work.folder}: what is written there is gone or damaged afterwards, time and again"
        )

    def process(self, census: Census, work: Work) -> None:
        """Take every raw page, process those that are to be, and keep each finished batch."""
        files = find_files(self.settings.raw)
        todo = census.to_process(pages_of(self.settings, files), partial(present.stored, self.settings.out))
        n_new = 0
        batches = process_all(self.settings, todo)
        with outcome.timed(self.report), closing(batches):
            for batch in batches:
                work.add(batch)
                n_new += len(batch)
                articles = [article for result in batch for article in result.segmented.articles]
                self.report.n_words += sum(tables.count_words(article.text) for article in articles)
                self.on_progress(
                    len(census.here) - census.n_waiting + n_new, max(len(files), len(census.here))
                )
        self.report.n_new += n_new
        self.report.processes = n_processes(self.settings, n_new) if n_new else self.report.processes

    def count(self, census: Census) -> None:
        """Take over from the census what the report tells."""
        self.report.n_retried += len(census.retried)
        self.report.n_kept = len(census.kept)
        self.report.n_vanished = len(census.vanished())
        self.report.n_forgotten = census.n_forgotten

    def publish(self, census: Census, wanted: Sequence[Done], work: Work) -> None:
        """Publish the tables of all wanted pages, unless the snapshot in use has them all."""
        out, fingerprint = self.settings.out, self.report.fingerprint
        same_fingerprint = present.fingerprint(out) == fingerprint
        if same_fingerprint and census.is_as_before(wanted):
            self.ended("unchanged")
            return
        known = census.before if same_fingerprint else {}
        fresh = [done.key.status for done in wanted if done.key.page_id not in known]
        gates.check_failed(fresh, max_failed=self.settings.max_failed)
        if self.report.mirror:
            gone = [page for page in census.vanished() if page.source not in census.sources]
            gates.check_vanished(gone, len(census.before), max_vanished=self.settings.max_vanished)
        results = [*work.results(wanted), *map(PageResult, census.unread.values())]
        published = present.publish(out, build_tables(results), {"fingerprint": fingerprint})
        self.ended("published" if published.new else "unchanged")
        remove_others(work.state, fingerprint)
        work.merge({done.key.page_id: done for done in wanted})

    def ended(self, how: str) -> None:
        """Note how the run ended, and what the tables in use hold."""
        self.report.outcome = how
        self.report.snapshot = present.number(self.settings.out)
        self.report.totals = present.totals(self.settings.out)

    def warn(self, said: str) -> None:
        self.report.warnings.append(said)
        self.tell(Event("warning", said, {}))


def build_tables(results: Iterable[PageResult]) -> "dict[str, pa.Table]":
    """Make every table but `runs` from page results in any order."""
    ordered = sorted(results, key=lambda result: (result.page.source, result.page.page_id))
    merged = reprints.merge(ordered)
    return tables.build(ordered, merged, registry.build(merged.articles))
