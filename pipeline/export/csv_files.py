"""CSV: RFC 4180 in UTF-8, which spreadsheets open without taking a newspaper's words for a formula.

Text is in quotation marks, numbers aren't; null is an empty field without marks, an empty text one with them.
Dates are ISO 8601, truth is `true` or `false`, and lists and structures are JSON. Lines end in CR LF.

A spreadsheet takes a cell for a formula that begins with = + - or @, or their full-width forms, and some
even after a tab, a line break, white space or quotation marks (OWASP, "CSV Injection"). An apostrophe stands
before such a text, whatever white space, quotation marks and letters without a shape it begins with:
spreadsheets take it for "this is text". A text that begins so of itself gets one more; so taking one from
each gives every text back, and `read_csv` does. Commas must be what separates: a spreadsheet that is set to
semicolons has to be told so when it imports the file.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa

from pipeline.export.values import revived
from pipeline.replacing import Write
from pipeline.tables import Row

BOM = "\ufeff"
EXCEL_LETTERS, EXCEL_ROWS = 32_767, 1_048_576
"""What a cell and a sheet of Excel hold, a letter being a UTF-16 unit; the rest it cuts off."""
ROWS_AT_ONCE = 512
_UNSEEN = r"\s\x00-\x20\u200b-\u200f\u2060\ufeff"
_DANGEROUS = re.compile(rf"[\"'{_UNSEEN}]*[=+\-@\t\r\n\0＝＋－＠]")
_FIELD = re.compile(r'(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\Z)')


@dataclass(slots=True)
class Size:
    """How large a written table is, and how many of its cells Excel would cut."""

    rows: int = 0
    too_long: int = 0


def write_csv(write: Write, columns: Sequence[str], rows: Iterable[Row], *, bom: bool = False) -> Size:
    """Write a table; `bom` puts before it the mark that Excel knows UTF-8 by."""
    size, lines = Size(), io.StringIO()
    writer = csv.writer(lines, quoting=csv.QUOTE_STRINGS, lineterminator="\r\n")
    lines.write(BOM if bom else "")
    writer.writerow(columns)
    for row in rows:
        size.rows += 1
        n = writer.writerow([cell(row[name]) for name in columns])
        if 2 * n > EXCEL_LETTERS:
            size.too_long += sum(isinstance(value, str) and is_too_long(value) for value in row.values())
        if size.rows % ROWS_AT_ONCE == 0:
            write(lines.getvalue())
            lines.seek(0)
            lines.truncate()
    write(lines.getvalue())
    return size


def cell(value: Any) -> Any:
    """Make what stands in a cell: text, a number or nothing."""
    make = _MAKERS.get(type(value))
    return value if make is None else make(value)


def guarded(text: str) -> str:
    """Put an apostrophe before what a spreadsheet could take for a formula."""
    if text[:1].isalnum():  # as most texts begin
        return text
    return f"'{text}" if _DANGEROUS.match(text) else text


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


_MAKERS: dict[type, Callable[[Any], str]] = {
    str: guarded,
    bool: lambda value: "true" if value else "false",
    date: date.isoformat,
    datetime: lambda value: str(msgspec.to_builtins(value)),
    list: _json,
    dict: _json,
}


def unguarded(text: str) -> str:
    """Take away the apostrophe that `guarded` put there."""
    return text[1:] if text.startswith("'") and _DANGEROUS.match(text, 1) else text


def is_too_long(text: str) -> bool:
    """Say whether Excel cuts a cell with this text."""
    return 2 * len(text) > EXCEL_LETTERS and len(text.encode("utf-16-le", "replace")) > 2 * EXCEL_LETTERS


def read_csv(path: Path, schema: pa.Schema) -> pa.Table:
    """Read a table that `write_csv` wrote; raises ValueError where it is none of this schema."""
    text = path.read_bytes().decode("utf-8").removeprefix(BOM)
    head, *rows = _records(text)
    if head != schema.names:
        raise ValueError(f"{path} has the columns {', '.join(map(str, head))}")
    columns = zip(*rows, strict=True) if rows else ([] for _ in schema)
    read = [
        [_value(told, field.type) for told in column] for field, column in zip(schema, columns, strict=True)
    ]
    return pa.table(dict(zip(schema.names, read, strict=True)), schema=schema)


def _records(text: str) -> Iterator[list[str | None]]:
    record: list[str | None] = []
    at = 0
    while at < len(text):
        field = _FIELD.match(text, at)
        if field is None:
            raise ValueError(f"no CSV at character {at}")
        marked, bare, end = field.groups()
        record.append(marked.replace('""', '"') if marked is not None else bare or None)
        at = field.end()
        if end != ",":
            yield record
            record = []


def _value(told: str | None, kind: pa.DataType) -> Any:
    if told is None:
        return None
    if pa.types.is_string(kind):
        return unguarded(told)
    if pa.types.is_nested(kind) or not pa.types.is_temporal(kind):
        return revived(msgspec.json.decode(told), kind)
    return revived(told, kind)
