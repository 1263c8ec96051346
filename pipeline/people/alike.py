"""Two names of people compared: whether they can be one person's, how surely, and by which rule.

The cases are those of nomenklatura's and of the onomastic literature: order, particles, patronymics,
second surnames, initials, pet forms, romanisations. Likeness of letters is rapidfuzz's and never enough
by itself: it only ever makes a case for the context to decide.
"""

import re
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from .likeness import Likeness, Strength
from .personal import FIRM, Personal, personal
from .spelling import FAMILY_FIRST, LISTS, looks_slavic, pet_form, skeleton, spelled_alike

_GIVEN_TOO = frozenset(LISTS["given_too"])
_PATRONYMIC = re.compile(r"(?:[oe]vich|[oe]vitch|ovych|[oe]vna|ivna|ichna)$")
LEAST_FOR_SLIP = 6
"""Letters that a word must have for one of them to be a slip: Marsh and March are two names."""
_IBERIAN = re.compile(r"(?:[ei]z|[^aeiou]os|[aeo]s|illo|ino|eiro|eira|ado|ano|[gd]o|inho)$")


@lru_cache(maxsize=500_000)
def compare_people(one: str, other: str) -> Likeness | None:
    """Compare two people's names; None where they can't be one person's.

    Symmetric. A name of one word is at most weakly like another: a surname alone says little.
    """
    a, b = sorted((personal(one), personal(other)), key=lambda p: (len(p.words), p.words, p.suffix or ""))
    if not a.words or not b.words or (a.suffix and b.suffix and a.suffix != b.suffix):
        return None
    found = _same_words(a, b) or _one_word(a, b)
    if found is None and len(a.words) > 1:
        found = _cut_off(a, b) or _in_order(a, b) or _second_surname(a, b) or _turned(a, b) or _born(a, b)
    if found is None:
        return None
    strength, rule = found
    if strength == "strong" and a.suffix != b.suffix:
        strength, rule = "medium", f"{rule}; only one is {a.suffix or b.suffix}"
    firm = (a.particles ^ b.particles) & FIRM
    if strength == "strong" and firm:
        strength, rule = "medium", f"{rule}; only one has {', '.join(sorted(firm))}"
    return Likeness(strength, rule, round(ratio(" ".join(a.words), " ".join(b.words)) / 100, 2))


def _same_words(a: Personal, b: Personal) -> tuple[Strength, str] | None:
    """Find names that differ in case, titles, diacritics, particles or where words are parted."""
    if a.words == b.words or a.expanded == b.expanded or a.words == b.expanded or a.expanded == b.words:
        return ("weak", "the same single name") if len(a.words) == 1 else ("strong", "the same words")
    if a.joined == b.joined and len(a.words) > 1:
        return "strong", "the same letters, parted otherwise"
    return None


def _one_word(a: Personal, b: Personal) -> tuple[Strength, str] | None:
    if len(a.words) != 1:
        return None
    (word,) = a.words
    if len(b.words) == 1:
        return ("weak", "two spellings of a single name") if spelled_alike(word, b.words[0]) else None
    if word in (b.words[-1], b.expanded[-1]) or a.expanded[0] == b.words[-1]:
        return "weak", "family name alone"
    if word in b.words or word in b.words[-1].split("-"):
        return "weak", "one of the names alone"
    return None


def _word(one: Personal, i: int, other: Personal, j: int, *, given: bool) -> tuple[Strength, str] | None:
    """Compare a word of one name with a word of the other."""
    x, y = one.words[i], other.words[j]
    if x == y or one.expanded[i] == y or x == other.expanded[j]:
        return "strong", ""
    if len(x) == 1 or len(y) == 1:
        return ("medium", "an initial") if given and x[0] == y[0] else None
    if given:
        if spelled_alike(x, y):
            return "strong", "another spelling of the given name"
        if pet := pet_form(x, y):
            return "strong" if pet == "sure" else "medium", "a short form of the given name"
        if (x in one.words and other.called == x) or (one.called == y):
            return "strong", "a nickname that the text gives"
    elif len(x) > 3 and len(y) > 3 and skeleton(x) == skeleton(y):
        return "strong" if looks_slavic(x) and looks_slavic(
            y
        ) else "medium", "another spelling of the family name"
    elif x.replace("mac", "mc", 1) == y.replace("mac", "mc", 1):
        return "medium", "Mc or Mac"
    elif x in y.split("-") or y in x.split("-"):
        return "medium", "one half of a double name"
    eastern = one.words[0] in FAMILY_FIRST or other.words[0] in FAMILY_FIRST  # the last word is a given name
    if not given and not eastern and _slip(x, y):
        return "medium", "one letter otherwise"
    return None


def _slip(x: str, y: str) -> bool:
    """Say whether one letter is another, missing or swapped, where that makes no other name of it."""
    if min(len(x), len(y)) < LEAST_FOR_SLIP or OSA.distance(x, y, score_cutoff=1) > 1:
        return False
    short, long = sorted((x, y), key=len)
    # Ivanov and Ivanova, Martin and Martins, Robert and Roberto, Daniel and Daniela are others
    return not (long.startswith(short) and long[-1] in "aions") and x[:-1] != y[:-1] and x[0] == y[0]


