"""Read interviews and transcripts, where a label instead of a verb says who speaks.

Two layouts: question and answer ("Q:" / "A:"), where the answers are the interviewee's, and a transcript
with names ("SMITH: …"). A colon after a capitalised word is mostly none of this (datelines, notes, tables),
so labels count only where they come back in turn:

1. "Q" and "A", with at least two answers
2. two labels in capitals, each with two turns or more ("ANA BELL: …" and "BELL: …" are one)
3. labels in turn (one, another, the first again), the first of which names a person of the article or a
   host, the other too or it comes back

Labels in small letters need step 3. Inside a paragraph only labels in capitals count, after a full stop.
The marks of a transcript that stands in quotation marks as a whole belong to no turn.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.quotes.confidence import CONFIDENCE
from pipeline.quotes.passage import Passage
from pipeline.records import Quotation, Span

QUESTION = frozenset(("Q", "Question"))
ANSWER = frozenset(("A", "Answer"))
# Those who ask without a name.
HOSTS = frozenset(("anchor", "caller", "host", "interviewer", "moderator", "reporter"))
_MARK = r"[\"“”„«]?"
_CAPITALS = r"[A-Z][A-Z.'’\-]+(?: [A-Z][A-Z.'’\-]+){0,3}"
_CASED = r"[A-Z][\w.'’\-]+(?: [A-Z][\w.'’\-]+){0,3}"
_ASIDE = r"(?: ?[(\[][^()\[\]\n]{1,40}[)\]])?"
# At the start of a paragraph or a line; the words may follow in the next line or paragraph.
OPENING = re.compile(
    rf"{_MARK}(?P<who>(?:Q|A|Question|Answer|{_CAPITALS})(?={_ASIDE}\s?[:.])|{_CASED}(?={_ASIDE}\s?:))"
    rf"{_ASIDE}\s?[:.](?:\s+|\Z)"
)
# Within a paragraph, after a sentence's end.
WITHIN = re.compile(
    rf"(?:(?<=[.?!…)\]\"”—–-])\s+|\n\s*){_MARK}(?P<who>[QA](?=[:.] )|{_CAPITALS}(?={_ASIDE}:)){_ASIDE}[:.]\s+"
)
# "(CROSSTALK)", "[laughter]" and "…" in a paragraph of their own are nobody's words.
ASIDE = re.compile(r"[\"“”]?\s*(?:\([^()]*\)|\[[^\[\]]*\]|[.…\s]+)[\"“”.\s]*")
# A label in running text ("WASHINGTON: …", "NOTE: …") comes once or twice; a transcript's come back.
LEAST_TURNS = 2
OPENERS, CLOSERS = frozenset("“„«"), frozenset("”»")


@dataclass(frozen=True, slots=True)
class _Turn:
    who: str
    label: Span
    """With its colon."""
    name: Span
    pieces: tuple[Span, ...]
    """The words, by paragraphs; none where nothing was said."""


def find_turns(passage: Passage) -> tuple[Quotation, ...]:
    """Find the turns of an interview or transcript, one quotation per turn; none in other articles."""
    turns = _turns(passage)
    # 1. question and answer
    if sum(turn.who in ANSWER for turn in turns) >= LEAST_TURNS and any(t.who in QUESTION for t in turns):
        return _answers(passage, [turn for turn in turns if turn.who in QUESTION | ANSWER])
    # 2. names in capitals 3. names of people
    people = _people(passage)
    if not _is_transcript(passage, turns, people):
        return ()
    capitals = Counter(turn.who for turn in turns if turn.name.of(passage.text).isupper())
    silent = {who for who in capitals if _asks(passage, who, turns)}
    heard = {who for who, n in capitals.items() if n >= LEAST_TURNS and who not in silent}
    return tuple(
        _quotation(turn, turn.name)
        for turn in turns
        if turn.pieces and (turn.who in heard or _bears(turn.who, people))
    )


def is_labelled(text: str, span: Span) -> bool:
    """Tell whether a stretch of a transcript begins with a label."""
    return OPENING.match(text, span.start, span.end) is not None


def _people(passage: Passage, *, labels: bool = False) -> set[str]:
    """Give the words of the names of people, in small letters; those in labels count only if asked for."""
    named = (m for m in passage.mentions if m.label == "PERSON")
    counted = (m for m in named if labels or passage.text[m.end : m.end + 1] != ":")
    return {word.casefold() for m in counted for word in m.text.split()}


def _bears(who: str, people: set[str]) -> bool:
    return who in people or who in HOSTS


def _is_transcript(passage: Passage, turns: list[_Turn], people: set[str]) -> bool:
    """Tell whether labels come back in turn, and what follows them is mostly sentences."""
    # 2. names in capitals
    capitals = Counter(turn.who for turn in turns if turn.name.of(passage.text).isupper())
    if len([who for who, n in capitals.items() if n >= LEAST_TURNS]) >= 2:
        return _speaks(passage, [turn for turn in turns if turn.who in capitals])
    # 3. names of people
    counts = Counter(turn.who for turn in turns)
    turns = [turn for turn in turns if _bears(turn.who, people) or counts[turn.who] >= LEAST_TURNS]
    order = [turn.who for turn in turns]
    back = (i for i, who in enumerate(order[:-2]) if order[i + 1] != who and who in order[i + 2 :])
    return any(_bears(order[i], people) for i in back) and _speaks(passage, turns)


def _speaks(passage: Passage, turns: Sequence[_Turn]) -> bool:
    """Tell whether more than half of the turns hold a verb: lists and tables have labels too."""
    pieces = [[t for p in turn.pieces for t in passage.tokens(p.start, p.end)] for turn in turns]
    return 2 * sum(any(t.pos_ in {"VERB", "AUX"} for t in tokens) for tokens in pieces) > len(turns)


def _asks(passage: Passage, who: str, turns: Sequence[_Turn]) -> bool:
    """Tell whether a label is the publication's own: no person bears it, and its turns are questions."""
    texts = [turn.pieces[-1].of(passage.text) for turn in turns if turn.who == who and turn.pieces]
    questions = sum(text.endswith("?") for text in texts)
    return 2 * questions > len(texts) and who not in _people(passage, labels=True)


