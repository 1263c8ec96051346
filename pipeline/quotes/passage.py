"""An article laid out for attribution: paragraphs, marked stretches, and the narrative between them."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Doc, Token

from pipeline.quotes.marks import Marked, find_marked, paragraphs
from pipeline.records import Mention, Span

SENTENCE_END = frozenset((".", "?", "!", "…", "..."))
DASHES = frozenset(("-", "–", "—", "―", "--", "~"))
LOOSE = DASHES | frozenset((",", ";", "(", ")", "[", "]"))
LONGEST_DATELINE = 110
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DATE = rf"(?:\d{{1,2}} {_MONTH}|{_MONTH} \d{{1,2}})(?:,? \d{{4}})?"
_DASH = r"\s*(?:[–—―]|--|\s-\s)\s*"
_CAPITALS = r"[A-ZÀ-Þ][A-ZÀ-Þ.'’/-]+(?:(?:, ?|[ /&-]+)[A-ZÀ-Þ][\w.'’-]*|[ ,]+(?:de|do|da|del|la|le|of|and))*"
_PLACE = r"[A-ZÀ-Þ][\w.'’-]*(?:(?:, ?| )[A-ZÀ-Þ][\w.'’-]*)*"
_STATE = r"[A-ZÀ-Þ][\w.'’-]*(?: [A-ZÀ-Þ][\w.'’-]*)?, (?:[A-Z]\.?){2,3}"
_AGENCY = r"(?: ?\([^)\n]{2,40}\))?"
_CAPITAL_CITY = r"[A-ZÀ-Þ][A-Za-zÀ-ÿ]+(?:,? +D\.? ?C\.?)"
_WIDE = rf"(?:[A-ZÀ-Þ]{{3,}}(?: [A-ZÀ-Þ]{{3,}})*(?:,?\s+(?:D\.? ?C\.?|[A-Z]{{2}}))?|{_CAPITAL_CITY})\s{{2,}}"
# A place in capitals, a place with its state, or a place with a date, up to a dash before a capital; in
# brackets too; or a place in capitals set off by a wide gap, where a scraper lost the dash.
DATELINE = re.compile(
    rf"(?:\(?(?:{_CAPITALS}|{_STATE})(?:,? {_DATE})?{_AGENCY}\)?{_DASH}"
    rf"|{_PLACE}{_AGENCY}(?:,|{_DASH}) ?{_DATE}{_DASH}|{_WIDE})"
    rf"(?=[“\"‘'A-ZÀ-Þ0-9])"
)


@dataclass(frozen=True)
class Passage:
    """A parsed article with its paragraphs, its marked stretches and its entity mentions."""

    doc: Doc
    text: str
    mentions: tuple[Mention, ...]
    blocks: tuple[Span, ...]
    marked: tuple[Marked, ...]

    @classmethod
    def of(cls, doc: Doc, mentions: tuple[Mention, ...]) -> "Passage":
        text = doc.text  # spaCy builds it anew at every call
        blocks = tuple(_without_dateline(text, block) for block in paragraphs(text))
        return cls(doc, text, mentions, blocks, find_marked(text, blocks))

    @cached_property
    def starts(self) -> list[int]:
        return [token.idx for token in self.doc]

    @cached_property
    def by_block(self) -> list[list[int]]:
        """Give the numbers of the marked stretches of each paragraph."""
        out: list[list[int]] = [[] for _ in self.blocks]
        for k, marked in enumerate(self.marked):
            out[marked.paragraph].append(k)
        return out

    @cached_property
    def numbers(self) -> list[int | None]:
        """Give for each token the number of the marked stretch in which it stands, its marks counted in."""
        out: list[int | None] = [None] * len(self.doc)
        for k, marked in enumerate(self.marked):
            first = bisect_left(self.starts, marked.outer.start)
            last = bisect_left(self.starts, marked.outer.end)
            out[first:last] = [k] * (last - first)
        return out

    def tokens(self, start: int, end: int) -> list[Token]:
        """Give the tokens that begin in `[start, end)`, white space left out."""
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        return [token for token in self.doc[first:last] if not token.is_space]

    def number_at(self, token: Token) -> int | None:
        """Give the number of the marked stretch in which the token stands, its marks counted in."""
        return self.numbers[token.i]

    def marked_at(self, token: Token) -> Marked | None:
        """Give the marked stretch in which the token stands, its marks counted in; None outside."""
        at = self.number_at(token)
        return None if at is None else self.marked[at]

    def marked_tokens(self, k: int) -> list[Token]:
        """Give the tokens inside the marks of a stretch."""
        span = self.marked[k].span
        return self.tokens(span.start, span.end)

    def is_marked(self, token: Token) -> bool:
        return self.numbers[token.i] is not None

    @cached_property
    def marks_over(self) -> frozenset[int]:
        """Give the offsets after the marks that close a stretch."""
        return frozenset(marked.outer.end for marked in self.marked)

    def before(self, k: int) -> list[Token]:
        """Give the narrative of the paragraph between the marked stretch before `k` and `k` itself."""
        marked = self.marked[k]
        inside = k > 0 and self.marked[k - 1].paragraph == marked.paragraph
        start = self.marked[k - 1].outer.end if inside else self.blocks[marked.paragraph].start
        return self.tokens(start, marked.outer.start)

    def after(self, k: int) -> list[Token]:
        """Give the narrative of the paragraph between `k` and the marked stretch after it."""
        marked = self.marked[k]
        more = k + 1 < len(self.marked) and self.marked[k + 1].paragraph == marked.paragraph
        end = self.marked[k + 1].outer.start if more else self.blocks[marked.paragraph].end
        return self.tokens(marked.outer.end, end)

    def opening(self, token: Token) -> int:
        """Say where the paragraph of the token starts, its dateline left out."""
        at = bisect_right(self.block_starts, token.idx) - 1
        return self.blocks[max(at, 0)].start

    @cached_property
    def block_starts(self) -> list[int]:
        return [block.start for block in self.blocks]

    def block_tokens(self, number: int) -> list[Token]:
        return self.tokens(self.blocks[number].start, self.blocks[number].end)

    def fills_block(self, k: int) -> bool:
        """Tell whether the marked stretch is all that its paragraph holds."""
        return not self.before(k) and not [t for t in self.after(k) if not t.is_punct]

    def mention_at(self, token: Token) -> Mention | None:
        at = bisect_right(self.mention_starts, token.idx) - 1
        if at >= 0 and token.idx < self.mentions[at].end:
            return self.mentions[at]
        return None

    @cached_property
    def mention_starts(self) -> list[int]:
        return [mention.start for mention in self.mentions]


def _without_dateline(text: str, block: Span) -> Span:
    """Leave the dateline off a paragraph: BERGEN, 7 May – · BOSTON (AP) -- · Lyon – May 14, 2015 —."""
    match = DATELINE.match(text, block.start, min(block.end, block.start + LONGEST_DATELINE))
    return Span(match.end(), block.end) if match and match.end() < block.end else block


def sentences(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Cut a run of narrative at its full stops, each sentence with its stop."""
    sentence: list[Token] = []
    for token in tokens:
        sentence.append(token)
        if token.text in SENTENCE_END:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def stripped(tokens: list[Token]) -> list[Token]:
    """Leave commas, dashes, full stops and single brackets off both ends."""
    start, end = 0, len(tokens)
    while start < end and tokens[start].text in LOOSE:
        start += 1
    while end > start and (tokens[end - 1].text in LOOSE or tokens[end - 1].text in SENTENCE_END):
        if tokens[end - 1].text == ")" and any(t.text == "(" for t in tokens[start:end]):
            break
        end -= 1
    return tokens[start:end]


def span_of(tokens: Sequence[Token]) -> Span:
    """Give the span from the first token's start to the last one's end."""
    last = tokens[-1]
    return Span(tokens[0].idx, last.idx + len(last.text))
