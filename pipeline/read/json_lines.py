"""JSON Lines: one scraped record a line, each a page of its own."""

import codecs
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.errors import PageError
from pipeline.read.fields import page_of_json, sha256_of
from pipeline.read.set_aside import no_page, reason_for
from pipeline.records import Page, RawPage

_WIDE = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_BOM = b"\xef\xbb\xbf"

RECORD = 4
"""Times max_page_bytes that a record may have: escapes double a text, and HTML may stand beside it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of a stream, or an item: its place from 1, and its bytes unless they are too many."""

    number: int
    data: bytes | None
    length: int
    digest: str = ""
    """SHA-256 of bytes that are too many to be kept."""

    @property
    def sha256(self) -> str:
        return self.digest if self.data is None else sha256_of(self.data)


class Gathering:
    """Bytes of one piece that come one after another, kept only up to a limit."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._parts: list[bytes] = []
        self._hash: hashlib._Hash | None = None
        self.length = 0

    def add(self, data: bytes) -> None:
        """Add bytes; beyond the limit they only count, and tell in the digest."""
        self.length += len(data)
        if self._hash is None:
            self._parts.append(data)
        else:
            self._hash.update(data)
        if self.length > self._limit and self._hash is None:
            self._hash = hashlib.sha256(b"".join(self._parts))
            self._parts.clear()

    def piece(self, number: int) -> Piece:
        """End the piece."""
        if self._hash is not None:
            return Piece(number, None, self.length, self._hash.hexdigest())
        return Piece(number, b"".join(self._parts), self.length)


def pages_of_lines(
    chunks: Iterable[bytes], *, source: str, fields: Mapping[str, str], max_page_bytes: int
) -> Iterator[RawPage | Page]:
    """Read the pages of a file of JSON lines, `source#n` for line n from 1; empty lines are passed over.

    A line that is no record, or is too long, comes back set aside with the reason.
    """
    for line in lines(as_utf8(chunks), limit=RECORD * max_page_bytes):
        yield page_of_piece(line, source=source, fields=fields, max_page_bytes=max_page_bytes)


def page_of_piece(
    piece: Piece, *, source: str, fields: Mapping[str, str], max_page_bytes: int, numbered: bool = True
) -> RawPage | Page:
    """Make the page of one line or item; what is none comes back set aside."""
    name = f"{source}#{piece.number}" if numbered else source
    try:
        if piece.data is None:
            raise PageError(too_long(piece.length, RECORD * max_page_bytes))
        return page_of_json(piece.data, source=name, fields=fields, max_page_bytes=max_page_bytes)
    except PageError as error:
        return no_page(name, reason_for(error), sha256=piece.sha256)


def too_long(length: int, limit: int) -> str:
    """Say that a record is too long to be taken into memory."""
    return f"a record of {length:,} bytes: {limit:,} is the most that max_page_bytes allows"


def lines(chunks: Iterable[bytes], *, limit: int) -> Iterator[Piece]:
    """Divide a stream into lines that aren't blank; the bytes of one longer than the limit are not kept."""
    number, gathering = 1, Gathering(limit)
    for chunk in chunks:
        *whole, rest = chunk.split(b"\n")
        for part in whole:
            if gathering.length or part.strip():
                gathering.add(part)
                yield gathering.piece(number)
                gathering = Gathering(limit)
            number += 1
        if gathering.length or rest.strip():
            gathering.add(rest)
    if gathering.length:
        yield gathering.piece(number)


def as_utf8(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Give a stream as UTF-8 without its byte-order mark; one without a mark stays as it is."""
    chunks = iter(chunks)
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= 4:
            break
    wide = next((name for mark, name in _WIDE if head.startswith(mark)), None)
    if wide is None:
        yield head.removeprefix(_BOM)
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder(wide)("replace")
    yield decoder.decode(head).encode("utf-8", "surrogatepass")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "surrogatepass")
    yield decoder.decode(b"", final=True).encode("utf-8", "surrogatepass")
