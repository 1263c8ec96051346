"""Words a second of the whole pipeline, beside bare spaCy over the same texts in the same process.

usage: python benchmarks/throughput.py [RAW] [--pages N] [--model NAME]

Bare spaCy is `nlp.pipe` of the same model over the same article texts, so the ratio says what reading,
segmenting, quotations and speakers cost beside the model. Each stage is measured in one pass, as a share
of the whole and of bare spaCy's time; `recognise` holds spaCy itself, `tag` is the quote tagger.
"""

import argparse
import time
from collections import Counter
from pathlib import Path

from pipeline import config, run
from pipeline.inventory import SUFFIXES, find_pages
from pipeline.records import RawPage
from pipeline.tables import count_words

STAGES = ("read", "segment", "recognise", "find_quotations", "known_names", "resolve")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("raw", nargs="?", type=Path, default=Path("data/raw"))
    parser.add_argument("--pages", type=int, default=400, help="take this many pages, evenly over the folder")
    parser.add_argument("--model", default=config.DEFAULT_MODEL)
    told = parser.parse_args()

    models = run.load_models(config.settings(model=told.model))
    nlp = models.nlp
    names = [name for name in find_pages(told.raw) if Path(name).suffix.lower() in SUFFIXES]
    names = names[:: max(1, len(names) // told.pages)][: told.pages]
    pages = [RawPage(name, (told.raw / name).read_bytes()) for name in names]
    run.process_page(pages[0], models)  # the first page pays for what is loaded late

    seconds, results = timed(lambda: in_zones(pages, models))
    texts = [article.text for result in results for article in result.segmented.articles]
    words = sum(map(count_words, texts))
    bare, _ = timed(lambda: bare_spacy(texts, nlp))
    built, _ = timed(lambda: run.build_tables(results))

    print(f"{len(pages):,} pages, {len(texts):,} articles, {words:,} words; {told.model}, one process")
    print(f"bare spaCy      {words / bare:>9,.0f} words/s   {bare:6.1f} s")
    print(f"whole pipeline  {words / seconds:>9,.0f} words/s   {seconds:6.1f} s")
    print(f"tables          {built:.2f} s more")
    print(f"ratio           {bare / seconds:.2f} of bare spaCy's speed")
    shares = stage_seconds(pages, models)
    bound = max(shares, key=shares.__getitem__)
    print(
        "where the time goes: " + ", ".join(f"{name} {shares[name] / shares.total():.0%}" for name in shares)
    )
    print("beside bare spaCy: " + ", ".join(f"{name} {shares[name] / bare:.0%}" for name in shares))
    print(f"bound by {bound}")


def timed(work):
    began = time.perf_counter()
    made = work()
    return time.perf_counter() - began, made


def in_zones(pages, models):
    results = []
    for at in range(0, len(pages), run.BATCH):
        with models.nlp.memory_zone():
            results += run.process_pages(pages[at : at + run.BATCH], models, max_article_chars=200_000)
    return results


def bare_spacy(texts, nlp):
    with nlp.memory_zone():
        for _ in nlp.pipe(texts):
            pass


def stage_seconds(pages, models) -> Counter[str]:
    """Time each stage by wrapping the functions that the straight line calls."""
    spent: Counter[str] = Counter()
    real = {name: getattr(run, name) for name in STAGES}

    def clocked(name, work):
        def stage(*args):
            began = time.perf_counter()
            made = work(*args)
            made = list(made) if name == "recognise" else made  # it yields while it works
            spent[name] += time.perf_counter() - began
            return made

        return stage

    try:
        for name in STAGES:
            setattr(run, name, clocked(name, real[name]))
        in_zones(pages, models._replace(tag=clocked("tag", models.tag)))
    finally:
        for name in STAGES:
            setattr(run, name, real[name])
    return spent


if __name__ == "__main__":
    main()
