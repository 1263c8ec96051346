"""The speaker of a quotation from its source mention: a numbered cascade over what the phrase is.

1. a document ("the report"): nobody speaks
2. people named in the phrase; several make a group
3. a body or a place named in it
4. I, we: the byline's author, or whoever's speech it stands in; "A:" the one interviewed
5. he, she: the person who fits (pronouns)
6. it, they: the body or group spoken of last
7. a noun for a body: "the ministry"
8. a noun for a person: whom the article names by that noun, before or after; else the phrase itself
9. any other plural: a group
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.records import Article, Attribution, Mention, Quotation, Span, SpeakerKind

from . import lexicon as lex
from .link import Cast, resolve_body
from .pronouns import GENDER_OF_PRONOUN, Stage, antecedent, genders
from .phrase import read_phrase
from .roles import Role, best_role, roles_of
from .scene import Scene, is_noun, scene

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_ARTICLE = re.compile(
    r"^(?:the|a|an|one of the|his|her|its|their|my|our|this|that)\s+(?=\S)", re.IGNORECASE
)
_ANSWER = re.compile(r"^(?:A|Answer|Ans)\s*[.:]?$")
_QUESTION = re.compile(r"^(?:Q|Question)\s*[.:]?$")


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
    article: Article
    view: Scene
    roles: dict[str, list[Role]]
    stage: Stage
    done: list[tuple[Quotation, Speaker]] = field(default_factory=list)

    @property
    def doc(self) -> "Doc":
        return self.view.doc

    @property
    def cast(self) -> Cast:
        return self.view.cast


def attribute(
    article: Article, doc: "Doc", cast: Cast, quotations: Sequence[Quotation]
) -> tuple[Attribution, ...]:
    """Resolve the source mention of each quotation, in the order of the text; give them in the order given."""
    view = scene(doc, cast)
    roles = roles_of(view)
    quoted = [span for q in quotations if q.type == "direct" for span in q.spans]
    stage = Stage(view, quoted, genders(view, roles, quoted))
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
    tokens = _tokens(context.doc, quotation.mention) if quotation.mention else []
    first_person = bool(tokens) and tokens[0].lower_ in ("i", "we")
    if speaker.kind == "person" and speaker.name and quotation.mention and not first_person:
        context.stage.speakers.append((quotation.mention.start, quotation.mention.end, speaker.name))
        if tokens and tokens[0].lower_ in GENDER_OF_PRONOUN:
            context.stage.genders.setdefault(speaker.name, GENDER_OF_PRONOUN[tokens[0].lower_])
        elif gender := next((g for t in tokens if (g := lex.gender_of(t.text))), None):
            context.stage.genders.setdefault(speaker.name, gender)


def _tokens(doc: "Doc", span: Span) -> "list[Token]":
    """Give the tokens of a source mention, a compound cut at its hyphen made whole."""
    piece = doc.char_span(span.start, span.end, alignment_mode="expand")
    if piece is None:
        return []
    end = piece.end
    while end + 1 < len(doc) and doc[end].text in ("-", "‑") and not doc[end - 1].whitespace_ and not doc[end].whitespace_:
        end += 2
    return [t for t in doc[piece.start : end] if not t.is_space]


def _past_dateline(context: Context, tokens: "list[Token]") -> "list[Token]":
    """Drop a dateline that the mention begins with: "GENEVA, 3 March – "."""
    dashes = [i for i, t in enumerate(tokens) if t.text in ("–", "—", "--") or (t.text == "-" and t.whitespace_)]
    if dashes and dashes[-1] + 1 < len(tokens) and context.view.labelled(tokens[0].i, "GPE", "LOC"):
        return tokens[dashes[-1] + 1 :]
    return tokens


def _speaker(context: Context, quotation: Quotation) -> Speaker:
    text = context.article.text
    label = quotation.cue.of(text).strip() if quotation.cue else ""
    phrase = quotation.mention.of(text).strip() if quotation.mention else ""
    for pattern, who in ((_ANSWER, _interviewee), (_QUESTION, _interviewer)):
        if pattern.match(phrase) or not phrase and pattern.match(label):
            return who(context)
    if quotation.mention is None:
        return Speaker(reason="no source is named")
    tokens = _past_dateline(context, _tokens(context.doc, quotation.mention))
    if not tokens:
        return Speaker(reason="no source is named")
    head = _head(tokens)
    word = head.lower_
    if len(tokens) <= 2 and tokens[0].lower_ in ("i", "we", "me", "us"):
        return _first_person(context, quotation, plural=tokens[0].lower_ in ("we", "us"))
    if len(tokens) == 1 and word in GENDER_OF_PRONOUN:
        return _third_person(context, quotation, tokens[0])
    if len(tokens) == 1 and word in ("it", "they"):
        return _neuter(context, tokens[0], word)
    if len(tokens) == 1 and word in ("who", "which", "that"):
        return _relative(context, tokens[0])
    named = _named(context, tokens)
    # 2. people named
    people = list(dict.fromkeys(m.name or m.text for m in named if m.label == "PERSON"))
    if len(people) == 1 and not _joined(tokens, named):
        return _person(context, people[0])
    if people:
        return Speaker(_phrase(context, tokens), "group")
    # 1. a document, by its head noun
    if word in lex.DOCUMENTS and not any(m.label == "ORG" and _covers(context, m, head) for m in named):
        return Speaker(kind="document", reason="a document is quoted")
    # 3. a body or place named
    bodies = [m for m in named if m.label != "PERSON"]
    if bodies and _joined(tokens, named):
        return Speaker(_phrase(context, tokens), "group")
    if bodies:
        if head.tag_ == "NNS" and not _covers(context, bodies[0], head):
            return Speaker(_phrase(context, tokens), "group")
        kind: SpeakerKind = "organization" if bodies[0].label == "ORG" else "place"
        return Speaker(bodies[0].name or bodies[0].text, kind)
    return _nominal(context, quotation, tokens, head)


def _head(tokens: "Sequence[Token]") -> "Token":
    """Give the noun that a phrase is about: the first token whose head lies outside the phrase."""
    inside = {t.i for t in tokens}
    roots = [
        t
        for t in tokens
        if (t.head.i not in inside or t.head.i == t.i) and not t.is_punct and t.pos_ not in ("DET", "ADP")
    ]
    return roots[0] if roots else tokens[-1]


def _named(context: Context, tokens: "Sequence[Token]") -> list[Mention]:
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
    """Say whether a role runs straight into the name: "Secretary for the Sea NAME", not "aide to Mayor NAME"."""
    phrase = read_phrase(context.view, begin, until=at) if begin < at else None
    return phrase is not None and phrase.end == at and not lex.is_title(context.doc[at - 1].text)


def _leads(context: Context, mention: Mention, end: int, last: int) -> bool:
    """Say whether a body's or place's name only leads to a person's: "ORG (ACRONYM) Director NAME"."""
    if mention.label == "PERSON":
        return False
    for token in context.doc[end : last + 1]:
        if context.view.labelled(token.i, "PERSON"):
            return True
        if token.text in (",", "–", "—") or token.pos_ in ("ADP", "CCONJ", "VERB"):
            return False
    return False


