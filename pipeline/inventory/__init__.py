"""What lies in the raw folders: which files hold pages, and the pages that each file holds."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain
from types import MappingProxyType
from typing import BinaryIO

from pipeline.errors import PageError
from pipeline.inventory.onefile import STDIN, Opened, fetch, opened
from pipeline.inventory.walk import RawFile, find_files, source_of
from pipeline.places import S3Path
from pipeline.read import (
    CONTAINERS,
    FORMS,
    NO_BYTES,
    Kind,
    accounted,
    kind_of,
    no_page,
    packing_of,
    pages_of,
    pages_of_zip,
)
from pipeline.records import Page, RawPage

__all__ = [
    "STDIN",
    "SUFFIXES",
    "RawFile",
    "file_set_aside",
    "find_files",
    "pages_in",
    "pages_of_files",
    "source_of",
]

SUFFIXES = frozenset(suffix for suffix, form in FORMS.items() if form not in CONTAINERS)
"""Of files that are one page."""
AHEAD = 16  # objects that are fetched while others are read
NO_FIELDS: Mapping[str, str] = MappingProxyType({})


def pages_in(
    file: RawFile,
    *,
    max_page_bytes: int,
    fields: Mapping[str, str] = NO_FIELDS,
    fetched: Future[BinaryIO] | None = None,
) -> Iterator[RawPage | Page]:
    """Read the pages that a file holds, one after another; what can't be read comes back set aside.

    A record of a container is `source#n`, n from 1: the line of a JSON Lines file, the item of a JSON
    array, the entry of a feed, the record of a WARC file whatever it holds; a member of a zip archive is
    `source#path`. `fields` maps text, html, url, title, date and fetched_at to fields of JSON records.
    Never raises for what lies there; gives at least one page or row.
    """
    if file.problem:
        yield file_set_aside(file, file.problem)
        return
    kind = kind_of(file.path.name)
    try:
        with opened(file.path, fetched) as source:
            found = _pages(file, source, kind, fields=fields, max_page_bytes=max_page_bytes)
            container = file.path == STDIN or kind.form in CONTAINERS
            digest = source.digest_anew if _is_archive(kind) else source.digest
            yield from accounted(found, source=file.source, digest=digest, container=container)
    except PageError as error:
        yield file_set_aside(file, str(error))
    except OSError as error:
        yield file_set_aside(file, f"can't be read: {error.strerror}")


def pages_of_files(
    files: Iterable[RawFile], *, max_page_bytes: int, fields: Mapping[str, str] = NO_FIELDS
) -> Iterator[RawPage | Page]:
    """Read the pages of some files, as `pages_in` does, one file after another; objects are fetched ahead."""
    with ThreadPoolExecutor(AHEAD) as pool:
        waiting = deque[tuple[RawFile, Future[BinaryIO] | None]]()
        for file in chain(files, [None] * AHEAD):
            if file is not None:
                ahead = pool.submit(fetch, file.path) if isinstance(file.path, S3Path) else None
                waiting.append((file, ahead))
            if waiting and (file is None or len(waiting) > AHEAD or waiting[0][1] is None):
                first, fetched = waiting.popleft()
                yield from pages_in(first, max_page_bytes=max_page_bytes, fields=fields, fetched=fetched)


def file_set_aside(file: RawFile, reason: str) -> Page:
    """Make the record of a file that was set aside unread."""
    return no_page(file.source, reason, sha256=NO_BYTES)


def _pages(
    file: RawFile, source: Opened, kind: Kind, *, fields: Mapping[str, str], max_page_bytes: int
) -> Iterator[RawPage | Page | str]:
    """Read the pages of an open file; raises PageError at the end where it changed meanwhile."""
    is_page = kind.form in ("text", "html")
    if is_page and not kind.packing and source.size > max_page_bytes:
        raise PageError(f"{source.size:,} bytes are more than max_page_bytes, {max_page_bytes:,}")
    if _is_archive(kind):
        found = pages_of_zip(source.file, source=file.source, fields=fields, max_page_bytes=max_page_bytes)
    else:
        chunks, unnamed = source.chunks(), file.path == STDIN
        if unnamed:
            head = next(chunks, b"")
            kind, chunks = Kind(None, packing_of(head)), chain([head], chunks)
        found = pages_of(
            chunks, kind, source=file.source, fields=fields, max_page_bytes=max_page_bytes, unnamed=unnamed
        )
    changed = "changed while it was read: the next run reads it again"
    for page in found:
        if is_page and source.changed():
            raise PageError(changed)
        yield page
    if source.changed():
        raise PageError(changed)


def _is_archive(kind: Kind) -> bool:
    return kind == Kind("zip")
