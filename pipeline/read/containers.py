"""The pages that one stream of bytes holds, whatever it is: a page, or a container of pages."""

from collections.abc import Iterable, Iterator, Mapping

from pipeline.errors import PageError
from pipeline.read.feed import pages_of_feed
from pipeline.read.json_items import pages_of_json
from pipeline.read.json_lines import pages_of_lines
from pipeline.read.kinds import HEAD, Form, Kind, sniff
from pipeline.read.packed import unpack
from pipeline.read.warc import pages_of_warc
from pipeline.records import Page, RawPage

READABLE = ".txt, .html, .json, .jsonl, .warc, .rss and .atom, each also .gz or .zst, and .zip"


def pages_of(
    chunks: Iterable[bytes],
    kind: Kind,
    *,
    source: str,
    fields: Mapping[str, str],
    max_page_bytes: int,
    unnamed: bool = False,
) -> Iterator[RawPage | Page | str]:
    """Read the pages of a stream that is of this kind, or of the kind that its beginning tells.

    An `unnamed` stream whose beginning tells nothing is text.

    Of a record that holds no page its kind is given, as text. Raises PageError where the stream is no
    page, is damaged or breaks off, after everything before has been given.
    """
    head, chunks = _begun(unpack(chunks, kind.packing))
    form = (sniff(head) or "text") if unnamed and not kind.form else _form(kind.form, head)
    if form in ("text", "html"):
        data = _whole(chunks, max_page_bytes)
        yield RawPage(source=source, data=data, media_type=_media_type(form, kind))
    elif form == "jsonl":
        yield from pages_of_lines(chunks, source=source, fields=fields, max_page_bytes=max_page_bytes)
    elif form == "json":
        yield from pages_of_json(chunks, source=source, fields=fields, max_page_bytes=max_page_bytes)
    elif form == "feed":
        yield from pages_of_feed(chunks, source=source, max_page_bytes=max_page_bytes)
    elif form == "warc":
        yield from pages_of_warc(chunks, source=source, max_page_bytes=max_page_bytes)
    elif form == "zip":
        raise PageError("an archive in an archive, or in a stream: unpack it")
    else:
        raise PageError(f"unsupported file type: onrecord reads {READABLE}")


def _form(named: Form | None, head: bytes) -> Form | None:
    """Settle what a stream is: its name counts, but for files whose names are often wrong."""
    told = sniff(head)
    if named is None:
        return told if told in ("feed", "html", "warc") else None
    if named == "feed":
        return told if told in ("feed", "html") else named
    if named == "jsonl" and head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"[":
        return "json"
    return named


def _media_type(form: Form, kind: Kind) -> str | None:
    """Say that a page is HTML where its source's suffix doesn't."""
    return "text/html" if form == "html" and (kind.packing or kind.form is None) else None


def _begun(chunks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """Look at a stream's beginning; damage in it is told when it is read again."""
    head, damage = b"", None
    try:
        while len(head) < HEAD and (chunk := next(chunks, b"")):
            head += chunk
    except PageError as error:
        damage = error
    return head[:HEAD], _again(head, damage, chunks)


def _again(head: bytes, damage: PageError | None, chunks: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    if damage:
        raise damage
    yield from chunks


def _whole(chunks: Iterator[bytes], limit: int) -> bytes:
    """Take a page into memory; raises PageError as soon as it is longer than a page may be."""
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if len(data) > limit:
            raise PageError(f"more bytes than max_page_bytes, {limit:,}")
    return bytes(data)
