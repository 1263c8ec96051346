"""The visible text of an HTML page as blocks in page order: what a reader sees, with nothing left out."""

from lxml.html import HtmlElement

BLOCK = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "html", "legend", "li", "main", "nav", "ol", "option", "p", "pre", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul",
})  # fmt: skip
HIDDEN = frozenset({
    "head", "script", "style", "noscript", "template", "svg", "iframe", "object", "canvas", "select",
    "textarea", "button",
})  # fmt: skip


def page_blocks(tree: HtmlElement) -> list[str]:
    """Return the text of each block, white space collapsed, empty ones left out.

    A list's items are blocks of their own, a table's row is one block. Scripts, forms' fields and what
    is marked hidden are left out.
    """
    blocks: list[str] = []
    piece: list[str] = []

    def end_block() -> None:
        # A line break inside a block stays one; any other white space is a space.
        lines = [" ".join(line.split()) for line in "".join(piece).split("\v")]
        if text := "\n".join(line for line in lines if line):
            blocks.append(text)
        piece.clear()

    # An explicit stack: pages nest deeper than Python's recursion allows.
    stack: list[tuple[HtmlElement, bool]] = [(tree, False)]
    while stack:
        element, closing = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else None
        if closing:
            if tag in BLOCK and tag not in {"td", "th"}:
                end_block()
            elif tag in {"td", "th"}:
                piece.append("  ")
            piece.append(_text(element.tail))
            continue
        if tag is None or tag in HIDDEN or _is_hidden(element):
            piece.append(_text(element.tail))
            continue
        if tag == "br":
            piece.append("\v")
        elif tag in BLOCK and tag not in {"td", "th"}:
            end_block()
        elif _adjoins(element):
            piece.append(" ")
        piece.append(_text(element.text))
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))
    end_block()
    return blocks


def _text(text: str | None) -> str:
    return (text or "").replace("\v", " ")


def _adjoins(element: HtmlElement) -> bool:
    """Say whether an inline element follows another without text: the page sets them apart by style."""
    before = element.getprevious()
    return before is not None and not (before.tail or "")


def _is_hidden(element: HtmlElement) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or "display:none" in style or "visibility:hidden" in style
