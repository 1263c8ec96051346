"""Which texts are worth comparing: those that share a band of their signatures.

MinHash signatures in bands (Leskovec, Rajaraman & Ullman, ch. 3): of two texts that have half of their
trigrams in common 87% share a band, at 60% it is 99%. A text is compared at its longest opening. A template
that thousands of releases fill in makes large buckets: within one a text is compared only with its
neighbours, in the order of the words from the beginning and in that from the end (the sorted neighbourhood of
Hernández & Stolfo 1995), and with the fullest of all, so that the work grows with the number of texts and not
with its square.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from .signatures import AT_ONCE, HASHES, OPENINGS, Hashes, Numbers

ROWS = 4
"""Hashes of a band."""
NEIGHBOURS = 8
LEAST_ALIKE = 0.2
"""Of the hashes; texts that share a band and less than that do so by chance."""
MOST_CANDIDATES = 16
"""Fuller texts that one is compared with at one length: those of the most equal hashes, and of these the ones
that begin most like it."""


def find_candidates(
    n_words: Numbers, orders: Sequence[Numbers], hashes_of: Callable[[int | None], Hashes]
) -> Numbers:
    """Find the pairs of signed texts that may be one, by number; a row each, the lower number first.

    Assumes the fullest text first. `n_words` are those of their signatures, `orders` the place of each text
    by its first and by its last words. `hashes_of` gives the signatures of openings of a length, of each text
    that has so many words a row; of whole texts for None. Returns no rows where nothing is alike. The same
    texts in the same order always yield the same pairs.
    """
    found = []
    for opening, longer in zip((*OPENINGS, None), (*OPENINGS[1:], None, None), strict=True):
        at = np.flatnonzero(n_words >= (opening or 0))
        pairs = at[_sharing(hashes_of(opening), [order[at] for order in orders])]
        found.append(pairs[n_words[pairs].min(axis=1) < longer] if longer else pairs)
    return np.unique(np.concatenate(found), axis=0)


def _sharing(hashes: Hashes, orders: Sequence[Numbers]) -> Numbers:
    """Find the pairs of texts that share a band, and of each text's pairs with fuller ones the likeliest."""
    n = max(len(hashes), 1)
    pairs = np.empty(0, dtype=np.int64)
    for band in np.ascontiguousarray(hashes).view(np.uint64).T:
        pairs = _distinct(
            np.concatenate([pairs, *(one * n + other for one, other in _in_band(band, orders))])
        )
    one, other = pairs // n, pairs % n
    alike = np.concatenate(
        [
            (hashes[one[at : at + AT_ONCE]] == hashes[other[at : at + AT_ONCE]]).sum(axis=1)
            for at in range(0, len(one), AT_ONCE)
        ]
        or [one]
    )
    likeliest = np.lexsort((np.abs(orders[0][one] - orders[0][other]), -alike, other))
    one, other, alike = one[likeliest], other[likeliest], alike[likeliest]
    rank = np.arange(len(other)) - np.searchsorted(other, other)
    return np.stack([one, other], axis=1)[(alike >= LEAST_ALIKE * HASHES) & (rank < MOST_CANDIDATES)]


def _in_band(band: npt.NDArray[np.uint64], orders: Sequence[Numbers]) -> Iterator[tuple[Numbers, Numbers]]:
    """Pair each text that has this band in common with others with its neighbours, and with the fullest."""
    by_band = np.argsort(band, kind="stable")
    starts = np.flatnonzero(np.diff(band[by_band], prepend=band[by_band[:1]] ^ 1))
    sizes = np.diff(starts, append=len(band))
    shared = np.repeat(sizes, sizes) > 1
    texts, bucket = by_band[shared], np.repeat(np.arange(len(sizes)), sizes)[shared]
    fullest = by_band[starts][bucket]
    yield fullest[texts != fullest], texts[texts != fullest]
    for order in orders:
        texts = texts[np.lexsort((order[texts], bucket))]
        for step in range(1, NEIGHBOURS + 1):
            one, other = texts[:-step], texts[step:]
            together = bucket[:-step] == bucket[step:]
            yield np.minimum(one, other)[together], np.maximum(one, other)[together]


def _distinct(numbers: Numbers) -> Numbers:
    numbers = np.sort(numbers)
    return numbers[np.diff(numbers, prepend=-1) > 0]
