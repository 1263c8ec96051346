"""What lies in the raw folders: which files hold pages, and the pages that each file holds."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import PageError, SetupError
from pipeline.read import not_read, reason_for
from pipeline.records import Page, RawPage

SUFFIXES = {".txt", ".html", ".htm"}


@dataclass(frozen=True, slots=True, order=True)
class RawFile:
    """A file of raw pages: its path under the raw root, in UTF-8 whatever its name, and where it lies."""

    source: str
    path: Path


def find_files(roots: Sequence[Path]) -> list[RawFile]:
    """List the files under the roots, sorted by source; hidden ones are none of them.

    Of one root the sources are relative to it; of several each begins with its root's name. Raises
    SetupError where there is no such folder or nothing in any.
    """
    found = [
        RawFile(_source(f"{root.resolve().name}/{name}" if len(roots) > 1 else name), root / name)
        for root in roots
        for name in _names(root)
    ]
    if not found:
        where = " or ".join(map(str, roots))
        raise SetupError(f"no pages in {where}: put .txt or .html files there, or name another folder")
    return sorted(found)


def pages_in(file: RawFile, *, max_page_bytes: int) -> Iterator[RawPage | Page]:
    """Read the pages that a file holds; what can't be read comes back as a page set aside."""
    try:
        if file.path.suffix.lower() not in SUFFIXES:
            raise PageError("unsupported file type: onrecord reads .txt, .html and .htm")
        size = os.path.getsize(file.path)
        if size > max_page_bytes:
            raise PageError(f"{size:,} bytes are more than max_page_bytes, {max_page_bytes:,}")
        yield RawPage(source=file.source, data=file.path.read_bytes())
    except (OSError, PageError) as error:
        why = f"can't be read: {error.strerror}" if isinstance(error, OSError) else reason_for(error)
        yield file_set_aside(file, why)


def file_set_aside(file: RawFile, reason: str) -> Page:
    """Make the record of a file that was set aside unread."""
    return not_read(RawPage(file.source, b""), reason)


def _names(root: Path) -> Iterator[str]:
    if not root.exists():
        raise SetupError(f"no folder {root}: put scraped pages there, or name another folder")
    if not root.is_dir():
        raise SetupError(f"{root} is a file: `onrecord run` takes a folder, `onrecord extract` a file")
    seen = set()
    for folder, folders, files in os.walk(root, followlinks=True):
        real = os.path.realpath(folder)
        if real in seen:  # a link that leads back up
            folders.clear()
            continue
        seen.add(real)
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if not name.startswith("."):
                yield Path(folder, name).relative_to(root).as_posix()


def _source(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "backslashreplace")  # a file's name need not be UTF-8
