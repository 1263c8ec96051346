"""A role phrase read from left to right: owner, modifiers, role noun, what it is the role of or for."""

from dataclasses import dataclass

from . import lexicon as lex
from .scene import Scene, is_noun

DETERMINERS = ("a", "an", "the", "one", "another")
OWN = ("its", "his", "her", "their", "my", "our", "whose")
_LEADING = frozenset(
    "former then now retired acting outgoing current longtime veteran own once himself herself also "
    "long time new late local h.e. h.e".split()
)
_IN_ROLE = ("of", "for", "to")
_AFTER_ROLE = ("at", "with", "from", "in", "on", "by", "under")
_PORTFOLIO = ("minister", "secretary", "commissioner", "chief")
_PARTS = ("office", "branch", "section", "bureau", "chapter", "arm", "desk")
_REACH = 25


@dataclass(frozen=True, slots=True)
class Phrase:
    """A role, the body it is held in, its head noun, and the token after the phrase."""

    role: str | None
    affiliation: str | None
    head: str
    end: int
    determined: bool
    """An article or an owner opens it."""


def read_phrase(view: Scene, at: int, *, until: int | None = None) -> Phrase | None:
    """Read the role phrase that begins at a token; None where no noun for what people do heads it.

    With `until` the phrase must not go beyond that token, where a name follows at once.
    """
    limit = min(len(view.doc), at + _REACH) if until is None else until
    first, affiliation, determined = _opening(view, at, limit)
    head, end = _core(view, first, limit)
    if head < 0:
        return None
    start, inner = _body_inside(view, _past_nationality(view, first, head), head)
    office = lex.is_title(view.doc[head].text) and view.doc[head].lower_ != "representative"
    if (place := view.labelled(start, "GPE")) and office:
        past = view.end_of(place, start)  # "MORA senator", but "MORA Director" of a body
        if past <= head and not view.owned(past):
            start, inner = past, inner or (place.text if office else None)
    role_end, end, outer = _complements(view, end, limit, head)
    if until is None and not (affiliation or inner or outer):
        end, outer = _after_role(view, end)
    role = " ".join(view.doc[start:role_end].text.split())
    noun = view.doc[head].lower_
    if head > start and view.doc[head - 1].lower_ in ("vice", "deputy"):
        noun = f"{view.doc[head - 1].lower_}-{noun}"  # who is not "the president"
    return Phrase(role or None, affiliation or inner or outer, noun, end, determined)


def _opening(view: Scene, at: int, limit: int) -> tuple[int, str | None, bool]:
    """Pass an article, an owner and words like "former"; give where the role begins, and the owner."""
    doc, affiliation, determined = view.doc, None, False
    if at < limit and doc[at].lower_ in DETERMINERS + OWN:
        determined = True
        affiliation = view.its(at) if doc[at].lower_ == "its" else None
        at += 1
    at = _past_leading(view, at, limit)
    owner = _owner(view, at, limit)
    if owner:
        affiliation, at = view.body(owner - 1), owner + 1
        determined = True
    return _past_leading(view, at, limit), affiliation, determined


def _past_nationality(view: Scene, start: int, head: int) -> int:
    """Pass adjectives of nationality: they tell nothing of the role."""
    while start < head and view.labelled(start, "NORP") is not None:
        start += 1
    return start


def _past_leading(view: Scene, at: int, limit: int) -> int:
    while at < limit and (
        view.doc[at].lower_ in _LEADING
        or (view.doc[at].ent_type_ == "DATE" and view.doc[at].pos_ != "PROPN")
        or (view.doc[at].text == "-" and view.doc[at - 1].lower_ in _LEADING)
    ):
        at += 1
    return at


def _owner(view: Scene, at: int, limit: int) -> int | None:
    """Give the ’s of the owner that begins the phrase."""
    for i in range(at, min(limit, at + 9)):
        token = view.doc[i]
        if i > at and view.owned(i):
            body = view.labelled(i - 1, "ORG")
            return i if body is None or view.end_of(body, i - 1) == i else None
        if not (is_noun(token) or token.text in ("-", "&") or token.lower_ in ("of", "the", "and", "for")):
            return None
        if lex.is_role(token.text) and view.labelled(i, "ORG") is None and not view.owned(i + 1):
            return None
    return None


