"""A raw file while it is read: its bytes in chunks, their digest, and whether they changed meanwhile."""

import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import PageError

STDIN = Path("-")
CHUNK = 65_536

_KINDS = (
    (stat.S_ISFIFO, "a named pipe"), (stat.S_ISSOCK, "a socket"), (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"), (stat.S_ISDIR, "a folder"),
)  # fmt: skip


class Opened:
    """An open file of raw bytes."""

    def __init__(self, file: BinaryIO, *, endless: bool) -> None:
        self.file = file
        self._endless = endless
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
        now = os.fstat(self.file.fileno())
        return now.st_size, now.st_mtime_ns


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """Open a regular file, or standard input for "-"; raises PageError for what must not be opened.

    Raises OSError where it can't be read.
    """
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
        yield Opened(file, endless=False)


def special_kind(mode: int) -> str | None:
    """Name what a path is that is no regular file; None for one."""
    return next((name for is_kind, name in _KINDS if is_kind(mode)), None)
