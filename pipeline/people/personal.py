"""A person's name taken apart: titles, initials, particles, suffix and the words that are left."""

import re
from dataclasses import dataclass
from functools import lru_cache

from . import lexicon as lex
from .recast import LETTERS
from .spelling import FAMILY_FIRST, LISTS, expand, fold

_SUFFIXES = {"jr": "jr", "jnr": "jr", "junior": "jr", "sr": "sr", "snr": "sr", "senior": "sr"}
_SUFFIXES |= {numeral: numeral for numeral in ("ii", "iii", "iv")}
_LOOSE, FIRM = frozenset(LISTS["loose_particles"]), frozenset(LISTS["firm_particles"])
_TITLES = lex.TITLES | frozenset(LISTS["more_titles"])
_LEADING = frozenset({"al", "el", "van", "von", "de", "di", "du", "della"})
"""Particles that may open a family name that stands alone; Ben and Abu open given names as well."""
_BEFORE_TITLES = frozenset({"u.s.", "us", "u.s", "former", "ex", "acting", "the", "then"})
_BRACKETED = re.compile(r"\s*\([^)]*\)|\s*\[[^\]]*\]|\s*\([^)]*$")
_CALLED = re.compile(r"[“\"‘(]([^\W\d_]{2,15})[”\"’)](?=\s)")
_ABD = re.compile(
    r"\babd(?:[aeuo]l|[aeuo][rsdntz](?=[rsdntz -]))?[ -]*(?:(?:al|el|ul|[aeu][rsdntz])[ -]+)?(?=\w{3})"
)
_PREFIXED = re.compile(r"\b(al|el|ul|as|ash|ar|at|ad|az|bin|ibn)-")
_GAELIC = re.compile(r"\b(o|mc|mac|st|d)(?:' ?| (?=\w{3}))")
_KEPT = _TITLES | _BEFORE_TITLES | _LOOSE | FIRM | _SUFFIXES.keys() | {"mac", "st", "esq"} | set("deioy")
"""Words, and initials, that some rule below is about."""
_BORN = re.compile(r"[ (]*\b(?:née|nee|born) ([^\W\d_][\w’'-]+)\)?.*$")


@dataclass(frozen=True, slots=True)
class Personal:
    """A person's name taken apart: folded words in reading order, without titles, particles and suffix."""

    words: tuple[str, ...]
    expanded: tuple[str, ...]
    """The words once more, ü as ue and its like."""
    particles: frozenset[str] = frozenset()
    suffix: str | None = None
    called: str | None = None
    """A nickname in quotation marks or brackets inside the name."""
    born: str | None = None
    """The family name that the name says they were born with."""

    @property
    def joined(self) -> str:
        return "".join(self.words).replace("-", "")


@lru_cache(maxsize=1_000_000)
def personal(name: str) -> Personal:
    """Take a person's name apart; a name of titles and particles alone keeps its last word."""
    words = tuple(map(_plain, name.split()))
    if words and all(words):  # most names are no more than that
        return Personal(words, words)
    return take_apart(name)


@lru_cache(maxsize=200_000)
def _plain(token: str) -> str:
    """Fold a word, or an initial, that stands for itself; nothing where some rule may be about it."""
    word = token.removesuffix(".") if len(token) == 2 else token
    plain = word.isascii() and word.isalpha() and word.istitle()
    small = word.lower()
    return small if plain and small not in _KEPT and "abd" not in small else ""


def take_apart(name: str) -> Personal:
    """Take any name apart by all rules."""
    name = " ".join(name.split())
    called, born = None, _BORN.search(name)
    if not name.replace(" ", "").isalpha():  # most names are letters alone
        called = _CALLED.search(name)
        name = _BRACKETED.sub(" ", _CALLED.sub(" ", name))
    name = _BORN.sub("", name) if born else name
    name = _turn(LETTERS.sub("", name))
    shouted = name.isupper()
    tokens = [p for token in _after_titles(name.split()) for p in _initials(token, shouted=shouted)]
    suffix = None
    while len(tokens) > 1 and (found := _SUFFIXES.get(fold(tokens[-1]).strip(".,"))):
        suffix, tokens = found, tokens[:-1]
    text = " ".join(tokens)
    words, particles = _without_particles(_joined_up(fold(text)))
    expanded = words if text.isascii() else _without_particles(_joined_up(expand(text)))[0]
    same = len(expanded) == len(words)
    return Personal(
        tuple(words),
        tuple(expanded if same else words),
        frozenset(particles),
        suffix,
        fold(called[1]) if called else None,
        fold(born[1]) if born else None,
    )


def _turn(name: str) -> str:
    """Turn "FINCH, Ada" into reading order; what follows a comma otherwise is a suffix."""
    last, comma, first = name.partition(",")
    first = first.strip().removesuffix(",")
    if not comma or not first or fold(first).strip(".") in _SUFFIXES:
        return name.replace(",", " ")
    return f"{first.replace(',', ' ')} {last}"


def _initials(token: str, *, shouted: bool) -> list[str]:
    """Split initials that stand together: J.R. and, in a name that isn't all capitals, JR."""
    token = token.strip("“”\"‘’'®™*").removesuffix("’s").removesuffix("'s")
    if re.fullmatch(r"(?:[^\W\d_]\.-?){2,}|(?:[^\W\d_]\.)+[^\W\d_]", token):
        return [letter for letter in token if letter.isalpha()]
    if not shouted and len(token) == 2 and token.isupper() and token.isalpha():
        return list(token)
    if "." in token.strip(".") and len(token) > 3:
        return [piece for piece in token.replace(".", ". ").split() if piece]
    return [token] if token else []


def _after_titles(tokens: list[str]) -> list[str]:
    at = 0
    while at < len(tokens) - 1:
        word = fold(tokens[at]).strip(".,")
        pieces = [piece for piece in word.split("-") if piece]
        before = word in _BEFORE_TITLES and len(tokens) - at > 2
        if not (before or (pieces and all(piece in _TITLES for piece in pieces))):
            break
        at += 1
    return tokens[at:]


def _joined_up(text: str) -> str:
    """Write abd al-rahman as abdrahman, O' Brien as obrien, al-Vey as al vey."""
    if "abd" in text:
        text = _ABD.sub("abd", text)
    if "-" in text:
        text = _PREFIXED.sub(r"\1 ", text)
    head, space, rest = text.partition(" ")
    return head + space + _GAELIC.sub(r"\1", rest) if space else _GAELIC.sub(r"\1", text)


def _without_particles(text: str) -> tuple[list[str], set[str]]:
    """Part the words of a folded name from the small words in it; the last word is never one of those."""
    tokens = [token for raw in text.split() if (token := re.sub(r"[^\w-]", "", raw).strip("-_"))]
    words, particles = [], set()
    for at, token in enumerate(tokens):
        if at < len(tokens) - 1 and _is_particle(tokens, at):
            particles.add(token)
        else:
            words.append(token)
    return words, particles


def _is_particle(tokens: list[str], at: int) -> bool:
    word = tokens[at]
    if len(word) == 1:  # Ruiz y Medina, Costa e Silva: between two family names, else an initial
        return word in ("y", "e") and at >= 2
    if word == "van" and tokens[0] in FAMILY_FIRST:
        return False  # Vietnamese
    return word in _LOOSE | FIRM and (at > 0 or word in _LEADING)
