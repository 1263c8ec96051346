"""An HTML page as text: one story with its headline, date and byline, or the page's blocks in order."""

import datetime as dt
from dataclasses import dataclass

import lxml.etree
import lxml.html
from lxml.html import HtmlElement

from pipeline.read.html.blocks import page_blocks
from pipeline.read.html.body import story_paragraphs
from pipeline.read.html.boilerplate import without_boilerplate
from pipeline.read.html.headline import choose_headline
from pipeline.read.html.kind import is_listing, is_story
from pipeline.read.html.metadata import marked_up_date, read_metadata
from pipeline.read.html.printed import day_below, printed_date

LATEST = "2100-01-01"
"""The last day that a date may be, where it isn't known when the page was fetched: not today, so that
a page reads the same on any day."""


@dataclass(frozen=True, slots=True)
class Markup:
    """What an HTML page holds: paragraphs of a story, or blocks where it tells no single one."""

    title: str | None
    paragraphs: tuple[str, ...]
    is_story: bool
    headline: str | None = None
    byline: str | None = None
    date: dt.date | None = None
    date_text: str | None = None


def read_html(markup: str, *, fetched_at: dt.datetime | None = None) -> Markup:
    """Read one page; it comes back without paragraphs where it shows no text.

    1. A page whose data say it is a listing, or that prints several dated items without saying it is
       one story, keeps all its blocks.
    2. Else the story is extracted; where too little is found, it keeps all its blocks. The story's date
       is what the data state, else the date line at the headline, else what the markup calls a date.
    """
    tree = _parse(markup)
    if tree is None:
        return Markup(None, (), is_story=False)
    metadata = read_metadata(tree)
    blocks = page_blocks(tree)
    title = metadata.titles[0] if metadata.titles else None
    listing = Markup(title, tuple(blocks), is_story=False)
    if is_listing(metadata, blocks):
        return listing
    headline = choose_headline(tree, metadata.titles)
    latest = fetched_at.date().isoformat() if fetched_at else LATEST
    day = metadata.date or day_below(headline, blocks) or marked_up_date(tree, latest=latest)
    printed = printed_date(tree, blocks, day)
    has_heading = tree.find(".//h1") is not None
    paragraphs = without_boilerplate(story_paragraphs(tree, stated=metadata.body), headline=headline)
    if not is_story(metadata, paragraphs, has_heading=has_heading, day=day):
        return listing
    byline = ", ".join(metadata.authors) or None
    return Markup(title, tuple(paragraphs), True, headline, byline, day, printed)


def _parse(markup: str) -> HtmlElement | None:
    """Parse any text as HTML, or return None where there is nothing to parse."""
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return lxml.html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.LxmlError, ValueError, AssertionError):
        return None
