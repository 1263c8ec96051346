"""What lies in the raw folder: which files are pages, and what a file that can't be read comes back as."""

import hashlib
import os
from pathlib import Path

from pipeline.errors import PageError, SetupError
from pipeline.records import Page, RawPage, page_id_of

SUFFIXES = {".txt", ".html", ".htm"}


def find_pages(root: Path) -> list[str]:
    """List the files under `root`, sorted, relative to it; hidden ones are none of its pages.

    Raises SetupError where there is no such folder or nothing in it.
    """
    if not root.exists():
        raise SetupError(f"no folder {root}: put scraped pages there, or name another folder")
    if not root.is_dir():
        raise SetupError(f"{root} is a file: `onrecord run` takes a folder, `onrecord extract` a file")
    found, seen = [], set()
    for folder, folders, files in os.walk(root, followlinks=True):
        real = os.path.realpath(folder)
        if real in seen:  # a link that leads back up
            folders.clear()
            continue
        seen.add(real)
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [
            Path(folder, name).relative_to(root).as_posix() for name in files if not name.startswith(".")
        ]
    if not found:
        raise SetupError(f"no pages in {root}: put .txt or .html files there, or name another folder")
    return sorted(found)


def read_file(root: Path, name: str, *, max_bytes: int) -> RawPage | Page:
    """Read the page in one file under `root`; a file that can't be read comes back as a page set aside."""
    try:
        if Path(name).suffix.lower() not in SUFFIXES:
            raise PageError("unsupported file type: onrecord reads .txt, .html and .htm")
        size = os.path.getsize(root / name)
        if size > max_bytes:
            raise PageError(f"{size:,} bytes are more than max_page_bytes, {max_bytes:,}")
        return RawPage(source=_source(name), data=(root / name).read_bytes())
    except (OSError, PageError) as error:
        why = f"can't be read: {error.strerror}" if isinstance(error, OSError) else reason_for(error)
        return file_set_aside(root, name, why)


def file_set_aside(root: Path, name: str, reason: str) -> Page:
    """Make the record of a page in a file under `root` that was set aside unread."""
    return page_not_read(_source(name), _file_digest(root / name), reason)


def page_not_read(source: str, sha256: str, reason: str) -> Page:
    """Make the record of a page that was set aside before it became text."""
    return Page(
        page_id=page_id_of(source, sha256),
        source=source,
        sha256=sha256,
        media_type="application/octet-stream",
        text="",
        status="quarantined",
        reason=reason,
    )


def reason_for(error: Exception) -> str:
    """Say in one line why a page was set aside; a PageError says it itself."""
    said = " ".join(str(error).split())[:300]
    return said if isinstance(error, PageError) and said else f"{type(error).__name__}: {said}".rstrip(": ")


def _source(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "backslashreplace")  # a file's name need not be UTF-8


def _file_digest(path: Path) -> str:
    try:
        with open(path, "rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return hashlib.sha256(b"").hexdigest()
