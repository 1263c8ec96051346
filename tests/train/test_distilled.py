"""A network that learns from a tagger: soft targets, texts that nobody annotated, and smaller layers."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.errors import SetupError
from pipeline.train import Settings, train
from pipeline.train.gold import IGNORED, examples
from tests.train.marked import ARTICLES, article, write_gold

pytestmark = [pytest.mark.train, pytest.mark.slow]

FIRST, REST = ARTICLES[:2], ARTICLES[2:]
TAUGHT = Settings(
    epochs=30, pieces=192, encoder_rate=4e-3, head_rate=8e-3, dropout=0.0, noise=0.0, longest=(128,), inner=48
)


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("texts")
    (folder / "deep").mkdir()
    for number, known in enumerate(REST):
        (folder / "deep" / f"{number}.txt").write_text(known.text, encoding="utf-8")
    return folder


def windows_of(articles, tokenizer):
    return [example.window for a in articles for example in examples(a, tokenizer, longest=128)]


def test_a_teacher_says_what_the_network_behind_it_finds_likely(small, encoder):
    from pipeline.quotes.tagger.decode import TAGS
    from pipeline.train.encoder import read_encoder
    from pipeline.train.soft import TARGETS, ask

    asked = windows_of(ARTICLES, read_encoder(encoder).tokenizer)
    heard: list[tuple[int, int]] = []
    softs = ask(small.out, asked, on_window=lambda done, of: heard.append((done, of)))
    assert heard[-1] == (len(asked), len(asked))
    for window, soft in zip(asked, softs, strict=True):
        assert soft.tags.shape == (len(window), len(TAGS))
        assert np.allclose(soft.tags.astype(float).sum(1), 1, atol=0.01)
        for pointed in (soft.cue, soft.source):
            assert pointed.targets.shape == pointed.shares.shape == (len(pointed.pieces), TARGETS)
            assert np.allclose(pointed.shares.sum(1), 1, atol=1e-5)
            assert (pointed.targets < len(window)).all()
            assert set(pointed.pieces.tolist()) <= set(window.firsts)
    likely = {TAGS[row.argmax()] for soft in softs for row in soft.tags}
    assert {"B-source", "B-cue", "B-content", "I-content", "O"} <= likely


def test_unannotated_texts_teach_what_the_gold_alone_does_not(small, encoder, texts, tmp_path):
    gold, dev = (write_gold(tmp_path / f"{n}.jsonl", its) for n, its in (("gold", FIRST), ("dev", REST)))
    run = {"dev": dev, "encoder": encoder, "settings": TAUGHT}
    alone = train(gold, out=tmp_path / "alone", **run)
    taught = train(gold, out=tmp_path / "taught", teacher=small.out, texts=texts, **run)
    f1 = [trained.dev.figures["all", "overlap + source"].f1 for trained in (alone, taught)]
    assert f1[1] > f1[0] + 0.2


def test_what_a_text_lacks_of_annotation_is_not_taken_for_nothing_said(small, encoder):
    from pipeline.train.course import Teacher, _taught
    from pipeline.train.encoder import read_encoder

    teacher = Teacher(small.out, (article("none").text,))
    taught = _taught(FIRST, teacher, read_encoder(encoder).tokenizer, TAUGHT, None)
    assert all(example.soft is not None for example in taught)
    assert set(taught[-1].tags) == {IGNORED}
    assert taught[-1].cues == taught[-1].sources == {}
    assert any(tag > 0 for example in taught[:-1] for tag in example.tags)


def test_an_example_without_soft_targets_has_none_of_its_neighbours(small, encoder):
    import torch

    from pipeline.train.batches import collate
    from pipeline.train.encoder import read_encoder
    from pipeline.train.loop import soft_loss
    from pipeline.train.soft import ask

    tokenizer = read_encoder(encoder).tokenizer
    plain = [e for a in ARTICLES for e in examples(a, tokenizer, longest=128)][:2]
    softs = ask(small.out, [e.window for e in plain])
    mixed = collate([replace(plain[0], soft=softs[0]), plain[1]], torch.device("cpu"))
    assert mixed.soft is not None
    assert mixed.soft.judged[0].any()
    assert not mixed.soft.judged[1].any()
    assert set(mixed.soft.cues.pointing[:, 0].tolist()) == {0}
    assert collate(plain, torch.device("cpu")).soft is None

    shape = (2, max(len(e.window) for e in plain))
    even = soft_loss(torch.zeros(*shape, 7), *(torch.zeros(*shape, shape[1]) for _ in "cs"), mixed.soft)
    likely = (mixed.soft.tags + 1e-6).log()
    nearer = soft_loss(likely, *(torch.zeros(*shape, shape[1]) for _ in "cs"), mixed.soft)
    assert 0 < nearer < even


def test_the_strongest_inner_units_are_kept(encoder):
    import torch

    from pipeline.train.encoder import read_encoder

    read = read_encoder(encoder)
    base = "encoder.layer.0"
    read.weights[f"{base}.intermediate.dense.weight"][:8] *= 100
    cut = read.network(layers=1, inner=8, dropout=0.0, seed=0).layers[0]
    whole = read.network(layers=1, inner=None, dropout=0.0, seed=0).layers[0]
    assert cut.up.weight.equal(whole.up.weight[:8])
    assert cut.down.weight.equal(whole.down.weight[:, :8])
    x = torch.randn(3, cut.up.in_features)
    assert torch.allclose(cut.up(x), whole.up(x)[:, :8])


def test_it_refuses_what_cannot_be(tmp_path, gold, encoder, texts, small):
    from tests.train.encoders import write_encoder

    with pytest.raises(SetupError, match="texts teach nothing without a teacher"):
        train(gold, out=tmp_path / "out", encoder=encoder, texts=texts)
    with pytest.raises(SetupError, match=r"there is no \.txt file in"):
        train(gold, out=tmp_path / "out", encoder=encoder, teacher=small.out, texts=tmp_path)
    with pytest.raises(SetupError, match="no quote tagger"):
        train(gold, out=tmp_path / "out", encoder=encoder, teacher=tmp_path / "none")
    others = write_encoder(tmp_path / "others", ["words of another language"])
    with pytest.raises(SetupError, match="cuts words into other pieces"):
        train(gold, out=tmp_path / "out", encoder=others, teacher=small.out)
    with pytest.raises(SetupError, match="layers have 64 inner units, not 65"):
        train(gold, out=tmp_path / "out", encoder=encoder, settings=replace(TAUGHT, inner=65))


def test_a_blank_text_teaches_nothing_and_harms_nothing(small, encoder):
    from pipeline.train.course import Teacher, _taught
    from pipeline.train.encoder import read_encoder

    tokenizer = read_encoder(encoder).tokenizer
    with_blank = _taught(FIRST, Teacher(small.out, ("", " \n")), tokenizer, TAUGHT, None)
    without = _taught(FIRST, Teacher(small.out, ()), tokenizer, TAUGHT, None)
    assert [e.window for e in with_blank] == [e.window for e in without]
