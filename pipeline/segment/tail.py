"""Where an article ends: what may stand between its paragraphs, and what may not."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.segment.headline import HEADLINE_LEAST_WORDS
from pipeline.segment.kinds import count_words, strip_marks
from pipeline.segment.lexicon import lexicon
from pipeline.segment.lines import Line

ALWAYS_END = frozenset({"end-mark", "footer", "comments"})
"""Furniture after which an article never goes on, but for its background."""
LIGHT = frozenset(
    {
        "advert",
        "share",
        "caption",
        "more",
        "counter",
        "tag",
        "download",
        "link",
        "rule",
        "junk",
        "editor-note",
    }
)
"""Furniture that pages also set between two paragraphs of a story."""
GOES_ON_WORDS, GOES_ON_LINES = 40, 2
"""After other furniture a story goes on where that much unbroken text follows at once,"""
LONG_RUN_WORDS, LONG_RUN_LINES = 100, 3
"""or that much later on."""
CLOSING = frozenset({"share", "subscribe", "contact", "more"})
"""Furniture that closes each item where a page prints it again under every one."""
_ABOUT = re.compile(r"^about (?:the )?[A-ZÀ-Þ](?!.*[.!?]$)", re.IGNORECASE)
_ENDED = re.compile(r"(?:[.!?:;][\"'”’»)\]*_]*|[”\"»’)]|#)\s*$")
_CUT = re.compile(r"(?:…|\.\.\.|\[(?:…|\.\.\.)\])\W*$")


def last_line(
    lines: Sequence[Line], first: int, end: int, reasons: dict[int, str], *, author: str | None = None
) -> int:
    """Find the last line of a body that starts at `first`; `reasons` gets why the lines after it are out."""
    last = _last_line(lines, first, end, reasons)
    # a line about the author, set apart below the story, is none of it
    if last > first + 1 and author and lines[last].text.startswith(author) and not lines[last - 1].is_body:
        reasons[last] = "byline"
        last = max(at for at in range(first, last) if lines[at].is_body)
    return last


def _last_line(lines: Sequence[Line], first: int, end: int, reasons: dict[int, str]) -> int:
    kept = lexicon().kept_heading
    ahead = _text_ahead(lines, first, end)
    closers = _closers(lines)
    last = first
    for at in range(first + 1, end):
        line = lines[at]
        if line.is_body or _plain(line) in kept:
            last = at
            continue
        about = line.kind == "title" and _ABOUT.match(strip_marks(line.text)) and line.n_words <= 8
        if about and ahead[at - first].lines <= 4:
            _mark(lines, reasons, at, end, "about")
            return last
        if line.kind in NEUTRAL:
            continue
        if line.text in closers or not _goes_on(lines, at, ahead[at - first]):
            _mark(lines, reasons, at, end, line.kind)
            return last if last + 1 >= at else _trim_titles(lines, last, at)
    return _trim_titles(lines, last, end)


def _closers(lines: Sequence[Line]) -> frozenset[str]:
    """Find the share and subscription lines that a page prints again under each of its items."""
    repeated = Counter(line.text for line in lines if line.kind in CLOSING)
    return frozenset(text for text, n in repeated.items() if n > 1)


@dataclass(frozen=True, slots=True)
class _Ahead:
    """What follows a line within its item, up to furniture that always ends an article."""

    lines: int = 0
    run_lines: int = 0
    """The longest run of text without a title between: teasers of other stories stand alone."""
    run_words: int = 0
    nearest: Line | None = None
    """The next line that isn't furniture."""
    at_hand: tuple[int, int] = (0, 0)
    """Lines and words of the run of text that begins there, light furniture aside."""


def _text_ahead(lines: Sequence[Line], first: int, end: int) -> list[_Ahead]:
    """Say for every line from `first` what follows it, in one pass from the end."""
    out: list[_Ahead] = []
    ahead = _Ahead()
    for line in reversed(lines[first:end]):
        out.append(ahead)
        run = ahead.at_hand
        if line.is_body:
            run = (run[0] + 1, run[1] + line.n_words)
            longest = max((ahead.run_words, ahead.run_lines), run[::-1])
            ahead = _Ahead(ahead.lines + 1, longest[1], longest[0], line, run)
        elif line.kind in ALWAYS_END:
            ahead = _Ahead()
        elif line.kind in LIGHT:
            ahead = replace(ahead)
        else:
            nearest = line if line.kind in NEUTRAL else ahead.nearest
            ahead = replace(ahead, nearest=nearest, at_hand=(0, 0))
    return out[::-1]


NEUTRAL = frozenset({"title", "byline"})


def _trim_titles(lines: Sequence[Line], last: int, at: int) -> int:
    """Keep a short line at the page's very end that breaks off: the scraper cut a paragraph there."""
    tail = lines[last + 1 : at]
    if len(tail) == 1 and at == len(lines) and tail[0].kind == "title":
        words = tail[0].text.split()
        if len(words) >= HEADLINE_LEAST_WORDS and sum(w[0].islower() for w in words) * 2 >= len(words):
            return last + 1
    return last


def _goes_on(lines: Sequence[Line], at: int, ahead: _Ahead) -> bool:
    """Say whether the story goes on after a line of furniture.

    1. After an end mark only its background does; after comments and footers nothing.  2. A background
    always belongs to it.  3. Between two paragraphs stand light things: captions, advertisements.
    4. After a box of links or a promotion it goes on where a long run of text follows.
    """
    kind = lines[at].kind
    if kind in ALWAYS_END:
        return kind == "end-mark" and at + 1 < len(lines) and _plain(lines[at + 1]).startswith("background")
    if ahead.nearest is None:
        return False
    if _plain(ahead.nearest) in lexicon().kept_heading:
        return ahead.lines > 0
    if kind in LIGHT and ahead.nearest.is_body and ahead.nearest.n_words >= 8:
        return True
    if ahead.at_hand[0] >= GOES_ON_LINES and ahead.nearest.is_body or ahead.at_hand[1] >= GOES_ON_WORDS:
        return True
    return ahead.run_lines >= LONG_RUN_LINES and ahead.run_words >= LONG_RUN_WORDS


def _plain(line: Line) -> str:
    return strip_marks(line.text).lower().rstrip(":") if line.n_words <= 5 else ""


def _mark(lines: Sequence[Line], reasons: dict[int, str], start: int, end: int, kind: str) -> None:
    """Give lines after an article's end their reason: their own, or that of what ended it."""
    for at in range(start, end):
        line = lines[at]
        if line.kind == "related":
            kind = "related"
        reasons[at] = line.kind if line.is_furniture else kind


def is_cut(text: str) -> bool:
    """Say whether a text breaks off, in mid-sentence or with an ellipsis."""
    tail = re.sub(r"\s+background\W*$", "", text[-200:], flags=re.IGNORECASE)[-80:]
    return breaks_off(tail) or (not _ENDED.search(tail) and count_words(tail) >= 3)


def breaks_off(text: str) -> bool:
    """Say whether a text ends with an ellipsis."""
    return bool(_CUT.search(text))
