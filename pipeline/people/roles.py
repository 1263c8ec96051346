"""What a person is and for whom, as the article's own words say.

1. appositive after   "NAME, Legal Officer at ORG" · "NAME, ORG’s coordinator for X" · "NAME of ORG"
2. appositive before  "its founder, the retired nurse NAME" · "the mayor, NAME"
3. prefix             "Foreign Ministry spokesperson NAME" · "ORG’s Alpine Director NAME"
4. clause             "NAME, who was the inspector" · "As head of ORG, NAME …" · "NAME is the mayor"
5. title              "Judge NAME"
6. kind               a judge belongs to the one court, a headteacher to the one school
A phrase counts only if its head is a noun for what people do; the organisation is what "at", "of", "for"
or "with" leads to, the owner of the phrase, or the body named inside it. No role is inferred.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from . import lexicon as lex
from .bodies import head_kind
from .clauses import Role, clauses, head_noun, role_of
from .phrase import DETERMINERS, OWN, body_from, read_phrase
from .scene import Scene, is_noun, past_letters

_COURTESIES = lex.COURTESIES - {"the"}
_AT = ("of", "from", "at", "with")


def roles_of(view: Scene) -> dict[str, list[Role]]:
    """Collect, for every person by name, what each of their mentions says; best rule and earliest first."""
    found: dict[str, list[Role]] = {}
    for mention, start, end in view.people():
        for role in _roles_at(view, start, end):
            found.setdefault(mention.name or mention.text, []).append(role)
    for name, role in _named_later(view):
        found.setdefault(name, []).append(role)
    for name in view.cast.people():
        if office := view.cast.known.offices.get(name):
            found.setdefault(name, []).append(office_of(office, len(view.doc)))
    return {name: sorted(roles, key=lambda r: (r.rank, r.start)) for name, roles in found.items()}


def office_of(office: tuple[str, str | None], start: int) -> Role:
    """Make the role of an office that the page states outside the article, after all that it says itself."""
    return Role(3, start, *office, head_noun(office[0]))


def _roles_at(view: Scene, start: int, end: int) -> Iterator[Role]:
    # 1. appositive after
    yield from _appositive_after(view, past_letters(view, end))
    # 2. appositive before; 3. prefix; 5. title
    name = _past_courtesies(view, start)
    yield from _appositive_before(view, name)
    yield from _prefix(view, name)
    first = view.doc[start]
    if end - start > 1 and first.lower_ in lex.OFFICES:  # Queen Ida: part of the name
        yield Role(5, start, first.text, None, first.lower_)
    # 4. clause
    yield from clauses(view, start, end)


def _past_courtesies(view: Scene, start: int) -> int:
    """Walk left over titles that are no role: "Dr", "Lt Col", "Supt."."""
    doc, at = view.doc, start
    while at and not doc[at - 1].is_space:
        step = 2 if doc[at - 1].text == "." and at > 1 else 1
        word = doc[at - step]
        if word.lower_.strip(".") not in _COURTESIES or not word.text[0].isupper():
            break
        at -= step
        if at > 1 and doc[at - 1].text == "-" and doc[at - 2].lower_ in _COURTESIES:  # Major-Gen
            at -= 2
    return at


# 1. appositive after


def _appositive_after(view: Scene, end: int) -> Iterator[Role]:
    doc = view.doc
    if end + 1 >= len(doc):
        return
    opener, following = doc[end], doc[end + 1]
    if opener.lower_ in _AT:
        body = body_from(view, end + 1)
        if body:
            yield Role(2, end, None, body[0])
    elif opener.lower_ == "the" and lex.is_person_noun(following.text):
        yield Role(1, end, following.text, None, following.lower_)
    elif opener.text in (",", "–", "—", "("):
        yield from _after_comma(view, end + 1)


def _after_comma(view: Scene, at: int) -> Iterator[Role]:
    doc = view.doc
    if doc[at].like_num and at + 2 < len(doc) and doc[at + 1].text == ",":
        at += 2  # an age
    if doc[at].lower_ == "who":
        yield from _who(view, at)
        return
    if doc[at].lower_ == "whose":
        yield from _whose(view, at)
        return
    if doc[at].lower_ in _AT:
        if body := body_from(view, at + 1):
            yield Role(2, at, None, body[0])
        return
    now = next((i for i in range(at, min(len(doc), at + 8)) if doc[i].lower_ == "now"), at)
    phrase = read_phrase(view, now) or read_phrase(view, at)
    if phrase is None or view.labelled(phrase.end, "PERSON"):  # "NAME, ROLE OTHER" is the other's role
        return
    yield role_of(1, now, phrase)
    if phrase.affiliation is None and phrase.end < len(doc) and doc[phrase.end].lower_ == "who":
        yield from (role for role in _who(view, phrase.end) if role.role is None)


def _who(view: Scene, at: int) -> Iterator[Role]:
    """Read "who is the NOUN"; of "who runs the shop at ORG" only the employer: it names no role."""
    doc = view.doc
    for token in doc[at : at + 14]:
        if token.is_space or token.text in (".", ";", ",", "”") and token.i > at + 1:
            return
        if token.lemma_ == "be" and token.i < at + 7 and token.i + 1 < len(doc):
            phrase = read_phrase(view, token.i + 1)
            if phrase and phrase.determined:
                yield role_of(4, at, phrase)
                return
        if token.lower_ in ("at", "for", "with"):
            body = body_from(view, token.i + 1)
            if body:
                yield Role(4, at, None, body[0])
                return


def _whose(view: Scene, at: int) -> Iterator[Role]:
    """Read "whose firm, ORG, …"."""
    doc = view.doc
    if at + 2 < len(doc) and doc[at + 1].lower_ in lex.BODIES:
        name = view.labelled(at + 3 if doc[at + 2].text == "," and at + 3 < len(doc) else at + 2, "ORG")
        if name is not None:
            yield Role(4, at, None, name.name or name.text)


# 2. appositive before


def _appositive_before(view: Scene, start: int) -> Iterator[Role]:
    """Read "the mayor, NAME", "its founder, the retired nurse NAME", "the chair, Judge NAME"."""
    doc, comma = view.doc, start - 1
    while (
        comma > 0
        and start - comma < 7
        and (is_noun(doc[comma]) or doc[comma].lower_ in DETERMINERS or doc[comma].tag_ in ("VBN", "VBG"))
    ):
        comma -= 1
    if comma < 1 or doc[comma].text not in (",", "–", "—") or doc[comma - 1].is_space:
        return
    for begin in range(max(doc[comma].sent.start, comma - 14), comma):
        opens = doc[begin].lower_ in DETERMINERS + OWN or view.owned(begin + 1) or doc[begin].is_sent_start
        if not opens and view.labelled(begin, "ORG") is None:
            continue
        phrase = read_phrase(view, begin, until=comma)
        if phrase and phrase.end == comma and phrase.determined:
            yield role_of(1, begin, phrase)
            return


# 3. prefix, 5. title


def _prefix(view: Scene, start: int) -> Iterator[Role]:
    """Read the noun phrase that runs straight into a name or its title, or is "named" it."""
    if start and view.doc[start - 1].lower_ in ("named", "called"):
        start -= 1
    at = start
    while at and _in_prefix(view, at - 1):
        at -= 1
    for begin in range(at, start):
        token = view.doc[begin]
        if not (token.text[0].isalnum()) or token.lower_ in ("and", "of", "for", "to"):
            continue
        phrase = read_phrase(view, begin, until=start)
        if phrase and phrase.end == start:
            title = all(w.strip(".").lower() in lex.OFFICES for w in (phrase.role or "").split())
            yield role_of(5 if title and not phrase.affiliation else 3, begin, phrase)
            return


def _in_prefix(view: Scene, at: int) -> bool:
    token = view.doc[at]
    if token.is_space or view.labelled(at, "PERSON") or (token.text == "-" and view.doc[at - 1].whitespace_):
        return False
    if view.owned(at) or token.lower_ in DETERMINERS + OWN or token.lower_ in ("and", "of", "for", "to"):
        return True
    bracket = token.text == ")" and at > 1 and view.doc[at - 2].text == "(" or token.text == "("
    bracketed = at + 1 < len(view.doc) and view.doc[at + 1].text == ")"
    under = token.text == "Under" and at + 1 < len(view.doc) and view.doc[at + 1].text == "Secretary"
    return is_noun(token) or token.text in ("-", "&") or under or bracket or bracketed


def _named_later(view: Scene) -> Iterator[tuple[str, Role]]:
    """Read "His name is NAME", "He turned out to be NAME": whom a noun alone meant before."""
    doc = view.doc
    for mention, start, _ in view.people():
        before = [t.lower_ for t in doc[max(0, start - 5) : start]]
        identity = before[-3:-1] in (["his", "name"], ["her", "name"]) or (
            before[-4:] in (["turned", "out", "to", "be"], ["proved", "to", "be"])
            or (before[-1:] in (["called"], ["named"]) and before[-3:-2] in (["he"], ["she"]))
        )
        if not identity:
            continue
        masculine = any(word in ("he", "his") for word in before)
        for at in range(start - 4, max(-1, start - 150), -1):
            token = doc[at]
            subject = token.dep_ in ("nsubj", "nsubjpass") and token.tag_ == "NN"
            if not subject or not lex.is_person_noun(token.text):
                continue
            other = lex.gender_of(token.text) == ("f" if masculine else "m")
            if other or any(view.labelled(child.i, "PERSON") for child in token.children):
                continue
            yield mention.name or mention.text, Role(4, at, None, None, token.lower_)
            if at + 2 < len(doc) and doc[at + 1].text == "," and (phrase := read_phrase(view, at + 2)):
                yield mention.name or mention.text, Role(3, at, phrase.head, phrase.affiliation, phrase.head)
                break


def best_role(view: Scene, name: str, roles: Sequence[Role]) -> tuple[str | None, str | None]:
    """Choose role and affiliation from what the mentions say: the surest phrase, its own body first."""
    named = [r for r in roles if r.role]
    role = (
        next((r for r in named if r.rank < 5 and r.affiliation), None)
        if named and named[0].rank == 5
        else None
    )
    role = role or (named[0] if named else None)
    # "NAME the inspector" is the senior inspector of another mention
    role = next((r for r in named if role and (r.role or "").endswith(f" {role.role}")), role)
    # the Minister is the Minister of Labour of another mention
    role = next(
        (r for r in named if role and re.match(rf"{re.escape(role.role or '')} (of|for) ", r.role or "")),
        role,
    )
    if role is not None and role.affiliation:
        return role.role, role.affiliation
    bodies = [r.affiliation for r in roles if r.affiliation]
    affiliation = bodies[0] if bodies else None
    if role is None:
        return None, affiliation
    # 6. the employer that the page names elsewhere, or the one body whose kind the role belongs to
    elsewhere = view.cast.known.employers.get(name)
    body = affiliation or (elsewhere if role.rank < 5 else None) or _by_kind(view, role.head or "")
    return role.role, body or _of_house(view, role)


def _of_house(view: Scene, role: Role) -> str | None:
    """Name the body whose page it is for an office that only a body gives: "Treasurer", "Head of Legal"."""
    house, head = view.cast.known.house, (role.head or "").split("-")[-1]
    if house is None:
        return None
    minister = head == "minister" and "ministry" in house.nouns and " of " not in (role.role or "")
    return house.name if minister or head in lex.HOUSE_ROLES else None


def _by_kind(view: Scene, head: str) -> str | None:
    for kind in lex.KIND_OF_ROLE.get(head.split("-")[-1] if head.startswith("deputy-") else head, ()):
        names = Counter(
            b.name or b.text for b in view.cast.bodies() if head_kind(b.name or b.text, view.cast) == kind
        )
        ranked = names.most_common(2)
        if len(ranked) == 1 or (len(ranked) == 2 and ranked[0][1] >= 2 * ranked[1][1]):
            return ranked[0][0]
    return None
