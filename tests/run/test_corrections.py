"""What people said is applied by every run, whatever became of the pages; a page costs next to nothing here."""

import datetime as dt
import json
from pathlib import Path

import pytest

from pipeline import config, journal, run, store
from pipeline.corrections import Answer, Correction, Names, anchors, place_of
from pipeline.records import Span
from pipeline.run import present
from pipeline.tables import SCHEMAS
from tests import fast
from tests.promises import promise
from tests.scrapes import go, lay, logged

WHEN = dt.datetime(2026, 3, 2, 4, tzinfo=dt.UTC)
SPEECH = "The hall was full and cold. “It is late,” said Ada Finch of Quarrow. Nobody left before noon."
OTHER = "It rained. “We wait,” said Bo Reed. The ferry came."


@pytest.fixture
def town(tmp_path, quick) -> Path:
    folder = tmp_path / "town"
    folder.mkdir()
    lay(folder, "speech", f"{SPEECH}\n")
    lay(folder, "other", f"{OTHER}\n")
    return folder


@pytest.fixture
def said(tmp_path) -> Path:
    return tmp_path / "corrections.jsonl"


def quotes(out: Path) -> dict[str, dict]:
    return {row["text"]: row for row in store.load(out, "quotes").to_pylist()}


def corrected(out: Path) -> list[dict]:
    return store.load(out, "corrections").to_pylist()


def about(out: Path, words: str, action: str, speaker: str | None = None, **more: object) -> Correction:
    """Make a correction as a reviewer of the tables does."""
    quote = quotes(out)[words]
    (article,) = (
        row for row in store.load(out, "articles").to_pylist() if row["article_id"] == quote["article_id"]
    )
    shown = anchors(article["text"], [Span(**span) for span in quote["spans"]])
    answer = None
    if action in ("confirm", "change"):
        answer = Answer(quote["type"], shown, speaker or quote["speaker"], "person")
    place = place_of(article["article_id"], article["text"], headline=article["headline"])
    return journal.make(action, "ada", WHEN, place=place, shown=shown, answer=answer, **more)


def test_a_new_correction_is_published_and_then_nothing_is_new(town, out, said):
    assert go(town, out, corrections=said).outcome == "published"
    change = about(out, "It is late,", "change", "Ada Low")
    journal.add(said, [change, about(out, "We wait,", "reject", note="a caption")])
    report = go(town, out, corrections=said)
    assert (report.outcome, report.n_new, report.n_quotes) == ("published", 0, 1)
    assert (report.n_corrections, report.n_corrections_lost) == (2, 0)
    quote = quotes(out)["It is late,"]
    assert (quote["speaker"], quote["confidence"], quote["correction_id"]) == (
        "Ada Low",
        1.0,
        change.correction_id,
    )
    first, last = corrected(out)
    assert (first["status"], first["quote_id"], first["model_speaker"]) == (
        "applied",
        quote["quote_id"],
        "Ada Finch",
    )
    assert (first["model_text"], first["model_spans"]) == ("It is late,", quote["spans"])
    assert (last["quote_id"], last["note"], last["model_text"]) == (None, "a caption", "We wait,")
    promise({name: store.load(out, name).to_pylist() for name in SCHEMAS if name != "runs"})
    again = go(town, out, corrections=said)
    assert (again.outcome, again.n_corrections) == ("unchanged", 2)
    assert logged(out, "n_corrections", "n_corrections_lost") == [(0, 0), (2, 0), (2, 0)]


def test_a_rebuild_with_the_journal_makes_the_same_bytes(town, out, said, tmp_path):
    go(town, out, corrections=said)
    journal.add(said, [about(out, "It is late,", "change", "Ada Low"), about(out, "We wait,", "confirm")])
    go(town, out, corrections=said)
    elsewhere = tmp_path / "elsewhere" / "tables"
    go(town, elsewhere, corrections=said)
    assert fast.tables_in(elsewhere) == fast.tables_in(out)
    said.unlink()
    report = go(town, out, corrections=said)
    assert report.outcome == "published"
    assert report.warnings == [
        f"{said} isn't there: the tables lose the corrections applied before, 2 of them"
    ]
    assert go(town, out, corrections=said).warnings == []
    assert (quotes(out)["It is late,"]["speaker"], corrected(out)) == ("Ada Finch", [])


@pytest.mark.parametrize(
    ("why", "text"),
    [
        ("under another name", SPEECH),
        ("in a fuller text", f"Quarrow, Monday. {SPEECH} The doors closed."),
        ("cut short", SPEECH.removesuffix(" Nobody left before noon.")),
        ("a word put right", SPEECH.replace("noon", "midday")),
    ],
)
@pytest.mark.parametrize("rules", ["first", "second"])
def test_a_page_that_comes_back_keeps_its_corrections(town, out, said, quick, why, text, rules):
    go(town, out, corrections=said)
    journal.add(said, [change := about(out, "It is late,", "change", "Ada Low")])
    (town / "speech.txt").unlink()
    lay(town, "archive", f"{text}\n")
    fast.use_rules(quick, rules)
    report = go(town, out, mirror=True, corrections=said)
    assert (report.n_corrections, report.n_corrections_lost) == (1, 0), why
    assert quotes(out)["It is late,"]["correction_id"] == change.correction_id, why


