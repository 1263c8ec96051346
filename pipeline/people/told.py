"""What a reviewer says of names: that two are one's, or that they aren't; and what comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from pipeline.records import SpeakerKind

from .forms import Form, form_id_anywhere, normal

REVIEWER = "a reviewer"
"""The rule of a join that somebody asked for."""


@dataclass(frozen=True, slots=True)
class Told:
    """A reviewer's word on two names of one kind: they are one's, or they aren't."""

    kind: SpeakerKind
    one: str
    other: str
    same: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a reviewer's word."""

    told: Told
    status: Literal["applied", "superseded", "lost"]
    """superseded: a later word is about the same two names."""
    reason: str | None = None
    """Why it isn't applied, in one line; None where it is."""


class Word(NamedTuple):
    """A word on two forms that are on record; `at` is its place in what was told."""

    at: int
    one: Form
    other: Form


@dataclass(slots=True)
class Words:
    """What was told, as it bears on the forms of a corpus."""

    told: Sequence[Told] = ()
    same: list[Word] = field(default_factory=list)
    apart: list[Word] = field(default_factory=list)
    unheeded: dict[int, Heard] = field(default_factory=dict)
    """By their places, those that came to nothing."""

    def lose(self, at: int, reason: str) -> None:
        self.unheeded[at] = Heard(self.told[at], "lost", reason)

    def heard(self) -> tuple[Heard, ...]:
        """Say what came of each word, in the order told."""
        return tuple(self.unheeded.get(at) or Heard(word, "applied") for at, word in enumerate(self.told))


def understand(told: Sequence[Told], forms: Mapping[str, Form]) -> Words:
    """Find the forms that words are about; of several about the same two names the last one stands.

    `forms` are by their ids. A word is lost where nobody has such a name, where the name means another one in
    each article ("the Ministry"), and where it keeps a name apart from itself.
    """
    words = Words(told)
    last = {_pair(word): at for at, word in enumerate(told)}
    for at, word in enumerate(told):
        if last[_pair(word)] != at:
            words.unheeded[at] = Heard(word, "superseded", "a later one is about the same two names")
            continue
        one, other = (forms.get(form_id_anywhere(word.kind, name)) for name in (word.one, word.other))
        if one is None or other is None:
            words.lose(at, _unknown(word.kind, word.other if one else word.one, forms))
        elif word.same:
            words.same.append(Word(at, one, other))
        elif one is other:
            words.lose(at, f"{word.one!r} and {word.other!r} are the same name")
        else:
            words.apart.append(Word(at, one, other))
    return words


def _pair(word: Told) -> tuple[SpeakerKind, frozenset[str]]:
    return word.kind, frozenset((normal(word.one), normal(word.other)))


def _unknown(kind: SpeakerKind, name: str, forms: Mapping[str, Form]) -> str:
    if any(form.kind == kind and normal(form.name) == normal(name) for form in forms.values()):
        return f"{name!r} means another one in each article"
    return f"no {kind} is named {name!r}"
