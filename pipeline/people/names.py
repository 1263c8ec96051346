"""The names that a page gives: people by their parts, organisations by their words and acronyms.

Short forms are matched to full ones by exact words, never by likeness: a surname, a first name, the
end of a name, an acronym in brackets or of initials (O'Keefe et al. 2012 match the same way).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from pipeline.records import Mention, Page

from . import lexicon as lex
from .pagewide import House, house_of, is_surname, offices_on, spelled_out
from .recast import LETTERS, labels_in, title_cut, without_headline

_WORD = re.compile(r"[^\W_]+(?:[.’'-][^\W_]+)*")
_SUFFIXES = frozenset({"jr", "jnr", "sr", "snr", "ii", "iii", "iv"})
_SMALL = frozenset({"of", "the", "and", "for", "on", "in", "de", "a", "an", "at", "to", "&", "against"})
_BRACKETED = re.compile(r"\s*[®™]?\s*\(\s*(?:the |“|\")?([A-Z][A-Za-z&]{1,9})(?:”|\")?\s*\)")
_ACRONYM = re.compile(r"\b[A-Z]{2,7}\b")
_EMPLOYED = re.compile(r", (?:[\w’'&-]+ ){1,8}?(?:at|of|with) (?:the )?$")
_EMPLOYS = re.compile(r"[’']s (?:[\w’'&-]+ ){1,6}$")
_NEAR = 120
"""Characters around a name in which its employer is looked for, at its first few occurrences."""
_OCCURRENCES = 8
_LONG_SURNAME = 7
"""Letters from which on a surname can be taken for another with a letter wrong."""


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The fullest names on a page, in the order of their first mention."""

    people: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    acronyms: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    """How often each organisation is mentioned on the page."""
    offices: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)
    """A person → their office and its body, as a headline or a line of signatures gives them."""
    house: House | None = None
    """The body whose own page this is; None on the pages of news media."""
    employers: Mapping[str, str] = field(default_factory=dict)
    """A person → the organisation that the page's text puts beside their name."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """A name that came with the wrong label → the label that the page's words give it."""


@lru_cache(maxsize=50_000)
def parts(name: str) -> tuple[str, ...]:
    """Split a name into words, lower case, without titles in front."""
    words = [w.lower().replace("’", "'") for w in _WORD.findall(name)]
    while len(words) > 1 and all(piece.strip(".") in lex.TITLES for piece in words[0].split("-")):
        words = words[1:]
    return tuple(words)


@lru_cache(maxsize=50_000)
def core(name: str) -> tuple[str, ...]:
    """Give a person's words without a generational suffix."""
    words = parts(name)
    return words[:-1] if len(words) > 1 and words[-1].strip(".") in _SUFFIXES else words


@lru_cache(maxsize=50_000)
def without_article(name: str) -> str:
    """Drop the article in front of a name, and even out the space inside it."""
    return re.sub(r"^(?:the|a|an)\s+", "", " ".join(name.split()), flags=re.IGNORECASE)


def is_full(name: str) -> bool:
    """Say whether a person's name has at least two parts."""
    return len(core(name)) > 1


def fits_person(short: str, full: str) -> bool:
    """Say whether `short` can stand for `full`: surname, end of the name, first name, or first and last."""
    if parts(short) == parts(full):
        return True
    a, b = core(short), core(full)
    if not a or (len(parts(short)) >= len(parts(full)) and len(a) >= len(b)):
        return False
    if len(a) < len(parts(short)) and parts(short)[-1] != parts(full)[-1]:
        return False  # a suffix of its own: Jnr is not Snr
    if len(a) == 1:
        double = len(b) > 2 or len(b[-1].split("-")[0]) < 3  # Noor al-Vey is Vey as well
        return a[0] in (b[0], b[-1]) or (double and a[0] in b[-1].split("-"))
    return b[-len(a) :] == a or b[: len(a)] == a or (a[0] == b[0] and a[-1] == b[-1])


def same_person(one: str, other: str) -> bool:
    """Say whether two full names agree in first name, last name and suffix."""
    return _identity(one) == _identity(other)


def _identity(name: str) -> tuple[str, str, str]:
    return core(name)[0], core(name)[-1], parts(name)[-1]


def misspelt(surname: str, people: Iterable[str]) -> str | None:
    """Give the one person whose surname this is but for a letter left out, doubled, changed or moved inside.

    Assumes that it is nobody's surname as it stands. First and last letters are kept, which parts Brandt from
    Brandts and Ivanov from Ivanova; short surnames differ by a letter by right and have no slips.
    """
    word = core(surname)[-1] if len(core(surname)) == 1 else ""
    if len(word) < _LONG_SURNAME:
        return None
    near = {p for p in people if is_full(p) and _one_slip(word, core(p)[-1])}
    return near.pop() if len(near) == 1 else None


def _one_slip(one: str, other: str) -> bool:
    if one == other or one[0] != other[0] or one[-1] != other[-1] or abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    if len(short) < len(long):
        return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
    unlike = [i for i in range(len(one)) if one[i] != other[i]]
    swapped = len(unlike) == 2 and sorted(one[i] for i in unlike) == sorted(other[i] for i in unlike)
    return len(unlike) == 1 or (swapped and unlike[1] == unlike[0] + 1)


