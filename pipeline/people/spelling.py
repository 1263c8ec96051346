"""How one name is spelled in several ways: diacritics, transliterations, pet forms.

What the rules claim is that two spellings can be one name; who is meant is for others to say.
"""

import re
import tomllib
import unicodedata
from collections import defaultdict
from functools import lru_cache
from importlib.resources import files

LISTS = tomllib.loads(files("pipeline.people").joinpath("variants.toml").read_text(encoding="utf-8"))
FAMILY_FIRST = frozenset(LISTS["family_first"])

_SPECIAL = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ə": "a", "ħ": "h"}
    | {
        "ŋ": "ng",
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "ʻ": "'",
        "ʹ": "'",
        "`": "'",
        "´": "'",
        "‐": "-",
        "‑": "-",
        "–": "-",
    }
)
_EXPANDED = str.maketrans({"ü": "ue", "ö": "oe", "ä": "ae", "ø": "oe", "å": "aa"})
_ROMANISED: tuple[tuple[frozenset[str], re.Pattern[str], str], ...] = tuple(
    (frozenset(letters), re.compile(pattern), into)
    for letters, pattern, into in (  # a rule is tried where one of its letters is in the word
        ("-'", r"[^a-z]", ""),
        ("m", r"^mc", "mak"),
        ("s", r"sht?ch|shch", "sç"),  # Slavic sibilants: scholarly, English, French and German ways
        ("c", r"tsch|tch|ch", "ç"),
        ("s", r"sch|sh", "s"),
        ("d", r"dj", "d"),  # đ, its stroke lost
        ("z", r"dzh|zh", "z"),
        ("c", r"(?<=i)cs?$", "ç"),  # -ić, its accent lost, and -ich
        ("t", r"ts|tz", "c"),
        ("fw", r"off$|ow$", "ov"),
        ("fw", r"eff$|ew$", "ev"),
        ("h", r"kh", "h"),
        ("h", r"([gdt])h", r"\1"),
        ("h", r"ph", "f"),
        ("cq", r"ck|q", "k"),
        ("x", r"x", "ks"),
        ("w", r"w", "v"),
        ("c", r"c(?![eiy]|$)", "k"),
        ("j", r"^j(?=u)|^j(?=a.{3})", "i"),
        ("j", r"^j(?=e)", ""),
        ("o", r"ou|oo", "u"),
        ("e", r"ee(?=v)", "e"),
        ("e", r"ee", "i"),
        ("y", r"(?<=[bcdfghklmnprstvz])yo", "e"),
        ("jy", r"(?<=.)j|y", "i"),
        ("i", r"ie", "e"),
        ("h", r"(?<=[aeiou])h$", ""),
        ("", r"(.)\1+", r"\1"),
    )
)
_SLAVIC = re.compile(r"(?:ov|ova|eva|ski|skaia|skoi|enko|iuk|çuk|viç|iç|dze|svili|kin|kina|ovna|evna)$")


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """Write a text in plain small letters: no case, no diacritics, one kind of apostrophe and hyphen."""
    small = text.casefold()
    if small.isascii() and "`" not in small:
        return small
    small = small.translate(_SPECIAL)
    plain = "".join(c for c in unicodedata.normalize("NFKD", small) if not unicodedata.combining(c))
    return plain.translate(_SPECIAL)


@lru_cache(maxsize=200_000)
def expand(text: str) -> str:
    """Fold a text as Germans and Scandinavians do without diacritics: ü as ue, ø as oe, å as aa."""
    return fold(unicodedata.normalize("NFC", text.casefold()).translate(_EXPANDED))


@lru_cache(maxsize=200_000)
def skeleton(word: str) -> str:
    """Reduce a folded word to what its romanisations share: Evgeny, Evgeniy and Yevgenii are one.

    The classes are those of the BGN/PCGN, ISO 9, French and German ways to write Cyrillic and Arabic.
    """
    for letters, pattern, into in _ROMANISED:
        if not letters or not letters.isdisjoint(word):
            word = pattern.sub(into, word)
    return word


def looks_slavic(word: str) -> bool:
    """Say whether a folded family name ends as those do that come in several romanisations."""
    return bool(_SLAVIC.search(skeleton(word)))


def _groups(name: str) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for number, words in enumerate(LISTS[name]):
        for word in words.split():
            found[word].add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


_PET_FORMS, _SPELLINGS = _groups("nicknames"), _groups("spellings")
_LONG_FORMS = frozenset(words.split()[0] for words in LISTS["nicknames"])
_NONE: frozenset[int] = frozenset()


def is_listed(word: str) -> bool:
    """Say whether a folded given name is in the lists of spellings and pet forms."""
    return word in _SPELLINGS or word in _PET_FORMS


@lru_cache(maxsize=200_000)
def spelled_alike(one: str, other: str) -> bool:
    """Say whether two folded given names are listed spellings, or romanisations, of one name."""
    if not _SPELLINGS.get(one, _NONE).isdisjoint(_SPELLINGS.get(other, _NONE)):
        return True
    return len(one) > 3 and len(other) > 3 and skeleton(one) == skeleton(other)


def pet_form(one: str, other: str) -> str | None:
    """Say whether one folded given name is short for the other: "sure", "possible" or None.

    It is possible only where the short form serves several names (Alex, Chris, Pat), or both are short.
    """
    shared = _PET_FORMS.get(one, _NONE) & _PET_FORMS.get(other, _NONE)
    if not shared or one == other:
        return None
    short = other if one in _LONG_FORMS else one
    both_short = one not in _LONG_FORMS and other not in _LONG_FORMS
    return "possible" if both_short or len(_PET_FORMS[short]) > 1 else "sure"


@lru_cache(maxsize=200_000)
def initials_of(word: str) -> frozenset[str]:
    """Give the letters that a folded given name may begin with, its other spellings and forms included."""
    found = {word[:1], skeleton(word)[:1]}
    for lists, groups in (("nicknames", _PET_FORMS), ("spellings", _SPELLINGS)):
        for number in groups.get(word, ()):
            found |= {form[0] for form in LISTS[lists][number].split()}
    return frozenset(letter for letter in found if letter)
