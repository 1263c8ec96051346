"""Find reported speech without quotation marks: a cue and the clause that it reports.

Clauses are read from the dependency parse, as in the rule-based systems of Krestel et al. (2008) and
Pareti et al. (2013), with the trailing cue of news leads (“…, X said today”) read from the surface, where
parsers fail most. The cascade, per cue verb outside quotation marks:

1. according to X, S  ·  S, according to X
2. S, X said today.
3. X said (that) S
4. X urged Y to V  ·  X promised to V
5. X denied V-ing
6. X's claim that S
"""

from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from pipeline.quotes.cuefinding import is_cue, phrase_at
from pipeline.quotes.lexicon import Cues
from pipeline.quotes.passage import SENTENCE_END, Passage, span_of, stripped
from pipeline.quotes.sources import (
    TIMES,
    FINITE,
    source_after,
    source_before,
    source_of,
    subject,
)
from pipeline.records import Quotation, Span

SHORTEST = 3
# How far behind its cue a reported clause's "that" may stand: told the hearing that, said in a statement that.
THAT_WITHIN = 9
# Verbs whose object is the addressee: S, X told reporters.
ADDRESSED = frozenset(("tell", "inform", "assure", "remind", "warn", "notify"))


def find_indirect(passage: Passage, cues: Cues) -> tuple[Quotation, ...]:
    """Find the reported clauses of an article, in the order of their cues; none yields an empty tuple."""
    out: list[Quotation] = []
    for block in passage.blocks:
        for sentence in _sentences(passage, block):
            out += _compatible(list(_of_sentence(passage, sentence, cues)))
    return tuple(_without_repeats(out))


def _sentences(passage: Passage, block: Span) -> Iterator[list[Token]]:
    """Cut a paragraph at the full stops that stand outside quotation marks."""
    sentence: list[Token] = []
    tokens = passage.tokens(block.start, block.end)
    for i, token in enumerate(tokens):
        sentence.append(token)
        ends = token.text in SENTENCE_END and not passage.is_marked(token)
        # “… not.” The next sentence starts after the mark.
        if (
            not ends
            and passage.is_marked(token)
            and i + 1 < len(tokens)
            and not passage.is_marked(tokens[i + 1])
        ):
            k = next(k for k in range(len(passage.marked)) if passage.marked[k].outer.end > token.idx)
            stop = passage.marked[k].span.of(passage.doc.text)[-1:] in ".?!"
            ends = stop and tokens[i + 1].text[:1].isupper() and tokens[i + 1].lower_ != "said"
        if ends:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def _of_sentence(passage: Passage, sentence: list[Token], cues: Cues) -> Iterator[Quotation]:
    narrative = [t for t in sentence if not passage.is_marked(t)]
    for i, token in enumerate(narrative):
        # 1. according to
        taken = phrase_at(narrative, i, cues)
        if taken:
            found = _according(passage, sentence, narrative, i, taken)
            if found:
                yield found
            continue
        found = None
        if is_cue(token, cues.clause | cues.infinitive | cues.gerund) and not _hedged(token):
            lemma = token.lemma_.lower()
            # 2. a trailing cue
            if lemma in cues.clause or token.lower_ in {"said", "says"}:
                found = _trailing(passage, sentence, token)
                # 3. a clause
                found = found or _clause(passage, sentence, token)
            # 4. an infinitive
            if found is None and lemma in cues.infinitive:
                found = _infinitive(passage, sentence, token)
            # 5. a gerund
            if found is None and lemma in cues.gerund:
                found = _gerund(passage, sentence, token)
        # 6. a noun
        elif token.pos_ == "NOUN" and token.lemma_.lower() in cues.nouns:
            found = _noun(passage, sentence, token)
        if found:
            yield found


def _compatible(found: list[Quotation]) -> list[Quotation]:
    """Drop clauses that run into a trailing attribution of the same sentence: the parse went wrong there."""
    trailing = [q for q in found if q.step == "trailing"]
    return [
        q
        for q in found
        if not any(
            q is not t and any(part and part.touches(q.spans[0]) for part in (t.cue, t.mention))
            for t in trailing
        )
    ]


def _hedged(verb: Token) -> bool:
    """Is nothing said, because it is only possible, or refused? (could say, did not say)"""
    if any(child.dep_ == "neg" for child in verb.children) and verb.lemma_.lower() not in {"deny", "dispute"}:
        return True
    return any(
        child.tag_ == "MD" and child.lower_ in {"could", "might", "should", "must", "can", "may"}
        for child in verb.children
    )


def _quotation(
    passage: Passage, tokens: Sequence[Token], cue: Span, mention: Span | None, step: str
) -> Quotation | None:
    kept = _clean(passage, list(tokens))
    if len(kept) < SHORTEST or all(passage.is_marked(t) or t.is_punct for t in kept):
        return None
    span = span_of(kept)
    if mention and mention.touches(span):
        return None
    return Quotation((span,), "indirect", cue, mention, confidence=0.6, step=step)