def test_what_is_gone_is_told_and_comes_back_with_its_page(town, out, said):
    go(town, out, corrections=said)
    journal.add(said, [about(out, "It is late,", "change", "Ada Low"), about(out, "We wait,", "confirm")])
    kept = (town / "speech.txt").read_bytes()
    (town / "speech.txt").unlink()
    report = go(town, out, mirror=True, corrections=said)
    (lost,) = report.totals.lost
    assert (lost.action, lost.who, lost.reason) == (
        "change",
        "ada",
        "its words, “It is late,”, stand in no article",
    )
    assert (report.n_corrections, report.n_corrections_lost) == (1, 1)
    (town / "speech.txt").write_bytes(kept)
    report = go(town, out, mirror=True, corrections=said)
    assert (report.n_corrections, report.n_corrections_lost) == (2, 0)
    assert quotes(out)["It is late,"]["speaker"] == "Ada Low"


def test_lines_that_cannot_be_read_are_warned_of_and_the_others_hold(town, out, said):
    go(town, out, corrections=said)
    said.write_text("{oops\n" * 8)
    journal.add(said, [about(out, "It is late,", "change", "Ada Low")])
    heard = []
    report = go(town, out, corrections=said, on_event=heard.append)
    assert report.n_corrections == 1
    assert [event.said for event in heard if event.kind == "warning"] == report.warnings
    assert report.warnings[0].startswith(f"{said}, line 1, isn't taken for a correction: ")
    assert report.warnings[5:] == [f"{said}, 3 more lines, aren't taken for corrections"]
    assert go(town, out, corrections=said).outcome == "unchanged"


def test_names_are_joined_by_the_registry_and_lost_where_nobody_has_them(town, out, said):
    go(town, out, corrections=said)
    merge = journal.make("merge", "ada", WHEN, names=Names("person", "Ada Finch", "Bo Reed"))
    nobody = journal.make("merge", "ada", WHEN, names=Names("person", "Ada Finch", "Cy Moss"))
    journal.add(said, [merge, nobody])
    report = go(town, out, corrections=said)
    assert len({row["speaker_id"] for row in quotes(out).values()}) == 1
    first, last = corrected(out)
    assert (first["status"], first["name"], first["other_name"]) == ("applied", "Ada Finch", "Bo Reed")
    assert (last["status"], last["reason"]) == ("lost", "no person is named 'Cy Moss'")
    assert report.totals.applied == {"merge": 1}


def test_a_whole_article_is_reviewed_until_something_is_changed(town, out, said):
    go(town, out, corrections=said)
    change = about(out, "It is late,", "change", "Ada Low")
    (article,) = (
        row for row in store.load(out, "articles").to_pylist() if row["article_id"] == change.place.article_id
    )
    place = place_of(article["article_id"], article["text"])
    whole = journal.make("complete", "ada", WHEN, place=place, shown=change.shown)

    def reviewed() -> list[str]:
        go(town, out, corrections=said)
        return [row["article_id"] for row in store.load(out, "articles").to_pylist() if row["reviewed"]]

    journal.add(said, [change])
    assert reviewed() == []
    journal.add(said, [whole])
    assert reviewed() == [article["article_id"]]
    journal.add(said, [about(out, "It is late,", "change", "Ada Moor")])
    assert reviewed() == []


def test_a_snapshot_of_an_older_version_has_no_corrections(town, out, said, quick):
    go(town, out, corrections=said)
    current = (out / "quotes").resolve().parent
    (out / "corrections").unlink()
    for part in (current / "corrections").iterdir():
        part.unlink()
    (current / "corrections").rmdir()
    manifest = json.loads((current / "manifest.json").read_text())
    del manifest["tables"]["corrections"], manifest["corrections"]
    (current / "manifest.json").write_text(json.dumps(manifest))
    totals = present.totals(store.current(out))
    assert (totals.n_corrections, totals.lost, totals.n_quotes) == (0, (), 2)
    (town / "other.txt").unlink()
    fast.use_rules(quick, "second")
    report = go(town, out, corrections=said)
    assert (report.outcome, report.n_vanished, report.n_quotes) == ("published", 1, 2)
    assert corrected(out) == []


def test_what_people_say_is_not_in_the_fingerprint(tmp_path):
    told = [config.settings(corrections=tmp_path / name) for name in ("one", "two")]
    assert config.fingerprint(told[0]) == config.fingerprint(told[1])
    assert run.build_tables([])["corrections"].num_rows == 0
