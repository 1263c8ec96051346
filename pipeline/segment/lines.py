"""A page's lines, each with its kind: what typography and a few words of the trade say it is.

A line here is a stretch of the page that its maker set apart: a physical line; a paragraph that a
mailer wrapped over several; a piece of one long line between wide gaps, where a scraper lost the breaks.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from pipeline.segment.kinds import BULLET, MARKDOWN, classify, count_words
from pipeline.segment.lexicon import Lexicon, lexicon

INVISIBLE = " \t\r\x0b\x0c\xa0\u3000\u200b\u200c\u200e\u200f\u2028\u2029\u202f\u2060\ufeff\xad\x00"
BODY_KINDS = frozenset({"prose", "bullet", "detail", "embargo"})
"""Kinds of lines that only a story has."""
NEUTRAL_KINDS = frozenset({"title", "byline"})
"""Kinds whose place decides what they are; every other kind is furniture, and its name is its reason."""

MOST_GAPS = 2000
SQUEEZED = 200
"""A line longer than this may be a page whose breaks were lost: its wide gaps divide it."""
WRAP_MIN, WRAP_MAX = 45, 100
"""Lengths between which a mailer wraps lines."""
REPEATED = 3
"""A short line that a page prints so many times is no headline."""

_WIDE_GAP = re.compile(r"[ \t\xa0\u3000]{8,}")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: `page.text[start:end]`, trimmed of blanks, with its kind."""

    start: int
    end: int
    text: str
    """The line's words, for looking at: runs of blanks of a wrapped paragraph are one space."""
    kind: str
    n_words: int
    blanks_above: int
    physical: int
    """Number of the physical line it stands on: two pieces of one line share it."""

    @property
    def is_body(self) -> bool:
        return self.kind in BODY_KINDS

    @property
    def is_furniture(self) -> bool:
        return self.kind not in BODY_KINDS and self.kind not in NEUTRAL_KINDS


def read_lines(text: str) -> tuple[Line, ...]:
    """Divide a page into its lines that aren't blank and say what kind each is."""
    words = lexicon()
    lines = [
        Line(start, end, shown, classify(shown, words, n=n), n, blanks, number)
        for start, end, shown, blanks, number in _unwrap(list(_pieces(text)))
        if (n := count_words(shown)) >= 0
    ]
    return tuple(_mark_menus(_mark_contacts(_mark_repeated(lines, words))))


type _Piece = tuple[int, int, str, int, int]


def _pieces(text: str) -> Iterator[_Piece]:
    """Yield start, end, text, blank lines above and line number of every piece that isn't blank."""
    blanks = at = 0
    for number, raw in enumerate(text.split("\n")):
        found = False
        for start, end in _cuts(raw):
            piece = raw[start:end]
            shown = piece.strip(INVISIBLE)
            if shown:
                lead = len(piece) - len(piece.lstrip(INVISIBLE))
                first = at + start + lead
                yield first, first + len(shown), shown, 1 if found else blanks, number
                found = True
        blanks = 0 if found else blanks + 1
        at += len(raw) + 1


def _cuts(raw: str) -> Iterator[tuple[int, int]]:
    if len(raw) <= SQUEEZED:
        yield 0, len(raw)
        return
    if sum(1 for _ in islice(_WIDE_GAP.finditer(raw), MOST_GAPS + 1)) > MOST_GAPS:
        yield 0, len(raw)  # blanks between all words: they divide nothing
        return
    last = 0
    for gap in _WIDE_GAP.finditer(raw):
        yield last, gap.start()
        last = gap.end()
    yield last, len(raw)


def _unwrap(pieces: list[_Piece]) -> Iterator[_Piece]:
    """Join the lines of paragraphs that a mailer wrapped.

    A run of lines without a blank between is such a paragraph where every line but the last is about
    as long as a mail is wide and at least one goes on in lower case, as only a broken sentence does.
    """
    at = 0
    while at < len(pieces):
        end = at + 1
        while (
            end < len(pieces)
            and pieces[end][3] == 0
            and WRAP_MIN <= len(pieces[end - 1][2]) <= WRAP_MAX
            and len(pieces[end][2]) <= WRAP_MAX
            and not BULLET.match(pieces[end][2])
            and not MARKDOWN.match(pieces[end - 1][2])
        ):
            end += 1
        run = pieces[at:end]
        goes_on = sum(piece[2][0].islower() for piece in run[1:])
        if goes_on and goes_on * 4 >= len(run) - 1:
            yield run[0][0], run[-1][1], " ".join(piece[2] for piece in run), run[0][3], run[0][4]
        else:
            yield from run
        at = end


def _mark_repeated(lines: list[Line], words: Lexicon) -> list[Line]:
    """Mark short lines that a page prints again and again: labels of its buttons and boxes."""
    seen = Counter(line.text for line in lines if line.kind == "title")
    often = {
        text
        for text, times in seen.items()
        if times >= REPEATED and count_words(text) <= 6 and text.lower().rstrip(":") not in words.kept_heading
    }
    return [replace(line, kind="repeated") if line.text in often else line for line in lines]


def _mark_contacts(lines: list[Line]) -> list[Line]:
    """Mark the names and posts set right under a contact line as part of its block."""
    out: list[Line] = []
    for line in lines:
        inside = bool(out) and out[-1].kind == "contact" and line.blanks_above == 0
        if inside and line.kind in ("title", "byline", "share", "comments") and line.n_words <= 10:
            line = replace(line, kind="contact")
        out.append(line)
    return out


def _mark_menus(lines: list[Line]) -> Iterator[Line]:
    """Mark runs of short lines of which several are words of menus as navigation altogether."""
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and _menu_like(lines[end]) and (end == at or lines[end].blanks_above <= 1):
            end += 1
        run = lines[at:end]
        sure = sum(
            line.kind in ("navigation", "contact", "footer", "subscribe", "share", "tag") for line in run
        )
        if len(run) >= 4 and sure >= 2 and sure * 5 >= len(run):
            for line in run:
                yield replace(line, kind="navigation") if line.kind in ("bullet", "title", "detail") else line
        else:
            yield from run
        if end == at:
            yield lines[at]
            end += 1
        at = end


def _menu_like(line: Line) -> bool:
    if line.kind in ("navigation", "contact", "footer", "share", "subscribe", "tag", "rule"):
        return line.n_words <= 8
    return (line.kind == "bullet" and line.n_words <= 6) or (line.kind == "title" and line.n_words <= 3)
