"""Whom a pronoun means, outside quotation marks: gender from the text's own words, then nearness.

Follows the deterministic part of Muzny et al. (2017) and the sieves of Lee et al. (2013): the subject of
the same or the last sentence first, a sentence's other people next; names inside quotations are no
antecedents. A person's gender is known from titles, nouns and pronouns beside the name alone, never
from the first name. Two people who fit equally well are left apart: nobody is chosen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.records import Span

from . import lexicon as lex
from .clauses import Role
from .scene import Scene

if TYPE_CHECKING:
    from spacy.tokens import Span as Piece
    from spacy.tokens import Token

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
_REACH = 25
"""Sentences that a pronoun is followed back: enough for a story that keeps to one person."""


@dataclass(slots=True)
class Stage:
    """The article so far, as the pronouns see it."""

    view: Scene
    quoted: Sequence[Span]
    genders: dict[str, str] = field(default_factory=dict)
    speakers: list[tuple[int, int, str]] = field(default_factory=list)
    """Start and end of each source mention resolved so far, with the person."""

    reported: Sequence[Span] = ()
    """Reported clauses: the people they tell of are less likely meant than whoever told it."""
    inside: bytearray = field(default_factory=bytearray)
    """1 for every character that lies in a quotation."""

    def __post_init__(self) -> None:
        doc = self.view.doc
        self.inside = bytearray(doc[-1].idx + len(doc[-1].text_with_ws) if len(doc) else 0)
        for span in self.quoted:
            self.inside[span.start : span.end] = b"\1" * (span.end - span.start)

    def outside(self, at: int) -> bool:
        return not self.inside[at]

    def named(self, noun: "Token") -> bool:
        """Say whether a noun is part of a name or has one in its appositive."""
        return any(self.view.labelled(t.i, "PERSON") for t in (noun, *noun.children))

    def fits(self, name: str, gender: str | None) -> bool:
        return gender is None or self.genders.get(name, gender) == gender


def genders(view: Scene, roles: dict[str, list[Role]], quoted: Sequence[Span]) -> dict[str, str]:
    """Tell people's genders from titles, role nouns and kinship beside the name, then from pronouns.

    A pronoun counts where the sentence names one person alone, before it, as its subject.
    """
    found: dict[str, str] = {}
    for name, its in roles.items():
        for role in its:
            for word in [*(role.role or "").lower().replace("-", " ").split(), role.head or ""]:
                if gender := lex.gender_of(word):
                    found.setdefault(name, gender)
    doc = view.doc
    for at, mention in sorted(view.by_token.items()):
        if mention.label != "PERSON" or mention.name is None:
            continue
        for token in doc[max(0, at - 3) : at + 1]:
            if token.is_punct and token.text not in (".", "-"):
                continue
            gender = lex.gender_of(token.text)
            if gender and not (token.i < at - 1 and doc[at - 1].is_punct):
                found.setdefault(mention.name, gender)
    stage = Stage(view, quoted)
    for sentence in doc.sents:
        people = _people(stage, sentence, sentence.end)
        names = {name for _, _, name in people}
        if len(names) != 1 or people[0][0] != 0:
            continue
        pronouns = {
            GENDER_OF_PRONOUN[t.lower_]
            for t in doc[people[0][1] + 1 : sentence.end]
            if t.lower_ in GENDER_OF_PRONOUN and stage.outside(t.idx)
        }
        if len(pronouns) == 1:
            found.setdefault(names.pop(), pronouns.pop())
    return found


def antecedent(
    stage: Stage, token: "Token", gender: str | None, *, skip: str | None = None
) -> tuple[str | None, tuple[str, ...]]:
    """Find the person whom a he or she at `token` means, and the candidates where none is sure.

    Without a gender anybody fits.

    `skip` names somebody who can't be meant: the one whose question is being answered.
    """
    doc = stage.view.doc
    sentence = token.sent
    end = token.i
    for _ in range(_REACH):
        ranked = [c for c in _people(stage, sentence, end) if stage.fits(c[2], gender) and c[2] != skip]
        ranked = [c for c in ranked if not (c[0] > 0 and _bound(doc[c[1]], token))]
        if ranked:
            best = min(rank for rank, _, _ in ranked)
            names = list(dict.fromkeys(name for rank, _, name in ranked if rank == best))
            if len(names) == 1:
                return names[0], ()
            known = [n for n in names if n in stage.genders]
            if len(known) == 1:
                return known[0], ()
            spoke = [n for _, _, n in reversed(stage.speakers) if n in names]
            if spoke:
                return spoke[0], tuple(names)
            return None, tuple(names)
        if sentence.start == 0:
            break
        sentence = doc[sentence.start - 1].sent
        end = sentence.end
    return None, ()


def unnamed_subject(stage: Stage, token: "Token", gender: str) -> "Token | None":
    """Find the noun of that gender ("my wife") that is the subject just before, where no name is."""
    doc, end = stage.view.doc, token.i
    for sentence in (token.sent, doc[max(0, token.sent.start - 1)].sent):
        if any(rank == 0 and stage.fits(name, gender) for rank, _, name in _people(stage, sentence, end)):
            return None
        for noun in reversed(doc[sentence.start : min(end, sentence.end)]):
            subject = noun.dep_ == "nsubj" and noun.tag_ == "NN" and stage.outside(noun.idx)
            if subject and lex.gender_of(noun.text) == gender and not stage.named(noun):
                return noun
    return None


def _bound(candidate: "Token", token: "Token") -> bool:
    """Say whether a candidate stands in the pronoun's own clause, as object: "she asked NAME"."""
    return candidate.sent == token.sent and candidate.head == token.head and candidate.i > token.head.i


def _people(stage: Stage, sentence: "Piece", end: int) -> list[tuple[int, int, str]]:
    """List a sentence's people up to a token as (rank, token, name): 0 subjects, 1 others, 2 owners."""
    found: list[tuple[int, int, str]] = []
    seen: set[int] = set()
    doc, speakers = stage.view.doc, stage.speakers[-_REACH:]
    for at in range(sentence.start, end):
        mention = stage.view.by_token.get(at)
        if mention is None and not speakers:
            continue
        token = doc[at]
        if not stage.outside(token.idx):
            continue
        spoke = next((s for s in speakers if s[0] <= token.idx < s[1]), None)
        if spoke is not None:
            if spoke[0] not in seen:
                seen.add(spoke[0])
                found.append((0, at, spoke[2]))
        elif mention is not None and mention.label == "PERSON" and mention.start not in seen:
            seen.add(mention.start)
            told = any(s.start <= token.idx < s.end for s in stage.reported)
            found.append((max(_rank(stage, at), int(told)), at, mention.name or mention.text))
    return found


def _rank(stage: Stage, at: int) -> int:
    doc = stage.view.doc
    mention = stage.view.by_token[at]
    end = stage.view.end_of(mention, at)
    if end < len(doc) and (doc[end].tag_ == "POS" or doc[end].text in ("’s", "'s")):
        return 2
    root = doc[at:end].root
    while (
        root.dep_ in ("compound", "appos", "nmod", "flat")
        and root.head.i != root.i
        and root.head.sent == root.sent
    ):
        root = root.head
    return 0 if root.dep_ in ("nsubj", "nsubjpass", "ROOT") else 1
