"""A run: every page under the raw folders through the line for one page, and the tables published."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import batched, chain, islice
from typing import TYPE_CHECKING

from pipeline import config, reprints, store, tables
from pipeline.errors import SetupError
from pipeline.inventory import RawFile, find_files, pages_in
from pipeline.onepage import Models, load_models, process_pages
from pipeline.people import registry
from pipeline.read import not_read
from pipeline.records import Page, PageResult, RawPage
from pipeline.workers import spread

if TYPE_CHECKING:
    import pyarrow as pa

    from pipeline.config import Settings

BATCH = 32  # pages that share one memory zone, and that one process takes at a time
PAGES_PER_PROCESS = 40  # below this, loading another model takes longer than it saves


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did."""

    published: store.Published
    pages: tuple[Page, ...]
    n_articles: int
    n_quotes: int
    n_attributed: int
    n_words: int
    seconds: float

    @property
    def set_aside(self) -> tuple[Page, ...]:
        return tuple(page for page in self.pages if page.status != "ok")

    @property
    def words_per_second(self) -> float:
        return self.n_words / self.seconds if self.seconds else 0.0


def process_batch(
    raws: Sequence[RawPage | Page], models: Models, *, max_article_chars: int
) -> list[PageResult]:
    """Process some pages in one memory zone, so that what spaCy keeps of them is freed."""
    with models.nlp.memory_zone():
        return list(process_pages(raws, models, max_article_chars=max_article_chars))


def process_files(settings: "Settings", files: Sequence[RawFile]) -> Iterator[list[PageResult]]:
    """Process the pages of some files, and give the results as they come."""
    pages = (pages_in(file, max_page_bytes=settings.max_page_bytes) for file in files)
    return process_all(settings, chain.from_iterable(pages))


def process_all(settings: "Settings", pages: Iterable[RawPage | Page]) -> Iterator[list[PageResult]]:
    """Process pages, in this process or in several, and give the results as they come, in any order."""
    pages = iter(pages)
    first = list(islice(pages, PAGES_PER_PROCESS * n_cores()))
    processes = n_processes(settings, len(first))
    batches = batched(chain(first, pages), BATCH)
    work = partial(process_batch, max_article_chars=settings.max_article_chars)
    if processes == 1:
        models = load_models(settings)
        yield from (work(batch, models) for batch in batches)
    else:
        prepare = partial(load_models, settings)
        yield from spread(batches, prepare=prepare, work=work, lost=_lost, processes=processes)


def _lost(raw: RawPage | Page) -> PageResult:
    why = "the process that worked on it died: out of memory, or a fault in a library"
    return PageResult(not_read(raw, why))


def n_processes(settings: "Settings", n_pages: int) -> int:
    """Say how many processes to work with: as told, else one a core as far as there is work for them."""
    return settings.processes or max(1, min(n_cores(), n_pages // PAGES_PER_PROCESS))


def n_cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def build_tables(results: Iterable[PageResult]) -> "dict[str, pa.Table]":
    """Make every table but `runs` from page results in any order."""
    ordered = sorted(results, key=lambda result: result.page.source)
    merged = reprints.merge(ordered)
    return tables.build(ordered, merged, registry.build(merged.articles))


def run(settings: "Settings", *, on_progress: Callable[[int, int], None] | None = None) -> Report:
    """Process every page under `settings.raw` and publish the tables in `settings.out`.

    `on_progress` is told how many pages are done, and of how many. Raises SetupError where nothing can
    work, LockedError where another run is at work on these tables.
    """
    for root in settings.raw:
        if settings.out.resolve().is_relative_to(root.resolve()):
            raise SetupError(f"{settings.out} lies in {root}: tables can't stand among the raw pages")
    files = find_files(settings.raw)
    model, fingerprint = config.model_version(settings.model), config.fingerprint(settings)
    with store.locked(settings.out):
        started, clock = datetime.now(UTC), time.perf_counter()
        results: list[PageResult] = []
        for batch in process_files(settings, files):
            results += batch
            if on_progress:
                on_progress(len(results), len(files))
        seconds = time.perf_counter() - clock
        built = build_tables(results)
        report = _report(store.publish(settings.out, built), built, results, seconds)
        store.log_run(
            settings.out,
            run_id := f"{started:%Y%m%dT%H%M%S%f}",
            tables.to_arrow(
                "runs",
                [
                    {
                        "run_id": run_id,
                        "started_at": started,
                        "ended_at": datetime.now(UTC),
                        "outcome": "published" if report.published.new else "unchanged",
                        "snapshot": report.published.snapshot,
                        "fingerprint": fingerprint,
                        "onrecord_version": config.version(),
                        "schema_version": tables.SCHEMA_VERSION,
                        "model": model,
                        "processes": n_processes(settings, len(files)),
                        "n_pages": len(report.pages),
                        "n_set_aside": len(report.set_aside),
                        "n_articles": report.n_articles,
                        "n_quotes": report.n_quotes,
                        "n_attributed": report.n_attributed,
                        "n_words": report.n_words,
                        "seconds": round(report.seconds, 3),
                        "words_per_second": round(report.words_per_second, 1),
                    }
                ],
            ),
        )
    return report


def _report(
    published: store.Published, built: "dict[str, pa.Table]", results: list[PageResult], seconds: float
) -> Report:
    articles = [article for result in results for article in result.segmented.articles]
    speakers = built["quotes"].column("speaker")
    return Report(
        published=published,
        pages=tuple(sorted((result.page for result in results), key=lambda page: page.source)),
        n_articles=built["articles"].num_rows,
        n_quotes=built["quotes"].num_rows,
        n_attributed=built["quotes"].num_rows - speakers.null_count,
        n_words=sum(tables.count_words(article.text) for article in articles),
        seconds=seconds,
    )
