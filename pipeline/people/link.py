"""Mentions linked to the fullest name that the page gives them, by sieves from sure to less sure.

The multi-pass sieve of Lee et al. (2013): each pass is precise, a later one runs only where the earlier
ones found nothing, and what stays ambiguous keeps its own text.

People
1. the same words, or a fuller form with the same first and last name, in the article
2. a surname, first name or end of name that one person of the article has
3. among namesakes: the one without a suffix, the only one introduced yet, the one last named in full
4. the same over the page, and the byline
Bodies
5. an acronym of a body on the page
6. a shorter form: the beginning or the end of one body's name
7. a bare noun, "the ministry": the body with that head word, introduced by that noun, or the one body
   of that kind spoken of so far
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.records import Article, Mention

from . import lexicon as lex
from .names import KnownNames, People, acronyms_in, core, fullest_people, is_full, parts, without_article
from .recast import recast

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_BYLINE = re.compile(
    r"^(?:by|interview:?|text:?|words:?|from)?\s*(.+?)(?:\s+(?:in|for|at)\s.*|\s*[|,].*)?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what an article speaks of: its linked mentions, and what bare nouns stand for."""

    mentions: tuple[Mention, ...]
    kinds: dict[str, str]
    """A body's name → the kind of body that the article's own words or its head word make it."""
    known: KnownNames
    author: str | None = None

    def people(self) -> list[str]:
        return list(dict.fromkeys(m.name or m.text for m in self.mentions if m.label == "PERSON"))

    def bodies(self) -> list[Mention]:
        return [m for m in self.mentions if m.label == "ORG"]


def byline_name(byline: str | None) -> str | None:
    """Give the person named in a byline ("By Jo Vy in Riga"); None where there is none."""
    if not byline:
        return None
    found = _BYLINE.match(byline.strip())
    name = without_article(found[1]) if found else ""
    return name if name and name[0].isupper() and len(name.split()) > 1 else None


def link(article: Article, doc: "Doc", mentions: Sequence[Mention], known: KnownNames) -> Cast:
    """Name every mention; add a mention for each bare noun that stands for a named body."""
    author = byline_name(article.byline)
    mentions = recast(article.text, mentions, known.labels)
    people = [m.text for m in mentions if m.label == "PERSON"]
    pools = (People(fullest_people([*people, *([author] if author else [])])), People(known.people))
    bodies = _Bodies(
        article.text, Counter(without_article(m.text) for m in mentions if m.label == "ORG"), known
    )
    named: list[Mention] = []
    for mention in mentions:
        if mention.label == "PERSON":
            name = _person(mention, named, pools, article.text)
        elif mention.label == "ORG":
            name = bodies.full_name(mention)
        else:
            name = without_article(mention.text)
        named.append(replace(mention, name=name))
    cast = Cast(tuple(named), _kinds(doc, named), known, author)
    extra = [m for token in doc if (m := _bare(token, cast)) is not None]
    return replace(cast, mentions=tuple(sorted([*named, *extra], key=lambda m: m.start)))


def _person(mention: Mention, before: list[Mention], pools: Iterable[People], text: str) -> str:
    own = without_article(mention.text)
    for pool in pools:
        # 1. the same person in a fuller form
        if same := pool.same(own):
            return same
        # 2. one person whom the short form fits
        fits = pool.fitting(own)
        if len(fits) == 1:
            return fits[0]
        # 3. namesakes
        if len(fits) > 1 and (one := _by_noun(mention, fits, text) or _namesake(fits, before)):
            return one
    return own


def _by_noun(mention: Mention, fits: list[str], text: str) -> str | None:
    """Choose among namesakes by "NAME the NOUN": the one whom the text gives that noun elsewhere."""
    noun = re.match(r",? the ([a-z-]+)", text[mention.end :])
    if not noun or not lex.is_person_noun(noun[1]):
        return None
    pattern = r"\b{1},? {0}\b|\b{0}, [^.,]*\b{1}\b"
    beside = [p for p in fits if re.search(pattern.format(re.escape(p), noun[1]), text, re.IGNORECASE)]
    return beside[0] if len(beside) == 1 else None


