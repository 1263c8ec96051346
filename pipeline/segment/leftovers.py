"""What of a page lies in no article, and why."""

import re
from collections.abc import Mapping, Sequence

from pipeline.records import Article, Leftover
from pipeline.segment.lines import Line

_NOT_BLANK = re.compile(r"\S")


def leave_out(
    text: str,
    lines: Sequence[Line],
    articles: Sequence[Article],
    reasons: Mapping[int, str],
    *,
    otherwise: str | None = None,
) -> tuple[Leftover, ...]:
    """Give every stretch of a page outside its articles a reason, in page order.

    A line's reason is the one that trimming gave it, else its own kind, else `otherwise`; a title over
    the first article is the page's, other running text is only unclaimed.
    """
    taken = sorted((a.start, a.end) for a in articles)
    first = taken[0][0] if taken else len(text)
    pieces: list[Leftover] = []
    at = k = 0
    for index, line in enumerate(lines):
        reason = reasons.get(index) or otherwise or _own(line, first)
        stretch = [(max(at, line.start), line.end)]
        while k < len(taken) and taken[k][1] <= line.start:
            k += 1
        j = k
        while j < len(taken) and taken[j][0] < line.end:
            start, end = stretch.pop()
            if taken[j][0] > start:
                stretch.append((start, min(end, taken[j][0])))
            stretch.append((max(start, min(end, taken[j][1])), end))
            j += 1
        for start, end in stretch:
            _add(pieces, text, start, end, reason)
        at = line.end
    return tuple(pieces)


def _own(line: Line, first: int) -> str:
    if line.kind == "title":
        return "page-title" if line.end <= first else "heading"
    if line.is_body:
        return "unclaimed-text"
    return line.kind


def _add(pieces: list[Leftover], text: str, start: int, end: int, reason: str) -> None:
    """Add a stretch, joined to the one before where only blanks and no article lie between."""
    shown = text[start:end].strip()
    if not shown:
        return
    start = text.index(shown, start)
    end = start + len(shown)
    last = pieces[-1] if pieces else None
    if last and last.reason == reason and not _NOT_BLANK.search(text, last.end, start):
        pieces[-1] = Leftover(last.start, end, reason)
    else:
        pieces.append(Leftover(start, end, reason))
