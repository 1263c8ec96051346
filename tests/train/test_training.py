"""Small trainings with torch: what they learn, that they go on where they were stopped, what they refuse."""

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.attributions import GoldAttribution, score
from pipeline.errors import OnrecordError, SetupError
from pipeline.quotes.tagger import load_tagger
from pipeline.train import Settings, train
from pipeline.train.sums import sha256
from tests.train.marked import ARTICLES, article, write_gold

pytestmark = [pytest.mark.train, pytest.mark.slow]

BRIEF = Settings(epochs=3, pieces=192, seed=5, longest=(96, 128))
FILES = {"model.onnx", "tokenizer.json", "config.json"}


class Killed(BaseException):
    """What a test stops a training by."""


@pytest.fixture(autouse=True)
def brief_checks(monkeypatch):
    """Keep progress after every step; a network that has hardly learned may change its mind when rounded."""
    from pipeline.train import export, loop

    monkeypatch.setattr(loop, "SAVED_EVERY", 0.0)
    monkeypatch.setattr(export, "SAME_TAGS", 0.5)


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


def test_the_invented_articles_are_learned_by_heart(small):
    figures = small.epochs[-1].dev.figures
    assert figures["all", "overlap + source"].f1 > 0.9
    assert [epoch.epoch for epoch in small.epochs] == list(range(1, 41))
    assert small.epochs[-1].loss < small.epochs[0].loss / 5


def test_the_exported_tagger_finds_what_the_network_does(small):
    tag = load_tagger(small.out)
    found = {
        article.id: [
            GoldAttribution((a.source,) if a.source else (), (a.cue,) if a.cue else (), a.contents)
            for a in tag(article.text)
        ]
        for article in ARTICLES
    }
    figures = score(ARTICLES, found).figures
    assert figures["all", "overlap + source"].f1 > 0.9
    assert figures["direct", "overlap + source"].f1 > 0.9
    assert figures["indirect", "overlap + source"].f1 > 0.9


def test_the_folder_says_what_it_holds_and_how_it_was_made(small):
    files = written(small.out)
    assert set(files) == FILES | {"CARD.md"}
    assert not small.out.with_name("tagger.training").exists()
    config = json.loads(files["config.json"])
    assert config["sha256"] == {name: sha256(files[name]) for name in ("model.onnx", "tokenizer.json")}
    assert config["layers"] == 2
    assert config["agreement"]["same_tags"] >= 0.99
    assert config["agreement"]["difference"] < 1e-3
    made = config["training"]
    assert made["sha256"]["gold"] == sha256(small.gold.read_bytes())
    assert (made["articles"], made["settings"]["epochs"], len(made["epochs"])) == (12, 40, 40)
    last = made["dev"]["all: overlap + source"]
    assert last["f1"] == round(small.epochs[-1].dev.figures["all", "overlap + source"].f1, 4)
    assert last["interval"][0] <= last["f1"] <= last["interval"][1]


@pytest.fixture(scope="session")
def uninterrupted(tmp_path_factory, gold, encoder):
    from pipeline.train import export

    out = tmp_path_factory.mktemp("uninterrupted") / "tagger"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(export, "SAME_TAGS", 0.5)
        train(gold, out=out, encoder=encoder, settings=BRIEF)
    return written(out)


def in_an_epoch(progress):
    if (progress.epoch, getattr(progress, "batch", 0)) == (2, 2):
        raise Killed


def at_the_start(progress):
    if getattr(progress, "batch", 0) == 1:
        raise Killed


def after_an_epoch(progress):
    if not hasattr(progress, "batch") and progress.epoch == 2:
        raise Killed


@pytest.mark.parametrize("kill", [at_the_start, in_an_epoch, after_an_epoch])
def test_a_training_that_was_stopped_goes_on_as_if_it_had_not_been(
    kill: Callable, uninterrupted, tmp_path, gold, encoder
):
    run = {"out": tmp_path / "tagger", "encoder": encoder, "settings": BRIEF}
    with pytest.raises(Killed):
        train(gold, on_step=kill, on_epoch=kill, **run)
    assert written(run["out"]) == {}
    train(gold, **run)
    assert written(run["out"]) == uninterrupted


