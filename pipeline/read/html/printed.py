"""The date line that an HTML page prints for its story."""

import datetime as dt

from lxml.html import HtmlElement

MAX_LENGTH = 80


def printed_date(tree: HtmlElement, day: dt.date | None) -> str | None:
    """Return the text of the first time element that stands for the day, or None where none does."""
    if day is None:
        return None
    for element in tree.iter("time"):
        text = " ".join(element.text_content().split())
        stamp = (element.get("datetime") or "").strip()
        if text and len(text) <= MAX_LENGTH and stamp.startswith(day.isoformat()):
            return text
    return None
