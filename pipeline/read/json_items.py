"""JSON files: one record, an array of them, or records one after another, read as a stream."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from pipeline.errors import PageError
from pipeline.read.fields import USUAL, load_json, page_of_object, sha256_of
from pipeline.read.json_lines import RECORD, Gathering, Piece, as_utf8, page_of_piece
from pipeline.read.set_aside import no_page, reason_for
from pipeline.records import Page, RawPage

_MARK = re.compile(rb'["\[\]{},]')
# possessive: a string runs to its closing quote or to the end of the chunk, and is never tried again
_IN_STRING = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_BLANK = b" \t\r\n"


def pages_of_json(
    chunks: Iterable[bytes], *, source: str, fields: Mapping[str, str], max_page_bytes: int
) -> Iterator[RawPage | Page]:
    """Read the pages of a JSON file: `source` for its only object, `source#n` for item n of several from 1.

    An item that is no record, or is too long, comes back set aside. Raises PageError where the file is
    damaged or breaks off, after everything before has been given.
    """
    chunks = _from_first_word(as_utf8(chunks))
    first = next(chunks, b"")
    if first and first[:1] not in (b"[", b"{"):
        raise PageError("not JSON: neither an object nor an array")
    array = first[:1] == b"["
    divided = items(chain([first], chunks), array=array, limit=RECORD * max_page_bytes)
    held = None if array else next(divided, None)
    try:
        second = next(divided, None)
    except PageError:
        if held:
            yield page_of_piece(held, source=source, fields=fields, max_page_bytes=max_page_bytes)
        raise
    if held and not second:  # the first of several objects is #1, an only one is the file
        yield from _pages_of_only(held, source=source, fields=fields, max_page_bytes=max_page_bytes)
        return
    for item in chain(filter(None, (held, second)), divided):
        yield page_of_piece(item, source=source, fields=fields, max_page_bytes=max_page_bytes)


def items(chunks: Iterable[bytes], *, array: bool, limit: int) -> Iterator[Piece]:
    """Divide a stream of JSON into the items of its array, or into objects that follow one another.

    Arrays that follow one another are one, as a scraper leaves them that appends to its file. The bytes
    of an item longer than the limit are not kept. Raises PageError where brackets don't match.
    """
    number, depth, in_string, carried = 0, 0, False, b""
    gathering = Gathering(limit)
    for piece in chunks:
        chunk, carried = carried + piece, b""
        start = at = 0
        while at < len(chunk):
            if in_string:
                at = _string_end(chunk, at)
                if at == len(chunk) - 1 and chunk[at:] == b"\\":
                    chunk, carried = chunk[:at], b"\\"
                in_string = at == len(chunk)
                at += 1
                continue
            mark = _MARK.search(chunk, at)
            if mark is None:
                break
            at = mark.end()
            sign = mark[0]
            if depth == 0:
                _check_between(chunk[start : mark.start()], sign, number, array=array)
                start = at if array or sign == b"," else mark.start()
            depth += 1 if sign in b"[{" else -1 if sign in b"]}" else 0
            in_string = sign == b'"'
            if (array and (depth, sign) == (1, b",")) or (depth == 0 and sign in b"]}"):
                gathering.add(_without_blanks(chunk[start : mark.start() if array else at], gathering))
                start = at
                if gathering.length:
                    number += 1
                    yield gathering.piece(number)
                    gathering = Gathering(limit)
        if depth:
            gathering.add(_without_blanks(chunk[start:], gathering))
        else:
            _check_between(chunk[start:], b"", number, array=array)
    if depth:
        raise PageError(f"the JSON breaks off after item {number}")


def _without_blanks(data: bytes, before: Gathering) -> bytes:
    return data if before.length else data.lstrip(_BLANK)


def _string_end(chunk: bytes, at: int) -> int:
    found = _IN_STRING.match(chunk, at)
    return found.end() if found else at


def _check_between(between: bytes, sign: bytes, number: int, *, array: bool) -> None:
    """Raise PageError unless only blanks stand between two objects or arrays."""
    allowed = (b"", b"[") if array else (b"", b"{", b",")
    if between.strip(_BLANK) or sign not in allowed:
        raise PageError(f"something that is no JSON record follows item {number}")


def _from_first_word(chunks: Iterator[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        if word := chunk.lstrip(_BLANK):
            yield word
            break
    yield from chunks


def _pages_of_only(
    piece: Piece, *, source: str, fields: Mapping[str, str], max_page_bytes: int
) -> Iterator[RawPage | Page]:
    """Read the only object of a file: a record, or a list of records with what was answered about it."""
    listed = _listed(piece)
    only = page_of_piece(piece, source=source, fields=fields, max_page_bytes=max_page_bytes, numbered=False)
    if isinstance(only, RawPage) or not listed:
        yield only
        return
    for number, found in enumerate(listed, 1):
        name = f"{source}#{number}"
        try:
            yield page_of_object(found, source=name, fields=fields, max_page_bytes=max_page_bytes)
        except PageError as error:
            digest = sha256_of(json.dumps(found, sort_keys=True).encode())
            yield no_page(name, reason_for(error), sha256=digest)


def _listed(piece: Piece) -> list[Any]:
    try:
        found = load_json(piece.data) if piece.data else None
    except PageError:
        return []
    lists = [found.get(name) for name in USUAL["lists"]] if isinstance(found, dict) else []
    return next((value for value in lists if isinstance(value, list) and value), [])
