"""The date that an HTML page prints for its story."""

import datetime as dt
from collections.abc import Sequence

from lxml.html import HtmlElement

from pipeline.dates import FoundDate, find_dates

MAX_LINE = 80
"""Characters of the longest line that is looked at: a byline with its date, not a sentence."""


def printed_date(tree: HtmlElement, blocks: Sequence[str], day: dt.date | None) -> str | None:
    """Return the story's day as the page prints it, or None where it doesn't.

    1. The text of a time element that stands for the day.
    2. The first short line of the page that holds this day.
    """
    if day is None:
        return None
    for element in tree.iter("time"):
        text = " ".join(element.text_content().split())
        if (element.get("datetime") or "").strip().startswith(day.isoformat()) and len(text) <= MAX_LINE:
            for found in find_dates(text):
                if found.days_ago is None:
                    return found.text
    for block in blocks:
        for found in find_dates(block) if len(block) <= MAX_LINE else ():
            if _is_day(found, day):
                return found.text
    return None


def _is_day(found: FoundDate, day: dt.date) -> bool:
    if found.year != day.year:
        return False
    return (found.day, found.month) == (day.day, day.month) or (
        found.pair is not None and (day.day, day.month) in (found.pair, found.pair[::-1])
    )
