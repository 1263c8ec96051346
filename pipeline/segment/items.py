"""Where the items of a page begin and end.

A newsroom keeps to one of three layouts: the date above the headline, the date between headline and
text, the date below the text. Which one a page keeps to shows in all of its dates together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from pipeline.segment.anchors import Anchor, body_words
from pipeline.segment.headline import HEADLINE_LEAST_WORDS, pick_headline
from pipeline.segment.lines import Line

Layout = Literal["above", "between", "below"]
HEADLINE_REACH = 24
"""A headline stands at most this many lines over its date: share buttons may come between."""
STANDFIRST_LINES = 2
INTRO_MOST_WORDS = 60
"""More words than this before the first date are an item, not a newsroom's greeting."""
MINOR_SHARE = 0.25
"""Text on one side of a page's only date, below this share of the other side's, is beside the story."""


@dataclass(frozen=True, slots=True)
class Item:
    """A stretch of lines that holds one item: lines[first:last]."""

    first: int
    last: int
    anchor: Anchor | None
    headline: int | None = None
    """The line of its headline, where its place over the date tells; the body's top may tell another."""


def find_items(lines: Sequence[Line], anchors: Sequence[Anchor]) -> tuple[Item, ...]:
    """Divide a page into its dated items; () where nothing is dated."""
    if not anchors or (len(anchors) == 1 and _is_inside(lines, anchors[0])):
        return ()
    layout = find_layout(lines, anchors)
    if layout == "below":
        return _items_below(lines, anchors)
    headlines = [
        headline_above(lines, anchors, k) if layout == "between" and anchor.line.title is None else None
        for k, anchor in enumerate(anchors)
    ]
    firsts = [
        anchor.index if h is None else min(h, anchor.index)
        for anchor, h in zip(anchors, headlines, strict=True)
    ]
    lasts = [*firsts[1:], len(lines)]
    return tuple(
        Item(first, last, anchor, headline)
        for first, last, anchor, headline in zip(firsts, lasts, anchors, headlines, strict=True)
    )


def _is_inside(lines: Sequence[Line], anchor: Anchor) -> bool:
    """Say whether a page's only date stands inside its story, as that of a letter that it prints does."""
    before = _running_words(lines[: anchor.index])
    after = _running_words(lines[anchor.index :])
    return before > INTRO_MOST_WORDS and min(before, after) > MINOR_SHARE * max(before, after)


def _running_words(lines: Sequence[Line]) -> int:
    """Count the words of text that runs over two lines or more: teasers of other stories don't."""
    words = 0
    for is_body, group in groupby(
        (line for line in lines if line.kind != "rule"), key=lambda line: line.is_body
    ):
        run = list(group)
        if is_body and (len(run) > 1 or run[0].n_words > INTRO_MOST_WORDS):
            words += sum(line.n_words for line in run)
    return words


def _items_below(lines: Sequence[Line], anchors: Sequence[Anchor]) -> tuple[Item, ...]:
    firsts = [0, *(anchor.index + 1 for anchor in anchors)]
    items = [Item(first, anchor.index + 1, anchor) for first, anchor in zip(firsts, anchors, strict=False)]
    rest = firsts[-1]
    if body_words(lines, rest, len(lines)) >= INTRO_MOST_WORDS / 3 and _opens_titled(lines, rest):
        items.append(Item(rest, len(lines), None))  # the scraper cut the page before this item's date
    return tuple(items)


def _opens_titled(lines: Sequence[Line], at: int) -> bool:
    for line in lines[at:]:
        if line.is_body:
            return False
        if line.kind == "title" and line.n_words >= HEADLINE_LEAST_WORDS:
            return True
    return False


