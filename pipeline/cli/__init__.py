"""The command line: thin skins over plain functions, and the only place that prints."""

import gc
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import log, options, show
from pipeline.cli.codes import SET_ASIDE
from pipeline.cli.evaluate import EPILOG as EVALUATING
from pipeline.cli.evaluate import evaluate
from pipeline.cli.export import EPILOG as EXPORTING
from pipeline.cli.export import export
from pipeline.cli.forget import EPILOG as FORGETTING
from pipeline.cli.forget import forget
from pipeline.cli.history import EPILOG as REMEMBERING
from pipeline.cli.history import history
from pipeline.cli.interrupt import interruptible
from pipeline.cli.report import EPILOG as REPORTING
from pipeline.cli.report import report
from pipeline.cli.review import EPILOG as REVIEWING
from pipeline.cli.review import review
from pipeline.cli.schedule import EPILOG as SCHEDULING
from pipeline.cli.schedule import schedule
from pipeline.cli.status import EPILOG as LOOKING
from pipeline.cli.status import status
from pipeline.cli.train import EPILOG as TRAINING
from pipeline.cli.train import train
from pipeline.cli.watch import EPILOG as WATCHING
from pipeline.cli.watch import watch
from pipeline.cli.who import EPILOG as ASKING
from pipeline.cli.who import who
from pipeline.errors import OnrecordError

if TYPE_CHECKING:
    from pipeline.run.outcome import Report

