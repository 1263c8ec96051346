"""Attribute marked quotations to their source mentions, by rules in a numbered cascade.

The cascade follows the rule-based systems for newswire (Pouliquen et al. 2007; O'Keefe et al. 2012) and
for dialogue (Muzny et al. 2017), with the forms that press releases add:

1. a cue after the quotation: “…,” said X, ROLE. / “…,” X told Y. / “…,” according to X.
2. a cue before it: X said: “…” / X said that “…”
3. a cue that ends the paragraph before: X, ROLE, said:
4. a name without a verb: “…,” X, ROLE. / X, a nurse: “…” / critics, among them X (“…”) and Y
5. the same cue again: “A,” X said. “B.” / a speech that goes on in the next paragraph
6. the last speaker of the paragraphs before, or the other one where two alternate
7. the subject of the sentence before: X shook her head. “…”

A later step runs only where the earlier ones found nothing; but what one of several says between the names of
the others (4a) is looked for before a cue further left (2), which is of them all.
"""

from collections.abc import Sequence

from spacy.tokens import Token

from pipeline.quotes.cuefinding import (
    clause_subject,
    cue_after,
    cue_before,
    cue_introducing,
    nearest_source,
    released_by,
    statement,
    verbless,
)
from pipeline.quotes.found import Found
from pipeline.quotes.lexicon import Cues
from pipeline.quotes.passage import DASHES, LOOSE, SENTENCE_END, Passage, sentences, span_of
from pipeline.quotes.sequence import carried, joined, runs_on, shares_cue
from pipeline.quotes.utterances import ending, is_clause, is_embedded, is_title, is_utterance, words_of

# Words of a fragment that its sentence carries on, below which a cue after it is not its own.
LEAST_WORDS = 3
# Words of a paragraph that names a speaker and says nothing else.
LONGEST_HEADING = 14
# What leads in one of several people.
EXEMPLIFYING = frozenset(("including", "among", "like", "from"))


def attribute(passage: Passage, cues: Cues) -> dict[int, Found]:
    """Attribute the marked stretches that are utterances; fragments and terms are left out."""
    found: dict[int, Found] = {}
    for k in range(len(passage.marked)):
        result = _local(passage, k, cues, found) or carried(passage, k, cues, found)
        if result:
            found[k] = result
    # 5d. a speech whose cue comes only with a later paragraph
    for k in range(len(passage.marked) - 2, -1, -1):
        if k not in found and k + 1 in found and runs_on(passage, k):
            found[k] = found[k + 1]
            found[k + 1] = joined(found, k)
    return found


def _local(passage: Passage, k: int, cues: Cues, found: dict[int, Found]) -> Found | None:
    # 1. a cue after the quotation
    result = _following(passage, k, cues)
    if result:
        return result
    # 5a. the cue of the stretch before runs up to this one: “A,” X said, “B.”
    if shares_cue(passage, k, cues, found, same_sentence=True):
        return joined(found, k - 1)
    # 4a. the words of one of several, between the names of the others
    result = _one_of_several(passage, k, found)
    if result:
        return result
    # 2. a cue before the quotation
    result = _preceding(passage, k, _last_sentence(passage.before(k)), cues)
    if result:
        return result
    # 3. a cue that ends the paragraph before
    marked = passage.marked[k]
    if not passage.before(k) and marked.paragraph:
        result = _introduced(passage, k, cues)
        if result:
            return result
    # 4b. a name without a verb
    return _without_verb(passage, k)


def _introduced(passage: Passage, k: int, cues: Cues) -> Found | None:
    """Read the paragraph before: X, ROLE, said: · X issued the following statement. · Senator X, D-Ohio."""
    block = passage.block_tokens(passage.marked[k].paragraph - 1)
    if not block or not is_utterance(passage, k) or any(passage.is_marked(t) for t in block[-1:]):
        return None
    intro = [t for t in list(sentences(block))[-1] if not passage.is_marked(t)]
    if intro and intro[-1].text == ":":
        result = _preceding(passage, k, intro, cues)
        return Found("intro", result.cue, result.mention) if result else None
    released = statement(intro, cues)
    if released is not None and any(t.lower_ == "following" for t in intro):
        cue, mention = released_by(passage, released)
        return Found("intro", cue, mention) if mention else None
    heading = verbless(passage, intro) if len(intro) == len(block) <= LONGEST_HEADING else None
    return Found("name-before", None, heading) if heading else None


