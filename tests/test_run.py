import os
from pathlib import Path

import pytest

from pipeline import config, inventory, onepage, processing, run, store
from pipeline.errors import SetupError
from pipeline.records import Page, Segmented
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
    assert reasons["scan.pdf"] == "unsupported file type: onrecord reads .txt, .html and .htm"
    assert reasons["long.txt"] == "500 bytes are more than max_page_bytes, 490"
    assert reasons["gone.txt"] == "can't be read: No such file or directory"
    assert "na\\xefve.txt" in store.load(out, "pages").column("source").to_pylist()


def test_hidden_files_are_none_of_the_pages_and_a_loop_of_links_ends(raw):
    (raw / ".cache").mkdir()
    (raw / ".cache" / "page.txt").touch()
    (raw / "town" / "loop").symlink_to(raw)
    assert [file.source for file in inventory.find_files([raw])] == [
        "empty.txt",
        "harbour.txt",
        "town/again.txt",
        "town/library.txt",
    ]


@pytest.mark.parametrize(
    ("why", "name", "said"),
    [
        ("no folder", "nowhere", "no folder .*nowhere: put scraped pages there"),
        ("a file", "raw/harbour.txt", "is a file: .*`onrecord extract`"),
        ("no pages", "hidden", "no pages in .*hidden: put .txt or .html files there"),
    ],
)
def test_nothing_to_read_is_said_in_one_line(raw, why, name, said):
    (raw.parent / "hidden").mkdir()
    (raw.parent / "hidden" / ".gitkeep").touch()
    with pytest.raises(SetupError, match=said):
        inventory.find_files([raw.parent / name])


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


# With a line for one page that costs next to nothing


@pytest.fixture
def quick(monkeypatch):
    fast.install(monkeypatch)
    return monkeypatch


@pytest.fixture
def pages(tmp_path, quick):
    folder = tmp_path / "data" / "raw"
    folder.mkdir(parents=True)
    for number in range(7):
        lay(folder, number)
    return folder


def lay(folder: Path, name: object, text: str | None = None) -> None:
    said = f"Page {name}\n“It is late,” said Ada Finch of Quarrow.\nOnly number {name} tells this.\n"
    (folder / f"{name}.txt").write_text(said if text is None else text, encoding="utf-8")


def runs(out: Path, *columns: str) -> list[tuple]:
    return [tuple(row[name] for name in columns) for row in store.load(out, "runs").to_pylist()]


def sources(out: Path) -> list[str]:
    return store.load(out, "pages").column("source").to_pylist()


def rebuilt(pages: Path, tmp_path: Path, name: str = "anew") -> dict[str, list[bytes]]:
    run.run(made(pages, tmp_path / name / "tables"))
    return fast.tables_in(tmp_path / name / "tables")


def test_only_what_is_new_is_processed(pages, out, tmp_path):
    first = run.run(made(pages, out))
    assert (first.n_new, first.n_kept, first.outcome) == (7, 0, "published")
    lay(pages, "new")
    second = run.run(made(pages, out))
    assert (second.n_new, second.n_kept, second.outcome, second.n_pages) == (1, 7, "published", 8)
    assert fast.tables_in(out) == rebuilt(pages, tmp_path)
    assert runs(out, "n_new", "n_kept", "n_vanished", "mirror") == [(7, 0, 0, False), (1, 7, 0, False)]


def test_nothing_new_touches_nothing_but_the_runs(pages, out, quick):
    run.run(made(pages, out))
    state = store.state_folder(out)
    before = {path: path.stat().st_mtime_ns for path in state.rglob("*") if path.is_file()}
    quick.setattr(processing, "load_models", None)
    quick.setattr(run, "build_tables", None)
    report = run.run(made(pages, out))
    after = {path: path.stat().st_mtime_ns for path in state.rglob("*") if path.is_file()}
    assert [path.parent.name for path in after.items() ^ before.items() for path in path[:1]] == ["runs"]
    assert (report.outcome, report.n_pages, report.n_quotes, report.n_new) == ("unchanged", 7, 1, 0)
