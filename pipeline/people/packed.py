"""Pairs of numbers kept as one, so that a sort, which numpy does fast, groups them."""

from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.integer[Any]]
NONE = -1
"""Where there is no string, no form, no entity."""
_BITS = 32


def pack(high: npt.ArrayLike, low: npt.ArrayLike) -> Ints:
    """Make one number of each two; assumes that both are below 2 ** 31 and none is negative."""
    return (np.asarray(high, np.int64) << _BITS) | np.asarray(low, np.int64)


def unpack(pairs: Ints) -> tuple[Ints, Ints]:
    """Part what `pack` made."""
    return pairs >> _BITS, pairs & ((1 << _BITS) - 1)


def distinct(numbers: Ints) -> Ints:
    """Sort, each number once; np.unique takes ten times as long over many."""
    found = np.sort(numbers)
    return found[_news(found)]


def counted(numbers: Ints) -> tuple[Ints, Ints]:
    """Sort, each number once, with how often it is there."""
    found = np.sort(numbers)
    starts, sizes = runs(found)
    return found[starts], sizes


def runs(ordered: Ints) -> tuple[Ints, Ints]:
    """Say where each stretch of the same number begins, and how long it is."""
    starts = np.flatnonzero(_news(ordered))
    return starts, np.diff(np.append(starts, len(ordered)))


def places(numbers: Ints, among: Ints) -> Ints:
    """Find the place of each number among sorted ones; -1 where it isn't there."""
    if not len(among):
        return np.full(len(numbers), NONE, np.int64)
    at = np.minimum(np.searchsorted(among, numbers), len(among) - 1)
    return np.where(among[at] == numbers, at, NONE)


def bounds(sorted_numbers: Ints, size: int) -> Ints:
    """Say where the stretch of each of 0 … size - 1 begins in sorted numbers, and where the last ends."""
    return np.searchsorted(sorted_numbers, np.arange(size + 1))


def members(starts: Ints, of: Ints) -> tuple[Ints, Ints]:
    """List the places of what is in some stretches, and of each its stretch by its place in `of`.

    Stretch n is from starts[n] to starts[n + 1].
    """
    begin = starts[of]
    sizes = starts[of + 1] - begin
    owner = np.repeat(np.arange(len(of)), sizes)
    return np.arange(len(owner)) + (begin - np.cumsum(sizes) + sizes)[owner], owner


def _news(found: Ints) -> npt.NDArray[np.bool_]:
    news = np.ones(len(found), np.bool_)
    np.not_equal(found[1:], found[:-1], out=news[1:])
    return news