def _core(view: Scene, at: int, limit: int) -> tuple[int, int]:
    """Walk over a noun phrase; give its last role noun, -1 where it has none, and where the phrase ends."""
    doc, head = view.doc, -1
    start = at
    while at < limit and view.labelled(at, "PERSON") is None and not doc[at].is_space:
        token = doc[at]
        if lex.is_role(token.text) and token.pos_ not in ("VERB", "AUX"):
            head = at
        elif token.text == "(" and at + 2 < limit and doc[at + 2].text == ")":
            at += 2  # an acronym in brackets
        elif token.lower_ in ("and", "&", ",") or token.text in ("-", "/", "."):
            joins = at > start and at + 1 < limit and is_noun(doc[at + 1]) and token.text != ","
            if not joins or (head >= 0 and token.lower_ == "and" and not _role_follows(view, at + 1, limit)):
                break
        elif not is_noun(token) and not (head < 0 and token.tag_ in ("VBN", "VBG")):
            break
        at += 1
    return head, (_with_region(view, head + 1, at, limit) if head >= 0 else at)


def _role_follows(view: Scene, at: int, limit: int) -> bool:
    """Say whether another role of the same person comes after "and": Chairman and CEO."""
    for token in view.doc[at : min(limit, at + 4)]:
        if lex.is_role(token.text):
            return True
        if not is_noun(token) and token.text != "-":
            return False
    return False


def _with_region(view: Scene, after_head: int, at: int, limit: int) -> int:
    """Take in capitals straight after the head, if that is where the phrase ends: Director North & Coast."""
    if at == after_head:
        return at
    doc = view.doc
    closed = (
        at >= len(doc) or doc[at].text in (",", ".", "”", ")") or doc[at].lower_ in _IN_ROLE + _AFTER_ROLE
    )
    capital = doc[after_head].text[0].isupper() and view.labelled(after_head, "PERSON") is None
    return at if capital and closed and at < limit else after_head


def _body_inside(view: Scene, start: int, head: int) -> tuple[int, str | None]:
    """Part the body named inside the phrase from the role: Border Force spokesman, club chairman."""
    doc = view.doc
    mention = view.labelled(start, "ORG")
    if mention is not None:
        end = view.end_of(mention, start)
        if end + 2 < head and doc[end].text == "(":
            end += 3
        portfolio = end - start == 1 and doc[head].lower_ in _PORTFOLIO and not doc[start].is_upper
        if end <= head and view.doc[end - 1].lower_ in ("democratic", "republican", "democrat"):
            return start, None
        if (
            end <= head
            and end - start > 1
            and doc[end - 1].lower_ in ("fire", "police", "finance", "security")
        ):
            return end - 1, doc[start : end - 1].text  # the township's Fire Chief
        if end - start == 1 and mention.text.lower() == "police" and doc[head].lower_ in _PORTFOLIO:
            return start, None  # Police Chief
        if end <= head and not portfolio:
            return end, view.whole(start) or mention.name or mention.text
    elif start < head and doc[head].lower_.startswith("spokes") and doc[start].text[0].isupper():
        end = start + 1
        while end < head and doc[end].text[0].isupper():
            end += 1
        return end, doc[start:end].text  # whoever has a spokesman is a body
    elif start < head and doc[start].lower_ in lex.BODIES:
        name = view.body(start)
        if name:
            return start + 1, name
    return start, None


def _complements(view: Scene, at: int, limit: int, head: int) -> tuple[int, int, str | None]:
    """Read "of X", "for Y and Z", "at ORG": where the role ends, where the phrase ends, the body."""
    doc, role_end = view.doc, at
    while at + 1 < min(limit, len(doc)) and doc[at].lower_ in _IN_ROLE + _AFTER_ROLE:
        body = None if _is_field(view, at, head) else body_from(view, at + 1)
        if body:
            return role_end, body[1], body[0]
        end = _object(view, at + 1, limit)
        if end == at + 1:
            break
        if role_end == at and (doc[at].lower_ in _IN_ROLE or _goes_with_field(view, at, head)):
            role_end = end
        at = end
    return role_end, at, None


