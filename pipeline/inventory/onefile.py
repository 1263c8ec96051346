"""A raw file while it is read: its bytes in chunks, their digest, and whether they changed meanwhile."""

import hashlib
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from pipeline.errors import PageError
from pipeline.places import Place, S3Path
from pipeline.store import objects

STDIN = Path("-")
CHUNK = 65_536
IN_MEMORY = 4_000_000  # bytes of an object that was fetched; more go to the disk

_KINDS = (
    (stat.S_ISFIFO, "a named pipe"), (stat.S_ISSOCK, "a socket"), (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"), (stat.S_ISDIR, "a folder"),
)  # fmt: skip


class Opened:
    """An open file of raw bytes."""

    def __init__(self, file: BinaryIO, *, endless: bool = False, is_watched: bool = False) -> None:
        """Take a file that may be `endless`, or that somebody else may write to."""
        self.file = file
        self._endless = endless
        self._is_watched = is_watched
        self._hash = hashlib.sha256()
        self._before = self._state()

    @property
    def size(self) -> int:
        return self._before[0]

    def chunks(self) -> Iterator[bytes]:
        """Read the file in chunks, once."""
        while chunk := self.file.read(CHUNK):
            self._hash.update(chunk)
            yield chunk

    def digest(self) -> str:
        """Return the SHA-256 of the whole file, read to its end; of standard input of what was read."""
        if not self._endless:
            for _ in self.chunks():
                pass
        return self._hash.hexdigest()

    def digest_anew(self) -> str:
        """Return the SHA-256 of a file that was read here and there."""
        self.file.seek(0)
        self._hash = hashlib.sha256()
        return self.digest()

    def changed(self) -> bool:
        """Say whether somebody wrote to the file since it was opened."""
        return self._state() != self._before

    def _state(self) -> tuple[int, int]:
        if self._endless:
            return 0, 0
        if not self._is_watched:
            at = self.file.tell()
            size = self.file.seek(0, os.SEEK_END)
            self.file.seek(at)
            return size, 0
        now = os.fstat(self.file.fileno())
        return now.st_size, now.st_mtime_ns


@contextmanager
def opened(path: Place, fetched: Future[BinaryIO] | None = None) -> Iterator[Opened]:
    """Open a regular file, or standard input for "-"; raises PageError for what must not be opened.

    An object is fetched whole, all of one version, unless it was `fetched` ahead. Raises OSError where it
    can't be read.
    """
    if isinstance(path, S3Path):
        with fetched.result() if fetched else fetch(path) as copy:
            yield Opened(copy)
        return
    if path == STDIN:
        yield Opened(sys.stdin.buffer, endless=True)
        return
    if special := special_kind(os.stat(path).st_mode):
        raise PageError(f"{special}, not a file: never opened")
    # should it be a pipe by now, it doesn't wait for a writer
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        if special := special_kind(os.fstat(file.fileno()).st_mode):
            raise PageError(f"{special}, not a file")
        yield Opened(file, is_watched=True)


def fetch(path: S3Path) -> BinaryIO:
    """Copy an object to a temporary file, in memory where it is small; raises FileNotFoundError."""
    copy = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  whoever reads it closes it
    try:
        for chunk in objects.chunks(path, CHUNK):
            copy.write(chunk)
    except BaseException:
        copy.close()
        raise
    copy.seek(0)
    return cast("BinaryIO", copy)


def special_kind(mode: int) -> str | None:
    """Name what a path is that is no regular file; None for one."""
    return next((name for is_kind, name in _KINDS if is_kind(mode)), None)
