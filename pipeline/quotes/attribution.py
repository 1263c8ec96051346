"""Attribute marked quotations to their source mentions, by rules in a numbered cascade.

The cascade follows the rule-based systems for newswire (Pouliquen et al. 2007; O'Keefe et al. 2012) and
for dialogue (Muzny et al. 2017), with the forms that press releases add:

1. a cue after the quotation: “…,” said X, ROLE. / “…,” X told Y. / “…,” according to X.
2. a cue before it: X said: “…” / X said that “…”
3. a cue that ends the paragraph before: X, ROLE, said:
4. a name without a verb: “…,” X, ROLE. / X, a nurse: “…”
5. the same cue again: “A,” X said. “B.” / a speech that goes on in the next paragraph
6. the last speaker of the paragraphs before, or the other one where two alternate
7. the subject of the sentence before: X laughed at that. “…”

A later step runs only where the earlier ones found nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from pipeline.quotes.cuefinding import (
    clause_subject,
    cue_after,
    cue_before,
    cue_introducing,
    nearest_source,
    verbless,
)
from pipeline.quotes.lexicon import Cues
from pipeline.quotes.passage import DASHES, LOOSE, SENTENCE_END, Passage, sentences
from pipeline.quotes.sources import FINITE
from pipeline.records import Span

# Paragraphs between a speaker's last words and a quotation that nothing else attributes.
NEAR = 3
# Words of a fragment that its sentence carries on, below which a cue after it is not its own.
LEAST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Found:
    """How one marked stretch was attributed; `joins` is the stretch whose quotation it goes on with."""

    step: str
    cue: Span | None = None
    mention: Span | None = None
    joins: int | None = None


def attribute(passage: Passage, cues: Cues) -> dict[int, Found]:
    """Attribute the marked stretches that are utterances; fragments and terms are left out."""
    found: dict[int, Found] = {}
    for k in range(len(passage.marked)):
        result = _local(passage, k, cues, found) or _carried(passage, k, found)
        if result:
            found[k] = result
    return found


def _local(passage: Passage, k: int, cues: Cues, found: dict[int, Found]) -> Found | None:
    # 1. a cue after the quotation
    result = _following(passage, k, cues)
    if result:
        return result
    # 5a. the cue of the stretch before runs up to this one: “A,” X said, “B.”
    if _shares_cue(passage, k, found, same_sentence=True):
        return _joined(found, k - 1)
    # 2. a cue before the quotation
    result = _preceding(passage, k, _last_sentence(passage.before(k)), cues)
    if result:
        return result
    # 3. a cue that ends the paragraph before
    marked = passage.marked[k]
    if not passage.before(k) and marked.paragraph:
        intro = _last_sentence(passage.block_tokens(marked.paragraph - 1))
        if intro and intro[-1].text == ":" and not passage.is_marked(intro[-1]):
            result = _preceding(passage, k, [t for t in intro if not passage.is_marked(t)], cues)
            if result:
                return Found("intro", result.cue, result.mention)
    # 4. a name without a verb
    return _without_verb(passage, k)


def is_utterance(passage: Passage, k: int) -> bool:
    """Tell whether the stretch is a whole clause or more: it has a finite verb, or ends as sentences do."""
    span = passage.marked[k].span
    text = span.of(passage.text)
    tokens = passage.tokens(span.start, span.end)
    finite = any(t.tag_ in FINITE for t in tokens)
    subject = any(t.dep_ in {"nsubj", "nsubjpass", "expl"} for t in tokens)
    begins = text[:1].isupper() or not text[:1].isalpha()
    ends = text[-1:] in ".?!,…" or passage.marked[k].closed is False
    if finite and subject and (begins or ends):
        return True
    return begins and ends and len(tokens) > 1


def _bounds(passage: Passage, k: int) -> tuple[int, int]:
    span = passage.marked[k].span
    return span.start, span.end


def is_title(passage: Passage, k: int) -> bool:
    """Tell whether the words are set as a title is: two content words or more, each with a capital."""
    span = passage.marked[k].span
    words = [
        t for t in passage.tokens(span.start, span.end) if t.pos_ in {"NOUN", "PROPN", "VERB", "ADJ", "ADV"}
    ]
    return len(words) > 1 and all(not t.text[:1].islower() for t in words)


def _ending(passage: Passage, k: int) -> str:
    """Say how the stretch ends: comma, stop, strong (? ! …) or open (nothing)."""
    last = passage.marked[k].span.of(passage.text)[-1:]
    if last in {",", "-", "–", "—"}:
        return "comma"
    return "stop" if last == "." else "strong" if last in {"?", "!", "…"} else "open"


def _following(passage: Passage, k: int, cues: Cues) -> Found | None:
    after = passage.after(k)
    sentence = next(sentences(after), [])
    if not sentence or sentence[0].text in SENTENCE_END or sentence[0].text == ":":
        return None
    ending = _ending(passage, k)
    last_is_open = ending == "open"
    if ending == "open" and sentence[0].text in LOOSE:
        ending = "comma"
    if ending == "open" and not (is_utterance(passage, k) or sentence[0].lemma_.lower() in cues.certain):
        return None
    if _embedded(passage, k) and (is_title(passage, k) or not is_utterance(passage, k)):
        words = [t for t in passage.tokens(*_bounds(passage, k)) if not t.is_punct]
        if last_is_open or len(words) < LEAST_WORDS or is_title(passage, k):
            return None  # a fragment or the title of a work, which its own sentence carries on
    new_sentence = ending in {"stop", "strong"} and sentence[0].text[:1].isupper()
    if sentence[-1].text in {":", ","} and (new_sentence or ending == "stop") and len(sentence) == len(after):
        return None  # “… done.” X added, “…” — the cue is the next one's
    result = cue_after(passage, sentence, cues)
    if result is None:
        return None
    cue, mention = result
    if mention is None and ending != "comma":
        return None
    if ending == "stop" and new_sentence and sentence[0].lower_ != "said":
        # “… done.” X said. — a new sentence belongs to the quotation only if it says nothing more
        rest = [t for t in sentence if t.idx >= cue.end and t.text not in SENTENCE_END]
        if len(rest) > 2 or any(t.pos_ in {"SCONJ", "VERB", "NOUN", "PRON"} for t in rest):
            return None
    return Found("cue-after", cue, mention)


def _embedded(passage: Passage, k: int) -> bool:
    """Tell whether narrative runs into the stretch without a pause, so that it is part of a sentence."""
    before = passage.before(k)
    return bool(before) and before[-1].text not in SENTENCE_END | LOOSE | {":"}


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
    comma = _ending(passage, k) == "comma" or sentence[0].text == ","
    ends_block = len(sentence) == len(after)
    if not (dash or (comma and ends_block)):
        return None
    mention = verbless(passage, sentence)
    return Found("name-after", None, mention) if mention else None


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


def _shares_cue(passage: Passage, k: int, found: dict[int, Found], *, same_sentence: bool) -> bool:
    """Tell whether the narrative between `k - 1` and `k` holds the cue of `k - 1` and nothing else."""
    before = found.get(k - 1)
    if before is None or passage.marked[k - 1].paragraph != passage.marked[k].paragraph:
        return False
    between = passage.before(k)
    if before.cue is None or not between or not between[0].idx <= before.cue.start <= between[-1].idx:
        return False
    parts = list(sentences(between))
    if same_sentence:
        return len(parts) == 1 and parts[0][-1].text not in SENTENCE_END and parts[0][-1].text != ":"
    return len(parts) == 1 and is_utterance(passage, k)


def _joined(found: dict[int, Found], k: int) -> Found:
    return Found("same-cue", found[k].cue, found[k].mention, joins=k)


def _carried(passage: Passage, k: int, found: dict[int, Found]) -> Found | None:
    marked = passage.marked[k]
    before = passage.before(k)
    # 5b. a new sentence after the cue: “A,” X said. “B.”
    if _shares_cue(passage, k, found, same_sentence=False):
        return _joined(found, k - 1)
    if not is_utterance(passage, k) and marked.opened:
        return None
    previous = passage.by_block[marked.paragraph - 1] if marked.paragraph else []
    if not before and previous and previous[-1] in found:
        last = previous[-1]
        # 5c. a speech that goes on: the paragraph before was left open
        if not passage.marked[last].closed or not marked.opened:
            return _joined(found, last)
        # 6a. two speakers alternate
        other = _alternate(passage, k, found)
        if other is not None:
            return Found("alternating", None, other)
        # 6b. the next paragraph of the same speaker
        return Found("same-speaker", None, found[last].mention)
    # 7. the subject of the sentence before
    parts = list(sentences(before))
    if parts and parts[-1][-1].text in SENTENCE_END:
        mention = clause_subject(passage, parts[-1])
        if mention:
            return Found("subject-before", None, mention)
        if k - 1 in found and passage.marked[k - 1].paragraph == marked.paragraph:
            return Found("same-speaker", None, found[k - 1].mention)
    if not before:
        return _from_narrative(passage, k, found)
    return None


def _alternate(passage: Passage, k: int, found: dict[int, Found]) -> Span | None:
    """Give the other one's mention where this paragraph goes on with an exchange of two."""
    block = passage.marked[k].paragraph
    if block < 2 or not passage.by_block[block - 2]:
        return None
    last, other = found.get(passage.by_block[block - 1][-1]), found.get(passage.by_block[block - 2][-1])
    if last is None or other is None or last.mention is None or other.mention is None:
        return None
    text = passage.text
    if last.mention == other.mention or last.mention.of(text) == other.mention.of(text):
        return None
    both_talk = all(_is_talk(passage, passage.by_block[b][0]) for b in (block - 1, block - 2))
    return other.mention if both_talk and passage.fills_block(k) else None


def _is_talk(passage: Passage, k: int) -> bool:
    """Tell whether the paragraph of `k` starts with it, as the turns of an exchange do."""
    return not passage.before(k)


def _from_narrative(passage: Passage, k: int, found: dict[int, Found]) -> Found | None:
    """Attribute a paragraph of speech by the paragraphs of narrative before it."""
    block = passage.marked[k].paragraph
    for number in range(block - 1, max(-1, block - 1 - NEAR), -1):
        quoted = [j for j in passage.by_block[number] if j in found and found[j].mention]
        if quoted:
            return Found("last-speaker", None, found[quoted[-1]].mention)
        parts = list(sentences(passage.block_tokens(number)))
        mention = clause_subject(passage, parts[-1]) if parts else None
        if mention:
            return Found("subject-before", None, mention)
    return None
