"""Tell fragments of somebody's words from names, titles and scare quotes.

A marked fragment is a partial quotation where its sentence says whose words it holds. The cascade:

0. a comment on the words: he is, as X put it, “…” → quoted, however short
1. a name or a term: dubbed “…”, so-called “…”, the ship, the “…” → no quotation
2. a law: under the statute, a tenant who shows “…” pays double
3. the parse: the verb or noun that governs the fragment reports speech (called it “…”, accused of “…”,
   described as “…” by X, charges of “…”)
4. the reported clause that the fragment stands in: X said the plan was “…”
5. a cue in the sentence
"""

from collections.abc import Sequence

from spacy.tokens import Token

from pipeline.quotes.clauses import owner
from pipeline.quotes.cuefinding import is_cue, nearest_source
from pipeline.quotes.found import Found
from pipeline.quotes.lexicon import Cues
from pipeline.quotes.passage import SENTENCE_END, Passage, sentences, span_of
from pipeline.quotes.sources import FINITE, source_after, source_before, source_left, source_of, subject
from pipeline.quotes.utterances import is_title, words_of
from pipeline.records import Quotation, Span

WORKS = frozenset(
    "book film movie song album novel play poem series show documentary exhibition magazine textbook essay "
    "paper thesis pamphlet painting opera musical report programme program episode column article".split()
)
COORDINATION = frozenset((",", "and", "or", "but", "also", "as", "a", "an", "the", "then"))
CLIMB = 6
# How many tokens before a fragment a verb that needs help may stand to be its cue.
NEARBY = 7
# A fragment of one or two words is a term or a scare quote far more often than somebody's reported words:
# on annotated newsroom pages 36 of 39 such fragments were nobody's, of the longer ones 12 of 59.
LEAST_WORDS = 3
LEAST_CLAUSE = 5


def fragment(
    passage: Passage, k: int, cues: Cues, *, indirect: Sequence[Quotation], found: dict[int, Found]
) -> Found | None:
    """Attribute a marked fragment, given what was `found` before; None where it is nobody's words."""
    # 0. a comment on the words
    commented = _commented(passage, k)
    if commented:
        return commented
    # 1. a name or a term
    if nobodys(passage, k, cues):
        return None
    # 2. the law that the sentence starts from
    law = _under_law(passage, k, cues)
    if law:
        return law
    # 3. the governing verb or noun
    governed = _governed(passage, k, cues)
    if governed:
        return governed
    # 3b. “A” and “B”: what governs the one governs the other
    linking = passage.before(k)
    coordinated = bool(linking) and all(t.lower_ in COORDINATION for t in linking)
    if coordinated and k - 1 in found and passage.marked[k - 1].paragraph == passage.marked[k].paragraph:
        return Found(found[k - 1].step, found[k - 1].cue, found[k - 1].mention)
    # 4. the reported clause around it
    span = passage.marked[k].span
    host = next((q for q in indirect if any(s.holds(span) for s in q.spans)), None)
    if host and not _adjective(passage, k):
        return Found("in-reported-clause", host.cue, host.mention)
    # 5. a cue in the sentence
    return _nearby(passage, k, cues)


def _commented(passage: Passage, k: int) -> Found | None:
    """Read the clause that says whose wording it is: as X put it in a letter, “…”."""
    sentence = list(sentences(passage.before(k)))[-1:]
    tokens = sentence[0] if sentence and sentence[0][-1].text in {",", ":"} else []
    put = next(
        (i for i, t in enumerate(tokens[:-1]) if t.lemma_ == "put" and tokens[i + 1].lower_ == "it"), 0
    )
    start = next((i for i in range(put - 1, -1, -1) if tokens[i].lower_ == "as"), None)
    if start is None or len(tokens) - put > NEARBY + 2:
        return None
    mention = source_before(tokens[start + 1 : put])
    return Found("governed", span_of([tokens[put]]), mention) if mention else None


def nobodys(passage: Passage, k: int, cues: Cues) -> bool:
    """Tell whether a fragment is a name, a title or a term, or too short to be reported words."""
    return len(words_of(passage, k)) < LEAST_WORDS or _names(passage, k, cues)


