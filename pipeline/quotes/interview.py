"""Read interviews and transcripts, where a label instead of a verb says who speaks.

Two layouts: question and answer ("Q:" / "A:"), where the answers are the interviewee's, and a transcript
with names ("SMITH: …"). A label counts only where the article has at least two paragraphs of each side.
"""

import re
from collections import Counter
from dataclasses import dataclass

from pipeline.quotes.confidence import CONFIDENCE
from pipeline.quotes.passage import Passage
from pipeline.records import Quotation, Span

LABEL = re.compile(r"(?P<who>Q|A|Question|Answer|[A-Z][A-Z.'’\-]+(?: [A-Z][A-Z.'’\-]+){0,3})\s*[:.]\s+(?=\S)")
QUESTION = frozenset(("Q", "Question"))
ANSWER = frozenset(("A", "Answer"))
# A label in running text ("WASHINGTON: …", "NOTE: …") comes once or twice; a transcript's come back.
LEAST_TURNS = 2


@dataclass(frozen=True, slots=True)
class _Turn:
    block: int
    who: str
    label: Span
    speech: Span


def find_turns(passage: Passage) -> tuple[Quotation, ...]:
    """Find the turns of an interview or transcript, one quotation per turn; none in other articles."""
    turns = _turns(passage)
    speakers = {turn.who for turn in turns}
    if speakers & QUESTION and speakers & ANSWER:
        return _answers(passage, turns)
    named = [turn for turn in turns if turn.who not in QUESTION | ANSWER]
    counts = {who: sum(t.who == who for t in named) for who in speakers}
    if len([who for who, n in counts.items() if n >= LEAST_TURNS]) < 2:
        return ()
    asking = {who for who in speakers if _asks(passage, who, named)}
    return tuple(_quotation(turn, turn.label, passage, named) for turn in named if turn.who not in asking)


def _asks(passage: Passage, who: str, turns: list[_Turn]) -> bool:
    """Tell whether a label is the publication's own: no person bears it, and its turns are questions."""
    people = {word.casefold() for m in passage.mentions if m.label == "PERSON" for word in m.text.split()}
    texts = [turn.speech.of(passage.text).rstrip() for turn in turns if turn.who == who]
    questions = sum(text.endswith("?") for text in texts)
    return who.split()[-1].casefold() not in people and 2 * questions > len(texts)


def _turns(passage: Passage) -> list[_Turn]:
    out = []
    for number, block in enumerate(passage.blocks):
        match = LABEL.match(passage.text, block.start, block.end)
        if match and match.end() < block.end:
            who = match["who"]
            label = Span(match.start("who"), match.end("who"))
            out.append(_Turn(number, who, label, Span(match.end(), block.end)))
    return out


def _answers(passage: Passage, turns: list[_Turn]) -> tuple[Quotation, ...]:
    turns = [turn for turn in turns if turn.who in QUESTION | ANSWER]
    answers = [turn for turn in turns if turn.who in ANSWER]
    if len(answers) < LEAST_TURNS:
        return ()
    mention = _interviewee(passage, turns[0].block)
    return tuple(_quotation(turn, mention, passage, turns) for turn in answers)


def _quotation(turn: _Turn, mention: Span | None, passage: Passage, turns: list[_Turn]) -> Quotation:
    """Make a turn's quotation, with the unlabelled paragraphs up to the next turn.

    After the last turn nothing tells speech from narrative: it ends with its paragraph.
    """
    following = [other.block for other in turns if other.block > turn.block]
    more = passage.blocks[turn.block + 1 : following[0]] if following else ()
    label = Span(turn.label.start, turn.speech.start)
    cue = Span(label.start, label.start + len(label.of(passage.text).rstrip()))
    return Quotation(
        (turn.speech, *more), "direct", cue, mention, confidence=CONFIDENCE["interview"], step="interview"
    )


def _interviewee(passage: Passage, first: int) -> Span | None:
    """Find the person whom the introduction names most; the first of them where two are level."""
    end = passage.blocks[first].start
    people = [m for m in passage.mentions if m.label == "PERSON" and m.end <= end]
    if not people:
        return None
    surnames = Counter(m.text.split()[-1] for m in people)
    return max(people, key=lambda m: (surnames[m.text.split()[-1]], -m.start)).span
