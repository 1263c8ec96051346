"""Whether an HTML page tells one story or lists several: told conservatively, in favour of the story."""

import datetime as dt
from collections.abc import Sequence

from pipeline.read.html.metadata import Metadata
from pipeline.read.html.printed import is_date_line

ITEM_WORDS = 20
"""Words after a date line from which they are an item, not a teaser."""
DATED_ITEMS = 2
"""Dated items from which a page without story data is a listing."""
DATED_LINES = 4
"""Date lines from which it is one even where the items are only teasers."""
STORY_SHARE = 0.6
"""Share of the page's words between two date lines from which they are a story beside a list."""
STORY_WORDS = 150
"""Words that such a story must have."""
SECOND_SHARE = 0.3
"""Share of its words below which the next longest stretch must stay, else that is an item too."""
MIN_DECLARED_WORDS = 40
"""Words of the shortest story where the data say that the page is one: a news agency's flash."""
MIN_UNDECLARED_WORDS = 80
"""The same where no data say so: cookie walls and error pages hold fewer, or show no date."""


def is_listing(metadata: Metadata, blocks: Sequence[str]) -> bool:
    """Say whether the page lists several items: by its data, or by its date lines where these are silent."""
    if metadata.story or metadata.listing:
        return metadata.listing
    stretches = [0]  # words before the first date line, then after each
    for block in blocks:
        if is_date_line(block):
            stretches.append(0)
        else:
            stretches[-1] += len(block.split())
    *others, longest = sorted(stretches)
    second = max(others, default=0)
    if longest >= max(STORY_WORDS, STORY_SHARE * sum(stretches)) and second < SECOND_SHARE * longest:
        return False
    items = sum(n >= ITEM_WORDS for n in stretches[1:])
    return items >= DATED_ITEMS or len(stretches) - 1 >= DATED_LINES


def is_story(
    metadata: Metadata, paragraphs: Sequence[str], *, has_heading: bool, day: dt.date | None
) -> bool:
    """Say whether what was extracted is a story.

    Without data that say so it must be long, dated and under a main heading: a page of such plain markup
    is better divided as text.
    """
    n_words = sum(len(p.split()) for p in paragraphs)
    if metadata.story or metadata.called_article:
        return n_words >= MIN_DECLARED_WORDS
    return n_words >= MIN_UNDECLARED_WORDS and has_heading and day is not None