def _in_order(a: Personal, b: Personal) -> tuple[Strength, str] | None:
    """Compare names whose last words agree: first names first, then what stands between."""
    last = _word(a, len(a.words) - 1, b, len(b.words) - 1, given=False)
    if last is None:
        return None
    between = _given(a, b)
    if between is None:
        return None
    rules = [rule for _, rule in (between, last) if rule]
    weakest: Strength = "medium" if "medium" in (between[0], last[0]) else "strong"
    unsure = last[0] == "medium" and between[0] == "medium"
    slips = rules.count("one letter otherwise")
    if unsure and (slips or "initial" in " ".join(rules)):
        return None  # nothing is left that agrees
    return weakest, "; ".join(rules) or "the same words"


def _given(a: Personal, b: Personal) -> tuple[Strength, str] | None:
    """Compare given names: the first, then each of the shorter's in the longer's, in order."""
    short, long = len(a.words) - 1, len(b.words) - 1
    first: tuple[Strength, str] | None = ("strong", "a nickname that the text gives")
    if not ((a.called and a.called == b.words[0]) or (b.called and b.called == a.words[0])):
        first = _word(a, 0, b, 0, given=True)
    if first is None:
        # the first name left out: "Robert Finch" for "J. Robert Finch" or for "Ada Robert Finch"
        if short == 1 and long == 2 and len(a.words[0]) > 1 and a.words[0] == b.words[1]:
            return "medium", "the first name left out"
        same = _unparted(a.words[:-1]) == _unparted(b.words[:-1])
        return ("strong", "given names parted otherwise") if same else None
    strength: Strength = first[0]
    rules = [first[1]] if first[1] else []
    at = 1
    for i in range(1, short):
        # a full word may be looked for further on; an initial is that of the next name or of none
        while at < long and _word(a, i, b, at, given=True) is None and len(a.words[i]) > 1 < len(b.words[at]):
            at += 1
        if at == long or _word(a, i, b, at, given=True) is None:
            same = _unparted(a.words[:-1]) == _unparted(b.words[:-1])
            return ("strong", "given names parted otherwise") if same else None
        at += 1
    if any("initial" in rule for rule in rules) and short > 1 and _full_between(a, b, short):
        strength = "strong"
    if long > short:
        rules.append("a middle name left out")
    elif short > 1 and a.words[1:short] != b.words[1:long]:
        rules.append("a middle name by its initial")
    return strength, "; ".join(rules)


def _full_between(a: Personal, b: Personal, short: int) -> bool:
    return any(len(word) > 2 and word in b.words[1:-1] for word in a.words[1:short])


def _second_surname(a: Personal, b: Personal) -> tuple[Strength, str] | None:
    """Find "Ana Ruiz" in "Ana Ruiz Medina", and "Ana Sofía Ruiz" in "Ana Sofía Ruiz Medina"."""
    short, long = len(a.words), len(b.words)
    if not 2 <= short < long or long > 5:
        return None
    iberian = all(_IBERIAN.search(word) for word in b.words[-2:])
    if a.words == b.words[:short] and short == long - 1:
        return "strong" if iberian or short > 2 else "medium", "the second family name left out"
    if short == 2 and long == 4 and a.words[0] == b.words[0] and a.words[1] == b.words[2]:
        return "medium", "the second given and family name left out"
    return None


def _turned(a: Personal, b: Personal) -> tuple[Strength, str] | None:
    """Find the same words with the family name first in one of the two, as the name itself may show."""
    found: tuple[Strength, str] | None = None
    for one, other in ((a, b), (b, a)):  # the one has its family name in front
        given, last = one.words[1:], other.words[-1]
        if one.words[0] != last or _unparted(given) != _unparted(other.words[:-1]):
            continue
        shows = last in FAMILY_FIRST and other.words[0] not in FAMILY_FIRST
        shows = shows and (last not in _GIVEN_TOO or len(given) > 1 or "-" in given[0] + other.words[0])
        if shows or (len(given) == 2 and _PATRONYMIC.search(given[1])):
            return "strong", "the family name first"
        found = "medium", "the family name first"
    if len(a.words) == 2 and b.words[0] in FAMILY_FIRST and a.words == (*b.words[2:], b.words[0]):
        return "medium", "the family name first; a middle name left out"
    return found


def _cut_off(a: Personal, b: Personal) -> tuple[Strength, str] | None:
    """Find "Ada K", which was cut off after the full stop of an initial, in "Ada K. Finch"."""
    if len(a.words) == 2 < len(b.words) and len(a.words[1]) == 1 < len(a.words[0]) and a.words == b.words[:2]:
        return "medium", "cut off after the initial"
    return None


def _born(a: Personal, b: Personal) -> tuple[Strength, str] | None:
    if a.words[0] == b.words[0] and (a.words[-1] == b.born or b.words[-1] == a.born):
        return "medium", "the family name they were born with"
    return None


def _unparted(words: tuple[str, ...]) -> str:
    return "".join(words).replace("-", "")
