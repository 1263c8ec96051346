"""The headline that an HTML page prints: the heading nearest to what its data call the page."""

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

ENOUGH = 0.35
"""Share of words that a heading must have in common with a title: printed headlines are often reworded
for search engines, while a site's name shares nothing."""
_WORD = re.compile(r"\w+")


def choose_headline(tree: HtmlElement, titles: Sequence[str]) -> str | None:
    """Return the `<h1>` nearest to a title, else the only `<h1>`, else the likeliest title itself.

    A title's trailing site name ("… | The Paper") goes. None where the page has neither.
    """
    headings = [text for h in tree.iter("h1") if (text := " ".join(h.text_content().split()))]
    best = max(headings, key=lambda h: max((likeness(h, t) for t in titles), default=0.0), default=None)
    if best and (max((likeness(best, t) for t in titles), default=0.0) >= ENOUGH):
        return best
    if len(headings) == 1 and len(_WORD.findall(headings[0])) >= 4:
        return headings[0]
    return re.split(r"\s[|–—»•]\s", titles[0])[0].strip() or None if titles else None


def likeness(a: str, b: str) -> float:
    """Return the Jaccard similarity of two texts' words, 0 to 1."""
    left, right = set(_WORD.findall(a.lower())), set(_WORD.findall(b.lower()))
    return len(left & right) / len(left | right) if left and right else 0.0
