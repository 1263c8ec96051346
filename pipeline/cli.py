"""The command line: thin skins over plain functions, and the only place that prints."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from pipeline import __version__
from pipeline.errors import OnrecordError

if TYPE_CHECKING:
    from pipeline.run import Report

PUBLISHED, CRASHED, USAGE, SET_ASIDE, LOCKED, INTERRUPTED, TERMINATED = 0, 1, 2, 3, 75, 130, 143

app = typer.Typer(
    name="onrecord",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


def main() -> None:
    """Run the command line; what goes wrong on purpose is one line on stderr and an exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    try:
        app()
    except OnrecordError as error:
        from pipeline.store import LockedError

        errors.print(f"[red]onrecord:[/red] {escape(str(error))}", soft_wrap=True)
        sys.exit(LOCKED if isinstance(error, LockedError) else USAGE)
    except KeyboardInterrupt:
        errors.print("onrecord: interrupted; the tables are as they were")
        sys.exit(INTERRUPTED)


def _show_version(wanted: bool) -> None:
    if wanted:
        console.print(f"onrecord {__version__}")
        raise typer.Exit


@app.callback(
    epilog="""
[bold]Start[/bold]\n
  onrecord run data/raw --out data/processed     pages in, tables out\n
  onrecord extract page.txt                      look at one page\n
  onrecord schema quotes                         what the columns of a table mean
"""
)
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Who said what, when, in what capacity: from raw scraped news pages to tables."""


@app.command(
    epilog="""
[bold]Examples[/bold]\n
  onrecord run                                   data/raw into data/processed\n
  onrecord run scrapes --out tables              other folders\n
  onrecord run --processes 4                     spread over four processes\n
  onrecord run --model en_core_web_trf           another installed spaCy pipeline\n\n
[bold]Exit codes[/bold]\n
  0 published, or nothing new · 3 published, some pages set aside · 2 usage or set-up ·
  75 another run is at work · 130 interrupted
"""
)
def run(
    raw: Annotated[
        Path | None,
        typer.Argument(help="Folder of .txt and .html pages. [default: data/raw]", show_default=False),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the tables. [default: data/processed]", show_default=False)
    ] = None,
    processes: Annotated[
        int | None,
        typer.Option(help="Processes to work with. [default: as many as pay off]", show_default=False),
    ] = None,
    model: Annotated[
        str | None, typer.Option(help="spaCy pipeline. [default: en_core_web_md]", show_default=False)
    ] = None,
) -> None:
    """Turn a folder of raw pages into tables of articles, names and quotations with their speakers.

    The tables in --out are switched all at once when the run is complete; until then, and if anything
    goes wrong, they stay as they were.
    """
    from pipeline import config
    from pipeline.run import run as run_pages

    settings = config.settings(raw=raw, out=out, processes=processes, model=model)
    with _progress("reading pages") as advance:
        report = run_pages(settings, on_progress=advance)
    _summary(report, settings.out)
    if report.set_aside:
        raise typer.Exit(SET_ASIDE)


@contextmanager
def _progress(doing: str) -> Iterator[Callable[[int, int], None] | None]:
    if not errors.is_terminal:
        yield None
        return
    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(compact=True))
    with Progress(*columns, console=errors, transient=True) as bar:
        task = bar.add_task(doing, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _summary(report: "Report", out: Path) -> None:
    attributed = f", {report.n_attributed / report.n_quotes:.0%} with a speaker" if report.n_quotes else ""
    console.print(
        f"[bold]{_count(len(report.pages), 'page')}[/bold] · {_count(report.n_articles, 'article')} · "
        f"{_count(report.n_quotes, 'quote')}{attributed}"
    )
    pace = f"{report.words_per_second:,.0f} words a second"
    console.print(f"{_count(report.n_words, 'word')} in {report.seconds:.1f} s: {pace}")
    if report.set_aside:
        console.print(f"[yellow]{_count(len(report.set_aside), 'page')} set aside:[/yellow]")
    for page in report.set_aside:
        console.print(f"  {escape(page.source)}: {escape(page.reason or page.status)}", soft_wrap=True)
    done = "published" if report.published.new else "nothing new, still"
    console.print(f"{done} snapshot {report.published.snapshot} in {escape(str(out))}", soft_wrap=True)


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


@app.command()
def schema(
    table: Annotated[str | None, typer.Argument(help="One table; all of them if left out.")] = None,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Write Markdown, as in docs/tables.md.")
    ] = False,
) -> None:
    """Say what the tables and their columns mean."""
    from pipeline import tables

    if markdown:
        typer.echo(tables.markdown(), nl=False)
        return
    if table is not None and table not in tables.SCHEMAS:
        raise typer.BadParameter(f"no table {table!r}; there are {', '.join(tables.SCHEMAS)}")
    for name in [table] if table else tables.SCHEMAS:
        console.print(f"[bold]{name}[/bold]: {tables.description(name)}", soft_wrap=True)
        _print_fields(tables.describe(name))


def _print_fields(fields: list[tuple[str, str, str, str, str]]) -> None:
    from rich.table import Table

    grid = Table(box=None, pad_edge=False, show_header=False)
    for name, kind, null, unit, text in fields:
        described = text + (f" [dim]({unit})[/dim]" if unit else "")
        grid.add_row(name, f"[cyan]{escape(kind)}[/cyan]", f"[dim]{null}[/dim]", described)
    console.print(grid)
    console.print()
