"""What the tests of the training share: the invented gold, an encoder, and one small training."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pipeline.train import Epoch, Settings, train
from tests.train.marked import ARTICLES, write_gold

QUICK = Settings(
    epochs=40, pieces=192, encoder_rate=4e-3, head_rate=8e-3, dropout=0.0, noise=0.0, longest=(128, 192)
)


@dataclass
class Small:
    """A training that has ended."""

    out: Path
    gold: Path
    epochs: list[Epoch] = field(default_factory=list)


@pytest.fixture(scope="session")
def gold(tmp_path_factory) -> Path:
    return write_gold(tmp_path_factory.mktemp("gold") / "gold.jsonl", ARTICLES)


@pytest.fixture(scope="session")
def encoder(tmp_path_factory) -> Path:
    from tests.train.encoders import write_encoder

    return write_encoder(tmp_path_factory.mktemp("encoder"), [article.text for article in ARTICLES])


@pytest.fixture(scope="session")
def small(tmp_path_factory, gold, encoder) -> Small:
    """Train until the invented articles are known by heart."""
    done = Small(tmp_path_factory.mktemp("trained") / "tagger", gold)
    done.out.mkdir()
    (done.out / "CARD.md").write_text("a card", encoding="utf-8")
    train(gold, dev=gold, out=done.out, encoder=encoder, settings=QUICK, on_epoch=done.epochs.append)
    return done
