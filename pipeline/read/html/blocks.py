"""The visible text of an HTML page as blocks in page order: what a reader sees, with nothing left out."""

from collections.abc import Iterator

from lxml.html import HtmlElement

BLOCK = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "html", "legend", "li", "main", "nav", "ol", "option", "p", "pre", "section",
    "summary", "table", "tbody", "tfoot", "thead", "title", "tr", "ul",
})  # fmt: skip
CELL = frozenset({"td", "th"})
HIDDEN = frozenset({
    "head", "script", "style", "noscript", "template", "svg", "iframe", "object", "canvas", "select",
    "textarea", "button",
})  # fmt: skip


_BLOCK_END, _LINE_END = "\f", "\v"


def page_blocks(tree: HtmlElement) -> list[str]:
    """Return the text of each block, white space collapsed, empty ones left out.

    A list's items are blocks of their own, a table's row is one block. Scripts, forms' fields and what
    is marked hidden are left out.
    """
    blocks = []
    for raw in "".join(_pieces(tree)).split(_BLOCK_END):
        # A line break inside a block stays one; any other white space is a space.
        lines = [" ".join(line.split()) for line in raw.split(_LINE_END)]
        if text := "\n".join(line for line in lines if line):
            blocks.append(text)
    return blocks


def _pieces(tree: HtmlElement) -> Iterator[str]:
    """Yield the page's text in order, with a sign at each end of a block and at each line break."""
    # An explicit stack: pages nest deeper than Python's recursion allows.
    stack: list[tuple[HtmlElement, bool]] = [(tree, False)]
    while stack:
        element, closing = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else "script"
        if not closing and tag not in HIDDEN and not _is_hidden(element):
            yield _sign(element, tag)
            yield _text(element.text)
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))
            continue
        if closing and tag in BLOCK:
            yield _BLOCK_END
        elif closing and tag in CELL:
            yield "  "
        yield _text(element.tail)


def _sign(element: HtmlElement, tag: str) -> str:
    """Return what stands before an element: a block's end, a line's, or a space between two inline ones."""
    if tag in BLOCK:
        return _BLOCK_END
    if tag == "br":
        return _LINE_END
    before = element.getprevious()
    # Without text between them two inline elements are set apart by style.
    return " " if before is not None and not before.tail else ""


def _text(text: str | None) -> str:
    return (text or "").replace(_LINE_END, " ").replace(_BLOCK_END, " ")


def _is_hidden(element: HtmlElement) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or "display:none" in style or "visibility:hidden" in style
