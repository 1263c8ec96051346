"""Two names of bodies, places or anything but people compared: spelling, legal form, acronym, order.

Every word of a body's name counts: "Quarrow Council" and "Quarrow County Council" are two, and so are
the bare nouns of two articles ("the Ministry"), which are names only where they stand.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from . import lexicon as lex
from .likeness import Likeness, Strength
from .spelling import LISTS, expand, fold

INITIALS = "its initials"
"""The rule that pairs an acronym with the name whose words begin so."""
LEAST_IN_BODIES = 8
"""Letters that a word must have for one of them to be a slip."""
SMALL = frozenset(
    {"of", "the", "and", "for", "on", "in", "de", "a", "an", "at", "to", "against", "und", "et", "y", "e"}
)
_LEGAL = frozenset(LISTS["legal_forms"])
_SHORT, _ORTHOGRAPHY = LISTS["abbreviations"], LISTS["orthography"]
_ACRONYM = re.compile(r"[A-Z][A-Za-z&]{1,9}")
_BRACKETED = re.compile(r"\s*[(\[]([^)\]]*)[)\]]\s*$")
_WORDS = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_SHORT_LEGAL = {"limited": "ltd", "incorporated": "inc", "corporation": "corp", "company": "co"}
_STATES = (
    ("united states of america", "us"),
    ("united states", "us"),
    ("united kingdom", "uk"),
    ("united nations", "un"),
)
_HEADS = frozenset(
    {"department", "ministry", "committee", "office", "bureau", "board", "commission", "secretariat"}
)
_GENERIC = frozenset(lex.BODIES) | {
    "ministry",
    "bureau",
    "board",
    "panel",
    "court",
    "parties",
    "side",
    "team",
}


@dataclass(frozen=True, slots=True)
class Corporate:
    """A body's name taken apart: folded words, without article and legal form."""

    words: tuple[str, ...]
    expanded: tuple[str, ...]
    legal: tuple[str, ...] = ()
    acronym: str | None = None
    """Set where the whole name may be one: a single word of two to ten letters, two of them capitals."""
    bracketed: str | None = None
    """An acronym in brackets behind the name."""


@lru_cache(maxsize=1_000_000)
def corporate(name: str) -> Corporate:
    """Take a body's name apart."""
    words = tuple(map(_plain, name.split()))
    # most names are no more than that; a single word may be an acronym, with an article too
    single = len(words) - (words[:1] == ("the",)) < 2 and not name.istitle()
    if words and all(words) and not single and words[-1] not in _LEGAL:
        words = words[1:] if words[0] == "the" and len(words) > 1 else words
        return Corporate(words, words)
    return take_apart(name)


@lru_cache(maxsize=200_000)
def _plain(token: str) -> str:
    """Fold a word that stands for itself; nothing where some rule may be about it."""
    if not (token.isascii() and token.isalpha()) or (word := token.lower()) == "united":
        return ""
    word = _SHORT.get(word, word)
    return str(_ORTHOGRAPHY.get(word, word))


@lru_cache(maxsize=200_000)
def _is_telling(token: str) -> bool:
    """Say whether a word that is written with a capital makes a name of whatever it stands in."""
    word = _plain(token) if token[0].isupper() else ""
    return bool(word) and word not in _GENERIC and word not in _LEGAL and word != "the"


def take_apart(name: str) -> Corporate:
    """Take any name apart by all rules."""
    name = " ".join(name.split())
    inside = _BRACKETED.search(name)
    bracketed = (
        inside[1].replace(".", "") if inside and _ACRONYM.fullmatch(inside[1].replace(".", "")) else None
    )
    bare = name[: inside.start()] if inside and inside.start() else name
    words = _words(fold(bare))
    legal: list[str] = []
    while len(words) > 1 and words[-1] in _LEGAL:
        legal.insert(0, _SHORT_LEGAL.get(form := words.pop(), form))
    expanded = _words(expand(bare))[: len(words)]
    single = re.sub(r"^[Tt]he ", "", bare).replace(".", "")
    is_acronym = _ACRONYM.fullmatch(single) and sum(letter.isupper() for letter in single) > 1
    return Corporate(
        tuple(words),
        tuple(expanded),
        tuple(legal),
        fold(single) if is_acronym else None,
        bracketed and fold(bracketed),
    )


