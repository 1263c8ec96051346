"""Whether an HTML page tells one story or lists several: told conservatively, in favour of the story."""

import datetime as dt
import re
from collections.abc import Sequence

from .metadata import Metadata

DATED_ITEMS = 2
"""Dated items with text of their own from which a page without story data is a listing."""
DATED_LINES = 4
"""Date lines from which it is one even where the items are only teasers."""
ITEM_WORDS = 20
MIN_STORY_WORDS = 40
"""Words of the shortest story: a news agency's flash, where the data say that it is a story."""
MIN_UNDECLARED_WORDS = 80
"""The same where no data say so: cookie walls and error pages hold fewer, or show no date."""

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+\d{{4}}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    r"|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4})\b",
    re.IGNORECASE,
)
MAX_DATE_LINE = 60
"""Characters of the longest line that is a date with a label, not a sentence with a date."""


def is_listing(metadata: Metadata, blocks: Sequence[str]) -> bool:
    """Does the page list several items, by its data or, where these say nothing, by its date lines?"""
    if metadata.listing:
        return True
    if metadata.story:
        return False
    words_after: list[int] = []
    for block in blocks:
        if len(block) <= MAX_DATE_LINE and _DATE.search(block):
            words_after.append(0)
        elif words_after:
            words_after[-1] += len(block.split())
    full = sum(n >= ITEM_WORDS for n in words_after)
    return full >= DATED_ITEMS and len(words_after) >= DATED_ITEMS or len(words_after) >= DATED_LINES


def is_story(metadata: Metadata, paragraphs: Sequence[str], day: dt.date | None) -> bool:
    """Is what was extracted a story? Without data that say so, it must be long enough and dated."""
    n_words = sum(len(p.split()) for p in paragraphs)
    if metadata.story:
        return n_words >= MIN_STORY_WORDS
    return n_words >= MIN_UNDECLARED_WORDS and day is not None
