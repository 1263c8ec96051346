"""Work files: what pages yielded, kept from run to run, so that each page is processed once.

In the folder of the state, beside the snapshots:

    work/FINGERPRINT/DIGEST.work   a batch of finished pages; named by its content, never changed
    damaged                        files whose content isn't what their name says

A work file is a Parquet file with a row per page, as `tables.shown` makes it: what tells the page and how it
ended, the rows that it adds to the tables, each column to be read alone, and the whole PageResult. It appears
complete or not at all, and two runs that write the same pages at once do no harm: of two rows for one page
one is taken, always the same.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import tables
from pipeline.errors import OnrecordError
from pipeline.places import Place
from pipeline.records import PageResult
from pipeline.store import files

SUFFIX = ".work"
SMALL = 1024  # pages; many files with fewer are merged
MANY = 64
OPEN = 256  # files that are kept open while they are read again and again


class MissingWorkError(OnrecordError):
    """A work file was gone or damaged when its results were wanted; its pages have to be done again."""


class Key(NamedTuple):
    """What tells a page, and how it ended."""

    page_id: str
    source: str
    sha256: str
    url: str | None
    status: str
    reason: str | None


KEYS = list(Key._fields)


class Done(NamedTuple):
    """A finished page, and where its result lies."""

    key: Key
    file: str
    row: int


@dataclass(frozen=True, slots=True)
class Work:
    """The work files of one fingerprint; `warn` is told, in one line, of each that is damaged."""

    state: Place
    fingerprint: str
    warn: Callable[[str], None] = lambda _: None

    @property
    def folder(self) -> Place:
        return self.state / "work" / self.fingerprint

    def add(self, results: Sequence[PageResult]) -> None:
        """Keep what some pages yielded, in a file of their own."""
        if results:
            _write(self.folder, self.state, tables.shown(results))

    def done(self) -> dict[str, Done]:
        """Find every finished page by its id; a file that can't be opened is moved to the damaged ones.

        Of two rows for one page the one that isn't quarantined is taken, then the one in the file whose
        name is the first in the alphabet.
        """
        found: dict[str, Done] = {}
        for path in _files(self.folder):
            try:
                keys = _read(path, KEYS)
            except FileNotFoundError:  # merged or removed by another run meanwhile
                continue
            except (pa.ArrowException, OSError) as error:
                self._set_aside(path, _line(error))
                continue
            for row, key in enumerate(_keys(keys)):
                known = found.get(key.page_id)
                if known is None or (known.key.status == "quarantined" != key.status):
                    found[key.page_id] = Done(key, path.name, row)
        return found

    def sources(self, wanted: Iterable[Done]) -> list[tables.Source]:
        """Give what the tables are made of for these pages, a source for each file.

        Raises MissingWorkError where a file is gone or isn't what its name says; that one is moved to
        the damaged ones, and so are all others of its kind, before it raises. So it does while a source is
        read, where its file is gone or damaged since.
        """
        rows = _rows_of(wanted)
        opened = lru_cache(OPEN)(self._opened)
        missing = [name for name in sorted(rows) if self._sound(name) is None]
        if missing:
            raise MissingWorkError(f"work files are gone from {self.folder}: {', '.join(missing)}")
        return [
            tables.Source(len(its), partial(self._columns, opened, name, its))
            for name, its in sorted(rows.items())
        ]

    def merge(self, wanted: Iterable[Done]) -> None:
        """Merge many small files into few that hold the wanted pages alone, once there are too many.

        Files that can't be read are left as they are. Killed at any point it leaves rows twice at worst.
        """
        rows = _rows_of(wanted)
        small = [path for path in _files(self.folder) if len(rows[path.name]) < SMALL]
        if len(small) <= MANY:
            return
        for paths in _together(small, rows):
            sound = {path: data for path in paths if (data := self._sound(path.name)) is not None}
            kept = [_parsed(data).take(_indices(rows[path.name])) for path, data in sound.items()]
            merged = pa.concat_tables([tables.SHOWN.empty_table(), *kept])
            name = _write(self.folder, self.state, merged) if merged.num_rows else None
            files.remove(path for path in sound if path.name != name)

    def _sound(self, name: str) -> bytes | None:
        """Read a file; None where it is gone or isn't what its name says, and is moved away."""
        try:
            data = files.read(self.folder / name)
        except OSError as error:
            if not isinstance(error, FileNotFoundError):
                self._set_aside(self.folder / name, _line(error))
            return None
        if _name(data) != name:
            self._set_aside(self.folder / name, "its content isn't what its name says")
            return None
        return data

    def _opened(self, name: str) -> pq.ParquetFile:
        return pq.ParquetFile(files.near(self.folder / name), page_checksum_verification=True)

    def _columns(
        self,
        opened: Callable[[str], pq.ParquetFile],
        name: str,
        rows: Sequence[int],
        columns: Sequence[str],
    ) -> pa.Table:
        """Read columns of some rows of a file."""
        path = self.folder / name
        try:
            found = opened(name).read([_leaf(column) for column in columns])
        except FileNotFoundError:
            raise MissingWorkError(f"{path} is gone") from None
        except (pa.ArrowException, OSError) as error:
            self._set_aside(path, _line(error))
            raise MissingWorkError(f"{path} was damaged") from None
        return found if len(rows) == found.num_rows else found.take(_indices(rows))

    def _set_aside(self, path: Place, why: str) -> None:
        damaged = self.state / "damaged"
        files.move(path, damaged)
        self.warn(f"work file {path} is damaged ({why}): moved to {damaged}, its pages are done again")


