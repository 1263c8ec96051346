"""Small files and work files, in a folder or in a bucket: each appears complete or not at all."""

import atexit
import hashlib
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import BinaryIO

from pipeline.places import Place, S3Path
from pipeline.store import objects
from pipeline.store.claims import scratch
from pipeline.store.places import ATTEMPTS, sync

CHUNK = 1_000_000  # bytes of an object that are copied at a time


def below(folder: Place, suffix: str) -> list[Place]:
    """List the files below a folder whose names end so, sorted; none where there is no such folder."""
    if isinstance(folder, S3Path):
        return [each.path for each in objects.listed(folder) if each.path.key.endswith(suffix)]
    return sorted(folder.rglob(f"*{suffix}"))


def read(file: Place) -> bytes:
    """Read a file; raises FileNotFoundError where there is none."""
    return objects.read(file) if isinstance(file, S3Path) else file.read_bytes()


def source(file: Place) -> Path | BinaryIO:
    """Give what a reader of Parquet takes; raises FileNotFoundError where there is no such object."""
    return objects.opened(file) if isinstance(file, S3Path) else file


def near(file: Place) -> Path:
    """Give a file on this machine that holds the same, for who reads what never changes many times.

    An object is copied once, among the temporary files, until the process ends. Raises FileNotFoundError
    where there is none.
    """
    if not isinstance(file, S3Path):
        return file
    copy = _copies() / hashlib.sha256(str(file).encode()).hexdigest()
    if not copy.exists():
        with open(partial := copy.with_suffix(f".{os.urandom(4).hex()}"), "wb") as written:
            written.writelines(objects.chunks(file, CHUNK))
        os.replace(partial, copy)
    return copy


@cache  # two threads that ask at once may get a folder each: both last until the end
def _copies() -> Path:
    folder = Path(mkdtemp(prefix="onrecord-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def add(file: Place, data: bytes, *, state: Place) -> bool:
    """Keep a file whose name tells its content: what has the name is the same.

    Says whether it is there; it isn't where its folder is removed again and again.
    """
    if isinstance(file, S3Path):
        objects.put(file, data)
        return True
    with scratch(Path(str(state))) as unfinished:
        _write(unfinished / file.name, data)
        for _ in range(ATTEMPTS):
            file.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):  # a run with other rules published, and removed the folder
                os.replace(unfinished / file.name, file)
                sync(file.parent)
                return True
    return False


def replace(file: Place, text: str) -> None:
    """Write a small file in the place of another; assumes that the lock is held."""
    if isinstance(file, S3Path):
        objects.put(file, text.encode())
        return
    with scratch(file.parent) as folder:
        _write(folder / file.name, text.encode())
        os.replace(folder / file.name, file)
    sync(file.parent)


def move(file: Place, folder: Place) -> None:
    """Move a file into a folder, whatever has its name there; one that is gone is no fault."""
    with suppress(FileNotFoundError):
        if isinstance(file, S3Path) and isinstance(folder, S3Path):
            objects.put(folder / file.name, objects.read(file))
            objects.remove([file])
        elif isinstance(file, Path) and isinstance(folder, Path):
            folder.mkdir(exist_ok=True)
            os.replace(file, folder / file.name)


def remove(files: Iterable[Place]) -> None:
    """Remove files; those that are gone are no fault."""
    for file in files:
        if isinstance(file, S3Path):
            objects.remove([file])
        else:
            file.unlink(missing_ok=True)


def clear(folder: Place) -> None:
    """Remove a folder with all that lies in it; what can't be removed stays."""
    if isinstance(folder, S3Path):
        objects.remove(each.path for each in objects.listed(folder))
    else:
        shutil.rmtree(folder, ignore_errors=True)


def folders(folder: Place) -> list[Place]:
    """List the folders in a folder; none where there is no such folder."""
    if not isinstance(folder, S3Path):
        return [path for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []
    n_above = len(folder.key) + 1
    names = {each.path.key[n_above:].partition("/")[0] for each in objects.listed(folder)}
    return [folder / name for name in sorted(names)]


def sizes(folder: Place) -> int:
    """Add up the bytes of the files below a folder, of each once whatever names it has."""
    if isinstance(folder, S3Path):
        return sum(each.size for each in objects.listed(folder))
    found = {}
    for path in folder.rglob("*"):
        with suppress(OSError):  # removed meanwhile
            told = path.lstat()
            found[told.st_dev, told.st_ino] = told.st_size
    return sum(found.values())


def _write(path: Path, data: bytes) -> None:
    with open(path, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
