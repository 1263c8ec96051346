"""Whom he and she mean, outside quotation marks: agreement and syntax first, then salience.

1. gender     as the text's own titles, nouns and pronouns tell it (genders), never the first name
2. binding    nobody whom the pronoun's own clause has as object, or in a phrase before it without a
              subject of its own: "she asked NAME", "Asked by NAME, he …"
3. salience   subjects and speakers weigh most, then objects, owners and whom a reported clause tells of;
              every sentence back halves the weight, and what the sentences give adds up

The factors are those of Lappin and Leass (1994), with what Muzny et al. (2017) and Lee et al. (2013) say of
quotations: speakers are the likeliest antecedents, names inside quotations are none. Pronouns in between
are resolved in their turn and carry their person on. Two who weigh nearly the same are left apart: nobody
is chosen.
"""

from bisect import bisect_left, insort
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.records import Span

from . import lexicon as lex
from .genders import GENDER_OF_PRONOUN, heading, is_done_to, is_subject
from .scene import Scene

if TYPE_CHECKING:
    from spacy.tokens import Token

_REACH = 25
"""Sentences that a pronoun is followed back: enough for a story that keeps to one person."""
_DECAY = 0.5
_SUBJECT, _EMBEDDED, _OTHER, _OWNER, _TOLD = 1.0, 0.7, 0.5, 0.4, 0.4
_OWNER_OF_SUBJECT = 0.9
_CLAUSES = ("ccomp", "relcl", "acl", "advcl")
_ADDS = 0.1
"""What sentences other than the one that gives most add of what they give."""
_SPOKE = 1.5
"""What it adds to have spoken, where the pronoun is itself a source: speakers go on speaking."""
_UNTOLD = 0.9
"""The share that somebody keeps whose gender the text does not tell."""
_CLOSE = 0.85
"""How near the second may come to the first: above this share nobody is chosen."""


@dataclass(frozen=True, slots=True, order=True)
class Sighting:
    """Where somebody stands in the text, and how salient that makes them."""

    token: int
    who: str
    weight: float
    noun: int | None = None
    """The token of the noun, for somebody without a name."""
    spoke: bool = False


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom a pronoun means: a name, else a noun's token, else those between whom nothing tells."""

    name: str | None = None
    noun: int | None = None
    candidates: tuple[str, ...] = ()


@dataclass(slots=True)
class Stage:
    """The article so far, as the pronouns see it."""

    view: Scene
    quoted: Sequence[Span]
    reported: Sequence[Span] = ()
    """Reported clauses: the people they tell of are less likely meant than whoever told it."""
    genders: dict[str, str] = field(default_factory=dict)
    seen: list[Sighting] = field(default_factory=list)
    """Everybody outside quotation marks, in the order of the text."""
    read: int = 0
    """The token up to which pronouns are resolved."""
    inside: bytearray = field(default_factory=bytearray)
    """1 for every character that lies in a quotation."""
    sentence: list[int] = field(default_factory=list)
    """For every token, how many sentences with words outside quotation marks have begun."""

    def __post_init__(self) -> None:
        doc = self.view.doc
        self.inside = bytearray(doc[-1].idx + len(doc[-1].text_with_ws) if len(doc) else 0)
        for span in self.quoted:
            self.inside[span.start : span.end] = b"\1" * (span.end - span.start)
        self.sentence = self._sentences()
        self.seen = sorted([*self._people(), *self._nouns()], key=_place)

    def outside(self, at: int) -> bool:
        return not self.inside[at]

    def hear(self, start: int, end: int, name: str) -> None:
        """Put the person whom a source mention at these offsets resolved to in the mention's place."""
        piece = self.view.doc.char_span(start, end, alignment_mode="expand")
        if piece is not None and self.outside(start):
            self.seen = [s for s in self.seen if not piece.start <= s.token < piece.end]
            insort(self.seen, Sighting(piece.start, name, _SUBJECT, spoke=True), key=_place)

    def sees(self, token: int) -> bool:
        """Say whether somebody stands at a token."""
        at = bisect_left(self.seen, token, key=_place)
        return at < len(self.seen) and self.seen[at].token == token

    def fits(self, sighting: Sighting, gender: str | None) -> bool:
        if gender is None or sighting.noun is None:
            return gender is None or self.genders.get(sighting.who, gender) == gender
        return lex.gender_of(sighting.who) == gender

    def _sentences(self) -> list[int]:
        found, count, fresh = [], 0, True
        for token in self.view.doc:
            fresh = fresh or bool(token.is_sent_start)
            if fresh and not token.is_punct and not token.is_space and self.outside(token.idx):
                count, fresh = count + 1, False
            found.append(count)
        return found

    def _people(self) -> Iterator[Sighting]:
        doc = self.view.doc
        for mention, start, end in self.view.people():
            at = doc[start].idx
            if self.outside(at) and mention.name != self.view.cast.author:
                told = any(s.start <= at < s.end for s in self.reported)
                weight = self._weight(start, end)
                yield Sighting(start, mention.name or mention.text, min(weight, _TOLD) if told else weight)

    def _weight(self, start: int, end: int) -> float:
        root = self.view.doc[start:end].root
        if self.view.owned(end):
            thing = root.head.dep_.startswith("nsubj") and not lex.is_person_noun(root.head.text)
            return _OWNER_OF_SUBJECT if thing and root.dep_ == "poss" else _OWNER
        if not is_subject(root):
            return _OTHER
        root = heading(root)
        return _EMBEDDED if root.dep_.startswith("nsubj") and root.head.dep_ in _CLAUSES else _SUBJECT

    def _nouns(self) -> Iterator[Sighting]:
        """Give subjects whose noun tells a gender and who have no name: "my wife"."""
        for noun in self.view.doc:
            if noun.dep_ != "nsubj" or noun.tag_ != "NN" or not lex.gender_of(noun.text):
                continue
            named = any(self.view.labelled(t.i, "PERSON") for t in (noun, *noun.children))
            if self.outside(noun.idx) and not named:
                yield Sighting(noun.i, noun.text, _SUBJECT, noun=noun.i)


