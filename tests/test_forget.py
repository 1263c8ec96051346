"""Forgetting: nothing is left of a page in any file, and it never comes back."""

import datetime as dt
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline import config, forget, journal, run, store
from pipeline.consequences import consequences
from pipeline.corrections import Anchor, Answer, Correction, Names, Place
from pipeline.errors import GateError, SetupError
from pipeline.records import Page, RawPage, content_id
from tests import fast

SHARED = "“The kettle is older than the town,” said Odo Marlin."


def scraped(name: str, words: str, *, source: str | None = None, url: str | None = None) -> RawPage:
    """Make a page that shares one article with all others and has one of its own."""
    text = f"{SHARED}\nOnly this one tells of {words}.\n" if words else ""
    return RawPage(source or f"{name}.txt", text.encode(), url and f"https://example.org/{url}")


CORPUS = (
    scraped("a", "marmalade", url="a"),
    scraped("b", "gooseberries", url="b"),
    scraped("c", "quinces"),
    scraped("d", "medlars", source="feed.jsonl#1", url="d"),
    scraped("e", "damsons", source="feed.jsonl#2", url="e"),
    scraped("nothing", ""),
)
NAMES = {"a": "a.txt", "b": "b.txt", "c": "c.txt", "d": "feed.jsonl#1", "e": "feed.jsonl#2"}


@pytest.fixture
def go(tmp_path, out, monkeypatch):
    """Run over these pages, as if they were all that lies in the raw folder."""
    fast.install(monkeypatch)
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    (raw / "some.txt").touch()

    def gone(*pages: RawPage | Page, to: Path = out, **told: object) -> run.Report:
        monkeypatch.setattr(run, "pages_of", lambda *_: iter(pages))
        return run.run(config.settings(raw=raw, out=to, processes=1, corrections=journal_of(to)), **told)

    return gone


def journal_of(out: Path) -> Path:
    return out.parent / "corrections.jsonl"


def forget_page(out: Path, asked: str) -> list[forget.Target]:
    with store.locked(out):
        return forget.forget(out, asked, corrections=journal_of(out))


def holding(out: Path, words: str) -> set[str]:
    """Name what has a file that these words stand in, packed ones too: the journal, or a part of the state."""
    found = {"journal"} if journal_of(out).exists() and words in journal_of(out).read_text("utf-8") else set()
    folders = (out, store.state_folder(out))
    for path in (
        Path(folder, file) for top in folders for folder, _, files in os.walk(top) for file in files
    ):
        data = path.read_bytes()
        if data[:4] == b"PAR1":
            data += repr(pq.ParquetFile(path).read().to_pydict()).encode()
        if words.encode() in data:
            found.add(path.relative_to(store.state_folder(out)).parts[0])
    return found


def sources(out: Path) -> set[str]:
    return set(store.load(out, "pages").column("source").to_pylist())


@pytest.mark.parametrize(
    ("why", "asked"),
    [("its id", CORPUS[1].page_id), ("its source", "b.txt"), ("its address", "https://example.org/b")],
)
def test_nothing_is_left_of_a_forgotten_page_in_any_file(go, out, why, asked):
    go(*CORPUS[:3])
    go(*CORPUS)
    state = store.state_folder(out)
    (mine,) = (state / "work").iterdir()
    some = next(path for path in mine.iterdir() if b"PAR1" in path.read_bytes())
    (state / "work" / "0badc0ffee12").mkdir()
    for file in sorted(mine.iterdir()):
        (state / "work" / "0badc0ffee12" / file.name).write_bytes(file.read_bytes())
    (state / "damaged").mkdir()
    (state / "damaged" / some.name).write_bytes(b"gooseberries" + some.read_bytes()[:50])
    (state / "tmp" / "x.work").write_bytes(b"half of the gooseberries")
    assert holding(out, "gooseberries") == {"work", "snapshots", "damaged", "tmp"}
    assert holding(out, "b.txt") >= {"work", "snapshots"}

    assert [target.source for target in forget_page(out, asked)] == ["b.txt"], why
    assert holding(out, "gooseberries") == {"snapshots"}, "until the next publication"
    go(*CORPUS)
    assert holding(out, "gooseberries") == holding(out, "b.txt") == holding(out, "example.org/b") == set()
    assert sources(out) == {NAMES[name] for name in "acde"} | {"nothing.txt"}
    assert len(list((state / "snapshots").iterdir())) == 1