def _turns(passage: Passage) -> list[_Turn]:
    labels = sorted(_labels(passage))
    ends = [start for start, _, _ in labels[1:]]
    out = []
    for at, (_, end, name) in enumerate(labels):
        who = name.of(passage.text)
        who = who if who in QUESTION | ANSWER else who.split()[-1].casefold()
        # After the last turn nothing tells speech from narrative: it ends with its paragraph.
        pieces = _pieces(passage, end, ends[at]) if at < len(ends) else _pieces(passage, end, None)
        label = Span(name.start, name.start + len(passage.text[name.start : end].rstrip()))
        out.append(_Turn(who, label, name, pieces))
    return out


def _labels(passage: Passage) -> set[tuple[int, int, Span]]:
    """Find what looks like a label: where it starts, where the words begin, and the name in it."""
    out = {}
    for block in passage.blocks:
        opening = OPENING.match(passage.text, block.start, block.end)
        found = [opening] if opening else []
        found += WITHIN.finditer(passage.text, opening.end("who") if opening else block.start, block.end)
        out.update({m.start("who"): (m.start(), m.end(), Span(*m.span("who"))) for m in found})
    return set(out.values())


def _pieces(passage: Passage, start: int, end: int | None) -> tuple[Span, ...]:
    """Give what is said from `start` to `end`, or to the end of the first paragraph, by paragraphs."""
    out = []
    for block in passage.blocks:
        if block.end <= start or (end is not None and block.start >= end):
            continue
        piece = _trim(passage.text, max(start, block.start), min(end or block.end, block.end))
        if piece.start < piece.end and not ASIDE.fullmatch(passage.text, piece.start, piece.end):
            out.append(piece)
        if end is None and out:
            break
    return tuple(out)


def _trim(text: str, start: int, end: int) -> Span:
    """Leave off spaces, marks around the whole, and marks that have no partner within: the transcript's."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    inner = text[start:end]
    opened, closed = sum(map(inner.count, OPENERS)), sum(map(inner.count, CLOSERS))
    odd, single = inner.count('"') % 2, max(opened, closed) == 1 or inner.count('"') == 2
    first, last = inner[:1], inner[-1:]
    whole = single and first in {*OPENERS, '"'} and last in {*CLOSERS, '"'}
    leads = whole or (first == '"' and odd) or (first in OPENERS and opened > closed)
    ends = whole or (last == '"' and odd and not leads) or (last in CLOSERS and closed > opened)
    return Span(start + bool(inner and leads), end - bool(inner and ends))


def _answers(passage: Passage, turns: Sequence[_Turn]) -> tuple[Quotation, ...]:
    mention = _interviewee(passage, turns[0].label.start)
    return tuple(_quotation(turn, mention) for turn in turns if turn.who in ANSWER and turn.pieces)


def _quotation(turn: _Turn, mention: Span | None) -> Quotation:
    return Quotation(
        turn.pieces, "direct", turn.label, mention, confidence=CONFIDENCE["interview"], step="interview"
    )


def _interviewee(passage: Passage, first: int) -> Span | None:
    """Find the person whom the introduction names most; the first of them where two are level."""
    people = [m for m in passage.mentions if m.label == "PERSON" and m.end <= first]
    if not people:
        return None
    surnames = Counter(m.text.split()[-1] for m in people)
    return max(people, key=lambda m: (surnames[m.text.split()[-1]], -m.start)).span
