"""Which texts are kept, and which are reprints of a kept one."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from functools import lru_cache

from .compare import compare
from .judge import Rating, circumstances_of, may_be_one, rate
from .seen import Seen
from .words import Words, read_words

AT_HAND = 20_000
"""Texts whose words are kept at hand; those of others are read again."""


def group(
    pairs: Sequence[tuple[int, int]],
    seen: Mapping[int, Sequence[Seen]],
    *,
    text_of: Callable[[int], str],
    shown: Mapping[str, Set[str]],
) -> dict[int, int]:
    """Say of the texts that are reprints which kept text each is a reprint of, by number.

    `pairs` are those that may be one. Assumes that a fuller text has a lower number, so that a kept text is
    fuller than its reprints. `seen` gives all places where each of these texts was seen, `shown` the articles
    of these pages.
    """

    @lru_cache(maxsize=AT_HAND)
    def words_of(number: int) -> Words:
        return read_words(text_of(number))

    fuller: dict[int, list[int]] = defaultdict(list)
    for one, other in pairs:
        fuller[other].append(one)
    known = {number: circumstances_of(places) for number, places in seen.items()}
    reprints: dict[int, int] = {}
    for number in sorted(fuller):
        fits: list[tuple[Rating, int]] = []
        for kept in sorted({reprints.get(other, other) for other in fuller[number]}):
            if not may_be_one(known[kept], known[number]):
                continue
            difference = compare(words_of(kept), words_of(number))
            rating = rate(difference, known[kept], known[number], shown=shown) if difference else None
            if rating:
                fits.append((rating, kept))
        kept = _best(fits, otherwise=number)
        if kept != number:
            reprints[number] = kept
            known[kept] |= known[number]
    return reprints


def _best(fits: Sequence[tuple[Rating, int]], *, otherwise: int) -> int:
    """Choose the kept text that fits best; where a cut text fits two alike, it joins neither."""
    if not fits:
        return otherwise
    best, kept = max(fits, key=lambda fit: (fit[0], -fit[1]))
    alike = [rating for rating, _ in fits if rating == best]
    return otherwise if best.cut and len(alike) > 1 else kept
