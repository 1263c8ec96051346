"""`onrecord evaluate`: gold in, figures and the list of what was gained and lost out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import options, show
from pipeline.cli.interrupt import interruptible
from pipeline.errors import SetupError

if TYPE_CHECKING:
    from pipeline.config import Settings
    from pipeline.evaluate import Evaluation

EPILOG = """
[bold]Examples[/bold]\n
  onrecord evaluate tests/gold                   run over the gold's pages and compare\n
  onrecord evaluate gold.jsonl --errors          annotated articles; list every miss\n
  onrecord evaluate gold tables                  compare an earlier run over the gold's pages\n
  onrecord evaluate gold --save before.json      … change something …\n
  onrecord evaluate gold --against before.json   what was gained, and what was lost\n
  onrecord evaluate gold.jsonl --tagger mine     with a tagger that `onrecord train` made\n\n
Without --against, the last evaluation of the same gold is what this one is compared with.
"""


def evaluate(
    gold: Annotated[
        Path,
        typer.Argument(
            help="Annotated articles, a .jsonl file; or a folder of such files, of NAME.txt pages each with "
            "its NAME.json, or of both.",
            show_default=False,
        ),
    ],
    tables: Annotated[
        str | None,
        typer.Argument(
            metavar="[PLACE]",
            help="Tables of a run over these pages; left out, they are made.",
            show_default=False,
        ),
    ] = None,
    errors: Annotated[
        bool, typer.Option("--errors", help="List what was missed and what was found too much.")
    ] = False,
    save: Annotated[
        Path | None, typer.Option(help="Keep what was right in this file too.", show_default=False)
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(help="Compare with a kept file. \\[default: the last evaluation]", show_default=False),
    ] = None,
    model: options.Model = None,
    tagger: options.Tagger = None,
) -> None:
    """Compare the pipeline with gold of your own: precision, recall, F1, and what was gained and lost."""
    from pipeline import config, store
    from pipeline.evaluate import Evaluation, keep, kept
    from pipeline.records import content_id

    settings = config.settings(model=model, tagger=tagger)
    folder = store.state_folder(settings.out) / "evaluations"
    # what was found the last time is kept on this machine alone
    last = folder / f"{content_id(gold.resolve())}.json" if isinstance(folder, Path) else None
    earlier = kept(against) if against else kept(last) if last and last.exists() else None
    annotated = sorted(gold.glob("*.jsonl")) if gold.is_dir() else [gold]
    result = Evaluation()
    if gold.is_dir() and (any(gold.glob("*.json")) or not annotated):
        result.join(_pages(gold, tables, settings))
    elif tables is not None:
        raise SetupError(f"tables are compared with gold pages, and {gold} is or holds annotated articles")
    if annotated:
        result.join(_annotated(annotated, settings))
    show.figures(result)
    if errors:
        show.listing("missed", result.missed)
        show.listing("not in the gold", result.extra)
    if earlier is not None:
        show.changes(*result.since(earlier))
    for path in (last, save):
        if path is not None:
            keep(result.right, path)


def _pages(gold: Path, tables: str | None, settings: "Settings") -> "Evaluation":
    from pipeline import extraction, store
    from pipeline.evaluate import evaluate as judge
    from pipeline.evaluate import read_gold
    from pipeline.inventory import RawFile
    from pipeline.places import place_of

    wanted = read_gold(gold)
    if tables is not None:
        names = ("pages", "sightings", "articles", "quotes")
        with store.pinned(place_of(tables)) as snapshot:
            return judge(wanted, {name: snapshot.load(name).to_pylist() for name in names})
    files = [RawFile(f"{name}.txt", gold / f"{name}.txt") for name in wanted]
    with interruptible("nothing was compared"), show.progress("reading pages") as advance:
        rows = extraction.extract_files(settings, files, on_progress=advance)
    return judge(wanted, rows)


def _annotated(files: list[Path], settings: "Settings") -> "Evaluation":
    from pipeline.attributions import read_articles
    from pipeline.evaluate import find_attributions, judge

    articles = read_articles(*files)
    with interruptible("nothing was compared"), show.progress("reading articles") as advance:
        found = find_attributions(settings, articles, on_progress=advance)
    return judge(articles, found)