def fullest_people(names: Iterable[str]) -> tuple[str, ...]:
    """Keep the full names of people, each in its longest form, in the order of first sight.

    A name that is only the end of another (a surname of several words) is left out.
    """
    longest: dict[tuple[str, str, str], str] = {}
    for name in dict.fromkeys(without_article(n) for n in names):
        if is_full(name):
            identity = _identity(name)
            longest[identity] = max(longest.get(identity, name), name, key=lambda n: len(parts(n)))
    ends: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for name in longest.values():
        ends[parts(name)[-1]].append(parts(name))
    return tuple(n for n in longest.values() if not any(_is_end(parts(n), w) for w in ends[parts(n)[-1]]))


def _is_end(short: Sequence[str], full: Sequence[str]) -> bool:
    return len(short) < len(full) and tuple(full[-len(short) :]) == tuple(short)


class People:
    """Full names looked up by any word that may stand for them alone."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_word: dict[str, list[str]] = defaultdict(list)
        for name in names:
            pieces = {piece for word in core(name) for piece in (word, *word.split("-"))}
            for piece in pieces:
                self._by_word[piece].append(name)

    def same(self, name: str) -> str | None:
        """Give the fullest form of a full name; None where the pool has not that person."""
        if not is_full(name):
            return None
        alike = [p for p in self._by_word.get(core(name)[-1], ()) if same_person(p, name)]
        return max(alike, key=lambda p: len(parts(p)), default=None)

    def fitting(self, name: str) -> list[str]:
        """List the full names that a short one can stand for: by surname alone, if any has it as surname."""
        words = core(name)
        fits = [p for p in self._by_word.get(words[-1], ()) if fits_person(name, p)] if words else []
        surnamed = [p for p in fits if core(p)[-1] == words[-1]]
        # Vey is Tarek Vey sooner than Noor abu Vey, whose surname is abu Vey
        surnamed = [p for p in surnamed if not lex.PARTICLES.issuperset(core(p)[-2:-1])] or surnamed
        ending = [p for p in fits if core(p)[-len(words) :] == words]
        return (surnamed or fits) if len(words) == 1 else (ending or fits)


def acronyms_in(text: str, names: Iterable[str]) -> dict[str, str]:
    """Pair acronyms with the names that they abbreviate: "Long Name (LN)", or the initials of a name.

    Initials pair only with an acronym that the text uses; one that fits two names is left out.
    """
    found: dict[str, str] = {}
    initials: dict[str, set[str]] = defaultdict(set)
    for name in dict.fromkeys(names):
        at = text.find(name)
        while at >= 0:
            bracketed = _BRACKETED.match(text, at + len(name))
            if bracketed and bracketed[1].upper() != name.upper():
                found.setdefault(bracketed[1], name)
                break
            at = text.find(name, at + len(name))
        words = [w for w in _WORD.findall(name) if w.lower() not in _SMALL]
        if len(words) > 1:
            initials["".join(w[0] for w in words).upper()].add(name)
    for short in set(_ACRONYM.findall(text)) if initials else ():
        fits = initials.get(short, set())
        if len(fits) == 1:
            found.setdefault(short, next(iter(fits)))
    return found


def known_names(page: Page, mentions_by_article: Sequence[Sequence[Mention]]) -> KnownNames:
    """Gather the fullest names of a page from the mentions of all its articles, and its acronyms."""
    given = [m for mentions in mentions_by_article for m in mentions]
    labels = labels_in(page.text, given)
    mentions = [replace(m, label=labels[m.text]) if m.text in labels else m for m in given]
    mentions = [replace(m, text=_bare_name(m.text)) if m.label == "PERSON" else m for m in mentions]
    people = _people(page.text, mentions)
    bodies = Counter(without_article(m.text) for m in mentions if m.label == "ORG")
    acronyms = acronyms_in(page.text, (name for name in bodies if " " in name))
    employers = {p: name for p in people if (name := _employer(page.text, p, bodies))}
    labels = dict.fromkeys(acronyms, "ORG") | labels
    offices = offices_on(page.text, people, bodies, acronyms)
    house = house_of(page.text)
    return KnownNames(people, tuple(bodies), acronyms, bodies, offices, house, employers, labels)


@lru_cache(maxsize=50_000)
def _bare_name(name: str) -> str:
    """Drop the titles before a person's name, the letters after it and what a headline says of them."""
    return LETTERS.sub("", without_headline(name)[title_cut(name) :])


def _people(text: str, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """Give the full names of the people mentioned; a surname alone is looked for over the whole page."""
    names = [m.text for m in mentions if m.label == "PERSON"]
    people = fullest_people(n for n in names if not is_surname(n))
    pool = People(people)
    alone = {" ".join(n.split()[-1:]) for n in names if is_surname(n) and not pool.fitting(n.split()[-1])}
    places = (m.text for m in mentions if m.label in ("GPE", "LOC", "NORP", "ORG"))
    return fullest_people([*people, *spelled_out(text, alone, places)])


def _employer(text: str, person: str, bodies: Iterable[str]) -> str | None:
    """Find the organisation beside a person's name: "NAME, ROLE at ORG", "ORG’s ROLE NAME"."""
    capital = [name for name in bodies if name[0].isupper()]
    at = text.find(person)
    for _ in range(_OCCURRENCES):
        if at < 0:
            break
        end = at + len(person)
        before = text[max(0, at - _NEAR) : at].rsplit("\n", 1)[-1]
        after = text[end : end + _NEAR].split("\n", 1)[0]
        for name in capital:
            place, owner = after.find(name), before.rfind(name)
            if place > 0 and _EMPLOYED.fullmatch(after[:place]):
                return name
            if after.startswith((f", {name}’s ", f", {name}'s ")):
                return name
            if owner >= 0 and _EMPLOYS.fullmatch(before[owner + len(name) :]):
                return name
        at = text.find(person, end)
    return None
