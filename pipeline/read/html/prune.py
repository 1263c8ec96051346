"""Elements that publishers put into a story's markup and that are not the story, told by the markup.

trafilatura leaves out most of them; what it keeps is told here by names that many publishers' themes
share, or by a paragraph being nothing but a link.
"""

from lxml.html import HtmlElement

from pipeline.read.html import lexicon

MAX_SHARE = 0.3
"""Share of the page's paragraphs, and of its text, above which an element is the story's own, whatever
its name."""
MIN_LINK_WORDS = 4
"""Words from which a line that is all link is another story's title: names and sources are shorter."""

_SENTENCE_END = (".", "!", "?", "…")


def prune(tree: HtmlElement) -> None:
    """Take out embedded posts, boxes that are named as something else, and lines that are all link."""
    for element in list(tree.iter("blockquote")):
        if lexicon.EMBED.search(element.get("class") or ""):
            element.drop_tree()
    _drop_named(tree)
    for element in list(tree.iter("p", "li", "h2", "h3", "h4")):
        if element.getparent() is not None and _is_all_link(element):
            element.drop_tree()


def _drop_named(tree: HtmlElement) -> None:
    whole = _length(tree)
    for element in list(tree.iter("div", "section", "aside", "ul", "ol", "p", "span", "form", "footer")):
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if not lexicon.ELEMENT.search(names) or element.getparent() is None:
            continue
        own = _length(element)
        if (
            own[0] <= MAX_SHARE * whole[0]
            and own[1] <= MAX_SHARE * whole[1]
            and element.find(".//h1") is None
        ):
            element.drop_tree()


def _length(element: HtmlElement) -> tuple[int, int]:
    """Return the characters of an element's paragraphs, and of all its text: some sites mark up none."""
    paragraphs = sum(len(p.text_content()) for p in element.iter("p"))
    texts = element.xpath(".//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]")
    return paragraphs, sum(len(text.strip()) for text in texts)


def _is_all_link(element: HtmlElement) -> bool:
    text = " ".join(element.text_content().split())
    if len(text.split()) < MIN_LINK_WORDS or text.rstrip("\"'”’").endswith(_SENTENCE_END):
        return False
    linked = " ".join(" ".join(a.text_content().split()) for a in element.iter("a"))
    return len(linked) >= len(text)
