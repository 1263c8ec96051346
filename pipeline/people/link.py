"""Mentions linked to the fullest name that the page gives them, by sieves from sure to less sure.

The multi-pass sieve of Lee et al. (2013): each pass is precise, a later one runs only where the earlier
ones found nothing, and what stays ambiguous keeps its own text.

People
1. the same words, or a fuller form with the same first and last name, in the article
2. a surname, first name or end of name that one person of the article has
3. among namesakes: the one without a suffix, the only one introduced yet, the one whom the text is
   clearly about so far, the one last named in full
4. the same over the page, and the byline; last of all a surname misspelt by one letter
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
from .bodies import bare, kinds_of
from .genders import is_subject
from .missed import with_missed
from .names import (
    KnownNames,
    People,
    acronyms_in,
    core,
    fullest_people,
    is_full,
    misspelt,
    parts,
    without_article,
)
from .pagewide import is_surname
from .recast import recast
from .unmasked import unmasked

if TYPE_CHECKING:
    from spacy.tokens import Doc

_BYLINE = re.compile(
    r"^(?:by|interview:?|text:?|words:?|from)?\s*(.+?)(?:\s+(?:in|for|at)\s.*|\s*[|,].*)?$", re.IGNORECASE
)


_GENERATION = re.compile(r"\b(younger|elder|older) $")
_YOUNG = "son|daughter|nephew|niece|grandson|granddaughter"
_FULL = 2
"""Mentions in full after which somebody is one whom the text always names so."""
_CLEARLY = 1.5
"""By how much the text must be about one of two namesakes for a surname alone to mean them."""


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
    mentions, spelled = unmasked(doc, article.headline, mentions)
    mentions = with_missed(article.text, mentions)
    people = [m.text for m in mentions if m.label == "PERSON" and not is_surname(m.text)]
    pools = (
        People(fullest_people([*people, *([author] if author else [])])),
        People([*known.people, *spelled]),
    )
    scale = _Salience(doc, article.headline)
    bodies = _Bodies(
        article.text, Counter(without_article(m.text) for m in mentions if m.label == "ORG"), known
    )
    named: list[Mention] = []
    for mention in mentions:
        if mention.label == "PERSON":
            name = _person(mention, named, pools, article.text, scale)
        elif mention.label == "ORG":
            name = bodies.full_name(mention)
        else:
            name = without_article(mention.text)
        named.append(replace(mention, name=name))
    cast = Cast(tuple(named), kinds_of(doc, named), known, author)
    nouns = (token for token in doc if token.lower_ in lex.BODIES)
    extra = [m for token in nouns if (m := bare(token, cast)) is not None]
    return replace(cast, mentions=tuple(sorted([*named, *extra], key=lambda m: m.start)))


def _person(
    mention: Mention, before: list[Mention], pools: Iterable[People], text: str, scale: "_Salience"
) -> str:
    own = without_article(mention.text)
    gender = _gender_before(mention, text)
    for pool in pools:
        # 1. the same person in a fuller form
        if not is_surname(own) and (same := pool.same(own)):
            return scale.note(same, gender)
        # 2. one person whom the short form fits
        fits = [p for p in pool.fitting(own) if gender is None or scale.genders.get(p, gender) == gender]
        if len(fits) == 1:
            return scale.note(fits[0], gender)
        # 3. namesakes
        noun = re.match(r",? the ([a-z-]+)", text[mention.end :])
        if len(fits) > 1 and noun and lex.is_person_noun(noun[1]):
            return _by_noun(noun[1], mention.text, fits, text) or own
        if len(fits) > 1 and (old := _GENERATION.search(text, max(0, mention.start - 12), mention.start)):
            return _of_generation(old[1] == "younger", fits, text) or own
        if len(fits) > 1 and (one := _namesake(fits, before, scale, gender)):
            return scale.note(one, gender)
    # 4. a surname misspelt
    return misspelt(own, (m.name for m in before if m.label == "PERSON" and m.name)) or own


def _gender_before(mention: Mention, text: str) -> str | None:
    """Tell a gender by the title or kin at or before a name: "Mrs. NAME", "his wife, NAME"."""
    words = re.findall(r"[\w’'-]+", text[max(0, mention.start - 12) : mention.start].rsplit("\n", 1)[-1])
    first = mention.text.split()[0]
    return lex.gender_of(first) or (lex.gender_of(words[-1]) if words else None)


def _by_noun(noun: str, short: str, fits: list[str], text: str) -> str | None:
    """Choose among namesakes by "NAME the NOUN": the one whom the text gives that noun elsewhere.

    Where it gives it to none, the only one to whom it gives no other noun so used.
    """
    found = [p for p in fits if _goes_with(p, noun, text)]
    if not found:
        others = set(re.findall(rf"\b{re.escape(short)},? the ([a-z-]+)", text)) - {noun}
        found = [p for p in fits if not any(_goes_with(p, other, text) for other in others)]
    return found[0] if len(found) == 1 else None


def _of_generation(younger: bool, fits: list[str], text: str) -> str | None:
    """Choose between namesakes by "the younger NAME": the one who is somebody's son or niece in the text."""
    young = [p for p in fits if re.search(rf"\b{re.escape(p)}, [^.,]*\b(?:{_YOUNG})\b", text)]
    rest = [p for p in fits if p not in young]
    found = (young if younger else rest) if len(young) == 1 else []
    return found[0] if len(found) == 1 else None