def _joined_at(context: Context, at: int, last: int) -> int:
    """Give the token where the next name begins that "and" joins on; one past the phrase where none does."""
    doc, over = context.doc, last + 1
    if at > last or doc[at].lower_ not in ("and", "&", "or", ",") or not any(
        t.lower_ in ("and", "&", "or") for t in doc[at:over]
    ):
        return over
    for token in doc[at:over]:
        mention = context.view.labelled(token.i, "PERSON", "ORG", "GPE", "LOC", "FAC")
        if mention is not None:
            end = context.view.end_of(mention, token.i)
            return over if end <= last and (context.view.owned(end) or _modifies(context, last, end)) else token.i
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
            and other.lower_ not in ("as",)
            or other.lower_ in ("of", "for", "at", "with")
        ):
            return True
    return False


def _modifies(context: Context, last: int, end: int) -> bool:
    """Say whether the name only modifies a noun that follows it: "NAME spokesman", "NAME authorities"."""
    if end > last:
        return False
    after = context.doc[end]
    return after.pos_ in ("NOUN", "PROPN") and context.view.by_token.get(end) is None and not after.is_space


def _covers(context: Context, mention: Mention, token: "Token") -> bool:
    return mention.start <= token.idx < mention.end


def _joined(tokens: "Sequence[Token]", named: Sequence[Mention]) -> bool:
    """Say whether the phrase joins two sources by "and"."""
    if len(named) > 1 and len({m.name for m in named}) > 1:
        return True
    return bool(tokens) and tokens[0].lower_ in ("both", "neither")