def test_what_other_pages_show_too_stays(go, out):
    go(*CORPUS)
    shared = [row for row in store.load(out, "articles").to_pylist() if row["text"] == SHARED]
    forget_page(out, "a.txt")
    go(*CORPUS)
    (stays,) = [row for row in store.load(out, "articles").to_pylist() if row["text"] == SHARED]
    assert stays["article_id"] == shared[0]["article_id"]
    seen = [row["article_id"] for row in store.load(out, "sightings").to_pylist()]
    assert seen.count(stays["article_id"]) == 4
    assert "marmalade" not in str(store.load(out, "articles").to_pylist())


def test_the_tables_are_those_of_a_corpus_without_it(go, out, tmp_path):
    go(*CORPUS)
    forget_page(out, "c.txt")
    go(*CORPUS)
    go(*CORPUS[:2], *CORPUS[3:], to=tmp_path / "anew" / "tables")
    assert fast.tables_in(out) == fast.tables_in(tmp_path / "anew" / "tables")


@pytest.mark.parametrize(
    ("why", "asked", "page", "forgotten"),
    [
        ("the same page", "b.txt", CORPUS[1], True),
        ("its bytes on another path", "b.txt", scraped("moved/b", "gooseberries"), True),
        ("its address with other words", "b.txt", scraped("later", "currants", url="b"), True),
        ("its path with other words", "b.txt", scraped("b", "currants", url="else"), True),
        ("another page", "b.txt", scraped("f", "currants", url="f"), False),
        ("a page without words is no other such", "nothing.txt", scraped("also-nothing", ""), False),
        ("a source that is named as an address", "https://example.org/z", scraped("z", "sloes", url="z"), True),
        ("another record in its place", "feed.jsonl#2", scraped("", "sloes", source="feed.jsonl#2", url="y"), False),
        ("the record in another place", "feed.jsonl#2", scraped("", "sloes", source="feed.jsonl#7", url="e"), True),
    ],
)  # fmt: skip
def test_a_forgotten_page_stays_forgotten(go, out, why, asked, page, forgotten):
    go(*CORPUS)
    forget_page(out, asked)
    go(*CORPUS)
    report = go(*CORPUS, page)
    assert (page.page_id not in store.load(out, "pages").column("page_id").to_pylist()) == forgotten, why
    assert report.n_forgotten >= forgotten


def test_what_is_piped_in_later_is_another_page(go, out):
    piped, later = (scraped("", words, source="stdin") for words in ("cherries", "plums"))
    go(piped)
    forget_page(out, "stdin")
    go(piped, later)
    assert store.load(out, "pages").column("page_id").to_pylist() == [later.page_id]


def test_it_stays_forgotten_after_an_upgrade_and_without_its_raw_file(go, out, monkeypatch):
    go(*CORPUS)
    forget_page(out, "b.txt")
    go(*CORPUS)
    fast.use_rules(monkeypatch, "second")
    go(*CORPUS)
    go(*CORPUS[2:])
    assert holding(out, "gooseberries") == set()
    assert "a.txt" in sources(out), "what only vanished stays"


def test_the_list_holds_digests_alone(go, out):
    go(*CORPUS)
    forget_page(out, "b.txt")
    forget_page(out, "feed.jsonl#1")
    lines = (store.state_folder(out) / forget.LIST).read_text().splitlines()
    assert len(lines) == 2
    told = [json.loads(line) for line in lines]
    assert hashlib.sha256(CORPUS[1].data).hexdigest() in [line["bytes"] for line in told]
    assert all(re.fullmatch("[0-9a-f]{64}", value) for line in told for value in line.values() if value)