def _place(sighting: Sighting) -> int:
    return sighting.token


def antecedent(stage: Stage, token: "Token", gender: str | None, *, skip: str | None = None) -> Meant:
    """Find whom a he or she at `token`, the source of a quotation, means; without a gender anybody fits.

    `skip` names somebody who can't be meant: the one whose question is being answered.
    """
    _read_on(stage, token.i)
    return _most_salient(stage, token, gender, skip, spoke=_SPOKE)


def _read_on(stage: Stage, until: int) -> None:
    """Resolve the pronouns before a token, each by what stands before it."""
    start, stage.read = stage.read, max(stage.read, until)
    for token in stage.view.doc[start:until]:
        gender = GENDER_OF_PRONOUN.get(token.lower_)
        free = token.dep_ != "poss" and not token.lower_.endswith("self") and stage.outside(token.idx)
        shouted = len(token) > 1 and token.is_upper  # HIM in capitals may mean whom the text names next
        if gender is None or not free or shouted or stage.sees(token.i):
            continue
        meant = _most_salient(stage, token, gender)
        if who := meant.name or (stage.view.doc[meant.noun].text if meant.noun is not None else None):
            weight = _SUBJECT if is_subject(token) else _OTHER
            insort(stage.seen, Sighting(token.i, who, weight, meant.noun), key=_place)


def _most_salient(
    stage: Stage, token: "Token", gender: str | None, skip: str | None = None, *, spoke: float = 1.0
) -> Meant:
    here, doc = stage.sentence[token.i], stage.view.doc
    gives: dict[tuple[str, int | None], dict[int, float]] = {}
    bound = set()
    for at in range(bisect_left(stage.seen, token.i, key=_place) - 1, -1, -1):
        sighting = stage.seen[at]
        back = here - stage.sentence[sighting.token]
        if back > _REACH:
            break
        # 1. gender; 2. binding
        if not stage.fits(sighting, gender) or sighting.who == skip:
            continue
        who = sighting.who, sighting.noun
        if _bound(doc[sighting.token], token, sighting.weight):
            bound.add(who)
            continue
        # 3. salience
        told = gender is None or sighting.noun is not None or sighting.who in stage.genders
        weight = sighting.weight * _DECAY**back * (1.0 if told else _UNTOLD)
        weight *= spoke if sighting.spoke else 1.0
        sentences = gives.setdefault(who, {})
        sentences[back] = max(sentences.get(back, 0.0), weight)
    ranked = sorted(
        ((_total(g.values()), who) for who, g in gives.items() if who not in bound), key=lambda r: -r[0]
    )
    if not ranked:
        return Meant()
    if len(ranked) > 1 and ranked[1][0] > _CLOSE * ranked[0][0]:
        near = (who for score, (who, _) in ranked if score > _CLOSE * ranked[0][0])
        return Meant(candidates=tuple(dict.fromkeys(near)))
    name, noun = ranked[0][1]
    return Meant(noun=noun) if noun is not None else Meant(name)


def _total(gives: Collection[float]) -> float:
    best = max(gives)
    return best + _ADDS * (sum(gives) - best)


def _bound(candidate: "Token", token: "Token", weight: float) -> bool:
    """Say whether syntax forbids the pronoun to mean a candidate of its own sentence."""
    if candidate.sent != token.sent or weight in (_OWNER, _OWNER_OF_SUBJECT) or token.dep_ == "poss":
        return False
    verb = token.head
    if token.dep_ == "pobj":
        verb = verb.head
    if token.dep_ not in ("nsubj", "nsubjpass"):  # she … her: not the same
        return is_done_to(token, candidate)
    while candidate.head.i != candidate.i and candidate.i != verb.i:
        child = candidate
        candidate = candidate.head
        if candidate.i == verb.i:
            return child.dep_ not in ("nsubj", "nsubjpass", "ccomp", "conj", "parataxis", "mark")
        if candidate.pos_ in ("VERB", "AUX") and any(c.dep_.startswith("nsubj") for c in candidate.children):
            return False
    return False
