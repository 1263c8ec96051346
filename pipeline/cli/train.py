"""The verb `train`: a quote tagger from annotated articles."""

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from pipeline.cli import show
from pipeline.cli.interrupt import interruptible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.attributions import Score
    from pipeline.train import Epoch, Step

MODEL = Path("models/quote-tagger")
EPOCHS = 6
SHOWN = ("source words", "cue words", "content words", "content overlap", "overlap + source")

EPILOG = """
[bold]GOLD[/bold]\n
One article a line, as JSON; here one line is broken to be read:\n\n
  {"id": "bridge-1",\n
   "text": "The bridge will close in May, Mayor Ada Quill said.",\n
   "attributions": \\[{"source": \\[[30, 45]], "cue": \\[[46, 50]], "content": \\[[0, 28]]}]}\n\n
An attribution is who said (source), how (cue) and what (content), in quotation marks or not. Each is a list
of spans, pairs of start and end in the text, in characters from 0, the end not counted: several where it is
interrupted, none where the text doesn't say. An article without attributions has an empty list. It takes some
hundreds of articles; who has fewer adds them to others' of the same format.\n\n
[bold]Time[/bold]\n
About 10 minutes an epoch for 800 articles of 700 words on two processor cores, with 3 GB of memory; a
graphics card is used where torch finds one. Progress is kept beside --out, in models/quote-tagger.training:
stop it whenever you like, the same command goes on from there.\n\n
[bold]What comes out[/bold]\n
model.onnx with 8-bit weights (23 MB), tokenizer.json and config.json, which holds the settings, the figures
on dev and the calibration. They replace those in --out only when the exported model was found to agree with
the trained one.\n\n
[bold]Examples[/bold]\n
  onrecord train gold.jsonl --dev dev.jsonl      judged on articles of its own after every epoch\n
  onrecord train gold.jsonl                      judged on a tenth of the gold, left out of the training\n
  onrecord train gold.jsonl --layers 4 --inner 768 --teacher models/quote-tagger --texts releases\n
                                                 17 MB, 1.5 times as fast, some points less\n
"""


def train(
    gold: Annotated[
        Path, typer.Argument(help="Annotated articles, one a line (JSONL); see below.", show_default=False)
    ],
    dev: Annotated[
        Path | None,
        typer.Option(help="Articles to judge by. (left out: a tenth of the gold)", show_default=False),
    ] = None,
    init: Annotated[
        Path | None,
        typer.Option(
            help="Folder of the encoder to begin from: config.json, model.safetensors, tokenizer.json of a "
            "BERT model. (left out: all-MiniLM-L6-v2)",
            show_default=False,
        ),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the tagger.")] = MODEL,
    epochs: Annotated[int, typer.Option(min=1, help="How often to go through the gold.")] = EPOCHS,
    seed: Annotated[
        int, typer.Option(min=0, help="Begin of every random draw; the same one makes the same tagger.")
    ] = 0,
    layers: Annotated[
        int | None,
        typer.Option(
            min=1, help="How many of the encoder's layers to keep. (left out: all)", show_default=False
        ),
    ] = None,
    inner: Annotated[
        int | None,
        typer.Option(
            min=1, help="How many inner units of each layer to keep. (left out: all)", show_default=False
        ),
    ] = None,
    teacher: Annotated[
        Path | None,
        typer.Option(
            help="Folder of a tagger to learn from besides: what it finds likely makes a small one better.",
            show_default=False,
        ),
    ] = None,
    texts: Annotated[
        Path | None,
        typer.Option(
            help="Folder of articles that nobody annotated, .txt files: the teacher does.", show_default=False
        ),
    ] = None,
) -> None:
    """Train the quote tagger, which finds sources, cues and contents, on annotated articles.

    It needs torch, which `make train GOLD=gold.jsonl` installs on its way.
    """
    from pipeline.train import Settings
    from pipeline.train import train as trained

    settings = Settings(epochs=epochs, seed=seed, layers=layers, inner=inner)
    with interruptible("the same command goes on from where it was"), _progress() as on_step:
        made = trained(
            gold,
            out=out,
            dev=dev,
            encoder=init,
            teacher=teacher,
            texts=texts,
            settings=settings,
            on_step=on_step,
            on_epoch=_epoch,
        )
    _figures(made.dev)
    show.console.print(f"trained on {made.articles:,} articles, judged on {made.dev_articles:,}")
    error, off = made.calibration_error, made.agreement.difference
    sure = "not calibrated, too little to judge by" if error is None else f"calibrated to {error:.3f}"
    kept = f"{made.agreement.same_tags:.1%} of the tags kept with 8-bit weights"
    show.console.print(f"exported: off by {off:.1e} at most, {kept}; {sure}", soft_wrap=True)
    show.console.print(f"the tagger is in {escape(str(out))}", soft_wrap=True)


@contextmanager
def _progress() -> "Iterator[Callable[[Step], None] | None]":
    """Show a bar for the epoch on a terminal; nothing elsewhere."""
    if not show.stderr.is_terminal:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(compact=True),
    )
    with Progress(*columns, console=show.stderr, transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def advance(step: "Step") -> None:
            bar.update(
                task,
                description=f"epoch {step.epoch} of {step.epochs}, loss {step.loss:.3f}"
                if step.epoch
                else "asking the teacher",
                completed=step.batch,
                total=step.batches,
            )

        yield advance


def _epoch(epoch: "Epoch") -> None:
    told = ", ".join(
        f"{name} {epoch.dev.figures['all', name].f1:.3f}" for name in ("content overlap", "overlap + source")
    )
    show.console.print(
        f"epoch {epoch.epoch} of {epoch.epochs}: loss {epoch.loss:.3f}; F1 on dev: {told}", soft_wrap=True
    )


def _figures(score: "Score") -> None:
    """Show precision, recall and F1 on the dev articles, of all and of the direct and indirect ones."""
    grid = Table(box=None, pad_edge=False)
    for heading in ("on the dev articles", "P", "R", "F1"):
        grid.add_column(heading, justify="left" if heading.startswith("on") else "right")
    for (subset, name), figure in score.figures.items():
        if name in SHOWN and (subset == "all" or "words" not in name):
            cells = (f"{value:.3f}" for value in (figure.precision, figure.recall, figure.f1))
            grid.add_row(f"{name}, {subset}" if subset != "all" else name, *cells)
    show.console.print(grid)
