import json
import subprocess
import sys

import pytest

import pipeline.train
from pipeline import cli
from pipeline.attributions import read_articles
from pipeline.cli.codes import USAGE
from pipeline.cli.train import EPILOG, EPOCHS
from pipeline.errors import SetupError
from pipeline.train import Settings


def test_without_torch_it_says_in_one_line_what_installs_it(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(pipeline.train, "NEEDED", ("json", "no_such_library"))
    monkeypatch.setattr(sys, "argv", ["onrecord", "train", str(tmp_path / "gold.jsonl")])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    told = capsys.readouterr().err
    assert ended.value.code == USAGE
    assert told == (
        'onrecord: training needs no_such_library: `pip install "onrecord[train]"`, or `make train GOLD=…`\n'
    )
    assert not list(tmp_path.iterdir())


def test_neither_the_command_line_nor_the_front_door_loads_torch():
    # not torch itself: spaCy's thinc loads it wherever it is installed
    ours = "{'pipeline.train.network', 'safetensors', 'onnx'}"
    listed = f"import sys, pipeline.cli, pipeline.train; print({ours} & {{*sys.modules}})"
    told = subprocess.run([sys.executable, "-c", listed], capture_output=True, text=True, check=True)
    assert told.stdout == "set()\n"


def test_the_example_in_the_help_is_gold(tmp_path):
    example = EPILOG[EPILOG.index('{"id"') : EPILOG.index("\n\nAn attribution")]
    row = json.loads(example.replace("\\[", "["))
    (tmp_path / "gold.jsonl").write_text(json.dumps(row), encoding="utf-8")
    (article,) = read_articles(tmp_path / "gold.jsonl")
    (attribution,) = article.attributions
    told = {
        role: [s.of(article.text) for s in getattr(attribution, role)]
        for role in ("source", "cue", "content")
    }
    assert told == {
        "source": ["Mayor Ada Quill"],
        "cue": ["said"],
        "content": ["The bridge will close in May"],
    }


def test_the_epochs_of_the_help_are_those_of_the_settings():
    assert Settings().epochs == EPOCHS


@pytest.mark.parametrize(
    ("why", "gold", "said"),
    [
        ("no file", None, "gold.jsonl can't be read: No such file or directory"),
        ("no JSON", '{"id": "a"', "gold.jsonl, line 1: "),
        ("nothing inside", "\n\n", "gold.jsonl holds no article"),
        ("no text", '{"id": "a", "attributions": []}', "gold.jsonl, line 1: 'text' is missing"),
        (
            "a span beyond the text, in the second line",
            '{"id": "a", "text": "Rain.", "attributions": []}\n'
            '{"id": "b", "text": "Rain.", "attributions": [{"content": [[0, 9]]}]}',
            "gold.jsonl, line 2: ",
        ),
        (
            "one article",
            '{"id": "a", "text": "Rain.", "attributions": []}',
            "one article can't be trained on",
        ),
    ],
)
def test_gold_that_cannot_be_used_is_refused_before_anything_is_done(why, gold, said, tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline.train, "NEEDED", ())
    if gold is not None:
        (tmp_path / "gold.jsonl").write_text(gold, encoding="utf-8")
    with pytest.raises(SetupError) as refused:
        pipeline.train.train(tmp_path / "gold.jsonl", out=tmp_path / "tagger")
    assert said in str(refused.value), why
    assert "\n" not in str(refused.value), why
    assert not (tmp_path / "tagger").exists(), why
