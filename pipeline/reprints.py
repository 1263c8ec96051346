"""Which articles are one article: what several pages show becomes one article with several sightings."""

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.records import Article, PageResult, Resolution


@dataclass(frozen=True, slots=True)
class Sighting:
    """One place where an article was seen; `similarity` compares its text there with the article's."""

    page_id: str
    article_id: str
    position: int
    start: int
    end: int
    similarity: float


@dataclass(frozen=True, slots=True)
class Merged:
    """The distinct articles, each as its first sighting shows it, and every sighting."""

    articles: tuple[tuple[Article, Resolution], ...] = ()
    sightings: tuple[Sighting, ...] = ()


def merge(results: Iterable[PageResult]) -> Merged:
    """Merge articles of equal id; the first page in the given order lends the text.

    Assumes results in a fixed order, so that the same pages always yield the same articles. Returns
    nothing where no page has an article.
    """
    first: dict[str, tuple[Article, Resolution]] = {}
    sightings = []
    for result in results:
        for article, resolution in zip(result.segmented.articles, result.resolutions, strict=True):
            known, _ = first.setdefault(article.article_id, (article, resolution))
            sightings.append(
                Sighting(
                    page_id=article.page_id,
                    article_id=article.article_id,
                    position=article.position,
                    start=article.start,
                    end=article.end,
                    similarity=similarity(known.text, article.text),
                )
            )
    return Merged(articles=tuple(first.values()), sightings=tuple(sightings))


def similarity(one: str, other: str) -> float:
    """Compare two texts by their distinct words, 0–1 (Jaccard); 1 for equal texts, empty ones too."""
    if one == other:
        return 1.0
    ours, theirs = set(one.split()), set(other.split())
    return len(ours & theirs) / len(ours | theirs) if ours | theirs else 1.0
