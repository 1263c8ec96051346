"""What the whole page tells of its people: headlines, bylines, signature lists and mastheads as well.

An article's own text may give a surname alone where a headline or a line of signatures has the full name
and the office. These readers look at the page's text only, by its capitals and punctuation:

1. full names  runs of capitalised words that end with a surname for which no first name is known
2. offices     "NAME, Treasurer of BODY" · "the Registrar of BODY, Ms NAME" · "BODY – NAME, Treasurer"
3. the house   the body whose page it is, from the line of copyright or the masthead
"""

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from . import lexicon as lex

_NICK = r"[“\"‘'(][A-Z][\w -]{1,20}[”\"’')]"
_PIECE = rf"(?:[^\W\d_a-zß-öø-ÿ][\w’'-]*\.?|{_NICK}|(?:{'|'.join(sorted(lex.PARTICLES))}))"
_RUN = rf"((?:{_PIECE}[ \u00a0]){{1,4}})"
_LONGEST = 5


def spelled_out(text: str, shorts: Iterable[str], places: Iterable[str] = ()) -> tuple[str, ...]:
    """List the full names on a page that end with one of these surnames; empty where there is none.

    A run's leading titles, roles, bodies and words that the page writes small as well are no first names.
    """
    found: dict[str, None] = {}
    shorts = dict.fromkeys(shorts)
    small = set(re.findall(r"\b[a-z][\w’'-]*", text)) if shorts else set()
    other = {w.lower() for place in places for w in place.split()}
    for short in shorts:
        full = re.compile(rf"(?<![\w’'-]){_RUN}((?:[a-z]{{2}}-)?{re.escape(short)})(?![\w-])")
        for hit in chain.from_iterable(full.finditer(text, *line) for line in _lines_with(text, short)):
            words = _first_names(hit[1].split(), small, other)
            if words and len(words) + len(short.split()) <= _LONGEST:
                found.setdefault(" ".join([*words, hit[2]]))
    return tuple(found)


