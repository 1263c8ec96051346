"""JSON Lines: every value of every table comes back, and other programs read it."""

import json

import duckdb
import pandas as pd
import pyarrow as pa
from hypothesis import given

from pipeline.export.json_lines import read_json_lines, write_json_lines
from pipeline.store import Snapshot
from tests.export.made import EVERY, examples, rows


@examples
@given(found=rows())
def test_every_kind_of_column_comes_back(found, tmp_path_factory):
    before = pa.Table.from_pylist(found, schema=EVERY)
    parts = []
    assert write_json_lines(parts.append, EVERY.names, before.to_pylist()) == before.num_rows
    path = tmp_path_factory.getbasetemp() / "every.jsonl"
    path.write_bytes("".join(parts).encode())
    assert read_json_lines(path, EVERY).equals(before)
    assert [json.loads(line).keys() for line in path.read_bytes().split(b"\n")[:-1]] == [
        row.keys() for row in before.to_pylist()
    ]


def test_duckdb_and_pandas_read_it(snapshot: Snapshot, tmp_path):
    path = tmp_path / "quotes.jsonl"
    with path.open("w", encoding="utf-8") as file:
        write_json_lines(
            file.write, snapshot.columns("quotes"), snapshot.rows("quotes", snapshot.columns("quotes"))
        )
    expected = snapshot.load("quotes").to_pylist()
    asked = duckdb.sql(
        f"SELECT quote_id, date, text, spans, confidence, cue FROM read_json('{path}')"
    ).fetchall()
    assert asked == [
        (row["quote_id"], row["date"], row["text"], row["spans"], row["confidence"], row["cue"])
        for row in expected
    ]
    frame = pd.read_json(path, lines=True)
    assert frame["text"].tolist() == [row["text"] for row in expected]
