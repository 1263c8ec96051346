"""An article cut into windows of word pieces: what the tagger reads, in training and at run time alike.

A window holds whole paragraphs, `[CLS] paragraph [BREAK] paragraph … [SEP]`, as many as fit. Each piece
carries two features beside its id, because the encoder knows lower case only and splits marks from what
they enclose: the letter case of its word, and whether it stands inside quotation marks.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise, repeat

from tokenizers import Tokenizer

from pipeline.quotes.marks import Marked, find_marked, paragraphs

LONGEST = 192
"""How many pieces a window holds at most, `[CLS]`, breaks and `[SEP]` counted in."""
START, END, BREAK = "[CLS]", "[SEP]", "[unused1]"
CASES = ("none", "lower", "title", "capital", "upper", "mixed")
PLACES = ("outside", "inside", "mark")
INPUTS = ("ids", "case", "place", "paragraph")
"""What the network reads of a window."""
_NONE, _LOWER, _TITLE, _CAPITAL, _UPPER, _MIXED = range(len(CASES))
_OUTSIDE, _INSIDE, _MARK = range(len(PLACES))


@dataclass(frozen=True, slots=True)
class Window:
    """Word pieces in a row, in columns: the first four hold a number for each piece, the rest for each word.

    What stands for no text, `[CLS]`, a break or `[SEP]`, is a piece too, but of no word.
    """

    ids: list[int]
    case: list[int]
    place: list[int]
    paragraph: list[int]
    """A break begins the next paragraph, and so does the end."""
    firsts: list[int]
    """Which piece each word begins with: only such pieces are tagged."""
    starts: list[int]
    """Where each word begins in the text."""
    ends: list[int]
    """Where it ends."""

    def __len__(self) -> int:
        return len(self.ids)


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
    start, end, gap = (_special(tokenizer, name) for name in (START, END, BREAK))
    room = longest - 2
    parts = (part for block in _blocks(text, tokenizer) for part in _cut(block, text, room))
    return [_joined(together, start, end, gap) for together in _packed(parts, room)]


def _special(tokenizer: Tokenizer, name: str) -> int:
    number = tokenizer.token_to_id(name)
    if number is None:
        raise ValueError(f"the tokenizer knows no {name}")
    return int(number)


@dataclass(frozen=True, slots=True)
class _Part:
    """The pieces of a paragraph, or of a part of it, in the columns of a window."""

    ids: list[int]
    case: list[int]
    place: list[int]
    firsts: list[int]
    starts: list[int]
    ends: list[int]

    def between(self, start: int, end: int) -> "_Part":
        a, b = bisect_left(self.firsts, start), bisect_left(self.firsts, end)
        return _Part(
            self.ids[start:end],
            self.case[start:end],
            self.place[start:end],
            [first - start for first in self.firsts[a:b]],
            self.starts[a:b],
            self.ends[a:b],
        )


def _blocks(text: str, tokenizer: Tokenizer) -> Iterator[_Part]:
    """Give the pieces of each paragraph, paragraphs without any left out."""
    blocks = paragraphs(text)
    marked: dict[int, list[Marked]] = {}
    for its in find_marked(text, blocks):
        marked.setdefault(its.paragraph, []).append(its)
    for number, block in enumerate(blocks):
        encoding = tokenizer.encode(block.of(text), add_special_tokens=False)
        ids, offsets, word_of = encoding.ids, encoding.offsets, encoding.word_ids
        if not ids:
            continue
        firsts = [k for k, (before, word) in enumerate(pairwise([-1, *word_of])) if word != before]
        bounds = [*firsts, len(ids)]
        starts = [block.start + offsets[k][0] for k in firsts]
        ends = [block.start + offsets[k - 1][1] for k in bounds[1:]]
        cases = [_case(text[start:end]) for start, end in zip(starts, ends, strict=True)]
        places = _places(starts, marked.get(number, ()))
        if len(firsts) < len(ids):
            sizes = [after - first for first, after in pairwise(bounds)]
            cases, places = _by_piece(cases, sizes), _by_piece(places, sizes)
        yield _Part(ids, cases, places, firsts, starts, ends)


def _by_piece(by_word: list[int], sizes: list[int]) -> list[int]:
    return list(chain.from_iterable(map(repeat, by_word, sizes)))


def _places(starts: list[int], marked: Sequence[Marked]) -> list[int]:
    """Say of words in one paragraph where they stand; `marked` are the marked stretches in it."""
    places = [_OUTSIDE] * len(starts)
    for its in marked:
        for span, place in ((its.outer, _MARK), (its.span, _INSIDE)):
            a, b = bisect_left(starts, span.start), bisect_left(starts, span.end)
            places[a:b] = [place] * (b - a)
    return places


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


def _cut(block: _Part, text: str, room: int) -> Iterator[_Part]:
    """Cut a paragraph into parts of at most `room` pieces, at the last end of a sentence in reach."""
    done = 0
    while len(block.ids) - done > room:
        reach = range(bisect_left(block.firsts, done + room // 2), bisect_left(block.firsts, done + room))
        words = ((block.firsts[k], text[block.starts[k] : block.ends[k]]) for k in reversed(reach))
        at = next((first + 1 for first, word in words if word in {".", "?", "!"}), done + room)
        yield block.between(done, at)
        done = at
    yield block.between(done, len(block.ids)) if done else block


def _packed(parts: Iterable[_Part], room: int) -> Iterator[list[_Part]]:
    """Put together what fits into `room` pieces, a break between each two."""
    together: list[_Part] = []
    taken = 0
    for part in parts:
        if together and taken + 1 + len(part.ids) > room:
            yield together
            together = []
        taken = taken + 1 + len(part.ids) if together else len(part.ids)
        together.append(part)
    if together:
        yield together


def _joined(parts: Sequence[_Part], start: int, end: int, gap: int) -> Window:
    """Lay parts side by side between `start` and `end`, with `gap` before each but the first."""
    made = Window(ids=[], case=[], place=[], paragraph=[], firsts=[], starts=[], ends=[])
    for number, part in enumerate(parts):
        made.ids.append(gap if number else start)
        made.firsts.extend(len(made.ids) + first for first in part.firsts)
        made.ids.extend(part.ids)
        made.case.extend((_NONE, *part.case))
        made.place.extend((_OUTSIDE, *part.place))
        made.paragraph.extend([number] * (1 + len(part.ids)))
        made.starts.extend(part.starts)
        made.ends.extend(part.ends)
    made.ids.append(end)
    made.case.append(_NONE)
    made.place.append(_OUTSIDE)
    made.paragraph.append(len(parts))
    return made
