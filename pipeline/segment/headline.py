"""Which of the titles over a text is its headline."""

import re
from collections.abc import Sequence

from pipeline.segment.lines import Line

HEADLINE_LEAST_WORDS = 3
CLEAR_HEADLINE_WORDS = 5
NAME_MOST_WORDS = 4

_NAME = re.compile(r"[A-ZÀ-Þ][\w.'’-]*(?:,? [A-ZÀ-Þ][\w.'’-]*){1,3}")


def pick_headline(lines: Sequence[Line], titles: Sequence[int], *, nearest: bool, alone: bool = False) -> int:
    """Pick the headline among the titles over a text, given in page order.

    1. Where the date stands first, it is the first title, but for a section's name: a short line in
    capitals over another title. 2. Where nothing marks the item's top, it is the title nearest to the
    text. 3. What reads like a name, or is very short, gives way to a clear headline above it. 4. Of two
    titles set together without a blank the upper is the headline, the lower its second line; on a page
    that tells one story `alone`, also across a blank, unless the upper is the page's first title.
    """
    long_enough = [t for t in titles if lines[t].n_words >= HEADLINE_LEAST_WORDS] or list(titles)
    # 1.
    if not nearest:
        for t in long_enough:
            if not (
                lines[t].text.isupper() and lines[t].n_words <= HEADLINE_LEAST_WORDS and t != long_enough[-1]
            ):
                return t
    # 2.
    pick = long_enough[-1]
    # 3.
    if lines[pick].n_words < HEADLINE_LEAST_WORDS or _name_like(lines[pick]):
        clear = [t for t in long_enough if lines[t].n_words >= CLEAR_HEADLINE_WORDS]
        pick = clear[-1] if clear else pick
    # 4.
    upper = pick - 1
    if upper in long_enough and _over(lines[upper], lines[pick]):
        first = next(line for line in lines if line.kind == "title")
        if lines[pick].blanks_above == 0 or (alone and first is not lines[upper]):
            return upper
    return pick


def _over(upper: Line, lower: Line) -> bool:
    """Say whether the upper of two titles is the headline: long enough, no path to the page, no name."""
    least = HEADLINE_LEAST_WORDS + 1 if lower.blanks_above == 0 else CLEAR_HEADLINE_WORDS
    if upper.n_words < least or upper.text.isupper() or _name_like(upper):
        return False
    return lower.text.lower() not in upper.text.lower()


def _name_like(line: Line) -> bool:
    return line.n_words <= NAME_MOST_WORDS and _NAME.fullmatch(line.text) is not None
