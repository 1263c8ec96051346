"""The word lists of lexicon.toml as sets, read once when the package is imported."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

_LISTS = tomllib.loads(files("pipeline.people").joinpath("lexicon.toml").read_text(encoding="utf-8"))


def _words(name: str) -> frozenset[str]:
    return frozenset(_LISTS[name])


COURTESIES = _words("courtesies")
OFFICES = _words("offices")
TITLES = COURTESIES | OFFICES
ROLES = _words("roles")
PEOPLE_NOUNS = _words("people_nouns")
PLURAL_PEOPLE = _words("plural_people")
FIELD_ROLES = _words("field_roles")
GIVEN_NAMES_TOO = _words("given_names_too")
HOUSE_ROLES = _words("house_roles")
PARTICLES = _words("particles")
CALENDAR = _words("calendar")
MEDIA = _words("media_words")
DEPARTMENTS = _words("departments")
LEADING = _words("leading_verbs")
BELONGING = _words("belonging_verbs")
APPOINTING = _words("appointing_verbs")
MASCULINE = _words("masculine")
FEMININE = _words("feminine")
ALSO_BODIES = _words("also_bodies")
DOCUMENTS = _words("documents")
BODIES: Mapping[str, str] = {word: kind for kind, words in _LISTS["bodies"].items() for word in words}
"""A common noun for a body → the kind of body that it means."""
KIND_OF_ROLE: Mapping[str, tuple[str, ...]] = {
    role: tuple(kind for kind, roles in _LISTS["role_kinds"].items() if role in roles)
    for roles in _LISTS["role_kinds"].values()
    for role in roles
}
"""A role → the kinds of body that it is held in."""
KIND_OF_HEAD: Mapping[str, str] = {
    word: kind for kind, words in _LISTS["head_kinds"].items() for word in words
}
"""The head word of a body's name → the kind of body."""
SYNONYMS: Mapping[str, tuple[str, ...]] = {title: tuple(words) for title, words in _LISTS["synonyms"].items()}
"""A title or role → other nouns for whoever holds it."""
_ROLE_ENDINGS = tuple(_words("role_endings"))
_MOST_WORDS = 50_000  # that are told again without a look: most words of news come again at once


@lru_cache(_MOST_WORDS)
def is_role(word: str) -> bool:
    """Say whether a noun (any case, singular) names what somebody does."""
    word = word.lower().strip(".")
    return word in ROLES or word in OFFICES or (len(word) > 6 and word.endswith(_ROLE_ENDINGS))


@lru_cache(_MOST_WORDS)
def is_title(word: str) -> bool:
    """Say whether a word (any case) stands before names as a title or office."""
    return word.lower().strip(".") in TITLES


def is_person_noun(word: str) -> bool:
    """Say whether a singular noun stands for one person, in a role or otherwise."""
    return is_role(word) or word.lower() in PEOPLE_NOUNS


@lru_cache(_MOST_WORDS)
def gender_of(word: str) -> str | None:
    """Give "m" or "f" for a title or noun that tells a person's gender; None for all others."""
    word = word.lower().strip(".")
    if word in MASCULINE:
        return "m"
    if word in FEMININE or word.endswith("woman"):
        return "f"
    return None