def _phrase(context: Context, tokens: "Sequence[Token]") -> str:
    """Write the phrase without its article, its short names in full."""
    tokens = _without_clause(tokens)
    start, end = tokens[0].idx, tokens[-1].idx + len(tokens[-1])
    text, at = "", start
    for mention in context.cast.mentions:
        if mention.label == "PERSON" and mention.name and start <= mention.start and mention.end <= end:
            text += context.article.text[at : mention.start] + mention.name
            at = mention.end
    text = " ".join((text + context.article.text[at:end]).split())
    return re.sub(r"^(?:both|neither|either)\s+", "", _ARTICLE.sub("", text), flags=re.IGNORECASE)


def _without_clause(tokens: "Sequence[Token]") -> "Sequence[Token]":
    """Cut a relative clause off the end of a phrase: "officials, who falsely"."""
    stop = next((i for i, t in enumerate(tokens) if i and t.lower_ in ("who", "which", "whom", "whose")), len(tokens))
    while stop > 1 and tokens[stop - 1].text in (",", "–", "—"):
        stop -= 1
    return tokens[:stop]


def _person(context: Context, name: str, candidates: tuple[str, ...] = ()) -> Speaker:
    role, affiliation = best_role(context.view, name, context.roles.get(name, ()))
    return Speaker(name, "person", role=role, affiliation=affiliation, candidates=candidates)


# 4. I, we


def _first_person(context: Context, quotation: Quotation, *, plural: bool) -> Speaker:
    around = _enclosing(context, quotation)
    if around is not None:
        return around
    author = context.cast.author
    if author and not plural:
        return _person(context, author)
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
    return _person(
        context, max(counts, key=lambda n: (counts[n], n == first)) if counts[first] < 2 else first
    )


def _interviewer(context: Context) -> Speaker:
    if context.cast.author:
        return _person(context, context.cast.author)
    return Speaker(reason="the interviewer is not named")


# 5. he, she


def _third_person(context: Context, quotation: Quotation, token: "Token") -> Speaker:
    gender = GENDER_OF_PRONOUN[token.lower_]
    asked = _asker(context, quotation)
    around = _enclosing(context, quotation)
    stage = context.stage
    if around is not None:  # within somebody's speech its own names count, and the speaker can't be meant
        stage = Stage(stage.view, (), stage.genders, stage.speakers)
        asked = around.name
    name, candidates = antecedent(stage, token, gender, skip=asked)
    if name is None:
        return Speaker(
            reason="the pronoun fits several people" if candidates else "the pronoun fits nobody named",
            candidates=candidates,
        )
    if name in context.cast.people() or name in context.roles:
        return _person(context, name, candidates)
    before = [s for _, s in context.done if s.name == name]
    return before[-1] if before else Speaker(name, "person", candidates=candidates)


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
    return speaker.name if asks and "\n" in between and len(between.strip(" \n“”\"'‘’»«")) < 3 else None


# 6. it, they, who


def _neuter(context: Context, token: "Token", word: str) -> Speaker:
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


def _back(token: "Token", reach: int = 4) -> "list":  # type: ignore[type-arg]
    sentences, sentence = [], token.sent
    for _ in range(reach):
        sentences.append(sentence)
        if sentence.start == 0:
            break
        sentence = token.doc[sentence.start - 1].sent
    return sentences


def _group_subject(context: Context, sentence: "object", end: int) -> str | None:
    """Write the plural or joined subject of a sentence in full."""
    for token in sentence:  # type: ignore[attr-defined]
        if token.i >= end or token.dep_ not in ("nsubj", "nsubjpass") or not context.stage.outside(token.idx):
            continue
        mention = context.view.labelled(token.i, "PERSON", "ORG")
        verb = token.head.i if token.head.i > token.i else end
        if mention is not None and len(_named(context, context.doc[_first(context, token.i) : verb])) > 1:
            return _phrase(context, _until_last_name(context, token.i, verb))
        joined = any(child.dep_ == "conj" for child in token.children)
        if joined or token.tag_ in ("NNS", "NNPS"):
            subtree = [t for t in token.subtree if t.i < end and not t.is_space]
            while subtree and (subtree[-1].is_punct or subtree[-1].pos_ == "SCONJ"):
                subtree.pop()
            return _phrase(context, subtree)
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