def _words(text: str) -> list[str]:
    text = re.sub(
        r"\b(?:[a-z]\.){2,}", lambda dotted: dotted[0].replace(".", "") + " ", text.replace("&", " and ")
    )
    text = re.sub(r"\b([a-z])\.(?=[a-z]\b)", r"\1", text)
    for long, short in _STATES:
        if long in text:  # most names have none
            text = re.sub(rf"\b{long}\b", short, text)
    text = re.sub(r"'s\b|'(?=\s|$)", "", text.replace("s' ", "s "))
    words = [_SHORT.get(word, word) for word in _WORDS.findall(text)]
    words = [_ORTHOGRAPHY.get(piece, piece) for word in words for piece in word.split("-")]
    return words[1:] if len(words) > 1 and words[0] == "the" else words


@lru_cache(maxsize=1_000_000)
def is_bare_noun(name: str) -> bool:
    """Say whether a name is one only where it stands: "the Ministry", "residents", "a ferry pilot"."""
    if any(map(_is_telling, name.split())) and "(" not in name and "[" not in name:
        return False
    words = corporate(name).words
    return not any(letter.isupper() for letter in name) or (
        bool(words) and all(word in _GENERIC for word in words)
    )


@lru_cache(maxsize=500_000)
def compare_bodies(one: str, other: str) -> Likeness | None:
    """Compare two names that are no person's; None where they can't be one body's. Symmetric."""
    a, b = sorted(
        (corporate(one), corporate(other)), key=lambda c: (len(c.words), c.words, c.legal, c.acronym or "")
    )
    if not a.words or not b.words or is_bare_noun(one) or is_bare_noun(other):
        return None
    score = round(ratio(" ".join(a.words), " ".join(b.words)) / 100, 2)
    if a.words == b.words or a.expanded == b.expanded or a.words == b.expanded or a.expanded == b.words:
        return _legally(a, b, score)
    if _digits(a) != _digits(b):
        return None
    if "".join(a.words) == "".join(b.words):
        return Likeness("strong", "the same letters, parted otherwise", score)
    if short := _abbreviated(a, b) or _abbreviated(b, a):
        return Likeness(*short, score)
    if _content(a) == _content(b) and _HEADS & set(a.words):
        return Likeness("strong", "the same words in another order", score)
    if "us" in (a.words[0], b.words[0]) and tuple(w for w in a.words if w != "us") == tuple(
        w for w in b.words if w != "us"
    ):
        return Likeness("medium", "only one says which country's", score)
    if len(a.words) == len(b.words) > 1:
        unlike = [(x, y) for x, y in zip(a.words, b.words, strict=True) if x != y]
        if len(unlike) == 1 and _slip(*unlike[0]):
            return Likeness("medium", "one letter otherwise", score)
    return None


def _legally(a: Corporate, b: Corporate, score: float) -> Likeness:
    if a.legal and b.legal and a.legal != b.legal:
        return Likeness("medium", "two legal forms", score)
    if a.legal != b.legal and len(a.words) == 1:
        return Likeness("medium", "only one has its legal form", score)
    return Likeness(
        "strong", "only one has its legal form" if a.legal != b.legal else "the same words", score
    )


def _abbreviated(short: Corporate, long: Corporate) -> tuple[Strength, str] | None:
    if short.acronym is None or len(long.words) < 2:
        return None
    if short.acronym == long.bracketed:
        return "strong", "the acronym that stands in brackets behind it"
    content = [word for word in long.words if word not in SMALL]
    if len(short.acronym) > 1 and short.acronym in (
        "".join(w[0] for w in content),
        "".join(w[0] for w in long.words),
    ):
        return "medium", INITIALS
    return None


def _slip(x: str, y: str) -> bool:
    if min(len(x), len(y)) < LEAST_IN_BODIES or OSA.distance(x, y, score_cutoff=1) > 1:
        return False
    return x[0] == y[0] and x[:-1] != y[:-1] and not x.startswith(y) and not y.startswith(x)


def _content(name: Corporate) -> list[str]:
    return sorted(word for word in name.words if word not in SMALL)


def _digits(name: Corporate) -> list[str]:
    if "".join(name.words).isalpha():
        return []  # most names
    return sorted(word for word in name.words if any(letter.isdigit() for letter in word))
