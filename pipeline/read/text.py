"""Characters to clean text: mojibake, HTML residue, control characters and newlines.

Every repair that changes something is recorded by name. Quotation marks are never straightened, and
look-alike letters of another alphabet are left as they are.
"""

import html
import re
import unicodedata
from collections.abc import Callable

from pipeline.read.mojibake import repair_mojibake

_NEWLINE = re.compile("\r\n|[\r\v\f\u2028\u2029]")
# C0 without tab and newline, DEL, C1: after mojibake repair none of them means anything.
_CONTROL = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACE = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
# Byte-order marks inside the text, soft hyphens, zero-width spaces and direction marks.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9:]{0,11})(?=[\s/>])[^<>]{0,2000}>")
_BLOCK = frozenset({
    "p", "div", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table",
    "thead", "tbody", "tr", "td", "th", "blockquote", "pre", "section", "article", "header", "footer",
    "aside", "main", "nav", "figure", "figcaption", "html", "head", "body", "title", "center", "address",
    "form",
})  # fmt: skip
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "big", "button", "cite", "code", "del", "em", "font", "i", "img",
    "iframe", "input", "ins", "label", "link", "mark", "meta", "o:p", "q", "s", "small", "span",
    "strike", "strong", "sub", "sup", "time", "tt", "u", "video", "audio", "source", "picture", "script",
    "style", "noscript", "svg", "path", "wbr",
})  # fmt: skip
_HIDDEN_START = re.compile(r"<(?:!--|(script|style)\b[^<>]{0,500}>)", re.IGNORECASE)
_EDGE = " \t\n\u00a0"


def clean(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text repaired, and the names of the repairs that changed it, in order.

    Assumes nothing of the text. The result holds no NUL, no carriage return, no lone surrogate and no
    control character but tab and newline. Non-breaking and typographic spaces become plain ones, one
    for one, so that a run of them still shows where a scraper squeezed paragraphs together.
    """
    repairs = []
    for name, repair in STEPS:
        repaired = repair(text)
        if repaired != text:
            repairs.append(name)
            text = repaired
    # A repair may bring such characters out again (an entity, a repaired sequence), so once more.
    return _control(_newline(text)), tuple(repairs)


def _nul(text: str) -> str:
    return text.replace("\0", "")


def _surrogate(text: str) -> str:
    return _SURROGATE.sub("\ufffd", text)


def _newline(text: str) -> str:
    return _NEWLINE.sub("\n", text)


def _control(text: str) -> str:
    return _surrogate(_CONTROL.sub("", text.replace("\0", "")))


def _space(text: str) -> str:
    return _SPACE.sub(" ", text)


def _invisible(text: str) -> str:
    return _INVISIBLE.sub("", text)


def _html_residue(text: str) -> str:
    """Turn entities into characters and tags into paragraphs, where a scraper left HTML in text."""
    for _ in range(2):  # &amp;#8220; takes two turns; a third would be somebody writing about HTML
        if "&" in text:
            text = _ENTITY.sub(lambda m: html.unescape(m[0]), text)
    if "<" not in text:
        return text
    return _without_tags(_without_hidden(text))


def _without_hidden(text: str) -> str:
    """Cut comments, scripts and styles with what they hold; an unclosed one is only a tag."""
    pieces, at = [], 0
    lower = text.lower() if "İ" not in text else text  # the one letter whose lower case is longer
    while match := _HIDDEN_START.search(text, at):
        closer = f"</{match[1].lower()}>" if match[1] else "-->"
        end = lower.find(closer, match.end())
        pieces.append(text[at : match.start()])
        if end < 0:
            at = match.end() if match[1] else match.start()
            pieces.append(text[at:])
            return "".join(pieces)
        at = end + len(closer)
    return "".join([*pieces, text[at:]])


def _without_tags(text: str) -> str:
    """Drop inline tags; make each run of block tags a paragraph break and `<br>` a line break."""
    pieces, breaks, at = [], [], 0
    for match in _TAG.finditer(text):
        name = match[1].lower()
        if name == "br" or name in _BLOCK or name in _INLINE:  # else it is somebody's <name> in brackets
            pieces.append(text[at : match.start()])
            breaks.append(1 if name == "br" else 2 if name in _BLOCK else 0)
            at = match.end()
    if not breaks:
        return text
    out: list[str] = []
    gap = 0  # newlines that the tags since the last words ask for
    for piece, newlines in zip([*pieces, text[at:]], [*breaks, 0], strict=True):
        words = piece.lstrip(_EDGE) if gap else piece
        if words:
            out += ["\n" * gap, words] if out else [words]
            gap = 0
        if newlines:
            while out and not out[-1].strip(_EDGE):
                out.pop()
            if out:
                out[-1] = out[-1].rstrip(_EDGE)
            gap = min(2, gap + newlines)
    return "".join(out)


STEPS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("nul", _nul),
    ("surrogate", _surrogate),
    ("newline", _newline),
    ("html-residue", _html_residue),
    ("mojibake", repair_mojibake),
    ("control", _control),
    ("invisible", _invisible),
    ("space", _space),
    ("composed", lambda text: unicodedata.normalize("NFC", text)),
)
"""The repairs in the order in which they run: entities may hide mojibake, mojibake control characters."""
