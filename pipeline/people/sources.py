"""The speaker of a quotation from its source mention: a numbered cascade over what the phrase is.

1. "A:", "Q:"       the one interviewed, the interviewer
2. I, we            the byline's author, or whoever's speech it stands in
3. he, she          the person who fits (pronouns)
4. it, they, who    the body, group or name spoken of last (plurals)
5. people named     several joined by "and" make a group (named)
6. a document       "the report": nobody speaks
7. a body or place named
8. a noun           for a body, a person or people (nouns)

Sieves from sure to less sure, as in Lee et al. (2013) for coreference and Muzny et al. (2017) for
speakers; O'Keefe et al. (2012) for what a source mention may be.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.records import Article, Attribution, Quotation, Span, SpeakerKind

from . import lexicon as lex
from .context import Context, Speaker, head_of, past_dateline, person, phrase_of, tokens_of
from .genders import GENDER_OF_PRONOUN, genders
from .link import Cast
from .named import (
    apposed_to,
    bare_names,
    covers,
    employee_of,
    is_joined,
    issuer_of,
    named_in,
    titled,
    to_cue,
    to_last_name,
    whole_name,
    with_others,
    writer_of,
)
from .nouns import nominal
from .plurals import it_or_they, who_or_which
from .pronouns import Stage, antecedent
from .roles import roles_of
from .scene import scene

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_ANSWER = re.compile(r"^(?:A|Answer|Ans)\s*[.:]?$")
_NEAR = 200
_PLAIN = {"it": "it", "its": "it", "they": "they", "their": "they", "them": "they"}
_QUESTION = re.compile(r"^(?:Q|Question)\s*[.:]?$")


def attribute(
    article: Article, doc: "Doc", cast: Cast, quotations: Sequence[Quotation]
) -> tuple[Attribution, ...]:
    """Resolve each quotation's source mention in the order of the text; return them in the order given."""
    view = scene(doc, cast)
    roles = roles_of(view)
    quoted = [span for q in quotations if q.type == "direct" for span in q.spans]
    reported = [span for q in quotations if q.type == "indirect" for span in q.spans]
    stage = Stage(view, quoted, reported)
    stage.genders = genders(view, roles, stage.outside)
    context = Context(article, view, roles, stage)
    order = sorted(range(len(quotations)), key=lambda i: _place(quotations[i]))
    found: dict[int, Attribution] = {}
    for i in order:
        speaker = _speaker(context, quotations[i])
        context.done.append((quotations[i], speaker))
        _remember(context, quotations[i], speaker)
        found[i] = Attribution(
            quotations[i],
            speaker.name,
            speaker.kind,
            speaker.role,
            speaker.affiliation,
            speaker.reason,
            speaker.candidates,
        )
    return tuple(found[i] for i in range(len(quotations)))


def _place(quotation: Quotation) -> tuple[int, int]:
    first = quotation.spans[0].start
    return (quotation.mention.start if quotation.mention else first, first)


def _remember(context: Context, quotation: Quotation, speaker: Speaker) -> None:
    tokens = tokens_of(context.doc, quotation.mention) if quotation.mention else []
    first_person = bool(tokens) and tokens[0].lower_ in ("i", "we")
    if speaker.kind == "person" and speaker.name and quotation.mention and not first_person:
        context.stage.hear(quotation.mention.start, quotation.mention.end, speaker.name)
        if gender := next((g for t in tokens if (g := lex.gender_of(t.text))), None):
            context.stage.genders.setdefault(speaker.name, gender)


def _speaker(context: Context, quotation: Quotation) -> Speaker:
    # 1. a label of questions and answers
    if labelled := _by_label(context, quotation):
        return labelled
    tokens = tokens_of(context.doc, quotation.mention) if quotation.mention else []
    tokens = to_cue(context, past_dateline(context, whole_name(context, tokens)), quotation)
    if not tokens:
        return Speaker(reason="no source is named")
    # 2. to 4. pronouns
    if len(tokens) == 1 and (found := _by_pronoun(context, quotation, tokens[0])):
        return found
    # 5. to 7. names and documents
    if found := _by_name(context, tokens):
        return found
    # 8. nouns
    return nominal(context, tokens)


def _by_label(context: Context, quotation: Quotation) -> Speaker | None:
    text = context.article.text
    label = (quotation.mention or quotation.cue or Span(0, 0)).of(text).strip()
    if _ANSWER.match(label):
        return _interviewee(context)
    return _interviewer(context) if _QUESTION.match(label) else None


def _by_pronoun(context: Context, quotation: Quotation, token: "Token") -> Speaker | None:
    word = token.lower_
    # 2. I, we
    if word in ("i", "me", "we", "us"):
        return _first_person(context, quotation, plural=word in ("we", "us"))
    # 3. he, she
    if word in GENDER_OF_PRONOUN:
        return _third_person(context, quotation, token)
    # 4. it, they, who
    if word in _PLAIN:
        return it_or_they(context, token, _PLAIN[word])
    if word == "you":
        return Speaker(reason="the one addressed is not named")
    if word in ("this", "that", "these", "those", "there"):
        return Speaker(reason="the pronoun fits nothing named")
    return who_or_which(context, token) if word in ("who", "which") else None


