"""The straight line for one page, and a run over a folder of them."""

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline import config, reprints, store, tables
from pipeline.entities import load_model, recognise
from pipeline.errors import PageError, SetupError
from pipeline.people import known_names, registry, resolve
from pipeline.quotes import find_quotations
from pipeline.quotes.tagger import load_tagger
from pipeline.read import read
from pipeline.records import Page, PageResult, RawPage, page_id_of
from pipeline.segment import segment
from pipeline.workers import spread

if TYPE_CHECKING:
    import pyarrow as pa
    from spacy.language import Language

    from pipeline.config import Settings
    from pipeline.quotes.tagger import Tag

SUFFIXES = {".txt", ".html", ".htm"}
BATCH = 16  # pages that share one memory zone, and that one process takes at a time
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
    try:
        page = read(raw)
        page.text.encode()  # a lone surrogate can be in no table
    except Exception as error:  # noqa: BLE001  a fault in one page must not stop the others
        return PageResult(page_not_read(raw.source, hashlib.sha256(raw.data).hexdigest(), reason_for(error)))
    if page.status != "ok":
        return PageResult(page)
    try:
        return process_text(page, models, max_article_chars=max_article_chars)
    except Exception as error:  # noqa: BLE001  likewise
        return PageResult(replace(page, status="quarantined", reason=reason_for(error)))


def process_text(page: Page, models: Models, *, max_article_chars: int) -> PageResult:
    """Take a page that is text to resolved quotations; raises PageError where an article is too long."""
    segmented = segment(page)
    for article in segmented.articles:
        if len(article.text) > max_article_chars:
            length = f"{len(article.text):,} characters"
            raise PageError(f"an article of {length} is longer than max_article_chars, {max_article_chars:,}")
    read_articles = list(recognise(models.nlp, segmented.articles))
    known = known_names(page, [mentions for _, _, mentions in read_articles])
    resolutions = tuple(
        resolve(article, doc, mentions, find_quotations(doc, mentions, models.tag(article.text)), known)
        for article, doc, mentions in read_articles
    )
    check_offsets(result := PageResult(page=page, segmented=segmented, resolutions=resolutions))
    return result


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


def reason_for(error: Exception) -> str:
    """Say in one line why a page was set aside; a PageError says it itself."""
    said = " ".join(str(error).split())[:300]
    return said if isinstance(error, PageError) and said else f"{type(error).__name__}: {said}".rstrip(": ")


def page_not_read(source: str, sha256: str, reason: str) -> Page:
    """Make the record of a page that was set aside before it became text."""
    return Page(
        page_id=page_id_of(source, sha256),
        source=source,
        sha256=sha256,
        media_type="application/octet-stream",
        text="",
        status="quarantined",
        reason=reason,
    )


def find_pages(root: Path) -> list[str]:
    """List the files under `root`, sorted, relative to it; hidden ones are none of its pages.

    Raises SetupError where there is no such folder or nothing in it.
    """
    if not root.exists():
        raise SetupError(f"no folder {root}: put scraped pages there, or name another folder")
    if not root.is_dir():
        raise SetupError(f"{root} is a file: `onrecord run` takes a folder, `onrecord extract` a file")
    found, seen = [], set()
    for folder, folders, files in os.walk(root, followlinks=True):
        real = os.path.realpath(folder)
        if real in seen:  # a link that leads back up
            folders.clear()
            continue
        seen.add(real)
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [
            Path(folder, name).relative_to(root).as_posix() for name in files if not name.startswith(".")
        ]
    if not found:
        raise SetupError(f"no pages in {root}: put .txt or .html files there, or name another folder")
    return sorted(found)


def process_file(root: Path, name: str, models: Models, *, settings: "Settings") -> PageResult:
    """Process the page in one file under `root`; a file that can't be read comes back set aside."""
    source = _source(name)
    try:
        if Path(name).suffix.lower() not in SUFFIXES:
            raise PageError("unsupported file type: onrecord reads .txt, .html and .htm")
        size = os.path.getsize(root / name)
        if size > settings.max_page_bytes:
            raise PageError(f"{size:,} bytes are more than max_page_bytes, {settings.max_page_bytes:,}")
        data = (root / name).read_bytes()
    except (OSError, PageError) as error:
        said = PageError(f"can't be read: {error.strerror}") if isinstance(error, OSError) else error
        return PageResult(page_not_read(source, _file_digest(root / name), reason_for(said)))
    return process_page(
        RawPage(source=source, data=data), models, max_article_chars=settings.max_article_chars
    )


def _source(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "backslashreplace")  # a file's name need not be UTF-8


def _file_digest(path: Path) -> str:
    try:
        with open(path, "rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return hashlib.sha256(b"").hexdigest()


def process_batch(names: Sequence[str], models: Models, *, settings: "Settings") -> list[PageResult]:
    """Process some files in one memory zone, so that what spaCy keeps of them is freed."""
    with models.nlp.memory_zone():
        return [process_file(settings.raw, name, models, settings=settings) for name in names]


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
    return PageResult(page_not_read(_source(name), _file_digest(root / name), why))


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
