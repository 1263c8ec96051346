"""A page's text divided into its dated articles, everything else left out with a reason.

1. `lines` says what each line looks like.  2. `anchors` says which dates date an item.  3. `items` says
where items begin and end.  4. `trim` finds headline, byline and body of each.  5. A page without a dated
item may still be one story.  6. What lies in no article becomes leftovers.
"""

import unicodedata

from pipeline.dates import PrintedDate
from pipeline.records import Article, Page, Segmented, content_id
from pipeline.segment.anchors import choose_anchors, mark_dates, read_date_lines
from pipeline.segment.items import find_items
from pipeline.segment.leftovers import leave_out
from pipeline.segment.lines import read_lines
from pipeline.segment.story import find_story, is_junk, story_of_markup
from pipeline.segment.trim import Trimmed, trim

__all__ = ["segment"]


def segment(page: Page) -> Segmented:
    """Divide a page into its dated articles and what was left out, with reasons.

    A page that isn't ok, or tells nothing (an error page, a bot wall), has no articles. Articles and
    leftovers together cover every character of the page's text that isn't blank.
    """
    lines = read_lines(page.text)
    if page.status != "ok":
        return Segmented((), leave_out(page.text, lines, (), {}, otherwise="page-set-aside"))
    if page.story is not None:
        told = story_of_markup(page.story, page.text)
        only = (_article(page, 0, *told),) if told else ()
        return Segmented(only, leave_out(page.text, lines, only, {}, otherwise="outside-story"))
    if is_junk(lines):
        return Segmented((), leave_out(page.text, lines, (), {}, otherwise="junk"))
    found = read_date_lines(lines)
    lines = mark_dates(lines, found)
    anchors = choose_anchors(lines, found, scraped=page.fetched_at)
    items = find_items(lines, anchors) or find_story(lines, found, scraped=page.fetched_at)
    reasons: dict[int, str] = {}
    articles: list[Article] = []
    for item in items:
        trimmed = trim(lines, item, text=page.text)
        if trimmed:
            reasons |= trimmed.reasons
            articles.append(_article(page, len(articles), trimmed, item.anchor.date if item.anchor else None))
    return Segmented(tuple(articles), leave_out(page.text, lines, articles, reasons))


def _article(page: Page, position: int, trimmed: Trimmed, date: PrintedDate | None) -> Article:
    text = page.text[trimmed.start : trimmed.end]
    when = date.date if date else None
    return Article(
        article_id=content_id("article", when, normalise(text)),
        page_id=page.page_id,
        position=position,
        start=trimmed.start,
        end=trimmed.end,
        text=text,
        language=page.language,
        date=when,
        date_text=date.text if date else None,
        date_precision=date.precision if date and when else None,
        date_ambiguous=bool(date and when and date.ambiguous),
        headline=trimmed.headline or None,
        byline=trimmed.byline or None,
        truncated=trimmed.truncated,
    )


def normalise(text: str) -> str:
    """Bring a text to the form that its id is made from: composed characters, single blanks."""
    return " ".join(unicodedata.normalize("NFC", text).split())
