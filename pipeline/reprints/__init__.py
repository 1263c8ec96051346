"""Which articles are one article: a release seen again becomes one article with several sightings.

1. `candidates` finds the texts that may be one, by MinHash.  2. `compare` aligns the words of two of them.
3. `judge` says whether one is a reprint of the other.  4. Here each article, the fullest first, joins the
kept text that it is a reprint of, or is kept itself. A text is judged against the kept one alone, so that a
group never drifts from what it shows; where two kept texts fit alike, it joins neither.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Indel

from pipeline.records import Article, PageResult, Resolution

from .groups import group

__all__ = ["Merged", "Sighting", "merge", "similarity"]


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
    """The distinct articles, each as its fullest sighting shows it, and every sighting."""

    articles: tuple[tuple[Article, Resolution], ...] = ()
    sightings: tuple[Sighting, ...] = ()


def merge(results: Iterable[PageResult]) -> Merged:
    """Merge the articles of equal id, and those that are reprints of one text.

    An article has the id of its first sighting in the order of sources, and the text, page and resolution of
    the one with the most words (of equals, the first). Date, headline and byline come from there too; what is
    null there, from the first sighting that has it. The order of the results makes no difference. Returns
    nothing where no page has an article.
    """
    shown = [
        pair
        for result in sorted(results, key=lambda result: (result.page.source, result.page.page_id))
        for pair in zip(result.segmented.articles, result.resolutions, strict=True)
    ]
    places: dict[str, list[int]] = defaultdict(list)
    for place, (article, _) in enumerate(shown):
        places[article.article_id].append(place)
    fullest_first = sorted(places.values(), key=lambda seen: -len(shown[seen[0]][0].text.split()))
    groups = group([[shown[place][0] for place in seen] for seen in fullest_first])
    articles, sightings = [], []
    for members in sorted(groups, key=lambda members: min(fullest_first[text][0] for text in members)):
        seen = [
            shown[place][0] for place in sorted(place for text in members for place in fullest_first[text])
        ]
        kept, resolution = shown[fullest_first[members[0]][0]]
        article = _filled(kept, seen)
        articles.append((article, resolution))
        sightings += [_sighting(article, other) for other in seen]
    return Merged(articles=tuple(articles), sightings=tuple(sightings))


def _filled(kept: Article, sighted: Sequence[Article]) -> Article:
    """Give the kept article the id of the first sighting, and what others tell where it is silent."""
    if len(sighted) == 1:
        return kept
    dated = next((other for other in (kept, *sighted) if other.date), kept)
    return replace(
        kept,
        article_id=sighted[0].article_id,
        date=dated.date,
        date_text=dated.date_text,
        date_precision=dated.date_precision,
        date_ambiguous=dated.date_ambiguous,
        headline=next((other.headline for other in (kept, *sighted) if other.headline), None),
        byline=next((other.byline for other in (kept, *sighted) if other.byline), None),
    )


def _sighting(article: Article, seen: Article) -> Sighting:
    return Sighting(
        page_id=seen.page_id,
        article_id=article.article_id,
        position=seen.position,
        start=seen.start,
        end=seen.end,
        similarity=similarity(article.text, seen.text),
    )


def similarity(one: str, other: str) -> float:
    """Compare two texts by the characters that both have in one order, 0–1; 1 for equal texts alone.

    It is twice their number divided by that of all characters of both.
    """
    return 1.0 if one == other else Indel.normalized_similarity(one, other)
