"""Rows brought into the order of their places, in as much memory as a part of them takes."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from pipeline.tables.sources import Numbers

ROOM = 6_000_000
"""What a shelf holds, in words of text: of articles with all their rows some 200 MB."""
PLACE = "place"


class Shelves:
    """Rows by their place, shelf by shelf; where one isn't enough, they wait in files in a folder."""

    def __init__(self, sizes: Numbers, schema: pa.Schema, folder: Path | None, name: str) -> None:
        """Take the size of the row of each place, and a folder that is there; None: all stays in memory."""
        filled = np.cumsum(sizes)
        wanted = int(filled[-1] // ROOM) + 1 if folder and len(sizes) else 1
        ends = np.searchsorted(filled, filled[-1] / wanted * np.arange(1, wanted)) if wanted > 1 else []
        self._starts = np.unique(np.concatenate([[0], ends])).astype(np.int64)
        self._schema = schema.insert(0, pa.field(PLACE, pa.int64(), nullable=False))
        self._kept: list[pa.Table] = [self._schema.empty_table()]
        self._files = (
            [folder / f"{name}-{number}.arrow" for number in range(len(self._starts))]
            if folder and len(self._starts) > 1
            else []
        )
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        self._writers = [pa.ipc.new_file(path, self._schema, options=options) for path in self._files]

    def put(self, places: Numbers, rows: pa.Table) -> None:
        """Put rows where they belong."""
        rows = rows.select(self._schema.names[1:]).add_column(0, self._schema.field(0), pa.array(places))
        rows = rows.cast(self._schema)
        if not self._files:
            self._kept.append(rows)
            return
        shelf = np.searchsorted(self._starts, places, side="right") - 1
        order = np.argsort(shelf, kind="stable")
        rows, shelf = rows.take(order), shelf[order]
        for number in np.unique(shelf).tolist():
            begin, end = np.searchsorted(shelf, (number, number + 1))
            self._writers[number].write_table(rows.slice(begin, end - begin))

    def close(self) -> None:
        """Take it that all rows are there."""
        for writer in self._writers:
            writer.close()

    def rows(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        """Give these columns of all rows, shelf by shelf, in the order of their places."""
        for number in range(max(1, len(self._files))):
            rows = self._read(number, [PLACE, *columns])
            order = np.argsort(rows.column(PLACE).to_numpy(), kind="stable")
            yield rows.select(list(columns)).take(order)

    def _read(self, number: int, columns: Sequence[str]) -> pa.Table:
        if not self._files:
            return pa.concat_tables([rows.select(columns) for rows in self._kept])
        fields = [self._schema.get_field_index(name) for name in columns]
        options = pa.ipc.IpcReadOptions(included_fields=fields)
        with pa.ipc.open_file(self._files[number], options=options) as file:
            return file.read_all()
