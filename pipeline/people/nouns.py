"""Speakers named by a noun: "the ministry", "the gardener", "an aide to the board", "farmers"."""

from dataclasses import replace
from typing import TYPE_CHECKING

from . import lexicon as lex
from .bodies import resolve_body
from .clauses import head_noun
from .context import Context, Speaker, head_of, person, phrase_of
from .phrase import Phrase, read_phrase
from .pronouns import antecedent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token


_DEFINITE = ("the", "this", "his", "her", "its", "their", "my", "our", "that")


def nominal(context: Context, tokens: "Sequence[Token]") -> Speaker:
    """Resolve a source mention that holds no name; what nobody on the page is named by stays as it is.

    0. an age alone ("the 40-year-old"): the person spoken of last
    1. a noun for a body: the body it stands for, else the phrase
    2. a noun for a person: whom the article names by that noun, before or after, else the phrase
    3. a plural: a group
    4. a thing: a document if it stands in one
    """
    tokens = _past_style(tokens)
    head = head_of(tokens)
    word, plural = head.lower_, head.tag_ in ("NNS", "NNPS") or head.lower_ in lex.PLURAL_PEOPLE
    definite = tokens[0].lower_ in _DEFINITE or any(t.tag_ == "POS" for t in tokens)
    # 0. the 40-year-old: whoever was spoken of last
    if definite and [t.lower_ for t in tokens[-3:]] == ["year", "-", "old"]:
        meant = antecedent(context.stage, tokens[0], None)
        if meant.name:
            return person(context, meant.name)
    # 1. a body
    if word in lex.BODIES and word not in lex.ROLES:
        name = resolve_body(word, head.idx, context.cast) if definite and not plural else None
        bare = definite and not plural and len(tokens) == 2
        name = name or (context.view.spelled_out(head) if bare else None)
        return Speaker(name or phrase_of(context, tokens), "group" if plural else "organization")
    # 2. a person
    if not plural and any(lex.is_person_noun(t.text) for t in tokens):
        return _unnamed(context, tokens, head, definite=definite)
    # 3. a group
    if plural or any(child.dep_ == "conj" for child in head.children):
        if definite and len(tokens) == 2 and (same := _group_before(context, word)):
            return same
        return Speaker(phrase_of(context, tokens), "group")
    if head.ent_type_ == "PERSON" or head.pos_ == "PROPN":
        return Speaker(phrase_of(context, tokens), "person" if head.ent_type_ == "PERSON" else "organization")
    # 4. a thing
    around = head.head if head.dep_ == "pobj" else head
    if around.head.lower_ in lex.DOCUMENTS and around.dep_ == "prep":
        return Speaker(kind="document", reason="a document is quoted")
    return Speaker(phrase_of(context, tokens), "other")


def _past_style(tokens: "Sequence[Token]") -> "Sequence[Token]":
    """Drop the style before an office: "His Excellency the Minister"."""
    at = next((i for i, t in enumerate(tokens) if i > 1 and t.lower_ == "the"), 0)
    styled = at > 1 and tokens[0].lower_ in ("his", "her", "their") and tokens[at - 1].text[0].isupper()
    return tokens[at:] if styled and at + 1 < len(tokens) else tokens


def _unnamed(context: Context, tokens: "Sequence[Token]", head: "Token", *, definite: bool) -> Speaker:
    nouns = {t.lower_ for t in tokens if lex.is_person_noun(t.text) and t.pos_ in ("NOUN", "PROPN")}
    for name, roles in context.roles.items():  # "a man", of whom it says later what he is called
        if any(role.start == head.i and role.rank == 4 and role.head == head.lower_ for role in roles):
            return person(context, name)
    own = head.lower_ if lex.is_person_noun(head.text) else min(nouns, default=head.lower_)
    phrase = read_phrase(context.view, tokens[0].i)
    if phrase and phrase.head.startswith(("deputy-", "vice-")):  # not the minister
        own, nouns = phrase.head, set()
    fits = [n for n in context.roles if _is_called(context, n, {own} | (nouns if definite else set()))]
    if not definite:  # "a veteran editor" is one named later only if "The editor, NAME" says so
        fits = [n for n in fits if first_seen(context, n) > tokens[0].idx and _reintroduced(context, n, own)]
    if definite and not fits:
        fits = _by_office(context, head_noun(context.doc[tokens[0].i : head.i + 1].text), head)
    if len(fits) == 1:
        return _fuller(person(context, fits[0]), phrase)
    if len(fits) > 1:
        return Speaker(reason="the noun fits several people", candidates=tuple(fits))
    if definite and (same := _spoken_of(context, own)):
        return same
    role, affiliation = (phrase.role, phrase.affiliation) if phrase else (None, None)
    if affiliation is None and not definite and not own.startswith("spokes"):
        role = None  # what "a driver" does is who they are, no office of theirs
    if own.startswith("spokes") and affiliation is None and len(tokens) == 2:
        affiliation = context.view.its(tokens[0].i)
    return Speaker(phrase_of(context, tokens), "person", role=role, affiliation=affiliation)


def _is_called(context: Context, name: str, nouns: set[str]) -> bool:
    heads = {role.head for role in context.roles[name] if role.head}
    return bool((heads | {s for head in heads for s in lex.SYNONYMS.get(head, ())}) & nouns)


def _by_office(context: Context, noun: str, head: "Token") -> list[str]:
    """List those who hold an office on the page: in the headline, else all of "the Registrar" in capitals."""
    known, headline = context.cast.known, context.article.headline or ""
    holders = [n for n, office in known.offices.items() if head_noun(office[0]) == noun]
    return [n for n in holders if n in headline] or (holders if head.text[0].isupper() else [])


def _fuller(speaker: Speaker, phrase: Phrase | None) -> Speaker:
    """Take the role of the phrase where it says more of the same: rugby editor for editor."""
    if phrase and phrase.role and speaker.role and phrase.role.lower().endswith(" " + speaker.role.lower()):
        return replace(speaker, role=phrase.role)
    return speaker


def _spoken_of(context: Context, noun: str) -> Speaker | None:
    """Give the unnamed speaker before whom the same noun meant: "another source" for "the source"."""
    for _, speaker in reversed(context.done):
        if speaker.kind == "person" and speaker.name and speaker.name.split()[-1].lower() == noun:
            return speaker
    return None


def _group_before(context: Context, noun: str) -> Speaker | None:
    """Give the group before whose noun is the same: "lawmakers on the panel" for "the lawmakers"."""
    for _, speaker in reversed(context.done):
        words = (speaker.name or "").lower().split() if speaker.kind == "group" else []
        until = next((i for i, w in enumerate(words) if w in ("of", "on", "in", "for", "at", "from")), 0)
        if until and words[until - 1] == noun:
            return speaker
    return None


def first_seen(context: Context, name: str) -> int:
    """Give the offset of a person's first mention; -1 where there is none."""
    return min((m.start for m in context.cast.mentions if m.name == name), default=-1)


def _reintroduced(context: Context, name: str, noun: str) -> bool:
    """Say whether the article names the person by "The NOUN, NAME", which means one spoken of before."""
    text = context.article.text
    for role in context.roles.get(name, ()):
        at = context.doc[role.start].idx if role.start < len(context.doc) else 0
        if role.head == noun and text[at : at + 4 + len(noun)].lower() == f"the {noun}":
            return True
    return False
