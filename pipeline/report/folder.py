"""The folder of a report: written beside the one in use, which it takes the place of in one step.

A report is replaced only if every file in it is one that onrecord wrote: `onrecord-report.txt` lists them.
"""

import ctypes
import errno
import fcntl
import glob
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import SetupError

LIST = "onrecord-report.txt"
FIRST_LINE = "A report that onrecord wrote. It may replace these files, and no others:"
STRAY = {".DS_Store", "Thumbs.db", "desktop.ini"}  # what systems lay into any folder that is looked at
_BESIDE = ".onrecord-report-"
_AT_CWD, _EXCHANGE = -100, 2


class Writer:
    """Writes the files of a report, and remembers which."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names: list[str] = []

    def write(self, name: str, text: str) -> None:
        """Write a file by its path from the root of the report."""
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "replace"))
        self._names.append(name)

    @property
    def n_files(self) -> int:
        return len(self._names)

    def finish(self) -> None:
        """Write the list of all files."""
        lines = [FIRST_LINE, *sorted(self._names)]
        (self._folder / LIST).write_text("\n".join(lines) + "\n", encoding="utf-8")


def check(site: Path) -> None:
    """Raise SetupError where something lies in the report's place that onrecord didn't write."""
    if not site.exists():
        return
    if not site.is_dir():
        raise SetupError(f"{site} is a file: name a folder for the report")
    found = {
        path.relative_to(site).as_posix()
        for path in site.rglob("*")
        if path.name not in STRAY and (path.is_symlink() or not path.is_dir())
    }
    if not found:
        return
    lines = (site / LIST).read_text("utf-8").splitlines() if LIST in found else []
    if lines[:1] != [FIRST_LINE]:
        raise SetupError(f"{site} holds no report of onrecord's: name a new or an empty folder")
    if foreign := sorted(found - {LIST, *lines[1:]}):
        more = f" and {len(foreign) - 1:,} more" if len(foreign) > 1 else ""
        raise SetupError(
            f"{site} holds what onrecord didn't write, {foreign[0]}{more}: move that, or name another folder"
        )


@contextmanager
def replaced(site: Path) -> Iterator[Path]:
    """Lend a new folder, which becomes `site` when the block ends well; otherwise `site` stays as it was.

    Raises SetupError where something foreign lies there, or nothing can be written.
    """
    site = Path(os.path.realpath(site))
    check(site)
    with _failing_in_one_line(site):
        site.parent.mkdir(parents=True, exist_ok=True)
        _clear(site)
        folder = site.parent / f"{_BESIDE}{site.name}-{os.urandom(6).hex()}"
        folder.mkdir()
    handle = os.open(folder, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_SH)  # who clears away what killed runs left sees that this one lives
    try:
        with _failing_in_one_line(site):
            yield folder
            check(site)
            _exchange(folder, site)
    finally:
        os.close(handle)
        shutil.rmtree(folder, ignore_errors=True)


def _exchange(new: Path, site: Path) -> None:
    """Put the new folder in the place of the old one, and the old one where the new one was."""
    if not site.exists():
        os.rename(new, site)
        return
    exchange = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if exchange and exchange(_AT_CWD, os.fsencode(new), _AT_CWD, os.fsencode(site), _EXCHANGE) == 0:
        return
    if exchange and ctypes.get_errno() not in (errno.EINVAL, errno.ENOSYS, errno.EPERM):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(site))
    # a system or file system that can't exchange two names: for a moment there is no report
    old = new.with_name(f"{new.name}-old")
    os.rename(site, old)
    try:
        os.rename(new, site)
    except OSError:
        os.rename(old, site)
        raise
    os.rename(old, new)


def _clear(site: Path) -> None:
    """Remove what killed runs left beside the report."""
    for path in site.parent.glob(f"{_BESIDE}{glob.escape(site.name)}-*"):
        handle = os.open(path, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        finally:
            os.close(handle)
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _failing_in_one_line(site: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise SetupError(f"the report in {site} can't be written: {error.strerror or error}{where}") from None
