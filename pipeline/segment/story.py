"""Pages that aren't listings: one story without a date line, a story that markup tells, or junk."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from pipeline.dates import PrintedDate, settle
from pipeline.records import Story
from pipeline.segment.anchors import Anchor, body_words
from pipeline.segment.dateline import DateLine
from pipeline.segment.items import Item
from pipeline.segment.lexicon import lexicon
from pipeline.segment.lines import Line
from pipeline.segment.tail import is_cut
from pipeline.segment.trim import Trimmed

STORY_LEAST_WORDS = 30
JUNK_MOST_WORDS = 100
"""A page that says it has no story, and has no more words than this beside, has none."""
NEAR_LINES = 3
MARGIN_LINES = 10
"""So many lines without text divide a story from the texts of a page's margins."""
JUNK_PAGE_MOST_WORDS, JUNK_PAGE_MOST_LINES = 400, 200
"""An error page is short; only so much of a page is looked at."""
JUNK_REACH = 14
"""Lines at the top of a page in which an error page names its error."""


def is_junk(lines: Sequence[Line]) -> bool:
    """Say whether a page tells only that it has nothing to tell: error, bot wall, cookie wall."""
    if body_words(lines, 0, len(lines)) > JUNK_PAGE_MOST_WORDS:
        return False
    junk = lexicon().junk
    top = lines[:JUNK_PAGE_MOST_LINES]
    marked = [i for i, line in enumerate(top) if len(line.text) <= 300 and junk.search(line.text.lower())]
    if not marked:
        return False
    told = sum(line.n_words for i, line in enumerate(lines) if line.is_body and i not in set(marked))
    titled = any(lines[i].kind != "prose" for i in marked if i < JUNK_REACH)
    return told <= JUNK_MOST_WORDS and (titled or len(marked) > 1)


def find_story(
    lines: Sequence[Line], found: Sequence[DateLine], *, scraped: datetime | None = None
) -> tuple[Item, ...]:
    """Take a page without a dated item as one story, if it has the words of one; else ().

    Its date is that of its dateline ("PORTO, 3 March 2015 – …"), where it has one.
    """
    body = [i for i, line in enumerate(lines) if line.is_body]
    words = body_words(lines, 0, len(lines))
    titled = bool(body) and any(line.kind == "title" and line.n_words >= 3 for line in lines[: body[0]])
    if words < STORY_LEAST_WORDS or (len(body) == 1 and not titled and words < 3 * STORY_LEAST_WORDS):
        return ()
    dateline = next(
        (d for d in found if d.shape == "dateline" and d.found.year and d.index <= body[0] + 2), None
    )
    anchor = Anchor(dateline, settle([dateline.found], scraped=scraped)[0]) if dateline else None
    first, last = _densest(lines, body)
    return (Item(first, last, anchor),)


def _densest(lines: Sequence[Line], body: Sequence[int]) -> tuple[int, int]:
    """Find the stretch of a page with the most running text: other stretches are its margins.

    Lines near one another make a group; the group with the most words is the story, with the groups of
    two lines or more near it. The titles over the text belong to it.
    """
    groups = [[body[0]]]
    for last, at in pairwise(body):
        if at - last > NEAR_LINES:
            groups.append([])
        groups[-1].append(at)
    words = [sum(lines[i].n_words for i in group) for group in groups]
    first = last = words.index(max(words))
    while first and len(groups[first - 1]) > 1 and groups[first][0] - groups[first - 1][-1] <= MARGIN_LINES:
        first -= 1
    while last + 1 < len(groups) and groups[last + 1][0] - groups[last][-1] <= MARGIN_LINES:
        last += 1
    top = groups[first - 1][-1] + 1 if first else 0
    return top, groups[last + 1][0] if last + 1 < len(groups) else len(lines)


def story_of_markup(story: Story, text: str) -> tuple[Trimmed, PrintedDate | None] | None:
    """Take the story that a page's markup tells as it is; None where it has no words."""
    body = text[story.body.start : story.body.end]
    if not body.strip():
        return None
    start = story.body.start + len(body) - len(body.lstrip())
    date = PrintedDate(0, 0, story.date_text or story.date.isoformat(), story.date) if story.date else None
    return Trimmed(
        start, start + len(body.strip()), story.headline, story.byline, is_cut(body.rstrip())
    ), date
