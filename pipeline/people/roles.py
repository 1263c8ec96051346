"""What a person is and for whom, as the article's own words say.

1. appositive after   "NAME, Legal Officer at ORG" · "NAME, ORG’s coordinator for X" · "NAME of ORG"
2. appositive before  "its founder, the retired headmistress NAME" · "the mayor, NAME"
3. prefix             "Foreign Ministry spokesperson NAME" · "ORG’s Europe Director NAME"
4. predicate          "NAME is the mayor of X" · "As head of ORG, NAME …"
5. title              "Judge NAME"
A phrase counts only if its head is a noun for what people do; the organisation is what "at", "of", "for"
or "with" leads to, the owner of the phrase, or the body named inside it. Nothing is inferred.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.records import Mention

from . import lexicon as lex
from .link import Cast, resolve_body

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_POSSESSIVE = ("’s", "'s", "’", "'")
_OWN = ("its", "his", "her", "their", "my", "our", "whose", "own")
_DETERMINERS = ("a", "an", "the", "one", "another")
_LEADING = (
    "former",
    "then",
    "now",
    "retired",
    "ex",
    "acting",
    "outgoing",
    "current",
    "longtime",
    "long-time",
    "veteran",
    "own",
    "once",
    "himself",
    "herself",
    "also",
    "who",
)
_KEEP = ("of", "for", "to")
_CLOSE = ("at", "with", "from", "in", "on", "by", "under")


@dataclass(frozen=True, slots=True)
class Role:
    """What a phrase says of a person; `rank` is the rule, 1 the surest."""

    rank: int
    start: int
    role: str | None = None
    affiliation: str | None = None
    head: str | None = None
    """The role's head noun, by which a later "the NOUN" can mean the person."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A Doc with the mention that covers each token, and the article's cast."""

    doc: "Doc"
    cast: Cast
    by_token: dict[int, Mention]

    def body_at(self, at: int) -> Mention | None:
        found = self.by_token.get(at)
        return found if found is not None and found.label == "ORG" else None

    def end_of(self, mention: Mention, at: int) -> int:
        while at < len(self.doc) and self.by_token.get(at) == mention:
            at += 1
        return at


def scene(doc: "Doc", cast: Cast) -> Scene:
    """Lay the cast's mentions over the Doc's tokens."""
    by_token: dict[int, Mention] = {}
    for mention in sorted(cast.mentions, key=lambda m: m.start - m.end):
        span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
        if span is not None:
            # a place inside an institution's name is part of it
            by_token |= {i: mention for i in range(span.start, span.end) if i not in by_token}
    return Scene(doc, cast, by_token)


def roles_of(view: Scene) -> dict[str, list[Role]]:
    """Collect, for every person by name, what each of their mentions says; best rule and earliest first."""
    found: dict[str, list[Role]] = {}
    spans = _person_spans(view)
    for mention, start, end in spans:
        for role in _roles_at(view, start, end):
            if role.role or role.affiliation or role.head:
                found.setdefault(mention.name or mention.text, []).append(role)
    return {name: sorted(roles, key=lambda r: (r.rank, r.start)) for name, roles in found.items()}


def _person_spans(view: Scene) -> list[tuple[Mention, int, int]]:
    spans = []
    seen: set[int] = set()
    for at, mention in sorted(view.by_token.items()):
        if mention.label == "PERSON" and mention.start not in seen:
            seen.add(mention.start)
            spans.append((mention, at, view.end_of(mention, at)))
    return spans


def _roles_at(view: Scene, start: int, end: int) -> Iterator[Role]:
    title_start = _over_titles(view.doc, start)
    # 1. appositive after
    yield from _appositive_after(view, end)
    # 2. appositive before
    yield from _appositive_before(view, title_start)
    # 3. prefix
    yield from _prefix(view, title_start)
    # 4. predicate
    yield from _predicate(view, start, end)
    # 5. title
    title = view.doc[title_start:start]
    offices = [t for t in title if t.lower_.strip(".") in lex.OFFICES]
    if offices:
        words = view.doc[offices[0].i : offices[-1].i + 1].text
        yield Role(5, title_start, words, None, offices[-1].lower_)


def _over_titles(doc: "Doc", start: int) -> int:
    """Walk left over titles: "Lt Col", "Judge", "Supt."."""
    at = start
    while at and not doc[at - 1].is_space:
        word = doc[at - 1].lower_.strip(".")
        capital = doc[at - 1].text[0].isupper()
        if capital and (word in lex.COURTESIES - {"the"} or word in lex.OFFICES):
            at -= 1
        elif doc[at - 1].text == "." and at > 1 and doc[at - 2].lower_ in lex.COURTESIES | lex.OFFICES:
            at -= 2
        else:
            break
    return at


def _appositive_after(view: Scene, end: int) -> Iterator[Role]:
    doc = view.doc
    if end + 1 >= len(doc):
        return
    opener = doc[end]
    if opener.lower_ in ("of", "from", "at", "for", "with") and opener.lower_ != "for":
        body = _body_from(view, end + 1)
        if body:
            yield Role(2, end, None, body[0])
        return
    if opener.lower_ == "the" and lex.is_person_noun(doc[end + 1].text):
        yield Role(1, end, doc[end + 1].text, None, doc[end + 1].lower_)
        return
    if opener.text not in (",", "–", "—", "("):
        return
    at = end + 1
    if doc[at].like_num and at + 2 < len(doc) and doc[at + 1].text == ",":
        at += 2  # an age
    if doc[at].lower_ == "who":
        yield from _who(view, at)
        return
    phrase = read_phrase(view, at)
    if phrase:
        yield Role(1, at, phrase.role, phrase.affiliation, phrase.head)


def _who(view: Scene, at: int) -> Iterator[Role]:
    """Read the employer in "who runs the project at ORG"; the clause itself names no role."""
    for token in view.doc[at : at + 12]:
        if token.is_space or token.text in (".", ";") or (token.text == "," and token.i > at + 1):
            return
        if token.lower_ in ("at", "for", "with"):
            body = _body_from(view, token.i + 1)
            if body:
                yield Role(4, at, None, body[0])
            return


def _appositive_before(view: Scene, start: int) -> Iterator[Role]:
    """Read "the mayor, NAME", "its founder, the retired headmistress NAME"."""
    doc = view.doc
    at = start - 1
    while (
        at > 0
        and doc[at].text != ","
        and start - at < 6
        and (doc[at].pos_ in ("NOUN", "ADJ", "PROPN") or doc[at].lower_ in _DETERMINERS)
    ):
        at -= 1
    if at < 1 or doc[at].text != "," or doc[at - 1].is_space:
        return
    if at != start - 1 and doc[at + 1].lower_ not in _DETERMINERS:
        return
    for begin in range(max(0, at - 12), at):
        if doc[begin].is_sent_start is True and begin + 1 < at and doc[begin].is_space:
            continue
        phrase = read_phrase(view, begin, least_end=at)
        if phrase and phrase.end == at and (phrase.determined or doc[begin].is_sent_start):
            yield Role(1, begin, phrase.role, phrase.affiliation, phrase.head)
            return


def _prefix(view: Scene, start: int) -> Iterator[Role]:
    """Read the noun phrase that runs straight into a name or its title."""
    doc = view.doc
    at = start
    while at and _in_prefix(view, at - 1):
        at -= 1
    while at < start and (
        not (doc[at].text[0].isalnum()) or doc[at].lower_ in ("and", "of", "for", "to", *_DETERMINERS)
    ):
        at += 1
    phrase = None
    for begin in range(at, start):
        phrase = read_phrase(view, begin, least_end=start)
        if phrase and phrase.end == start:
            yield Role(3, begin, phrase.role, phrase.affiliation, phrase.head)
            return


def _in_prefix(view: Scene, at: int) -> bool:
    token = view.doc[at]
    if token.is_space or token.is_punct and token.text not in ("-", "’", "'", "&"):
        return False
    if token.text in _POSSESSIVE or token.lower_ in (*_DETERMINERS, *_OWN):
        return True
    found = view.by_token.get(at)
    if found is not None and found.label == "PERSON":
        return False
    return (
        token.pos_ in ("NOUN", "PROPN", "ADJ", "CCONJ") or token.lower_ in _KEEP or token.text in ("-", "&")
    )


def _predicate(view: Scene, start: int, end: int) -> Iterator[Role]:
    doc = view.doc
    if (
        end + 1 < len(doc)
        and doc[end].lemma_ == "be"
        and doc[end + 1].lower_ in ("a", "an", "the", "now", "also")
    ):
        phrase = read_phrase(view, end + 1)
        if phrase and phrase.role:
            yield Role(4, end, phrase.role, phrase.affiliation, phrase.head)
    if start > 3 and doc[start - 1].text == ",":
        sentence = doc[start].sent.start
        if doc[sentence].lower_ == "as":
            phrase = read_phrase(view, sentence + 1)
            if phrase and phrase.role:
                yield Role(4, sentence, phrase.role, phrase.affiliation, phrase.head)


@dataclass(frozen=True, slots=True)
class Phrase:
    role: str | None
    affiliation: str | None
    head: str
    end: int
    determined: bool


def read_phrase(view: Scene, at: int, least_end: int = 0) -> Phrase | None:
    """Read a role phrase from a token on: owner, modifiers, role noun, what it is the role of or for.

    `least_end` is where a name follows at once: the phrase must reach it. None where no role noun heads it.
    """
    doc, n = view.doc, len(view.doc)
    limit = least_end or min(n, at + 25)
    affiliation, determined = None, False
    begin = at
    if at < n and doc[at].lower_ in (*_DETERMINERS, *_OWN):
        determined = True
        if doc[at].lower_ == "its":
            affiliation = _owner_before(view, at)
        at += 1
    while at < limit and doc[at].lower_ in _LEADING:
        at += 1
    # an owner: ORG’s, the council’s
    for i in range(at, min(limit, at + 9)):
        if doc[i].text in _POSSESSIVE and i > at and (doc[i].tag_ == "POS" or doc[i].text in ("’s", "'s")):
            body = view.body_at(i - 1)
            if body is not None and view.end_of(body, i - 1) > i:
                continue
            affiliation = body.name if body is not None else _bare_body(view, i - 1)
            determined, at = True, i + 1
            break
        if doc[i].is_space or doc[i].is_punct and doc[i].text not in ("-", "’"):
            break
    while at < limit and doc[at].lower_ in _LEADING:
        at += 1
    first = at
    head = -1
    while at < limit:
        token = doc[at]
        if token.is_space or view.by_token.get(at) is not None and view.by_token[at].label == "PERSON":
            break
        if (
            token.text in ("-", "/", "&")
            or token.lower_ == "and"
            and head >= 0
            or token.pos_ in ("NOUN", "PROPN", "ADJ")
            or (token.text[0].isalpha() and token.text[0].isupper())
            or token.text == "."
            and len(doc[at - 1].text) < 4
        ):
            if lex.is_role(token.text):
                head = at
            at += 1
            continue
        if lex.is_role(token.text) and token.pos_ not in ("VERB", "AUX"):
            head = at
            at += 1
            continue
        if head < 0 and token.pos_ in ("NUM", "VERB") and token.tag_ in ("VBN", "VBG", "CD"):
            at += 1
            continue
        break
    if head < 0:
        return None
    start = first
    # a body named inside the phrase: Border Guard spokesman; Federation inspector
    while start < head and (body := view.body_at(start)) is not None:
        end = view.end_of(body, start)
        if end > head:
            break
        affiliation, start = affiliation or body.name, end
    if start < head and affiliation is None and doc[start].lower_ in lex.BODIES:
        name = resolve_body(doc[start].lower_, doc[start].idx, view.cast)
        if name:
            affiliation, start = name, start + 1
    # "once her student and now director of"
    end = head + 1
    role_end, at = end, end
    trailing = at
    # capitalised words after the head belong to it: Director Europe & Central Asia
    while (
        trailing < limit
        and (doc[trailing].text[0].isupper() or doc[trailing].text in ("&", "-"))
        and not doc[trailing].is_space
        and doc[trailing].i not in _people(view)
    ):
        trailing += 1
    if (
        trailing > at
        and trailing < n
        and (doc[trailing].text in (",", ".", "”") or trailing == limit and not least_end)
    ):
        role_end = at = trailing
    role_end, at, found = _complements(view, at, limit, role_end)
    affiliation = affiliation or found
    words = doc[start:role_end].text
    return Phrase(
        " ".join(words.split()) or None, affiliation, doc[head].lower_, at, determined or begin == first
    )


def _people(view: Scene) -> set[int]:
    return {i for i, m in view.by_token.items() if m.label == "PERSON"}


def _complements(view: Scene, at: int, limit: int, role_end: int) -> tuple[int, int, str | None]:
    """Read "of X", "for Y and Z", "at ORG" after a role's head: where the role ends, where all ends, the body."""
    doc = view.doc
    while at < limit and at + 1 < len(doc):
        word = doc[at].lower_
        if word not in _KEEP and word not in _CLOSE:
            break
        body = _body_from(view, at + 1)
        if body:
            return role_end, body[1], body[0]
        end = _object_end(view, at + 1, limit)
        if end == at + 1:
            break
        if word in _KEEP and role_end == at:
            role_end = end
        at = end
    return role_end, at, None