def _relative(context: Context, token: "Token") -> Speaker:
    """Resolve "who", "which" to the name or noun just before."""
    for at in range(token.i - 1, max(-1, token.i - 12), -1):
        mention = context.view.by_token.get(at)
        if mention is not None and mention.label == "PERSON":
            return _person(context, mention.name or mention.text)
        if mention is not None and mention.label == "ORG":
            return Speaker(mention.name or mention.text, "organization")
    return Speaker(reason="the pronoun fits nothing named")


# 7-9. nouns


def _nominal(context: Context, quotation: Quotation, tokens: "Sequence[Token]", head: "Token") -> Speaker:
    word = head.lower_
    definite = tokens[0].lower_ in ("the", "this", "his", "her", "its", "their", "my", "our", "that") or any(
        t.tag_ == "POS" for t in tokens
    )
    # 7. a noun for a body
    if (
        word in lex.BODIES
        and head.tag_ != "NNS"
        and not lex.is_person_noun(word)
        or word in lex.BODIES
        and word not in lex.ROLES
    ):
        name = resolve_body(word, head.idx, context.cast) if definite and head.tag_ != "NNS" else None
        return Speaker(name or _phrase(context, tokens), "organization")
    plural = head.tag_ in ("NNS", "NNPS") or word in lex.PLURAL_PEOPLE
    # 8. a noun for a person
    if (
        lex.is_person_noun(word)
        and not plural
        or any(lex.is_person_noun(t.text) for t in tokens)
        and not plural
    ):
        return _unnamed(context, quotation, tokens, head, definite=definite)
    # 9. a group
    if plural or any(c.dep_ == "conj" for c in head.children):
        return Speaker(_phrase(context, tokens), "group")
    if head.ent_type_ == "PERSON" or head.pos_ == "PROPN":
        return Speaker(_phrase(context, tokens), "person" if head.ent_type_ == "PERSON" else "organization")
    # a thing: what stands in a document speaks no more than the document does
    around = head.head if head.dep_ == "pobj" else head
    if around.head.lower_ in lex.DOCUMENTS and around.dep_ == "prep":
        return Speaker(kind="document", reason="a document is quoted")
    return Speaker(_phrase(context, tokens), "other")


def _unnamed(
    context: Context, quotation: Quotation, tokens: "Sequence[Token]", head: "Token", *, definite: bool
) -> Speaker:
    nouns = {t.lower_ for t in tokens if lex.is_person_noun(t.text) and t.pos_ in ("NOUN", "PROPN")} or {
        head.lower_
    }
    own = head.lower_ if lex.is_person_noun(head.text) else next(iter(sorted(nouns)))
    fits: list[str] = []
    for name, roles in context.roles.items():
        heads = {h for r in roles if r.head for h in (r.head, *lex.SYNONYMS.get(r.head, ()))}
        if own in heads or (definite and heads & nouns):
            fits.append(name)
    later = [n for n in fits if _first_seen(context, n) > tokens[0].idx]
    if not definite:
        fits = [n for n in later if _reintroduced(context, n, own)]
    if len(fits) == 1:
        return _person(context, fits[0])
    if len(fits) > 1:
        return Speaker(reason="the noun fits several people", candidates=tuple(fits))
    if definite and (same := _spoken_of(context, own)):
        return same
    phrase = read_phrase(context.view, tokens[0].i)
    own_role = phrase.role if phrase else None
    role = own_role if own_role else None
    return Speaker(
        _phrase(context, tokens), "person", role=role, affiliation=phrase.affiliation if phrase else None
    )


def _spoken_of(context: Context, noun: str) -> Speaker | None:
    """Give the unnamed speaker before whom the same noun meant: "another source" for "the source"."""
    for _, speaker in reversed(context.done):
        if speaker.kind == "person" and speaker.name and speaker.name.split()[-1].lower() == noun:
            return speaker
    return None


def _first_seen(context: Context, name: str) -> int:
    return min((m.start for m in context.cast.mentions if m.name == name), default=-1)


def _reintroduced(context: Context, name: str, noun: str) -> bool:
    """Say whether the article names the person by "The NOUN, NAME", which means one spoken of before."""
    text = context.article.text
    for role in context.roles.get(name, ()):
        at = context.doc[role.start].idx if role.start < len(context.doc) else 0
        if role.head == noun and text[at : at + 4].lower() == "the ":
            return True
    return False
