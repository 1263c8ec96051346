"""Which names are compared at all: those that share a key, so that many names take time in proportion."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, product

from pipeline.records import SpeakerKind

from .alike import LEAST_FOR_SLIP
from .corporate import LEAST_IN_BODIES, SMALL, corporate
from .forms import Form
from .personal import Personal, personal
from .spelling import FAMILY_FIRST, initials_of, skeleton

INITIALS = "~ "
"""Before a key of initials, which pairs acronyms with the names they may be short for."""
LARGEST = 400
"""Names in a block; what is so common a key tells nothing, and finer keys pair the names still."""


def pairs(forms: Iterable[Form]) -> Iterator[tuple[Form, Form]]:
    """Give each two forms that may be alike once."""
    blocks: dict[str, list[Form]] = defaultdict(list)
    for form in forms:
        for key in keys(form.kind, form.name):
            blocks[key].append(form)
    seen: set[tuple[int, int]] = set()
    for key, block in blocks.items():
        short = [form for form in block if _is_short(form)] if key.startswith(INITIALS) else block
        if len(block) * len(short) > LARGEST**2:
            continue
        couples = combinations(block, 2) if short is block else product(short, block)
        for one, other in couples:
            pair = (min(one.number, other.number), max(one.number, other.number))
            if pair not in seen and one is not other:
                seen.add(pair)
                yield (one, other) if one.number == pair[0] else (other, one)


def _is_short(form: Form) -> bool:
    name = corporate(form.name)
    return name.acronym is not None or name.bracketed is not None


def keys(kind: SpeakerKind, name: str) -> set[str]:
    """Make the keys of a name: what two spellings of one name have in common at the least."""
    return _personal(personal(name)) if kind == "person" else _corporate(name)


def _personal(name: Personal) -> set[str]:
    """Pair by family name and an initial that the given names may have; by its letters but one."""
    words = name.words
    if len(words) < 2:
        return set()
    families = {words[-1], *words[-1].split("-"), name.expanded[-1], *([name.born] if name.born else [])}
    families |= set(words[-2:-1] if len(words) > 2 else ())
    families |= {words[0]} if words[0] in FAMILY_FIRST or len(words) == 2 else set()
    given = {word for at, word in enumerate(words) if at == 0 or len(word) > 1}
    found = {f"= {name.joined}", "= " + "".join(sorted(name.joined))}
    if len(words[-1]) == 1 or len(words[1]) == 1:
        found.add(f"{words[0]} {words[1][0]}")  # one of them may be cut off after the initial
    for family in (family for family in families if len(family) > 1):
        frame = skeleton(family).removeprefix("mak")
        for other in given - {family} or given:
            letters = initials_of(other) | ({name.called[0]} if name.called else set())
            found |= {f"{frame} {letter}" for letter in letters}
    if len(words[-1]) >= LEAST_FOR_SLIP:
        found |= {
            f"{words[-1][:at]}{words[-1][at + 1 :]} {skeleton(words[0])}" for at in range(1, len(words[-1]))
        }
    return found


def _corporate(text: str) -> set[str]:
    name = corporate(text)
    words, content = name.words, [word for word in name.words if word not in SMALL]
    if not words:
        return set()
    country = " ".join(sorted(set(content) - {"us"}))
    found = {"= " + "".join(words), "= " + "".join(name.expanded), f"& {country}"}
    found |= {f"{INITIALS}{short}" for short in (name.acronym, name.bracketed) if short}
    if len(words) > 1:
        found |= {INITIALS + "".join(word[0] for word in some) for some in (words, content)}
        for at, word in enumerate(words):
            if len(word) >= LEAST_IN_BODIES:  # a slip in one word
                found.add(" ".join((*words[:at], f"{word[0]}*", *words[at + 1 :])))
    return found
