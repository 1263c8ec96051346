"""Common-noun bodies that stand for one institution: "the regional court in NAME", "the mayor’s office".

A head noun (court, ministry, council, …) counts where a modifier, an owner or a place says which one it
is. A bare head ("the council") is no mention here: linking gives it the name that it stands for.
"""

from collections.abc import Iterator, Mapping

from spacy.tokens import Doc, Token

from . import lexicon as lex
from .spans import HYPHENS, POSSESSIVES, Run, is_capital

Labels = Mapping[tuple[int, int], str]


def institutions(doc: Doc, labels: Labels) -> Iterator[Run]:
    """Find the institutions named by common nouns, as token runs without the article."""
    places = {start: end for (start, end), label in labels.items() if label in ("GPE", "LOC", "FAC")}
    inside = {i for (start, end), label in labels.items() if label == "ORG" for i in range(start, end)}
    for token in doc:
        if token.lower_ not in lex.INSTITUTIONS or token.i in inside or token.tag_ not in ("NN", "NNP"):
            continue
        start = _modifiers(doc, token)
        end = _place_after(doc, token, places)
        if _tells_which(doc, token, start, end):
            yield Run(start, end)


def _modifiers(doc: Doc, head: Token) -> int:
    """Walk left from the head over adjectives, nouns and an owner; give where the name begins."""
    at = head.i
    while at:
        token = doc[at - 1]
        if (
            token.pos_ in ("ADJ", "NOUN", "PROPN")
            and token.lower_ not in lex.EMPTY_MODIFIERS
            and not token.is_stop
        ):
            at -= 1
        elif token.text in HYPHENS and not token.whitespace_ and at > 1:
            at -= 1
        else:
            break
    while at < head.i and doc[at].text in HYPHENS:
        at += 1
    owner = at - 1
    apostrophe = owner >= 1 and (doc[owner].text in POSSESSIVES or doc[owner].text in ("’", "'"))
    if (
        apostrophe
        and at == head.i
        and (head.lower_ in lex.OWNED_INSTITUTIONS or doc[owner].text in ("’", "'"))
    ):
        return owner - 1
    if (
        apostrophe
        and at == head.i
        and is_capital(doc[owner - 1])
        and head.lower_ in ("parliament", "government")
    ):
        return owner - 1
    return at


def _place_after(doc: Doc, head: Token, places: Mapping[int, int]) -> int:
    """Take in "of NAME" and, for courts and their like, "in NAME"; else the name ends with its head."""
    at = head.i + 1
    if at + 1 >= len(doc) or head.lower_ not in lex.PLACED_INSTITUTIONS or doc[at].lower_ not in ("in", "of"):
        return head.i + 1
    target = at + 1
    if doc[target].pos_ == "ADJ" and target + 1 in places:
        target += 1
    return places.get(target, head.i + 1)


def _tells_which(doc: Doc, head: Token, start: int, end: int) -> bool:
    word, before = head.lower_, head.i - start
    owned = any(t.text in POSSESSIVES or t.text in ("’", "'") for t in doc[start : head.i])
    if word in lex.OWNED_INSTITUTIONS:
        return owned or (
            before == 1 and doc[start].pos_ == "NOUN" and _definite(doc, start) and word == "office"
        )
    if word in lex.TWO_WORD_INSTITUTIONS:
        return before >= 2 and _definite(doc, start)
    return before > 0 or end > head.i + 1


def _definite(doc: Doc, start: int) -> bool:
    return start > 0 and doc[start - 1].lower_ == "the"
