"""An article cut into windows of word pieces: what the tagger reads, in training and at run time alike.

A window holds whole paragraphs, `[CLS] paragraph [BREAK] paragraph … [SEP]`, as many as fit. Each piece
carries two features beside its id, because the encoder knows lower case only and splits marks from what
they enclose: the letter case of its word, and whether it stands inside quotation marks.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from tokenizers import Tokenizer

from pipeline.quotes.marks import Marked, find_marked, paragraphs
from pipeline.records import Span

LONGEST = 192
"""How many pieces a window holds at most, `[CLS]`, breaks and `[SEP]` counted in."""
START, END, BREAK = "[CLS]", "[SEP]", "[unused1]"
CASES = ("none", "lower", "title", "capital", "upper", "mixed")
PLACES = ("outside", "inside", "mark")
_NONE, _LOWER, _TITLE, _CAPITAL, _UPPER, _MIXED = range(len(CASES))
_OUTSIDE, _INSIDE, _MARK = range(len(PLACES))


class Piece(NamedTuple):
    """A word piece: `word` is the span of its word in the text, None for a piece that stands for no text."""

    id: int
    case: int
    place: int
    word: Span | None
    first: bool
    """Whether it begins its word: only such pieces are tagged."""


Window = tuple[Piece, ...]


def read_tokenizer(data: bytes) -> Tokenizer:
    """Make the tokenizer from its JSON, without the cuts and the padding that it may ask for."""
    tokenizer = Tokenizer.from_str(data.decode())
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def windows(text: str, tokenizer: Tokenizer, *, longest: int = LONGEST) -> list[Window]:
    """Cut a text into windows of at most `longest` pieces, in text order; a blank text yields none.

    A paragraph that is longer than a window is cut after a sentence, or where the window ends. Raises
    ValueError where a window has no room for a piece between `[CLS]` and `[SEP]`.
    """
    if longest < 3:
        raise ValueError(f"{longest} pieces leave a window no room for text")
    blocks = paragraphs(text)
    ends = {name: _special(tokenizer, name) for name in (START, END, BREAK)}
    room = longest - 2
    out: list[list[Piece]] = []
    for block in _pieces(text, blocks, tokenizer):
        for part in _cut(block, text, room):
            if out and len(out[-1]) + 1 + len(part) <= room + 1:
                out[-1] += [ends[BREAK], *part]
            else:
                out.append([ends[START], *part])
    return [(*window, ends[END]) for window in out]


def _special(tokenizer: Tokenizer, name: str) -> Piece:
    number = tokenizer.token_to_id(name)
    if number is None:
        raise ValueError(f"the tokenizer knows no {name}")
    return Piece(number, case=0, place=0, word=None, first=False)


def _pieces(text: str, blocks: Sequence[Span], tokenizer: Tokenizer) -> Iterator[list[Piece]]:
    """Give the pieces of each paragraph, paragraphs without any left out."""
    marked = find_marked(text, tuple(blocks))
    starts = [m.outer.start for m in marked]
    encodings = tokenizer.encode_batch([block.of(text) for block in blocks], add_special_tokens=False)
    for block, encoding in zip(blocks, encodings, strict=True):
        out: list[Piece] = []
        pieces = zip(encoding.word_ids, encoding.ids, encoding.offsets, strict=True)
        for _, of_word in groupby(pieces, key=itemgetter(0)):
            (_, number, (start, end)), *others = of_word
            if others:
                end = others[-1][2][1]
            word = Span(block.start + start, block.start + end)
            case, place = _case(word.of(text)), _place(word, marked, starts)
            out.append(Piece(number, case, place, word, first=True))
            out += [Piece(other, case, place, word, first=False) for _, other, _ in others]
        if out:
            yield out


def _place(word: Span, marked: Sequence[Marked], starts: Sequence[int]) -> int:
    k = bisect_right(starts, word.start) - 1
    if k < 0 or word.start >= marked[k].outer.end:
        return _OUTSIDE
    return _INSIDE if marked[k].span.start <= word.start < marked[k].span.end else _MARK


@lru_cache(maxsize=8192)  # the same words come again and again
def _case(word: str) -> int:
    letters = len(word) if word.isalpha() else sum(map(str.isalpha, word))
    if not letters:
        return _NONE
    if word.islower():
        return _LOWER
    if word.isupper():
        return _UPPER if letters > 1 else _CAPITAL
    return _TITLE if word[0].isupper() and word[1:].islower() else _MIXED


def _cut(block: list[Piece], text: str, room: int) -> Iterator[list[Piece]]:
    """Cut a paragraph into parts of at most `room` pieces, at the last end of a sentence in reach."""
    while len(block) > room:
        ends = [
            k + 1
            for k in range(room // 2, room)
            if block[k].word is not None and block[k].word.of(text) in {".", "?", "!"}  # type: ignore[union-attr]
        ]
        at = ends[-1] if ends else room
        yield block[:at]
        block = block[at:]
    yield block
