"""Attribute a marked quotation by the ones around it: steps 5 to 7 of the cascade in `attribution`."""

from spacy.tokens import Token

from pipeline.quotes.cuefinding import clause_subject, last_cue
from pipeline.quotes.found import Found
from pipeline.quotes.lexicon import Cues
from pipeline.quotes.passage import SENTENCE_END, Passage, sentences
from pipeline.quotes.utterances import is_utterance
from pipeline.records import Span

# Paragraphs between a speaker's last words and a quotation that nothing else attributes.
NEAR = 3
ANSWERED = frozenset(("replied", "answered", "responded", "retorted", "replies", "answers"))


def shares_cue(passage: Passage, k: int, cues: Cues, found: dict[int, Found], *, same_sentence: bool) -> bool:
    """Tell whether the narrative between `k - 1` and `k` holds the cue of `k - 1` and nothing else.

    A second cue in the same sentence introduces `k` itself: “A,” X said, adding: “B.”
    """
    before = found.get(k - 1)
    if before is None or passage.marked[k - 1].paragraph != passage.marked[k].paragraph:
        return False
    between = passage.before(k)
    if before.cue is None or not between or not between[0].idx <= before.cue.start <= between[-1].idx:
        return False
    parts = list(sentences(between))
    goes_on = parts[0][-1].text not in SENTENCE_END
    if len(parts) > 1 or (goes_on and _introduces(passage, between, before.cue, cues)):
        return False
    return goes_on and between[-1].text != ":" if same_sentence else is_utterance(passage, k)


def _introduces(passage: Passage, between: list[Token], cue: Span, cues: Cues) -> bool:
    """Tell whether a cue stands behind that of the words before, and introduces what follows."""
    rest = [t for t in between if t.idx >= cue.end]
    return last_cue(passage, rest, cues.speech) is not None


def joined(found: dict[int, Found], k: int) -> Found:
    """Say that a stretch goes on with the quotation of `k`."""
    return Found("same-cue", found[k].cue, found[k].mention, joins=k)


def carried(passage: Passage, k: int, cues: Cues, found: dict[int, Found]) -> Found | None:
    """Attribute a stretch that has no cue of its own by what was `found` before it; None if nothing tells."""
    marked = passage.marked[k]
    before = passage.before(k)
    # 5b. a new sentence after the cue: “A,” X said. “B.”
    if shares_cue(passage, k, cues, found, same_sentence=False):
        return joined(found, k - 1)
    if not is_utterance(passage, k) and marked.opened:
        return None
    previous = passage.by_block[marked.paragraph - 1] if marked.paragraph else []
    if not before and previous and previous[-1] in found:
        last = previous[-1]
        # 5c. a speech that goes on: the paragraph before was left open
        if not passage.marked[last].closed or not marked.opened:
            return joined(found, last)
        # 6a. two speakers alternate
        other = _alternate(passage, k, found) or _questioner(passage, k, found[last])
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


def _questioner(passage: Passage, k: int, answer: Found) -> Span | None:
    """Give who asks on after an answer (“…,” he replied. / “And then?”): the person named last before it."""
    text = passage.text
    answered = answer.cue is not None and answer.cue.of(text).lower() in ANSWERED
    if not answered or not passage.marked[k].span.of(text).endswith("?") or answer.mention is None:
        return None
    start = passage.blocks[max(0, passage.marked[k].paragraph - 2)].start
    named = [
        m for m in passage.mentions if m.label == "PERSON" and start <= m.start < passage.marked[k].span.start
    ]
    others = [m for m in named if not m.span.touches(answer.mention)]
    return others[-1].span if others else None


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


def runs_on(passage: Passage, k: int) -> bool:
    """Tell whether the stretch is left open at its paragraph's end and the next paragraph goes on with it."""
    this, following = passage.marked[k], passage.marked[k + 1]
    return not this.closed and following.paragraph == this.paragraph + 1 and not passage.before(k + 1)
