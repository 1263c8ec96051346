"""A whole export: every format from one snapshot, what is chosen, and what older tables lack."""

import json
from datetime import date

import pyarrow.parquet as pq
import pytest

from pipeline import store
from pipeline.attributions import GoldAttribution, read_articles
from pipeline.errors import SetupError
from pipeline.export import (
    FORMATS,
    Choice,
    export,
    file_of,
    folder,
    read_brat,
    read_conll,
    read_csv,
    read_json_lines,
    read_label_studio,
    tables_of,
)
from pipeline.export.choice import choose
from pipeline.export.documents import documents
from pipeline.records import Span, content_id
from pipeline.tables import SCHEMAS
from tests.export.made import EMOJI, corpus
from tests.report.corpus import NESTED, publish

WIM = content_id("entity", "Wim Okoro")


def written(snapshot, form, place, **options):
    with folder(place) as files:
        return export(snapshot, form, files, **options)


def headlines(snapshot, choice):
    return {document.headline for document in documents(snapshot, choose(snapshot, choice))}


@pytest.mark.parametrize(("form", "read"), [("csv", read_csv), ("jsonl", read_json_lines)])
def test_every_table_comes_back(snapshot, tmp_path, form, read):
    done = written(snapshot, form, tmp_path / "x")
    assert done.rows.keys() == set(snapshot.tables)
    for table in snapshot.tables:
        before = snapshot.load(table)
        after = read(tmp_path / "x" / f"{table}.{form}", SCHEMAS[table])
        assert after.equals(before), table
        assert done.rows[table] == before.num_rows


def test_what_excel_would_cut_is_told(snapshot, tmp_path):
    done = written(snapshot, "csv", tmp_path / "x", tables=["articles"])
    assert done.warnings == ["articles.csv: 1 cell is longer than the 32,767 letters that Excel keeps"]


@pytest.mark.parametrize("form", ["brat", "conll", "label-studio"])
def test_articles_with_all_that_is_marked_come_back(snapshot, tmp_path, form):
    n = written(snapshot, form, tmp_path / "x").rows["articles"]
    expected = {document.article_id: document for document in documents(snapshot, choose(snapshot, Choice()))}
    read = {
        "brat": lambda: read_brat(tmp_path / "x"),
        "conll": lambda: read_conll(tmp_path / "x" / "articles.conllup"),
        "label-studio": lambda: read_label_studio(tmp_path / "x" / "tasks.json"),
    }
    found = list(read[form]())
    assert {one.article_id for one in found} == expected.keys()
    assert n == len(expected)
    for one in found:
        assert tuple(one.quotes) == expected[one.article_id].quotes


@pytest.mark.parametrize(
    ("why", "choice", "expected"),
    [
        ("all", Choice(), {"Bridge to close", EMOJI, "=1+1", None}),
        ("from a day on", Choice(since=date(2020, 5, 1)), {EMOJI, None}),
        ("up to a day, which is in it", Choice(until=date(2019, 3, 12)), {"Bridge to close"}),
        ("within days", Choice(since=date(2020, 1, 1), until=date(2020, 12, 31)), {EMOJI}),
        ("a speaker", Choice(speaker_id=WIM), {EMOJI}),
        ("a speaker, other days", Choice(since=date(2021, 1, 1), speaker_id=WIM), set()),
        ("nobody", Choice(speaker_id="0" * 16), set()),
    ],
)
def test_which_articles_are_chosen(snapshot, why, choice, expected):
    assert headlines(snapshot, choice) == expected, why


def test_rows_go_with_their_articles_and_quotes_with_their_speaker(snapshot, tmp_path):
    done = written(snapshot, "jsonl", tmp_path / "x", choice=Choice(speaker_id=WIM))
    assert {name: n for name, n in done.rows.items() if n} == {
        "pages": 1, "articles": 1, "sightings": 1, "quotes": 1, "entities": 1,
    }  # fmt: skip
    assert json.loads((tmp_path / "x" / "quotes.jsonl").read_text("utf-8"))["speaker"] == "Wim Okoro"
    assert json.loads((tmp_path / "x" / "entities.jsonl").read_text("utf-8"))["name"] == "Wim Okoro"


