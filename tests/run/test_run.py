import os
from pathlib import Path

import pytest

from pipeline import config, onepage, run, store
from pipeline.errors import SetupError
from pipeline.records import Page, Segmented
from pipeline.run import processing
from pipeline.tables import SCHEMAS
from tests import fast
from tests.promises import promise


def made(raw: Path, out: Path, **flags: object) -> config.Settings:
    return config.settings(raw=raw, out=out, **{"processes": 1, **flags})


# With the real line for one page


def test_a_run_makes_the_tables(raw, out, loaded):
    seen = []
    report = run.run(made(raw, out), on_progress=lambda done, total: seen.append((done, total)))
    pages = store.load(out, "pages").column("source").to_pylist()
    assert pages == ["empty.txt", "harbour.txt", "town/again.txt", "town/library.txt"]
    assert [page.source for page in report.set_aside] == ["empty.txt"]
    assert report.n_articles == 3, "one page is seen twice"
    assert store.load(out, "sightings").num_rows == 4
    speakers = {row["speaker"] for row in store.load(out, "quotes").to_pylist()}
    assert {"Ines Valdor", "Adela Finch", "Tomas Brekke"} <= speakers
    assert seen[-1] == (4, 4)
    (logged,) = store.load(out, "runs").to_pylist()
    assert (logged["outcome"], logged["n_pages"], logged["n_set_aside"]) == ("published", 4, 1)
    promise({name: store.load(out, name).to_pylist() for name in SCHEMAS if name != "runs"})


def test_a_second_run_finds_nothing_new_and_a_rebuild_makes_the_same_bytes(raw, out, tmp_path, loaded):
    run.run(made(raw, out))
    again = run.run(made(raw, out))
    assert (again.outcome, again.snapshot) == ("unchanged", 1)
    elsewhere = tmp_path / "elsewhere" / "tables"
    run.run(made(raw, elsewhere))
    assert fast.tables_in(elsewhere) == fast.tables_in(out)
    assert [row["outcome"] for row in store.load(out, "runs").to_pylist()] == ["published", "unchanged"]


@pytest.mark.slow
def test_several_processes_make_the_same_bytes_as_one(raw, out, tmp_path, models, monkeypatch):
    monkeypatch.setattr(processing, "BATCH", 1)
    with monkeypatch.context() as lent:
        lent.setattr(processing, "load_models", lambda _: models)
        run.run(made(raw, out, processes=1))
    run.run(made(raw, tmp_path / "two", processes=2))
    assert fast.tables_in(tmp_path / "two") == fast.tables_in(out)


def test_a_fault_in_one_page_sets_it_aside_and_stops_no_other(raw, out, loaded, monkeypatch):
    real = onepage.segment

    def faulty(page: Page) -> Segmented:
        if page.source == "harbour.txt":
            raise ZeroDivisionError("division\nby zero")
        return real(page)

    monkeypatch.setattr(onepage, "segment", faulty)
    report = run.run(made(raw, out))
    assert {p.source: p.reason for p in report.set_aside if p.status == "quarantined"} == {
        "harbour.txt": "ZeroDivisionError: division by zero"
    }
    assert report.n_articles == 1
    row = next(row for row in store.load(out, "pages").to_pylist() if row["source"] == "harbour.txt")
    assert (row["n_articles"], row["coverage"], row["status"]) == (0, 0.0, "quarantined")
    assert row["text"].startswith("Harbour Watch"), "what was read is kept"


def test_of_pages_parsed_together_only_the_faulty_one_is_set_aside(raw, out, loaded, monkeypatch):
    real = onepage.recognise

    def faulty(nlp, articles):
        if any("dredger" in article.text for article in articles):
            raise ZeroDivisionError("in the midst of parsing")
        return real(nlp, articles)

    monkeypatch.setattr(onepage, "recognise", faulty)
    report = run.run(made(raw, out))
    assert [page.source for page in report.set_aside if page.status == "quarantined"] == ["harbour.txt"]
    assert report.n_articles == 1


def test_files_that_are_no_pages_are_told(raw, out, loaded):
    (raw / "scan.pdf").write_bytes(b"%PDF-1.4")
    (raw / "long.txt").write_text("word " * 100)
    (raw / "gone.txt").symlink_to(raw / "nowhere.txt")
    (raw / os.fsdecode(b"na\xefve.txt")).write_text("x")
    report = run.run(made(raw, out, max_page_bytes=490))
    reasons = {page.source: page.reason for page in report.set_aside}
    assert reasons["scan.pdf"].startswith("unsupported file type: ")
    assert reasons["long.txt"] == "500 bytes are more than max_page_bytes, 490"
    assert reasons["gone.txt"] == "can't be read: No such file or directory"
    assert "na\\xefve.txt" in store.load(out, "pages").column("source").to_pylist()


def test_tables_never_stand_among_the_raw_pages(raw):
    with pytest.raises(SetupError, match="tables can't stand among the raw pages"):
        run.run(made(raw, raw / "tables"))
    assert not (raw / "tables").exists()


@pytest.mark.parametrize(
    ("why", "told", "pages", "cores", "expected"),
    [
        ("as told", 3, 1, 8, 3),
        ("a few pages don't pay for a second model", 0, 60, 8, 1),
        ("as far as there is work", 0, 130, 8, 3),
        ("one a core", 0, 4000, 2, 2),
    ],
)
def test_how_many_processes(monkeypatch, why, told, pages, cores, expected):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)), raising=False)
    assert processing.n_processes(config.settings(processes=told), pages) == expected, why
