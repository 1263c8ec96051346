"""Which date lines of a page really date an item: the anchors."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.dates import FoundDate, PrintedDate, find_dates, settle
from pipeline.segment.dateline import DATE_LINE_MOST, DateLine, read_date_line
from pipeline.segment.lines import Line

MENTIONS_TIME = re.compile(r"\d|[Aa]go\b|AGO\b|[Dd]ay\b|DAY\b")
_SALUTATION = re.compile(r"^[\"“‘]?(?:dear|the honou?rable|to whom it may) \w", re.IGNORECASE)
_PUBLISHED = re.compile(r"^\W*(?:first )?(?:published|posted)\b")
DATELESS_KINDS = frozenset(
    {
        "footer",
        "comments",
        "contact",
        "subscribe",
        "cookie",
        "caption",
        "editor-note",
        "embargo",
        "end-mark",
        "rule",
    }
)
"""Furniture whose dates date no item."""
TEASER_MOST_WORDS = 45
STORY_LEAST_WORDS = 150
LETTER_HEAD = 7
"""So many lines of address stand between a letter's date and its salutation."""
BESIDE_MOST = 400
"""So many dates of running text are enough to tell a page's order of day and month."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A line that dates an item, with its date settled by the whole page."""

    line: DateLine
    date: PrintedDate

    @property
    def index(self) -> int:
        return self.line.index


def read_date_lines(lines: Sequence[Line]) -> tuple[DateLine, ...]:
    """Read every line of a page that has the form of a date line."""
    found = []
    for index, line in enumerate(lines):
        if line.kind in DATELESS_KINDS or not MENTIONS_TIME.search(line.text[: DATE_LINE_MOST + 50]):
            continue
        if line.kind == "detail" and not re.match(r"\W*date\b", line.text, re.IGNORECASE):
            continue
        one = read_date_line(line, index)
        if one and not (line.kind == "detail" and _in_advisory(lines, index)):
            found.append(one)
    return tuple(found)


def mark_dates(lines: Sequence[Line], found: Sequence[DateLine]) -> tuple[Line, ...]:
    """Give the lines that print a date and nothing else their kind."""
    alone = {d.index for d in found if d.shape == "alone"}
    return tuple(replace(line, kind="date-line") if i in alone else line for i, line in enumerate(lines))


def _in_advisory(lines: Sequence[Line], index: int) -> bool:
    """Say whether "Date: …" stands among "Time:" and "Venue:", so that it dates an event."""
    near = [*lines[max(0, index - 1) : index], *lines[index + 1 : index + 2]]
    return any(line.kind == "detail" for line in near)


def choose_anchors(
    lines: Sequence[Line], found: Sequence[DateLine], *, scraped: datetime | None = None
) -> tuple[Anchor, ...]:
    """Choose the date lines that date an item, in page order, and settle their dates.

    1. Weaker lines give way to stronger ones of the page: "updated" to "posted", a month to a day, a date
       without a year that stands alone of its kind. 2. Lists of other stories date nothing.
    3. A date printed again, above or below its item, counts once.
    """
    # 1.
    chosen = [d for d in found if d.shape != "dateline" and not _opens_letter(lines, d.index)]
    if any(not d.updated for d in chosen):
        chosen = [d for d in chosen if not d.updated]
    if any(d.found.day or d.found.pair or d.found.days_ago is not None for d in chosen):
        chosen = [d for d in chosen if d.found.day or d.found.pair or d.found.days_ago is not None]
    else:
        chosen = [d for d in chosen if d.shape == "alone" and not d.extra]
    if sum(d.found.days_ago is None for d in chosen) == 1:  # one story among others of the last hours
        chosen = [d for d in chosen if d.found.days_ago is None]
    told = [d for d in chosen if _PUBLISHED.match(d.style)]
    if len(told) == 1 and len(chosen) > 1:
        chosen = [d for d in chosen if d.shape != "alone" or d is told[0] or d.style == ""]
    styles = Counter(d.style for d in chosen)
    labelled = {d.style for d in chosen if not d.style.startswith("|")}
    chosen = [d for d in chosen if not d.found.yearless or styles[d.style] > 1 or d.style in labelled]
    if not chosen:
        datelines = [d for d in found if d.shape == "dateline" and d.found.year]
        chosen = datelines if len(datelines) > 1 else []
    if not chosen:
        return ()
    # 2.
    chosen = _outside_related(lines, chosen)
    # 3.
    return _once(lines, _without_masthead(lines, _settled(lines, chosen, scraped=scraped)))


def _opens_letter(lines: Sequence[Line], index: int) -> bool:
    """Say whether a date is that of a letter: a salutation follows, after at most an address."""
    near = lines[index + 1 : index + 1 + LETTER_HEAD]
    return any(_SALUTATION.match(line.text) for line in near)


