"""Any text parsed as HTML, however deep it nests."""

import re

import lxml.etree
import lxml.html
from lxml.html import HtmlElement

_TAG = re.compile(
    r"<(/?)(div|span|font|b|i|em|strong|center|section|ul|ol|li|table|tbody|tr|td|blockquote|a|p|small|big|u|s|article|main|dl|dd|dt|nobr|ins|del)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_ANY_TAG = re.compile(r"<[^<>]{0,2000}>")
_BREAK = "<p>"


def parse(markup: str) -> tuple[HtmlElement | None, bool]:
    """Parse any text as HTML, and say whether it had to be flattened; None where there is nothing to parse.

    libxml2 drops all that comes below 256 levels, with its limits lifted 2,048, and all that follows.

    1. The page as it is, up to 256 levels.
    2. A deeper one without the elements that only nest, each of their tags a new paragraph.
    3. One that is deeper even so without any tags.
    """
    tree, too_deep = _parsed(markup)
    if not too_deep:
        return tree, False
    for tag, instead in ((_TAG, _BREAK), (_ANY_TAG, "\n")):
        tree, too_deep = _parsed(tag.sub(instead, markup))
        if not too_deep:
            break
    return tree, True


def _parsed(markup: str) -> tuple[HtmlElement | None, bool]:
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = lxml.html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.LxmlError, ValueError, AssertionError):
        tree = None
    return tree, any("depth" in error.message.lower() for error in parser.error_log)
