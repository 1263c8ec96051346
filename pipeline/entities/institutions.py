"""Common-noun bodies that stand for one institution: "the regional court in NAME", "the mayor’s office".

A head noun (court, ministry, council, …) counts where a modifier, an owner or a place says which one it
is. A bare head ("the council") is no mention here: linking gives it the name that it stands for.
"""

from collections.abc import Iterator, Mapping

from spacy.tokens import Doc, Token

from . import lexicon as lex
from .spans import HYPHENS, POSSESSIVES, Run, is_capital

Labels = Mapping[tuple[int, int], str]
_NOUNS = lex.BARE_INSTITUTIONS | lex.INSTITUTIONS
_APOSTROPHES = ("’", "'")
_GENERIC = ("trades", "students", "trade", "labour", "labor", "credit", "customs", "student", "housing")
_DETERMINERS = ("the", "a", "an", "this", "its", "their", "his", "her", "our", "every")


def institutions(doc: Doc, labels: Labels) -> Iterator[Run]:
    """Find the institutions named by common nouns, as token runs without the article."""
    places = {start: end for (start, end), label in labels.items() if label in ("GPE", "LOC", "FAC", "ORG")}
    named = {
        i for (start, end), label in labels.items() if label in ("ORG", "PERSON") for i in range(start, end)
    }
    for token in doc:
        word = token.lower_
        if word not in _NOUNS or token.i in named or token.tag_ not in ("NN", "NNP"):
            continue
        if word in lex.BARE_INSTITUTIONS and _after_the(doc, token.i) and not _runs_on(doc, token):
            yield Run(token.i, token.i + 1)
        elif word in lex.INSTITUTIONS:
            start, end = _modifiers(doc, token, named), _place_after(doc, token, places)
            if _tells_which(doc, token, start, end) and not _runs_on(doc, token):
                yield Run(start, end)


def _runs_on(doc: Doc, head: Token) -> bool:
    """Say whether the noun only modifies the next one: "court case", "council tax"."""
    if head.i + 1 >= len(doc):
        return False
    after = head.nbor(1)
    return (after.pos_ == "NOUN" and not lex.is_role(after.text)) or after.text in HYPHENS


def _modifiers(doc: Doc, head: Token, named: set[int]) -> int:
    """Walk left from the head over adjectives, nouns and an owner; give where the name begins."""
    at = head.i
    while at and _modifies(doc[at - 1], at - 1 in named):
        at -= 1
    while at < head.i and doc[at].text in HYPHENS:
        at += 1
    owner = at - 1
    plural_owner = owner >= 1 and doc[owner].text in _APOSTROPHES
    if at == head.i and (plural_owner or (owner >= 1 and doc[owner].text in POSSESSIVES)):
        plain = head.lower_ in lex.OWNED_INSTITUTIONS and not is_capital(doc[owner - 1])
        plain = plain or (owner >= 1 and doc[owner - 1].tag_ == "NNS")  # the fishermen’s association
        national = head.lower_ in lex.BARE_INSTITUTIONS and is_capital(doc[owner - 1])
        if plural_owner or plain or national:
            return owner - 1
    return at


def _modifies(token: Token, named: bool) -> bool:
    if (named and not is_capital(token)) or token.tag_ in ("JJR", "JJS"):
        return False
    plain = token.pos_ in ("ADJ", "NOUN", "PROPN") and token.lower_ not in lex.EMPTY_MODIFIERS
    return (plain and not token.is_stop) or (token.text in HYPHENS and not token.whitespace_)


def _place_after(doc: Doc, head: Token, places: Mapping[int, int]) -> int:
    """Take in "of NAME" and, for courts and their like, "in NAME"; else the name ends with its head."""
    at, word = head.i + 1, head.lower_
    if at + 1 >= len(doc):
        return at
    link = doc[at].lower_
    if not (link == "of" and word in lex.OF_PLACE or link == "in" and word in lex.IN_PLACE_INSTITUTIONS):
        return at
    target = at + 1
    if doc[target].pos_ == "ADJ" and target + 1 in places:
        target += 1
    return places.get(target, at)


def _tells_which(doc: Doc, head: Token, start: int, end: int) -> bool:
    word, before = head.lower_, head.i - start
    if end > head.i + 1:
        return True
    if any(t.text in POSSESSIVES or t.text in _APOSTROPHES for t in doc[start : head.i]):
        return True
    if not before or not _determined(doc, start):
        return False
    if word in lex.OWNED_INSTITUTIONS:
        named = is_capital(doc[start]) and (doc[start].ent_type_ != "NORP" or before > 1)
        return (word == "office" and before == 1 and doc[start].pos_ == "NOUN" and not named) or (
            named and word in ("branch", "school", "section")
        )
    owner = doc[start]
    craft = (
        before == 1 and owner.tag_ in ("NN", "NNS") and owner.text.islower() and owner.lower_ not in _GENERIC
    )
    if word in ("union", "authority") and craft and start and doc[start - 1].lower_ == "the":
        return True  # the coopers union, the river authority
    return before >= (2 if word in lex.TWO_WORD_INSTITUTIONS else 1)


def _determined(doc: Doc, start: int) -> bool:
    if start == 0 or doc[start].is_sent_start or is_capital(doc[start]):
        return True
    before = doc[start - 1]
    return before.lower_ in _DETERMINERS or before.text in POSSESSIVES or before.text in _APOSTROPHES


def _after_the(doc: Doc, at: int) -> bool:
    return at > 0 and doc[at - 1].lower_ == "the"
