"""JSON Lines: a row a line, every value as it is; dates and moments are ISO 8601, and null is null."""

from collections.abc import Iterable, Sequence
from itertools import batched
from pathlib import Path

import msgspec
import pyarrow as pa

from pipeline.export.values import revived
from pipeline.replacing import Write
from pipeline.tables import Row

ROWS_AT_ONCE = 512


def write_json_lines(write: Write, columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Write a table, and say how many rows it has."""
    n = 0
    for some in batched(rows, ROWS_AT_ONCE):
        write("".join(f"{_encoded({name: row[name] for name in columns})}\n" for row in some))
        n += len(some)
    return n


def _encoded(row: Row) -> str:
    return msgspec.json.encode(row).decode()


def read_json_lines(path: Path, schema: pa.Schema) -> pa.Table:
    """Read a table that `write_json_lines` wrote."""
    rows = [msgspec.json.decode(line) for line in path.read_bytes().split(b"\n") if line]
    columns = {field.name: [revived(row[field.name], field.type) for row in rows] for field in schema}
    return pa.table(columns, schema=schema)