app = typer.Typer(
    name="onrecord",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command line; what goes wrong on purpose is one line on stderr and an exit code."""
    # numpy's threads would only be in each other's way: pages are what is done side by side
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if not {"-h", "--help"}.isdisjoint(sys.argv):
        _lighten_help()
    try:
        app()
    except OnrecordError as error:
        sys.exit(log.failure(error))


def _lighten_help() -> None:
    """Keep typer's help from loading what rich has for Markdown and tracebacks: a fifth of its time.

    No help here is written in Markdown, no traceback is shown by rich, and a help ends the process.
    """
    for name, unused in (("rich.markdown", "Markdown"), ("rich.traceback", "Traceback")):
        if name not in sys.modules:
            sys.modules[name] = stand_in = ModuleType(name)
            setattr(stand_in, unused, None)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib import metadata

        show.console.print(f"onrecord {metadata.version('onrecord')}")
        raise typer.Exit


@app.callback(
    epilog="""
[bold]Start[/bold]\n
  onrecord run data/raw --out data/processed     pages in, tables out\n
  onrecord extract page.txt                      look at one page\n
  onrecord who "Ada Finch"                       what the tables hold of one person\n
  onrecord schema quotes                         what the columns of a table mean
"""
)
def about(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Who said what, when, in what capacity: from raw scraped news pages to tables."""


@app.command(
    epilog="""
[bold]Examples[/bold]\n
  onrecord run                                   data/raw into data/processed\n
  onrecord run scrapes more --out tables         other folders\n
  onrecord run --mirror                          what is gone from the folders goes from the tables\n
  onrecord run --processes 4                     spread over four processes\n
  onrecord run --engine ray --address head:6379  spread over the nodes of a Ray cluster\n
  onrecord run --model en_core_web_trf           another installed spaCy pipeline\n
  onrecord run --quiet                           for cron; `onrecord schedule` prints the crontab line\n\n
[bold]Several machines[/bold]\n
  With --engine ray the nodes of a Ray cluster process the pages; each needs pip install 'onrecord\\[ray]',
  the same onrecord with the same models. Start it on a node. All nodes must see the folder of --out and the
  .onrecord beside it, at the same path; the raw pages are read where it is started. What is lost with a node
  is done by others, and the tables are those of one machine, byte for byte.\n
[bold]Cron[/bold]\n
  Cron mails whatever a command prints. With --quiet that is one line where tables were published or
  something is wrong, and nothing where nothing was new or another run was still at work.\n
"""
    + log.EVENTS
    + """
[bold]Exit codes[/bold]\n
  0 published, or nothing new · 3 published, some pages set aside · 2 usage or set-up · 4 a gate refused to
  publish · 75 another run is at work · 130 interrupted, 143 terminated
"""
)
def run(
    raw: options.Raw = None,
    out: options.TablesOut = None,
    processes: options.Processes = None,
    engine: options.Engine = None,
    address: options.Address = None,
    model: options.Model = None,
    tagger: options.Tagger = None,
    mirror: options.Mirror = False,
    retry: Annotated[
        bool, typer.Option("--retry", help="Process pages again that were quarantined.")
    ] = False,
    wait: Annotated[
        bool, typer.Option("--wait", help="Wait while another run is at work, instead of ending with 75.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="One line, and only where something is new or wrong.")
    ] = False,
    log_format: Annotated[
        log.Format | None,
        typer.Option(help="Write log lines in place of the summary.", show_default=False),
    ] = None,
    metrics: options.Metrics = None,
) -> None:
    """Turn folders of raw pages into tables of articles, names and quotations with their speakers.

    Only pages that are new are processed. The tables in --out are switched all at once when the run is
    complete; until then, and if anything goes wrong, they stay as they were.
    """
    from pipeline import config, tables
    from pipeline.run import run as run_pages

    tables.without_pandas()
    if log_format:
        log.start(log_format)
    settings = config.settings(
        raw=tuple(raw) if raw else None,
        out=out,
        processes=processes,
        engine=engine,
        address=address,
        model=model,
        tagger=tagger,
    )

    def work(on_progress: "log.Advance", on_event: "log.Tell") -> "Report":
        return run_pages(
            settings, mirror=mirror, retry=retry, wait=wait, on_progress=on_progress, on_event=on_event
        )

    with interruptible("the tables are as they were, finished work is kept") as is_stopped:
        code = log.carry_out(
            work, settings, log_format=log_format, quiet=quiet, metrics=metrics, is_stopped=is_stopped
        )
    raise typer.Exit(code)


@app.command()
def schema(
    table: Annotated[str | None, typer.Argument(help="One table; all of them if left out.")] = None,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Write Markdown, as in docs/reference/tables.md.")
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
        show.table(name)


@app.command(
    epilog="""
[bold]Examples[/bold]\n
  onrecord extract page.txt                      read it\n
  onrecord extract story.html --json | jq .quotes\n
  curl -s https://example.org/news | onrecord extract - --html\n
"""
)
def extract(
    file: Annotated[
        Path,
        typer.Argument(
            help="A page, or a record as in dump.jsonl#3; - reads standard input.", show_default=False
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print every table's rows as JSON.")] = False,
    html: Annotated[bool, typer.Option("--html", help="Standard input is HTML.")] = False,
    model: options.Model = None,
    tagger: options.Tagger = None,
) -> None:
    """Look at one page: its articles, and each quotation with speaker, role and date."""
    gc.disable()  # for one page: what a collection would free goes with the process
    from pipeline import extraction, tables

    tables.without_pandas()
    models = extraction.models(model, tagger)
    if html and str(file) == "-":
        found = extraction.extract_bytes(sys.stdin.buffer.read(), source="stdin.html", models=models)
    else:
        found = extraction.extract_file(file, models=models)
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2, default=str))
    else:
        show.page(found)
    if found.page["status"] != "ok":
        raise typer.Exit(SET_ASIDE)


app.command(epilog=WATCHING)(watch)
app.command(epilog=SCHEDULING)(schedule)
app.command(epilog=LOOKING)(status)
app.command(epilog=REMEMBERING)(history)
app.command(epilog=FORGETTING)(forget)
app.command(epilog=ASKING)(who)
app.command(epilog=REPORTING)(report)
app.command(epilog=EXPORTING)(export)
app.command(epilog=REVIEWING)(review)
app.command(epilog=EVALUATING)(evaluate)
app.command(epilog=TRAINING)(train)
