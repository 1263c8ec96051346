"""Which pairs of names are worth comparing: those that no rule can find alike are dropped, all at once.

Each test here is weaker than the rules of `alike` and `corporate`: what passes may still be unlike, and what
those find alike passes. Strings are compared by their hashes.
"""

from collections.abc import Callable, Hashable, Sequence

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from pipeline.records import SpeakerKind

from .alike import LEAST_FOR_SLIP
from .corporate import SMALL, corporate
from .packed import Ints, distinct, pack, unpack
from .personal import personal
from .spelling import is_listed, pet_form, skeleton, spelled_alike

Mask = npt.NDArray[np.bool_]


def may_be_alike(kind: SpeakerKind, names: Sequence[str], one: Ints, other: Ints) -> Mask:
    """Say of pairs of names of a kind, given by their places, whether any rule may find them alike."""
    used = distinct(np.concatenate([one, other]))
    some = [names[at] for at in used.tolist()]
    a, b = np.searchsorted(used, one), np.searchsorted(used, other)
    return _people(some, a, b) if kind == "person" else _bodies(some, a, b)


def _bodies(names: Sequence[str], a: Ints, b: Ints) -> Mask:
    """Pass the same letters or words, acronyms, and what differs in a letter."""
    parts = [corporate(name) for name in names]
    joined = _hashes("".join, [name.words for name in parts])
    expanded = _hashes("".join, [name.expanded for name in parts])
    content = _hashes(lambda words: frozenset(words) - SMALL - {"us"}, [name.words for name in parts])
    short = np.array([name.acronym is not None for name in parts], np.bool_)
    found: Mask = _either(joined, expanded, a, b) | (content[a] == content[b]) | short[a] | short[b]
    size = np.array([len(name.words) for name in parts])
    rest = np.flatnonzero(~found & (size[a] == size[b]))
    found[rest] = _slips([" ".join(name.words) for name in parts], a[rest], b[rest])
    return found


def _people(names: Sequence[str], a: Ints, b: Ints) -> Mask:
    """Pass what agrees in the first and the last word, and what may be in another order."""
    parts = [personal(name) for name in names]
    special = np.array(
        [bool(len(p.words) < 2 or p.called or p.born or p.words != p.expanded) for p in parts], np.bool_
    )
    size = np.array([len(name.words) for name in parts])
    joined = _hashes(str, [name.joined for name in parts])
    given = _hashes(lambda words: "".join(words).replace("-", ""), [name.words[:-1] for name in parts])
    words = _Words()
    first, second, last = (words.numbers([(*p.words, "", "")[at] for p in parts]) for at in (0, 1, 0))
    last = words.numbers([name.words[-1] if name.words else "" for name in parts])
    found: Mask = special[a] | special[b] | (joined[a] == joined[b])
    found |= (first[a] == last[b]) | (last[a] == first[b])
    found |= (first[a] == first[b]) & (size[a] != size[b])
    rest = np.flatnonzero(~found)
    x, y = a[rest], b[rest]
    agree = (given[x] == given[y]) | (first[x] == second[y]) | (second[x] == first[y])
    agree |= words.given_alike(first[x], first[y])
    rest = rest[agree]
    found[rest] = words.family_alike(last[a[rest]], last[b[rest]])
    return found


class _Words:
    """The words of names, by their numbers."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}

    def numbers(self, words: Sequence[str]) -> Ints:
        return np.array([self._number.setdefault(word, len(self._number)) for word in words], np.int64)

    def given_alike(self, one: Ints, other: Ints) -> Mask:
        """Pass the same words, initials, spellings of one name, and short forms."""
        words = list(self._number)
        size, begin = np.array([len(word) for word in words]), _hashes(lambda word: word[:1], words)
        listed = np.array([is_listed(word) for word in words], np.bool_)
        found: Mask = (one == other) | self._spelled_alike(one, other)
        found |= (begin[one] == begin[other]) & (np.minimum(size[one], size[other]) == 1)
        rest = np.flatnonzero(~found & listed[one] & listed[other])
        couples = pack(one[rest], other[rest])
        each = distinct(couples)
        alike = [
            spelled_alike(words[x], words[y]) or pet_form(words[x], words[y]) is not None
            for x, y in zip(*(part.tolist() for part in unpack(each)), strict=True)
        ]
        found[rest] = np.array(alike, np.bool_)[np.searchsorted(each, couples)]
        return found

    def family_alike(self, one: Ints, other: Ints) -> Mask:
        """Pass the same words, spellings of one name, halves of double names, and slips."""
        words = list(self._number)
        scots = _hashes(lambda word: word.replace("mac", "mc", 1), words)
        double = np.array(["-" in word for word in words], np.bool_)
        size = np.array([len(word) for word in words])
        found: Mask = (one == other) | self._spelled_alike(one, other) | (scots[one] == scots[other])
        found |= double[one] | double[other]
        rest = np.flatnonzero(~found & (np.minimum(size[one], size[other]) >= LEAST_FOR_SLIP))
        found[rest] = _slips(words, one[rest], other[rest])
        return found

    def _spelled_alike(self, one: Ints, other: Ints) -> Mask:
        alike = _hashes(lambda word: skeleton(word) if len(word) > 3 else (word,), list(self._number))
        same: Mask = alike[one] == alike[other]
        return same


def _hashes[Part](make: Callable[[Part], Hashable], parts: Sequence[Part]) -> Ints:
    return np.array([hash(make(part)) for part in parts], np.int64)


def _either(one: Ints, other: Ints, a: Ints, b: Ints) -> Mask:
    """Say which pairs agree in either of two columns, or across them."""
    same: Mask = (one[a] == one[b]) | (other[a] == other[b]) | (one[a] == other[b]) | (other[a] == one[b])
    return same


def _slips(texts: Sequence[str], a: Ints, b: Ints) -> Mask:
    """Say which pairs of texts differ in one letter at most."""
    one, other = ([texts[at] for at in places.tolist()] for places in (a, b))
    found: Mask = np.less_equal(cpdist(one, other, scorer=OSA.distance, score_cutoff=1, dtype=np.uint8), 1)
    return found
