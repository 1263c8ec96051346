"""What a scrape tells of a page beside its words, and the page laid out with it."""

import datetime as dt
from dataclasses import dataclass

from pipeline.dates import parse_date
from pipeline.read.html.kind import is_listing
from pipeline.read.html.metadata import Metadata
from pipeline.read.text import clean
from pipeline.records import RawPage, Span, Story


@dataclass(frozen=True, slots=True)
class Told:
    """Headline and date as a record or a feed gives them."""

    headline: str | None = None
    date_text: str | None = None
    date: dt.date | None = None
    """The day that the date names; None where it names none for sure."""


def told_of(raw: RawPage) -> Told:
    """Gather what the scrape told of a page."""
    date_text = line_of(raw.date_text)
    printed = parse_date(date_text or "")
    sure = printed is not None and printed.precision == "day" and not printed.ambiguous
    return Told(line_of(raw.title), date_text, printed.date if printed and sure else None)


def lay_out_story(
    body: str, *, headline: str | None, date_text: str | None, date: dt.date | None, byline: str | None = None
) -> tuple[str, Story]:
    """Lay a story out as headline, date line and body, each after a blank line."""
    head = "".join(f"{line}\n\n" for line in (headline, date_text) if line)
    span = Span(len(head), len(head) + len(body))
    return head + body, Story(span, headline, byline, date, date_text)


def lay_out(body: str, told: Told) -> tuple[str, Story | None]:
    """Lay out a page's text with what the scrape told of it.

    1. A text that prints several dated items itself is a listing, whatever date stands beside it: that
       of the scrape, as a rule. Nothing is added.
    2. One of which a day was told is a story.
    3. Else headline and date go before it, as on a printed page, for the segmenter to judge.
    """
    lines = [line for part in body.split("\n") if (line := part.strip())]
    if not any(map(str.isalnum, body)) or is_listing(Metadata(), lines):
        return body, None
    body = _without_head(body, told.headline, told.date_text)
    if told.date:
        return lay_out_story(body, headline=told.headline, date_text=told.date_text, date=told.date)
    return "\n\n".join(part for part in (told.headline, told.date_text, body) if part), None


def line_of(text: str | None) -> str | None:
    """Clean a text that stands on one line; None where nothing is left of it."""
    return " ".join(clean(text or "")[0].split()) or None


def _without_head(body: str, *told: str | None) -> str:
    """Drop the first lines of a body that say what is told beside it, so that it doesn't stand twice."""
    for line in told:
        first, newline, rest = body.lstrip().partition("\n")
        if line and newline and _plain(first) == _plain(line):
            body = rest.lstrip()
    return body


def _plain(line: str) -> str:
    return " ".join(line.split()).casefold()
