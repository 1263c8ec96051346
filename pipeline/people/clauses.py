"""What a clause says of a person: "NAME is the mayor", "As head of ORG, NAME …", "NAME heads ORG"."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from . import lexicon as lex
from .phrase import Phrase, body_from, read_phrase
from .scene import Scene


@dataclass(frozen=True, slots=True)
class Role:
    """What a phrase says of a person; `rank` is the rule, 1 the surest, `start` its token."""

    rank: int
    start: int
    role: str | None = None
    affiliation: str | None = None
    head: str | None = None
    """The role's head noun, by which a later "the NOUN" can mean the person."""


def role_of(rank: int, start: int, phrase: Phrase) -> Role:
    """Make the role that a phrase gives by a rule."""
    return Role(rank, start, phrase.role, phrase.affiliation, phrase.head)


def head_noun(role: str) -> str:
    """Give the noun by which a later "the NOUN" means the holder: "deputy-chair" for Deputy Chair of X."""
    words = role.lower().split()
    at = next((i for i, w in enumerate(words) if i and w in ("of", "for", "to", "at")), len(words)) - 1
    deputy = at and words[at - 1] in ("vice", "deputy")
    return f"{words[at - 1]}-{words[at]}" if deputy else words[at]


def clauses(view: Scene, start: int, end: int) -> Iterator[Role]:
    """Read what clauses say of the person whose name stands at these tokens."""
    doc = view.doc
    if (
        end + 1 < len(doc)
        and doc[end].lemma_ == "be"
        and doc[end + 1].lower_ in ("a", "an", "the", "now", "also")
    ):
        phrase = read_phrase(view, end + 1)
        if phrase:
            yield role_of(4, end, phrase)
    yield from _does(view, end)
    sentence = doc[start].sent
    for opening in (sentence.start, sentence.end):
        if opening + 1 < len(doc) and doc[opening].lower_ == "as" and doc[opening].text[0].isupper():
            phrase = read_phrase(view, opening + 1)
            if phrase and _goes_with(view, phrase.end, start, opening):
                yield role_of(4, opening, phrase)


def _does(view: Scene, end: int) -> Iterator[Role]:
    """Read "NAME, …, heads ORG", "NAME sits on ORG", "NAME was appointed ROLE", "NAME joined ORG as ROLE"."""
    doc = view.doc
    verb = next((t for t in doc[end : end + 8] if t.pos_ == "VERB" or t.is_space or t.text in "“”;."), None)
    if verb is None or verb.pos_ != "VERB" or verb.sent != doc[end - 1].sent:
        return
    if any(view.labelled(t.i, "PERSON") for t in doc[end : verb.i]) or verb.i + 2 >= len(doc):
        return
    if verb.lemma_ in lex.APPOINTING:
        phrase = read_phrase(view, verb.i + 1 + (doc[verb.i + 1].lower_ == "as"))
        if phrase:
            yield role_of(4, verb.i, phrase)
    elif verb.lemma_ in lex.LEADING or verb.lemma_ in lex.BELONGING:
        body = _object_body(view, verb.i + 1)
        phrase = _as_role(view, body[1] if body else verb.i + 1)
        if phrase:
            yield role_of(4, verb.i, replace(phrase, affiliation=phrase.affiliation or (body and body[0])))
        elif body:
            yield Role(4, verb.i, None, body[0])


def _as_role(view: Scene, at: int) -> Phrase | None:
    """Read "as ROLE" straight after the body that somebody joined."""
    doc = view.doc
    return read_phrase(view, at + 1) if at + 1 < len(doc) and doc[at].lower_ == "as" else None


def _object_body(view: Scene, at: int) -> tuple[str, int] | None:
    """Name the body that a verb is done to, or in: "heads MORA’s BODY", "sits on the BODY"."""
    at += view.doc[at].lower_ in ("on", "at", "for", "with", "in", "to")
    if view.labelled(at, "GPE") and view.owned(at + 1):
        at += 2
    return body_from(view, at) if at < len(view.doc) else None


def _goes_with(view: Scene, at: int, start: int, opening: int) -> bool:
    """Say whether "As head of ORG, …" is said of the person at `start`: its subject, or its he or she."""
    doc = view.doc
    sentence = doc[opening].sent
    people = [i for i in range(at, sentence.end) if view.labelled(i, "PERSON")]
    if people:
        return people[0] == start
    pronoun = any(t.lower_ in ("he", "she") and t.dep_ == "nsubj" for t in doc[at : sentence.end])
    return pronoun and doc[start].dep_ in ("nsubj", "compound") and sentence.start == doc[start].sent.end
