"""Where everything lies, and the links that lead there."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import overload
from urllib.parse import quote

from pipeline.errors import SetupError
from pipeline.places import Place, S3Path

RUNS = "runs"
MANIFEST = "manifest.json"
STATE = ".onrecord"
ATTEMPTS = 3  # at a link that somebody else may be clearing away at the same moment
_TEMPORARY = ".onrecord-"  # how a link's name begins until it replaces the one in use


@overload
def state_folder(out: Path) -> Path: ...
@overload
def state_folder(out: S3Path) -> S3Path: ...
def state_folder(out: Place) -> Place:
    """Say where the snapshots behind `out` lie: where no glob over `out` or its parents reaches them.

    In a bucket that is `.onrecord` in `out` itself.

    Else that is `.onrecord` at the root of the project that holds `out` (the nearest folder upwards with a
    pyproject.toml or .git), else beside the `data` folder that holds it, else beside `out` itself; one
    folder in it for each `out`.
    """
    if isinstance(out, S3Path):
        return out / STATE
    out = Path(os.path.realpath(out))
    marked = (p for p in out.parents if (p / "pyproject.toml").exists() or (p / ".git").exists())
    beside_data = (p.parent for p in out.parents if p.name == "data")
    project = next(marked, next(beside_data, out.parent))
    return project / STATE / quote(str(out.relative_to(project)), safe="").replace("%2F", "+")


def numbered(folder: Path, number: int) -> Path:
    """Name the folder of a number among numbered ones."""
    return folder / f"{number:06d}"


def numbers(folder: Path) -> list[int]:
    """List the numbers that are given in a folder, in order; none where there is no such folder."""
    found = folder.iterdir() if folder.is_dir() else iter(())
    return sorted(int(path.name) for path in found if path.name.isdecimal())


def snapshot_folder(state: Path, number: int) -> Path:
    """Name the folder of a snapshot."""
    return numbered(state / "snapshots", number)


def current_number(state: Path) -> int | None:
    """Say which snapshot is in use; None where there is none."""
    current = state / "current"
    return int(current.resolve().name) if current.is_symlink() and current.exists() else None


def check_way(out: Path, tables: Iterable[str]) -> None:
    """Raise SetupError where something lies in the way of a table's link that onrecord didn't make."""
    for name in tables:
        link = out / name
        ours = link.is_symlink() and STATE in Path(os.readlink(link)).parts
        if not ours and os.path.lexists(link):
            raise SetupError(
                f"{link} is in the way: it wasn't made by onrecord; move it or choose another --out"
            )


def link_table(out: Path, name: str, goal: Path) -> None:
    """Make `<out>/NAME` lead to `goal`, in one step; assumes that nothing foreign is in the way."""
    target = os.path.relpath(goal, os.path.realpath(out))
    for _ in range(ATTEMPTS):
        if points(out / name, target):
            return
        temporary = out / f"{_TEMPORARY}{os.urandom(6).hex()}"
        os.symlink(target, temporary)
        replace_link(temporary, out / name)
    raise SetupError(f"{out / name} can't be made: something keeps changing it")


def clear_links(out: Path) -> None:
    """Remove the links that a killed run made and didn't put in their place."""
    for path in out.glob(f"{_TEMPORARY}*"):
        if path.is_symlink():
            path.unlink(missing_ok=True)


def replace_link(temporary: Path, link: Path) -> None:
    """Put a link in the place of another; where that seems to fail, what is there now tells."""
    target = os.readlink(temporary)
    try:
        os.replace(temporary, link)
    except OSError as error:
        if not (points(link, target) or isinstance(error, FileNotFoundError)):
            raise
    sync(link.parent)


def points(link: Path, target: str) -> bool:
    """Say whether `link` is a link to `target`."""
    return link.is_symlink() and os.readlink(link) == target


def sync(folder: Path) -> None:
    """Make what was done in a folder outlast a power failure."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def failing_in_one_line(out: Path) -> Iterator[None]:
    """Raise SetupError for what the system refuses while the tables in `out` are being written."""
    try:
        yield
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise SetupError(f"the tables in {out} can't be written: {error.strerror or error}{where}") from None
