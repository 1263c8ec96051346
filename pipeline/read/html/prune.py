"""Elements that publishers put into a story's markup and that are not the story, told by the markup.

trafilatura leaves out most of them; what it keeps is told here by names that themes of many publishers
share, or by a paragraph being nothing but a link.
"""

import re

from lxml.html import HtmlElement

MAX_SHARE = 0.3
"""Share of the page's paragraphs above which an element is the story's own, however it is named."""
MIN_LINK_WORDS = 4
"""Words from which a line that is all link is another story's title: names and sources are shorter."""

_EMBED = re.compile(r"twitter-tweet|instagram-media|tiktok-embed|fb-post|bluesky-embed|mastodon-embed")
_NOT_STORY = re.compile(
    r"newsletter|author[-_]{0,2}(?:bio|box|info)|biograph|more-topic|related-|-related|relatedcontent|recirc|popular-"
    r"|most-(?:read|popular)|read-?more|sr-only|visually-?hidden|screen-reader|signup|sign-up|subscribe|promo(?:-|$|\s)"
    r"|single-cta|comments?-|share-|social-",
    re.IGNORECASE,
)
_SENTENCE_END = (".", "!", "?", "…", ".”", "!”", "?”", '."', '!"', '?"', ".’", ".'")


def prune(tree: HtmlElement) -> None:
    """Take out embedded posts, boxes that are named as something else, and lines that are all link."""
    for element in list(tree.iter("blockquote")):
        if _EMBED.search(element.get("class") or ""):
            element.drop_tree()
    _drop_named(tree)
    for element in list(tree.iter("p", "li", "h2", "h3", "h4")):
        if element.getparent() is not None and _is_all_link(element):
            element.drop_tree()


def _drop_named(tree: HtmlElement) -> None:
    whole = sum(len(p.text_content()) for p in tree.iter("p"))
    for element in list(tree.iter("div", "section", "aside", "ul", "ol", "p", "span", "form", "footer")):
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if not _NOT_STORY.search(names) or element.getparent() is None:
            continue
        own = sum(len(p.text_content()) for p in element.iter("p"))
        if own <= MAX_SHARE * whole and element.find(".//h1") is None:
            element.drop_tree()


def _is_all_link(element: HtmlElement) -> bool:
    text = " ".join(element.text_content().split())
    if len(text.split()) < MIN_LINK_WORDS or text.endswith(_SENTENCE_END):
        return False
    linked = " ".join(" ".join(a.text_content().split()) for a in element.iter("a"))
    return len(linked) >= len(text)
