"""What tells whether texts are worth comparing: MinHash signatures, made once for each text.

MinHash of word trigrams (Broder 1997). A text that was cut has too few in common with the whole, so openings
have signatures too. Beside them stand the words that a text begins and ends with, by which texts of one
template are put in order.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from .words import read_words

LEAST_WORDS = 16
"""Shorter texts have no signature: too little to tell one from another."""
OPENINGS = (LEAST_WORDS, 64, 256)
HASHES, SEED = 128, 20_040_217
SIGNATURE_BYTES = 2 * HASHES
MIXERS = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))
"""Odd numbers with bits all over, so that a trigram's hash depends on the order of its words."""
RANKED_WORDS = 100
AT_ONCE = 2048

Numbers = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Signature:
    """What a text is found by."""

    n_words: int
    """Words that are compared."""
    openings: tuple[bytes | None, ...]
    """The hashes of each of OPENINGS; None where the text isn't so long."""
    whole: bytes
    """Those of the text."""
    begins: str
    """Its first words,"""
    ends: str
    """and its last, from the end."""


def sign(texts: Sequence[str]) -> list[Signature | None]:
    """Make the signatures of texts; None for one with too few words."""
    read = [read_words(text).compared for text in texts]
    long = [at for at, words in enumerate(read) if len(words) >= LEAST_WORDS]
    signed: list[Signature | None] = [None] * len(texts)
    if not long:
        return signed
    hashed = _hash([read[at] for at in long])
    made = [_sign(*hashed, opening) for opening in (*OPENINGS, None)]
    for place, at in enumerate(long):
        words = read[at]
        *openings, whole = (hashes[place].tobytes() for hashes in made)
        signed[at] = Signature(
            len(words),
            tuple(
                hashes if len(words) >= length else None
                for length, hashes in zip(OPENINGS, openings, strict=True)
            ),
            whole,
            " ".join(words[:RANKED_WORDS]),
            " ".join(words[: -RANKED_WORDS - 1 : -1]),
        )
    return signed


def _hash(texts: list[list[str]]) -> tuple[npt.NDArray[np.uint64], Numbers]:
    """Hash the trigrams of texts, one after another, and say how many words each text has.

    So many trigrams are of each text; its last two begin in it and end in the next.
    """
    lengths = np.array([len(words) for words in texts], dtype=np.int64)
    words = np.fromiter(chain.from_iterable(RMinHash.hash_token_sets(texts)), np.uint64, lengths.sum())
    second, third = np.roll(words, -1), np.roll(words, -2)
    return (words * MIXERS[0] + second) * MIXERS[1] + third, lengths


def _sign(trigrams: npt.NDArray[np.uint64], lengths: Numbers, opening: int | None) -> Hashes:
    """Make the signatures of texts, or of their openings where they are as long as that.

    Of each hash 16 bits are enough, and four of them are one number. Texts that are shorter have a row of
    their own all the same, of no meaning.
    """
    wanted = np.where(lengths >= opening, opening - 2, 0) if opening else lengths - 2
    place = np.arange(len(trigrams)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    ends = np.cumsum(np.concatenate([[0], wanted[wanted > 0]])).astype(np.uint64)
    flat = np.ascontiguousarray(trigrams[place < np.repeat(wanted, lengths)])
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(flat, ends, num_perm=HASHES, seed=SEED)
    rows = b"".join(array("I", row) for row in matrix.to_rows())
    signed = np.zeros((len(lengths), HASHES), dtype=np.uint16)
    signed[wanted > 0] = np.frombuffer(rows, dtype=np.uint32).reshape(-1, HASHES).astype(np.uint16)
    return signed
