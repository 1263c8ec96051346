import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import config, onepage, run, store
from pipeline.errors import PageError, SetupError
from pipeline.records import Article, Page, PageResult, Quotation, RawPage, Resolution, Segmented, Span
from pipeline.tables import SCHEMAS

MARKS = '“”"«»„‘’'


def made(raw: Path, out: Path, **flags: object) -> config.Settings:
    return config.settings(raw=raw, out=out, **{"processes": 1, **flags})


def rows(results: list[PageResult]) -> dict[str, list[dict]]:
    return {name: table.to_pylist() for name, table in run.build_tables(results).items()}


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for name in SCHEMAS
        if name != "runs"
        for path in (folder / name).glob("*.parquet")
    }


# What the tables promise, over pages of lines such as scraped ones are made of.

LINES = st.sampled_from(
    [
        "12 March 2019", "Posted on 3 May 2018", "2017-02-01", "04/05/2016", "Main menu", "Share", "", "", "",
        "Ferry workers to strike", "Library to open on Sundays", "Background", "Subscribe to our newsletter",
        "“We have asked for talks,” said Ines Valdor, secretary of the Seafarers’ Union.",
        "Mayor Adela Finch said the library of Quarrow would open on Sundays.",
        "Finch said: “We listened.", "“And we will listen again.”", "“Nobody came,” he added, “but we did.”",
        "The change was called “overdue” by the Readers’ Circle.", "\"It is late,\" the authority told reporters.",
        "According to Tomas Brekke, a spokesman, money was not short.", "Contact: press@example.org, 555 0100",
        "”“ ”", "‘It's here,' she said", "<p>It&#39;s “late”&nbsp;said Brekke.</p>", "He denied it.", "«Non», said Ines.",
    ]
)  # fmt: skip
PAGES = st.lists(LINES, max_size=14).map("\n".join)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pages=st.lists(PAGES, min_size=1, max_size=3))
def test_what_the_tables_promise(models, pages):
    found = [onepage.process_page(RawPage(f"{n}.txt", text.encode()), models) for n, text in enumerate(pages)]
    assert [r.page.reason for r in found if r.page.status == "quarantined"] == []
    promise(rows(found))
    assert rows(found[::-1]) == rows(found), "the order of the pages must not matter"


def promise(tables: dict[str, list[dict]]) -> None:
    pages = {row["page_id"]: row for row in tables["pages"]}
    articles = {row["article_id"]: row for row in tables["articles"]}
    entities = {row["entity_id"]: row for row in tables["entities"]}
    places = [(row["page_id"], row["position"]) for row in tables["sightings"]]
    assert len(places) == len(set(places))
    for row in tables["sightings"]:
        assert 0 <= row["start"] <= row["end"] <= len(pages[row["page_id"]]["text"])
    for article in articles.values():
        first = next(
            row
            for row in tables["sightings"]
            if (row["article_id"], row["page_id"]) == (article["article_id"], article["first_page_id"])
        )
        assert article["text"] == pages[first["page_id"]]["text"][first["start"] : first["end"]]
        assert article["n_quotes"] == sum(q["article_id"] == article["article_id"] for q in tables["quotes"])
    for row in tables["mentions"]:
        assert row["text"] == articles[row["article_id"]]["text"][row["start"] : row["end"]]
        assert row["name"] == entities[row["entity_id"]]["name"]
    for row in tables["quotes"]:
        text = articles[row["article_id"]]["text"]
        pieces = [text[span["start"] : span["end"]] for span in row["spans"]]
        assert row["text"] == "\n\n".join(pieces)
        assert (row["start"], row["end"]) == (row["spans"][0]["start"], row["spans"][-1]["end"])
        assert all(piece == piece.strip() != "" for piece in pieces)
        if row["type"] != "indirect":
            assert all(piece[0] not in MARKS[:5] and piece[-1] not in MARKS[:5] for piece in pieces), pieces
        for name, start, end in (
            ("cue", "cue_start", "cue_end"),
            ("speaker_mention", "mention_start", "mention_end"),
        ):
            assert row[name] == (None if row[start] is None else text[row[start] : row[end]])
        assert (row["speaker"] is None) == (row["speaker_id"] is None) == (row["speaker_kind"] is None)
        assert (row["speaker"] is None) == (row["unattributed_reason"] is not None)
        assert {row["speaker_id"], row["speaker_affiliation_id"]} <= {None, *entities}
        assert 0 <= row["confidence"] <= 1
    for row in tables["positions"]:
        assert {row["entity_id"], row["affiliation_id"]} <= {None, *entities}
    for row in tables["leftovers"]:
        assert row["text"] == pages[row["page_id"]]["text"][row["start"] : row["end"]]
        assert row["reason"]
    for name, key in (("pages", "page_id"), ("quotes", "quote_id"), ("mentions", "mention_id")):
        ids = [row[key] for row in tables[name]]
        assert len(ids) == len(set(ids)), name
    order = [(row["article_id"], row["start"]) for row in tables["quotes"]]
    assert order == sorted(order)
    assert not [
        row for table in tables.values() for row in table if "" in (v for k, v in row.items() if k != "text")
    ]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.binary(max_size=300), suffix=st.sampled_from([".txt", ".html"]))
def test_no_bytes_stop_a_page(models, data, suffix):
    page = onepage.process_page(RawPage(f"page{suffix}", data), models).page
    assert (page.status == "ok") == (page.reason is None)


# A run over a folder


