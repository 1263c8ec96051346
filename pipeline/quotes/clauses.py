"""Read the clause that a cue reports from the dependency parse.

One reader per complement that reporting verbs and nouns take (Quirk et al. 1985, ch. 16): a that-clause,
an infinitive, a gerund, a noun's that-clause. Each returns the quotation, or None where the cue has no
such complement or nobody is named as its source.
"""

from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from pipeline.quotes.confidence import CONFIDENCE
from pipeline.quotes.passage import Passage, span_of, stripped
from pipeline.quotes.sources import FINITE, OCCASIONS, source_left, source_of, subject
from pipeline.records import Quotation, Span

SHORTEST = 2
# How far behind its cue a clause's "that" may stand: told the council that, said in a letter that.
THAT_WITHIN = 9
QUESTIONS = frozenset(("what", "why", "how", "who", "whom", "whose", "where", "when", "which"))
ASKING = frozenset(("ask", "enquire", "inquire", "question", "query", "wonder"))
LINKING = frozenset(("that", "and", "but", "whether", "if", "as"))


def reported(
    passage: Passage, tokens: Sequence[Token], cue: Span, mention: Span | None, step: str
) -> Quotation | None:
    """Make an indirect quotation of the tokens, loose punctuation and linking words left off."""
    kept = stripped(list(tokens))
    while kept and kept[0].lower_ in LINKING and not passage.is_marked(kept[0]):
        kept = stripped(kept[1:])
    while kept and (kept[-1].pos_ == "CCONJ" or kept[-1].text == ":"):
        kept = stripped(kept[:-1])
    if len(kept) < SHORTEST or all(passage.is_marked(t) or t.is_punct for t in kept):
        return None
    span = span_of(kept)
    if mention and mention.touches(span):
        return None
    return Quotation((span,), "indirect", cue, mention, confidence=CONFIDENCE[step], step=step)


def that_clause(passage: Passage, sentence: list[Token], cue: Token) -> Quotation | None:
    """Read X said (that) S."""
    rest = [t for t in sentence if t.i > cue.i]
    that = _complementizer(passage, rest)
    if that is not None:
        return _with_source(passage, _up_to_new_clause(rest[that:], cue), cue, "clause")
    clause = next((c for c in cue.children if c.dep_ == "ccomp" and c.i > cue.i), None)
    if clause is None:
        return None
    first = clause.left_edge.i
    if first < cue.i:  # its words stand on both sides of the cue
        first = min(t.i for t in clause.subtree if t.i > cue.i)
    if passage.doc[first].lower_ in QUESTIONS and cue.lemma_.lower() not in ASKING:
        return None  # she told me what she thought: what was said is not reported
    between = [t for t in rest if t.i < first and not t.is_punct]
    inner = subject(clause, depth=0)
    within = inner is None or passage.is_marked(inner) or any(t.pos_ == "ADP" for t in between)
    if passage.is_marked(clause) and within:
        return None  # the clause is the quotation itself
    if any(passage.is_marked(t) for t in between):
        return None  # what follows a marked stretch here is the parser's guess
    return _with_source(passage, _up_to_new_clause([t for t in rest if t.i >= first], cue), cue, "clause")


def infinitive(passage: Passage, sentence: list[Token], cue: Token) -> Quotation | None:
    """Read X urged Y to V, X promised to V, X asked for Y to V: the addressee is part of what is asked."""
    clause = next((c for c in _infinitives(cue) if c.i > cue.i), None)
    if clause is None or passage.is_marked(clause):
        return None
    to = min(c.i for c in clause.children if c.tag_ == "TO" and c.i < clause.i)
    first = to - 1 if passage.doc[to - 1].lower_ in {"not", "never"} else to
    addressee = [t for t in sentence if cue.i < t.i < first and t.lower_ not in {"on", "upon"}]
    if addressee and addressee[0].pos_ != "PRON" and len(addressee) < 20:
        first = addressee[0].i
    content = [t for t in sentence if first <= t.i <= max(clause.right_edge.i, clause.i)]
    return _with_source(passage, _up_to_new_clause(content, cue), cue, "infinitive")


def _infinitives(cue: Token) -> Iterator[Token]:
    for child in cue.children:
        if child.dep_ in {"xcomp", "ccomp", "advcl"} and _is_infinitive(child):
            yield child
        elif child.dep_ in {"dobj", "prep"}:
            yield from (g for g in child.subtree if g.dep_ in {"acl", "relcl", "xcomp"} and _is_infinitive(g))


