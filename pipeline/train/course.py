"""A training from files to files: read, train, calibrate, export, write, clear away what was kept."""

import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from pipeline.attributions import GoldArticle, Score, read_articles
from pipeline.quotes.tagger.windows import Window, windows
from pipeline.train.calibration import calibrate
from pipeline.train.checkpoint import Checkpoint
from pipeline.train.encoder import read_encoder
from pipeline.train.export import Agreement
from pipeline.train.folder import sha256, write_folder
from pipeline.train.gold import hold_out
from pipeline.train.judge import compare
from pipeline.train.loop import fit
from pipeline.train.settings import OnEpoch, OnStep, Settings

SAMPLES = 64  # windows by which the exported model is checked


@dataclass(frozen=True, slots=True)
class Trained:
    """What came of a training: the dev articles judged, and how far the exported model agrees."""

    articles: int
    dev_articles: int
    dev: Score
    agreement: Agreement
    calibration_error: float | None


def run(
    gold: Path,
    *,
    out: Path,
    dev: Path | None,
    encoder: Path | None,
    settings: Settings,
    on_step: OnStep | None,
    on_epoch: OnEpoch | None,
) -> Trained:
    """Do what `pipeline.train.train` says."""
    begun = read_encoder(encoder)
    articles = read_articles(gold)
    if dev is not None:
        held = read_articles(dev)
    else:
        articles, held = hold_out(articles, seed=settings.seed)
    sums = {
        "gold": sha256(gold.read_bytes()),
        "dev": sha256(dev.read_bytes()) if dev is not None else "a tenth of the gold",
        "encoder": sha256(b"".join(begun.files.values())),
    }
    checkpoint = Checkpoint(out.with_name(f"{out.name}.training"), {**asdict(settings), **sums})
    network = begun.network(layers=settings.layers, dropout=settings.dropout, seed=settings.seed)
    history, found = fit(
        network,
        articles,
        held,
        begun.tokenizer,
        settings=settings,
        checkpoint=checkpoint,
        on_step=on_step,
        on_epoch=on_epoch,
    )
    judged = compare(held, found)
    calibration = calibrate(held, found)
    agreement = write_folder(
        network,
        begun.files["tokenizer.json"],
        out,
        samples=_samples(held, begun.tokenizer),
        calibration=calibration,
        training={
            "sha256": sums,
            "articles": len(articles),
            "dev_articles": len(held),
            "settings": asdict(settings),
            "epochs": history,
            "dev": _figures(judged),
        },
    )
    shutil.rmtree(checkpoint.folder)
    error = calibration.reliability.error if calibration else None
    return Trained(len(articles), len(held), judged, agreement, error)


def _samples(articles: Sequence[GoldArticle], tokenizer: Tokenizer) -> list[Window]:
    """Take windows of as many articles as can be, the first of each before the second of any."""
    made = [windows(article.text, tokenizer) for article in articles]
    deepest = max(map(len, made), default=0)
    return [its[at] for at in range(deepest) for its in made if at < len(its)][:SAMPLES]


def _figures(judged: Score) -> dict[str, Any]:
    spread = judged.intervals()
    return {
        f"{subset}: {name}": {
            "precision": round(figure.precision, 4),
            "recall": round(figure.recall, 4),
            "f1": round(figure.f1, 4),
            "interval": [round(edge, 4) for edge in spread[subset, name]],
        }
        for (subset, name), figure in judged.figures.items()
    }
