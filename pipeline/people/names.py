"""The names that a page gives: people by their parts, organisations by their words and acronyms.

Short forms are matched to full ones by exact words, never by likeness: a surname, a first name, a
suffix of the name, an acronym in brackets or of initials (O'Keefe et al. 2012 match the same way).
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.records import Mention, Page

from . import lexicon as lex

_WORD = re.compile(r"[^\W_]+(?:[.’'-][^\W_]+)*")
_SUFFIXES = frozenset({"jr", "jnr", "sr", "snr", "ii", "iii", "iv"})
_SMALL = frozenset({"of", "the", "and", "for", "on", "in", "de", "a", "an", "at", "to", "&", "against"})
_ACRONYM = re.compile(r"\(\s*(?:the |“|\")?([A-Z][A-Za-z&]{1,9})(?:”|\")?\s*\)")


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The fullest names on a page, in the order of their first mention."""

    people: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    acronyms: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    """How often each organisation is mentioned on the page."""
    employers: dict[str, str] = field(default_factory=dict)
    """A person → the organisation that the page's text puts beside their name."""


def parts(name: str) -> list[str]:
    """Split a name into words, lower case, without the article and titles in front and a suffix behind."""
    words = [w.lower().replace("’", "'") for w in _WORD.findall(name)]
    while len(words) > 1 and (words[0].strip(".") in lex.COURTESIES or words[0].strip(".") in lex.OFFICES):
        words = words[1:]
    return words


def core(name: str) -> list[str]:
    """Give a person's words without a generational suffix."""
    words = parts(name)
    return words[:-1] if len(words) > 1 and words[-1].strip(".") in _SUFFIXES else words


def without_article(name: str) -> str:
    """Drop the article in front of a name, and even out the space inside it."""
    return re.sub(r"^(?:the|a|an)\s+", "", " ".join(name.split()), flags=re.IGNORECASE)


def is_full(name: str) -> bool:
    """Say whether a person's name has at least two parts."""
    return len(core(name)) > 1


def fits_person(short: str, full: str) -> bool:
    """Say whether `short` can stand for `full`: surname, end of the name, first name, or first and last."""
    a, b = parts(short), parts(full)
    if a == b:
        return True
    if len(a) >= len(b) and len(core(short)) >= len(core(full)):
        return False
    suffix = a[-1] if a[-1] in _SUFFIXES else None
    if suffix and (b[-1] != suffix):
        return False
    a, b = core(short), core(full)
    if len(a) == 1:
        return a[0] in (b[0], b[-1]) or (len(b) > 2 and a[0] in b[-1].split("-"))
    return a == b[-len(a) :] or a == b[: len(a)] or (a[0] == b[0] and a[-1] == b[-1])


def fullest_people(names: Iterable[str]) -> tuple[str, ...]:
    """Keep the full names of people, each in its longest form, in the order of first sight."""
    full: list[str] = []
    for name in dict.fromkeys(without_article(n) for n in names):
        if not is_full(name):
            continue
        same = next((i for i, other in enumerate(full) if same_person(name, other)), None)
        if same is None:
            full.append(name)
        else:
            full[same] = max(full[same], name, key=lambda n: len(parts(n)))
    return tuple(f for f in full if not any(f != other and _is_end(f, other) for other in full))


def same_person(one: str, other: str) -> bool:
    """Say whether two full names agree in first name, last name and suffix."""
    a, b = core(one), core(other)
    return a[0] == b[0] and a[-1] == b[-1] and parts(one)[-1] == parts(other)[-1]


def _is_end(short: str, full: str) -> bool:
    """Say whether a name is only the end of another: a surname of several words."""
    a, b = parts(short), parts(full)
    return len(a) < len(b) and b[-len(a) :] == a


def acronyms_in(text: str, names: Iterable[str]) -> dict[str, str]:
    """Pair acronyms with the names that they abbreviate: "Long Name (LN)", or the initials of a name.

    Initials pair only with an acronym that the text uses; one that fits two names is left out.
    """
    names = list(dict.fromkeys(names))
    found: dict[str, str] = {}
    for name in names:
        for m in re.finditer(re.escape(name) + r"\s*[®™]?\s*" + _ACRONYM.pattern, text):
            if m[1].upper() != name.upper():
                found.setdefault(m[1], name)
    used = set(re.findall(r"\b[A-Z]{2,7}\b", text))
    initials: dict[str, set[str]] = {}
    for name in names:
        words = [w for w in _WORD.findall(name) if w.lower() not in _SMALL]
        if len(words) > 1:
            initials.setdefault("".join(w[0] for w in words).upper(), set()).add(name)
    for short, fits in initials.items():
        if short in used and len(fits) == 1 and short not in found:
            found[short] = next(iter(fits))
    return found


def known_names(page: Page, mentions_by_article: Sequence[Sequence[Mention]]) -> KnownNames:
    """Gather the fullest names of a page from the mentions of all its articles, and its acronyms."""
    mentions = [m for mentions in mentions_by_article for m in mentions]
    people = fullest_people(m.text for m in mentions if m.label == "PERSON")
    bodies = Counter(without_article(m.text) for m in mentions if m.label == "ORG")
    places = tuple(
        dict.fromkeys(without_article(m.text) for m in mentions if m.label in ("GPE", "LOC", "FAC"))
    )
    acronyms = acronyms_in(page.text, (name for name in bodies if " " in name))
    return KnownNames(people, tuple(bodies), places, acronyms, bodies, employers_in(page.text, people, bodies))


def employers_in(text: str, people: Iterable[str], bodies: Iterable[str]) -> dict[str, str]:
    """Find the organisation beside each person's name: "NAME, ROLE at ORG", "ORG’s ROLE NAME"."""
    names = "|".join(re.escape(b) for b in sorted(set(bodies), key=len, reverse=True) if b[0].isupper())
    if not names:
        return {}
    found: dict[str, str] = {}
    for person in people:
        after = rf"{re.escape(person)}, (?:[\w’'&-]+ ){{1,8}}?(?:at|of|with) (?:the )?({names})\b"
        before = rf"\b({names})[’']s (?:[\w’'&-]+ ){{1,6}}{re.escape(person)}\b|{re.escape(person)}, ({names})[’']s "
        hit = re.search(after, text) or re.search(before, text)
        if hit:
            found[person] = next(group for group in hit.groups() if group)
    return found
