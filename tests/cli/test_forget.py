"""`onrecord forget`: what it says beforehand is what goes."""

import datetime as dt
import json
import os
import pty
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pipeline
from pipeline import journal, store
from pipeline.cli.codes import LOCKED, USAGE
from pipeline.consequences import consequences, where_it_lies
from pipeline.corrections import Anchor, Correction, Place
from tests import fast


@pytest.fixture
def published(call, folders):
    raw, out = folders
    shutil.copy(raw / "a.txt", raw / "copy.txt")
    call("run", raw, "--out", out)
    return raw, out


def sources(out) -> list[str]:
    return sorted(pipeline.load("pages", out=out)["source"])


def texts(out) -> set[str]:
    return set(pipeline.load("articles", out=out)["text"])


@pytest.mark.parametrize(
    ("why", "source"),
    [
        ("a record", "week #2/a.jsonl#3"),
        ("a member's record", "week #2/a.jsonl#b.jsonl#3"),
        ("the file", "week #2/a.jsonl"),
    ],
)
def test_it_tells_the_file_whatever_its_folder_is_called(why, source):
    files = [(name, Path("raw", name)) for name in ("week #2/a.jsonl", "week #2/a.json", "week", "week #2/a")]
    assert where_it_lies(files, [source]) == [Path("raw/week #2/a.jsonl")], why


def test_it_says_what_goes_and_stays_and_does_so(call, published):
    raw, out = published
    code, told, _ = call("forget", "a.txt", "--out", out, "--raw", raw, "--yes")
    assert code == 0
    assert told.startswith("2 pages will be forgotten:\n  a.txt\n  copy.txt\nwith 1 article and 1 quote:\n")
    assert "1 article stays: other pages show the same\n" in told
    assert f"forgotten; published snapshot 2 in {out}" in told
    assert told.endswith(f"it still lies in\n  {raw / 'a.txt'}\n  {raw / 'copy.txt'}\n")
    assert sources(out) == ["b.txt", "bad.txt"]
    assert texts(out) == {"“No” said Bo Quill.", "Both pages hold this."}
    state = store.state_folder(out)
    assert [path.name for path in (state / "snapshots").iterdir()] == ["000002"]
    assert not [path for path in state.rglob("*") if path.is_file() and b"Ada Finch" in path.read_bytes()]
    call("run", raw, "--out", out)
    assert sources(out) == ["b.txt", "bad.txt"], "it stays forgotten"


def test_corrections_go_with_their_article_and_are_counted_before(call, published, monkeypatch, tmp_path):
    _, out = published
    monkeypatch.setenv("ONRECORD_CORRECTIONS", str(tmp_path / "said.jsonl"))
    rows = {row["text"]: row["article_id"] for row in store.load(out, "articles").to_pylist()}
    when = dt.datetime(2020, 5, 17, 9, tzinfo=dt.UTC)
    said = [
        journal.make("reject", "Ida", when, place=Place(rows[text]), shown=(Anchor(word),))
        for text, word in (("“Yes” said Ada Finch.", "Yes"), ("“No” said Bo Quill.", "No"))
    ]
    journal.add(tmp_path / "said.jsonl", said)
    told = call("forget", "a.txt", "--out", out, "--yes")[1]
    assert "\nwith 1 article, 1 quote and 1 correction:\n" in told
    assert journal.read(tmp_path / "said.jsonl").corrections == (said[1],)


def test_a_container_is_forgotten_page_by_page(call, folders):
    raw, out = folders
    (raw / "week.jsonl").write_text('{"text": "One."}\n{"text": "Two."}\n')
    call("run", raw, "--out", out)
    code, _, errors = call("forget", "week.jsonl", "--out", out, "--yes")
    assert code == USAGE
    assert "week.jsonl is a container, with 2 pages in" in errors
    assert call("forget", "week.jsonl#1", "--out", out, "--yes")[0] == 0
    assert "week.jsonl#2" in sources(out)


def test_raw_pages_that_are_new_wait_for_a_run_and_none_need_be_there(call, published):
    raw, out = published
    (raw / "new.txt").write_text("New.", encoding="utf-8")
    assert call("forget", "a.txt", "--out", out, "--raw", raw, "--yes")[0] == 0
    assert "new.txt" not in sources(out)
    shutil.rmtree(raw)
    assert call("forget", "b.txt", "--out", out, "--yes")[0] == 0
    assert sources(out) == ["bad.txt"]


def test_what_was_set_aside_unread_stays_in_the_tables(call, folders):
    raw, out = folders
    (raw / "odd.xyz").write_text("?", encoding="utf-8")
    call("run", raw, "--out", out)
    call("forget", "a.txt", "--out", out, "--yes")
    assert sources(out) == ["b.txt", "bad.txt", "odd.xyz"]


def test_an_upgrade_meanwhile_keeps_no_page_from_being_forgotten(call, published, monkeypatch):
    _, out = published
    fast.use_rules(monkeypatch, "second")
    assert call("forget", "a.txt", "--out", out, "--yes")[0] == 0
    assert sources(out) == ["b.txt", "bad.txt"]


