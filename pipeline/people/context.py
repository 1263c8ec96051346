"""What the resolution of one quotation needs: the article laid out, its people's roles, who spoke before."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.records import Article, Quotation, Span, SpeakerKind

from .clauses import Role
from .link import Cast
from .pronouns import Stage
from .recast import LEGAL_FORM
from .roles import best_role, office_of
from .scene import Scene

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc, Token

_ARTICLE = re.compile(r"^(?:the|a|an|one of the|his|her|its|their|my|our|this|that)\s+(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: a name or phrase, its kind, and why not where there is none."""

    name: str | None = None
    kind: SpeakerKind | None = None
    reason: str | None = None
    role: str | None = None
    affiliation: str | None = None
    candidates: tuple[str, ...] = ()


@dataclass(slots=True)
class Context:
    """One article while its quotations are resolved in order."""

    article: Article
    view: Scene
    roles: dict[str, list[Role]]
    stage: Stage
    done: list[tuple[Quotation, Speaker]] = field(default_factory=list)
    issuers: dict[str, str] = field(default_factory=dict)
    """A noun for a document → whose document of that kind was quoted last."""

    @property
    def doc(self) -> "Doc":
        return self.view.doc

    @property
    def cast(self) -> Cast:
        return self.view.cast


def tokens_of(doc: "Doc", span: Span) -> "list[Token]":
    """Give the tokens of a source mention, a compound cut at its hyphen made whole."""
    piece = doc.char_span(span.start, span.end, alignment_mode="expand")
    if piece is None:
        return []
    end = piece.end
    while (
        end + 1 < len(doc)
        and doc[end].text in ("-", "‑")
        and not doc[end - 1].whitespace_
        and not doc[end].whitespace_
    ):
        end += 2
    return [t for t in doc[piece.start : end] if not t.is_space]


def past_dateline(context: Context, tokens: "list[Token]") -> "list[Token]":
    """Drop a dateline that the mention begins with: "TURIN, 5 May – ", "LAGO, Spain & TURIN--"."""
    dashes = [
        i for i, t in enumerate(tokens) if t.text in ("–", "—", "--") or (t.text == "-" and t.whitespace_)
    ]
    if not dashes or dashes[-1] + 1 >= len(tokens):
        return tokens
    before = tokens[: dashes[-1]]
    place = context.view.labelled(tokens[0].i, "GPE", "LOC") is not None
    capitals = any(t.is_upper and len(t) > 2 for t in before) and all(
        not t.is_alpha or t.text[0].isupper() for t in before
    )
    return tokens[dashes[-1] + 1 :] if place or capitals else tokens


def head_of(tokens: "Sequence[Token]") -> "Token":
    """Give the noun that a phrase is about: the first token whose head lies outside the phrase."""
    inside = {t.i for t in tokens}
    roots = [
        t
        for t in tokens
        if (t.head.i not in inside or t.head.i == t.i) and not t.is_punct and t.pos_ not in ("DET", "ADP")
    ]
    return roots[0] if roots else tokens[-1]


def phrase_of(context: Context, tokens: "Sequence[Token]") -> str:
    """Write the phrase without its article, its short names in full."""
    tokens = _without_clause(tokens)
    start, end = tokens[0].idx, tokens[-1].idx + len(tokens[-1])
    text, at = "", start
    for mention in context.cast.mentions:
        if mention.label == "PERSON" and mention.name and start <= mention.start and mention.end <= end:
            text += context.article.text[at : mention.start] + mention.name
            at = mention.end
    text = " ".join((text + context.article.text[at:end]).split())
    return re.sub(r"^(?:both|neither|either)\s+|\s+both$", "", _ARTICLE.sub("", text), flags=re.IGNORECASE)


def _without_clause(tokens: "Sequence[Token]") -> "Sequence[Token]":
    """Cut a relative clause off the end of a phrase: "officials, who deny it"."""
    stop = next(
        (i for i, t in enumerate(tokens) if i and t.lower_ in ("who", "which", "whom", "whose")), len(tokens)
    )
    while stop > 1 and tokens[stop - 1].text in (",", "–", "—"):
        stop -= 1
    return tokens[:stop]


def person(context: Context, name: str, candidates: tuple[str, ...] = ()) -> Speaker:
    """Make a speaker of a person, with the role and affiliation that the text gives them."""
    roles = context.roles.get(name, ())
    if not roles and (office := context.cast.known.offices.get(name)):  # the article does not name them
        roles = [office_of(office, len(context.doc))]
    role, affiliation = best_role(context.view, name, roles)
    if affiliation:
        affiliation = LEGAL_FORM.sub("", affiliation)
    return Speaker(name, "person", role=role, affiliation=affiliation, candidates=candidates)
