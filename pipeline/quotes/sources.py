"""Read the source mention of a cue: the noun phrase that names the speaker, with title and appositive.

The extent follows PolNeAR's guideline for source spans (Newell et al. 2018): the whole noun phrase with
its titles, affiliations and appositives, without a relative clause.
"""

from collections.abc import Sequence

from spacy.tokens import Token

from pipeline.quotes.passage import SENTENCE_END, Passage, span_of, stripped
from pipeline.records import Span

FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
NOMINAL = frozenset(("NOUN", "PROPN", "PRON", "DET", "ADJ", "NUM", "X"))
RELATIVE = frozenset(("who", "whose", "whom", "which", "where", "when", "that"))
SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "expl"))
# Where a manner, a time or an occasion begins: “…,” said X in a statement on Monday.
OCCASIONS = frozenset(
    "statement interview speech conference briefing email e-mail letter message tweet post release call "
    "twitter facebook reporters phone telephone release hearing remarks rally meeting debate address".split()
)
TIMES = frozenset(
    "today yesterday tonight tomorrow monday tuesday wednesday thursday friday saturday sunday morning "
    "afternoon evening night week month year later earlier".split()
)
ATTACHING = frozenset(("for", "at", "from", "with", "in", "to", "on", "under", "by", "and", "&"))
LONGEST = 40


def source_after(passage: Passage, tokens: Sequence[Token]) -> Span | None:
    """Read the noun phrase at the start of `tokens` (“…,” said X, ROLE at ORG.); None if there is none."""
    tokens = list(tokens)
    while (
        tokens
        and (tokens[0].pos_ == "ADV" or tokens[0].lower_ in TIMES)
        and not passage.mention_at(tokens[0])
    ):
        tokens = tokens[1:]
    if not tokens or tokens[0].pos_ not in NOMINAL or tokens[0].lower_ in RELATIVE:
        return None
    end = _phrase_end(passage, tokens, 0)
    while end < len(tokens) and tokens[end].text == ",":
        segment_end = _appositive_end(passage, tokens, end + 1) or _relative_end(passage, tokens, end + 1)
        if segment_end is None:
            break
        end = segment_end
    phrase = stripped(tokens[:end])
    return span_of(phrase) if phrase else None


def _phrase_end(passage: Passage, tokens: Sequence[Token], start: int) -> int:
    """Say where the phrase that starts at `start` ends: before a comma, a verb or an occasion."""
    for i in range(start, min(len(tokens), start + LONGEST)):
        token = tokens[i]
        if (
            token.text in SENTENCE_END
            or token.text in {",", ";", ":", "—", "–", "--"}
            or passage.is_marked(token)
        ):
            return i
        if token.tag_ in FINITE and not passage.mention_at(token) or token.lower_ in RELATIVE:
            return i
        if i > start and (token.tag_ in {"VBG", "VBN", "TO"} or token.pos_ == "SCONJ"):
            return i
        if i > start and token.lower_ in TIMES and not passage.mention_at(token):
            return i
        links = token.pos_ in {"ADP", "CCONJ", "PART"} and token.lower_ not in {"of", "'s", "’s", "'", "’"}
        if links and not _attaches(passage, tokens, i):
            return i
    return min(len(tokens), start + LONGEST)


def _attaches(passage: Passage, tokens: Sequence[Token], i: int) -> bool:
    """Tell whether the preposition or conjunction at `i` goes on with the phrase, not with the cue."""
    token = tokens[i]
    following = tokens[i + 1 : i + 5]
    if not following or token.lower_ not in ATTACHING:
        return False
    if passage.mention_at(token):
        return True
    words = {t.lower_ for t in following}
    if words & OCCASIONS or following[0].lower_ in TIMES or following[0].ent_type_ in {"DATE", "TIME"}:
        return False
    if token.pos_ == "CCONJ":
        return following[0].pos_ in NOMINAL and not any(t.tag_ in FINITE for t in following)
    if token.lower_ in {"to", "on", "under"}:
        return False
    named = passage.mention_at(tokens[i - 1])
    # a bare personal name takes no "for" or "in"; a title does: the director for Europe
    return not (named and named.label == "PERSON" and token.lower_ in {"in", "with", "for"})


def _appositive_end(passage: Passage, tokens: Sequence[Token], start: int) -> int | None:
    """Say where the appositive after a comma ends; None if what follows is none."""
    if start + 1 < len(tokens) and tokens[start].lower_ in {
        "now",
        "then",
        "once",
        "also",
        "himself",
        "herself",
    }:
        start += 1
    if (
        start + 1 < len(tokens)
        and tokens[start].lower_ in {"of", "from"}
        and tokens[start + 1].pos_ in {"PROPN", "DET"}
    ):
        start += 1
    if start >= len(tokens) or (
        tokens[start].pos_ not in NOMINAL - {"PRON"} and tokens[start].tag_ != "PRP$"
    ):
        return None
    if tokens[start].lower_ in RELATIVE | TIMES or tokens[start].ent_type_ in {"DATE", "TIME"}:
        return None
    end = start
    for end in range(start, len(tokens) + 1):
        if end == len(tokens) or tokens[end].text in SENTENCE_END or tokens[end].text in {",", ";", ":"}:
            break
        token = tokens[end]
        if passage.is_marked(token) or token.lower_ in {"who", "which", "whose", "when", "as", "after"}:
            break
        if token.tag_ in FINITE and not passage.mention_at(token):
            return None
        if token.lower_ in TIMES and end > start or token.pos_ == "ADP" and not _occasion_free(tokens, end):
            break
    return end if end > start else None