def test_asking_twice_is_no_fault_and_asking_for_nobody_is(go, out):
    go(*CORPUS)
    forget_page(out, "b.txt")
    assert len(forget_page(out, "b.txt")) == 1, "the tables still show it"
    go(*CORPUS)
    assert forget_page(out, "b.txt") == forget_page(out, "https://example.org/b") == []
    with pytest.raises(SetupError, match=r"no page in .* has the page_id, the source or the url 'plums'"):
        forget_page(out, "plums")


@pytest.mark.parametrize(
    ("why", "asked", "said"),
    [
        ("a container", "feed.jsonl", r"with 2 pages in .*, as in feed\.jsonl#1, or by its url"),
        ("a part of its name", "feed", "no page in .* has .* 'feed'"),
        ("another record", "feed.jsonl#3", "no page in .* has .* 'feed.jsonl#3'"),
    ],
)
def test_a_container_leads_to_its_pages(go, out, why, asked, said):
    go(*CORPUS)
    with pytest.raises(SetupError, match=said) as told:
        forget_page(out, asked)
    assert "\n" not in str(told.value), why
    with pytest.raises(SetupError, match=said):
        consequences(out, [asked], corrections=journal_of(out))


def article_with(words: str) -> str:
    (line,) = {line for page in CORPUS for line in page.data.decode().splitlines() if words in line}
    return content_id(line)


def said(action: str, words: str, *, of: str | None = None, article: str | None = None) -> Correction:
    """Make a correction about words of an article of these pages."""
    anchors = (Anchor(words, "", "."),)
    answer = Answer("direct", anchors, "Odo Marlin", "person") if action in ("confirm", "add") else None
    place = None if of else Place(article or article_with(words), "first")
    shown = anchors if action in ("confirm", "reject") else ()
    when = dt.datetime(2020, 5, 17, 9, tzinfo=dt.UTC)
    return journal.make(action, "Ida", when, place=place, shown=shown, answer=answer, of=of)


ABOUT_B = said("confirm", "gooseberries")
GOING = (
    ABOUT_B,
    said("reject", "tells of gooseberries", article="0" * 16),
    said("withdraw", "", of=ABOUT_B.correction_id),
)
STAYING = (said("reject", "quinces"), said("confirm", "The kettle is older than the town,”"))


def test_what_people_said_of_a_forgotten_page_leaves_the_journal(go, out):
    journal.add(journal_of(out), [*STAYING[:1], *GOING, *STAYING[1:]])
    torn = journal.encode(ABOUT_B).decode()[:-30]
    assert "gooseberries" in torn
    with journal_of(out).open("a") as file:
        file.write(f"{torn}\nnot a correction\n")
    go(*CORPUS)
    assert consequences(out, ["b.txt"], corrections=journal_of(out)).n_corrections == len(GOING)
    forget_page(out, "b.txt")
    assert holding(out, "gooseberries") == {"snapshots"}
    assert journal.read(journal_of(out)).corrections == STAYING
    assert journal_of(out).read_text().splitlines()[-1] == "not a correction"
    go(*CORPUS)
    assert holding(out, "gooseberries") == holding(out, ABOUT_B.correction_id) == set()
    assert not list(out.parent.glob(".*.new"))


def test_what_is_said_while_it_is_forgotten_goes_too(go, out, monkeypatch):
    go(*CORPUS)
    journal.add(journal_of(out), STAYING)
    forget_page(out, "b.txt")
    publish = store.publish

    def meanwhile(*told, **more):
        journal.add(journal_of(out), GOING)
        return publish(*told, **more)

    with monkeypatch.context() as late:
        late.setattr(store, "publish", meanwhile)
        go(*CORPUS)
    assert holding(out, "gooseberries") == set()
    assert journal.read(journal_of(out)).corrections == STAYING
    go(*CORPUS)
    assert forget.finish(out, corrections=journal_of(out))


def test_what_was_said_of_an_article_that_stays_stays(go, out):
    journal.add(journal_of(out), STAYING)
    go(*CORPUS)
    before = journal_of(out).read_bytes()
    forget_page(out, "a.txt")
    go(*CORPUS)
    assert journal_of(out).read_bytes() == before