def _namesake(fits: list[str], before: list[Mention]) -> str | None:
    plain = [p for p in fits if parts(p) == core(p)]
    if len(plain) == 1 and len({tuple(core(p)) for p in fits}) == 1:
        return plain[0]
    introduced = [p for p in fits if any(m.name == p for m in before)]
    if len(introduced) == 1:
        return introduced[0]
    recent = [m.name for m in before if m.name in fits and m.name != m.text]
    full = [m.name for m in before if m.name in fits and is_full(m.text)]
    pool = full or recent
    return pool[-1] if pool else None


class _Bodies:
    """The bodies of an article and of its page, by which a mention of one gets its full name."""

    def __init__(self, text: str, here: Counter[str], known: KnownNames) -> None:
        self._text = text
        self._acronyms = {**known.acronyms, **acronyms_in(text, [n for n in here if " " in n])}
        self._pools = (here, known.counts)
        self._found: dict[tuple[str, bool], str] = {}

    def full_name(self, mention: Mention) -> str:
        """Give the full name of a body's mention; its own text where the page has no fuller one."""
        own = without_article(mention.text)
        beginning = self._text[max(0, mention.start - 4) : mention.start] + mention.text
        key = own, "the " in beginning[:4].lower() or mention.text != own
        if key not in self._found:
            self._found[key] = self._fuller(own, definite=key[1])
        return self._found[key]

    def _fuller(self, own: str, *, definite: bool) -> str:
        # 5. an acronym
        if own in self._acronyms:
            return self._acronyms[own]
        if own[0].islower():
            return own
        # 6. a shorter form of one name
        words = parts(own)
        for here, pool in zip((True, False), self._pools, strict=True):
            longer = [n for n in pool if len(parts(n)) > len(words) and n[0].isupper() and "/" not in n]
            team = here and words[-1:] and words[-1] in lex.KIND_OF_HEAD  # Rovers, United: needs no article
            if len(words) > 1 or definite or team:
                ends = [n for n in longer if parts(n)[-len(words) :] == words]
                if len(ends) == 1:
                    return ends[0]
            if len(words) == 1 and (not here or _introduced(own, longer, self._text)):
                starts = [n for n in longer if parts(n)[0] == words[0]]
                shortest = min(starts, key=len, default="")
                known = here or shortest not in self._pools[0]  # not introduced here by the long form
                begins = parts(shortest)
                if known and shortest and all(parts(n)[: len(begins)] == begins for n in starts):
                    return shortest
        return own


def _introduced(short: str, longer: list[str], text: str) -> bool:
    """Say whether the text gives a long form before it uses the short one by itself."""
    alone = re.search(rf"\b{re.escape(short)}\b(?! [A-Z])", text)
    starts = [text.find(n) for n in longer if n.startswith(short + " ")]
    return bool(starts) and (alone is None or 0 <= min(starts) <= alone.start())


def head_word(name: str) -> str:
    """Give the noun that says what kind of body a name means: its last word, or the one before of/for/in."""
    words = name.split()
    for at, word in enumerate(words):
        if at and word.lower() in ("of", "for", "on", "in", "against"):
            return words[at - 1].lower()
    return words[-1].lower() if words else ""


def _kinds(doc: "Doc", mentions: Sequence[Mention]) -> dict[str, str]:
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


def _bare(token: "Token", cast: Cast) -> Mention | None:
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


def resolve_body(word: str, at: int, cast: Cast) -> str | None:
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
    kind = lex.BODIES.get(word)
    # 7c. the body of that kind spoken of so far
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


def _certainly(name: str, kind: str, cast: Cast) -> bool:
    return lex.BODIES.get(cast.kinds.get(name, "")) == kind or head_kind(name, cast) == kind


def head_kind(name: str, cast: Cast) -> str | None:
    """Give the kind of body that a role may belong to: a court, a school, …; None where nothing tells."""
    words = [cast.kinds.get(name, ""), *(w.lower() for w in name.split())]
    return next((lex.KIND_OF_HEAD[w] for w in words if w in lex.KIND_OF_HEAD), None)


def _fullest(name: str, cast: Cast) -> str:
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
