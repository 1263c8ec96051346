"""Which texts are kept, and which are reprints of a kept one."""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

from pipeline.records import Article

from .candidates import find_candidates
from .compare import compare
from .judge import Rating, circumstances_of, may_be_one, rate
from .words import Words, read_words

AT_HAND = 20_000
"""Texts whose words are kept at hand; those of others are read again."""


def group(texts: Sequence[Sequence[Article]]) -> list[list[int]]:
    """Group the texts that are one article, by number; each text is given with all places it was seen in.

    Assumes the fullest text first. Every text is in one group, and the first of a group is its fullest: the
    others are reprints of it.
    """

    @lru_cache(maxsize=AT_HAND)
    def words_of(number: int) -> Words:
        return read_words(texts[number][0].text)

    fuller: dict[int, list[int]] = defaultdict(list)
    for one, other in find_candidates(words_of(number).compared for number in range(len(texts))).tolist():
        fuller[other].append(one)
    concerned = {*fuller, *(number for numbers in fuller.values() for number in numbers)}
    shown: dict[str, set[str]] = defaultdict(set)
    for article in chain.from_iterable(texts):
        shown[article.page_id].add(article.article_id)
    known = {number: circumstances_of(texts[number]) for number in concerned}
    kept_of: dict[int, int] = {}
    groups: dict[int, list[int]] = {}
    for number in range(len(texts)):
        fits: list[tuple[Rating, int]] = []
        for kept in sorted({kept_of[other] for other in fuller.get(number, ())}):
            if not may_be_one(known[kept], known[number]):
                continue
            difference = compare(words_of(kept), words_of(number))
            rating = rate(difference, known[kept], known[number], shown=shown) if difference else None
            if rating:
                fits.append((rating, kept))
        kept_of[number] = kept = _best(fits, otherwise=number)
        groups.setdefault(kept, []).append(number)
        if kept != number:
            known[kept] |= known[number]
    return list(groups.values())


def _best(fits: Sequence[tuple[Rating, int]], *, otherwise: int) -> int:
    """Choose the kept text that fits best; where a cut text fits two alike, it joins neither."""
    if not fits:
        return otherwise
    best, kept = max(fits, key=lambda fit: (fit[0], -fit[1]))
    alike = [rating for rating, _ in fits if rating == best]
    return otherwise if best.cut and len(alike) > 1 else kept
