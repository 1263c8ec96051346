"""Tables are cut where their content says, and what doesn't change isn't written again."""

import os
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import store
from pipeline.store import parts

IDS = st.lists(st.sampled_from(["1f000", "2e000", "a1b2c", "00010", "beef0", "c0de1", "000"]), max_size=30)


def table(ids: list[str | None]) -> pa.Table:
    return pa.table({"n": range(len(ids)), "page_id": pa.array(ids, pa.string())})


@pytest.mark.parametrize(
    ("why", "ids", "lengths"),
    [
        ("no rows are a part all the same", [], [0]),
        ("no cut", ["a", "b"], [2]),
        ("before each such id", ["a", "1000", "b", "2000"], [1, 2, 1]),
        ("a first row that cuts makes no empty part", ["1000", "a"], [2]),
        ("rows of one id stay together", ["a", "1000", "1000", "1000", "b"], [1, 4]),
        ("two zeros are too few", ["a", "1200", "1"], [3]),
        ("no id at all", ["a", None, "1000"], [2, 1]),
    ],
)
def test_where_a_table_is_cut(why, ids, lengths):
    assert [part.num_rows for part in parts.divide(table(ids))] == lengths, why


def test_a_table_without_ids_is_one_part():
    (part,) = parts.divide(pa.table({"n": range(9)}))
    assert part.num_rows == 9


@settings(deadline=None)
@given(IDS, st.lists(st.integers(0, 20), max_size=4))
def test_the_parts_are_the_table_in_whatever_pieces_it_comes(ids, edges):
    whole = table(ids)
    places = [0, *sorted(min(edge, len(ids)) for edge in edges), len(ids)]
    pieces = [whole.slice(start, end - start) for start, end in pairwise(places)]
    parted = list(parts.divide(pieces))
    assert pa.concat_tables(parted).equals(whole)
    assert [part.to_pylist() for part in parted] == [part.to_pylist() for part in parts.divide(whole)]


@settings(deadline=None)
@given(IDS, IDS)
def test_rows_before_change_no_part_after_the_next_cut(before, ids):
    def content(rows: list[str]) -> list[list[str]]:
        return [part.column("page_id").to_pylist() for part in parts.divide(table(rows))]

    alone, together = content(["x", "1000", *ids]), content([*before, "x", "1000", *ids])
    assert together[-len(alone) + 1 :] == alone[1:]


@settings(deadline=None)
@given(IDS, st.integers(1, 5))
def test_the_bytes_of_a_part_tell_nothing_of_where_it_came_from(ids, piece):
    whole = table(ids)
    pieces = [whole.slice(start, piece) for start in range(0, whole.num_rows, piece)]
    again = pa.concat_tables([whole.schema.empty_table(), *pieces])
    for one, other in zip(parts.divide(whole), parts.divide(again), strict=True):
        fresh = pa.Table.from_pylist(one.to_pylist(), schema=whole.schema)
        assert parts.encode(one) == parts.encode(other) == parts.encode(fresh)


IDS_NOW = [f"{number:04x}" for number in range(3 * 4096)]


def published(out: Path, ids: list[str]) -> dict[str, Path]:
    """Publish a table of these ids; gives each part by the id it begins with."""
    store.publish(out, {"pages": pa.table({"page_id": ids})})
    paths = store.current(out).path("pages").iterdir()
    return {pq.ParquetFile(path).read().column("page_id")[0].as_py(): path for path in paths}


def test_a_part_that_stays_is_a_link(out):
    before = published(out, IDS_NOW)
    after = published(out, [*IDS_NOW[:5000], "new", *IDS_NOW[5000:]])
    assert [before.keys(), after.keys()] == [{"0000", "1000", "2000"}] * 2
    linked = {first: os.path.samefile(before[first], after[first]) for first in before}
    assert linked == {"0000": True, "1000": False, "2000": True}


def test_where_no_links_can_be_made_the_part_is_written(out, monkeypatch):
    before = published(out, IDS_NOW)

    def impossible(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", impossible)
    after = published(out, [*IDS_NOW, "new"])
    for first in ("0000", "1000"):
        assert not os.path.samefile(before[first], after[first])
        assert before[first].read_bytes() == after[first].read_bytes()
    assert not store.publish(out, {"pages": pa.table({"page_id": [*IDS_NOW, "new"]})}).new


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 3), min_size=1, max_size=4), st.lists(st.integers(0, 3), min_size=1, max_size=4)
)
def test_two_contents_of_a_table_have_no_name_in_common(tmp_path_factory, one, other):
    # a reader by the link meets either all files of its listing or a missing one, never some of each
    def names(values: list[int]) -> set[str]:
        folder = tmp_path_factory.mktemp("table") / "quotes"
        made = pa.table({"quote_id": ["a", *(f"{value}000" for value in values)]})
        written, _ = parts.write_table(folder, made, find=lambda *_: None)
        return {part.name for part in written}

    assert names(one) == names(other) if one == other else names(one).isdisjoint(names(other))
