"""Reading a snapshot: the one in use, or one that is pinned for as long as somebody reads it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.errors import SetupError
from pipeline.places import Place, S3Path
from pipeline.store import log, parts, snapshots
from pipeline.store.claims import Hold, hold
from pipeline.store.places import MANIFEST, RUNS, current_number, numbers, snapshot_folder, state_folder


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All tables of one publication; `manifest` is empty where there is none that can be read."""

    out: Place
    number: int
    folder: Place
    manifest: Mapping[str, Any]

    @property
    def tables(self) -> list[str]:
        """The names of its tables, sorted."""
        if isinstance(self.folder, S3Path):
            return sorted(self.manifest["tables"])
        return sorted(path.name for path in self.folder.iterdir() if path.is_dir())

    @property
    def made(self) -> datetime:
        """When it was published; of copied tables, when their folder was changed."""
        if isinstance(self.out, S3Path):
            return snapshots.made(self.out, self.number)
        return datetime.fromtimestamp(Path(str(self.folder)).stat().st_mtime, UTC)

    def path(self, table: str) -> Path:
        """Say in which folder a table's Parquet files lie; raises SetupError where there is no such table.

        And where they lie in a bucket, where no folder holds those of one snapshot.
        """
        if isinstance(self.folder, S3Path):
            raise SetupError(f"table {table!r} of {self.out} is no folder: ask for its files")
        folder = self.folder / table
        if not folder.is_dir():
            raise _no_table(self.out, table)
        return folder

    def files(self, table: str) -> list[Place]:
        """List a table's Parquet files, in its order; raises SetupError where there is no such table."""
        content = self.manifest.get("tables", {}).get(table)
        if isinstance(self.folder, S3Path):
            if content is None:
                raise _no_table(self.out, table)
            return [self.folder / part["name"] for part in content["parts"]]
        folder = self.path(table)
        if content is None:
            return sorted(folder.glob("*.parquet"))
        return [folder / part["name"] for part in content["parts"]]

    def load(self, table: str, columns: Sequence[str] | None = None) -> pa.Table:
        """Read a table, or some columns of it.

        Raises SetupError where there is no such table, or where a file can't be read: the message says
        which.
        """
        return _read(self.out, table, self.files(table), columns, remedy=f"remove {self.folder}")

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Read some columns of a table row by row, in its order, little at once; raises as `load` does."""
        try:
            yield from parts.stream(self.files(table), list(columns))
        except (pa.ArrowException, OSError) as error:
            raise self._unreadable(table, error) from None

    def columns(self, table: str) -> list[str]:
        """List a table's columns; none where there is no such table, as in one of an older version."""
        if table not in (self.tables if isinstance(self.folder, S3Path) or self.folder.is_dir() else ()):
            return []
        try:
            return parts.columns(self.files(table))
        except (pa.ArrowException, OSError) as error:
            raise self._unreadable(table, error) from None

    def is_whole(self) -> bool:
        """Say whether every part that the manifest lists is there, in its size; False without a manifest."""
        listed = [
            (table, part["name"], part["bytes"])
            for table, content in self.manifest.get("tables", {}).items()
            for part in content["parts"]
        ]
        if isinstance(self.out, S3Path):
            there = snapshots.sizes(self.out)
            return bool(self.manifest) and all(there.get(name) == n for _, name, n in listed)
        paths = [(self.folder / table / name, n) for table, name, n in listed]
        return bool(self.manifest) and all(path.is_file() and path.stat().st_size == n for path, n in paths)

    def parts(self) -> dict[str, Path]:
        """Find the parts that the manifest lists by their SHA-256; whether they are sound isn't looked at."""
        return {
            part["sha256"]: self.folder / table / part["name"]
            for table, content in self.manifest.get("tables", {}).items()
            for part in content["parts"]
        }

    def _unreadable(self, table: str, error: Exception) -> SetupError:
        return SetupError(
            f"table {table!r} in {self.out} can't be read: {str(error).splitlines()[0]}; "
            f"remove {self.folder} and run `onrecord run` again"
        )


def current(out: Place) -> Snapshot | None:
    """Find the snapshot that `out` shows now; None where there is none."""
    if isinstance(out, S3Path):
        shown = snapshots.shown(out)
        return _in_bucket(out, shown) if shown else None
    state = state_folder(out)
    number = current_number(state)
    return None if number is None else _snapshot(out, state, number)