def test_a_run_makes_the_tables(raw, out, loaded):
    seen = []
    report = run.run(made(raw, out), on_progress=lambda done, total: seen.append((done, total)))
    assert [page.source for page in report.pages] == [
        "empty.txt", "harbour.txt", "town/again.txt", "town/library.txt"
    ]  # fmt: skip
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
    assert again.published == store.Published(snapshot=1, new=False)
    elsewhere = tmp_path / "elsewhere" / "tables"
    run.run(made(raw, elsewhere))
    assert contents(elsewhere) == contents(out)
    assert [row["outcome"] for row in store.load(out, "runs").to_pylist()] == ["published", "unchanged"]


@pytest.mark.slow
def test_several_processes_make_the_same_bytes_as_one(raw, out, tmp_path, models, monkeypatch):
    monkeypatch.setattr(run, "BATCH", 1)
    with monkeypatch.context() as lent:
        lent.setattr(run, "load_models", lambda _: models)
        run.run(made(raw, out, processes=1))
    run.run(made(raw, tmp_path / "two", processes=2))
    assert contents(tmp_path / "two") == contents(out)


def test_raw_input_is_never_changed(raw, out, loaded):
    before = {path: path.read_bytes() for path in raw.rglob("*") if path.is_file()}
    run.run(made(raw, out))
    assert {path: path.read_bytes() for path in raw.rglob("*") if path.is_file()} == before


def test_a_fault_in_one_page_sets_it_aside_and_stops_no_other(raw, out, loaded, monkeypatch):
    real = onepage.segment

    def faulty(page: Page) -> Segmented:
        if page.source == "harbour.txt":
            raise ZeroDivisionError("division\nby zero")
        return real(page)

    monkeypatch.setattr(onepage, "segment", faulty)
    report = run.run(made(raw, out))
    assert {p.source: p.reason for p in report.pages if p.status == "quarantined"} == {
        "harbour.txt": "ZeroDivisionError: division by zero"
    }
    assert report.n_articles == 1
    row = next(row for row in store.load(out, "pages").to_pylist() if row["source"] == "harbour.txt")
    assert (row["n_articles"], row["coverage"], row["status"]) == (0, 0.0, "quarantined")
    assert row["text"].startswith("Harbour Watch"), "what was read is kept"


def test_pages_parsed_together_come_out_as_if_alone(raw, models, monkeypatch):
    pages = [RawPage(file.source, file.path.read_bytes()) for file in run.find_files([raw])]
    alone = [onepage.process_page(page, models) for page in pages]
    assert list(onepage.process_pages(pages, models, max_article_chars=10_000)) == alone
    monkeypatch.setattr(onepage, "CHARACTERS_AT_ONCE", 1)
    assert list(onepage.process_pages(pages, models, max_article_chars=10_000)) == alone, (
        "however few at once"
    )


def test_of_pages_parsed_together_only_the_faulty_one_is_set_aside(raw, out, loaded, monkeypatch):
    real = onepage.recognise

    def faulty(nlp, articles):
        if any("dredger" in article.text for article in articles):
            raise ZeroDivisionError("in the midst of parsing")
        return real(nlp, articles)

    monkeypatch.setattr(onepage, "recognise", faulty)
    report = run.run(made(raw, out))
    assert [page.source for page in report.pages if page.status == "quarantined"] == ["harbour.txt"]
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
    assert "na\\xefve.txt" in {page.source for page in report.pages}


def test_a_page_with_an_article_too_long_is_set_aside(models):
    page = onepage.process_page(
        RawPage("a.txt", b"The mayor said no. " * 40), models, max_article_chars=500
    ).page
    assert page.status == "quarantined"
    assert page.reason.endswith("characters is longer than max_article_chars, 500")


def test_hidden_files_are_none_of_the_pages_and_a_loop_of_links_ends(raw):
    (raw / ".cache").mkdir()
    (raw / ".cache" / "page.txt").touch()
    (raw / "town" / "loop").symlink_to(raw)
    assert [file.source for file in run.find_files([raw])] == [
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
        run.find_files([raw.parent / name])


def test_tables_never_stand_among_the_raw_pages(raw):
    with pytest.raises(SetupError, match="tables can't stand among the raw pages"):
        run.run(made(raw, raw / "tables"))
    assert not (raw / "tables").exists()


ARTICLE = Article("a", "p", 0, 0, 5, "hello")
GOOD = PageResult(
    page=Page("p", "p.txt", "", "text/plain", "hello"),
    segmented=Segmented(articles=(ARTICLE,)),
    resolutions=(Resolution(),),
)


@pytest.mark.parametrize(
    ("why", "article", "spans", "said"),
    [
        ("the text is another", replace(ARTICLE, text="hallo"), (Span(0, 5),), "article 0 is not"),
        ("the end is beyond", ARTICLE, (Span(0, 6),), "lies outside"),
        ("an empty piece", ARTICLE, (Span(2, 2),), "lies outside"),
        ("no piece", ARTICLE, (), "lies outside"),
    ],
)
def test_a_wrong_offset_never_gets_into_the_tables(why, article, spans, said):
    from pipeline.records import Attribution

    wrong = Resolution(attributions=(Attribution(Quotation(spans=spans, type="direct")),))
    with pytest.raises(PageError, match=said):
        onepage.check_offsets(replace(GOOD, segmented=Segmented(articles=(article,)), resolutions=(wrong,)))
    onepage.check_offsets(GOOD)


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
    assert run.n_processes(config.settings(processes=told), pages) == expected, why
