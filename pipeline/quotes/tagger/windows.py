"""An article cut into windows of word pieces: what the tagger reads, in training and at run time alike.

A window holds whole paragraphs, `[CLS] paragraph [BREAK] paragraph … [SEP]`, as many as fit. Each piece
carries two features beside its id, because the encoder knows lower case only and splits marks from what
they enclose: the letter case of its word, and whether it stands inside quotation marks.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tokenizers import Encoding, Tokenizer

from pipeline.quotes.marks import Marked, find_marked, paragraphs
from pipeline.records import Span

LONGEST = 192
"""How many pieces a window holds at most, `[CLS]`, breaks and `[SEP]` counted in."""
START, END, BREAK = "[CLS]", "[SEP]", "[unused1]"
CASES = ("none", "lower", "title", "capital", "upper", "mixed")
PLACES = ("outside", "inside", "mark")


@dataclass(frozen=True, slots=True)
class Piece:
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
        words = _words(encoding, block.start)
        seen = {word: (_case(word.of(text)), _place(word, marked, starts)) for word in words}
        out = [
            Piece(number, *seen[word], word, first=k == 0 or words[k - 1] is not word)
            for k, (number, word) in enumerate(zip(encoding.ids, words, strict=True))
        ]
        if out:
            yield out


def _words(encoding: Encoding, base: int) -> list[Span]:
    """Give the span of the word that each piece belongs to, as offsets into the text."""
    spans: dict[int | None, Span] = {}
    for number, (start, end) in zip(encoding.word_ids, encoding.offsets, strict=True):
        known = spans.get(number)
        spans[number] = Span(known.start if known else base + start, base + end)
    return [spans[number] for number in encoding.word_ids]


def _place(word: Span, marked: Sequence[Marked], starts: Sequence[int]) -> int:
    k = bisect_right(starts, word.start) - 1
    if k < 0 or word.start >= marked[k].outer.end:
        return PLACES.index("outside")
    return PLACES.index("inside" if marked[k].span.start <= word.start < marked[k].span.end else "mark")


def _case(word: str) -> int:
    letters = [c for c in word if c.isalpha()]
    if not letters:
        return CASES.index("none")
    if word.islower():
        return CASES.index("lower")
    if word.isupper():
        return CASES.index("upper" if len(letters) > 1 else "capital")
    return CASES.index("title" if word[0].isupper() and word[1:].islower() else "mixed")


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
