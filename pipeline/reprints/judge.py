"""Whether an article is a reprint of a fuller one, by what differs in their texts, dates and headlines."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from .compare import Difference
from .days import Days, days_between, days_of
from .seen import Seen
from .words import read_words

WINDOW = 5
"""Days by which the dates of reprints differ at most: less than a week, because notices recur weekly."""
SURE_LEAST_WORDS = 30
"""What isn't dated alike must have so many words to be known by."""
MENDED_LEAST_WORDS = 50
"""So many words must be the same around one name or number that was put right,"""
MENDED_MOST_BESIDE = 2
"""and so many may be missing."""

Headlines = frozenset[tuple[str, ...]]
"""Headlines as words."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many words may differ: so many, and so many more for each word of the shorter text."""

    replaced: tuple[int, float]
    added: tuple[int, float]
    left_out: tuple[int, float]
    left_out_before_cut: tuple[int, float]


SAME_DAY = Limits((2, 0.03), (3, 0.05), (3, 0.3), (3, 0.08))
OTHERWISE = Limits((1, 0.01), (1, 0.02), (1, 0.1), (1, 0.02))


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of an article besides its text, from all the places where it was seen."""

    days: Days
    headlines: Headlines
    pages: frozenset[str]

    def __or__(self, other: "Circumstances") -> "Circumstances":
        return Circumstances(
            self.days or other.days, self.headlines | other.headlines, self.pages | other.pages
        )


class Rating(NamedTuple):
    """How well a reprint fits a kept text: what says more comes first."""

    same_day: bool
    same_headline: bool
    words_alike: int
    """Words that differ, below zero."""
    cut: bool
    """Whether only the beginning of the kept text could be compared."""


def circumstances_of(seen: Sequence[Seen]) -> Circumstances:
    """Gather what is known besides the text of one article, seen in several places."""
    return Circumstances(
        days=next((days for article in seen if (days := days_of(article))), ()),
        headlines=frozenset(tuple(read_words(a.headline).compared) for a in seen if a.headline),
        pages=frozenset(article.page_id for article in seen),
    )


def may_be_one(kept: Circumstances, other: Circumstances) -> bool:
    """Say whether dates and headlines let one article be a reprint of another."""
    if (days_between(kept.days, other.days) or 0) > WINDOW:
        return False
    return bool(kept.headlines & other.headlines) or not _one_of_a_series(kept.headlines, other.headlines)


def rate(
    difference: Difference, kept: Circumstances, other: Circumstances, *, shown: Mapping[str, Set[str]]
) -> Rating | None:
    """Rate how well an article fits a kept one that is as full or fuller; None where it is no reprint.

    Assumes that dates and headlines allow it. `shown` gives the articles of each page.
    """
    same_day = days_between(kept.days, other.days) == 0
    same_headline = bool(kept.headlines & other.headlines)
    if not same_day and (difference.n_words < SURE_LEAST_WORDS or difference.numbers):
        return None
    limits = SAME_DAY if same_day else OTHERWISE
    left_out = limits.left_out_before_cut if difference.cut else limits.left_out
    counts = (difference.replaced, difference.added, difference.left_out)
    for count, (some, share) in zip(counts, (limits.replaced, limits.added, left_out), strict=True):
        if count > some + share * difference.n_words:
            return None
    if difference.telling and not (same_day and _is_mended(difference, kept, other, shown)):
        return None
    return Rating(same_day, same_headline, -sum(counts), difference.cut)


def _is_mended(
    difference: Difference, kept: Circumstances, other: Circumstances, shown: Mapping[str, Set[str]]
) -> bool:
    """Say whether one name or number was put right, and not another release made with it.

    All else must be the same, and the headline too, or else the pages two scrapes of one section: they show
    another article both, and none shows both versions.
    """
    if difference.places > 1 or difference.added + difference.left_out > MENDED_MOST_BESIDE:
        return False
    if difference.n_words < MENDED_LEAST_WORDS or kept.pages & other.pages:
        return False
    if kept.headlines and other.headlines:
        return bool(kept.headlines & other.headlines)
    ours, theirs = ({id for page in seen.pages for id in shown[page]} for seen in (kept, other))
    return bool(ours & theirs)


def _one_of_a_series(ours: Headlines, theirs: Headlines) -> bool:
    """Say whether headlines differ in a number: the sum of a grant, the day of a weekly address."""
    one, other = (
        {word for title in titles for word in title if not word.isalpha()} for titles in (ours, theirs)
    )
    return bool(one - other) and bool(other - one)
