"""The straight line for one page, and a run over a folder of them."""

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline import config, reprints, store, tables
from pipeline.entities import load_model, recognise
from pipeline.errors import PageError, SetupError
from pipeline.inventory import file_set_aside, find_pages, page_not_read, read_file, reason_for
from pipeline.people import known_names, registry, resolve
from pipeline.quotes import find_quotations
from pipeline.quotes.tagger import load_tagger
from pipeline.read import read
from pipeline.records import Page, PageResult, RawPage, Segmented
from pipeline.segment import segment
from pipeline.workers import spread

if TYPE_CHECKING:
    import pyarrow as pa
    from spacy.language import Language

    from pipeline.config import Settings
    from pipeline.entities import Recognised
    from pipeline.quotes.tagger import Tag

BATCH = 32  # pages that share one memory zone, and that one process takes at a time
CHARACTERS_AT_ONCE = 100_000  # of articles parsed together: more cost no less, and memory grows with them
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


class Models(NamedTuple):
    """What is loaded once and used for every page: a spaCy pipeline and the quote tagger."""

    nlp: "Language"
    tag: "Tag"


def load_models(settings: "Settings") -> Models:
    """Load the spaCy pipeline and the quote tagger; raises SetupError where one is missing or broken."""
    return Models(load_model(settings.model), load_tagger(config.tagger_folder(settings)))


def process_page(raw: RawPage, models: Models, *, max_article_chars: int = 200_000) -> PageResult:
    """Take one page from bytes to resolved quotations.

    Never raises for what a page holds: a page that can't be processed comes back with a status and a
    one-line reason, and without articles.
    """
    (result,) = process_pages([raw], models, max_article_chars=max_article_chars)
    return result


def process_pages(
    raws: Iterable[RawPage | Page], models: Models, *, max_article_chars: int
) -> Iterator[PageResult]:
    """Take pages from bytes to resolved quotations, each as if alone, but parsed together: that costs less.

    A page that was set aside before stays so; none raises for what it holds, as in `process_page`.
    """
    group: list[PageResult] = []
    length = 0
    for raw in raws:
        divided = _divided(raw, max_article_chars)
        its_length = sum(len(article.text) for article in divided.segmented.articles)
        if group and length + its_length > CHARACTERS_AT_ONCE:
            yield from _resolved(group, models)
            group, length = [], 0
        group.append(divided)
        length += its_length
    yield from _resolved(group, models)


def process_text(page: Page, models: Models, *, max_article_chars: int) -> PageResult:
    """Take a page that is text to resolved quotations; raises PageError where an article is too long."""
    divided = PageResult(page, _segmented(page, max_article_chars))
    return _attributed(divided, list(recognise(models.nlp, divided.segmented.articles)), models)


def _divided(raw: RawPage | Page, max_article_chars: int) -> PageResult:
    """Read a page and segment it; where that can't be done, it comes back set aside."""
    if isinstance(raw, Page):
        return PageResult(raw)
    try:
        page = read(raw)
        page.text.encode()  # a lone surrogate can be in no table
    except Exception as error:  # noqa: BLE001  a fault in one page must not stop the others
        return PageResult(page_not_read(raw.source, hashlib.sha256(raw.data).hexdigest(), reason_for(error)))
    if page.status != "ok":
        return PageResult(page)
    try:
        return PageResult(page, _segmented(page, max_article_chars))
    except Exception as error:  # noqa: BLE001  likewise
        return _faulty(page, error)


def _segmented(page: Page, max_article_chars: int) -> Segmented:
    segmented = segment(page)
    for article in segmented.articles:
        if len(article.text) > max_article_chars:
            length = f"{len(article.text):,} characters"
            raise PageError(f"an article of {length} is longer than max_article_chars, {max_article_chars:,}")
    return segmented


