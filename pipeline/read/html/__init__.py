"""An HTML page as text: one story with its headline, date and byline, or the page's blocks in order."""

import datetime as dt
from dataclasses import dataclass, replace

from pipeline.read.html.blocks import page_blocks
from pipeline.read.html.body import story_paragraphs
from pipeline.read.html.boilerplate import without_boilerplate
from pipeline.read.html.headline import choose_headline
from pipeline.read.html.kind import is_listing, is_story
from pipeline.read.html.metadata import marked_up_date, read_metadata
from pipeline.read.html.parse import parse
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
    deep: bool = False
    """The page nests deeper than a parser goes, and was flattened."""


def read_html(markup: str, *, fetched_at: dt.datetime | None = None, told: dt.date | None = None) -> Markup:
    """Read one page; it comes back without paragraphs where it shows no text.

    1. A page whose data say it is a listing, or that prints several dated items without saying it is
       one story, keeps all its blocks.
    2. Else the story is extracted; where too little is found, it keeps all its blocks. The story's date
       is what was told of it, else what the data state, else the date line at the headline, else what
       the markup calls a date.
    """
    tree, deep = parse(markup)
    if tree is None:
        return Markup(None, (), is_story=False)
    metadata = read_metadata(tree)
    blocks = page_blocks(tree)
    title = metadata.titles[0] if metadata.titles else None
    listing = Markup(title, tuple(blocks), is_story=False, deep=deep)
    if is_listing(metadata, blocks):
        return listing
    headline = choose_headline(tree, metadata.titles)
    latest = fetched_at.date().isoformat() if fetched_at else LATEST
    day = told or metadata.date or day_below(headline, blocks) or marked_up_date(tree, latest=latest)
    printed = printed_date(tree, blocks, day)
    has_heading = tree.find(".//h1") is not None
    paragraphs = without_boilerplate(story_paragraphs(tree, stated=metadata.body), headline=headline)
    declared = replace(metadata, story=metadata.story or told is not None)
    if not is_story(declared, paragraphs, has_heading=has_heading, day=day):
        return listing
    byline = ", ".join(metadata.authors) or None
    return Markup(title, tuple(paragraphs), True, headline, byline, day, printed, deep)


def read_fragment(markup: str, *, headline: str | None = None) -> Markup:
    """Read a piece of HTML that holds nothing but a text, as an entry of a feed does."""
    tree, deep = parse(markup)
    blocks = [] if tree is None else page_blocks(tree)
    return Markup(None, tuple(without_boilerplate(blocks, headline=headline)), is_story=False, deep=deep)