def _object_end(view: Scene, at: int, limit: int) -> int:
    doc = view.doc
    people = _people(view)
    end = at
    while end < limit and end < len(doc):
        token = doc[end]
        if token.is_space or end in people:
            break
        if (
            token.pos_ in ("NOUN", "PROPN", "ADJ", "DET", "NUM")
            or token.text in ("-", "&", "’s", "'s")
            or (token.text[0].isupper())
        ):
            end += 1
        elif (
            token.lower_ == "and"
            and end + 1 < len(doc)
            and doc[end + 1].pos_ in ("PROPN", "NOUN", "ADJ")
            and end > at
        ):
            end += 1
        else:
            break
    return end


def _body_from(view: Scene, at: int) -> tuple[str, int] | None:
    """Name the body that a noun phrase starting here means, and where it ends; None where it means none."""
    doc = view.doc
    begin = at
    while at < len(doc) and at - begin < 6 and not doc[at].is_punct and not doc[at].is_space:
        body = view.body_at(at)
        if body is not None:
            end = view.end_of(body, at)
            name = body.name or body.text
            if (
                end + 1 < len(doc)
                and doc[end].text in _POSSESSIVE
                and doc[end + 1].lower_ in ("office", "branch", "section")
            ):
                stop = end + 2
                if (
                    stop + 1 < len(doc)
                    and doc[stop].lower_ in ("in", "for")
                    and doc[stop + 1].text[0].isupper()
                ):
                    stop = _object_end(view, stop + 1, len(doc))
                return f"{name}{doc[end].text} {doc[end + 1 : stop].text}", stop
            return name, end
        if (
            doc[at].lower_ not in _DETERMINERS
            and doc[at].pos_ not in ("ADJ", "NOUN", "NUM")
            or doc[at].lower_ in lex.ROLES
        ):
            return None
        at += 1
    return None


