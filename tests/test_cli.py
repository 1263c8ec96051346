import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline import cli, config, entities, extraction, store
from pipeline.cli.codes import INTERRUPTED, LOCKED, PUBLISHED, SET_ASIDE, TERMINATED, USAGE
from pipeline.tables import SCHEMAS

GOLD = Path(__file__).parent / "gold"


@pytest.fixture
def call(loaded, monkeypatch, capfd, tmp_path):
    """Call the command line in this process, with the model lent; gives exit code, output and errors."""
    monkeypatch.setenv("ONRECORD_OUT", str(tmp_path / "data" / "processed"))
    monkeypatch.setattr(extraction, "load_models", lambda _: loaded)
    monkeypatch.setattr(signal, "signal", lambda *_: None)

    def called(*args: object, stdin: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["onrecord", *map(str, args)])
        with open(os.dup(_pipe(stdin)), "rb") as piped:
            monkeypatch.setattr(sys, "stdin", _Stdin(piped))
            with pytest.raises(SystemExit) as ended:
                cli.main()
        told = capfd.readouterr()
        return ended.value.code or 0, told.out, told.err

    return called


class _Stdin:
    def __init__(self, buffer):
        self.buffer = buffer


def _pipe(data: bytes) -> int:
    reader, writer = os.pipe()
    os.write(writer, data)
    os.close(writer)
    return reader


def test_a_run_ends_with_a_summary_and_3_where_pages_were_set_aside(call, raw, out):
    code, told, _ = call("run", raw, "--out", out, "--processes", 1)
    assert code == SET_ASIDE
    assert "4 pages · 3 articles · " in told
    assert " with a speaker" in told
    assert "words a second" in told
    assert "1 page set aside:\n  empty.txt: " in told
    assert f"published snapshot 1 in {out}" in told
    (raw / "empty.txt").unlink()
    code, told, _ = call("run", raw, "--out", out, "--processes", 1)
    assert (code, told.splitlines()[-1]) == (PUBLISHED, f"nothing new, still snapshot 1 in {out}"), "it stays"
    assert call("run", raw, "--out", out, "--processes", 1, "--mirror")[0] == PUBLISHED
    assert "nothing new, still snapshot 2" in call("run", raw, "--out", out, "--processes", 1)[1]


@pytest.mark.parametrize(
    ("why", "args", "said"),
    [
        ("no such folder", ["run", "nowhere"], "onrecord: no folder nowhere: put scraped pages there"),
        ("no such model", ["run", "--model", "en_no_such"], "spaCy model 'en_no_such' is not installed"),
        ("a wrong number", ["run", "--processes", "-1"], "setting processes: "),
        ("no such file", ["extract", "nowhere.txt"], "nowhere.txt can't be read: No such file or directory"),
        ("no gold", ["evaluate", "."], "no gold in ."),
        ("no annotated articles", ["evaluate", "gold.jsonl"], "gold.jsonl can't be read: No such file"),
    ],
)
def test_what_is_missing_is_one_line_and_2(call, tmp_path, monkeypatch, why, args, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "data" / "raw" / "a.txt").touch()
    code, _, told = call(*args)
    assert (code, told.count("\n")) == (USAGE, 1), why
    assert said in told, why


def test_a_run_beside_another_ends_with_75(call, raw, out):
    with store.locked(out):
        code, _, told = call("run", raw, "--out", out)
    assert code == LOCKED
    assert "another run is at work" in told


def test_extract_shows_a_page(call):
    code, told, _ = call("extract", GOLD / "quarrow-library.txt")
    assert code == 0
    assert "Library to open on Sundays\n2018-05-03 · 67 words" in told
    assert "— Adela Finch, Mayor, 2018-05-03, direct" in told


def test_extract_prints_json_with_the_columns_of_the_tables(call):
    code, told, _ = call("extract", "-", "--json", stdin=(GOLD / "harbour-watch.txt").read_bytes())
    found = json.loads(told)
    assert code == 0
    assert list(found["page"]) == SCHEMAS["pages"].names
    assert list(found["quotes"][0]) == SCHEMAS["quotes"].names
    assert [article["date"] for article in found["articles"]] == ["2019-03-12", "2019-02-04"], "in page order"