def test_an_address_that_no_page_has_is_kept_away(call, folders):
    raw, out = folders
    code, told, _ = call("forget", "https://example.org/story", "--out", out, "--yes")
    assert (code, "no page has the address https://example.org/story yet" in told) == (0, True)
    record = {"url": "https://example.org/story", "text": "“Yes” said Ada Finch."}
    (raw / "scrape.jsonl").write_text(json.dumps(record) + "\n")
    call("run", raw, "--out", out)
    assert not [source for source in sources(out) if source.startswith("scrape.jsonl#")]
    told = call("forget", "https://example.org/story", "--out", out, "--yes")[1]
    assert "it is forgotten already" in told


@pytest.mark.parametrize(
    ("why", "args", "said"),
    [
        ("nobody to ask", ["a.txt"], "nobody can be asked here: --yes"),
        ("no such page", ["nothing.txt", "--yes"], "no page in "),
        ("one of two isn't there", ["a.txt", "nothing.txt", "--yes"], "no page in "),
    ],
)
def test_nothing_is_forgotten_where_something_is_unclear(call, published, monkeypatch, why, args, said):
    _, out = published
    with open(os.devnull) as nobody:
        monkeypatch.setattr("sys.stdin", nobody)
        code, _, errors = call("forget", *args, "--out", out)
    assert code == USAGE, why
    assert said in errors, why
    assert sources(out) == ["a.txt", "b.txt", "bad.txt", "copy.txt"]


@pytest.mark.parametrize(("answer", "code", "left"), [("n", 1, 4), ("y", 0, 2)])
def test_on_a_terminal_it_asks(call, published, monkeypatch, answer, code, left):
    _, out = published
    ours, theirs = pty.openpty()
    os.write(ours, f"{answer}\n".encode())
    with open(theirs) as terminal:
        monkeypatch.setattr("sys.stdin", terminal)
        ended, _, errors = call("forget", "a.txt", "--out", out)
    os.close(ours)
    assert (ended, len(sources(out))) == (code, left)
    assert "Forget this for good? [y/N]" in errors


def test_beside_a_run_nothing_is_forgotten(call, published):
    _, out = published
    with store.locked(out):
        assert call("forget", "a.txt", "--out", out, "--yes")[0] == LOCKED
    assert "a.txt" in sources(out)


@given(
    pages=st.dictionaries(
        st.sampled_from("abcdef"), st.lists(st.sampled_from("uvwxyz"), max_size=4), min_size=1, max_size=6
    ),
    asked=st.data(),
)
@settings(max_examples=20, deadline=None)
def test_what_is_said_is_what_goes(tmp_path_factory, pages, asked):
    from pipeline import config, forget, run

    folder = tmp_path_factory.mktemp("scrape")
    raw, out = folder / "raw", folder / "tables"
    raw.mkdir()
    for name, words in pages.items():
        (raw / f"{name}.txt").write_text("".join(f"“{word}” said Ada Finch.\n" for word in words))
    with pytest.MonkeyPatch.context() as patch:
        fast.install(patch)
        chosen = config.settings(raw=(raw,), out=out, corrections=folder / "said.jsonl")
        run.run(chosen)
        said = _said_of_each_article(out, folder / "said.jsonl")
        before = {name: pipeline.load(name, out=out) for name in ("pages", "articles", "quotes")}
        names = asked.draw(st.lists(st.sampled_from(sorted(pages)), min_size=1, max_size=3, unique=True))
        going = consequences(out, [f"{name}.txt" for name in names], corrections=chosen.corrections)
        with store.locked(out):
            for name in names:
                forget.forget(out, f"{name}.txt", corrections=chosen.corrections)
        run.run(chosen.model_copy(update={"raw": ()}))
    after = {name: pipeline.load(name, out=out) for name in before}
    assert set(before["pages"]["source"]) - set(after["pages"]["source"]) == set(going.sources)
    assert len(before["articles"]) - len(after["articles"]) == len(going.headlines)
    assert len(before["quotes"]) - len(after["quotes"]) == going.n_quotes
    left = journal.read(chosen.corrections).corrections
    assert len(said) - len(left) == going.n_corrections == len(going.headlines)
    assert {each.place.article_id for each in left} == set(after["articles"]["article_id"])


def _said_of_each_article(out: Path, file: Path) -> list[Correction]:
    when = dt.datetime(2020, 5, 17, 9, tzinfo=dt.UTC)
    said = [
        journal.make("reject", "Ida", when, place=Place(row["article_id"]), shown=(Anchor("nowhere"),))
        for row in store.load(out, "articles").to_pylist()
    ]
    journal.add(file, said)
    return said


def test_it_says_where_the_journal_is_not_that_the_tables_know(call, published, tmp_path, monkeypatch):
    raw, out = published
    monkeypatch.setenv("ONRECORD_CORRECTIONS", str(tmp_path / "said.jsonl"))
    article = pipeline.load("articles", out=out).query("text.str.contains('Yes')").iloc[0]
    place = Place(article["article_id"])
    moment = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    said = journal.make("reject", "ada", moment, place=place, shown=(Anchor("Yes", "“", "” said"),))
    journal.add(tmp_path / "said.jsonl", [said])
    call("run", raw, "--out", out)
    monkeypatch.setenv("ONRECORD_CORRECTIONS", str(tmp_path / "another.jsonl"))
    code, _, told = call("forget", "a.txt", "--out", out, "--raw", raw, "--yes")
    assert code == 0
    assert f"onrecord: {tmp_path / 'another.jsonl'} isn't there: the tables lose the corrections" in told