def _is_infinitive(verb: Token) -> bool:
    return verb.tag_ in {"VB", "VBN"} and any(c.tag_ == "TO" and c.i < verb.i for c in verb.children)


def gerund(passage: Passage, sentence: list[Token], cue: Token) -> Quotation | None:
    """Read X denied V-ing, X warned against V-ing."""
    clause = next((c for c in _gerunds(cue) if c.tag_ == "VBG" and c.i > cue.i), None)
    if clause is None or passage.is_marked(clause):
        return None
    content = [t for t in sentence if t.i >= clause.left_edge.i]
    return _with_source(passage, _up_to_new_clause(content, cue), cue, "gerund")


def _gerunds(cue: Token) -> Iterator[Token]:
    for child in cue.children:
        if child.dep_ in {"xcomp", "ccomp"}:
            yield child
        elif child.lower_ == "against":
            yield from (c for c in child.children if c.dep_ == "pcomp")


def noun_clause(passage: Passage, sentence: list[Token], noun: Token) -> Quotation | None:
    """Read X's claim that S, remarks by X that S."""
    clause = next((c for c in noun.children if c.dep_ in {"acl", "ccomp", "relcl"} and c.i > noun.i), None)
    if clause is None or passage.is_marked(clause):
        return None
    that = next((t for t in sentence if noun.i < t.i <= clause.i and t.lower_ == "that"), None)
    relative = any(c.lower_ == "that" and c.dep_ in {"nsubj", "dobj", "nsubjpass"} for c in clause.children)
    source = owner(noun)
    if that is None or relative or source is None or passage.is_marked(source):
        return None  # a relative clause says something of the statement, not what it states
    content = [t for t in sentence if that.i < t.i <= clause.right_edge.i]
    return reported(passage, content, span_of([noun]), source_of(passage, source, noun), "noun")


def owner(noun: Token) -> Token | None:
    """Find whose statement it is: the possessor (X's claim) or the author (remarks by X)."""
    possessor = next((c for c in noun.children if c.dep_ == "poss"), None)
    by = next((c for c in noun.children if c.lower_ in {"by", "from"}), None)
    author = next((c for c in by.children if c.dep_ == "pobj"), None) if by is not None else None
    return possessor or author


def _complementizer(passage: Passage, rest: Sequence[Token]) -> int | None:
    """Find the "that" of a reported clause, after an addressee, an occasion or an adverb at most."""
    for i, token in enumerate(rest[:THAT_WITHIN]):
        before = rest[i - 1] if i else None
        relative = token.tag_ != "IN" and before is not None and before.pos_ in {"NOUN", "PROPN"}
        introduces = not relative or (before is not None and before.lower_ in OCCASIONS)
        if token.lower_ == "that" and introduces and any(t.tag_ in FINITE for t in rest[i + 1 :]):
            return i
        if token.tag_ in FINITE or passage.is_marked(token) or token.text in {":", ";"}:
            return None
    return None


def _up_to_new_clause(content: list[Token], cue: Token) -> list[Token]:
    """Cut the reported words where the cue's own sentence goes on.

    That is at a second verb of the same subject, or at a participle (", adding that …").
    """
    ends = [
        t.i - 1
        for t in content[1:]
        if t.tag_ == "VBG" and t.nbor(-1).text == "," and t.i + 1 < len(t.doc) and t.nbor().lower_ == "that"
    ]
    for child in cue.children:
        goes_on = child.dep_ == "conj" or (child.dep_ in {"advcl", "prep"} and child.tag_ == "VBG")
        if goes_on and child.i > cue.i and content and child.left_edge.i > content[0].i:
            ends.append(child.left_edge.i)
    return [t for t in content if t.i < min(ends)] if ends else content


def _with_source(passage: Passage, content: Sequence[Token], cue: Token, step: str) -> Quotation | None:
    if not content:
        return None
    head = subject(cue)
    if head is None:
        mention = source_left(passage, cue)
        return reported(passage, content, span_of([cue]), mention, step) if mention else None
    if passage.is_marked(head) or head.dep_ == "expl":
        return None
    return reported(passage, content, span_of([cue]), source_of(passage, head, cue), step)
