"""Whether two texts are one: their words aligned, and what stands in the place of what.

A reprint leaves words out, and it mends one; another release puts names and numbers in the place of names and
numbers. Precision comes first: where it isn't clear, two texts stay two.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import ratio

from .words import Words

SPELLED_ALIKE = 85
"""A word in the place of one spelled so much like it (of 100) is a slip of spelling, not another word."""
ABBREVIATED = range(3, 6)
"""Letters that a word is abbreviated to: "Sens" for Senators, "Calif" for California."""
CUT_SHARE = 0.7
"""A text with a smaller share of the longer one's words is held against its beginning alone."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How a shorter text differs from a longer one."""

    n_words: int
    """Words of the shorter text."""
    replaced: int = 0
    """Words that stand in the place of others, on the side that has more of them."""
    places: int = 0
    """Places where they do."""
    telling: int = 0
    """Names and numbers that stand in the place of others: one at most, for two tell two releases apart."""
    numbers: int = 0
    """Places where a number stands in the place of anything, or anything in its place."""
    added: int = 0
    """Words of the shorter text that the longer doesn't have."""
    left_out: int = 0
    """Words that the longer text has in between, or before."""
    cut: bool = False
    """Whether the shorter text is compared with the beginning of the longer alone."""


def compare(longer: Words, shorter: Words) -> Difference | None:
    """Align the words of two texts and count what differs; None where they are plainly two."""
    ours, theirs = longer.compared, shorter.compared
    few = 4 + len(theirs) // 8
    if len(set(theirs).difference(ours)) > few:
        return None
    cut = len(theirs) < CUT_SHARE * len(ours)
    if cut:
        ours = ours[: len(theirs) + 10 + len(theirs) // 8]
    blocks = list(_blocks(ours, theirs))
    if sum(min(i2 - i1, j2 - j1) for i1, i2, j1, j2 in blocks) > few:
        return None
    our_print, their_print = longer.printed, shorter.printed
    replaced = places = telling = numbers = added = left_out = 0
    for i1, i2, j1, j2 in blocks:
        if i1 < i2 and j2 == len(theirs) and j2 - j1 == 1 and shorter.cut and ours[i1].startswith(theirs[j1]):
            continue  # the word that it breaks off in
        of_ours = _unmatched(our_print[i1:i2], theirs[j1:j2])
        of_theirs = _unmatched(their_print[j1:j2], ours[i1:i2])
        if j2 == len(theirs):
            of_ours = of_ours[: len(of_theirs)]  # the rest of the longer text isn't in between
        if of_ours and of_theirs:
            places += 1
            replaced += max(len(of_ours), len(of_theirs))
            telling += min(sum(map(_is_name, of_ours)), sum(map(_is_name, of_theirs)))
            numbers += not all(map(str.isalpha, (*of_ours, *of_theirs)))
            if telling > 1:
                return None
        else:
            added += len(of_theirs)
            left_out += len(of_ours)
    return Difference(len(theirs), replaced, places, telling, numbers, added, left_out, cut)


def _blocks(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Give the stretches that differ, each as long as it can be."""
    i = j = 0
    for block in Levenshtein.opcodes(ours, theirs).as_matching_blocks():
        if (i, j) != (block.a, block.b):
            yield i, block.a, j, block.b
        i, j = block.a + block.size, block.b + block.size


def _unmatched(printed: Sequence[str], others: Sequence[str]) -> list[str]:
    """List the words that have no counterpart on the other side of a difference."""
    if not others:
        return list(printed)
    joined = "".join(printed).lower()
    if joined.isalpha() and joined == "".join(others):  # a blank or an apostrophe was lost
        return []
    return [word for word in printed if not any(_is_form_of(word.lower(), other) for other in others)]


def _is_form_of(one: str, other: str) -> bool:
    """Say whether one word is the other, spelled or abbreviated in another way; a number never is."""
    if not (one.isalpha() and other.isalpha()):
        return one == other
    stem, whole = sorted((one.rstrip("s"), other.rstrip("s")), key=len)
    return (len(stem) in ABBREVIATED and whole.startswith(stem)) or ratio(one, other) >= SPELLED_ALIKE


def _is_name(word: str) -> bool:
    return not word.islower()
