"""The edges of an item: headline and byline at its top, furniture at its end."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.segment.headline import HEADLINE_LEAST_WORDS, pick_headline
from pipeline.segment.items import Item
from pipeline.segment.kinds import count_words, read_byline, strip_marks
from pipeline.segment.lexicon import lexicon
from pipeline.segment.lines import Line
from pipeline.segment.tail import breaks_off, is_cut, last_line

SAME_TITLE = 0.8

_INLINE_BYLINE = re.compile(r"^By ((?:[A-ZÀ-Þ][\w.'’-]+ ?){2,4})(?:[:–—|-]|\s{2,})")


LONG_TITLE_MOST_WORDS = 60
_STOPPED = re.compile(r"[.!?:][\"”’»)]*\s*$")


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
    if not titles and headline_at is None and _long_title(lines, item, body):
        titles, headline_at, body = [body], body, body + 1
    if headline_at is None and inline is None and titles:
        headline_at = pick_headline(
            lines, titles, nearest=anchor is None or anchor.index >= body, alone=anchor is None
        )
    headline = _shown(lines[headline_at]) if headline_at is not None else None
    if inline is not None and anchor is not None:
        headline = strip_marks(lines[anchor.index].text[inline[0] : inline[1]])
    reasons |= _title_reasons(lines, titles, headline_at, headline)
    if body == item.last:
        return _bodiless(lines, item, titles, headline_at, headline, byline, reasons)
    last = last_line(lines, body, item.last, reasons, author=byline)
    start = lines[body].start
    if glued == body and anchor is not None and anchor.body:
        start += anchor.body
    shown = lines[last].text
    inline_byline = _INLINE_BYLINE.match(text[start : start + 200])
    if byline is None and inline_byline:
        byline = inline_byline[1].strip()
    truncated = lines[last].kind != "bullet" and is_cut(shown)
    return Trimmed(start, lines[last].end, headline, byline, truncated, reasons)


def _title_reasons(
    lines: Sequence[Line], titles: Sequence[int], headline_at: int | None, headline: str | None
) -> dict[int, str]:
    """Say of each title above a body whether it is the headline, its second line or a section's name."""
    reasons: dict[int, str] = {}
    for at in titles:
        below = headline_at is not None and at > headline_at
        is_headline = at == headline_at or _same(lines[at].text, headline)
        reasons[at] = "headline" if is_headline else "standfirst" if below else "section-heading"
    return reasons


def _long_title(lines: Sequence[Line], item: Item, at: int) -> bool:
    """Say whether the first line under a date is a headline as long as a sentence.

    Typography tells: it ends without a full stop, and what follows it is text that has one.
    """
    anchor = item.anchor.line if item.anchor else None
    if anchor is None or anchor.title or anchor.body is not None or anchor.index >= at:
        return False
    if at + 1 >= item.last or not lines[at].is_body or not lines[at + 1].is_body:
        return False
    first, following = lines[at], lines[at + 1]
    open_end = first.text.rstrip()[-1:].isalnum() or first.text.rstrip().endswith(")")
    short = first.kind == "prose" and first.n_words <= LONG_TITLE_MOST_WORDS
    return open_end and short and _STOPPED.search(following.text) is not None


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
        return Trimmed(line.start, line.end, headline, byline, bool(breaks_off(line.text)), reasons)
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
        bool(breaks_off(title)),
        reasons,
    )


def _shown(line: Line) -> str:
    return strip_marks(line.text)


def _same(text: str, headline: str | None) -> bool:
    """Say whether a line repeats the headline, but for case and marks."""
    if headline is None:
        return False
    one, other = (set(re.findall(r"\w+", t.lower())) for t in (text, headline))
    return len(one & other) >= SAME_TITLE * max(len(one | other), 1)