def _goes_with(name: str, noun: str, text: str) -> bool:
    name = re.escape(name)
    return re.search(rf"\b{noun},? {name}\b|\b{name}, [^.,]*\b{noun}s?\b", text, re.IGNORECASE) is not None


class _Salience:
    """How much a text is about each of some namesakes: a surname alone is left to the one it is about."""

    def __init__(self, doc: "Doc", headline: str | None) -> None:
        self._doc, self._headline = doc, headline or ""
        self.genders: dict[str, str] = {}
        """A person → the gender that a title or a word of kinship before their name told so far."""

    def note(self, name: str, gender: str | None) -> str:
        """Keep the gender that a mention's title told of the person, and give the name back."""
        if gender:
            self.genders.setdefault(name, gender)
        return name

    def most(self, fits: list[str], before: list[Mention]) -> str | None:
        """Give the one whom headline, subjects and mentions so far favour clearly; None where nobody is."""
        scores = {p: float(p in self._headline) for p in fits}
        for mention in before:
            if mention.label == "PERSON" and mention.name in scores:
                scores[mention.name] += self._weight(mention)
        first, second = sorted(scores.values(), reverse=True)[:2]
        return max(scores, key=lambda p: scores[p]) if first >= _CLEARLY * second else None

    def _weight(self, mention: Mention) -> float:
        span = self._doc.char_span(mention.start, mention.end, alignment_mode="expand")
        return 1.0 if span is not None and is_subject(span.root) and span.root.dep_ != "appos" else 0.5


def _namesake(fits: list[str], before: list[Mention], scale: _Salience, gender: str | None) -> str | None:
    told = [p for p in fits if gender and scale.genders.get(p) == gender]
    if len(told) == 1:
        return told[0]
    plain = [p for p in fits if parts(p) == core(p)]
    if len(plain) == 1 and len({tuple(core(p)) for p in fits}) == 1:
        return plain[0]
    introduced = [p for p in fits if any(m.name == p for m in before)]
    if len(introduced) == 1:
        return introduced[0]
    if gender is None and (one := _called_short(introduced, before)):
        return one
    if introduced and gender is None and (one := scale.most(introduced, before)):
        return one
    recent = [m.name for m in before if m.name in fits and m.name != m.text]
    full = [m.name for m in before if m.name in fits and is_full(m.text)]
    pool = full or recent
    return pool[-1] if pool else None


def _called_short(fits: list[str], before: list[Mention]) -> str | None:
    """Give the one whom the surname alone meant so far, where all others go on being named in full."""
    full = Counter(m.name for m in before if m.name in fits and is_full(m.text))
    short = {m.name for m in before if m.name in fits and not is_full(m.text)}
    one = next(iter(short), None)
    return one if len(short) == 1 and all(full[p] >= _FULL for p in fits if p != one) else None


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
                if len(ends) == 1 or (len(words) > 1 and here and ends):
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
