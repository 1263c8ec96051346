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
from itertools import batched, chain

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
MOST_CANDIDATES = 16
"""Fuller texts that one is compared with at one length: those of the most equal hashes, and of these the ones
that begin most like it."""
MIXERS = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))
"""Odd numbers with bits all over, so that a trigram's hash depends on the order of its words."""
RANKED_WORDS = 100
AT_ONCE = 2048

Numbers = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint16]


def find_candidates(texts: Iterable[Sequence[str]]) -> Numbers:
    """Find the pairs of texts, given as words, that may be one; a row each, the lower number first.

    Assumes the fullest text first. Returns no rows where nothing is alike. The same texts in the same order
    always yield the same pairs.
    """
    openings = (*OPENINGS, None)
    numbers: list[int] = []
    lengths: list[int] = []
    ends: tuple[list[str], list[str]] = ([], [])
    signed = [[np.empty((0, HASHES), dtype=np.uint16)] for _ in openings]
    for some in batched(((n, words) for n, words in enumerate(texts) if len(words) >= LEAST_WORDS), AT_ONCE):
        numbers += [number for number, _ in some]
        lengths += [len(words) for _, words in some]
        ends[0].extend(" ".join(words[:RANKED_WORDS]) for _, words in some)
        ends[1].extend(" ".join(words[: -RANKED_WORDS - 1 : -1]) for _, words in some)
        hashed = _hash([words for _, words in some])
        for opening, signatures in zip(openings, signed, strict=True):
            signatures.append(_sign(*hashed, opening))
    orders = [_order(words) for words in ends]
    n_words = np.array(lengths, dtype=np.int64)
    found = []
    for opening, longer, signatures in zip(openings, (*OPENINGS[1:], None, None), signed, strict=True):
        at = np.flatnonzero(n_words >= (opening or 0))
        pairs = at[_sharing(np.concatenate(signatures), [order[at] for order in orders])]
        found.append(pairs[n_words[pairs].min(axis=1) < longer] if longer else pairs)
    return np.array(numbers, dtype=np.int64)[np.unique(np.concatenate(found), axis=0)]


def _hash(texts: list[Sequence[str]]) -> tuple[npt.NDArray[np.uint64], Numbers]:
    """Hash the trigrams of texts, one after another, and say how many words each text has.

    So many trigrams are of each text; its last two begin in it and end in the next.
    """
    lengths = np.array([len(words) for words in texts], dtype=np.int64)
    words = np.fromiter(chain.from_iterable(RMinHash.hash_token_sets(texts)), np.uint64, lengths.sum())
    second, third = np.roll(words, -1), np.roll(words, -2)
    return (words * MIXERS[0] + second) * MIXERS[1] + third, lengths


def _sign(trigrams: npt.NDArray[np.uint64], lengths: Numbers, opening: int | None) -> Hashes:
    """Make the signatures of texts, or of their openings where they are as long as that.

    Of each hash 16 bits are enough, and four of them are one number.
    """
    wanted = np.where(lengths >= opening, opening - 2, 0) if opening else lengths - 2
    place = np.arange(len(trigrams)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    ends = np.cumsum(np.concatenate([[0], wanted[wanted > 0]])).astype(np.uint64)
    flat = np.ascontiguousarray(trigrams[place < np.repeat(wanted, lengths)])
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(flat, ends, num_perm=HASHES, seed=SEED)
    rows = b"".join(array("I", row) for row in matrix.to_rows())
    return np.frombuffer(rows, dtype=np.uint32).reshape(-1, HASHES).astype(np.uint16)


def _order(words: list[str]) -> Numbers:
    """Give each text its place in the order of these words."""
    places = np.empty(len(words), dtype=np.int64)
    places[sorted(range(len(words)), key=words.__getitem__)] = np.arange(len(words))
    return places


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
