"""The names that a source mention itself means, apart from those that only modify, own or surround it."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.records import Mention, Quotation

from . import lexicon as lex
from .context import Context
from .phrase import read_phrase
from .scene import is_noun, past_letters

if TYPE_CHECKING:
    from spacy.tokens import Token


def named_in(context: Context, tokens: "Sequence[Token]") -> list[Mention]:
    """List the names that the phrase itself means: its first, and those that "and" or commas join to it.

    Names in its prepositional phrases, its owners, its modifiers and its appositives are left out.
    """
    view, found, at, last = context.view, [], tokens[0].i, tokens[-1].i
    while at <= last:
        mention = view.labelled(at, "PERSON", "ORG", "GPE", "LOC", "FAC")
        if mention is None:
            at += 1
            continue
        end = view.end_of(mention, at)
        led = mention.label == "PERSON" and _role_leads(context, tokens[0].i, at)
        governed = not led and _governed(tokens, view.doc[at])
        owner = end < last and view.owned(end)
        if owner or governed or _modifies(context, last, end) or _leads(context, mention, end, last):
            at = end
            continue
        found.append(mention)
        at = _joined_at(context, end, last)
    people = [m for m in found if m.label == "PERSON"]
    return people if people and found[0].label == "PERSON" else people[:1] or found


def _role_leads(context: Context, begin: int, at: int) -> bool:
    """Say whether a role runs into the name: "Secretary for the Coast NAME", not "aide to Mayor NAME"."""
    phrase = read_phrase(context.view, begin, until=at) if begin < at else None
    return phrase is not None and phrase.end == at and not lex.is_title(context.doc[at - 1].text)


def _leads(context: Context, mention: Mention, end: int, last: int) -> bool:
    """Say whether a body's or place's name only leads to a person's: "ORG (ACRONYM) Director NAME"."""
    if mention.label == "PERSON":
        return False
    for token in context.doc[end : last + 1]:
        if context.view.labelled(token.i, "PERSON"):
            return True
        other = token.pos_ in ("ADP", "CCONJ", "VERB") and not lex.is_role(token.text)
        if token.text in (",", "–", "—") or other:
            return False
    return False


def _joined_at(context: Context, at: int, last: int) -> int:
    """Give the token where the next name begins that "and" joins on; one past the phrase where none does."""
    doc, over = context.doc, last + 1
    if (
        at > last
        or doc[at].lower_ not in ("and", "&", "or", ",")
        or not any(t.lower_ in ("and", "&", "or") for t in doc[at:over])
    ):
        return over
    for token in doc[at:over]:
        mention = context.view.labelled(token.i, "PERSON", "ORG", "GPE", "LOC", "FAC")
        if mention is not None:
            end = context.view.end_of(mention, token.i)
            return (
                over
                if end <= last and (context.view.owned(end) or _modifies(context, last, end))
                else token.i
            )
        if not (token.is_punct or token.lower_ in ("and", "&", "or", "the") or is_noun(token)):
            return over
        if token.like_num:
            return over
    return over


def _governed(tokens: "Sequence[Token]", token: "Token") -> bool:
    """Say whether a preposition of the phrase stands before the name, with no comma between."""
    for other in reversed([t for t in tokens if t.i < token.i]):
        if other.text in (",", "–", "—", "and", "("):
            return False
        if (
            other.pos_ in ("ADP", "SCONJ")
            and other.lower_ != "as"
            or other.lower_ in ("of", "for", "at", "with")
        ):
            return True
    return False


def _modifies(context: Context, last: int, end: int) -> bool:
    """Say whether the name only modifies a noun that follows it: "NAME spokesman", "NAME authorities"."""
    end = past_letters(context.view, end)
    if end > last:
        return False
    after = context.doc[end]
    return after.pos_ in ("NOUN", "PROPN") and context.view.by_token.get(end) is None and not after.is_space


