"""A snapshot for notebooks: pinned while it is read, its tables as DataFrames."""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pandas as pd
import pyarrow as pa

from pipeline import store
from pipeline.places import Place


class PinnedSnapshot:
    """The tables of one run, which stay until it is closed, garbage or its process is gone."""

    def __init__(self, out: Place) -> None:
        self._snapshot, self._hold = store.pin(out)

    @property
    def number(self) -> int:
        """The snapshot's number; a higher one was published later."""
        return self._snapshot.number

    @property
    def tables(self) -> list[str]:
        """The names of the tables; the log of runs isn't among them."""
        return self._snapshot.tables

    def load(self, table: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Load a table, or some of its columns, with the types of `pipeline.load`."""
        return to_frame(self._snapshot.load(table, columns))

    def path(self, table: str) -> Path:
        """Say in which folder the table's Parquet files lie, for DuckDB, Polars and the like."""
        return self._snapshot.path(table)

    def files(self, table: str) -> list[str]:
        """List the table's Parquet files, in its order, as a path or an s3:// address each."""
        return [str(path) for path in self._snapshot.files(table)]

    def close(self) -> None:
        """Let go of it: from now on it may be removed."""
        self._hold.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<snapshot {self.number} of {self._snapshot.out}>"


def to_frame(table: pa.Table) -> pd.DataFrame:
    """Make a DataFrame: dates as datetime64, whole numbers as Int64 where they may be missing."""
    nullable: dict[Any, Any] = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    frame: pd.DataFrame = table.to_pandas(types_mapper=nullable.get, date_as_object=False)
    return frame
