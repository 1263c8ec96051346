"""The files under the raw folders: each once, whatever links lead to it, and none that lies outside."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import SetupError
from pipeline.inventory.onefile import STDIN, special_kind
from pipeline.places import Place, S3Path
from pipeline.read import CONTAINERS, FORMS, PACKINGS
from pipeline.store import objects

# what would read as a byte that is no UTF-8, and as a record of a container
_ESCAPE = re.compile(r"\\(?=x[0-9a-f]{2})")
_RECORD = re.compile(
    rf"((?:{'|'.join(s for s, form in FORMS.items() if form in CONTAINERS)})(?:{'|'.join(PACKINGS)})?)#",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, order=True)
class RawFile:
    """A file of raw pages: its path under the raw root, in UTF-8 whatever its name, and where it lies."""

    source: str
    path: Place
    problem: str | None = field(default=None, compare=False)
    """Why it isn't to be opened; None where it may be."""


def find_files(roots: Sequence[Place]) -> list[RawFile]:
    """List the files under the roots, sorted by source; hidden ones are none of them.

    A root may be a folder, a file, or "-" for standard input, and a folder or an object in a bucket.
    Of one folder the sources are relative to
    it; of several each begins with its folder's name, and with that of the folder above where two are
    called the same; one that is named twice is one. A link is followed where it leads to what lies under a
    root and isn't found anyway. Raises SetupError where there is no such folder or nothing in any.
    """
    local = [root for root in roots if isinstance(root, Path)]
    folders = list(dict.fromkeys(root.resolve() for root in local if root != STDIN and os.path.isdir(root)))
    remote = {root: list(objects.listed(root)) for root in roots if isinstance(root, S3Path)}
    several: list[Place] = [*folders, *(root for root, found in remote.items() if found)]
    n_roots = len({root if root == STDIN else root.resolve() for root in local}) + len(remote)
    prefixes = _prefixes(several, is_one=n_roots == 1)
    walk = _Walk(folders)
    found = [
        RawFile(
            source_of(prefixes[folder] + path[len(os.fspath(folder)) :].lstrip(os.sep)), Path(path), problem
        )
        for folder, path, problem in walk.files()
    ]
    for place, listed in remote.items():
        found += _in_bucket(place, listed, prefixes)
    for root in dict.fromkeys(local):
        if root == STDIN:
            found.append(RawFile("stdin", STDIN))
        elif not os.path.exists(root):
            raise SetupError(f"no folder {root}: put scraped pages there, or name another folder")
        elif not os.path.isdir(root) and walk.is_new(os.path.realpath(root)):
            found.append(RawFile(source_of(root.name), root))
    if not found:
        where = " or ".join(map(str, roots))
        raise SetupError(f"no pages in {where}: put .txt or .html files there, or name another folder")
    return sorted(found)


def _in_bucket(
    root: S3Path, listed: Sequence[objects.Stored], prefixes: Mapping[Place, str]
) -> list[RawFile]:
    """Make files of the objects below a root, or of the one that it names itself."""
    if not listed:
        try:
            objects.look(root)
        except FileNotFoundError:
            raise SetupError(f"no pages in {root}: put scraped pages there, or name another folder") from None
        return [RawFile(source_of(root.name), root)]
    names = [(each.path, each.path.key.removeprefix(root.key).lstrip("/")) for each in listed]
    return [
        RawFile(source_of(prefixes[root] + name), path)
        for path, name in names
        if not any(part.startswith(".") for part in name.split("/"))
    ]


def source_of(name: str) -> str:
    r"""Write a file's name, of any bytes, in UTF-8, so that no two names become equal.

    A byte that is no UTF-8 becomes \xNN. A backslash that would read so becomes \x5c, and a # behind
    the name of a container \x23, for that is how its records are named.
    """
    plain = _RECORD.sub(r"\1\\x23", _ESCAPE.sub(r"\\x5c", name))
    return os.fsencode(plain).decode("utf-8", "backslashreplace")


def _prefixes(folders: Sequence[Place], *, is_one: bool) -> dict[Place, str]:
    """Give each folder the shortest end of its path that tells it from the others; none to the only one."""
    if is_one:
        return dict.fromkeys(folders, "")
    longest = max((len(folder.parts) for folder in folders), default=1)
    for n in range(1, longest + 1):
        tails = ["/".join(folder.parts[-n:]).lstrip("/") for folder in folders]
        if len(set(tails)) == len(tails):
            break
    return {folder: f"{tail}/" for folder, tail in zip(folders, tails, strict=True)}


class _Walk:
    """One walk over several folders, which comes to no file twice."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self._seen: set[str] = set()
        self._links: list[tuple[str, Path]] = []

    def is_new(self, real: str) -> bool:
        """Say whether a file or folder was not come to yet; it is then."""
        new = real not in self._seen
        self._seen.add(real)
        return new

    def files(self) -> Iterator[tuple[Path, str, str | None]]:
        """Yield each file with the folder that it was found under, and why it isn't to be opened.

        Links come after all else, so that what they lead to has its own name where it has one.
        """
        for folder in self._folders:
            yield from self._under(os.fspath(folder), folder)
        while self._links:
            self._links.sort(reverse=True)
            link, folder = self._links.pop()
            real = os.path.realpath(link)
            if not os.path.exists(real):
                yield folder, link, "can't be read: No such file or directory"
            elif not any(Path(real).is_relative_to(root) for root in self._folders):
                yield folder, link, "a link that leads out of the folder: name where it leads to besides"
            elif os.path.isdir(real):
                yield from self._under(link, folder)
            elif self.is_new(real):
                yield folder, link, _why_not(os.stat(real).st_mode)

    def _under(self, top: str, folder: Path) -> Iterator[tuple[Path, str, str | None]]:
        waiting = [top]
        while waiting:
            at = waiting.pop()
            real = os.path.realpath(at)
            if not self.is_new(real):
                continue
            try:
                entries = sorted(os.scandir(at), key=lambda entry: entry.name)
            except OSError as error:
                yield folder, at, f"can't be read: {error.strerror}"
                continue
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_symlink():
                    self._links.append((entry.path, folder))
                elif entry.is_dir():
                    waiting.append(entry.path)
                elif self.is_new(os.path.join(real, entry.name)):
                    regular = entry.is_file()
                    yield folder, entry.path, None if regular else _why_not(entry.stat().st_mode)


def _why_not(mode: int) -> str | None:
    special = special_kind(mode)
    return f"{special}, not a file: never opened" if special else None
