"""What a reviewer says of names: that two are one's, or that they aren't; and what comes of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np

from pipeline.records import SpeakerKind

from .forms import Form, normal
from .packed import NONE
from .seen import Seen

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


def understand(told: Sequence[Told], seen: Seen) -> Words:
    """Find the forms that words are about; of several about the same two names the last one stands.

    A word is lost where nobody has such a name, where the name is short for several or means another one in
    each article ("the Ministry"), and where it keeps a name from itself.
    """
    words = Words(told)
    short = _short_forms(told, seen) if told else {}
    last = {_pair(word): at for at, word in enumerate(told)}
    for at, word in enumerate(told):
        if last[_pair(word)] != at:
            words.unheeded[at] = Heard(word, "superseded", "a later one is about the same two names")
            continue
        one, other = (_meant(word.kind, name, seen, short) for name in (word.one, word.other))
        if isinstance(one, str) or isinstance(other, str):
            words.lose(at, one if isinstance(one, str) else str(other))
        elif word.same:
            words.same.append(Word(at, one, other))
        elif one is other:
            words.lose(at, _itself(word, one))
        else:
            words.apart.append(Word(at, one, other))
    return words


def _short_forms(told: Iterable[Told], seen: Seen) -> Mapping[int, Set[int]]:
    """List by its key the forms that a name told of is short for, in articles that give the full name too."""
    columns = seen.columns
    kinds, folded = columns.kind_of(columns.unit), columns.words.folded
    keys = kinds * len(columns.words.normals) + folded[columns.text]
    asked = [columns.key(word.kind, name) for word in told for name in (word.one, word.other)]
    rows = np.flatnonzero(columns.named & np.isin(keys, [key for key in asked if key is not None]))
    rows = rows[keys[rows] != columns.key_of(columns.unit[rows])]
    short: dict[int, set[int]] = defaultdict(set)
    for key, form in zip(keys[rows].tolist(), seen.of_mention[rows].tolist(), strict=True):
        short[key].add(form)
    return short


def _pair(word: Told) -> tuple[SpeakerKind, frozenset[str]]:
    return word.kind, frozenset((normal(word.one), normal(word.other)))


def _meant(kind: SpeakerKind, name: str, seen: Seen, short: Mapping[int, Set[int]]) -> Form | str:
    """Find the form that a name means; else say why there is none."""
    key = seen.columns.key(kind, name)
    if key is None:
        return f"no {kind} is named {name!r}"
    number = int(seen.numbering.anywhere(np.array([key]))[0])
    if number != NONE:
        return seen.form(number)
    if seen.numbering.is_bare(key):
        return f"{name!r} means another one in each article"
    meant = sorted(short.get(key, ()))
    if len(meant) == 1:
        return seen.form(meant[0])
    if meant:
        full = sorted(seen.form(each).name for each in meant)
        return f"{name!r} is short for several, {full[0]!r} and {full[1]!r} among them"
    return f"no {kind} is named {name!r}"


def _itself(word: Told, form: Form) -> str:
    if normal(word.one) == normal(word.other):
        return f"{word.one!r} and {word.other!r} are the same name"
    return f"{word.one!r} and {word.other!r} are {form.name!r} by what each article says itself"
