"""People's genders, as the text's own words tell them: titles, nouns and pronouns, never first names."""

from collections import Counter, defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

from . import lexicon as lex

if TYPE_CHECKING:
    from spacy.tokens import Token

    from .clauses import Role
    from .scene import Scene

GENDER_OF_PRONOUN = {
    "he": "m",
    "him": "m",
    "his": "m",
    "himself": "m",
    "she": "f",
    "her": "f",
    "hers": "f",
    "herself": "f",
}
_TITLE, _SAME, _NEXT = 6, 2, 1
"""Votes of a title or noun beside the name, of a pronoun in its sentence, of one that opens the next."""


def genders(view: "Scene", roles: "dict[str, list[Role]]", outside: Callable[[int], bool]) -> dict[str, str]:
    """Tell people's genders from titles, role nouns and kinship beside the name, and from pronouns.

    A pronoun counts where its sentence, or the one before, names one person alone before it, as subject, of
    another verb than it is object of: "she met him" is two.
    What speaks for both genders equally tells none. `outside` says whether an offset lies outside
    quotation marks.
    """
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for name, its in roles.items():
        for role in its:
            for word in [*(role.role or "").lower().replace("-", " ").split(), role.head or ""]:
                if gender := lex.gender_of(word):
                    votes[name][gender] += _TITLE
    _by_title(view, votes)
    _by_pronoun(view, votes, outside)
    told = {name: count.most_common(2) for name, count in votes.items()}
    return {name: c[0][0] for name, c in told.items() if len(c) == 1 or c[0][1] > c[1][1]}


def _by_title(view: "Scene", votes: dict[str, Counter[str]]) -> None:
    doc = view.doc
    for mention, start, end in view.people():
        for token in doc[max(0, start - 3) : end]:
            if token.is_punct and token.text not in (".", "-"):
                continue
            gender = lex.gender_of(token.text)
            if gender and not (token.i < start - 1 and doc[start - 1].is_punct):
                votes[mention.name or mention.text][gender] += _TITLE


def _by_pronoun(view: "Scene", votes: dict[str, Counter[str]], outside: Callable[[int], bool]) -> None:
    doc = view.doc
    by_sentence: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for mention, start, end in view.people():
        if outside(doc[start].idx):
            by_sentence[doc[start].sent.start].append((mention.name or mention.text, end))
    for start, people in by_sentence.items():
        name, end = people[0]
        if not is_subject(doc[end - 1]):
            continue
        other = next((at for who, at in people if who != name), len(doc))
        stop = doc[start].sent.end
        found = {
            GENDER_OF_PRONOUN[t.lower_]
            for t in doc[end : min(stop, other)]
            if t.lower_ in GENDER_OF_PRONOUN and outside(t.idx) and not is_done_to(t, doc[end - 1])
        }
        if len(found) == 1:
            votes[name][found.pop()] += _SAME
        opener = next((t for t in doc[stop : stop + 3] if t.is_alpha), None)
        if (
            other == len(doc)
            and opener is not None
            and opener.lower_ in ("he", "she")
            and outside(opener.idx)
        ):
            votes[name][GENDER_OF_PRONOUN[opener.lower_]] += _NEXT


def heading(token: "Token") -> "Token":
    """Give the noun that a name's token belongs to: what it is compounded with, set beside or joined to."""
    while (
        (token.dep_ in ("compound", "appos", "nmod", "flat") or _is_joined(token))
        and token.head.i != token.i
        and token.head.sent == token.sent
    ):
        token = token.head
    return token


def is_subject(token: "Token") -> bool:
    """Say whether a name's token belongs to a subject: of a clause, or of one that lost its verb."""
    token = heading(token)
    named = token.dep_ == "attr" and token.head.lemma_ == "be" and token.i > token.head.i
    return named or token.dep_ in ("nsubj", "nsubjpass", "ROOT")


def is_done_to(pronoun: "Token", name: "Token") -> bool:
    """Say whether a pronoun is object of the verb whose subject a name is, and so somebody else."""
    verb = pronoun.head.head if pronoun.dep_ == "pobj" else pronoun.head
    subject = heading(name)
    free = pronoun.dep_ in ("nsubj", "nsubjpass", "poss") or pronoun.lower_.endswith("self")
    return not free and subject.head.i == verb.i and subject.dep_ in ("nsubj", "nsubjpass")


def _is_joined(token: "Token") -> bool:
    return token.dep_ == "conj" and token.head.pos_ in ("PROPN", "NOUN", "PRON")