def test_a_training_stopped_while_it_writes_goes_on_from_its_last_epoch(
    uninterrupted, tmp_path, gold, encoder, monkeypatch
):
    from pipeline.train import export

    run = {"out": tmp_path / "tagger", "encoder": encoder, "settings": BRIEF}
    with monkeypatch.context() as patched:
        patched.setattr(export, "CLOSE", 0.0)
        with pytest.raises(OnrecordError, match="the exported model is off by"):
            train(gold, **run)
    assert not run["out"].exists()
    steps: list[object] = []
    train(gold, on_step=steps.append, **run)
    assert steps == []
    assert written(run["out"]) == uninterrupted
    assert [path.name for path in tmp_path.iterdir()] == ["tagger"]


def test_a_model_that_loses_its_tags_replaces_nothing(small, tmp_path, gold, encoder, monkeypatch):
    from pipeline.train import export

    out = tmp_path / "tagger"
    shutil.copytree(small.out, out)
    monkeypatch.setattr(export, "SAME_TAGS", 1.01)
    with pytest.raises(OnrecordError, match=r"the model keeps .* of its tags, less than 101%"):
        train(gold, out=out, encoder=encoder, settings=replace(BRIEF, epochs=1))
    assert written(out) == written(small.out)


def test_another_seed_makes_another_model(uninterrupted, tmp_path, gold, encoder):
    train(gold, out=tmp_path / "tagger", encoder=encoder, settings=replace(BRIEF, seed=6))
    assert written(tmp_path / "tagger")["model.onnx"] != uninterrupted["model.onnx"]


def test_progress_of_another_training_is_refused_in_one_line(tmp_path, gold, encoder):
    run = {"out": tmp_path / "tagger", "encoder": encoder}
    with pytest.raises(Killed):
        train(gold, settings=BRIEF, on_step=in_an_epoch, **run)
    kept = written(tmp_path / "tagger.training")
    with pytest.raises(SetupError) as refused:
        train(gold, settings=replace(BRIEF, seed=6, epochs=4), **run)
    assert "(epochs 3, not 4, seed 5, not 6): repeat that command" in str(refused.value)
    with pytest.raises(SetupError, match=r"\(dev a tenth of the gold, not \w{8}\)"):
        train(gold, dev=gold, settings=BRIEF, **run)
    assert written(tmp_path / "tagger.training") == kept


def test_progress_that_cannot_be_read_is_refused_in_one_line(tmp_path, gold, encoder):
    (tmp_path / "tagger.training").mkdir()
    (tmp_path / "tagger.training" / "checkpoint.safetensors").write_bytes(b"half a file")
    with pytest.raises(SetupError, match=r"can't be read: .*; remove it to train from the beginning"):
        train(gold, out=tmp_path / "tagger", encoder=encoder, settings=BRIEF)


def test_articles_without_text_are_nothing_to_judge_by(tmp_path, gold, encoder):
    dev = write_gold(tmp_path / "dev.jsonl", [article(" \n", "blank")])
    with pytest.raises(SetupError, match="no text in the articles to judge by"):
        train(gold, dev=dev, out=tmp_path / "tagger", encoder=encoder, settings=BRIEF)


def _config(folder: Path, **changed: object) -> None:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps({**config, **changed}), encoding="utf-8")


def _tokenizer(folder: Path) -> None:
    path = folder / "tokenizer.json"
    path.write_text(path.read_text(encoding="utf-8").replace("[unused1]", "[unused9]"), encoding="utf-8")


