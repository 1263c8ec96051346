"""Tables as Parquet parts, cut where the content says, so that an added page changes few of them."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.ahead import ahead
from pipeline.errors import SetupError
from pipeline.places import Place
from pipeline.store import objects
from pipeline.store.places import sync

CUT = "000"  # how a row's id ends where a new part begins: every 4096th id or so
ROWS_AT_ONCE = 512
AT_ONCE = 8  # parts that are read from a bucket together

type Pieces = pa.Table | Iterable[pa.Table]
"""A table, or the pieces of one as they come, of which at least one is there."""
Find = Callable[[str, int], Path | None]
"""Finds a sound part of the snapshot before, by SHA-256 and size."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part as the manifest lists it."""

    name: str
    rows: int
    bytes: int
    sha256: str


def divide(pieces: Pieces) -> Iterator[pa.Table]:
    """Cut a table before each row whose id ends in three zeros; without rows or ids it is one part.

    The id is the first column named so. Rows beside one another that have the same id stay together. No more
    is kept at a time than a piece and a part.
    """
    left: list[pa.Table] = []
    last = None
    for piece in [pieces] if isinstance(pieces, pa.Table) else pieces:
        begin, name = 0, next((each for each in piece.column_names if each.endswith("_id")), None)
        if name is not None and piece.num_rows:
            ids = piece.column(name)
            for row in _cuts(ids):
                if ids[row].as_py() != (ids[row - 1].as_py() if row else last):
                    part = pa.concat_tables([*left, piece.slice(begin, row - begin)])
                    if part.num_rows:
                        yield part
                    left, begin = [], row
            last = ids[-1].as_py()
        left.append(piece.slice(begin))
    yield pa.concat_tables(left)


def _cuts(ids: pa.ChunkedArray) -> list[int]:
    ends = pc.fill_null(pc.ends_with(ids, pattern=CUT), False)
    cuts: list[int] = np.flatnonzero(ends.to_numpy()).tolist()
    return cuts


def encode(table: pa.Table) -> pa.Buffer:
    """Make the bytes of a part, always the same for the same rows."""
    sink = pa.BufferOutputStream()
    whole = table.combine_chunks()  # where a table is in pieces must not show
    pq.write_table(
        whole, sink, compression="zstd", version="2.6", row_group_size=64 * 1024, write_page_checksum=True
    )
    return sink.getvalue()


def write_table(folder: Path, pieces: Pieces, *, find: Find) -> tuple[list[Part], bool]:
    """Write a table's parts into a new folder, each a link to the part of the snapshot before if that has it.

    Says also whether the snapshot before had them all.
    """
    folder.mkdir()
    written, had_all = [], True
    for place, (n_rows, data, sha256) in enumerate(ahead(_encoded, divide(pieces))):
        known = find(sha256, data.size)
        had_all = had_all and known is not None
        if known is None or not _link(known, folder / f"{place:05d}"):
            _write(folder / f"{place:05d}", data)
        written.append((sha256, n_rows, data.size))
    content = hashlib.sha256("".join(sha256 for sha256, *_ in written).encode()).hexdigest()[:16]
    parts = []
    for place, (sha256, n_rows, size) in enumerate(written):
        name = f"part-{place:05d}-{content}.parquet"
        os.rename(folder / f"{place:05d}", folder / name)
        parts.append(Part(name, n_rows, size, sha256))
    sync(folder)
    return parts, had_all


def _encoded(rows: pa.Table) -> tuple[int, pa.Buffer, str]:
    data = encode(rows)
    return rows.num_rows, data, hashlib.sha256(data).hexdigest()


def is_sound(path: Path, sha256: str, size: int) -> bool:
    """Say whether a file is there with this content."""
    try:
        if path.stat().st_size != size:
            return False
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


def read(paths: Sequence[Place], columns: list[str] | None) -> pa.Table:
    """Read a table from its parts; raises what pyarrow raises, for a damaged page too."""
    local = [path for path in paths if isinstance(path, Path)]
    if len(local) == len(paths):
        return pq.read_table(local, columns=columns, partitioning=None, page_checksum_verification=True)
    return pa.concat_tables(each(paths, columns))


def each(paths: Sequence[Place], columns: list[str] | None = None) -> list[pa.Table]:
    """Read parts that need not be of one schema; raises as `read` does."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda path: _read_one(path, columns), paths))


def _read_one(path: Place, columns: list[str] | None) -> pa.Table:
    with _file(path) as part:
        return part.read(columns)


def _file(path: Place) -> pq.ParquetFile:
    source = path if isinstance(path, Path) else objects.opened(path)
    return pq.ParquetFile(source, page_checksum_verification=True, pre_buffer=True)


def stream(paths: Sequence[Place], columns: list[str]) -> Iterator[dict[str, Any]]:
    """Give the rows one by one; raises as `read` does, and SetupError where a column is missing."""
    for path in paths:
        with _file(path) as part:
            if missing := [name for name in columns if name not in part.schema_arrow.names]:
                raise SetupError(
                    f"{path} has no {', '.join(missing)}: another version of onrecord made it; "
                    "run `onrecord run` again"
                )
            for batch in part.iter_batches(batch_size=ROWS_AT_ONCE, columns=columns):
                yield from batch.to_pylist()


def columns(paths: Sequence[Place]) -> list[str]:
    """List the columns that the parts have, as the first of them says; none where there are no parts."""
    if not paths:
        return []
    with _file(paths[0]) as part:
        return list(part.schema_arrow.names)


def faults(paths: Sequence[Place]) -> Iterator[tuple[Place, str]]:
    """Give each part that can't be read, with the reason in one line."""
    for path in paths:
        try:
            read([path], None)
        except (pa.ArrowException, OSError) as error:
            yield path, str(error).splitlines()[0] if str(error) else type(error).__name__


def _link(part: Path, name: Path) -> bool:
    try:
        os.link(part, name)
    except OSError:  # a file system without hard links, or one with as many as it allows
        return False
    return True


def _write(path: Path, data: pa.Buffer) -> None:
    with open(path, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
