"""CSV: what stands in the cells, that nothing runs, and that every value comes back."""

import csv
import io

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.export.csv_files import (
    BOM,
    EXCEL_LETTERS,
    cell,
    guarded,
    is_too_long,
    read_csv,
    unguarded,
    write_csv,
)
from pipeline.tables import SCHEMAS
from tests.export.made import EVERY, examples, rows, texts


def written(columns, found, **options):
    parts = []
    size = write_csv(parts.append, columns, found, **options)
    return "".join(parts), size


@pytest.mark.parametrize(
    ("why", "text"),
    [
        ("a formula", "=1+1"),
        ("old Lotus", "+1"),
        ("a negative of something", "-cmd|' /C calc'!A0"),
        ("a function", "@SUM(1)"),
        ("a tab goes before", "\t=1+1"),
        ("a carriage return", "\rx"),
        ("a line feed", "\nx"),
        ("NUL, by ASVS 5", "\0x"),
        ("white space that a program trims", "  =1+1"),
        ("space that doesn't break", "\xa0=1"),
        ("a quotation mark that an importer strips", '"=1+1'),
        ("several", "'\" '=1"),
        ("nothing to be seen", "\u200b\ufeff=1"),
        ("full width", "＝1+1"),
        ("full width, at sign", "＠SUM(1)"),
        ("an apostrophe of its own is doubled", "'=1+1"),
    ],
)
def test_what_could_run_gets_an_apostrophe(why, text):
    assert guarded(text) == f"'{text}", why
    assert unguarded(guarded(text)) == text, why


@pytest.mark.parametrize(
    ("why", "text"),
    [
        ("plain words", "The bridge"),
        ("a quotation", "“We close it,”"),
        ("a sign within", "1+1=2"),
        ("an apostrophe that belongs to a word", "'tis the season"),
        ("nothing", ""),
        ("space alone", "  "),
    ],
)
def test_other_text_stays_as_it_is(why, text):
    assert guarded(text) == text, why
    assert unguarded(text) == text, why


@examples
@given(texts)
def test_every_guarded_text_comes_back_and_begins_with_nothing_dangerous(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).lstrip(' "\xa0\u200b\ufeff\x1f').startswith(tuple("=+-@＝＋－＠\t\r\n"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, "true"),
        (False, "false"),
        (-5, -5),
        (-0.25, -0.25),
        ([], "[]"),
        ([{"start": 0, "end": 2}], '[{"start":0,"end":2}]'),
        (["=1"], '["=1"]'),
        ({"a": None}, '{"a":null}'),
    ],
)
def test_cells(value, expected):
    assert cell(value) == expected


def test_lines_are_those_of_rfc_4180():
    told, _ = written(["a", "b"], [{"a": 'one "two",\nthree', "b": -1}, {"a": "", "b": None}])
    assert told == '"a","b"\r\n"one ""two"",\nthree",-1\r\n"",\r\n'
    assert list(csv.reader(io.StringIO(told, newline=""))) == [
        ["a", "b"], ['one "two",\nthree', "-1"], ["", ""],
    ]  # fmt: skip


@examples
@given(found=rows(), bom=st.booleans())
def test_every_kind_of_column_comes_back(found, bom, tmp_path_factory):
    before = pa.Table.from_pylist(found, schema=EVERY)
    told, size = written(EVERY.names, before.to_pylist(), bom=bom)
    path = tmp_path_factory.getbasetemp() / "every.csv"
    path.write_bytes(told.encode())
    assert read_csv(path, EVERY).equals(before)
    assert size.rows == before.num_rows
    assert told.startswith(BOM) == bom


def test_other_columns_are_refused(tmp_path):
    (tmp_path / "x.csv").write_text('"other"\r\n')
    with pytest.raises(ValueError, match="has the columns other"):
        read_csv(tmp_path / "x.csv", SCHEMAS["quotes"])


@pytest.mark.parametrize(
    ("why", "text", "expected"),
    [
        ("as long as a cell", "x" * EXCEL_LETTERS, False),
        ("one more", "x" * (EXCEL_LETTERS + 1), True),
        ("Excel counts UTF-16 units", "🎷" * 16_384, True),
        ("so half as many fit", "🎷" * 16_383, False),
    ],
)
def test_what_excel_cuts_is_counted(why, text, expected):
    assert is_too_long(text) == expected, why
    assert written(["a"], [{"a": text}])[1].too_long == expected, why


def test_duckdb_and_pandas_read_it(tmp_path):
    path = tmp_path / "quotes.csv"
    found = [
        {
            "id": "a",
            "n": -3,
            "x": 0.5,
            "ok": True,
            "day": "2019-03-12",
            "text": "two\n\nlines, “quoted” 🎷",
            "no": "",
        },
        {"id": "b", "n": None, "x": -1e-7, "ok": False, "day": None, "text": "=1+1", "no": None},
    ]
    path.write_text(written(list(found[0]), found, bom=True)[0], encoding="utf-8", newline="")
    asked = duckdb.sql(f"SELECT * FROM read_csv('{path}', allow_quoted_nulls=false) ORDER BY id")
    kinds = dict(zip(asked.columns, map(str, asked.types), strict=True))
    assert (kinds["n"], kinds["x"], kinds["ok"], kinds["day"]) == ("BIGINT", "DOUBLE", "BOOLEAN", "DATE")
    (_, n, x, ok, day, text, empty), (_, no_n, y, _, no_day, formula, null) = asked.fetchall()
    assert (n, x, ok, str(day), text, empty) == (-3, 0.5, True, "2019-03-12", found[0]["text"], "")
    assert (no_n, y, no_day, formula, null) == (None, -1e-7, None, "'=1+1", None)
    frame = pd.read_csv(path)
    assert list(frame.columns) == list(found[0])
    assert frame["text"].tolist() == [found[0]["text"], "'=1+1"]
    assert frame["x"].tolist() == [0.5, -1e-7]
