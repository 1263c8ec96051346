"""The cue lexicon: `cues.toml`, read once."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Cues:
    """Lemmas that report speech, by what they take (see the comments in `cues.toml`)."""

    speech: frozenset[str]
    certain: frozenset[str]
    clause: frozenset[str]
    infinitive: frozenset[str]
    gerund: frozenset[str]
    preposition: dict[str, frozenset[str]]
    object: frozenset[str]
    nouns: frozenset[str]
    documents: frozenset[str]
    naming: frozenset[str]
    naming_words: frozenset[str]
    phrases: dict[str, tuple[tuple[str, ...], ...]]
    """The phrases by their first word."""
    reporting: frozenset[str]
    """What takes a clause, an infinitive or a gerund."""
    nearby: frozenset[str]
    """What attributes a fragment near it: verbs of speech, and those that take it as an object."""


@cache
def load_cues() -> Cues:
    """Read the lexicon that ships with the package."""
    raw = tomllib.loads(resources.files(__package__).joinpath("cues.toml").read_text(encoding="utf-8"))
    sets = {
        key: frozenset(raw[key])
        for key in (
            "speech",
            "certain",
            "clause",
            "infinitive",
            "gerund",
            "nouns",
            "documents",
            "naming",
            "naming_words",
        )
    }
    return Cues(
        **sets,
        preposition={word: frozenset(verbs) for word, verbs in raw["preposition"].items()},
        object=(taking := frozenset(raw["object"]["verbs"])),
        reporting=sets["clause"] | sets["infinitive"] | sets["gerund"],
        nearby=sets["speech"] | taking,
        phrases=_by_first_word(raw["phrases"]),
    )


def _by_first_word(phrases: list[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    words = [tuple(phrase.split()) for phrase in phrases]
    return {first: tuple(w for w in words if w[0] == first) for first in {w[0] for w in words}}
