"""WARC and WET files (ISO 28500), read with FastWARC (Bevendorff et al., 2021): each page of a crawl.

FastWARC finds the records; what a response holds is read here, record by record, so that one broken
response costs no other.
"""

import io
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple

from fastwarc.stream_io import BrotliReader, ChunkedReader
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from pipeline.errors import PageError
from pipeline.read.json_lines import Gathering, Piece, too_long
from pipeline.read.kinds import HEAD, sniff
from pipeline.read.packed import unpack
from pipeline.read.set_aside import no_page
from pipeline.records import Page, RawPage

PAGE_RECORDS = (WarcRecordType.response, WarcRecordType.resource, WarcRecordType.conversion)
HTML = frozenset({"text/html", "application/xhtml+xml"})
HEADERS = 65_536
"""Bytes of HTTP headers that a response may have."""
NAMED = 12
"""Kinds of records without a page that the file's row names."""

_PIECE = 65_536
_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,60}")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE | re.ASCII)
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})\b")


class _Response(NamedTuple):
    """What was sent for an address: no status where no HTTP was recorded."""

    status: int | None
    media_type: str
    charset: str | None
    body: bytes


def pages_of_warc(
    chunks: Iterable[bytes], *, source: str, max_page_bytes: int
) -> Iterator[RawPage | Page | str]:
    """Read the pages of a WARC or WET file, `source#n` for record n from 1, whatever the others are.

    Responses, resources and conversions of HTML or text are pages, where the server sent them with
    status 200. Of any other record its kind is given, as text, for the file's row to count. Raises
    PageError where the file is damaged or breaks off, after everything before has been given.
    """
    records = ArchiveIterator(_Stream(chunks), parse_http=False, stream_detect=False)
    number = 0
    while True:
        try:
            record = next(records, None)
        except OSError:  # FastWARC's word for a header that is none
            raise PageError(f"no WARC record where record {number + 1} should begin") from None
        if record is None:
            return
        number += 1
        piece = _block(record, number, limit=max_page_bytes + HEADERS)
        yield _page_of(record, piece, name=f"{source}#{number}", max_page_bytes=max_page_bytes)


def count_of(kinds: Counter[str]) -> str:
    """Say in one line how many records of which kinds hold no page."""
    told = sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0]))
    named = [f"{count:,} {kind}" for kind, count in told[:NAMED]]
    if others := sum(count for _, count in told[NAMED:]):
        named.append(f"{others:,} of other kinds")
    total = kinds.total()
    return f"{total:,} {'record holds' if total == 1 else 'records hold'} no page: {', '.join(named)}"


def _block(record: WarcRecord, number: int, *, limit: int) -> Piece:
    """Read a record's bytes, of which only so many are kept."""
    said = record.headers.get("Content-Length") or ""
    gathering = Gathering(limit)
    while data := record.reader.read(_PIECE):
        gathering.add(data)
    # FastWARC takes a length that is none for 0 bytes
    if not (said.isascii() and said.isdigit()) or gathering.length != int(said[:19]):
        raise PageError(f"breaks off in record {number}")
    return gathering.piece(number)


def _page_of(record: WarcRecord, piece: Piece, *, name: str, max_page_bytes: int) -> RawPage | Page | str:
    if record.record_type not in PAGE_RECORDS:
        return str(record.record_type)
    url = (record.headers.get("WARC-Target-URI") or "").strip().strip("<>") or None
    url = url and url.encode("utf-8", "replace").decode()
    if piece.data is None:
        return no_page(name, too_long(piece.length, max_page_bytes), sha256=piece.sha256)
    try:
        response = _response(record, piece.data, max_page_bytes=max_page_bytes)
    except PageError as error:
        return no_page(name, str(error), sha256=piece.sha256)
    if response.status not in (None, 200, 203):
        return f"HTTP {response.status}"
    kind = response.media_type
    if not kind or kind == "application/octet-stream":
        kind = "text/html" if sniff(response.body[:HEAD]) == "html" else kind
    if kind not in HTML and (kind != "text/plain" or (url or "").endswith("/robots.txt")):
        return "robots.txt" if kind == "text/plain" else kind if _TYPE.fullmatch(kind) else "of no type"
    if len(response.body) > max_page_bytes:
        return no_page(name, too_long(len(response.body), max_page_bytes), sha256=piece.sha256)
    return RawPage(
        source=name,
        data=response.body,
        url=url,
        fetched_at=record.record_date,
        media_type="text/plain" if kind == "text/plain" else "text/html",
        encoding=response.charset,
    )


def _response(record: WarcRecord, block: bytes, *, max_page_bytes: int) -> _Response:
    """Read what a record holds; raises PageError where an HTTP response is none."""
    said = record.headers.get("Content-Type") or ""
    if not (said.lower().startswith("application/http") or block.startswith(b"HTTP/")):
        return _Response(None, _media_type(said), _charset(said), block)
    status = _STATUS.match(block)
    if status is None:
        raise PageError("an HTTP response without a status")
    head, _, body = _divided(block)
    headers = _headers(head)
    kind = headers.get("content-type", "")
    return _Response(
        int(status[1]), _media_type(kind), _charset(kind), _decoded(body, headers, max_page_bytes)
    )


def _divided(block: bytes) -> tuple[bytes, bytes, bytes]:
    ends = [(at, mark) for mark in (b"\r\n\r\n", b"\n\n") if (at := block.find(mark)) >= 0]
    return block.partition(min(ends)[1]) if ends else (block, b"", b"")


def _headers(head: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in head.decode("latin-1").splitlines()[1:]:
        name, colon, value = line.partition(":")
        if colon:
            found.setdefault(name.strip().lower(), value.strip())
    return found


def _media_type(said: str) -> str:
    return said.partition(";")[0].strip().lower()


def _charset(said: str) -> str | None:
    match = _CHARSET.search(said)
    return match[1].lower() if match else None


def _decoded(body: bytes, headers: dict[str, str], max_page_bytes: int) -> bytes:
    """Undo chunks and packing; a body that isn't as its headers say was undone by the crawler already."""
    if "chunked" in headers.get("transfer-encoding", "").lower():
        with suppress(OSError):
            body = ChunkedReader(io.BytesIO(body)).read(max_page_bytes + 1)
    packing = headers.get("content-encoding", "").lower().strip()
    try:
        if packing in ("gzip", "x-gzip", "zstd"):
            return _first(unpack([body], "zst" if packing == "zstd" else "gz"), max_page_bytes + 1) or body
        if packing == "deflate":
            wbits = 15 if body[:1] == b"\x78" else -15
            return zlib.decompressobj(wbits).decompress(body, max_page_bytes + 1) or body
        if packing == "br":
            return BrotliReader(io.BytesIO(body)).read(max_page_bytes + 1)
    except (PageError, zlib.error, OSError):
        pass
    return body


def _first(pieces: Iterator[bytes], limit: int) -> bytes:
    """Join pieces up to a limit, and what came before damage."""
    found = io.BytesIO()
    try:
        for piece in pieces:
            found.write(piece)
            if found.tell() >= limit:
                break
    except PageError:
        pass
    return found.getvalue()


class _Stream:
    """Chunks of bytes as the file that FastWARC reads from."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = b""
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self._rest = chunk
        data = self._rest if size < 0 else self._rest[:size]
        self._rest = self._rest[len(data) :]
        self._at += len(data)
        return data

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:  # noqa: ARG002  a file's method
        raise OSError("a stream")

    def close(self) -> None:
        pass