def test_an_older_snapshot_that_is_damaged_stops_nothing(go, out):
    journal.add(journal_of(out), GOING)
    go(*CORPUS[1:])
    go(*CORPUS)
    for part in (store.state_folder(out) / "snapshots" / "000001" / "pages").iterdir():
        part.write_bytes(b"gooseberries")
    forget_page(out, "b.txt")
    go(*CORPUS)
    assert holding(out, "gooseberries") == set()


def test_what_was_said_of_a_page_that_an_older_snapshot_has_goes(go, out):
    journal.add(journal_of(out), [*GOING, *STAYING])
    go(*CORPUS)
    go(*CORPUS[:1], *CORPUS[2:], mirror=True)
    forget_page(out, "https://example.org/b")
    assert holding(out, "gooseberries") == {"snapshots"}
    go(*CORPUS, mirror=True)
    assert holding(out, "gooseberries") == set()
    assert journal.read(journal_of(out)).corrections == STAYING


def test_a_name_that_only_a_forgotten_page_has_leaves_the_journal(go, out):
    known, unknown = (RawPage(f"{n}.txt", f"“It is late” said {n} Finch.".encode()) for n in ("Ada", "Bo"))
    when = dt.datetime(2020, 5, 17, 9, tzinfo=dt.UTC)
    told = [
        journal.make(action, "Ida", when, names=Names("person", "Ada Finch", other))
        for action, other in (("merge", "Bo Finch"), ("split", "Ada"))
    ]
    journal.add(journal_of(out), told)
    go(known, unknown)
    forget_page(out, "Bo.txt")
    go(known, unknown)
    assert journal.read(journal_of(out)).corrections == (told[1],)
    assert holding(out, "Bo Finch") == set()


def test_pages_that_are_shown_for_review_go(go, out):
    go(*CORPUS)
    shown = store.state_folder(out) / forget.REVIEW / "some" / "site" / "index.html"
    shown.parent.mkdir(parents=True)
    shown.write_text("gooseberries")
    forget_page(out, "b.txt")
    go(*CORPUS)
    assert holding(out, "gooseberries") == set()


def test_a_journal_that_is_a_link_is_rewritten_where_it_lies(go, out, tmp_path):
    elsewhere = tmp_path / "kept" / "journal.jsonl"
    journal.add(elsewhere, GOING)
    go(*CORPUS)
    journal_of(out).symlink_to(elsewhere)
    forget_page(out, "b.txt")
    assert journal_of(out).is_symlink()
    assert elsewhere.read_bytes() == b""


def test_a_snapshot_goes_though_somebody_reads_it(go, out):
    go(*CORPUS)
    with store.pinned(out) as snapshot:
        forget_page(out, "b.txt")
        go(*CORPUS)
        with pytest.raises(SetupError, match="no table 'pages'"):
            snapshot.load("pages")


def test_it_isnt_complete_until_the_tables_are_published(go, out, monkeypatch):
    go(*CORPUS)
    forget_page(out, "b.txt")
    with monkeypatch.context() as refusing:

        def refuse(*_: object, **__: object) -> None:
            raise GateError("no", gate="max_failed")

        refusing.setattr(run.gates, "check_failed", refuse)
        with pytest.raises(GateError):
            go(*CORPUS)
    assert not forget.finish(out, corrections=journal_of(out))
    assert holding(out, "gooseberries") == {"snapshots"}
    go(*CORPUS)
    assert forget.finish(out, corrections=journal_of(out))
    assert holding(out, "gooseberries") == set()


@pytest.mark.parametrize("text", ["{", '{"source": null}', "[]", '{"who": 1}', "\udcff"])
def test_a_damaged_list_stops_every_run(go, out, text):
    go(*CORPUS)
    (store.state_folder(out) / forget.LIST).write_bytes(text.encode("utf-8", "surrogateescape") + b"\n")
    with pytest.raises(SetupError, match=r"forgotten\.jsonl is damaged") as told:
        go(*CORPUS)
    assert "\n" not in str(told.value)


@pytest.mark.slow
def test_kill_9_at_every_event_of_a_forgetting(tmp_path):
    command = [sys.executable, "-m", "tests.killed_forgetting", str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert all(int(count) > 5 for count in ran.stdout.split())
