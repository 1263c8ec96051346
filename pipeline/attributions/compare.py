"""What was found beside the gold: attributions paired one to one, and the figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.attributions.gold import ROLES, GoldArticle, GoldAttribution, Role
from pipeline.attributions.words import Reader, Worded, Words
from pipeline.figures import Figure, intervals

Subset = Literal["all", "direct", "indirect"]
Key = tuple[Subset, str]
"""A figure's name: which attributions, and what is counted of them."""
SUBSETS: tuple[Subset, ...] = ("all", "direct", "indirect")
EXACT, OVERLAP, WITH_SOURCE = "content exact", "content overlap", "overlap + source"
FIGURES = (*(f"{role} words" for role in ROLES), EXACT, OVERLAP, WITH_SOURCE)
SAME = 0.5  # least overlap of contents, and of sources


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold attribution and the found one that comes nearest, by their places; their overlaps, 0–1."""

    gold: int
    found: int
    content: float
    source: float

    @property
    def same(self) -> bool:
        """Whether the contents are the same, more or less."""
        return self.content >= SAME

    @property
    def right(self) -> bool:
        """Whether the sources are so too."""
        return self.same and self.source >= SAME


@dataclass(frozen=True, slots=True)
class Score:
    """The figures of some articles together, and of each alone."""

    figures: dict[Key, Figure]
    articles: tuple[dict[Key, Figure], ...]

    def intervals(self, *, draws: int = 1000, seed: int = 0) -> dict[Key, tuple[float, float]]:
        """Give the 95% interval of each figure's F1, by drawing articles anew."""
        return intervals(self.articles, draws=draws, seed=seed)


def score(gold: Sequence[GoldArticle], found: Mapping[str, Sequence[GoldAttribution]]) -> Score:
    """Compare the attributions found in each article, by its id, with the gold's.

    An article that `found` lacks counts as one where nothing was found; one that the gold lacks is a
    ValueError. Attributions whose content holds no word are left out.
    """
    if unknown := found.keys() - {article.id for article in gold}:
        raise ValueError(f"attributions of articles that the gold lacks: {', '.join(sorted(unknown)[:3])}")
    articles = tuple(_compare(article, found.get(article.id, ())) for article in gold)
    figures: dict[Key, Figure] = {(subset, name): Figure() for subset in SUBSETS for name in FIGURES}
    for counted in articles:
        for key, figure in counted.items():
            figures[key].add(figure)
    return Score(figures, articles)


def pairs(article: GoldArticle, found: Sequence[GoldAttribution]) -> list[Pair]:
    """Pair an article's attributions with those found, one to one, the best overlap of contents first.

    Where several overlap alike, the one with the better source comes first, then the one earlier in its
    list. What shares no word with the other side is in no pair.
    """
    reader = Reader(article.text)
    return _pair(list(reader.read(article.attributions)), list(reader.read(found)))


def _compare(article: GoldArticle, found: Sequence[GoldAttribution]) -> dict[Key, Figure]:
    reader = Reader(article.text)
    ours, theirs = list(reader.read(article.attributions)), list(reader.read(found))
    counted: dict[Key, Figure] = {}
    for subset in SUBSETS:
        gold, have = _of(subset, ours), _of(subset, theirs)
        for role in ROLES:
            a, b = _union(gold, role), _union(have, role)
            counted[subset, f"{role} words"] = Figure(len(a & b), len(b), len(a))
        pairs = _pair(gold, have)
        right = {
            EXACT: sum(p.content == 1 for p in pairs),
            OVERLAP: sum(p.same for p in pairs),
            WITH_SOURCE: sum(p.right for p in pairs),
        }
        for name, number in right.items():
            counted[subset, name] = Figure(number, len(have), len(gold))
    return counted


def _of(subset: Subset, attributions: list[Worded]) -> list[Worded]:
    return [a for a in attributions if subset == "all" or a.direct == (subset == "direct")]


def _union(attributions: list[Worded], role: Role) -> Words:
    return frozenset().union(*(getattr(a, role) for a in attributions))


def _pair(gold: list[Worded], found: list[Worded]) -> list[Pair]:
    touching = (
        Pair(a.place, b.place, _overlap(a.content, b.content), _overlap(a.source, b.source))
        for a in gold
        for b in found
        if a.content & b.content
    )
    pairs: dict[int, Pair] = {}  # by gold
    used: set[int] = set()
    for best in sorted(touching, key=lambda p: (-p.content, -p.source, p.gold, p.found)):
        if best.gold not in pairs and best.found not in used:
            pairs[best.gold] = best
            used.add(best.found)
    return list(pairs.values())


def _overlap(a: Words, b: Words) -> float:
    """Compare two sets, 0–1 (Jaccard); two empty ones are the same."""
    either = a | b
    return len(a & b) / len(either) if either else 1.0
