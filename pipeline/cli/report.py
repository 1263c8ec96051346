"""`onrecord report`: tables in, a folder of pages out that a browser opens from the disk."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import options, show
from pipeline.cli.interrupt import interruptible
from pipeline.errors import SetupError
from pipeline.places import lies_in

DEFAULT = Path("report")
EPILOG = """
[bold]Examples[/bold]\n
  onrecord report                                data/processed into report/index.html\n
  onrecord report --out tables --site quoted     other folders\n\n
[bold]The folder[/bold]\n
  It is written anew each time, and switched when it is complete. It must be new, empty or a report: a folder
  with anything in it that onrecord didn't write is left alone. No server and no network is needed to open it;
  copied elsewhere, or behind any web server, it works as well.\n\n
[bold]Exit codes[/bold]\n
  0 written · 2 no tables, or a folder that isn't onrecord's · 130 interrupted: the report is as it was
"""


def report(
    out: options.Tables = None,
    site: Annotated[
        Path | None,
        typer.Option(help="Folder for the report. \\[default: report]", show_default=False),
    ] = None,
) -> None:
    """Write pages to look at: every article with its quotations marked, every speaker, search, figures.

    Reads the tables of the last run, and changes nothing in them.
    """
    from pipeline import config, store
    from pipeline import report as reports

    settings = config.settings(out=out)
    folder = site or DEFAULT
    for taken in (*settings.raw, settings.out):
        if lies_in(folder, taken):
            raise SetupError(f"{folder} lies in {taken}: name a folder for the report that lies elsewhere")
    with interruptible("the report is as it was"), store.pinned(settings.out) as snapshot:
        written = reports.build(snapshot, store.runs(settings.out), site=folder)
    told = (
        f"{show.count(written.n_articles, 'article')}, {show.count(written.n_quotes, 'quote')}, "
        f"{show.count(written.n_speakers, 'speaker')} in {show.count(written.n_files, 'file')}"
    )
    show.console.print(f"{told}: open {folder / 'index.html'}", soft_wrap=True, markup=False, highlight=False)
