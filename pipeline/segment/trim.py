"""The edges of an item: headline and byline at its top, furniture at its end."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.segment.headline import HEADLINE_LEAST_WORDS, pick_headline
from pipeline.segment.items import Item
from pipeline.segment.kinds import count_words, read_byline, strip_marks
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
SAME_TITLE = 0.8

_ABOUT = re.compile(r"^about (?:the )?[A-ZÀ-Þ](?!.*[.!?]$)", re.IGNORECASE)
_INLINE_BYLINE = re.compile(r"^By ((?:[A-ZÀ-Þ][\w.'’-]+ ?){2,4})(?:[:–—|-]|\s{2,})")
_ENDED = re.compile(r"(?:[.!?:;][\"'”’»)\]*_]*|[”\"»’)]|#)\s*$")
_CUT = re.compile(r"(?:…|\.\.\.|\[(?:…|\.\.\.)\])\W*$")


@dataclass(slots=True)
class Trimmed:
    """An item with its edges known: line numbers, and what was said of the lines outside its body."""

    start: int
    """Offset in the page at which the body starts."""
    end: int
    headline: str | None = None
    byline: str | None = None
    truncated: bool = False
    reasons: dict[int, str] = field(default_factory=dict)


def trim(lines: Sequence[Line], item: Item, *, text: str) -> Trimmed | None:
    """Find an item's headline, byline and body; None where it has no words of its own.

    An item with a headline alone has its headline as its body: the one line is all that the page tells.
    """
    reasons: dict[int, str] = {}
    anchor = item.anchor.line if item.anchor else None
    inline = anchor.title if anchor else None
    glued = anchor.index if anchor and anchor.body is not None else None
    titles: list[int] = []
    byline = anchor.byline if anchor else None
    body = item.last
    for at in range(item.first, item.last):
        line = lines[at]
        if at == glued:
            body = at
            break
        if line.kind == "date-line" or (anchor and at == anchor.index):
            reasons[at] = "date-line"
        elif line.is_body and anchor and item.headline is not None and at < anchor.index:
            reasons[at] = "standfirst"
        elif line.is_body or strip_marks(line.text).lower().rstrip(":") in lexicon().kept_heading:
            body = at
            break
        elif line.kind == "byline":
            byline = byline or read_byline(strip_marks(line.text))
        elif line.kind == "title":
            titles.append(at)
    headline_at = item.headline
    if headline_at is None and inline is None and titles:
        headline_at = pick_headline(
            lines, titles, nearest=anchor is None or anchor.index >= body, alone=anchor is None
        )
    headline = _shown(lines[headline_at]) if headline_at is not None else None
    if inline is not None and anchor is not None:
        headline = strip_marks(lines[anchor.index].text[inline[0] : inline[1]])
    for at in titles:
        reasons[at] = (
            "headline" if at == headline_at or _same(lines[at].text, headline) else "section-heading"
        )
        if reasons[at] == "section-heading" and headline_at is not None and at > headline_at:
            reasons[at] = "standfirst"
    if body == item.last:
        return _bodiless(lines, item, titles, headline_at, headline, byline, reasons)
    last = _last_line(lines, body, item.last, reasons)
    start = lines[body].start
    if glued == body and anchor is not None and anchor.body:
        start += anchor.body
    shown = lines[last].text
    inline_byline = _INLINE_BYLINE.match(text[start : start + 200])
    if byline is None and inline_byline:
        byline = inline_byline[1].strip()
    truncated = lines[last].kind != "bullet" and is_cut(shown)
    return Trimmed(start, lines[last].end, headline, byline, truncated, reasons)


def _bodiless(
    lines: Sequence[Line],
    item: Item,
    titles: list[int],
    headline_at: int | None,
    headline: str | None,
    byline: str | None,
    reasons: dict[int, str],
) -> Trimmed | None:
    """Make an item of titles alone: the titles under the headline are its body, or else the headline."""
    below = [t for t in titles if headline_at is not None and t > headline_at and reasons[t] == "standfirst"]
    anchor = item.anchor.line if item.anchor else None
    if anchor is None:
        return None
    if below and lines[below[0]].n_words > HEADLINE_LEAST_WORDS and below[0] == (headline_at or 0) + 1:
        del reasons[below[0]]
        return Trimmed(lines[below[0]].start, lines[below[0]].end, headline, byline, False, reasons)
    if headline_at is not None and lines[headline_at].n_words > HEADLINE_LEAST_WORDS:
        line = lines[headline_at]
        reasons.pop(headline_at, None)
        return Trimmed(line.start, line.end, headline, byline, bool(_CUT.search(line.text)), reasons)
    if headline_at is not None:
        return None  # a site's name over the day's date
    line = lines[anchor.index]
    span = anchor.title or anchor.extra
    if span is None or (
        anchor.title is None and (anchor.found.yearless or count_words(line.text[slice(*span)]) < 2)
    ):
        return None
    title = line.text[slice(*span)]
    return Trimmed(
        line.start + span[0],
        line.start + span[1],
        strip_marks(title),
        byline,
        bool(_CUT.search(title)),
        reasons,
    )


def _last_line(lines: Sequence[Line], first: int, end: int, reasons: dict[int, str]) -> int:
    """Find the last line of a body that starts at `first`."""
    kept = lexicon().kept_heading
    ahead = _text_ahead(lines, first, end)
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
        if not _goes_on(lines, at, ahead[at - first]):
            _mark(lines, reasons, at, end, line.kind)
            return last if last + 1 >= at else _trim_titles(lines, last, at)
    return _trim_titles(lines, last, end)


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


def _shown(line: Line) -> str:
    return strip_marks(line.text)


def _same(text: str, headline: str | None) -> bool:
    """Say whether a line repeats the headline, but for case and marks."""
    if headline is None:
        return False
    one, other = (set(re.findall(r"\w+", t.lower())) for t in (text, headline))
    return len(one & other) >= SAME_TITLE * max(len(one | other), 1)


def is_cut(text: str) -> bool:
    """Say whether a text breaks off, in mid-sentence or with an ellipsis."""
    tail = re.sub(r"\s+background\W*$", "", text[-200:], flags=re.IGNORECASE)[-80:]
    return bool(_CUT.search(tail)) or (not _ENDED.search(tail) and count_words(tail) >= 3)
