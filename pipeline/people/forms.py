"""Forms of names: what the spellings of one name share, its id, and where it is seen."""

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pipeline.records import SpeakerKind, content_id

from . import lexicon as lex
from .corporate import is_bare_noun
from .spelling import LISTS, fold

KIND_OF_LABEL: Mapping[str, SpeakerKind] = {
    "PERSON": "person",
    "ORG": "organization",
    "NORP": "group",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "WORK_OF_ART": "document",
    "LAW": "document",
}
"""OntoNotes labels; any other label is kind `other`."""
BARE_KINDS = frozenset[SpeakerKind]({"person", "organization", "group"})
"""Of places, documents and other things no bare noun is a name."""
_TITLES: Mapping[str, str] = LISTS["titles"]


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """One normalised name of one kind of thing, and what is told of it."""

    number: int
    """Its place in the order of the ids."""
    form_id: str
    name: str
    kind: SpeakerKind
    n_articles: int
    first: date | None
    last: date | None
    affiliations: Set[int]
    """Numbers of the bodies that the texts say it is of."""
    offices: Set[str]
    """What the texts say it holds."""


@lru_cache(maxsize=100_000)
def normal(name: str) -> str:
    """Fold a name to what its spellings share: no case, possessive, leading article or odd spaces."""
    folded = " ".join(name.casefold().replace("’", "'").split())
    folded = folded.removesuffix("'s").removesuffix("'").removeprefix("the ")
    return folded.strip() or name


def form_id_of(kind: SpeakerKind, folded: str, article_id: str | None = None) -> str:
    """Make the id that every spelling of a name shares, for one kind of thing, from what `normal` made of it.

    A bare noun or title has another in each article: give its id there.
    """
    return content_id("entity", kind, folded, *([] if article_id is None else [article_id]))


@lru_cache(maxsize=100_000)
def is_bare(kind: SpeakerKind, name: str) -> bool:
    """Say whether a name is a bare noun or title, which means another one in each article."""
    if kind == "person":
        return not any(map(str.isupper, name)) or all(lex.is_title(word) for word in name.split())
    return kind in BARE_KINDS and is_bare_noun(name)


def kind_of(label: str) -> SpeakerKind:
    """Say what a mention's OntoNotes label makes of it."""
    return KIND_OF_LABEL.get(label, "other")


@lru_cache(maxsize=100_000)
def spelled(text: str) -> str:
    """Write a form on one line, without a possessive."""
    plain = " ".join(text.split())
    for ending in ("'s", "’s", "'", "’"):
        if plain.endswith(ending) and plain != ending:
            return plain.removesuffix(ending)
    return plain


def plainest(spellings: Counter[str]) -> str:
    """Choose of a form's spellings, counted, the one to show."""
    # they differ only in case, article and possessive: one that isn't shouted is the plainest
    return min(
        spellings, key=lambda form: (form.isupper() and len(form) > 5, -spellings[form], -len(form), form)
    )


def role_key(role: str) -> str:
    """Fold a role to what its spellings share: "Sen.", "SENATOR" and "senator" are one."""
    words = [word.strip(".,") for word in fold(normal(role)).split()]
    return " ".join(_TITLES.get(word, word) for word in words)


def offices_in(role: str) -> set[str]:
    """List the offices that a role speaks of, as single words: "U.S. Sen." is a senator's."""
    return {word for word in role_key(role).split() if word in lex.OFFICES}
