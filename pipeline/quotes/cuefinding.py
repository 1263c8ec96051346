"""Find the cue of a quotation in the narrative beside it, and the source mention that goes with the cue."""

from collections.abc import Sequence

from spacy.tokens import Token

from pipeline.quotes.lexicon import Cues
from pipeline.quotes.passage import LOOSE, Passage, span_of, stripped
from pipeline.quotes.sources import (
    FINITE,
    TIMES,
    source_after,
    source_before,
    source_of,
    subject,
)
from pipeline.records import Span

# How far into the sentence after a quotation its cue may stand: names with titles and appositives are long.
REACH = 32
# Words after a quotation that begin a clause of its sentence in which the speaker isn't named.
OTHER_CLAUSE = frozenset(
    "when while though although but and or because if where who which whose that than".split()
)
SAID = frozenset(("said", "says"))  # whatever the tagger takes them for
SOURCE_LABELS = frozenset(("PERSON", "ORG", "NORP"))


def is_cue(token: Token, lemmas: frozenset[str]) -> bool:
    """Tell whether the token is a verb form (not an infinitive) whose lemma reports speech."""
    if token.lower_ in SAID:
        return True
    if not token.tag_.startswith("VB") or token.lemma_.lower() not in lemmas:
        return False
    if token.tag_ == "VB":
        return any(
            child.dep_ in {"aux", "auxpass"} and child.tag_ == "MD" or child.lower_ == "did"
            for child in token.children
        )
    if token.tag_ == "VBN":
        # a participle without "have" qualifies a noun or is passive: words written for the occasion
        return any(child.dep_ == "aux" and child.lemma_ == "have" for child in token.children)
    return True


def phrase_at(tokens: Sequence[Token], at: int, cues: Cues) -> int:
    """Say how many tokens a verbless attributing phrase ("according to") takes at `at`; 0 for none."""
    for phrase in cues.phrases.get(tokens[at].lower_, ()) if at < len(tokens) else ():
        if tuple(t.lower_ for t in tokens[at : at + len(phrase)]) == phrase:
            return len(phrase)
    return 0


def first_cue(passage: Passage, sentence: Sequence[Token], cues: Cues) -> int | None:
    """Find the main cue verb of the sentence that follows a quotation; None if another verb comes first."""
    in_relative = False
    for i, token in enumerate(sentence[:REACH]):
        if token.lower_ in {"who", "which", "whose", "where"}:
            in_relative = True
        elif token.text == ",":
            in_relative = False
        if in_relative or (passage.mention_at(token) and not (i == 0 and token.lower_ == "said")):
            continue
        if token.tag_ != "VBG" and is_cue(token, cues.speech):
            to = i + 1 < len(sentence) and sentence[i + 1].tag_ == "TO"
            return None if to else i  # a man said to be ninety says nothing
        if token.pos_ == "VERB" and (token.tag_ in {"VBD", "VBZ", "VBP", "VB"} or _has_subject(token)):
            return None
    return None


def _has_subject(verb: Token) -> bool:
    return any(child.dep_ == "nsubj" for child in verb.children)


def cue_after(passage: Passage, sentence: Sequence[Token], cues: Cues) -> tuple[Span, Span | None] | None:
    """Read "said X", "X said", "according to X" in the narrative that follows a quotation."""
    sentence = list(sentence)
    while sentence and sentence[0].text in LOOSE:
        sentence = sentence[1:]
    taken = phrase_at(sentence, 0, cues)
    if taken:
        return span_of(sentence[:taken]), source_after(passage, sentence[taken:])
    if sentence and sentence[0].lower_ in OTHER_CLAUSE:
        return None
    at = first_cue(passage, sentence, cues)
    if at is None:
        return None
    cue = sentence[at]
    lead = [t for t in sentence[:at] if t.text not in LOOSE and t.pos_ not in {"ADV", "AUX", "CCONJ"}]
    mention = source_before(sentence[:at]) if lead else source_after(passage, sentence[at + 1 :])
    if mention is None:
        head = subject(cue)
        mention = source_of(passage, head, cue) if head is not None and not passage.is_marked(head) else None
    return span_of([cue]), mention


def last_cue(passage: Passage, sentence: Sequence[Token], lemmas: frozenset[str]) -> int | None:
    """Find the last cue verb of the narrative before a quotation, relative clauses passed over."""
    best = None
    in_relative = False
    for i, token in enumerate(sentence):
        if token.lower_ in {"who", "which", "whose"}:
            in_relative = True
        elif token.text == ",":
            in_relative = False
        if not in_relative and not passage.mention_at(token) and is_cue(token, lemmas):
            best = i
    return best