def carried_on(passage: Passage, k: int, found: dict[int, Found]) -> Found | None:
    """Give a marked clause without a cue to the speaker of the words just before it.

    The clause must have a verb of its own and be longer than a slogan; the words before it must stand in
    its paragraph or the one before. (… he said. The old boiler “is going to fail us before the spring.”)
    """
    words = words_of(passage, k)
    before = found.get(k - 1)
    if before is None or before.mention is None or is_title(passage, k) or _adjective(passage, k):
        return None
    if len(words) < LEAST_CLAUSE or not any(t.tag_ in FINITE for t in words):
        return None
    near = passage.marked[k].paragraph - passage.marked[k - 1].paragraph <= 1
    return Found("same-speaker", None, before.mention) if near else None


def _names(passage: Passage, k: int, cues: Cues) -> bool:
    before, after = passage.before(k), passage.after(k)
    words = words_of(passage, k)
    if not words:
        return True
    previous = [t for t in before[-3:] if t.text not in {",", "(", "the", "The"}]
    last = previous[-1] if previous else None
    if last is not None:
        two = " ".join(t.lower_ for t in before[-2:])
        if last.lower_ in cues.naming_words or two in cues.naming_words:
            return not _called_by_somebody(last)
        if last.lemma_.lower() in cues.naming and last.tag_.startswith("VB"):
            return True
        if last.lemma_.lower() == "call" and not _called_by_somebody(last):
            return True
        if last.lemma_.lower() in WORKS and words[0].text[:1].isupper():
            return True
    capitals = sum(t.text[:1].isupper() for t in words if t.pos_ not in {"ADP", "DET", "CCONJ", "PART"})
    content = sum(1 for t in words if t.pos_ not in {"ADP", "DET", "CCONJ", "PART"})
    if content and capitals == content and len(words) <= 8:
        apposed = (
            bool(before) and before[-1].text in {",", "("} or bool(after) and after[0].text in {",", ")"}
        )
        return apposed or len(words) > 1 or not any(t.tag_.startswith("VB") for t in words)
    return _adjective(passage, k) and len(words) <= 2


def _called_by_somebody(verb: Token) -> bool:
    """Tell "X called it “…”" (words) from "it is called “…”" and "which they call “…”" (names)."""
    if (
        verb.lemma_.lower() != "call"
        or verb.tag_ == "VBN"
        and any(c.dep_ == "auxpass" for c in verb.children)
    ):
        return any(c.dep_ == "agent" for c in verb.children)
    who = subject(verb)
    named = [
        c for c in verb.children if c.dep_ in {"dobj", "nsubj"} and c.lower_ in {"what", "which", "that"}
    ]
    return who is not None and verb.dep_ not in {"relcl", "acl", "pcomp"} and not named


def _adjective(passage: Passage, k: int) -> bool:
    """Tell whether a noun follows at once, so that the words only qualify it: the “voluntary” fee."""
    after, before = passage.after(k), passage.before(k)
    follows = bool(after) and after[0].pos_ in {"NOUN", "PROPN"} and not passage.is_marked(after[0])
    return (
        follows and bool(before) and before[-1].pos_ in {"DET", "ADJ", "NOUN", "PROPN", "ADP", "PRON", "VERB"}
    )


def _governed(passage: Passage, k: int, cues: Cues) -> Found | None:
    span = passage.marked[k].span
    inside = [t for t in passage.tokens(span.start, span.end) if not t.is_punct]
    numbers = {t.i for t in inside}
    roots = [t for t in inside if t.head.i not in numbers]
    for root in roots[:2]:
        token, link = root.head, root
        for _ in range(CLIMB):
            if passage.is_marked(token):
                break
            found = _as_cue(passage, token, link, cues, k)
            if found:
                return found
            if token.dep_ == "relcl":
                break
            token, link = token.head, token
    return None


