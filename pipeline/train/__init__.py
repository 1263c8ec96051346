"""Train the quote tagger on annotated articles: gold → torch → ONNX.

Needs the extra [train]; the only place that imports torch, and only when `train` is called.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.attributions import read_articles
from pipeline.errors import SetupError
from pipeline.train.gold import hold_out
from pipeline.train.settings import Epoch, OnEpoch, OnStep, Settings, Step
from pipeline.train.sums import sha256

if TYPE_CHECKING:
    from pipeline.train.course import Trained

__all__ = ["Epoch", "Settings", "Step", "train"]
NEEDED = ("torch", "safetensors", "onnx")


def train(
    gold: Path,
    *,
    out: Path,
    dev: Path | None = None,
    encoder: Path | None = None,
    teacher: Path | None = None,
    texts: Path | None = None,
    settings: Settings | None = None,
    on_step: OnStep | None = None,
    on_epoch: OnEpoch | None = None,
) -> "Trained":
    """Train a tagger on the articles in one file and write it into a folder.

    Without dev articles a tenth of the gold is held out for judging. Without an encoder the packaged one
    is taken. With a teacher, the folder of a tagger, the new one also learns what that finds likely, in the
    gold and in the texts of a folder (its .txt files, searched in depth). Progress is kept in `OUT.training`
    until the tagger is written; the same call goes on from there. Raises SetupError where something is
    missing or can't be read, or where the progress kept is of another training.
    """
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        raise SetupError(
            f'training needs {", ".join(missing)}: `pip install "onrecord[train]"`, or `make train GOLD=…`'
        )
    settings = settings or Settings()
    if texts is not None and teacher is None:
        raise SetupError("texts teach nothing without a teacher to annotate them")
    articles = read_articles(gold)
    if dev is not None:
        held = read_articles(dev)
    else:
        articles, held = hold_out(articles, seed=settings.seed)
    sums = {
        "gold": sha256(gold.read_bytes()),
        "dev": sha256(dev.read_bytes()) if dev is not None else "a tenth of the gold",
    }
    from pipeline.train.course import Teacher, run

    taught = None
    if teacher is not None:
        taught = Teacher(teacher, tuple(_read_texts(texts)) if texts is not None else ())
        from pipeline.quotes.tagger import load_tagger

        load_tagger(teacher)  # compares its files with the sums that config.json holds
        sums["teacher"] = sha256((teacher / "config.json").read_bytes())
        sums["texts"] = sha256("\0".join(taught.texts).encode())
    return run(
        articles,
        held,
        sums,
        out=out,
        encoder=encoder,
        teacher=taught,
        settings=settings,
        on_step=on_step,
        on_epoch=on_epoch,
    )


def _read_texts(folder: Path) -> list[str]:
    """Read the .txt files in a folder, in the order of their names; what is not UTF-8 in them is replaced."""
    files = sorted(folder.rglob("*.txt"))
    if not files:
        raise SetupError(f"there is no .txt file in {folder}")
    return [file.read_text(encoding="utf-8", errors="replace") for file in files]