def test_extract_tells_why_a_page_is_set_aside(call):
    code, told, _ = call("extract", "-", stdin=b"\x7fELF\x00\x01\x02\x03" * 50)
    assert code == SET_ASIDE
    assert told.startswith("set aside: ")


@pytest.fixture
def gold(tmp_path):
    """Lay a folder of two gold pages."""
    folder = tmp_path / "gold"
    folder.mkdir()
    for name in ("quarrow-library", "harbour-watch"):
        for path in GOLD.glob(f"{name}.*"):
            (folder / path.name).write_bytes(path.read_bytes())
    return folder


def test_evaluate_keeps_and_compares(call, gold, tmp_path):
    kept = tmp_path / "before.json"
    code, told, _ = call("evaluate", gold, "--save", kept, "--errors")
    assert code == 0
    assert [line.split()[0] for line in told.splitlines()[1:4]] == ["articles", "dates", "headlines"]
    assert "missed (" in told
    assert "gained" not in told, "there is nothing to compare with yet"
    kept.write_text(json.dumps([*json.loads(kept.read_text())[1:], "quotes: something else"]))
    _, told, _ = call("evaluate", gold, "--against", kept)
    assert "gained (1)" in told
    assert "lost (1)\n  quotes: something else" in told
    kept.write_text("{}")
    code, _, told = call("evaluate", gold, "--against", kept)
    assert (code, "before.json holds no evaluation" in told) == (USAGE, True)


def test_evaluate_takes_the_tables_of_a_run_and_compares_with_the_last_time(call, gold, out, tmp_path):
    pages = tmp_path / "pages"
    pages.mkdir()
    for page in gold.glob("*.txt"):
        (pages / page.name).write_bytes(page.read_bytes())
    call("run", pages, "--out", out)
    made, read = call("evaluate", gold)[1], call("evaluate", gold, out)[1]
    assert read == f"{made}\nnothing gained or lost\n"


ANNOTATED = (
    "The ferry is late. “We will wait for it,” Ines Valdor said.\nThe crew said that the fog was thick."
)


def annotated(*found: str) -> dict:
    """Make an annotated article; each of `found` is source, cue and content, divided by bars."""
    spans = [
        [[[ANNOTATED.index(part), ANNOTATED.index(part) + len(part)]] for part in one.split("|")]
        for one in found
    ]
    roles = ("source", "cue", "content")
    return {
        "id": "ferry",
        "text": ANNOTATED,
        "attributions": [dict(zip(roles, one, strict=True)) for one in spans],
    }


def test_evaluate_takes_annotated_articles(call, tmp_path):
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(annotated("Ines Valdor|said|We will wait for it", "The crew|late|The ferry")))
    code, told, _ = call("evaluate", gold, "--errors")
    assert code == 0
    rows = {line[:25].strip(): line[25:].split() for line in told.splitlines()[1:19]}
    assert list(rows)[::6] == ["all source words", "direct source words", "indirect source words"]
    assert rows["direct overlap + source"] == ["1.000", "1.000", "1.000", "1.000–1.000", "1"]
    assert rows["indirect content overlap"][-1] == "1"
    assert "confidence (expected calibration error 0." in told
    assert "missed (1)\n  content overlap: ferry indirect, 'late': 'The ferry'\n" in told
    assert "the fog was thick'" in told.partition("not in the gold")[2]
    # the crew's words now count as right
    gold.write_text(
        json.dumps(annotated("Ines Valdor|said|We will wait for it", "The crew|said|the fog was thick"))
    )
    told = call("evaluate", gold)[1]
    assert "gained (2)\n  content overlap: ferry indirect, 'said': 'the fog was thick'\n" in told
    assert "lost (0)" in told