@pytest.mark.parametrize(
    ("form", "tables", "expected"),
    [
        ("csv", [], None),
        ("csv", ["quotes"], "quotes.csv"),
        ("jsonl", ["quotes", "pages"], None),
        ("brat", [], None),
        ("conll", [], "articles.conllup"),
        ("label-studio", [], "tasks.json"),
        ("gold", [], "gold.jsonl"),
    ],
)
def test_which_formats_are_one_file(form, tables, expected):
    assert file_of(form, tables) == expected


def test_a_table_that_is_not_there(snapshot):
    with pytest.raises(SetupError, match=r"no table 'quots' in .*: there are articles, "):
        tables_of(snapshot, ["quots"])
    assert tables_of(snapshot, ["quotes", "articles"]) == ["articles", "quotes"]


@pytest.fixture
def reviewed(tmp_path):
    """Publish the corpus with some articles reviewed as complete."""
    some = corpus()
    for one in some:
        one["row"]["reviewed"] = one["row"]["headline"] in ("Bridge to close", None)
    publish(tmp_path / "reviewed", some)
    with store.pinned(tmp_path / "reviewed") as snapshot:
        yield snapshot


def test_gold_is_what_evaluate_and_train_read(reviewed, tmp_path):
    assert written(reviewed, "gold", tmp_path / "x").rows == {"articles": 2}
    gold = {article.text: article.attributions for article in read_articles(tmp_path / "x" / "gold.jsonl")}
    rows = reviewed.load("quotes").to_pylist()
    assert len(gold) == 2
    assert gold.pop(NESTED) == tuple(
        GoldAttribution(
            source=tuple(Span(*s) for s in [(row["mention_start"], row["mention_end"])] if s[0] is not None),
            cue=tuple(Span(*s) for s in [(row["cue_start"], row["cue_end"])] if s[0] is not None),
            content=tuple(Span(s["start"], s["end"]) for s in row["spans"]),
        )
        for row in rows
        if row["context"] == NESTED
    )
    assert list(gold.values()) == [()]  # nothing is quoted there, which is gold too


def test_reviewed_articles_are_annotations_for_label_studio(reviewed, tmp_path):
    written(reviewed, "label-studio", tmp_path / "x")
    found = {one.headline: one.reviewed for one in read_label_studio(tmp_path / "x" / "tasks.json")}
    assert found == {"Bridge to close": True, None: True, EMOJI: False, "=1+1": False}


def test_without_a_complete_review_there_is_no_gold(snapshot, tmp_path):
    with pytest.raises(SetupError, match="no article that was asked for is reviewed as complete"):
        written(snapshot, "gold", tmp_path / "x")
    assert not (tmp_path / "x").exists()


def test_tables_of_an_older_version(tables, tmp_path):
    old = tmp_path / "old"
    for table in ("articles", "quotes", "mentions", "sightings"):
        (old / table).mkdir(parents=True)
        found = pq.read_table(tables / table)
        newer = [name for name in ("reviewed", "correction_id") if name in found.schema.names]
        pq.write_table(found.drop_columns(newer), old / table / "part.parquet", write_page_checksum=True)
    with store.pinned(old) as snapshot:
        for form in FORMATS:
            if form != "gold":
                assert written(snapshot, form, tmp_path / form).rows["articles"] == 4
        with pytest.raises(SetupError, match="tell of no review"):
            written(snapshot, "gold", tmp_path / "gold")


def test_the_same_tables_make_the_same_bytes(snapshot, tmp_path):
    for form in FORMATS[:-1]:
        for name in ("one", "two"):
            written(snapshot, form, tmp_path / form / name)
        one, two = (
            (tmp_path / form / name / "onrecord-export.sha256").read_bytes() for name in ("one", "two")
        )
        assert one == two
