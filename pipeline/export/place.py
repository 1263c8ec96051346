"""Where an export goes: a folder, or one file, or a stream such as standard output.

A folder is written beside the one in use and switched when it is complete. It is replaced if all that is in
it is an earlier export that nobody changed: `onrecord-export.sha256` lists its files with their sums, in a
form that `sha256sum -c` checks.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from pipeline import replacing
from pipeline.replacing import Write

KIND = replacing.Kind(
    "export",
    "onrecord-export.sha256",
    "# An export that onrecord wrote. It may replace these files while they are unchanged, and no others:",
    sums=True,
)


class Files(Protocol):
    """What files are written into."""

    def opened(self, name: str) -> AbstractContextManager[Write]:
        """Lend what adds text to a new file."""

    def write(self, name: str, text: str) -> None:
        """Write a file."""


class OneFile:
    """Takes the one file that is asked for, and lets go by what would stand beside it in a folder."""

    def __init__(self, name: str, write: Write) -> None:
        self._name, self._write = name, write

    @contextmanager
    def opened(self, name: str) -> Iterator[Write]:
        yield self._write if name == self._name else lambda _: None

    def write(self, name: str, text: str) -> None:
        if name == self._name:
            self._write(text)


@contextmanager
def folder(path: Path, *, force: bool = False) -> Iterator[Files]:
    """Lend a folder's files, which take the place of those before when the block ends well.

    Raises SetupError where anything lies there that onrecord didn't write, or that was changed since, unless
    `force` is given, and where nothing can be written; then all stays as it was.
    """
    with replacing.replaced(path, KIND, force=force) as new:
        writer = replacing.Writer(new, KIND)
        yield writer
        writer.finish()


@contextmanager
def file(path: Path, name: str, *, force: bool = False) -> Iterator[Files]:
    """Lend one file, of the name that it would have in a folder; raises SetupError where it exists.

    `force` lets it be replaced.
    """
    with replacing.replaced_file(path, KIND, force=force) as new, new.open("wb") as opened:
        yield OneFile(name, lambda text: opened.write(text.encode("utf-8", "replace")))