def _following(passage: Passage, k: int, cues: Cues) -> Found | None:
    after = passage.after(k)
    sentence = next(sentences(after), [])
    if not sentence or sentence[0].text in SENTENCE_END or sentence[0].text == ":":
        return None
    end = ending(passage, k)
    last_is_open = end == "open"
    if end == "open" and sentence[0].text in LOOSE:
        end = "comma"
    if end == "open" and not (is_utterance(passage, k) or sentence[0].lemma_.lower() in cues.certain):
        return None
    short = last_is_open or len(words_of(passage, k)) < LEAST_WORDS
    if is_embedded(passage, k) and (is_title(passage, k) or (short and not is_utterance(passage, k))):
        return None  # a fragment or the title of a work, which its own sentence carries on
    new_sentence = end in {"stop", "strong"} and sentence[0].text[:1].isupper()
    if sentence[-1].text in {":", ","} and (new_sentence or end == "stop") and len(sentence) == len(after):
        return None  # “… done.” X added, “…” — the cue is the next one's
    result = cue_after(passage, sentence, cues)
    if result is None:
        return None
    cue, mention = result
    if mention is None and end != "comma":
        return None
    if end == "stop" and new_sentence and sentence[0].lower_ != "said":
        # “… done.” X said. — a new sentence belongs to the quotation only if it says nothing more
        rest = [t for t in sentence if t.idx >= cue.end and t.text not in SENTENCE_END]
        if len(rest) > 2 or any(t.pos_ in {"SCONJ", "VERB", "NOUN", "PRON"} for t in rest):
            return None
    return Found("cue-after", cue, mention)


def _last_sentence(tokens: Sequence[Token]) -> list[Token]:
    last = list(sentences(tokens))[-1:]
    return last[0] if last and last[0][-1].text not in SENTENCE_END else []


def _preceding(passage: Passage, k: int, sentence: list[Token], cues: Cues) -> Found | None:
    if not sentence:
        return None
    end = sentence[-1].text
    if end == ":":
        result = cue_introducing(passage, sentence, cues)
        if result:
            return Found("cue-before", result[0], result[1])
        mention = (
            verbless(passage, sentence[:-1])
            or clause_subject(passage, sentence)
            or nearest_source(passage, sentence)
        )
        return Found("name-before", None, mention) if mention else None
    if end in LOOSE:
        result = cue_before(passage, sentence, cues.speech)
        near = result is not None and result[2] <= 12 and is_utterance(passage, k)
    else:
        result = cue_before(passage, sentence, cues.certain)
        near = result is not None and result[2] <= (1 if end != "that" else 3)
        near = near and is_utterance(passage, k)
    return Found("cue-before", result[0], result[1]) if result and near else None


def _without_verb(passage: Passage, k: int) -> Found | None:
    after = passage.after(k)
    sentence = next(sentences(after), [])
    if not is_utterance(passage, k):
        return None
    if not sentence:
        return _signed(passage, k)
    dash = sentence[0].text in DASHES
    comma = ending(passage, k) == "comma" or sentence[0].text == ","
    ends_block = len(sentence) == len(after)
    if not (dash or (comma and ends_block)):
        return None
    mention = verbless(passage, sentence)
    return Found("name-after", None, mention) if mention else None


def _one_of_several(passage: Passage, k: int, found: dict[int, Found]) -> Found | None:
    """Read words set between dashes or in brackets behind one of several: critics, among them X.

    A clause there is what this one says; behind a name that isn't an example it may be anybody's.
    """
    before, after = passage.before(k), passage.after(k)
    if len(before) < 3 or not after or not (is_utterance(passage, k) and is_clause(passage, k)):
        return None
    both_dashes = before[-1].text in DASHES and after[0].text in DASHES
    if not both_dashes and (before[-1].text, after[0].text) != ("(", ")"):
        return None
    name = passage.mention_at(before[-2])
    if name is None or name.label != "PERSON":
        return None
    own = [t for t in before[:-1] if t.idx >= name.start]
    rest = before[: -1 - len(own)]
    for at in range(len(rest) - 1, -1, -1):
        token = rest[at]
        if token.lower_ in EXEMPLIFYING or (token.lower_ == "as" and at and rest[at - 1].lower_ == "such"):
            return Found("name-before", None, span_of(_last_of(rest[at + 1 :]) + own))
        if token.text in SENTENCE_END or (token.pos_ in {"VERB", "AUX", "PRON"} and token.lower_ != "them"):
            return None
    # what was between the names before has ended: X (“…”) and Y (“…”)
    goes_on = (
        rest and rest[0].text in {")", *DASHES} and k - 1 in found and found[k - 1].step == "name-before"
    )
    return Found("name-before", None, span_of(_last_of(rest) + own)) if goes_on else None


def _last_of(series: list[Token]) -> list[Token]:
    """Give what stands before the last name of a series, without what joins it to the names before."""
    at = max(
        (
            i
            for i, t in enumerate(series)
            if t.text in {",", ")", *DASHES} or t.lower_ in {"and", "or", "them"}
        ),
        default=-1,
    )
    return series[at + 1 :]


def _signed(passage: Passage, k: int) -> Found | None:
    """Read a signature below a quotation: a paragraph that starts with a dash and names somebody."""
    following = passage.marked[k].paragraph + 1
    if passage.before(k) or following >= len(passage.blocks):
        return None
    line = passage.block_tokens(following)
    if not line or line[0].text not in DASHES or any(passage.is_marked(t) for t in line):
        return None
    mention = verbless(passage, line)
    return Found("name-after", None, mention) if mention else None
