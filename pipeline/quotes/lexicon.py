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
        object=frozenset(raw["object"]["verbs"]),
        phrases=_by_first_word(raw["phrases"]),
    )


def _by_first_word(phrases: list[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    words = [tuple(phrase.split()) for phrase in phrases]
    return {first: tuple(w for w in words if w[0] == first) for first in {w[0] for w in words}}
