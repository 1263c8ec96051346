"""A training as a whole: train, calibrate, export, write, and clear away what was kept meanwhile."""

import random
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from pipeline.attributions import GoldArticle, Score
from pipeline.errors import SetupError
from pipeline.quotes.tagger.windows import Window, windows
from pipeline.train.augment import vary_marks
from pipeline.train.batches import drawn_examples
from pipeline.train.calibration import calibrate
from pipeline.train.checkpoint import Checkpoint
from pipeline.train.encoder import read_encoder
from pipeline.train.export import Agreement
from pipeline.train.folder import TOKENIZER, write_folder
from pipeline.train.gold import IGNORED, Example, examples
from pipeline.train.judge import compare
from pipeline.train.loop import Draw, fit
from pipeline.train.settings import OnEpoch, OnStep, Settings, Step
from pipeline.train.soft import ask
from pipeline.train.sums import sha256

SAMPLES = 64  # windows by which the exported model is checked


@dataclass(frozen=True, slots=True)
class Teacher:
    """A tagger to learn from, and texts about which only it is asked."""

    folder: Path
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trained:
    """What came of a training: the dev articles judged, and how far the exported model agrees."""

    articles: int
    dev_articles: int
    dev: Score
    agreement: Agreement
    calibration_error: float | None


def run(
    articles: Sequence[GoldArticle],
    held: Sequence[GoldArticle],
    sums: Mapping[str, str],
    *,
    out: Path,
    encoder: Path | None,
    teacher: Teacher | None,
    settings: Settings,
    on_step: OnStep | None,
    on_epoch: OnEpoch | None,
) -> Trained:
    """Train on articles, judge by those held out, and write the tagger; `sums` tell both by their files.

    Everything else is as `pipeline.train.train` says.
    """
    begun = read_encoder(encoder)
    sums = {**sums, "encoder": sha256(b"".join(begun.files.values()))}
    if not (samples := _samples(held, begun.tokenizer)):
        raise SetupError("there is no text in the articles to judge by")
    checkpoint = Checkpoint(out.with_name(f"{out.name}.training"), {**asdict(settings), **sums})
    network = begun.network(
        layers=settings.layers, inner=settings.inner, dropout=settings.dropout, seed=settings.seed
    )
    draw: Draw = partial(drawn_examples, articles, begun.tokenizer, settings)
    if teacher is not None:
        if (teacher.folder / TOKENIZER).read_bytes() != begun.files[TOKENIZER]:
            raise SetupError(f"{teacher.folder} cuts words into other pieces than the encoder does")
        # asked when an epoch begins: a training that only has to be written needs no teacher
        taught = cache(partial(_taught, articles, teacher, begun.tokenizer, settings, on_step))
        draw = lambda _: taught()  # noqa: E731
    history, found = fit(
        network,
        draw,
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
        begun.files[TOKENIZER],
        out,
        samples=samples,
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


def _taught(
    articles: Sequence[GoldArticle],
    teacher: Teacher,
    tokenizer: Tokenizer,
    settings: Settings,
    on_step: OnStep | None,
) -> list[Example]:
    """Give the windows of articles and texts with what the teacher finds in them, the same for all epochs.

    Asking costs as much time as a training does, so that nothing is drawn anew for each epoch.
    """
    draw = random.Random(f"{settings.seed}/taught")  # noqa: S311  nothing secret
    texts = [GoldArticle(f"text {number}", text, ()) for number, text in enumerate(teacher.texts)]
    made: list[Example] = []
    for number, article in enumerate([*articles, *texts]):
        varied = vary_marks(article, draw, share=settings.noise)
        cut = examples(varied, tokenizer, longest=draw.choice(settings.longest))
        made += cut if number < len(articles) else map(_unannotated, cut)

    def asked(done: int, of: int) -> None:
        if on_step is not None:
            on_step(Step(0, settings.epochs, done, of, 0.0))

    softs = ask(teacher.folder, [example.window for example in made], on_window=asked)
    return [replace(example, soft=soft) for example, soft in zip(made, softs, strict=True)]


def _unannotated(example: Example) -> Example:
    return replace(example, tags=(IGNORED,) * len(example.tags))


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
