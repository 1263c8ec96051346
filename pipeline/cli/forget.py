"""`onrecord forget`: pages out of every table and file, for good."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from pipeline.cli import log, options, show
from pipeline.cli.codes import code_of
from pipeline.cli.interrupt import interruptible
from pipeline.errors import OnrecordError, SetupError

if TYPE_CHECKING:
    from pipeline.config import Settings
    from pipeline.consequences import Consequences

LISTED = 10  # pages and headlines that are named
EPILOG = """
[bold]Examples[/bold]\n
  onrecord forget https://example.org/story      a page by its address, now and whenever it is scraped\n
  onrecord forget town/library.txt               by its source, as the table `pages` has it\n
  onrecord forget 5f0c1d9b7a3e2468 --yes         by its page_id, without being asked\n\n
[bold]What goes[/bold]\n
  The page, its articles that no other page shows, their names and quotes: from the tables, from unfinished
  work and from every older snapshot, though somebody reads it. Pages with the same bytes or the same address
  go too. An article that other pages show stays, as they have it. Corrections that keep words of such pages
  leave the journal.\n\n
[bold]What stays[/bold]\n
  The raw file, which onrecord never touches: where it lies is told at the end. A list of digests, not of
  words, by which the page is known if it is scraped again: it is left out for good. Copies of the tables that
  you made elsewhere.\n\n
[bold]Exit codes[/bold]\n
  0 forgotten · 1 not confirmed · 2 there is no such page, or set-up · 75 another run is at work\n
  What is killed on its way is completed by the next run.
"""


def forget(
    pages: Annotated[
        list[str], typer.Argument(metavar="PAGE|URL…", help="page_id, source or address.", show_default=False)
    ],
    out: options.Tables = None,
    raw: Annotated[
        list[Path] | None,
        typer.Option(help="Folder of raw pages, to say where it still lies.", show_default=False),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
) -> None:
    """Forget pages: what was made of them leaves every table and file, and never comes back.

    It says what will go and asks first. Then the tables are published without it; raw pages aren't read for
    that.
    """
    from pipeline import config
    from pipeline.consequences import consequences

    settings = config.settings(raw=tuple(raw) if raw else None, out=out)
    going = consequences(settings.out, pages, corrections=settings.corrections)
    _show(going)
    if not yes:
        _ask()
    with interruptible("what was put on the list is forgotten by the next run"):
        _forget(settings, going)
    _where_it_lies(settings, going)


def _show(going: "Consequences") -> None:
    if not going.sources and not going.addresses:
        show.console.print("nothing of it is in the tables: it is forgotten already")
        return
    if going.sources:
        show.console.print(f"[bold]{show.count(len(going.sources), 'page')}[/bold] will be forgotten:")
        _list(going.sources)
        with_them = [show.count(len(going.headlines), "article"), show.count(going.n_quotes, "quote")]
        if going.n_corrections:
            with_them.append(show.count(going.n_corrections, "correction"))
        told = f"with {', '.join(with_them[:-1])} and {with_them[-1]}"
        show.console.print(f"{told}{':' if going.headlines else ''}")
        _list([headline or "(no headline)" for headline in going.headlines])
    if going.n_staying:
        stay = "stays" if going.n_staying == 1 else "stay"
        told = f"{show.count(going.n_staying, 'article')} {stay}: other pages show the same"
        show.console.print(told)
    for address in going.addresses:
        show.console.print(f"no page has the address {escape(address)} yet: none ever will", soft_wrap=True)


def _list(names: "list[str] | tuple[str, ...]") -> None:
    for name in names[:LISTED]:
        show.console.print(f"  {escape(name)}", soft_wrap=True)
    if (more := len(names) - LISTED) > 0:
        show.console.print(f"  … and {more:,} more")


def _ask() -> None:
    if not sys.stdin.isatty():
        raise SetupError("nobody can be asked here: --yes forgets without asking")
    typer.confirm("Forget this for good?", abort=True, err=True)


def _forget(settings: "Settings", going: "Consequences") -> None:
    from pipeline import forget as forgetting
    from pipeline import store
    from pipeline.run import run

    with store.locked(settings.out):
        for name in going.asked:
            forgetting.forget(settings.out, name, corrections=settings.corrections)
    try:
        with show.progress("making tables without it") as advance:
            report = run(settings.model_copy(update={"raw": ()}), on_progress=advance)
    except OnrecordError as error:
        log.failure(error)
        told = "it is on the list, but the tables aren't without it yet: the next `onrecord run` sees to that"
        show.stderr.print(told, soft_wrap=True)
        raise typer.Exit(code_of(error)) from None
    for warning in report.warnings:
        show.stderr.print(f"onrecord: {warning}", soft_wrap=True, markup=False, style="yellow")
    show.console.print(f"forgotten; {show.told(report, settings.out)}", soft_wrap=True)


def _where_it_lies(settings: "Settings", going: "Consequences") -> None:
    from pipeline.consequences import where_it_lies
    from pipeline.inventory import find_files

    try:
        files = [(file.source, file.path) for file in find_files(settings.raw)]
    except SetupError:  # no raw pages here
        return
    if found := where_it_lies(files, going.sources):
        show.console.print("onrecord never touches raw pages; it still lies in")
        _list([str(path) for path in found])