def _relative_end(passage: Passage, tokens: Sequence[Token], start: int) -> int | None:
    """Say where a relative clause after a comma ends (X, who heads Y): at the next comma or full stop."""
    if start >= len(tokens) or tokens[start].lower_ not in {"who", "whose"}:
        return None
    for end in range(start, len(tokens)):
        token = tokens[end]
        if token.text in SENTENCE_END or token.text in {",", ";", ":"} or passage.is_marked(token):
            return end
    return len(tokens)


def _occasion_free(tokens: Sequence[Token], at: int) -> bool:
    following = tokens[at + 1 : at + 4]
    return not ({t.lower_ for t in following} & OCCASIONS) and not any(
        t.ent_type_ in {"DATE", "TIME"} for t in following[:1]
    )


def source_before(tokens: Sequence[Token]) -> Span | None:
    """Read the noun phrase that fills `tokens`, the narrative between a quotation and its cue."""
    phrase = stripped(list(tokens))
    while phrase and (phrase[-1].pos_ in {"AUX", "ADV", "PART"} or phrase[-1].lower_ in TIMES):
        phrase = stripped(phrase[:-1])
    phrase = _without_opening(phrase)
    for i, token in enumerate(phrase):
        if i and token.lower_ in {"who", "which", "whose"}:
            phrase = stripped(phrase[:i])
            break
    if (
        not phrase
        or len(phrase) > LONGEST
        or not any(t.pos_ in {"NOUN", "PROPN", "PRON", "X", "NUM", "ADJ"} for t in phrase)
    ):
        return None
    return span_of(phrase)


def _without_opening(phrase: list[Token]) -> list[Token]:
    """Leave off what comes before the subject: a conjunction, an adverb, "In an email to Y," and such."""
    while phrase and phrase[0].pos_ in {"CCONJ", "SCONJ", "ADV", "ADP"}:
        commas = [i for i, t in enumerate(phrase) if t.text == ","]
        cut = commas[0] + 1 if phrase[0].pos_ == "ADP" and commas else 1
        phrase = stripped(phrase[cut:])
    return phrase


def subject(verb: Token, *, depth: int = 4) -> Token | None:
    """Find the head of a verb's subject by the parse: its own, or that of the verb it hangs on."""
    own = next((child for child in verb.children if child.dep_ in SUBJECTS), None)
    if own is not None:
        return verb.head if own.lower_ in RELATIVE and verb.dep_ == "relcl" else own
    if not depth:
        return None
    if verb.tag_ == "VBG" and verb.i and verb.nbor(-1).text == "," and verb.sent.root is not verb:
        return subject(
            verb.sent.root, depth=depth - 1
        )  # a participle after a comma has the sentence's subject
    if verb.dep_ in {"conj", "xcomp", "advcl", "ccomp", "aux", "auxpass", "prep", "pcomp", "dep"}:
        return subject(verb.head, depth=depth - 1)
    if verb.dep_ in {"acl", "relcl"}:
        return verb.head if verb.head.pos_ in NOMINAL else None
    return None


def source_of(passage: Passage, head: Token, cue: Token) -> Span | None:
    """Read the noun phrase around its head by the parse, clipped at the cue, at marks and at clauses."""
    left, right = head.left_edge.i, head.right_edge.i
    if head.i < cue.i:
        right = min(right, cue.i - 1)
    else:
        left = max(left, cue.i + 1)
    doc, opening = passage.doc, passage.opening(head)
    while left < head.i and (_leads_in(passage, doc[left]) or doc[left].idx < opening):
        left += 1
    tokens: list[Token] = []
    for token in doc[left : right + 1]:
        if token.i > head.i and _clause_starts(passage, token):
            break
        tokens.append(token)
    tokens = stripped(_without_half_clause([t for t in tokens if not t.is_space]))
    return span_of(tokens) if tokens and len(tokens) <= LONGEST else None


def source_left(passage: Passage, cue: Token) -> Span | None:
    """Read the noun phrase just before a cue to which the parse gives no subject, from the last comma."""
    if cue.tag_ not in FINITE:
        return None
    start = cue.i
    while start and not _bounds_phrase(passage, passage.doc[start - 1]):
        start -= 1
    phrase = passage.doc[start : cue.i]
    if not any(passage.mention_at(t) or t.pos_ == "NOUN" for t in phrase):
        return None
    if any(t.tag_ in FINITE and t.pos_ != "AUX" for t in phrase):
        return None
    return source_before(list(phrase))


def _bounds_phrase(passage: Passage, token: Token) -> bool:
    return token.text in {",", ";", ":"} | SENTENCE_END or token.is_space or passage.is_marked(token)


def _leads_in(passage: Passage, token: Token) -> bool:
    return passage.is_marked(token) or token.is_space or token.pos_ in {"CCONJ", "SCONJ"}


def _without_half_clause(tokens: list[Token]) -> list[Token]:
    """Leave off a relative clause whose verb is the cue itself: the porter who later | said."""
    who = next((i for i, t in enumerate(tokens) if t.lower_ in {"who", "whose", "which"}), None)
    if who is None or any(t.tag_ in FINITE for t in tokens[who:]):
        return tokens
    return tokens[:who]


def _clause_starts(passage: Passage, token: Token) -> bool:
    if passage.is_marked(token) or token.is_space and "\n" in token.text:
        return True
    if token.lower_ in {"which", "where", "when", "while", "after", "because"}:
        return True
    in_relative = any(t.lower_ in {"who", "whose"} for t in token.sent[: token.i - token.sent.start])
    return (
        token.tag_ in FINITE and not in_relative and not passage.mention_at(token)
    ) or token.lower_ in TIMES