def _as_cue(passage: Passage, token: Token, link: Token, cues: Cues, k: int) -> Found | None:
    lemma = token.lemma_.lower()
    if token.pos_ == "ADP" and lemma in cues.preposition:
        verb = token.head
        if verb.lemma_.lower() in cues.preposition[lemma] and not passage.is_marked(verb):
            return Found("governed", span_of([verb]), _doer(passage, verb, k))
        if verb.pos_ == "NOUN" and verb.lemma_.lower() in cues.nouns and lemma in {"of", "about", "as"}:
            mention = _owner(passage, verb)
            if mention or lemma == "of":  # charges of “…” are quoted though nobody is named
                return Found("governed", span_of([verb]), mention)
        return None
    if not token.tag_.startswith("VB"):
        return None
    if lemma in cues.object and link.dep_ in {"dobj", "oprd", "attr", "ccomp", "xcomp", "acomp"}:
        mention = _doer(passage, token, k)
        return Found("governed", span_of([token]), mention) if mention else None
    if lemma in cues.clause and link.dep_ in {"ccomp", "xcomp", "dobj", "oprd"} and not _modal(token):
        mention = _doer(passage, token, k)
        return Found("governed", span_of([token]), mention) if mention else None
    return None


def _modal(verb: Token) -> bool:
    return any(c.dep_ == "neg" for c in verb.children) and verb.lemma_.lower() != "deny"


def _doer(passage: Passage, verb: Token, k: int) -> Span | None:
    """Read who acts: the agent of a passive, else the subject of an active verb."""
    after = passage.after(k)
    passive = verb.tag_ == "VBN" and any(c.dep_ in {"auxpass", "nsubjpass", "agent"} for c in verb.children)
    if after and after[0].lower_ == "by" and (passive or verb.dep_ in {"acl", "ROOT"}):
        return source_after(passage, after[1:])
    agent = next((c for c in verb.children if c.dep_ == "agent" or c.lower_ == "by"), None)
    head = next((c for c in agent.children if c.dep_ == "pobj"), None) if agent is not None else None
    if head is None and not passive and verb.dep_ != "acl":
        head = subject(verb)
        if head is None:
            return source_left(passage, verb) or _first_noun(passage, verb)
    if head is None or passage.is_marked(head):
        return None
    return source_of(passage, head, verb)


def _first_noun(passage: Passage, verb: Token) -> Span | None:
    """Take the sentence's first noun for the subject where the parse gives the main verb none."""
    if verb.dep_ != "ROOT" or verb.tag_ not in FINITE:
        return None
    before = verb.sent[: verb.i - verb.sent.start]
    head = next((t for t in before if t.pos_ in {"NOUN", "PROPN", "PRON"}), None)
    return source_of(passage, head, verb) if head is not None and not passage.is_marked(head) else None


def _owner(passage: Passage, noun: Token) -> Span | None:
    source = owner(noun)
    return source_of(passage, source, noun) if source is not None else None


def _under_law(passage: Passage, k: int, cues: Cues) -> Found | None:
    """Read a fragment of the law, charter or rule that its sentence begins with."""
    sentence = list(sentences(passage.before(k)))[-1:]
    if not sentence or sentence[0][0].lower_ != "under" or _adjective(passage, k):
        return None
    if any(is_cue(t, cues.certain) for t in sentence[0]):
        return None
    under = sentence[0][0]
    law = next((c for c in under.children if c.dep_ == "pobj"), None)
    if law is None or law.lemma_.lower() not in cues.documents:
        return None
    return Found("governed", span_of([under]), source_of(passage, law, under))


def _nearby(passage: Passage, k: int, cues: Cues) -> Found | None:
    if _adjective(passage, k):
        return None
    before: list[Token] = []
    for token in reversed(passage.before(k)):
        if token.text in SENTENCE_END:
            break
        before.insert(0, token)
    for token in reversed(before):
        near = before[-1].i - token.i
        if is_cue(token, cues.certain) or (is_cue(token, cues.nearby) and near <= NEARBY):
            head = subject(token)
            mention = source_of(passage, head, token) if head is not None else nearest_source(passage, before)
            return Found("nearby", span_of([token]), mention) if mention else None
    return None