def _after_role(view: Scene, at: int) -> tuple[int, str | None]:
    """Read the body set off by a comma, "ROLE, ORG", where the phrase closes."""
    doc = view.doc
    if at + 1 >= len(doc) or doc[at].text != ",":
        return at, None
    mention = view.labelled(at + 1, "ORG")
    if mention is None:
        return at, None
    end = view.end_of(mention, at + 1)
    closed = end >= len(doc) or doc[end].is_space or doc[end].text in (",", ".", "”", '"', ")", ";", ":")
    return (end, mention.name or mention.text) if closed else (at, None)


def _is_field(view: Scene, at: int, head: int) -> bool:
    """Say whether what follows "of" or "for" is what the role is about, though it looks like a body."""
    doc = view.doc
    if doc[at].lower_ not in _IN_ROLE:
        return False
    mention = view.labelled(at + 1, "ORG")
    if mention is not None and mention.text.lower() in lex.DEPARTMENTS:
        return True
    if doc[head].lower_ in ("minister", "mp", "mep", "msp") and doc[at].lower_ == "for":
        return True
    return doc[head].lower_ in (*_PORTFOLIO, "officer", "coordinator") and not _many(view, at + 1)


def _goes_with_field(view: Scene, at: int, head: int) -> bool:
    """Say whether "in X", "on X" belongs to the role: a lecturer's field, a representative's country."""
    doc = view.doc
    if doc[at].lower_ not in ("in", "on") or at != head + 1:
        return False
    place = view.labelled(at + 1, "GPE", "LOC", "FAC")
    formal = doc[head].text[0].isupper() and doc[at + 1].text[0].isupper()
    return formal or (doc[head].lower_ in lex.FIELD_ROLES and (place is None or " " in place.text))


def _many(view: Scene, at: int) -> bool:
    """Say whether a body's name of several words, or in capitals, begins here."""
    at += view.doc[at].lower_ in DETERMINERS
    mention = view.labelled(at, "ORG") if at < len(view.doc) else None
    return mention is not None and (" " in mention.text or mention.text.isupper())


def _object(view: Scene, at: int, limit: int) -> int:
    """Give where the noun phrase after a preposition ends."""
    doc, end = view.doc, at
    while end < min(limit, len(doc)) and view.labelled(end, "PERSON") is None and not doc[end].is_space:
        token = doc[end]
        linked = token.lower_ in ("and", "&") and end > at and end + 1 < len(doc) and is_noun(doc[end + 1])
        if not (is_noun(token) or linked or token.pos_ == "DET" or token.text == "-" or view.owned(end)):
            break
        end += 1
    return end


def body_from(view: Scene, at: int) -> tuple[str, int] | None:
    """Name the body that a noun phrase means, and where it ends; None where it means none.

    "the legal aid network NAME" is NAME; "NAME’s office in Turin" is a body of its own.
    """
    doc = view.doc
    for i in range(at, min(len(doc), at + 6)):
        token = doc[i]
        mention = view.labelled(i, "ORG")
        if mention is not None:
            return _with_part(view, mention.name or mention.text, view.end_of(mention, i))
        place = view.labelled(i, "GPE", "NORP") is not None
        modifier = place or token.lower_ in DETERMINERS or token.pos_ in ("ADJ", "NOUN", "NUM")
        if token.text == "-" and i > at:
            continue
        if not modifier or token.lower_ in lex.ROLES:
            return None
        if (
            token.lower_ in lex.BODIES
            and i == at + 1
            and doc[at].lower_ == "the"
            and not is_noun(doc[min(i + 1, len(doc) - 1)])
        ):
            name = view.body(i)
            return (name, i + 1) if name else None
    return None


def _with_part(view: Scene, name: str, end: int) -> tuple[str, int]:
    doc = view.doc
    if end + 1 >= len(doc) or not view.owned(end) or doc[end + 1].lower_ not in _PARTS:
        return name, end
    stop = end + 2
    if stop + 1 < len(doc) and doc[stop].lower_ in ("in", "for") and doc[stop + 1].text[0].isupper():
        stop = _object(view, stop + 1, len(doc))
    return f"{name}{doc[end].text} {doc[end + 1 : stop].text}", stop
