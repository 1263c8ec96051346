"""Which names are compared at all: those that share a key, so that many names take time in proportion."""

from array import array
from collections.abc import Hashable, Iterable, Set
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from pipeline.records import SpeakerKind

from .alike import LEAST_FOR_SLIP
from .corporate import LEAST_IN_BODIES, SMALL, corporate
from .packed import Ints, distinct, pack, runs, unpack
from .personal import Personal, personal
from .spelling import FAMILY_FIRST, initials_of, skeleton

INITIALS = "~"
"""In front of a key of initials, which pairs acronyms with the names they may be short for."""
LARGEST = 400
"""Names in a block; what is so common a key tells nothing, and finer keys pair the names still."""


def pairs(kind: SpeakerKind, names: Iterable[tuple[int, str]]) -> tuple[Ints, Ints]:
    """Give each two numbered names of a kind that may be alike once, sorted, the lower number first."""
    common, of_initials, short = _Keyed(), _Keyed(), set[int]()
    for number, name in names:
        for key in keys(kind, name):
            (of_initials if key[0] == INITIALS else common).add(key, number)  # type: ignore[index]
        if kind != "person" and _is_short(name):
            short.add(number)
    leads = np.isin(of_initials.numbers, list(short))
    return unpack(distinct(np.concatenate([common.couples(), of_initials.couples(leads)])))


class _Keyed:
    """Names by the hashes of their keys: millions of keys are too many to keep as they are."""

    def __init__(self) -> None:
        self.hashes, self.numbers = array("q"), array("q")

    def add(self, key: Hashable, number: int) -> None:
        self.hashes.append(hash(key))
        self.numbers.append(number)

    def couples(self, leads: npt.NDArray[np.bool_] | None = None) -> Ints:
        """Pair the names of each block; where `leads` are given, those with the others."""
        hashes, numbers = np.array(self.hashes, np.int64), np.array(self.numbers, np.int64)
        leads = np.ones(len(hashes), np.bool_) if leads is None else leads
        order = np.argsort(hashes, kind="stable")
        numbers, leads = numbers[order], leads[order]
        starts, sizes = runs(hashes[order])
        block = np.repeat(np.arange(len(starts)), sizes)
        told = sizes * np.bincount(block[leads], minlength=len(starts)) <= LARGEST**2
        lead = np.flatnonzero(leads & told[block])
        times = sizes[block[lead]]
        steps = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
        one, other = numbers[np.repeat(lead, times)], numbers[np.repeat(starts[block[lead]], times) + steps]
        unlike = one != other
        one, other = one[unlike], other[unlike]
        return pack(np.minimum(one, other), np.maximum(one, other))


def _is_short(text: str) -> bool:
    name = corporate(text)
    return name.acronym is not None or name.bracketed is not None


def keys(kind: SpeakerKind, name: str) -> Set[Hashable]:
    """Make the keys of a name: what two spellings of one name have in common at the least."""
    return _personal(personal(name)) if kind == "person" else _corporate(name)


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


def _corporate(text: str) -> set[Hashable]:
    name = corporate(text)
    words, content = name.words, [word for word in name.words if word not in SMALL]
    if not words:
        return set()
    country = " ".join(sorted(set(content) - {"us"}))
    found: set[Hashable] = {"= " + "".join(words), "= " + "".join(name.expanded), f"& {country}"}
    found |= {(INITIALS, short) for short in (name.acronym, name.bracketed) if short}
    if len(words) > 1:
        found |= {(INITIALS, "".join([word[0] for word in some])) for some in (words, content)}
        for at, word in enumerate(words):
            if len(word) >= LEAST_IN_BODIES:  # a slip in one word
                found.add(" ".join((*words[:at], f"{word[0]}*", *words[at + 1 :])))
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
