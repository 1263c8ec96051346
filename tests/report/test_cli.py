"""`onrecord report`: which folders it reads and writes, and what it says."""

import sys
from datetime import UTC, datetime

import pytest

from pipeline import cli, store, tables
from pipeline.cli import codes
from tests.report.corpus import article, publish, quote

TEXT = "“Rain,” said Ottilie Brandt."
MOMENT = datetime(2024, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def out(tmp_path, monkeypatch):
    """Publish one article, and log the run that did."""
    folder = tmp_path / "tables"
    publish(folder, [article(TEXT, quote(TEXT, "Rain,", cue="said"))])
    row = {
        "run_id": "r1", "started_at": MOMENT, "ended_at": MOMENT, "outcome": "published", "snapshot": 1,
        "fingerprint": "f", "onrecord_version": "0.1", "schema_version": 1, "model": "m", "mirror": False,
        "n_new": 4321, "n_retried": 0, "n_kept": 0, "n_vanished": 0, "n_forgotten": 0, "n_pages": 1,
        "n_set_aside": 0, "n_articles": 1, "n_quotes": 1, "n_attributed": 1, "n_words": 9, "seconds": 1.0,
        "words_per_second": 9.0,
    }  # fmt: skip
    row |= {field.name: None for field in tables.SCHEMAS["runs"] if field.nullable and field.name not in row}
    store.log_run(folder, "r1", tables.to_arrow("runs", [row]))
    monkeypatch.chdir(tmp_path)
    return folder


def report(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["onrecord", "report", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return ended.value.code or 0


def test_it_writes_into_report_and_says_what_to_open(out, monkeypatch, capsys):
    assert report(monkeypatch, "--out", out) == codes.PUBLISHED
    assert "1 article, 1 quote, 1 speaker in " in (told := capsys.readouterr().out)
    assert told.endswith("open report/index.html\n")
    html = (out.parent / "report" / "index.html").read_text("utf-8")
    assert "Snapshot 1, published 3 February 2024, 04:05 UTC" in html
    assert "<td>4,321</td>" in html


def test_tables_that_were_copied_make_a_report_too(out, monkeypatch, tmp_path):
    for name in (
        "pages",
        "articles",
        "sightings",
        "leftovers",
        "mentions",
        "entities",
        "positions",
        "quotes",
    ):
        (tmp_path / "copied" / name).mkdir(parents=True)
        for part in (out / name).glob("*.parquet"):
            (tmp_path / "copied" / name / part.name).write_bytes(part.read_bytes())
    assert report(monkeypatch, "--out", tmp_path / "copied", "--site", "there") == codes.PUBLISHED
    assert "without a log of runs" in (tmp_path / "there" / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("why", "site", "told"),
    [
        ("among the raw pages it would be read as pages", "data/raw/report", "lies in data/raw"),
        ("among the tables", "tables/report", "lies in tables"),
        ("in place of the tables", "tables", "lies in tables"),
        ("a folder of somebody else's", "mine", "holds no report of onrecord's"),
    ],
)
def test_folders_that_are_refused(out, monkeypatch, capsys, why, site, told):
    (out.parent / "mine").mkdir()
    (out.parent / "mine" / "letter.txt").write_text("mine")
    assert report(monkeypatch, "--out", "tables", "--site", site) == codes.USAGE, why
    assert told in (said := capsys.readouterr().err)
    assert said.count("\n") == 1


def test_without_tables_it_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert report(monkeypatch) == codes.USAGE
    assert "no tables in data/processed" in capsys.readouterr().err
    assert not (tmp_path / "report").exists()