def _clean(passage: Passage, tokens: list[Token]) -> list[Token]:
    """Leave off loose punctuation, and the conjunction that introduces the clause."""
    tokens = stripped(tokens)
    while (
        tokens
        and tokens[0].lower_ in {"that", "and", "but", "whether", "if"}
        and not passage.is_marked(tokens[0])
    ):
        tokens = stripped(tokens[1:])
    return tokens


def _according(
    passage: Passage, sentence: list[Token], narrative: list[Token], at: int, taken: int
) -> Quotation | None:
    cue = span_of(narrative[at : at + taken])
    mention = source_after(passage, narrative[at + taken :])
    if mention is None:
        return None
    before = [t for t in sentence if t.idx < cue.start]
    after = [t for t in sentence if t.idx >= mention.end]
    content = before if len(before) > 3 else after
    return _quotation(passage, content, cue, mention, "according-to")


def _trailing(passage: Passage, sentence: list[Token], cue: Token) -> Quotation | None:
    """Read "S, X said today." and "S, said X.": a cue near the end, after a comma, and a clause before it."""
    at = sentence.index(cue)
    tail = sentence[at + 1 :]
    if cue.tag_ not in FINITE and cue.tag_ != "VBN":
        return None
    commas = [i for i in range(at) if sentence[i].text in {",", "”", "’", '"'}]
    if not commas:
        return None
    lead = stripped(sentence[commas[-1] : at])
    lead = [t for t in lead if not passage.is_marked(t) and t.text not in '”’"']
    inverted = all(t.pos_ in {"AUX", "ADV"} for t in lead)
    if not inverted:
        # X, ROLE, said: walk back over the appositive to the comma that ends the clause
        comma = _lead_start(passage, sentence, at, commas)
        if comma is None or not _quiet(cue, tail, at_most=12):
            return None
        mention = source_before(passage, sentence[comma + 1 : at])
        content = sentence[:comma]
    else:
        mention = source_after(passage, tail)
        if mention is None:
            return None
        content = sentence[: commas[-1]]
        if not _quiet(cue, [t for t in tail if t.idx >= mention.end], at_most=12):
            return None
    if mention is None or not any(t.tag_ in FINITE and not passage.is_marked(t) for t in content):
        return None
    if content and content[0].lower_ in {"while", "as", "when", "after", "if", "although", "though"}:
        if sum(t.tag_ in FINITE for t in content) < 2:
            return None
    return _quotation(passage, content, span_of([cue]), mention, "trailing")


def _lead_start(passage: Passage, sentence: list[Token], at: int, commas: list[int]) -> int | None:
    """Find the comma before the subject of a trailing cue; None where what lies between is a clause."""
    for comma in reversed(commas[-3:]):
        between = sentence[comma + 1 : at]
        if any(t.tag_ in FINITE and t.pos_ != "AUX" and not passage.mention_at(t) for t in between):
            return None
        head = subject(sentence[at])
        if head is None:
            return comma if len(between) <= 8 else None
        if head in between:
            return comma
    return None


def _quiet(cue: Token, tail: Sequence[Token], *, at_most: int) -> bool:
    """Does nothing follow the cue but an addressee, a time or an occasion?"""
    if any(child.dep_ == "ccomp" and child.i < cue.i for child in cue.children):
        return True  # the parse has the clause before the cue: what follows is a clause of time or manner
    words = [t for t in tail if not t.is_punct]
    if len(words) > at_most:
        return False
    if not words:
        return True
    objects = [
        t for t in words if t.dep_ in {"dobj", "ccomp", "xcomp", "attr", "oprd"} and t.lower_ not in TIMES
    ]
    if objects and cue.lemma_.lower() not in ADDRESSED:
        return False
    return not any(t.tag_ in FINITE or t.lower_ == "that" or t.tag_ == "TO" for t in words)


def _clause(passage: Passage, sentence: list[Token], cue: Token) -> Quotation | None:
    at = sentence.index(cue)
    rest = sentence[at + 1 :]
    that = _complementizer(passage, rest)
    if that is not None:
        return _with_source(passage, _until_new_clause(rest[that:], cue), cue, "clause")
    clause = next((c for c in cue.children if c.dep_ == "ccomp" and c.i > cue.i), None)
    if clause is None:
        return None
    between = [t for t in sentence if cue.i < t.i < clause.i and not t.is_punct]
    if passage.is_marked(clause) and all(passage.is_marked(t) for t in between):
        return None  # the clause is the quotation itself
    first = min(t.i for t in clause.subtree if t.i > cue.i)
    if passage.is_marked(passage.doc[first - 1]) and passage.doc[first - 1].i > cue.i:
        return None  # what follows a marked stretch here is the parser's guess
    return _with_source(passage, _until_new_clause([t for t in rest if t.i >= first], cue), cue, "clause")


