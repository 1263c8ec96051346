"""Articles as people corrected them: read whole only where a correction is about them, and made rows anew."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow.compute as pc

from pipeline.corrections import Applied, Correction, apply
from pipeline.records import Article, Resolution
from pipeline.tables.corrected import reviewed_quotes, whole_articles
from pipeline.tables.merging import TOLD, Merged
from pipeline.tables.quotes import Row
from pipeline.tables.shown import results_of, shown_article
from pipeline.tables.sources import Library, of_articles

Pair = tuple[Article, Resolution]


@dataclass(frozen=True, slots=True)
class Corrected:
    """What came of corrections, and the articles that they are about, by their places."""

    applied: Applied
    articles: Mapping[int, Article]

    def rows(self) -> dict[int, Row]:
        """Make the rows of the articles that are other than their pages had them."""
        by, whole = reviewed_quotes(self.applied.outcomes), whole_articles(self.applied.outcomes)
        made = {}
        for at, resolution in sorted(self.applied.changed.items()):
            article = self.articles[at]
            row = made[at] = shown_article(article, resolution)
            row["reviewed"] = article.article_id in whole
            attributions = sorted(resolution.attributions, key=lambda it: it.place)
            for quote, attribution in zip(row["quotes"], attributions, strict=True):
                quote["correction_id"] = by.get((article.article_id, attribution))
        return made


def correct(library: Library, merged: Merged, corrections: Sequence[Correction]) -> Corrected:
    """Apply corrections, in the order of the journal."""
    desk = _Articles(library, merged)
    named = {each.place.article_id for each in corrections if each.place}
    desk.read(at for article_id in sorted(named) if (at := desk.place_of(article_id)) is not None)
    applied = apply(desk, corrections)
    return Corrected(applied, {at: article for at, (article, _) in desk.found.items()})


@dataclass(slots=True)
class _Articles:
    """The distinct articles, as corrections ask for them."""

    library: Library
    merged: Merged
    found: dict[int, Pair] = field(default_factory=dict)

    def place_of(self, article_id: str) -> int | None:
        at: int = pc.index(self.merged.ids, article_id).as_py()
        return None if at < 0 else at

    def pair(self, at: int) -> Pair:
        if at not in self.found:
            self.read([at])
        return self.found[at]

    def texts(self) -> Iterable[tuple[int, str]]:
        for first, rows in self.library.articles("text"):
            places = self.merged.places[first : first + rows.num_rows].tolist()
            for text, at in zip(rows.column("text"), places, strict=True):
                if at >= 0:
                    yield at, text.as_py()

    def read(self, wanted: Iterable[int]) -> None:
        """Read articles from what their pages yielded, each source once."""
        numbers = np.flatnonzero(np.isin(self.merged.places, list(wanted))).tolist()
        starts = self.merged.starts
        for source in sorted({bisect_right(starts, number) - 1 for number in numbers}):
            rows = self.library.sources[source].read(["result", *of_articles("article_id")])
            ends = starts[source] + np.cumsum(pc.list_value_length(rows.column("articles")).to_numpy())
            for number in numbers:
                if bisect_right(starts, number) - 1 == source:
                    page = int(np.searchsorted(ends, number, side="right"))
                    (result,) = results_of(rows.slice(page, 1))
                    at = number - int(ends[page])  # from the end, as in any list
                    place = int(self.merged.places[number])
                    self.found[place] = (
                        self._told(place, result.segmented.articles[at]),
                        result.resolutions[at],
                    )

    def _told(self, at: int, article: Article) -> Article:
        if (told := self.merged.told.get(at)) is None:
            return article
        return replace(article, article_id=told.article_id, **{name: getattr(told, name) for name in TOLD})
