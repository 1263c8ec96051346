"""Pages that aren't listings: one story without a date line, a story that markup tells, or junk."""

from collections.abc import Sequence
from datetime import datetime

from pipeline.dates import PrintedDate, settle
from pipeline.records import Story
from pipeline.segment.anchors import Anchor, body_words
from pipeline.segment.dateline import DateLine
from pipeline.segment.items import Item
from pipeline.segment.lexicon import lexicon
from pipeline.segment.lines import Line
from pipeline.segment.trim import Trimmed, is_cut

STORY_LEAST_WORDS = 30
JUNK_MOST_WORDS = 100
"""A page that says it has no story, and has no more words than this beside, has none."""
JUNK_REACH = 14
"""Lines at the top of a page in which an error page names its error."""


def is_junk(lines: Sequence[Line]) -> bool:
    """Say whether a page tells only that it has nothing to tell: error, bot wall, cookie wall."""
    junk = lexicon().junk
    marked = [i for i, line in enumerate(lines) if len(line.text) <= 300 and junk.search(line.text)]
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
    return (Item(0, len(lines), anchor),)


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
