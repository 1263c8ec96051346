"""Which names are compared at all: those that share a key, so that many names take time in proportion."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from .corporate import corporate
from .personal import Personal, personal
from .spelling import FAMILY_FIRST, initials_of, skeleton
from .surroundings import Form

LARGEST = 400
"""Names in a block; what is so common a key tells nothing, and finer keys pair the names still."""


def pairs(forms: Iterable[Form]) -> Iterator[tuple[Form, Form]]:
    """Give each two forms that may be alike once, in a fixed order."""
    blocks: dict[str, list[Form]] = defaultdict(list)
    for form in sorted(forms, key=lambda form: form.form_id):
        for key in sorted(keys(form)):
            blocks[key].append(form)
    seen: set[tuple[str, str]] = set()
    for block in blocks.values():
        if len(block) > LARGEST:
            continue
        for one, other in combinations(block, 2):
            pair = (one.form_id, other.form_id)
            if pair not in seen:
                seen.add(pair)
                yield one, other


def keys(form: Form) -> set[str]:
    """Make the keys of a form: what two spellings of one name have in common at the least."""
    if form.kind == "person":
        return _personal(personal(form.name))
    return _corporate(form.name)


def _personal(name: Personal) -> set[str]:
    words = name.words
    if len(words) < 2:
        return set()
    found = {f"= {name.joined}", "= " + "".join(sorted(name.joined))}
    families = {words[-1], *words[-1].split("-"), name.expanded[-1]}
    if len(words) > 2:
        families.add(words[-2])
    if words[0] in FAMILY_FIRST or len(words) == 2:
        families.add(words[0])
    for family in families:
        frame = skeleton(family).removeprefix("mak")
        others = {word for word in words if word != family} or set(words)
        for other in others:
            for letter in initials_of(other) | ({name.called[0]} if name.called else set()):
                found.add(f"{frame} {letter}")
                found.add(f"{_consonants(frame)} {skeleton(other)}")  # a slip in the family name
    return found


def _consonants(frame: str) -> str:
    # the first letter and two consonants stand where one letter is a slip, in most cases
    return frame[:1] + "".join(letter for letter in frame[1:] if letter not in "aeiou")[:2]


def _corporate(text: str) -> set[str]:
    name = corporate(text)
    words = name.words
    if not words:
        return set()
    found = {
        "= " + "".join(words),
        "= " + "".join(name.expanded),
        "& " + " ".join(sorted(set(words) - {"of", "the", "and", "for", "us"})),
    }
    if name.acronym:
        found.add(f"~ {name.acronym}")
    if name.bracketed:
        found.add(f"~ {name.bracketed}")
    if len(words) > 1:
        small = {
            "of",
            "the",
            "and",
            "for",
            "on",
            "in",
            "de",
            "a",
            "an",
            "at",
            "to",
            "against",
            "und",
            "et",
            "y",
            "e",
        }
        found.add("~ " + "".join(word[0] for word in words))
        found.add("~ " + "".join(word[0] for word in words if word not in small))
        for at, word in enumerate(words):
            if len(word) >= 8:  # a slip in one word
                found.add(" ".join((*words[:at], f"{word[0]}*", *words[at + 1 :])))
    return found
