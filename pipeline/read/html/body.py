"""The words of the one story that an HTML page tells, without what publishers put between them."""

import logging
import re

from lxml.html import HtmlElement

from pipeline.read.html.blocks import page_blocks
from pipeline.read.html.prune import prune

# It reports each page that it finds nothing in as a warning; here that is an answer.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

MAX_ELEMENTS = 6_000
"""Elements of the largest page that trafilatura is given: its time grows with their square, to 30 s for
70,000. Pages of 28 newsrooms have 1,000 at the median and 2,700 at most."""
RESCUE_BELOW = 0.75
"""Share of the structured data's body below which trafilatura lost a part: it takes one container of
several (0.64 of a long magazine story measured; else 0.9 and more)."""
_TYPED = re.compile(r"[^\W_]+")

HELD = 0.6
"""Share of a block's word trigrams from which the stated body holds it: links in it may be marked up."""


def story_paragraphs(tree: HtmlElement, *, stated: str) -> list[str]:
    """Return the story's paragraphs; none where the page has no body. The tree is changed.

    1. Of a page too large for that, the blocks of its article or main element, else of its body.
    2. trafilatura (Barbaresi, 2021), balanced, without comments and tables.
    3. Where it misses much of the body that the structured data state, the page's blocks that the
       stated body holds.
    """
    if sum(1 for _ in tree.iter()) > MAX_ELEMENTS:
        return page_blocks(next(tree.iter("article", "main", "body"), tree))
    import trafilatura  # takes an eighth of a second to import, and a corpus of texts never needs it
    from trafilatura.settings import Document

    prune(tree)
    blocks = page_blocks(tree) if stated else []
    try:
        found = trafilatura.bare_extraction(tree, include_comments=False, include_tables=False)
    except Exception:  # noqa: BLE001 - it fails in many ways on broken pages, and none is worth a crash
        found = None
    text = found.text if isinstance(found, Document) else None
    paragraphs = [paragraph for line in (text or "").split("\n") if (paragraph := line.strip())]
    if stated and _n_words(paragraphs) < RESCUE_BELOW * _n_words([stated]):
        held = _held(blocks, stated)
        if _n_words(held) > max(_n_words(paragraphs), RESCUE_BELOW * _n_words([stated])):
            return held
    return paragraphs


def _n_words(paragraphs: list[str]) -> int:
    return sum(len(_TYPED.findall(p)) for p in paragraphs)


def _held(blocks: list[str], stated: str) -> list[str]:
    """Keep the blocks whose words stand in the stated body, which may hold other markup, each once."""
    body = _trigrams(stated)
    kept = (b for b in blocks if (own := _trigrams(b)) and len(own & body) >= HELD * len(own))
    return list(dict.fromkeys(kept))


def _trigrams(text: str) -> set[tuple[str, ...]]:
    words = _TYPED.findall(text.lower())
    return set(zip(words, words[1:], words[2:], strict=False))