def is_joined(tokens: "Sequence[Token]", named: Sequence[Mention]) -> bool:
    """Say whether the phrase joins two sources by "and"."""
    if len(named) > 1 and len({m.name for m in named}) > 1:
        return True
    return bool(tokens) and tokens[0].lower_ in ("both", "neither")


def to_last_name(tokens: "Sequence[Token]", named: Sequence[Mention]) -> "Sequence[Token]":
    """Cut what is said of the last of joined people, after a comma, off their phrase."""
    ends = max((m.end for m in named), default=0)
    comma = next((i for i, t in enumerate(tokens) if t.idx >= ends and t.text in (",", "–", "—", "(")), None)
    return tokens[:comma] if comma and named[-1].label == "PERSON" else tokens


def bare_names(tokens: "Sequence[Token]", named: Sequence[Mention]) -> str | None:
    """Join the full names of bodies if the phrase holds only them: "the ABC and the DEF both"."""
    loose = [t.lower_ for t in tokens if not any(covers(m, t) for m in named)]
    if len(named) != 2 or not any(m.text.isupper() for m in named) or set(loose) - {"the", "and", "both"}:
        return None
    return " and ".join(m.name or m.text for m in named)


def to_cue(context: Context, tokens: "list[Token]", quotation: Quotation) -> "list[Token]":
    """Take in the bodies that stand joined between a body and the cue: "ORG (O), the BODY and PLC said"."""
    if not tokens or not (context.view.labelled(tokens[-1].i, "ORG") or tokens[-1].text == ")"):
        return tokens
    cue = quotation.cue.start if quotation.cue else 0
    rest = [t for t in context.doc[tokens[-1].i + 1 : tokens[-1].i + 40] if t.idx < cue]
    names = [t for t in rest if context.view.labelled(t.i, "ORG")]
    joins = any(t.lower_ == "and" and not context.view.labelled(t.i, "ORG") for t in rest)
    loose = {t.lower_ for t in rest if t not in names}
    return tokens + rest if names and joins and loose <= {",", "the", "and", "(", ")"} else tokens


def with_others(tokens: "Sequence[Token]", name: Mention) -> "Sequence[Token] | None":
    """Give the phrase if unnamed people are joined to its one name: "NAME and colleagues"."""
    at = next((i for i, t in enumerate(tokens) if t.idx >= name.end), len(tokens))
    joins = at + 1 < len(tokens) and tokens[at].lower_ in ("and", "&")
    plural = joins and any(t.tag_ == "NNS" for t in tokens[at + 1 : at + 4])
    return tokens if plural else None


def apposed_to(context: Context, head: "Token") -> list[Mention]:
    """Give the name before the comma whose appositive a phrase is: "NAME, its only ally"."""
    name, before = head.head, context.doc[max(0, head.left_edge.i - 1)]
    if head.dep_ != "appos" or before.text not in (",", "–", "—") or name.i > before.i:
        return []
    mention = context.view.labelled(name.i, "PERSON", "ORG", "GPE")
    return [mention] if mention is not None and mention.end == before.idx else []


def whole_name(context: Context, tokens: "list[Token]") -> "list[Token]":
    """Take in the rest of a name that the phrase begins or ends within, and "Speaker NAME" after a body."""
    view, doc = context.view, context.doc
    if not tokens:
        return tokens
    start, end = tokens[0].i, tokens[-1].i + 1
    for label in ("PERSON", "ORG"):
        first, last = view.labelled(start, label), view.labelled(end - 1, label)
        while first is not None and start and view.by_token.get(start - 1) == first:
            start -= 1
        end = view.end_of(last, end - 1) if last is not None else end
    at = end
    while at < min(len(doc), end + 4) and (lex.is_role(doc[at].text) or lex.is_title(doc[at].text)):
        at += 1
    if at > end and at < len(doc) and (name := view.labelled(at, "PERSON")):
        end = view.end_of(name, at)
    return [t for t in doc[start:end] if not t.is_space]


