"""Which names are compared at all: those that share a key, so that many names take time in proportion."""

from array import array
from collections.abc import Collection, Hashable, Sequence, Set
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from pipeline.records import SpeakerKind

from .alike import LEAST_FOR_SLIP
from .corporate import LEAST_IN_BODIES, SMALL, Corporate, corporate
from .packed import Ints, distinct, pack, runs, unpack
from .personal import Personal, personal
from .sieve import may_be_alike
from .spelling import FAMILY_FIRST, initials_of, skeleton

INITIALS = "~"
"""In front of a key of initials, which are in blocks of their own."""
LARGEST = 400
"""Forms in a block; what is so common a key tells nothing, and finer keys pair the names still."""


def pairs(kind: SpeakerKind, names: Sequence[str], forms: Ints) -> tuple[Ints, Ints]:
    """Give each two names of a kind that may be alike once, by their places, sorted, the lower first.

    Takes distinct names, and how many forms have each: a name of several is paired with itself too.
    """
    common, of_initials = _Keyed(), _Keyed()
    short = np.zeros(len(names), np.bool_)
    for number, name in enumerate(names):
        if kind == "person":
            common.add(number, _personal(personal(name)))
        else:
            parts = corporate(name)
            common.add(number, _corporate(parts))
            of_initials.add(number, _initials(parts))
            short[number] = parts.acronym is not None or parts.bracketed is not None
    found = distinct(np.concatenate([common.couples(forms), of_initials.couples(forms, short)]))
    one, other = unpack(found)
    likely = may_be_alike(kind, names, one, other)
    return one[likely], other[likely]


class _Keyed:
    """Names by the hashes of their keys: millions of keys are too many to keep as they are."""

    def __init__(self) -> None:
        self._hashes, self._sizes, self._numbers = array("q"), array("q"), array("q")

    def add(self, number: int, keys: Collection[Hashable]) -> None:
        self._hashes.extend(map(hash, keys))
        self._sizes.append(len(keys))
        self._numbers.append(number)

    def couples(self, forms: Ints, leads: npt.NDArray[np.bool_] | None = None) -> Ints:
        """Pair the names of each block; where `leads` are given, those with the others."""
        hashes = np.array(self._hashes, np.int64)
        numbers = np.repeat(np.array(self._numbers, np.int64), np.array(self._sizes, np.int64))
        order = np.argsort(hashes, kind="stable")
        numbers = numbers[order]
        starts, sizes = runs(hashes[order])
        block = np.repeat(np.arange(len(starts)), sizes)
        leading = np.ones(len(numbers), np.bool_) if leads is None else leads[numbers]
        heads = np.bincount(block, forms[numbers], len(starts))
        told = heads * np.bincount(block, forms[numbers] * leading, len(starts)) <= LARGEST**2
        lead = np.flatnonzero(leading & told[block])
        times = sizes[block[lead]]
        steps = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
        one, other = numbers[np.repeat(lead, times)], numbers[np.repeat(starts[block[lead]], times) + steps]
        wanted = (one != other) | (forms[one] > 1)
        one, other = one[wanted], other[wanted]
        return pack(np.minimum(one, other), np.maximum(one, other))


def keys(kind: SpeakerKind, name: str) -> Set[Hashable]:
    """Make the keys of a name: what two spellings of one name have in common at the least."""
    if kind == "person":
        return _personal(personal(name))
    return _corporate(corporate(name)) | {f"{INITIALS}{short}" for short in _initials(corporate(name))}


def _personal(name: Personal) -> set[Hashable]:
    """Pair by family name and an initial that the given names may have; by its letters but one."""
    words = name.words
    if len(words) < 2:
        return set()
    last = words[-1]
    families = {*_halves(last), name.expanded[-1], *([name.born] if name.born else [])}
    families |= set(words[-2:-1] if len(words) > 2 else ())
    families |= {words[0]} if words[0] in FAMILY_FIRST or len(words) == 2 else set()
    given = {word for at, word in enumerate(words) if at == 0 or len(word) > 1}
    found: set[Hashable] = {f"= {name.joined}", "= " + "".join(sorted(name.joined))}
    if len(last) == 1 or len(words[1]) == 1:
        found.add((words[0], words[1][0]))  # one of them may be cut off after the initial
    for family in families:
        if len(family) > 1:
            frame = _frame(family)
            for other in given - {family} or given:
                found.update([(frame, letter) for letter in initials_of(other)])
                if name.called:
                    found.add((frame, name.called[0]))
    first = skeleton(words[0])
    found.update([(cut, first) for cut in _cuts(last)])
    return found


def _corporate(name: Corporate) -> set[Hashable]:
    words = name.words
    if not words:
        return set()
    country = " ".join(sorted({word for word in words if word not in SMALL} - {"us"}))
    found: set[Hashable] = {"= " + "".join(words), "= " + "".join(name.expanded), f"& {country}"}
    if len(words) > 1:
        for at, word in enumerate(words):
            if len(word) >= LEAST_IN_BODIES:  # a slip in one word
                found.add(" ".join((*words[:at], f"{word[0]}*", *words[at + 1 :])))
    return found


def _initials(name: Corporate) -> set[str]:
    """Pair acronyms with the names that they may be short for."""
    found = {short for short in (name.acronym, name.bracketed) if short}
    if len(name.words) > 1:
        found.add("".join([word[0] for word in name.words]))
        found.add("".join([word[0] for word in name.words if word not in SMALL]))
    return found


@lru_cache(maxsize=200_000)
def _halves(family: str) -> tuple[str, ...]:
    return family, *family.split("-")


@lru_cache(maxsize=200_000)
def _frame(family: str) -> str:
    return skeleton(family).removeprefix("mak")


@lru_cache(maxsize=200_000)
def _cuts(family: str) -> tuple[str, ...]:
    """Give a family name without each of its letters but the first, where it is long enough for a slip."""
    if len(family) < LEAST_FOR_SLIP:
        return ()
    return tuple(f"{family[:at]}{family[at + 1 :]}" for at in range(1, len(family)))