def _bare_body(view: Scene, at: int) -> str | None:
    token = view.doc[at]
    return resolve_body(token.lower_, token.idx, view.cast) if token.lower_ in lex.BODIES else None


def _owner_before(view: Scene, at: int) -> str | None:
    """Name the body that "its" stands for: the subject or the nearest body of this sentence or the last."""
    token: Token = view.doc[at]
    start = view.doc[token.sent.start - 1].sent.start if token.sent.start else 0
    bodies: list[Mention] = []
    for i in range(at - 1, start - 1, -1):
        body = view.body_at(i)
        if body is not None and body not in bodies:
            bodies.append(body)
    subjects = [b for b in bodies if _is_subject(view, b)]
    own = [b for b in bodies if b.start >= view.doc[token.sent.start].idx]
    for pool in (own, subjects, bodies):
        if pool:
            return pool[0].name
    return None


def _is_subject(view: Scene, mention: Mention) -> bool:
    span = view.doc.char_span(mention.start, mention.end, alignment_mode="expand")
    return span is not None and span.root.dep_ in ("nsubj", "nsubjpass")


def best_role(roles: Sequence[Role]) -> tuple[str | None, str | None]:
    """Choose role and affiliation from what the mentions say: the surest phrase, its own body first."""
    named = [r for r in roles if r.role]
    role = named[0] if named else None
    with_body = [r for r in roles if r.affiliation]
    if role is not None and role.affiliation:
        return role.role, role.affiliation
    if role is not None and role.rank == 5 and not with_body:
        return role.role, None
    same = [r for r in with_body if role is not None and r.head == role.head] or with_body
    return (role.role if role else None), (same[0].affiliation if same else None)