def find_layout(lines: Sequence[Line], anchors: Sequence[Anchor]) -> Layout:
    """Find the layout that all dates of the page together keep to.

    1. A date on one line with its headline or text stands above. 2. Titles right over the dates, more
    often than right under them, are headlines: the date stands between. 3. Text before the first date
    and none after the last puts dates below; text on both sides does where what comes before the first
    date looks like an item and what follows the last doesn't.
    """
    if sum(a.line.shape != "alone" for a in anchors) * 2 > len(anchors):
        titled = [headline_above(lines, anchors, k) is not None for k, a in enumerate(anchors)]
        return "between" if sum(titled) * 2 > len(anchors) else "above"
    over = [headline_above(lines, anchors, k) for k in range(len(anchors))]
    under = [_title_under(lines, anchors, k) for k in range(len(anchors))]
    before = body_words(lines, 0, anchors[0].index)
    after = body_words(lines, anchors[-1].index + 1, len(lines))
    if len(anchors) == 1:
        if after < before and (before > INTRO_MOST_WORDS or not after):
            return "below"
        return _single(lines, over[0], under[0])
    n_over = sum(o is not None for o in over[1:]) + 0.5 * (over[0] is not None)
    n_under = sum(u is not None for u in under[:-1]) + 0.5 * (under[-1] is not None)
    inner = len(anchors) - 1
    if n_over > n_under and n_over >= 0.4 * inner:
        return "between"
    if before and not after:
        return "below"
    if before and _all_hug(lines, anchors):
        return "below"
    if before > INTRO_MOST_WORDS and _hugs_text_above(lines, anchors):
        return "below"
    if n_over == n_under and n_over and over[0] is not None:
        return "between"
    return "above"


def _single(lines: Sequence[Line], over: int | None, under: int | None) -> Layout:
    """Choose between a title over the only date and one under it: the longer, then the one under it."""
    if over is None or under is None:
        return "between" if over is not None else "above"
    return "between" if lines[over].n_words > lines[under].n_words and lines[over].n_words > 4 else "above"


def _all_hug(lines: Sequence[Line], anchors: Sequence[Anchor]) -> bool:
    """Say whether every date stands right under text, and a blank line under every date."""
    for anchor in anchors:
        at = anchor.index
        if lines[at].blanks_above or at == 0 or not lines[at - 1].is_body:
            return False
        if at + 1 < len(lines) and not lines[at + 1].blanks_above:
            return False
    return True


def _hugs_text_above(lines: Sequence[Line], anchors: Sequence[Anchor]) -> bool:
    """Say whether dates stand nearer to the text over them than to what follows them."""
    nearer = 0
    for anchor in anchors:
        over = lines[anchor.index].blanks_above
        under = lines[anchor.index + 1].blanks_above if anchor.index + 1 < len(lines) else 1
        nearer += (over < under) - (over > under)
    if nearer:
        return nearer > 0
    # as many blanks on both sides: the last date tells
    tail = body_words(lines, anchors[-1].index + 1, len(lines))
    return tail < INTRO_MOST_WORDS / 2 < body_words(lines, 0, anchors[0].index)


def headline_above(lines: Sequence[Line], anchors: Sequence[Anchor], k: int) -> int | None:
    """Find the headline over a date, with only bylines and furniture between.

    None where text or another item's date comes first; on a page with one date a standfirst of one or
    two sentences may stand between.
    """
    index = anchors[k].index
    floor = max(anchors[k - 1].index if k else -1, index - HEADLINE_REACH)
    standfirst = STANDFIRST_LINES if len(anchors) == 1 else 0
    titles: list[int] = []
    for at in range(index - 1, floor, -1):
        line = lines[at]
        if line.kind in ("related", "comments"):
            break
        if line.is_body:
            standfirst -= 1
            if standfirst < 0 or line.n_words > INTRO_MOST_WORDS:
                break
        elif line.kind == "title":
            titles.insert(0, at)
    return pick_headline(lines, titles, nearest=True, alone=len(anchors) == 1) if titles else None


def _title_under(lines: Sequence[Line], anchors: Sequence[Anchor], k: int) -> int | None:
    """Find a title under a date that text follows before the next date."""
    end = anchors[k + 1].index if k + 1 < len(anchors) else len(lines)
    title = None
    for at in range(anchors[k].index + 1, end):
        line = lines[at]
        if line.is_body:
            return title
        if line.kind == "title" and title is None:
            title = at
    return None
