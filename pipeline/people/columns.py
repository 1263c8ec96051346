"""What the pages say of names, as columns of numbers: a row for a mention, a row for a quotation."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from pipeline.records import SpeakerKind

from .forms import kind_of, normal
from .packed import NONE, Ints
from .vocabulary import Vocabulary, encode, parted

KINDS: tuple[SpeakerKind, ...] = ("document", "group", "organization", "other", "person", "place")
"""In the order of the alphabet, by which ties are decided."""
PERSON, OTHER, ORGANIZATION = KINDS.index("person"), KINDS.index("other"), KINDS.index("organization")
NEVER = int(np.iinfo(np.int32).min)
"""The day of what has no date."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Mentions and attributions by row; a unit is a name of one kind, `kind * len(words.texts) + name`."""

    words: Vocabulary
    days: Ints
    """Of each article, the day since 1970; NEVER where it has no date."""
    article: Ints
    """Of each mention, as are the next two."""
    unit: Ints
    text: Ints
    named: Ints
    """Whether the mention is linked to a fuller name, or to itself."""
    quoted_in: Ints
    """Of each attribution the article, as are the next four; -1 where there is none."""
    speaker: Ints
    speaker_kind: Ints
    affiliation: Ints
    role: Ints

    def name_of(self, units: Ints) -> Ints:
        """Give the number of the name that each unit is of."""
        return units % len(self.words.texts)

    def kind_of(self, units: Ints) -> Ints:
        """Give the place in KINDS that each unit has."""
        return units // len(self.words.texts)

    def key(self, kind: SpeakerKind, name: str) -> int | None:
        """Give the key of a name of a kind; None where no string here is a spelling of it."""
        folded = self.words.number_of.get(normal(name))
        return None if folded is None else KINDS.index(kind) * len(self.words.normals) + folded

    def key_of(self, units: Ints) -> Ints:
        """Give the number that all spellings of a name of one kind share."""
        kinds, names = np.divmod(units, len(self.words.texts))
        return kinds * len(self.words.normals) + self.words.folded[names]


def read(articles: pa.Table, mentions: pa.Table, attributions: pa.Table) -> Columns:
    """Give every name its number, every speaker and affiliation a kind: as told, else as its mentions are.

    What no mention names is of kind other if it speaks, and an organisation if somebody is of it.
    """
    told = [attributions[name] for name in ("speaker", "role", "affiliation")]
    words, (texts, names, speakers, roles, bodies) = encode(mentions["text"], mentions["name"], *told)
    size = max(1, len(words.texts))
    if "" in words.texts:  # as good as none
        for column in (names, speakers, roles, bodies):
            column[column == words.texts.index("")] = NONE
    called = np.where(names == NONE, texts, names)
    unit = _kinds(mentions["label"], kind_of) * size + called
    by_mentions = _votes(words, unit)

    kinds = _kinds(attributions["kind"], str)
    guessed = by_mentions[speakers]
    kinds = np.where(kinds != NONE, kinds, np.where(guessed != NONE, guessed, OTHER))
    body_kinds = by_mentions[bodies]
    body_kinds = np.where((body_kinds == NONE) | (body_kinds == PERSON), ORGANIZATION, body_kinds)
    return Columns(
        words=words,
        days=articles["date"].cast(pa.int32()).fill_null(NEVER).to_numpy(),
        article=mentions["article"].to_numpy(),
        unit=unit,
        text=texts,
        named=names != NONE,
        quoted_in=attributions["article"].to_numpy(),
        speaker=np.where(speakers == NONE, NONE, kinds * size + speakers),
        speaker_kind=np.where(speakers == NONE, NONE, kinds),
        affiliation=np.where(bodies == NONE, NONE, body_kinds * size + bodies),
        role=roles,
    )


def _kinds(column: pa.ChunkedArray, kind: Callable[[str], str]) -> Ints:
    """Give the places in KINDS that the values of a column stand for; -1 for null."""
    values, codes = parted(column)
    found = [KINDS.index(kind(value)) if kind(value) in KINDS else NONE for value in values.to_pylist()]
    return np.array([*found, NONE], np.int32)[codes]


def _votes(words: Vocabulary, units: Ints) -> Ints:
    """Say of each string what most mentions of its spellings are, as a place in KINDS; -1 without any."""
    kinds, names = np.divmod(units, max(1, len(words.texts)))
    ballots = words.folded[names] * len(KINDS) + kinds if len(units) else units
    counts = np.bincount(ballots, minlength=len(words.normals) * len(KINDS)).reshape(-1, len(KINDS))
    most = np.where(counts.any(axis=1), counts.argmax(axis=1), NONE)
    return np.append(most[words.folded], NONE)