def _resolved(group: list[PageResult], models: Models) -> Iterator[PageResult]:
    """Parse the articles of some pages together, and find the quotations of each page."""
    articles = [article for divided in group for article in divided.segmented.articles]
    try:
        recognised = iter(list(recognise(models.nlp, articles)))
    except Exception as error:  # noqa: BLE001  whose fault it is shows when each page is parsed alone
        if len(group) == 1:
            yield _faulty(group[0].page, error)
        else:
            for divided in group:
                yield from _resolved([divided], models)
        return
    for divided in group:
        its_own = list(islice(recognised, len(divided.segmented.articles)))
        try:
            yield _attributed(divided, its_own, models)
        except Exception as error:  # noqa: BLE001  a fault in one page must not stop the others
            yield _faulty(divided.page, error)


def _attributed(divided: PageResult, recognised: "list[Recognised]", models: Models) -> PageResult:
    """Find the quotations of a page's articles and resolve their speakers."""
    known = known_names(divided.page, [mentions for _, _, mentions in recognised])
    resolutions = tuple(
        resolve(article, doc, mentions, find_quotations(doc, mentions, models.tag(article.text)), known)
        for article, doc, mentions in recognised
    )
    check_offsets(result := replace(divided, resolutions=resolutions))
    return result


def _faulty(page: Page, error: Exception) -> PageResult:
    return PageResult(replace(page, status="quarantined", reason=reason_for(error)))


def check_offsets(result: PageResult) -> None:
    """Raise PageError unless every offset slices what it says: a fault must not get into the tables."""
    for article, resolution in zip(result.segmented.articles, result.resolutions, strict=True):
        if result.page.text[article.start : article.end] != article.text:
            raise PageError(f"internal fault: article {article.position} is not pages.text[start:end]")
        for mention in resolution.mentions:
            if not mention.text or mention.span.of(article.text) != mention.text:
                raise PageError(f"internal fault: mention {mention.text!r} is not articles.text[start:end]")
        for quotation in (attribution.quotation for attribution in resolution.attributions):
            spans = [*quotation.spans, *(s for s in (quotation.cue, quotation.mention) if s)]
            if not quotation.spans or not all(0 <= s.start < s.end <= len(article.text) for s in spans):
                raise PageError(f"internal fault: quotation {quotation.spans} lies outside its article")


def process_batch(names: Sequence[str], models: Models, *, settings: "Settings") -> list[PageResult]:
    """Process some files in one memory zone, so that what spaCy keeps of them is freed."""
    raws = (read_file(settings.raw, name, max_bytes=settings.max_page_bytes) for name in names)
    with models.nlp.memory_zone():
        return list(process_pages(raws, models, max_article_chars=settings.max_article_chars))


def process_folder(settings: "Settings", names: list[str]) -> Iterator[list[PageResult]]:
    """Process the named files, in this process or in several, and give the results as they come."""
    batches = [names[at : at + BATCH] for at in range(0, len(names), BATCH)]
    if (processes := n_processes(settings, len(names))) == 1:
        models = load_models(settings)
        yield from (process_batch(batch, models, settings=settings) for batch in batches)
    else:
        yield from spread(
            batches,
            prepare=partial(load_models, settings),
            work=partial(process_batch, settings=settings),
            lost=partial(_lost, settings.raw),
            processes=processes,
        )


def _lost(root: Path, name: str) -> PageResult:
    why = "the process that worked on it died: out of memory, or a fault in a library"
    return PageResult(file_set_aside(root, name, why))


def n_processes(settings: "Settings", n_pages: int) -> int:
    """Say how many processes to work with: as told, else one a core as far as there is work for them."""
    if settings.processes:
        return settings.processes
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, n_pages // PAGES_PER_PROCESS))


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
    if settings.out.resolve().is_relative_to(settings.raw.resolve()):
        raise SetupError(f"{settings.out} lies in {settings.raw}: tables can't stand among the raw pages")
    names = find_pages(settings.raw)
    model, fingerprint = config.model_version(settings.model), config.fingerprint(settings)
    with store.locked(settings.out):
        started, clock = datetime.now(UTC), time.perf_counter()
        results: list[PageResult] = []
        for batch in process_folder(settings, names):
            results += batch
            if on_progress:
                on_progress(len(results), len(names))
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
                        "processes": n_processes(settings, len(names)),
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
