"""The dates that an HTML page prints: its date lines, and the one of its story."""

import datetime as dt
import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from pipeline.dates import FoundDate, find_dates, settle

MAX_LINE = 80
"""Characters of the longest line that is looked at: a byline with its date, not a sentence."""

MAX_DATE_LINE = 60
"""Characters of the longest line that is a date with a label, not a sentence with a date."""
MAX_LABEL_WORDS = 4
"""Words that may stand beside the date on such a line: "Posted on", a weekday, a country, a section."""

KICKERS = 2
"""Lines above a headline that still belong to it."""

_TWO_DIGITS = re.compile(r"\d\d")


def is_date_line(block: str) -> bool:
    """Say whether a block is a whole date with hardly anything beside it; "2 hours ago" is none."""
    return _line_date(block) is not None


def day_below(headline: str | None, blocks: Sequence[str]) -> dt.date | None:
    """Return the day of the first date line at or below the headline, or None where that is unsure.

    What stands far above may be the day's own date, in the masthead. All date lines of the page together
    tell what 05/06/2012 means.
    """
    start = blocks.index(headline) - KICKERS if headline in blocks else 0
    dated = [(i, found) for i, block in enumerate(blocks) if (found := _line_date(block))]
    settled = settle([found for _, found in dated])
    for (i, _), printed in zip(dated, settled, strict=True):
        if i >= start:
            return printed.date if printed.precision == "day" and not printed.ambiguous else None
    return None


def _line_date(block: str) -> FoundDate | None:
    """Return the date that a date line holds; None for any other line."""
    if len(block) > MAX_DATE_LINE or not _TWO_DIGITS.search(block):
        return None
    found = next((f for f in find_dates(block) if f.year and (f.day or f.pair)), None)
    if found is None or len(block.split()) - len(found.text.split()) > MAX_LABEL_WORDS:
        return None
    return found


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
    year = f"{day.year % 100:02}"  # looked for first: to find dates takes far longer
    for block in blocks:
        for found in find_dates(block) if len(block) <= MAX_LINE and year in block else ():
            if _is_day(found, day):
                return found.text
    return None


def _is_day(found: FoundDate, day: dt.date) -> bool:
    if found.year != day.year:
        return False
    return (found.day, found.month) == (day.day, day.month) or (
        found.pair is not None and (day.day, day.month) in (found.pair, found.pair[::-1])
    )