def _by_name(context: Context, tokens: "Sequence[Token]") -> Speaker | None:
    named, head = named_in(context, tokens), head_of(tokens)
    named = named if any(m.label == "PERSON" for m in named) else apposed_to(context, head) or named
    joined = is_joined(tokens, named)
    # 5. people
    people = [m.name or m.text for m in named if m.label == "PERSON"]
    if people:
        if joined:
            return Speaker(phrase_of(context, to_last_name(tokens, named)), "group")
        if (after := with_others(tokens, named[0])) is not None:
            return Speaker(phrase_of(context, after), "group")
        return person(context, people[0])
    # 6. a document, by its head noun
    if head.lower_ in lex.DOCUMENTS and not any(covers(m, head) for m in named):
        if head.text[0].isupper() and head.i > tokens[0].i and head.nbor(-1).text[0].isupper():
            return Speaker(phrase_of(context, [t for t in tokens if t.i <= head.i]), "document")
        issuer = issuer_of(context, tokens, head)
        if issuer is None and tokens[0].lower_ in ("the", "this") and len(tokens) == 2:
            issuer = context.issuers.get(head.lower_)
        if issuer is None and len(tokens) == 2 and tokens[0].lower_ in ("the", "this"):
            issuer = titled(context, head) or writer_of(context, head)
        if issuer:
            context.issuers[head.lower_] = issuer
        return Speaker(issuer, "document", None if issuer else "a document is quoted")
    # 7. a body or place
    if not named:
        return None
    if joined and (whole := bare_names(tokens, named)):
        return Speaker(whole, "group")
    if joined or (head.tag_ == "NNS" and not covers(named[0], head)):
        return Speaker(phrase_of(context, tokens), "group")
    if employee := employee_of(context, named[0]):
        return person(context, employee)
    kind: SpeakerKind = "organization" if named[0].label == "ORG" else "place"
    return Speaker(named[0].name or named[0].text, kind)


def _first_person(context: Context, quotation: Quotation, *, plural: bool) -> Speaker:
    around = _enclosing(context, quotation)
    if around is not None:
        return around
    author = context.cast.author
    if author and not plural:
        return person(context, author)
    return Speaker(reason="the writer is not named")


def _enclosing(context: Context, quotation: Quotation) -> Speaker | None:
    """Give the speaker in whose words the source mention stands."""
    at = quotation.mention
    for other, speaker in reversed(context.done):
        if at and other is not quotation and other.type == "direct" and any(s.holds(at) for s in other.spans):
            return speaker
    return None


def _interviewee(context: Context) -> Speaker:
    """Give the person whom a question-and-answer page is about: named most, first among equals."""
    author = context.cast.author
    counts: dict[str, int] = {}
    for m in context.cast.mentions:
        name = m.name or m.text
        if m.label == "PERSON" and name != author and " " in name and context.stage.outside(m.start):
            counts.setdefault(name, 0)
            counts[name] += 1
    if not counts:
        return Speaker(reason="the one interviewed is not named")
    first = next(iter(counts))
    return person(context, max(counts, key=lambda n: (counts[n], n == first)) if counts[first] < 2 else first)


def _interviewer(context: Context) -> Speaker:
    if context.cast.author:
        return person(context, context.cast.author)
    return Speaker(reason="the interviewer is not named")


def _third_person(context: Context, quotation: Quotation, token: "Token") -> Speaker:
    gender = GENDER_OF_PRONOUN[token.lower_]
    asked = _asker(context, quotation)
    around = _enclosing(context, quotation)
    stage = context.stage
    if around is not None:  # within somebody's speech its own names count, and the speaker can't be meant
        stage = Stage(stage.view, (), genders=stage.genders)
        asked = around.name
    meant = antecedent(stage, token, gender, skip=asked)
    if meant.noun is not None:
        noun = context.doc[meant.noun]
        return nominal(context, [t for t in context.doc[noun.left_edge.i : noun.i + 1] if not t.is_space])
    if meant.name is None:
        several = bool(meant.candidates)
        return Speaker(
            reason="the pronoun fits several people" if several else "the pronoun fits nobody named",
            candidates=meant.candidates,
        )
    name = meant.name
    if name in context.cast.people() or name in context.roles:
        return person(context, name)
    before = [s for _, s in context.done if s.name == name]
    return before[-1] if before else Speaker(name, "person")


def _asker(context: Context, quotation: Quotation) -> str | None:
    """Name the speaker of a question that this quotation, in the next paragraph, answers."""
    if not context.done or quotation.type != "direct":
        return None
    previous, speaker = context.done[-1]
    text = context.article.text
    end, start = previous.spans[-1].end, quotation.spans[0].start
    if end >= start or previous.type != "direct":
        return None
    between = text[end:start]
    asks = text[end - 1 : end] == "?"
    next_paragraph = len(between) < _NEAR and len(re.findall(r"\n\s*", between)) == 1
    return speaker.name if asks and next_paragraph else None
