"""What is written anew each time: made beside the one in use, and put in its place in one step.

A folder is replaced only if every file in it is one that onrecord wrote: a list in the folder names them.
Where people may go on working in the files the list has their sums too: what they changed is replaced only if
that is asked for.
"""

import ctypes
import errno
import fcntl
import glob
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import SetupError

STRAY = {".DS_Store", "Thumbs.db", "desktop.ini"}  # what systems lay into any folder that is looked at
_AT_CWD, _EXCHANGE = -100, 2
Write = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of folder: what it is called, the file in it that lists all others, and how that begins."""

    name: str
    list: str
    first_line: str
    sums: bool = False
    """Whether the list has each file's SHA-256, in the form that sha256sum checks."""

    @property
    def beside(self) -> str:
        """How the names begin of what is not complete yet."""
        return f".onrecord-{self.name}-"

    def listed(self, folder: Path) -> dict[str, str | None]:
        """Read which files are onrecord's, and their sums where it has them; None at all: the list isn't."""
        lines = (folder / self.list).read_text("utf-8", "replace").splitlines()
        if lines[:1] != [self.first_line]:
            return {}
        listed: dict[str, str | None] = {self.list: None}
        for line in lines[1:]:
            sum_, _, name = line.partition("  ") if self.sums else (None, "", line)
            listed[name] = sum_
        return listed


class Writer:
    """Writes the files of a folder, and remembers which."""

    def __init__(self, folder: Path, kind: Kind) -> None:
        self._folder, self._kind = folder, kind
        self._sums: dict[str, str] = {}

    def write(self, name: str, text: str) -> None:
        """Write a file by its path from the root of the folder."""
        with self.opened(name) as write:
            write(text)

    @contextmanager
    def opened(self, name: str) -> Iterator[Write]:
        """Lend what adds text to a new file, by its path from the root of the folder."""
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        total = hashlib.sha256()
        with path.open("wb") as file:

            def write(text: str) -> None:
                data = text.encode("utf-8", "replace")
                file.write(data)
                if self._kind.sums:
                    total.update(data)

            yield write
        self._sums[name] = total.hexdigest()

    @property
    def n_files(self) -> int:
        return len(self._sums)

    def finish(self) -> None:
        """Write the list of all files."""
        names = sorted(self._sums)
        lines = [f"{self._sums[name]}  {name}" for name in names] if self._kind.sums else names
        text = "\n".join([self._kind.first_line, *lines]) + "\n"
        (self._folder / self._kind.list).write_text(text, encoding="utf-8")


def check(folder: Path, kind: Kind, *, force: bool = False) -> None:
    """Raise SetupError where something lies in the folder's place that onrecord didn't write.

    `force` lets what was changed since be replaced, but never what onrecord didn't write.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise SetupError(f"{folder} is a file: name a folder for the {kind.name}")
    with _failing_in_one_line(folder, kind):
        if next(_files_in(folder), None) is None:
            return
        # without a list nothing else is looked at: it may be the root of a disk
        listed = kind.listed(folder) if (folder / kind.list).is_file() else {}
    if not listed:
        raise SetupError(f"{folder} holds no {kind.name} of onrecord's: name a new or an empty folder")
    with _failing_in_one_line(folder, kind):
        found = set(_files_in(folder))
    if foreign := sorted(found - listed.keys()):
        raise SetupError(
            f"{folder} holds what onrecord didn't write, {_some(foreign)}: move that, or name another folder"
        )
    with _failing_in_one_line(folder, kind):
        changed = [name for name in sorted(found) if not force and not _is_same(folder / name, listed[name])]
    if changed:
        raise SetupError(
            f"{folder} was changed since onrecord wrote it, {_some(changed)}: name another folder, "
            "or say --force"
        )


@contextmanager
def replaced(folder: Path, kind: Kind, *, force: bool = False) -> Iterator[Path]:
    """Lend a new folder, which takes the place of the one named when the block ends well.

    Otherwise that stays as it was. Raises SetupError as `check` does, and where nothing can be written.
    """
    folder = Path(os.path.realpath(folder))
    check(folder, kind, force=force)
    with _failing_in_one_line(folder, kind):
        folder.parent.mkdir(parents=True, exist_ok=True)
        _clear(folder, kind)
        new = folder.parent / f"{kind.beside}{folder.name}-{os.urandom(6).hex()}"
        new.mkdir()
    with _held(new):
        try:
            with _failing_in_one_line(folder, kind):
                yield new
                check(folder, kind, force=force)
                _exchange(new, folder)
        finally:
            shutil.rmtree(new, ignore_errors=True)


@contextmanager
def replaced_file(path: Path, kind: Kind, *, force: bool = False) -> Iterator[Path]:
    """Lend a new file's path, which takes the place of the one named when the block ends well.

    Raises SetupError where that exists, unless `force` is given, and where nothing can be written.
    """
    path = Path(os.path.realpath(path))
    if path.is_dir():
        raise SetupError(f"{path} is a folder: name a file for the {kind.name}")
    if path.exists() and not force:
        raise SetupError(f"{path} exists: name another file, or say --force")
    with _failing_in_one_line(path, kind):
        path.parent.mkdir(parents=True, exist_ok=True)
        _clear(path, kind)
        new = path.parent / f"{kind.beside}{path.name}-{os.urandom(6).hex()}"
        new.touch()
    with _held(new):
        try:
            with _failing_in_one_line(path, kind):
                yield new
                if path.exists() and not force:  # somebody else's, made meanwhile
                    raise SetupError(f"{path} exists: name another file, or say --force")
                os.replace(new, path)
        finally:
            new.unlink(missing_ok=True)


def _exchange(new: Path, folder: Path) -> None:
    """Put the new folder in the place of the old one, and the old one where the new one was."""
    if not folder.exists():
        os.rename(new, folder)
        return
    exchange = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if exchange and exchange(_AT_CWD, os.fsencode(new), _AT_CWD, os.fsencode(folder), _EXCHANGE) == 0:
        return
    if exchange and ctypes.get_errno() not in (errno.EINVAL, errno.ENOSYS, errno.EPERM):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(folder))
    # a system or file system that can't exchange two names: for a moment there is no such folder
    old = new.with_name(f"{new.name}-old")
    os.rename(folder, old)
    try:
        os.rename(new, folder)
    except OSError:
        os.rename(old, folder)
        raise
    os.rename(old, new)


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Show whoever clears away what killed runs left that this one lives."""
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


def _clear(place: Path, kind: Kind) -> None:
    """Remove what killed runs left beside it."""
    for path in place.parent.glob(f"{kind.beside}{glob.escape(place.name)}-*"):
        handle = os.open(path, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        finally:
            os.close(handle)
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _files_in(folder: Path) -> Iterator[str]:
    """Name what lies in a folder and below it, by its path from there, but for empty folders and strays."""
    for path in folder.rglob("*"):
        if path.name not in STRAY and (path.is_symlink() or not path.is_dir()):
            yield path.relative_to(folder).as_posix()


def _is_same(path: Path, sum_: str | None) -> bool:
    if sum_ is None:
        return True
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sum_


def _some(names: list[str]) -> str:
    return names[0] + (f" and {len(names) - 1:,} more" if len(names) > 1 else "")


@contextmanager
def _failing_in_one_line(place: Path, kind: Kind) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise SetupError(
            f"the {kind.name} in {place} can't be written: {error.strerror or error}{where}"
        ) from None