def _complementizer(passage: Passage, rest: Sequence[Token]) -> int | None:
    """Find the "that" of a reported clause, after an addressee, an occasion or an adverb at most."""
    for i, token in enumerate(rest[:THAT_WITHIN]):
        if token.lower_ == "that" and token.tag_ == "IN":
            return i
        if token.tag_ in FINITE or passage.is_marked(token) or token.text in {":", ";"}:
            return None
    return None


def _until_new_clause(content: list[Token], cue: Token) -> list[Token]:
    """Cut the reported words where the cue's own sentence goes on: a second verb of the same subject,
    a participle that hangs on the cue, or a trailing attribution."""
    ends = []
    for child in cue.children:
        if (
            child.i > cue.i
            and child.dep_ in {"conj", "advcl", "prep"}
            and content
            and child.left_edge.i > content[0].i
        ):
            if child.dep_ == "conj" or child.tag_ == "VBG":
                ends.append(child.left_edge.i)
    if not ends:
        return content
    return [t for t in content if t.i < min(ends)]


def _with_source(passage: Passage, content: Sequence[Token], cue: Token, step: str) -> Quotation | None:
    if not content:
        return None
    head = subject(cue)
    if head is None or passage.is_marked(head) or head.lower_ in {"it", "there"} and head.dep_ == "expl":
        return None
    return _quotation(passage, content, span_of([cue]), source_of(passage, head, cue), step)


def _infinitive(passage: Passage, sentence: list[Token], cue: Token) -> Quotation | None:
    clause = next(
        (
            c
            for c in cue.children
            if c.dep_ in {"xcomp", "ccomp", "advcl"} and c.i > cue.i and _is_infinitive(c)
        ),
        None,
    )
    if clause is None:
        clause = next(
            (
                g
                for c in cue.children
                if c.i > cue.i and c.dep_ in {"dobj", "prep"}
                for g in c.subtree
                if g.dep_ in {"acl", "relcl", "xcomp"} and _is_infinitive(g)
            ),
            None,
        )
    if clause is None or passage.is_marked(clause):
        return None
    to = min(c.i for c in clause.children if c.tag_ == "TO" and c.i < clause.i)
    negated = sentence[0].doc[to - 1]
    first = to - 1 if negated.lower_ in {"not", "never"} else to
    addressee = [t for t in sentence if cue.i < t.i < first and t.lower_ != "on"]
    if addressee and not any(t.pos_ == "PRON" for t in addressee[:1]) and len(addressee) < 20:
        first = addressee[0].i
    content = [t for t in sentence if t.i >= first]
    return _with_source(passage, _until_new_clause(content, cue), cue, "infinitive")


def _is_infinitive(verb: Token) -> bool:
    return verb.tag_ == "VB" and any(c.tag_ == "TO" and c.i < verb.i for c in verb.children)


def _gerund(passage: Passage, sentence: list[Token], cue: Token) -> Quotation | None:
    clause = next(
        (
            c
            for c in cue.children
            if c.dep_ in {"xcomp", "ccomp", "pcomp"} and c.tag_ == "VBG" and c.i > cue.i
        ),
        None,
    )
    if clause is None or passage.is_marked(clause):
        return None
    content = [t for t in sentence if t.i >= clause.left_edge.i]
    return _with_source(passage, _until_new_clause(content, cue), cue, "gerund")


def _noun(passage: Passage, sentence: list[Token], noun: Token) -> Quotation | None:
    clause = next((c for c in noun.children if c.dep_ in {"acl", "ccomp", "relcl"} and c.i > noun.i), None)
    if clause is None or passage.is_marked(clause):
        return None
    that = next((t for t in sentence if noun.i < t.i <= clause.i and t.lower_ == "that"), None)
    if that is None or any(
        c.lower_ == "that" and c.dep_ in {"nsubj", "dobj", "nsubjpass"} for c in clause.children
    ):
        return None  # a relative clause says something of the statement, not what it states
    owner = next((c for c in noun.children if c.dep_ == "poss"), None)
    by = next(
        (g for c in noun.children if c.lower_ in {"by", "from"} for g in c.children if g.dep_ == "pobj"), None
    )
    source = owner or by
    if source is None or passage.is_marked(source):
        return None
    content = [t for t in sentence if that.i < t.i <= clause.right_edge.i]
    # the parser hangs the main verb's part on the clause now and then: the clause ends before it
    mention = source_of(passage, source, noun)
    return _quotation(passage, content, span_of([noun]), mention, "noun")


def _without_repeats(found: list[Quotation]) -> Iterator[Quotation]:
    """Drop a quotation whose span another one has already."""
    seen: set[Span] = set()
    for quotation in found:
        if quotation.spans[0] not in seen:
            seen.add(quotation.spans[0])
            yield quotation
