"""`onrecord export`: what it writes where, what it says, and what it refuses."""

import json

import pytest

from pipeline.cli import codes
from tests.export.made import corpus
from tests.report.corpus import publish


@pytest.fixture
def tables(tmp_path, monkeypatch):
    """Publish the small corpus where the command looks for tables."""
    monkeypatch.chdir(tmp_path)
    publish(tmp_path / "data" / "processed", corpus())
    return tmp_path


@pytest.mark.parametrize(
    ("form", "files", "told"),
    [
        ("csv", ["articles.csv", "quotes.csv"], " of 9 tables in export/csv"),
        ("jsonl", ["articles.jsonl", "quotes.jsonl"], " of 9 tables in export/jsonl"),
        ("brat", ["annotation.conf", "visual.conf", "2019", "undated"], "4 articles in export/brat"),
        ("conll", ["articles.conllup"], "4 articles in export/conll"),
        ("label-studio", ["tasks.json", "interface.xml"], "4 articles in export/label-studio"),
    ],
)
def test_every_format_has_a_folder_of_its_own(tables, call, form, files, told):
    code, said, _ = call("export", form)
    assert code == codes.PUBLISHED
    assert said.endswith(f"{told}\n")
    for name in (*files, "onrecord-export.sha256"):
        assert (tables / "export" / form / name).exists()
    assert call("export", form)[0] == codes.PUBLISHED  # it replaces its own


def test_a_file_and_a_stream(tables, call):
    code, said, _ = call("export", "jsonl", "--table", "quotes", "--to", "quotes.jsonl")
    assert (code, said) == (codes.PUBLISHED, "6 rows of quotes in quotes.jsonl\n")
    code, stream, errors = call("export", "jsonl", "--table", "quotes", "--to", "-")
    assert (code, errors) == (codes.PUBLISHED, "")
    assert stream == (tables / "quotes.jsonl").read_text("utf-8")
    assert all(json.loads(line)["quote_id"] for line in stream.splitlines())


def test_what_excel_cuts_is_told_on_the_side(tables, call):
    _, said, errors = call("export", "csv", "--table", "articles", "--to", "-", "--bom")
    assert said.startswith('\ufeff"article_id"')
    assert errors == "articles.csv: 1 cell is longer than the 32,767 letters that Excel keeps\n"


def test_a_speaker_by_any_part_of_the_name(tables, call):
    _, stream, _ = call("export", "jsonl", "--table", "quotes", "--speaker", "okoro", "--to", "-")
    assert [json.loads(line)["speaker"] for line in stream.splitlines()] == ["Wim Okoro"]
    _, stream, _ = call(
        "export",
        "jsonl",
        "--table",
        "articles",
        "--since",
        "2020-01-01",
        "--until",
        "2020-12-31",
        "--to",
        "-",
    )
    assert [json.loads(line)["date"] for line in stream.splitlines()] == ["2020-05-01"]


@pytest.mark.parametrize(
    ("why", "arguments", "told"),
    [
        ("tables of annotations", ["brat", "--table", "quotes"], "--table is for csv and jsonl"),
        ("a mark of encoding in JSON", ["jsonl", "--bom"], "--bom is for csv, not for jsonl"),
        (
            "no such table",
            ["csv", "--table", "quots"],
            "no table 'quots' in data/processed: there are articles",
        ),
        ("several tables in one file", ["csv", "--to", "x.csv"], "csv makes several files, and x.csv is one"),
        (
            "standoff on a stream",
            ["brat", "--to", "-"],
            "brat makes several files, and - is one: name a folder",
        ),
        ("among the tables", ["csv", "--to", "data/processed/csv"], "lies in data/processed"),
        ("among the raw pages", ["csv", "--to", "data/raw/csv"], "lies in data/raw"),
        (
            "in the journal's place",
            ["jsonl", "--table", "quotes", "--force", "--to", "data/corrections.jsonl"],
            "data/corrections.jsonl is the place of the journal of corrections",
        ),
        (
            "nobody",
            ["csv", "--speaker", "Wim Okaro"],
            "nobody in data/processed is named 'Wim Okaro'; near it are",
        ),
        (
            "days the wrong way round",
            ["csv", "--since", "2020-01-02", "--until", "2020-01-01"],
            "is later than --until",
        ),
        ("no review", ["gold"], "no article that was asked for is reviewed as complete"),
        ("a folder of somebody else's", ["csv", "--to", "mine"], "mine holds no export of onrecord's"),
        ("a file of somebody else's", ["conll", "--to", "mine/letter.txt"], "letter.txt exists"),
        ("no tables at all", ["csv", "--out", "elsewhere"], "no tables in elsewhere"),
    ],
)
def test_what_is_refused(tables, call, why, arguments, told):
    (tables / "mine").mkdir()
    (tables / "mine" / "letter.txt").write_text("mine")
    code, said, errors = call("export", *arguments)
    assert (code, said) == (codes.USAGE, ""), why
    assert told in errors
    assert errors.count("\n") == 1
    assert (tables / "mine" / "letter.txt").read_text() == "mine"
    assert not list((tables / "export").rglob("*"))


def test_work_in_an_export_is_kept_unless_it_is_forced(tables, call):
    call("export", "brat")
    (file,) = (tables / "export" / "brat" / "2020").glob("*.ann")
    file.write_text("corrected")
    code, _, errors = call("export", "brat")
    assert (code, file.read_text()) == (codes.USAGE, "corrected")
    assert "changed since onrecord wrote it" in errors
    assert call("export", "brat", "--force")[0] == codes.PUBLISHED
    assert file.read_text().startswith("T1\tContent")