def finished(state: Place, fingerprint: str) -> set[str]:
    """List the ids of the pages that are finished, for who only looks: a damaged file is passed over."""
    found: set[str] = set()
    for path in _files(state / "work" / fingerprint):
        with suppress(pa.ArrowException, OSError):
            found.update(_read(path, ["page_id"]).column("page_id").to_pylist())
    return found


def forget(state: Place, is_forgotten: Callable[[Key], bool]) -> int:
    """Rewrite every work file, of any fingerprint, without the pages to be forgotten; says how many rows.

    Files that can't be read, damaged and unfinished ones are removed: nobody knows what they hold.
    """
    n_rows = 0
    files.clear(state / "damaged")
    files.clear(state / "tmp")
    for path in _files(state / "work"):
        try:
            table = _parsed(files.read(path))
            keep = [row for row, key in enumerate(_keys(table)) if not is_forgotten(key)]
        except (pa.ArrowException, OSError, KeyError):
            files.remove([path])
            continue
        if len(keep) == table.num_rows:
            continue
        n_rows += table.num_rows - len(keep)
        if keep:
            _write(path.parent, state, table.take(_indices(keep)))
        files.remove([path])
    return n_rows


def remove_others(state: Place, fingerprint: str) -> None:
    """Remove the work files of every other fingerprint."""
    for folder in files.folders(state / "work"):
        if folder.name != fingerprint:
            files.clear(folder)


def _rows_of(wanted: Iterable[Done]) -> Mapping[str, list[int]]:
    """Say which rows of which files these pages are."""
    rows: dict[str, list[int]] = defaultdict(list)
    for done in wanted:
        rows[done.file].append(done.row)
    return defaultdict(list, {name: sorted(its) for name, its in rows.items()})


def _indices(rows: Sequence[int]) -> pa.Array:
    return pa.array(rows, pa.int64())


def _leaf(column: str) -> str:
    """Name a column as Parquet does: what stands in lists has their elements in its path."""
    return ".list.element.".join(column.split("."))


def _parsed(data: bytes) -> pa.Table:
    return pq.ParquetFile(pa.BufferReader(data)).read()


def _keys(table: pa.Table) -> Iterator[Key]:
    return map(Key, *(table.column(name).to_pylist() for name in KEYS))


def _read(path: Place, columns: list[str]) -> pa.Table:
    with pq.ParquetFile(files.source(path), page_checksum_verification=True) as file:
        return file.read(columns)


def _write(folder: Place, state: Place, table: pa.Table) -> str:
    """Write a work file under the name that its content gives it; what has that name is the same."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", version="2.6", write_page_checksum=True)
    data = sink.getvalue()
    name = _name(data)
    if files.add(folder / name, data, state=state):
        return name
    raise MissingWorkError(f"{folder} is removed again and again: another run is at work without the lock")


def _name(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16] + SUFFIX


def _files(folder: Place) -> list[Place]:
    return files.below(folder, SUFFIX)


def _together(small: list[Place], rows: Mapping[str, list[int]]) -> Iterator[list[Place]]:
    """Divide small files into groups of about SMALL pages or more, so that none is small afterwards."""
    group: list[Place] = []
    for path in small:
        group.append(path)
        if sum(len(rows[each.name]) for each in group) >= SMALL:
            yield group
            group = []
    if group:
        yield group


def _line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
