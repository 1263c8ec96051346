"""Folders that living processes hold: what is being written, and what is being read.

A folder is held by a shared flock on it, which ends with its process however that ends. Whoever wants to
remove it asks for an exclusive one first.
"""

import fcntl
import os
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.places import Place, S3Path


class Hold:
    """A folder is held until this is released, or nobody has it any more; nothing is without a handle."""

    def __init__(self, handle: int | None = None) -> None:
        self.release = weakref.finalize(self, lambda: None if handle is None else os.close(handle))


def hold(folder: Path) -> Hold | None:
    """Hold a folder; None where it is gone, or was removed at this very moment."""
    try:
        held = Hold(handle := os.open(folder, os.O_RDONLY | os.O_DIRECTORY))
    except FileNotFoundError:
        return None
    with suppress(OSError):  # a file system on which a folder can't be held: its day must do
        fcntl.flock(handle, fcntl.LOCK_SH)
    try:
        if os.path.samestat(os.stat(folder), os.fstat(handle)):
            return held
    except FileNotFoundError:
        pass
    held.release()
    return None


@contextmanager
def scratch(state: Place) -> Iterator[Path]:
    """Lend a new folder to write in; what is still there at the end is removed.

    For a state in a bucket it lies on this machine, among its temporary files.
    """
    if isinstance(state, S3Path):
        with tempfile.TemporaryDirectory(prefix="onrecord-") as name:
            yield Path(name)
        return
    while True:
        folder = state / "tmp" / os.urandom(8).hex()
        folder.mkdir(parents=True)
        if held := hold(folder):
            break
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        held.release()


def remove_unheld(path: Path, *, state: Path) -> None:
    """Remove a folder or a file unless a living process holds it; what can't be removed stays.

    It leaves its place in one step, so that nobody finds half of it there.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        except OSError:  # likewise
            pass
        remove(path, state=state)
    finally:
        os.close(handle)


def remove(path: Path, *, state: Path) -> None:
    """Remove a folder or a file, whoever holds it."""
    grave = state / "tmp" / os.urandom(8).hex()
    try:
        grave.parent.mkdir(exist_ok=True)
        os.rename(path, grave)
    except OSError:  # somebody else removes it
        return
    if grave.is_dir():
        shutil.rmtree(grave, ignore_errors=True)
    else:
        grave.unlink(missing_ok=True)


def clear_scratch(state: Path) -> None:
    """Remove whatever is being written by nobody any more."""
    tmp = state / "tmp"
    for path in tmp.iterdir() if tmp.is_dir() else ():
        remove_unheld(path, state=state)
