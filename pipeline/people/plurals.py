"""Whom it, they, who and which mean: the body, the group or the name spoken of last."""

from typing import TYPE_CHECKING

from .context import Context, Speaker, person, phrase_of
from .named import named_in

if TYPE_CHECKING:
    from spacy.tokens import Span, Token


def it_or_they(context: Context, token: "Token", word: str) -> Speaker:
    """Resolve "it" to the body, "they" to the group or body, that the last sentences speak of."""
    doc = context.doc
    for sentence in _back(token):
        found: list[tuple[bool, Speaker]] = []
        for at in range(sentence.start, min(sentence.end, token.i)):
            mention = context.view.by_token.get(at)
            if mention is None or mention.label != "ORG" or not context.stage.outside(mention.start):
                continue
            end = context.view.end_of(mention, at)
            subject = doc[at:end].root.dep_ in ("nsubj", "nsubjpass")
            found.append((subject, Speaker(mention.name or mention.text, "organization")))
        subjects = [s for is_subject, s in found if is_subject]
        if word == "they" and (group := _group_subject(context, sentence, token.i)):
            return Speaker(group, "group")
        for pool in (subjects, [s for _, s in found]):
            names = {s.name for s in pool}
            if len(names) == 1:
                return pool[-1]
            if names:
                return Speaker(
                    reason="the pronoun fits several", candidates=tuple(sorted(n for n in names if n))
                )
    return Speaker(reason="the pronoun fits nothing named")


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
    """Resolve "who", "which" to the name or noun just before."""
    for at in range(token.i - 1, max(-1, token.i - 12), -1):
        mention = context.view.by_token.get(at)
        if mention is not None and mention.label == "PERSON":
            return person(context, mention.name or mention.text)
        if mention is not None and mention.label == "ORG":
            return Speaker(mention.name or mention.text, "organization")
    return Speaker(reason="the pronoun fits nothing named")
