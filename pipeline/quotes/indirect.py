"""Find reported speech without quotation marks: a cue and the clause that it reports.

Clauses are read from the dependency parse (`clauses`), as in the rule-based systems of Krestel et al.
(2008) and Pareti et al. (2013), but the trailing cue of news leads (“…, X said today”), where parsers
fail most, from the surface. The cascade, per cue outside quotation marks:

1. according to X, S  ·  S, according to X
2. S, X said today.
3. X said (that) S
4. X urged Y to V  ·  X promised to V
5. X denied V-ing
6. X's claim that S
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter

from spacy.tokens import Token

from pipeline.quotes.clauses import gerund, infinitive, noun_clause, reported, that_clause
from pipeline.quotes.cuefinding import SAID, is_cue, phrase_at
from pipeline.quotes.lexicon import Cues
from pipeline.quotes.passage import SENTENCE_END, Passage, span_of, stripped
from pipeline.quotes.sources import FINITE, TIMES, source_after, source_before, subject
from pipeline.records import Quotation, Span

# Verbs whose object is the addressee: S, X told reporters.
ADDRESSED = frozenset(("tell", "inform", "assure", "remind", "warn", "notify"))
CONDITIONS = frozenset(("if", "unless", "when", "once"))
POSSIBILITY = frozenset(("could", "might", "should", "must", "can", "may"))
SUBORDINATE = frozenset(("while", "as", "when", "after", "if", "although", "though"))
_CUE_PARTS = frozenset(("VERB", "NOUN"))  # besides whatever form of a verb the tagger sees
# Words behind a trailing cue beyond which the sentence goes on to something else.
TAIL = 12
# Words between the comma and a trailing cue for which the parse finds no subject; more if they hold a name.
LEAD, NAMED_LEAD = 8, 16

# Words read as one sentence: where a scraper lost the full stops, time would grow with the square of them.
LONGEST_SENTENCE = 3000


def find_indirect(passage: Passage, cues: Cues, *, also: Sequence[Quotation] = ()) -> tuple[Quotation, ...]:
    """Find the reported clauses of an article, in the order of their cues; none yields an empty tuple.

    The cues behind the quotations in `also` count as trailing, though no list holds them.
    """
    known = {q.cue.end: q for q in also if q.cue and q.spans[-1].end <= q.cue.start}
    out: dict[Span, Quotation] = {}
    for block in passage.blocks:
        for sentence in _sentences(passage, block):
            for quotation in _compatible(list(_of_sentence(passage, sentence, cues, known))):
                out.setdefault(quotation.spans[0], quotation)
    return tuple(out.values())


def _sentences(passage: Passage, block: Span) -> Iterator[list[Token]]:
    """Cut a paragraph at the full stops that stand outside quotation marks, or end a quotation."""
    sentence: list[Token] = []
    tokens = passage.tokens(block.start, block.end)
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        sentence.append(token)
        marked = passage.marked_at(token)
        if marked is None:
            ends = token.text in SENTENCE_END
        else:
            stop = marked.span.of(passage.text)[-1:] in {".", "?", "!"}
            ends = stop and following is not None and following.idx >= marked.outer.end
            ends = ends and following is not None and _starts_sentence(following)
        if ends or len(sentence) == LONGEST_SENTENCE:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def _starts_sentence(token: Token) -> bool:
    return not token.text[:1].islower() and token.lower_ != "said"


def _of_sentence(
    passage: Passage, sentence: list[Token], cues: Cues, known: dict[int, Quotation]
) -> Iterator[Quotation]:
    numbers = passage.numbers
    narrative = [t for t in sentence if numbers[t.i] is None]
    for i, token in enumerate(narrative):
        opens = token.lower_ in cues.phrases
        verb = token.tag_.startswith("VB") or token.lower_ in SAID
        if not (opens or verb or token.pos_ in _CUE_PARTS):
            continue  # most words
        lemma = token.lemma_.lower()
        found = None
        # 1. according to
        taken = phrase_at(narrative, i, cues) if opens else 0
        if taken:
            found = _according(passage, sentence, narrative, i, taken)
        elif is_cue(token, cues.reporting) and not _hedged(token):
            # 2. a trailing cue
            if lemma in cues.clause:
                found = _trailing(passage, sentence, token)
            # 3. a clause
            if found is None and lemma in cues.clause:
                found = that_clause(passage, sentence, token)
            # 4. an infinitive
            if found is None and lemma in cues.infinitive:
                found = infinitive(passage, sentence, token)
            # 5. a gerund
            if found is None and lemma in cues.gerund:
                found = gerund(passage, sentence, token)
        # 2a. a trailing cue that only others know
        elif token.pos_ == "VERB" and (other := known.get(token.idx + len(token))):
            found = _trailing(passage, sentence, token)
            found = found if found and found.mention == other.mention else None
        # 6. a noun
        elif token.pos_ == "NOUN" and lemma in cues.nouns:
            found = noun_clause(passage, sentence, token)
        if found:
            yield found


def _compatible(found: list[Quotation]) -> list[Quotation]:
    """Drop clauses that run into a trailing attribution of the same sentence: the parse went wrong there."""
    trailing = [q for q in found if q.step == "trailing"]

    def runs_into(quotation: Quotation, other: Quotation) -> bool:
        parts = (other.cue, other.mention)
        return quotation is not other and any(part and part.touches(quotation.spans[0]) for part in parts)

    return [q for q in found if not any(runs_into(q, t) for t in trailing)]


def _hedged(verb: Token) -> bool:
    """Tell whether nothing is said: it is only possible, or refused (could say, did not say, if they say)."""
    lemma = verb.lemma_.lower()
    for child in verb.children:
        if child.dep_ in {"mark", "advmod"} and child.lower_ in CONDITIONS:
            return True
        if child.dep_ == "neg" and lemma not in {"deny", "dispute"}:
            return True
        if child.tag_ == "MD" and child.lower_ in POSSIBILITY:
            return True
    return False


def _according(
    passage: Passage, sentence: list[Token], narrative: list[Token], at: int, taken: int
) -> Quotation | None:
    cue = span_of(narrative[at : at + taken])
    mention = source_after(passage, narrative[at + taken :])
    if mention is None:
        return None
    before = [t for t in sentence if t.idx < cue.start]
    after = [t for t in sentence if t.idx >= mention.end]
    return reported(passage, before if len(before) > 3 else after, cue, mention, "according-to")


def _trailing(passage: Passage, sentence: list[Token], cue: Token) -> Quotation | None:
    """Read "S, X said today." and "S, said X.": a cue near the end, after a comma, and a clause before it."""
    at = bisect_left(sentence, cue.i, key=attrgetter("i"))
    tail = sentence[at + 1 :]
    commas = [i for i in range(at) if sentence[i].text == "," or _closes(passage, sentence[i])]
    if not commas or cue.tag_ not in FINITE | {"VBN"}:
        return None
    if any(child.dep_ == "mark" and child.lower_ != "as" for child in cue.children):
        return None  # until the board has reported: a clause of time, no attribution
    lead = [t for t in stripped(sentence[commas[-1] : at]) if not passage.is_marked(t)]
    if all(t.pos_ in {"AUX", "ADV", "PUNCT"} for t in lead):
        # S, said X
        comma: int | None = commas[-1]
        mention = source_after(passage, tail)
        tail = [t for t in tail if mention and t.idx >= mention.end]
    else:
        # S, X, ROLE, said
        comma = _lead_start(passage, sentence, at, commas)
        mention = source_before(sentence[comma + 1 : at]) if comma is not None else None
    if mention is None or not _quiet(cue, tail):
        return None
    content = sentence[:comma]
    return (
        reported(passage, content, span_of([cue]), mention, "trailing") if _states(passage, content) else None
    )


def _closes(passage: Passage, token: Token) -> bool:
    """Tell whether the token is the mark that ends a quotation, which may stand for the comma."""
    end = token.idx + len(token.text)
    if end not in passage.marks_over:
        return False
    marked = passage.marked_at(token)
    return marked is not None and end == marked.outer.end


def _states(passage: Passage, content: Sequence[Token]) -> bool:
    """Tell whether the words before a trailing cue state something, not in a quotation or an aside."""
    verbs = sum(t.tag_ in FINITE and not passage.is_marked(t) for t in content)
    opening = passage.marked_at(content[0]) if content else None
    if opening is not None and opening.span.of(passage.text)[-1:] in {",", "?", "!"}:
        return False  # “…,” X, who runs the kiosk, told Y — a quotation, and its own attribution
    return verbs > (1 if content and content[0].lower_ in SUBORDINATE else 0)


def _lead_start(passage: Passage, sentence: list[Token], at: int, commas: list[int]) -> int | None:
    """Find the comma before the subject of a trailing cue; None where what lies between is a clause."""
    head = subject(sentence[at], depth=0)
    for comma in reversed(commas[-3:]):
        between = sentence[comma + 1 : at]
        if any(t.tag_ in FINITE and t.pos_ != "AUX" and not passage.mention_at(t) for t in between):
            return None
        if head is None:
            named = any(passage.mention_at(t) for t in between)
            return comma if len(between) <= (NAMED_LEAD if named else LEAD) else None
        if head in between:
            return comma if stripped(between) else None
    return None


def _quiet(cue: Token, tail: Sequence[Token]) -> bool:
    """Tell whether nothing follows the cue but an addressee, a time or an occasion."""
    if any(child.dep_ == "ccomp" and child.i < cue.i for child in cue.children):
        return True  # the parse has the clause before the cue: what follows is a clause of time or manner
    words = [t for t in tail if not t.is_punct]
    objects = [
        t for t in words if t.dep_ in {"dobj", "ccomp", "xcomp", "attr", "oprd"} and t.lower_ not in TIMES
    ]
    if len(words) > TAIL or (objects and cue.lemma_.lower() not in ADDRESSED):
        return False
    return not any(t.tag_ in FINITE or t.lower_ == "that" or t.tag_ == "TO" for t in words)