def test_evaluate_takes_a_folder_of_both_kinds(call, gold, tmp_path):
    line = json.dumps(annotated("The crew|said|the fog was thick"))
    (gold / "ferry.jsonl").write_text(line)
    told = call("evaluate", gold)[1]
    assert "\narticles" in told
    assert "\nindirect content overlap" in told
    (tmp_path / "ferry").mkdir()
    (tmp_path / "ferry" / "ferry.jsonl").write_text(line)
    told = call("evaluate", tmp_path / "ferry")[1]
    assert "\narticles" not in told
    assert "\nindirect content overlap" in told
    code, _, told = call("evaluate", gold / "ferry.jsonl", tmp_path)
    assert (code, "tables are compared with gold pages" in told) == (USAGE, True)


def test_schema_tells_of_one_table_or_all(call):
    assert call("schema", "quotes")[1].startswith("quotes: One row per attribution")
    every = call("schema")[1]
    assert all(f"{name}: " in every for name in SCHEMAS)
    code, _, told = call("schema", "quote")
    assert code == USAGE
    assert "no table 'quote'; there are pages" in told


def test_version_and_help():
    runner = CliRunner()
    assert runner.invoke(cli.app, ["--version"]).output == f"onrecord {config.version()}\n"
    for command in ((), ("run",), ("extract",), ("schema",), ("evaluate",)):
        told = runner.invoke(cli.app, [*command, "--help"])
        assert told.exit_code == 0
        assert "Usage: " in told.output


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sent", "code", "processes"), [(signal.SIGINT, INTERRUPTED, 1), (signal.SIGTERM, TERMINATED, 2)]
)
def test_an_interrupted_run_leaves_the_tables_as_they_were(raw, out, sent, code, processes):
    for number in range(3000):
        (raw / f"{number}.txt").write_text((GOLD / "quarrow-library.txt").read_text(encoding="utf-8"))
    command = [
        sys.executable,
        "-c",
        "from pipeline.cli import main; main()",
        "run",
        str(raw),
        "--out",
        str(out),
    ]
    running = subprocess.Popen([*command, "--processes", str(processes)], stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 60
    while (
        not (store.state_folder(out) / "lock").exists()
        and running.poll() is None
        and time.monotonic() < until
    ):
        time.sleep(0.1)
    time.sleep(2)
    running.send_signal(sent)
    _, told = running.communicate(timeout=60)
    assert running.returncode == code, told
    assert told == "onrecord: interrupted; the tables are as they were, finished work is kept\n"
    assert [path.name for path in out.iterdir()] == ["runs"], "that it was interrupted is on record"


def test_the_public_api(loaded, monkeypatch, raw, out, call):
    import pipeline

    monkeypatch.setattr(pipeline, "_models", lambda _: loaded)
    text = (GOLD / "quarrow-library.txt").read_text(encoding="utf-8")
    from_text = pipeline.extract(text)
    assert from_text.articles[0]["headline"] == "Library to open on Sundays"
    assert {q["speaker"] for q in from_text.quotes_of(from_text.articles[0])} >= {
        "Adela Finch",
        "Piet Marlow",
    }
    for path in (GOLD / "quarrow-library.txt", str(GOLD / "quarrow-library.txt")):
        assert [q["text"] for q in pipeline.extract(path).quotes] == [q["text"] for q in from_text.quotes]

    call("run", raw, "--out", out)
    quotes = pipeline.load("quotes", out=out)
    assert quotes["date"].dt.year.isin([2018, 2019]).all()
    assert {str(quotes[name].dtype) for name in ("start", "cue_start")} == {"Int64"}
    assert set(quotes.columns) == set(SCHEMAS["quotes"].names)


def test_the_public_api_loads_the_model_once(monkeypatch):
    import pipeline

    asked = []
    monkeypatch.setattr(extraction, "load_models", lambda settings: asked.append(settings.model) or entities)
    pipeline._models.cache_clear()
    assert pipeline._models(None) is pipeline._models(None)
    pipeline._models.cache_clear()
    assert asked == [config.DEFAULT_MODEL]