def every(out: Place) -> list[Snapshot]:
    """Find every snapshot that is kept, the oldest first."""
    if isinstance(out, S3Path):
        return [_in_bucket(out, manifest) for manifest in snapshots.every(out)]
    state = state_folder(out)
    return [_snapshot(out, state, number) for number in numbers(state / "snapshots")]


def pin(out: Place) -> tuple[Snapshot, Hold]:
    """Find the snapshot that `out` shows now, and keep it from being removed as long as it is held.

    In a bucket nothing is held: a snapshot stays a day after the next one has taken its place, at least.
    Tables that were copied from elsewhere, so that no snapshot stands behind them, are number 0. Raises
    SetupError where there are none.
    """
    if found := _pin(out):
        return found
    raise SetupError(f"no tables in {out}: run `onrecord run` first, or name the right folder")


@contextmanager
def pinned(out: Place) -> Iterator[Snapshot]:
    """Keep the snapshot that `out` shows now for as long as the block lasts; raises as `pin` does."""
    snapshot, held = pin(out)
    try:
        yield snapshot
    finally:
        held.release()


def load(out: Place, table: str, columns: Sequence[str] | None = None) -> pa.Table:
    """Read one table that `out` shows; raises SetupError where there is none or it can't be read."""
    if table == RUNS:
        return _read_log(out, columns)
    found = _pin(out)
    if found is None:
        raise _no_table(out, table)
    snapshot, held = found
    try:
        return snapshot.load(table, columns)
    finally:
        held.release()


def _pin(out: Place) -> tuple[Snapshot, Hold] | None:
    if isinstance(out, S3Path):
        found = current(out)
        return (found, Hold()) if found else None
    state, folder = state_folder(out), Path(out)
    try:
        while (number := current_number(state)) is not None:
            if held := hold(snapshot_folder(state, number)):
                return _snapshot(out, state, number), held
        held = hold(folder) if any(folder.glob("*/*.parquet")) else None
    except OSError as error:
        raise SetupError(f"the tables in {out} can't be read: {error.strerror} ({error.filename})") from None
    return (Snapshot(out, 0, folder, {}), held) if held else None


def has_runs(out: Place) -> bool:
    """Say whether `out` shows a log of runs."""
    return bool(log.files(out))


def runs(out: Place) -> list[dict[str, Any]]:
    """Read the log of runs, the latest first; an empty list where there is none."""
    rows = _read_log(out, None).to_pylist() if has_runs(out) else []
    return sorted(rows, key=lambda row: (row["started_at"], row["run_id"]), reverse=True)


def _in_bucket(out: S3Path, manifest: snapshots.Manifest) -> Snapshot:
    return Snapshot(out, manifest.number, out, manifest.content)


def _snapshot(out: Path, state: Path, number: int) -> Snapshot:
    folder = snapshot_folder(state, number)
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if not all(part.keys() >= {"name", "bytes", "sha256"} for part in _listed(manifest)):
            manifest = {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        manifest = {}
    return Snapshot(out, number, folder, manifest)


def _listed(manifest: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for content in manifest["tables"].values():
        yield from content["parts"]


def _read_log(out: Place, columns: Sequence[str] | None) -> pa.Table:
    paths = log.files(out)
    if not paths:
        raise _no_table(out, RUNS)
    try:
        runs = log.read(paths)
        return runs if columns is None else runs.select(list(columns))
    except (pa.ArrowException, OSError, KeyError) as error:
        raise _unreadable(out, RUNS, paths, error, remedy="remove it") from None


def _read(
    out: Place, table: str, paths: Sequence[Place], columns: Sequence[str] | None, *, remedy: str
) -> pa.Table:
    if not paths:
        raise _no_table(out, table)
    try:
        return parts.read(paths, None if columns is None else list(columns))
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(out, table, paths, error, remedy=remedy) from None


def _unreadable(
    out: Place, table: str, paths: Sequence[Place], error: Exception, *, remedy: str
) -> SetupError:
    path, why = next(parts.faults(paths), (f"a file like {paths[0]}", str(error).splitlines()[0]))
    return SetupError(
        f"table {table!r} in {out} can't be read: {path}: {why}; {remedy} and run `onrecord run` again"
    )


def _no_table(out: Place, table: str) -> SetupError:
    return SetupError(f"no table {table!r} in {out}: run `onrecord run` first, or name the right folder")
