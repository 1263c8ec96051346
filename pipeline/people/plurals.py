"""Whom it, they, who and which mean: the body, the group or the name spoken of last."""

from typing import TYPE_CHECKING

from .context import Context, Speaker, person, phrase_of
from .named import named_in
from .nouns import nominal

if TYPE_CHECKING:
    from spacy.tokens import Span, Token


def it_or_they(context: Context, token: "Token", word: str) -> Speaker:
    """Resolve "it" to the body, "they" to the group or body, that the last sentences speak of.

    1. they: the group that spoke last, else the plural or joined subject of the last sentences
    2. the body or document that spoke last
    3. the body that is subject of a sentence, then any body in it; what fits several is left apart
    """
    back = _back(token)
    heard = _heard(context, token, word, back[min(1, len(back) - 1)].start)
    # 1. a group
    if heard and heard.kind == "group":
        return heard
    for sentence in back[:3] if word == "they" else ():
        if group := _group_subject(context, sentence, token.i):
            return Speaker(group, "group")
        if _bodies(context, sentence, token.i, subjects=True):
            break
    # 2. the last speaker
    if heard:
        return heard
    # 3. a body
    for sentence in back:
        for subjects in (True, False):
            found = _bodies(context, sentence, token.i, subjects=subjects)
            names = {speaker.name for speaker in found}
            if len(names) == 1:
                return found[-1]
            if names:
                return Speaker(
                    reason="the pronoun fits several", candidates=tuple(sorted(n for n in names if n))
                )
    return Speaker(reason="the pronoun fits nothing named")


def _heard(context: Context, token: "Token", word: str, since: int) -> Speaker | None:
    if not context.done or not context.stage.outside(token.idx):
        return None
    quotation, speaker = context.done[-1]
    kinds = ("organization", "document") if word == "it" else ("organization", "group")
    at = quotation.mention.start if quotation.mention else -1
    near = context.doc[since].idx <= at < token.idx
    return speaker if near and speaker.name and speaker.kind in kinds else None


def _bodies(context: Context, sentence: "Span", end: int, *, subjects: bool) -> list[Speaker]:
    """List the bodies of a sentence before a token, outside quotation marks."""
    found = []
    for at in range(sentence.start, min(sentence.end, end)):
        mention = context.view.by_token.get(at)
        if mention is None or mention.label != "ORG" or not context.stage.outside(mention.start):
            continue
        root = context.doc[at : context.view.end_of(mention, at)].root
        if not subjects or _is_subject(root):
            found.append(Speaker(mention.name or mention.text, "organization"))
    return found


def _is_subject(token: "Token") -> bool:
    """Say whether a token is subject of a verb with a tense: not ORG in "let ORG go" or "asked ORG to go"."""
    verb = token.head
    bare = verb.tag_ == "VB" and not any(
        c.tag_ == "MD" or c.dep_ == "aux" and c.tag_ != "TO" for c in verb.children
    )
    return token.dep_ in ("nsubj", "nsubjpass") and not bare


def _back(token: "Token", reach: int = 4) -> "list[Span]":
    sentences, sentence = [], token.sent
    for _ in range(reach):
        sentences.append(sentence)
        if sentence.start == 0:
            break
        sentence = token.doc[sentence.start - 1].sent
    return sentences


def _group_subject(context: Context, sentence: "Span", end: int) -> str | None:
    """Write the plural or joined subject of a sentence in full."""
    for token in sentence:
        if token.i >= end or token.dep_ not in ("nsubj", "nsubjpass") or not context.stage.outside(token.idx):
            continue
        mention = context.view.labelled(token.i, "PERSON", "ORG")
        verb = token.head.i if token.head.i > token.i else end
        if (
            mention is not None
            and len(named_in(context, list(context.doc[_first(context, token.i) : verb]))) > 1
        ):
            return phrase_of(context, _until_last_name(context, token.i, verb))
        joined = any(child.dep_ == "conj" for child in token.children)
        if joined or token.tag_ in ("NNS", "NNPS"):
            subtree = [t for t in token.subtree if t.i < end and not t.is_space]
            while subtree and (subtree[-1].is_punct or subtree[-1].pos_ == "SCONJ"):
                subtree.pop()
            return phrase_of(context, subtree)
    return None


def _first(context: Context, at: int) -> int:
    mention = context.view.by_token[at]
    while at and context.view.by_token.get(at - 1) == mention:
        at -= 1
    return at


def _until_last_name(context: Context, at: int, end: int) -> "list[Token]":
    tokens = list(context.doc[_first(context, at) : end])
    while tokens and context.view.labelled(tokens[-1].i, "PERSON", "ORG") is None:
        tokens.pop()
    return tokens


def who_or_which(context: Context, token: "Token") -> Speaker:
    """Resolve "who", "which" to the name just before, else to the noun that its clause is about."""
    for at in range(token.i - 1, max(-1, token.i - 12), -1):
        mention = context.view.by_token.get(at)
        if mention is not None and mention.label == "PERSON":
            return person(context, mention.name or mention.text)
        if mention is not None and mention.label == "ORG":
            return Speaker(mention.name or mention.text, "organization")
        noun = context.doc[at]
        if token.head.dep_ == "relcl" and token.head.head.i == at:
            phrase = [t for t in context.doc[noun.left_edge.i : at + 1] if not t.is_space]
            return nominal(context, phrase)
    return Speaker(reason="the pronoun fits nothing named")