@pytest.mark.parametrize(
    ("why", "spoil", "layers", "said"),
    [
        (
            "weights missing",
            lambda f: (f / "model.safetensors").unlink(),
            None,
            "model.safetensors can't be read",
        ),
        ("weights broken", lambda f: (f / "model.safetensors").write_bytes(b"?"), None, "holds no encoder"),
        (
            "another kind",
            lambda f: _config(f, model_type="gpt2"),
            None,
            "kind gpt2 with gelu, not of kind bert",
        ),
        ("no sizes", lambda f: (f / "config.json").write_text("{}"), None, "holds no encoder"),
        ("sizes not its own", lambda f: _config(f, hidden_size=64), None, "are not of the sizes"),
        (
            "no tokenizer",
            lambda f: (f / "tokenizer.json").write_text("{}"),
            None,
            "tokenizer.json can't be read",
        ),
        ("no sign for a break", _tokenizer, None, "lacks one of [PAD] (as 0), [CLS], [SEP], [unused1]"),
        ("too few layers", lambda f: None, 3, "the encoder has 2 layers, not 3"),
        (
            "positions",
            lambda f: _config(f, max_position_embeddings=64),
            None,
            "for 64 pieces, and a window has",
        ),
    ],
)
def test_an_encoder_that_cannot_be_used_is_refused_in_one_line(
    why, spoil, layers, said, tmp_path, gold, encoder
):
    folder = tmp_path / "encoder"
    shutil.copytree(encoder, folder)
    spoil(folder)
    with pytest.raises(SetupError) as refused:
        train(gold, out=tmp_path / "tagger", encoder=folder, settings=replace(BRIEF, layers=layers))
    assert said in str(refused.value), why
    assert "\n" not in str(refused.value), why


def test_fewer_layers_are_kept_evenly(tmp_path, gold, encoder):
    from pipeline.train.encoder import read_encoder, spread

    assert [spread(6, n) for n in (1, 2, 3, 6)] == [[0], [0, 5], [0, 2, 5], [0, 1, 2, 3, 4, 5]]
    read = read_encoder(encoder)
    one = read.network(layers=1, inner=None, dropout=0.0, seed=0)
    two = read.network(layers=None, inner=None, dropout=0.0, seed=0)
    assert (len(one.layers), len(two.layers)) == (1, 2)
    assert one.layers[0].up.weight.equal(two.layers[0].up.weight)


def test_an_epoch_reads_every_attribution_once_and_is_drawn_by_seed_and_epoch(encoder):
    from pipeline.train.batches import batched, drawn_examples
    from pipeline.train.encoder import read_encoder
    from pipeline.train.gold import examples

    tokenizer = read_encoder(encoder).tokenizer
    settings = replace(BRIEF, longest=(64,), noise=0.0)
    drawn = [batched(drawn_examples(ARTICLES, tokenizer, settings, n), settings, n) for n in (0, 0, 1)]
    assert drawn[0] == drawn[1] != drawn[2]
    wanted = [e for a in ARTICLES for e in examples(a, tokenizer, longest=64) if e.labelled]
    for batches in drawn:
        labelled = [example for batch in batches for example in batch if example.labelled]
        assert len(labelled) == len(wanted)
        assert all(example in wanted for example in labelled)
        assert all(len(b) * max(len(e.window) for e in b) <= settings.pieces for b in batches)


def test_pointers_lose_nothing_where_their_mass_lies_on_any_target():
    import torch

    from pipeline.train.batches import Links
    from pipeline.train.loop import link_loss

    links = Links(torch.tensor([[0, 1]]), torch.tensor([[0, 1, 2], [0, 1, 3]]))
    logits = torch.zeros(1, 4, 4)
    assert float(link_loss(logits, links)) == pytest.approx(0.6931, abs=1e-4)  # half of the mass
    logits[0, 1, 2] = 20.0
    assert float(link_loss(logits, links)) == pytest.approx(0.0, abs=1e-4)
    nothing = Links(torch.zeros(0, 2, dtype=torch.int64), torch.zeros(0, 3, dtype=torch.int64))
    assert float(link_loss(logits, nothing)) == 0.0


def test_the_command_tells_each_epoch_and_what_came_out(tmp_path, gold, encoder, monkeypatch, capsys):
    args = ["train", gold, "--dev", gold, "--init", encoder, "--out", tmp_path / "tagger", "--epochs", 2]
    monkeypatch.setattr(sys, "argv", ["onrecord", *map(str, args)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    told = capsys.readouterr().out
    assert not ended.value.code
    assert "epoch 1 of 2: loss " in told
    assert "epoch 2 of 2: loss " in told
    assert "overlap + source, indirect" in told
    assert "trained on 12 articles, judged on 12" in told
    assert told.endswith(f"the tagger is in {tmp_path / 'tagger'}\n")
    assert set(written(tmp_path / "tagger")) == FILES
