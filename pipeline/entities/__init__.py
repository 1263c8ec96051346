"""Named entities: a spaCy pipeline's guesses, cleaned and voted on by what the article's language shows.

1. runs        names as typography bounds them (spans), cut to the name alone (bounds)
2. bodies      names of bodies and places grown to their whole length (growth)
3. vote        one label for all mentions of a name: head nouns, titles, prepositions, appositives, verbs
               of speech, and the model's label (evidence, vote)
4. institutions  common-noun bodies: "the regional court in NAME" (institutions)
5. the rest    what else the model found and nothing above touches: dates, numbers, works, …
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from . import commandless  # noqa: F401  the first, because it imports spaCy

# isort: split
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.errors import PageError
from pipeline.records import Article, Mention

from .bounds import cut
from .growth import grow
from .institutions import institutions
from .loading import DEFAULT_MODEL as DEFAULT_MODEL
from .loading import load_model as load_model
from .plain import plain
from .shape import Weights
from .spans import NAME_LABELS, Run, name_runs
from .vote import vote, weigh

_PLACES = ("GPE", "LOC")
_LONGEST = 200_000
"""Characters: spaCy takes about 1 GB of memory for 100,000, and no news story comes near."""
Recognised = tuple[Article, Doc, tuple[Mention, ...]]
"""An article, its Doc, and the entity mentions in it."""


def recognise(nlp: Language, articles: Sequence[Article]) -> Iterator[Recognised]:
    """Yield every article in order with its Doc (`doc.text == article.text`) and its entity mentions.

    The articles of one page, side by side in the sequence, vote together on the names that they share.
    An article of more than 200,000 characters raises PageError.
    """
    for _, group in groupby(_pipe(nlp, articles), key=lambda pair: pair[0].page_id):
        page = list(group)
        for (article, doc), mentions in zip(page, find_mentions([doc for _, doc in page]), strict=True):
            yield article, doc, mentions


def _pipe(nlp: Language, articles: Sequence[Article]) -> Iterator[tuple[Article, Doc]]:
    for article in articles:
        if len(article.text) > _LONGEST:
            raise PageError(f"an article of {len(article.text):,} characters is longer than {_LONGEST:,}")
    texts = ((article.text, article) for article in articles)
    for parsed, article in nlp.pipe(texts, as_tuples=True):
        doc = plain(parsed)
        if doc.text != article.text:
            raise ValueError(f"article {article.article_id}: the tokens do not give back its text")
        yield article, doc


def find_mentions(docs: Sequence[Doc]) -> list[tuple[Mention, ...]]:
    """Find the entity mentions of a page's parsed articles, in order.

    None overlaps another, save that a place may lie inside the institution that it belongs to.
    """
    # 1. runs, cut to names; 2. bodies grown whole; 3. vote
    runs = [_apart([grow(doc, piece) for run in name_runs(doc) for piece in cut(doc, run)]) for doc in docs]
    weights = [weigh(doc, its) for doc, its in zip(docs, runs, strict=True)]
    found = []
    for at, doc in enumerate(docs):
        elsewhere: dict[str, Weights] = {}
        for other in (w for i, w in enumerate(weights) if i != at):
            for name in weights[at].keys() & other.keys():
                elsewhere.setdefault(name, Weights()).add(other[name])
        voted = vote(doc, runs[at], weights[at], elsewhere)
        found.append(_of_article(doc, {(its.run.start, its.run.end): its.label for its in voted}))
    return found


def _of_article(doc: Doc, taken: dict[tuple[int, int], str]) -> tuple[Mention, ...]:
    taken |= dict(_seats(doc, taken))
    # 4. institutions
    for run in list(institutions(doc, taken)):
        span = (run.start, run.end)
        taken = {
            s: label for s, label in taken.items() if not _overlap(s, span) or label in _PLACES and s != span
        }
        taken[span] = "ORG"
    # 5. the rest
    covered = {at for start, end in taken for at in range(start, end)}
    for ent in doc.ents:
        free = ent.label_ not in NAME_LABELS and covered.isdisjoint(range(ent.start, ent.end))
        if free and "\n" not in ent.text:
            taken[ent.start, ent.end] = ent.label_
    return tuple(_mention(doc, span, label) for span, label in sorted(taken.items()))


def _seats(doc: Doc, taken: dict[tuple[int, int], str]) -> Iterator[tuple[tuple[int, int], str]]:
    """Find the places that bodies are in by their names: "Embassy in NAME"."""
    for (start, end), label in taken.items():
        for at in range(start + 1, end - 1) if label == "ORG" else ():
            if doc[at].lower_ == "in" and doc[at + 1].ent_type_ in _PLACES:
                yield (at + 1, end), doc[at + 1].ent_type_


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _apart(runs: list[Run]) -> list[Run]:
    """Drop the runs that a longer one before them has swallowed."""
    kept: list[Run] = []
    for run in sorted(runs, key=lambda r: (r.start, -r.end)):
        if not kept or run.start >= kept[-1].end:
            kept.append(run)
    return kept


def _mention(doc: Doc, span: tuple[int, int], label: str) -> Mention:
    piece = doc[span[0] : span[1]]
    return Mention(start=piece.start_char, end=piece.end_char, text=piece.text, label=label)