def covers(mention: Mention, token: "Token") -> bool:
    """Say whether a token lies in a mention."""
    return mention.start <= token.idx < mention.end


def issuer_of(context: Context, tokens: "Sequence[Token]", head: "Token") -> str | None:
    """Name whose document a phrase means: its owner ("ORG’s letter", "its report"), or "from NAME"."""
    view, doc = context.view, context.doc
    for token in tokens:
        mention = view.labelled(token.i, "PERSON", "ORG", "GPE", "NORP")
        if token.lower_ == "its" and token.i < head.i:
            return view.its(token.i)
        if mention is None or (mention.label == "NORP" and not mention.text.endswith("s")):
            continue
        end = view.end_of(mention, token.i)
        if mention.label in ("PERSON", "ORG") and end == head.i:  # "the NAME report"
            return mention.name or mention.text
        owner = token.i < head.i and view.owned(end)
        if owner or (token.i > head.i and _issued(list(doc[head.i + 1 : token.i]))):
            while end <= tokens[-1].i and lex.is_role(doc[end].text):
                end += 1
            writer = view.labelled(end, "PERSON") if end <= tokens[-1].i and not owner else None
            return (writer or mention).name or (writer or mention).text
    return None


def _issued(between: "Sequence[Token]") -> bool:
    """Say whether "from", "by the consultancy", "published today by" leads from a document to a name."""
    at = next((i for i in reversed(range(len(between))) if between[i].lower_ in ("from", "by")), None)
    if at is None or not all(t.pos_ in ("DET", "ADJ", "NOUN", "PROPN") for t in between[at + 1 :]):
        return False
    return all(
        t.tag_ == "VBN"
        or t.ent_type_ in ("DATE", "TIME")
        or t.pos_ == "ADV"
        or t.lower_ in ("today", "yesterday")
        for t in between[:at]
    )


_SENTENCES = 5
"""How far back it is told whose document "the letter" is."""
_ISSUES = ("write", "issue", "publish", "release", "send", "file", "circulate")


def writer_of(context: Context, head: "Token") -> str | None:
    """Name who, in the last sentences, wrote or issued "the letter", or ruled what "the ruling" says."""
    at = head.sent.start
    for _ in range(_SENTENCES):
        if at == 0:
            break
        sentence = context.doc[at - 1].sent
        for token in sentence:
            verb = token.head.lemma_
            issues = verb in _ISSUES or (verb[:4] == head.lower_[:4] and token.head.pos_ == "VERB")
            if token.dep_ != "nsubj" or not issues:
                continue
            mention = context.view.labelled(token.i, "PERSON")
            if name := (mention.name or mention.text) if mention else context.view.body(token.i):
                return name
        at = sentence.start
    return None


def titled(context: Context, head: "Token") -> str | None:
    """Give the full title of a document that a bare noun takes up: "the protocol" of "the Turin Protocol"."""
    noun = head.text[0].upper() + head.text[1:]
    text = context.article.text[: head.idx]
    found = re.findall(rf"(?:[A-Z][\w’-]+ (?:(?:of|on|for|and|the) )*)+{re.escape(noun)}\b", text)
    return re.sub(r"^The ", "", found[-1]) if found else None


def employee_of(context: Context, body: Mention) -> str | None:
    """Name the person in whose appositive a body stands as employer: "NAME, officer at ORG, said"."""
    view = context.view
    first = next((at for at, m in view.by_token.items() if m == body), None)
    if not first or view.doc[first - 1].lower_ not in ("at", "of", "for", "with", "the"):
        return None
    sentence = view.doc[first].sent.start
    for name, roles in context.roles.items():
        for role in roles:
            own = role.rank == 1 and role.affiliation == body.name and sentence < role.start < first
            if own and not any(t.is_punct or t.pos_ in ("VERB", "AUX") for t in view.doc[role.start : first]):
                return name
    return None