def cue_before(
    passage: Passage, sentence: Sequence[Token], lemmas: frozenset[str]
) -> tuple[Span, Span | None, int] | None:
    """Read "X said:", "X, ROLE, told Y," before a quotation.

    Returns the cue, its source mention, and how many tokens stand between the cue and the quotation.
    """
    at = last_cue(passage, sentence, lemmas)
    return _with_source(passage, sentence, at) if at is not None else None


def cue_introducing(
    passage: Passage, sentence: Sequence[Token], cues: Cues
) -> tuple[Span, Span | None, int] | None:
    """Read the cue of a sentence that ends in a colon: the verb of its main clause.

    Where that is no cue, it is the statement that somebody released (X issued the following statement
    after Y announced it would close:).
    """
    at = last_cue(passage, sentence, cues.speech)
    if at is not None and not _subordinate(sentence[at]):
        return _with_source(passage, sentence, at)
    released = statement(sentence, cues)
    if released is not None:
        return *released_by(passage, released), len(sentence) - list(sentence).index(released) - 1
    main = next((i for i, t in enumerate(sentence) if is_cue(t, cues.speech) and not _subordinate(t)), at)
    return _with_source(passage, sentence, main) if main is not None else None


def statement(sentence: Sequence[Token], cues: Cues) -> Token | None:
    """Find the statement that somebody made, in the main clause: X issued the following statement."""
    for token in sentence:
        reports = token.lemma_.lower() in cues.nouns and token.dep_ == "dobj"
        if reports and not _subordinate(token.head) and subject(token.head) is not None:
            return token
    return None


def released_by(passage: Passage, noun: Token) -> tuple[Span, Span | None]:
    """Read the statement as a cue, and the noun phrase of the one who made it."""
    head = subject(noun.head)
    return span_of([noun]), source_of(passage, head, noun.head) if head is not None else None


def _subordinate(verb: Token) -> bool:
    """Tell whether the verb belongs to a clause of time, reason or relation, not to the main one."""
    while verb.dep_ in {"conj", "ccomp", "xcomp"} and verb.head is not verb:
        verb = verb.head
    return verb.dep_ in {"advcl", "relcl", "acl", "pcomp"}


def _with_source(passage: Passage, sentence: Sequence[Token], at: int) -> tuple[Span, Span | None, int]:
    cue = sentence[at]
    head = subject(cue)
    mention = source_of(passage, head, cue) if head is not None and not passage.is_marked(head) else None
    if mention is None:
        mention = nearest_source(passage, sentence[:at]) or source_after(passage, sentence[at + 1 :])
    return span_of([cue]), mention, len(sentence) - at - 1


def nearest_source(passage: Passage, tokens: Sequence[Token]) -> Span | None:
    """Find the last person, organisation, group or personal pronoun among the tokens."""
    for token in reversed(tokens):
        mention = passage.mention_at(token)
        if mention and mention.label in SOURCE_LABELS:
            return mention.span
        if token.lower_ in {"he", "she", "they"}:
            return span_of([token])
    return None


def verbless(passage: Passage, tokens: Sequence[Token]) -> Span | None:
    """Read a name with its role and nothing else (“…,” Name, Role. / Name, role: “…”)."""
    phrase = stripped(list(tokens))
    if (
        not phrase
        or len(phrase) > REACH
        or any(t.tag_ in FINITE and not passage.mention_at(t) for t in phrase)
    ):
        return None
    while phrase and phrase[0].pos_ == "DET":
        phrase = phrase[1:]
    if len(phrase) > 2 and phrase[0].pos_ == "NOUN" and phrase[1].lower_ in {"from", "by"}:
        phrase = phrase[2:]  # a message from X: “…”
    first = next((m for t in phrase[:8] if (m := passage.mention_at(t))), None)
    named = first is not None and first.label in {"PERSON", "ORG"}
    if not named and not (phrase and phrase[0].pos_ == "PROPN"):
        return None
    kept = source_after(passage, phrase)
    return kept if kept and kept.end - kept.start > 1 else None


def clause_subject(passage: Passage, sentence: Sequence[Token]) -> Span | None:
    """Find the subject of a narrative sentence if it can speak: a person, a pronoun or a body."""
    for token in sentence:
        if (
            token.dep_ in {"nsubj", "nsubjpass"}
            and token.head.tag_ in FINITE
            and token.head.dep_ in {"ROOT", "ccomp", "conj"}
        ):
            mention = passage.mention_at(token)
            if (mention and mention.label == "PERSON") or token.lower_ in {"he", "she"}:
                return source_of(passage, token, token.head) or span_of([token])
            return None
        if token.lower_ in TIMES:
            continue
    return None