def _settled(lines: Sequence[Line], chosen: Sequence[DateLine], *, scraped: datetime | None) -> list[Anchor]:
    beside: list[FoundDate] = []
    taken = {d.index for d in chosen}
    for index, line in enumerate(lines):
        if index not in taken and len(beside) < BESIDE_MOST and MENTIONS_TIME.search(line.text[:2000]):
            beside += [f for f in find_dates(line.text[:2000]) if f.year or f.spelled]
    dates = settle([d.found for d in chosen], beside=beside, year=_titled_year(lines), scraped=scraped)
    return [Anchor(line, date) for line, date in zip(chosen, dates, strict=True)]


def _titled_year(lines: Sequence[Line]) -> int | None:
    """Find the year that a page's title or menus name: "Alerts archive: 2016"; else its copyright line's."""
    years = {"title": [], "footer": []}  # type: dict[str, list[int]]
    for line in lines:
        if not line.is_body and len(line.text) <= 120 and not find_dates(line.text):
            group = "footer" if line.kind == "footer" else "title"
            years[group] += [int(y) for y in re.findall(r"(?<![\d/–-])((?:19|20)\d\d)(?![\d/–-])", line.text)]
    for group in ("title", "footer"):
        if years[group]:
            return Counter(years[group]).most_common(1)[0][0]
    return None


def body_words(lines: Sequence[Line], start: int, end: int) -> int:
    """Count the words of running text among lines[start:end]."""
    return sum(line.n_words for line in lines[max(start, 0) : end] if line.is_body)


def _outside_related(lines: Sequence[Line], chosen: Sequence[DateLine]) -> list[DateLine]:
    """Leave out the dates of lists of other stories: "Read next", "More from …".

    Such a list has a heading, and under it titles without a story; or, below a whole story, with a
    teaser of one short paragraph each.
    """
    kept: list[DateLine] = []
    ends = [d.index for d in chosen[1:]] + [len(lines)]
    related = [i for i, line in enumerate(lines) if line.kind == "related"]
    for one, end in zip(chosen, ends, strict=True):
        heading = max((i for i in related if i < one.index), default=None) if related else None
        if heading is None or one.shape == "prose":
            kept.append(one)
            continue
        own = [line for line in lines[one.index : end] if line.is_body]
        between = body_words(lines, heading, one.index)
        story_above = body_words(lines, kept[-1].index if kept else 0, heading)
        since = kept and kept[-1].index > heading
        teaser = len(own) <= 1 and sum(line.n_words for line in own) <= TEASER_MOST_WORDS
        if (
            since
            or (own and not (teaser and story_above >= STORY_LEAST_WORDS))
            or (between and not own and not kept)
        ):
            kept.append(one)
    return kept


def _once(lines: Sequence[Line], anchors: list[Anchor]) -> tuple[Anchor, ...]:
    """Keep one anchor of an item that prints its date twice."""
    kept: list[Anchor] = []
    for anchor in anchors:
        last = kept[-1] if kept else None
        if last and _repeats(last, anchor) and last.line.shape != "title":
            gap = lines[last.index + 1 : anchor.index]
            titled = any(line.kind == "title" for line in gap)
            if not any(line.is_body for line in gap) and (not titled or last.line.style != anchor.line.style):
                if anchor.line.shape == "prose" and not anchor.line.title:
                    continue  # the body opens with a dateline of its own
                kept[-1] = replace(
                    anchor, line=replace(anchor.line, byline=anchor.line.byline or last.line.byline)
                )
                continue
        kept.append(anchor)
    return tuple(_without_closers(lines, kept))


def _without_masthead(lines: Sequence[Line], anchors: list[Anchor]) -> list[Anchor]:
    """Leave out the day's date in a page's masthead: over no text, and in another style than the items'."""
    if len(anchors) > 1 and not any(line.is_body for line in lines[: anchors[1].index]):
        first = anchors[0].line
        if first.shape == "alone" and all(first.style != a.line.style for a in anchors[1:]):
            return anchors[1:]
    return anchors


def _repeats(one: Anchor, other: Anchor) -> bool:
    return one.date.date is not None and one.date.date == other.date.date


def _without_closers(lines: Sequence[Line], anchors: list[Anchor]) -> list[Anchor]:
    """Leave out the dates below items on a page that dates each item above and below.

    The whole page must show it: same dates in pairs, words within each pair, none between pairs.
    """
    openers = []
    at = 0
    pairs = 0
    while at < len(anchors):
        one = anchors[at]
        openers.append(one)
        if at + 1 == len(anchors):
            break
        other = anchors[at + 1]
        end = anchors[at + 2].index if at + 2 < len(anchors) else len(lines)
        within = any(line.is_body for line in lines[one.index + 1 : other.index])
        beyond = any(line.is_body for line in lines[other.index + 1 : end])
        if not _repeats(one, other) or not within or beyond:
            return anchors
        pairs += 1
        at += 2
    opened = not any(line.is_body for line in lines[: anchors[0].index]) if anchors else True
    return openers if pairs > 1 or (pairs == 1 and opened) else anchors
