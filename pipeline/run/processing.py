"""Pages through the line for one page, in this process or in several."""

import os
from collections.abc import Generator, Iterable, Iterator, Sequence
from functools import partial
from itertools import batched, chain, islice
from typing import TYPE_CHECKING

from pipeline.inventory import RawFile, pages_in
from pipeline.onepage import Models, load_models, process_pages
from pipeline.read import not_read
from pipeline.records import Page, PageResult, RawPage
from pipeline.workers import spread

if TYPE_CHECKING:
    from pipeline.config import Settings

BATCH = 32  # pages that share one memory zone, and that one process takes at a time
PAGES_PER_PROCESS = 40  # below this, loading another model takes longer than it saves


def process_batch(
    raws: Sequence[RawPage | Page], models: Models, *, max_article_chars: int
) -> list[PageResult]:
    """Process some pages in one memory zone, so that what spaCy keeps of them is freed."""
    with models.nlp.memory_zone():
        return list(process_pages(raws, models, max_article_chars=max_article_chars))


def process_files(settings: "Settings", files: Sequence[RawFile]) -> Iterator[list[PageResult]]:
    """Process the pages of some files, and give the results as they come."""
    return process_all(settings, pages_of(settings, files))


def pages_of(settings: "Settings", files: Iterable[RawFile]) -> Iterator[RawPage | Page]:
    """Read the pages of some files, one after another."""
    return chain.from_iterable(
        pages_in(file, max_page_bytes=settings.max_page_bytes, fields=settings.fields) for file in files
    )


def process_all(settings: "Settings", pages: Iterable[RawPage | Page]) -> Generator[list[PageResult]]:
    """Process pages, in this process or in several, and give the results as they come, in any order.

    Pages are taken as they are wanted, few ahead of the work; without a page no model is loaded.
    """
    pages = iter(pages)
    first = list(islice(pages, PAGES_PER_PROCESS * n_cores()))
    if not first:
        return
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
