"""An article's text in pieces: each with the quotations it lies in, and whether it is cue, mention or role.

Offsets are code points and the text is cut here, in Python: a script would count UTF-16 units.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.records import Span

_CLOSING = re.compile(r"[”’»›\"']+")
_LINE = re.compile(r"[^\r\n]+")


@dataclass(frozen=True, slots=True)
class Marked:
    """One quotation's places in the text, all of them half-open."""

    spans: tuple[Span, ...]
    cue: Span | None = None
    mention: Span | None = None
    role: str | None = None
    """The speaker's role; it is marked where the mention says it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph in which nothing begins or ends."""

    text: str
    quotes: tuple[int, ...] = ()
    """Numbers of the quotations it lies in, the longest first."""
    cues: tuple[int, ...] = ()
    mentions: tuple[int, ...] = ()
    roles: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    """Quotations that are over with it."""


def paragraphs(text: str, quotes: Sequence[Marked]) -> list[list[Piece]]:
    """Divide a text into its lines, and each line where something begins or ends; empty lines are left out.

    Quotations are numbered in the order given. What reaches over the end of the text is cut there.
    """
    marks = [
        (Span(max(span.start, 0), min(span.end, len(text))), kind, number)
        for number, quote in enumerate(quotes)
        for kind, span in _places(text, quote)
    ]
    hulls = [_length(quote) for quote in quotes]
    lasts = [_last(text, quote) for quote in quotes]
    cuts = sorted({*lasts, *(edge for span, _, _ in marks for edge in (span.start, span.end))})
    made = []
    for line in _LINE.finditer(text):
        if not line.group().strip():
            continue
        whole = Span(*line.span())
        here = [mark for mark in marks if mark[0].touches(whole)]
        edges = sorted({whole.start, whole.end, *(cut for cut in cuts if whole.start < cut < whole.end)})
        made.append([_piece(text, Span(*pair), here, hulls, lasts) for pair in pairwise(edges)])
    return made


def starts(text: str) -> list[int]:
    """Say where the lines begin that `paragraphs` makes of a text."""
    return [line.start() for line in _LINE.finditer(text) if line.group().strip()]


def _piece(
    text: str, span: Span, marks: list[tuple[Span, str, int]], hulls: list[int], lasts: list[int]
) -> Piece:
    found: dict[str, list[int]] = {"quote": [], "cue": [], "mention": [], "role": []}
    for place, kind, number in marks:
        if place.holds(span):
            found[kind].append(number)
    quotes = sorted(set(found["quote"]), key=lambda number: (-hulls[number], number))
    return Piece(
        span.of(text),
        tuple(quotes),
        cues=tuple(sorted(set(found["cue"]))),
        mentions=tuple(sorted(set(found["mention"]))),
        roles=tuple(sorted(set(found["role"]))),
        ends=tuple(number for number, last in enumerate(lasts) if last == span.end),
    )


def _places(text: str, quote: Marked) -> Iterator[tuple[str, Span]]:
    for span in quote.spans:
        yield "quote", span
    if quote.cue:
        yield "cue", quote.cue
    if quote.mention:
        yield "mention", quote.mention
        at = quote.mention.of(text).find(quote.role) if quote.role else -1
        if quote.role and at >= 0:
            yield "role", Span(quote.mention.start + at, quote.mention.start + at + len(quote.role))


def _last(text: str, quote: Marked) -> int:
    """Find where a quotation is over, its closing mark included."""
    end = len(text[: max((span.end for span in quote.spans), default=0)].rstrip())
    closing = _CLOSING.match(text, end)
    return closing.end() if closing else end


def _length(quote: Marked) -> int:
    return max((s.end for s in quote.spans), default=0) - min((s.start for s in quote.spans), default=0)
