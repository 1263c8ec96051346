"""RSS and Atom feeds: each entry is a page, with its headline, date and address beside its words."""

import html
import re
from collections.abc import Iterable, Iterator

import lxml.etree
from lxml.etree import _Element as Element

from pipeline.errors import PageError
from pipeline.read.decode import decode
from pipeline.read.fields import sha256_of
from pipeline.read.json_lines import RECORD
from pipeline.read.kinds import FEED_START, HEAD
from pipeline.read.set_aside import no_page
from pipeline.records import Page, RawPage

ENTRIES = frozenset({"item", "entry"})
CONTENT = ("encoded", "content", "description", "summary")
"""Elements that hold an entry's words, the fullest first: content:encoded before RSS's description."""
DATES = ("pubDate", "published", "date", "issued", "updated", "modified")

_OF_MEDIA = re.compile(r"/mrss\b|^media$")
"""Of Media RSS (search.yahoo.com/mrss): its titles and words are those of pictures and films."""
_XML_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_DECLARED = re.compile(r"<\?xml[^>]{0,200}\?>")
# what XML may not hold; lxml would end the feed there
_FORBIDDEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def pages_of_feed(chunks: Iterable[bytes], *, source: str, max_page_bytes: int) -> Iterator[RawPage | Page]:
    """Read the entries of a feed as pages, `source#n` for entry n from 1.

    A feed that is torn gives the entries before that. Raises PageError where the stream is XML of
    another kind, or longer than a feed may be.
    """
    data = bytearray()
    limit, damage = RECORD * max_page_bytes, None
    try:
        for chunk in chunks:
            data += chunk
            if len(data) > limit:
                raise PageError(f"a feed of more than {limit:,} bytes, the most that max_page_bytes allows")
    except PageError as error:
        if len(data) > limit:
            raise
        damage = error
    root, torn = _parse(bytes(data))
    number = 0
    for number, entry in enumerate(_entries(root), 1):
        yield _page_of(entry, name=f"{source}#{number}", max_page_bytes=max_page_bytes)
    if damage or torn:
        raise damage or PageError(f"the feed is damaged after entry {number}")


def _parse(data: bytes) -> tuple[Element, bool]:
    """Parse a feed as far as it goes, and say whether it ends before its end; nothing outside is read."""
    text, _ = decode(data, markup=True)
    if not FEED_START.match(text[:HEAD]):
        raise PageError("XML that is no feed of RSS or Atom")
    text = _ENTITY.sub(_character, _FORBIDDEN.sub("", _DECLARED.sub("", text, count=1)))
    parser = lxml.etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
        remove_pis=True, huge_tree=False,
    )  # fmt: skip
    try:
        root = lxml.etree.fromstring(text.lstrip().encode(), parser=parser)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise PageError(f"a feed that can't be parsed: {error}") from None
    if root is None:
        raise PageError("a feed that can't be parsed")
    ends = lxml.etree.ErrorTypes
    torn = {
        ends.ERR_TAG_NOT_FINISHED,
        ends.ERR_DOCUMENT_END,
        ends.ERR_CDATA_NOT_FINISHED,
        ends.ERR_GT_REQUIRED,
    }
    return root, any(error.type in torn for error in parser.error_log)


def _character(entity: re.Match[str]) -> str:
    """Return the character of an entity that HTML knows and XML doesn't."""
    return entity[0] if entity[1] in _XML_OWN else html.unescape(entity[0])


def _entries(root: Element) -> Iterator[Element]:
    return (element for element in root.iter() if isinstance(element.tag, str) and _name(element) in ENTRIES)


def _page_of(entry: Element, *, name: str, max_page_bytes: int) -> RawPage | Page:
    parts: dict[str, list[Element]] = {}
    for part in entry:
        if isinstance(part.tag, str):
            parts.setdefault(_name(part), []).append(part)
    contents = (_markup(part) for tag in CONTENT for part in parts.get(tag, ()))
    content = next((words for words in contents if words.strip()), "").encode()
    if len(content) > max_page_bytes:
        return no_page(
            name,
            f"{len(content):,} bytes are more than max_page_bytes, {max_page_bytes:,}",
            sha256=sha256_of(content),
        )
    titles = (_line(part) for part in parts.get("title", ()))
    dates = (_line(part) for tag in DATES for part in parts.get(tag, ()))
    return RawPage(
        source=name,
        data=content,
        url=_address(parts),
        title=next(filter(None, titles), None),
        date_text=next(filter(None, dates), None),
        media_type="text/html",
        encoding="utf-8",
    )


def _name(element: Element) -> str:
    """Return an element's name without its namespace; "" for what tells of a picture or film."""
    namespace, _, name = str(element.tag).rpartition("}")
    prefix, _, name = name.rpartition(":")  # one that the feed never declares stays in the name
    return "" if _OF_MEDIA.search(namespace or prefix) else name


def _markup(element: Element) -> str:
    """Return what an element holds as HTML: escaped in it, as its own children, or plain text."""
    if len(element) and any(isinstance(child.tag, str) for child in element):
        inner = "".join(lxml.etree.tostring(child, encoding="unicode", method="html") for child in element)
        return (element.text or "") + inner
    text = _text(element)
    return html.escape(text, quote=False) if element.get("type") in ("text", "text/plain") else text


def _text(element: Element) -> str:
    return "".join(element.itertext())


def _line(element: Element) -> str | None:
    return " ".join(_text(element).split()) or None


def _address(parts: dict[str, list[Element]]) -> str | None:
    """Return an entry's address: Atom's alternate link, RSS's link, or a permanent id that is one."""
    for link in parts.get("link", ()):
        if link.get("rel", "alternate") == "alternate" and (found := link.get("href") or _line(link)):
            return str(found)
    for tag in ("origLink", "guid", "id"):
        for part in parts.get(tag, ()):
            if (found := _line(part)) and re.match(r"https?://", found):
                return found
    return None
