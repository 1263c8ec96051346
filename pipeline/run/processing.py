"""Pages through the line for one page, in this process or in several."""

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from pipeline import tables
from pipeline.deadline import TookTooLongError, within
from pipeline.entities.vocabulary import memory_zone
from pipeline.inventory import RawFile
from pipeline.onepage import Models, load_models, process_pages
from pipeline.places import Place
from pipeline.read import not_read
from pipeline.records import Page, PageResult, RawPage
from pipeline.run.census import pages_of
from pipeline.work import Work
from pipeline.workers import spread

if TYPE_CHECKING:
    from pipeline.config import Settings

BATCH = 32  # pages that share one memory zone, and that one process takes at a time
BATCH_SIZE = (
    256_000  # bytes: of longer pages fewer, so that no process is still at work when all others are done
)
PAGES_PER_PROCESS = 40  # below this, loading another model takes longer than it saves
USUAL_SIZE = 8_000  # bytes of a page; a longer one counts as several


class Kept(NamedTuple):
    """What became of a batch whose results are in a work file now."""

    n_pages: int
    n_words: int
    processes: int
    """How many work at once."""


def process_and_keep(settings: "Settings", pages: Iterable[RawPage | Page], work: Work) -> Generator[Kept]:
    """Process pages as in `process_all`, and keep each finished batch in a work file.

    The process that finished a batch writes it, so that nothing is lost when the run is interrupted.
    """
    pages, processes = _begun(settings, pages)
    finish = partial(keep, state=work.state, fingerprint=work.fingerprint, processes=processes)
    return _locally(settings, pages, finish, processes)


def process_all(settings: "Settings", pages: Iterable[RawPage | Page]) -> Generator[list[PageResult]]:
    """Process pages, in this process or in several, and give the results as they come, in any order.

    Pages are taken as they are wanted, few ahead of the work; without a page no model is loaded.
    """
    pages, processes = _begun(settings, pages)
    return _locally(settings, pages, _as_they_are, processes)


def process_files(settings: "Settings", files: Sequence[RawFile]) -> Iterator[list[PageResult]]:
    """Process the pages of some files, and give the results as they come."""
    return process_all(settings, pages_of(settings, files))


def process_batch(
    raws: Sequence[RawPage | Page],
    models: Models,
    *,
    max_article_chars: int,
    page_timeout: float,
    expendable: bool = False,
) -> list[PageResult]:
    """Process some pages in one memory zone, so that what spaCy keeps of them is freed.

    Where they take longer than `page_timeout`, in seconds, each is processed alone, and the one that does
    so again is set aside. `expendable` is a process that may be ended for it.
    """

    def processed(some: Sequence[RawPage | Page]) -> list[PageResult]:
        with memory_zone(models.nlp):
            return list(process_pages(some, models, max_article_chars=max_article_chars))

    try:
        return within(page_timeout, lambda: processed(raws), expendable=expendable)
    except TookTooLongError:
        pass
    results = []
    for raw in raws:
        try:
            results += within(page_timeout, lambda: processed([raw]), expendable=expendable)  # noqa: B023
        except TookTooLongError:
            why = f"it took longer than page_timeout, {page_timeout:g} seconds"
            results.append(PageResult(not_read(raw, why)))
    return results


def keep(results: Sequence[PageResult], *, state: Place, fingerprint: str, processes: int) -> Kept:
    """Write the results of some pages to a work file."""
    Work(state, fingerprint).add(results)
    articles = [article for result in results for article in result.segmented.articles]
    return Kept(len(results), sum(tables.count_words(article.text) for article in articles), processes)


def finished[Result](
    batch: Sequence[RawPage | Page],
    models: Models,
    *,
    settings: "Settings",
    finish: Callable[[list[PageResult]], Result],
    expendable: bool,
) -> Result:
    """Process a batch, and do with its results what is to be done in the same process."""
    results = process_batch(
        batch,
        models,
        max_article_chars=settings.max_article_chars,
        page_timeout=settings.page_timeout,
        expendable=expendable,
    )
    return finish(results)


def lost[Result](raw: RawPage | Page, *, finish: Callable[[list[PageResult]], Result]) -> Result:
    """Do so with a page that nobody could work on."""
    why = "the process that worked on it died: out of memory, stuck, or a fault in a library"
    return finish([PageResult(not_read(raw, why))])


def batches_of(pages: Iterable[RawPage | Page]) -> Iterator[tuple[RawPage | Page, ...]]:
    """Divide pages into batches that take about as long, as far as their sizes tell."""
    batch: list[RawPage | Page] = []
    size = 0
    for page in pages:
        if batch and (len(batch) == BATCH or size + _size(page) > BATCH_SIZE):
            yield tuple(batch)
            batch, size = [], 0
        batch.append(page)
        size += _size(page)
    if batch:
        yield tuple(batch)


def n_processes(settings: "Settings", n_pages: int) -> int:
    """Say how many processes to work with: as told, else one a core as far as there is work for them."""
    return settings.processes or max(1, min(n_cores(), n_pages // PAGES_PER_PROCESS))


def n_cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _begun(settings: "Settings", pages: Iterable[RawPage | Page]) -> tuple[Iterator[RawPage | Page], int]:
    """Look at the first pages, and say how many processes to work with; none where there is no page."""
    pages, first, n_usual = iter(pages), [], 0
    for page in pages:
        first.append(page)
        n_usual += 1 + _size(page) // USUAL_SIZE
        if n_usual >= PAGES_PER_PROCESS * n_cores():
            break
    return chain(first, pages), n_processes(settings, n_usual) if first else 0


def _locally[Result](
    settings: "Settings",
    pages: Iterable[RawPage | Page],
    finish: Callable[[list[PageResult]], Result],
    processes: int,
) -> Generator[Result]:
    if not processes:
        return
    work = partial(finished, settings=settings, finish=finish, expendable=processes > 1)
    if processes == 1:
        models = load_models(settings)
        for batch in batches_of(pages):
            yield work(batch, models)
    else:
        prepare, given_up = partial(load_models, settings), partial(lost, finish=finish)
        batches = batches_of(pages)
        yield from spread(batches, prepare=prepare, work=work, lost=given_up, processes=processes)


def _as_they_are(results: list[PageResult]) -> list[PageResult]:
    return results


def _size(page: RawPage | Page) -> int:
    return len(page.text) if isinstance(page, Page) else len(page.data)
