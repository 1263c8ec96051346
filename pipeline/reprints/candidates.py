"""Which texts are worth comparing: MinHash signatures, and which texts share a band of them.

MinHash of word trigrams (Broder 1997) in bands (Leskovec, Rajaraman & Ullman, ch. 3): of two texts that have
half of their trigrams in common 87% share a band, at 60% it is 99%. A text that was cut has too few in common
with the whole, so openings have signatures too, and a text is compared at its longest opening. A template
that thousands of releases fill in makes large buckets: within one a text is compared only with its
neighbours, in the order of the words from the beginning and in that from the end (the sorted neighbourhood of
Hernández & Stolfo 1995), and with the fullest of all, so that the work grows with the number of texts and not
with its square.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import batched

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

LEAST_WORDS = 16
"""Shorter texts have no candidates: too little to tell one from another."""
OPENINGS = (LEAST_WORDS, 64, 256)
HASHES, ROWS, SEED = 128, 4, 20_040_217
NEIGHBOURS = 8
LEAST_ALIKE = 0.2
"""Of the hashes; texts that share a band and less than that do so by chance."""
MOST_CANDIDATES = 60
"""Fuller texts that one is compared with at one length; the first bands find its neighbours."""
RANKED_WORDS = 100
AT_ONCE = 2048

Numbers = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint16]


def find_candidates(texts: Iterable[Sequence[str]]) -> Numbers:
    """Find the pairs of texts, given as words, that may be one; a row each, the lower number first.

    Assumes the fullest text first. Returns no rows where nothing is alike. The same texts in the same order
    always yield the same pairs.
    """
    numbers: list[int] = []
    lengths: list[int] = []
    ends: tuple[list[str], list[str]] = ([], [])
    signed: list[list[Hashes]] = [[] for _ in (*OPENINGS, None)]
    for some in batched(_long_enough(texts), AT_ONCE):
        numbers += [number for number, _ in some]
        lengths += [len(words) for _, words in some]
        ends[0].extend(" ".join(words[:RANKED_WORDS]) for _, words in some)
        ends[1].extend(" ".join(words[: -RANKED_WORDS - 1 : -1]) for _, words in some)
        trigrams = [[*map(" ".join, zip(words, words[1:], words[2:], strict=False))] for _, words in some]
        for opening, hashes in zip(OPENINGS, signed, strict=False):
            hashes.append(_sign([grams[: opening - 2] for grams in trigrams if len(grams) >= opening - 2]))
        signed[-1].append(_sign(trigrams))
    orders = [_order(words) for words in ends]
    found = [_sharing(_together(signed.pop()), orders)]
    words = np.array(lengths, dtype=np.int64)
    for opening, longer in zip(OPENINGS, (*OPENINGS[1:], np.inf), strict=True):
        at = np.flatnonzero(words >= opening)
        pairs = at[_sharing(_together(signed.pop(0)), [order[at] for order in orders])]
        found.append(pairs[words[pairs].min(axis=1) < longer])
    return np.array(numbers, dtype=np.int64)[np.unique(np.concatenate(found), axis=0)]


def _long_enough(texts: Iterable[Sequence[str]]) -> Iterator[tuple[int, Sequence[str]]]:
    return ((number, words) for number, words in enumerate(texts) if len(words) >= LEAST_WORDS)


def _sign(trigrams: list[list[str]]) -> Hashes:
    """Make the signatures; of each hash 16 bits are enough, and four of them are one number."""
    rows = RMinHash.digests_from_token_sets(trigrams, num_perm=HASHES, seed=SEED)
    numbers = np.frombuffer(b"".join(array("I", row) for row in rows), dtype=np.uint32)
    return numbers.reshape(-1, HASHES).astype(np.uint16)


def _together(signed: list[Hashes]) -> Hashes:
    return np.concatenate([np.empty((0, HASHES), dtype=np.uint16), *signed])


def _order(words: list[str]) -> Numbers:
    """Give each text its place in the order of these words."""
    places = np.empty(len(words), dtype=np.int64)
    places[sorted(range(len(words)), key=words.__getitem__)] = np.arange(len(words))
    return places


def _sharing(hashes: Hashes, orders: Sequence[Numbers]) -> Numbers:
    """Find the pairs of texts that share a band and are neighbours there, or one of them the fullest."""
    n = len(hashes)
    known = np.empty(0, dtype=np.int64)
    for band in np.ascontiguousarray(hashes).view(np.uint64).T:
        _, of_bucket, size = np.unique(band, return_inverse=True, return_counts=True)
        shared = np.flatnonzero(size[of_bucket] > 1)
        if not len(shared):
            continue
        _, first, nth = np.unique(of_bucket[shared], return_index=True, return_inverse=True)
        pairs = [np.stack([shared[first[nth]], shared], axis=1)]
        for order in orders:
            sorted_texts = shared[np.lexsort((order[shared], nth))]
            pairs += _neighbours(sorted_texts, of_bucket)
        one, other = np.sort(np.concatenate(pairs), axis=1).T
        enough = np.bincount(known % n, minlength=n) >= MOST_CANDIDATES
        new = np.setdiff1d((one * n + other)[(one < other) & ~enough[other]], known)
        alike = (hashes[new // n] == hashes[new % n]).mean(axis=1) >= LEAST_ALIKE
        known = np.union1d(known, new[alike])
    return np.stack(np.divmod(known, max(n, 1)), axis=1)


def _neighbours(sorted_texts: Numbers, of_bucket: Numbers) -> Iterator[Numbers]:
    """Pair each text with those that follow it in its bucket."""
    for step in range(1, NEIGHBOURS + 1):
        both = np.stack([sorted_texts[:-step], sorted_texts[step:]], axis=1)
        yield both[of_bucket[both[:, 0]] == of_bucket[both[:, 1]]]