def _lines_with(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Give the bounds of the lines that hold some words of one line."""
    at = text.find(words)
    while at >= 0:
        end = text.find("\n", at + len(words))
        end = len(text) if end < 0 else end
        yield text.rfind("\n", 0, at) + 1, end
        at = text.find(words, end + 1)


def _first_names(words: list[str], small: set[str], other: set[str]) -> list[str]:
    """Keep of the words before a surname those that can be the rest of the name."""
    start = 0
    for at, word in enumerate(words):
        bare = word.lower().strip(".,")
        plain = bare in small or bare in other or bare in lex.CALENDAR or bare in lex.BODIES
        title = lex.is_title(word) or lex.is_role(word) or all(lex.is_title(p) for p in bare.split("-"))
        shouted = word.isupper() and len(word) > 2
        if (plain or title or shouted) and bare not in lex.PARTICLES:
            start = at + 1
    words = words[start:]
    while words and words[0] in lex.PARTICLES:
        words = words[1:]
    first = words[0] if words else ""
    return words if first[:1].isupper() and not re.fullmatch(_NICK, first) else []


def is_surname(name: str) -> bool:
    """Say whether a name has no first name: one word, with particles before it or not."""
    words = [w for w in name.split() if not lex.is_title(w)]
    return bool(words) and all(w.lower() in lex.PARTICLES for w in words[:-1])


_TITLES = re.compile(r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir|Dame|H\.E|Rev|Msgr|Hon)\.? ")
_CAPITAL = r"(?:[A-Z][\w’'-]+|and|&)"
_OFFICE = rf"((?:[\w’'-]+ ){{0,4}}?[\w’'-]+(?: (?:for|of) (?!the ){_CAPITAL}(?: {_CAPITAL})*)?)"
_BODY = r"(?: (?:of|at|for) (?:the )?([A-Z][^,.;:\n(]*?))?"
_CLOSE = r"(?=[,.;:\n(]|$| (?:on|said|says|today|to|and) )"
_AFTER = re.compile(rf", {_OFFICE}{_BODY}{_CLOSE}", re.MULTILINE)
_BEFORE = re.compile(rf"[Tt]he {_OFFICE}{_BODY}, ")
_THE = re.compile(r"[Tt]he ")
_SIGNED = re.compile(r"([A-Z][^\n–—]{1,60}) [–—-] ")


@dataclass(frozen=True, slots=True)
class _Office:
    """Where a page gives an office, and whose body signed the line that it stands in."""

    start: int
    office: str
    body: str | None
    signed: str | None = None


def offices_on(
    text: str, people: Iterable[str], bodies: Container[str], acronyms: Mapping[str, str]
) -> dict[str, tuple[str, str | None]]:
    """Read the office of each person, and the body that it is in, off the page; people without are left out.

    Counted are capitalised offices alone: a headline's or a signature's "NAME, Treasurer".
    """
    found: dict[str, tuple[str, str | None]] = {}
    led = _offices_before(text)
    for name in people:
        for hit in (*_offices_after(text, name), *_leading_to(text, name, led)):
            office, body = hit.office, hit.body or hit.signed
            if "’s " in office or "'s " in office:
                body, office = re.split(r"[’']s ", office, maxsplit=1)
            words = office.split()
            if not words[0][0].isupper() or not _is_office(words):
                continue
            lead, _, tail = office.partition(" of ")
            if body is None and tail in bodies:
                office, body = lead, tail
            body = acronyms.get(body, body) if body else None
            found.setdefault(name, (office, body))
            if hit.signed or body:
                found[name] = (office, body)
                break
    return found


def places_of(text: str, name: str) -> Iterator[int]:
    """Give every offset at which a name stands in a text: a search that needs no pattern for each name."""
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + 1)


def _offices_after(text: str, name: str) -> Iterator[_Office]:
    """Find "NAME, Treasurer of BODY", and "BODY – NAME, Treasurer" on a line of its own."""
    over = 0
    hits = [(at, hit) for at in places_of(text, name) if (hit := _AFTER.match(text, at + len(name)))]
    for i, (at, hit) in enumerate(hits):
        if at < over:
            continue
        line, signed = text.rfind("\n", 0, at) + 1, None
        for later, other in hits[i:] if line >= over else ():  # the last that a signature reaches
            if before := _SIGNED.fullmatch(text, line, later):
                hit, signed = other, before[1]
        over = hit.end()
        yield _Office(at, hit[1], hit[2], signed)


def _offices_before(text: str) -> dict[int, list[_Office]]:
    """Find "the Registrar of BODY, Ms", by every offset at which the name that it leads to may begin."""
    found: dict[int, list[_Office]] = defaultdict(list)
    for the in _THE.finditer(text):
        if hit := _BEFORE.match(text, the.start()):
            title: re.Match[str] | None = hit
            while title:
                found[title.end()].append(_Office(hit.start(), hit[1], hit[2]))
                title = _TITLES.match(text, title.end())
    return found


def _leading_to(text: str, name: str, led: Mapping[int, Sequence[_Office]]) -> Iterator[_Office]:
    over = 0
    for at in places_of(text, name) if led else ():
        for hit in led.get(at, ()):
            if hit.start >= over:
                over = at + len(name)
                yield hit


def _is_office(words: list[str]) -> bool:
    head = next((i for i, w in enumerate(words) if w in ("of", "for")), len(words)) - 1
    return (
        head >= 0
        and words[head][0].isupper()
        and (lex.is_role(words[head]) or words[head].lower().split("-")[-1] in lex.ROLES)
    )


_RIGHTS = re.compile(
    r"^.*?(?:©|\(c\)|Copyright)\s*(?:Copyright\s*)?(?:[\d–-]+,?\s*)*([^\n|.,\d]+)",
    re.MULTILINE | re.IGNORECASE,
)
_LEGAL = re.compile(r" (?:plc|PLC|Ltd|Limited|Inc|GmbH|LLC|Corp)$")
_MASTHEAD = 4
"""Lines of a page among which its masthead is looked for."""


@dataclass(frozen=True, slots=True)
class House:
    """The body whose own page this is, and the nouns that the page calls it by: "the Trust"."""

    name: str
    nouns: frozenset[str]


def house_of(text: str) -> House | None:
    """Name the body that runs the page, its masthead kept for its copyright line; None for news media.

    A masthead counts if the copyright line begins with it, or the page says "MASTHEAD is a coalition".
    """
    lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
    heads = [line for line in lines[:_MASTHEAD] if re.fullmatch(r"[^\W\d_][^|/<>:?]{2,70}", line)]
    rights = _RIGHTS.search(text)
    owner = " ".join(rights[1].split()) if rights else ""
    for at, head in enumerate(heads):
        long = heads[at + 1] if at + 1 < len(heads) and is_initials(head, heads[at + 1]) else head
        told = re.search(rf"\b{re.escape(head)} is (?:an?|the) ([^.,\n]{{3,60}})", text)
        nouns = {w for w in (told[1].lower().split() if told else ()) if w in lex.BODIES}
        if nouns or (owner and owner.lower().startswith(head.lower())):
            return _house(long, owner, nouns)
    return None


def _house(name: str, owner: str, nouns: set[str]) -> House | None:
    words = {w.lower() for w in [*name.split(), *owner.split()]}
    if words & lex.MEDIA or (name.isupper() and not _LEGAL.search(owner)):
        return None
    nouns = nouns | {w for w in words if w in lex.BODIES}
    if _LEGAL.search(owner):
        return House(owner, frozenset(nouns | {"company", "firm", "group"}))
    return House(name, frozenset(nouns))


def is_initials(short: str, long: str) -> bool:
    """Say whether an acronym is made of a name's initials, small words left out or kept."""
    every = "".join(w[0] for w in long.split())
    great = "".join(w[0] for w in long.split() if w[0].isupper())
    return short.isupper() and len(short) > 1 and short in (every.upper(), great)
