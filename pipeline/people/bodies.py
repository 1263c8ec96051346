"""What bare nouns for bodies mean: "the ministry", "the company"; and what kind of body a name is."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.records import Mention

from . import lexicon as lex

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from .link import Cast


def head_word(name: str) -> str:
    """Give the noun that says what kind of body a name means: its last word, or the one before of/for/in."""
    words = name.split()
    for at, word in enumerate(words):
        if at and word.lower() in ("of", "for", "on", "in", "against"):
            return words[at - 1].lower()
    return words[-1].lower() if words else ""


def kinds_of(doc: "Doc", mentions: Sequence[Mention]) -> dict[str, str]:
    """Tell the kind of each body from its head word or the noun set before it ("ferry company NAME")."""
    kinds: dict[str, str] = {}
    for m in mentions:
        if m.label != "ORG" or m.name is None:
            continue
        noun = head_word(m.name)
        span = doc.char_span(m.start, m.end, alignment_mode="expand")
        if span is None:
            continue
        at = span.start - 1
        while at > 0 and doc[at].text in (",", "“", "‘", '"'):
            at -= 1
        if at >= 0 and doc[at].lower_ in lex.BODIES and doc[at].sent == span.sent:
            noun = doc[at].lower_
        elif noun not in lex.BODIES:
            noun = _appositive_noun(doc, span.end)
        if noun in lex.BODIES:
            kinds.setdefault(m.name, noun)
    return kinds


def _appositive_noun(doc: "Doc", at: int) -> str:
    if at + 2 < len(doc) and doc[at].text == "," and doc[at + 1].lower_ in ("a", "an", "the"):
        for token in doc[at + 2 : at + 6]:
            if token.lower_ in lex.BODIES:
                return str(token.lower_)
            if token.pos_ not in ("ADJ", "NOUN", "PROPN"):
                break
    return ""


def bare(token: "Token", cast: "Cast") -> Mention | None:
    """Make a mention of a definite bare noun ("the ministry") that stands for a body."""
    if token.lower_ not in lex.BODIES or token.i == 0 or token.tag_ not in ("NN", "NNP"):
        return None
    if token.nbor(-1).lower_ not in ("the", "this"):
        return None
    end = token.idx + len(token)
    if any(m.start < end and token.idx < m.end for m in cast.mentions):
        return None
    if token.i + 1 < len(token.doc):
        after = token.nbor(1)
        if after.pos_ in ("NOUN", "PROPN") or after.text in ("-", "of") or after.lower_ in ("in", "for"):
            return None
    name = resolve_body(token.lower_, token.idx, cast)
    if name is None:
        return None
    return Mention(start=token.idx, end=end, text=token.text, label="ORG", name=name)


def resolve_body(word: str, at: int, cast: "Cast") -> str | None:
    """Name the body that a bare noun at an offset stands for; None where none or several may be meant."""
    # 7a. the body with that head word: the nearest before, else the only one in the article
    bodies = [m for m in cast.bodies() if m.name and m.name.lower() != word]
    same = [m for m in bodies if _same_head(m.name or "", word) or cast.kinds.get(m.name or "") == word]
    before = [m for m in same if m.start < at]
    if before:
        return before[-1].name
    names = {m.name for m in same}
    if len(names) == 1:
        return names.pop()
    # 7b. the body with that head word elsewhere on the page
    page = [n for n in cast.known.organizations if _same_head(n, word) and n.lower() != word]
    if page and (len(page) == 1 or cast.known.counts[page[0]] > 1):
        ranked = sorted(page, key=lambda n: -cast.known.counts[n])
        if len(ranked) == 1 or cast.known.counts[ranked[0]] >= 2 * cast.known.counts[ranked[1]]:
            return _fullest(ranked[0], cast)
    # 7c. the body whose page it is
    house = cast.known.house
    if house and word in house.nouns and not any(m.start < at for m in same):
        return house.name
    kind = lex.BODIES.get(word)
    # 7d. the body of that kind spoken of so far
    if kind in ("company", "organization", "sport", "media"):
        alike = [
            m
            for m in bodies
            if lex.BODIES.get(cast.kinds.get(m.name or "", ""), kind) == kind
            and m.start < at
            and m.text[0].isupper()
        ]
        sure = [m for m in alike if _certainly(m.name or "", kind, cast)]
        for pool in (sure, alike):
            counts = Counter(m.name for m in pool)
            if len(counts) == 1 or (
                pool and kind != "company" and counts.most_common(2)[0][1] > counts.most_common(2)[1][1]
            ):
                return counts.most_common(1)[0][0]
    return None


def _certainly(name: str, kind: str, cast: "Cast") -> bool:
    return lex.BODIES.get(cast.kinds.get(name, "")) == kind or head_kind(name, cast) == kind


def head_kind(name: str, cast: "Cast") -> str | None:
    """Give the kind of body that a role may belong to: a court, a school, …; None where nothing tells."""
    words = [cast.kinds.get(name, ""), *(w.lower() for w in name.split())]
    return next((lex.KIND_OF_HEAD[w] for w in words if w in lex.KIND_OF_HEAD), None)


def _fullest(name: str, cast: "Cast") -> str:
    return cast.known.acronyms.get(name, name)


def _same_head(name: str, word: str) -> bool:
    spelled = {
        word,
        word.replace("organisation", "organization"),
        word.replace("center", "centre"),
        word.replace("organization", "organisation"),
        word.replace("centre", "center"),
    }
    return head_word(name) in spelled and " " in name
