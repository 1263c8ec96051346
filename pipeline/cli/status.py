"""`onrecord status`: what is shown, what the next run would do, what is kept."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from pipeline.cli import options, show

if TYPE_CHECKING:
    from pipeline.status import Raw, Shown, Status

REASONS = 8  # that are listed
EPILOG = """
[bold]Examples[/bold]\n
  onrecord status                                data/raw beside data/processed\n
  onrecord status scrapes --out tables           other folders\n
  onrecord status --no-scan                      at once: the raw pages are not read\n
  onrecord status --json | jq .raw.n_new\n\n
[bold]What it means[/bold]\n
  new: of files or records that no table has. changed: of those that a table has with other bytes. vanished:
  no longer in the folders; they stay in the tables, unless a run is told to --mirror.
  Where code, models or settings are others than those of the tables, the next run processes every page anew;
  the tables stay as they are until it has.
"""


def status(
    raw: options.Raw = None,
    out: options.Tables = None,
    scan: Annotated[
        bool, typer.Option("--scan/--no-scan", help="Read the raw pages, to say what is new.")
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Say which tables are shown, whether they are up to date, and what is kept.

    Nothing is processed, written or locked; a run may be at work meanwhile.
    """
    from pipeline import config
    from pipeline.status import status as look

    found = look(config.settings(raw=tuple(raw) if raw else None, out=out), scan=scan)
    if as_json:
        typer.echo(json.dumps(_plain(found), ensure_ascii=False, indent=2, default=show.json_value))
        return
    _shown(found)
    _next(found)
    _kept(found)


def _plain(found: "Status") -> dict[str, object]:
    told = asdict(found) | {"is_stale": found.is_stale}
    for name in ("shown", "raw", "kept"):
        part = getattr(found, name)
        told[name] = part and part._asdict()
    if found.shown:
        told["shown"] = found.shown._asdict() | {"set_aside": dict(found.shown.set_aside)}
    return told


def _shown(found: "Status") -> None:
    where = escape(str(found.out))
    if not found.shown:
        show.console.print(f"nothing is published in {where} yet", soft_wrap=True)
        return
    shown = found.shown
    since = show.moment(shown.since)
    show.console.print(f"[bold]snapshot {shown.snapshot}[/bold] in {where}, since {since}", soft_wrap=True)
    grid = Table(box=None, pad_edge=False, show_header=False)
    grid.add_column(justify="right")
    for name, rows in shown.rows.items():
        grid.add_row(f"{rows:,}", name)
    show.console.print(Padding(grid, (0, 0, 0, 2)))
    _set_aside(shown)


def _set_aside(shown: "Shown") -> None:
    if not shown.set_aside:
        return
    n_pages = sum(number for _, number in shown.set_aside)
    show.console.print(f"[yellow]{show.count(n_pages, 'page')} set aside:[/yellow]")
    for reason, number in shown.set_aside[:REASONS]:
        show.console.print(f"  {number:,} × {escape(reason)}", soft_wrap=True)
    if (more := len(shown.set_aside) - REASONS) > 0:
        show.console.print(f"  … and {show.count(more, 'other reason')}: the rows of pages, column reason")


def _next(found: "Status") -> None:
    if found.is_running:
        show.console.print("[cyan]a run is at work now[/cyan]")
    if found.is_stale:
        why = "made with other code, models or settings: the next run processes every page anew"
        show.console.print(f"[yellow]{why}[/yellow]", soft_wrap=True)
    elif found.shown and found.fingerprint:
        show.console.print("made with this code, these models and settings")
    if found.raw:
        _raw(found.raw)
    if found.n_corrections:
        waiting = "waits" if found.n_corrections == 1 else "wait"
        show.console.print(f"{show.count(found.n_corrections, 'correction')} {waiting} for the next run")
    if found.problem:
        show.console.print(f"[red]{escape(found.problem)}[/red]", soft_wrap=True)


def _raw(raw: "Raw") -> None:
    fresh = {"new": raw.n_new, "changed": raw.n_changed, "vanished": raw.n_vanished}
    told = [f"{number:,} {name}" for name, number in fresh.items() if number]
    forgotten = [f"{raw.n_forgotten:,} forgotten"] if raw.n_forgotten else []
    news = ", ".join([*(told or ["nothing new"]), *forgotten])
    show.console.print(f"in the raw folders: {show.count(raw.n_pages, 'page')}, {news}")
    if raw.n_to_process or raw.n_finished:
        ready = f"; {raw.n_finished:,} more are finished and not in the tables yet" if raw.n_finished else ""
        show.console.print(f"the next run processes {show.count(raw.n_to_process, 'page')}{ready}")


def _kept(found: "Status") -> None:
    kept = found.kept
    if kept.snapshots:
        numbers = ", ".join(map(str, kept.snapshots[-10:]))
        more = "… " if len(kept.snapshots) > 10 else ""
        sizes = f"{show.size(kept.snapshot_bytes)}; work {show.size(kept.work_bytes)}"
        state = escape(str(found.state))
        show.console.print(f"kept in {state}: snapshots {more}{numbers}, {sizes}", soft_wrap=True)
    if found.n_forgotten:
        show.console.print(f"{show.count(found.n_forgotten, 'page')} on the list of what is forgotten")
    if run := found.last_run:
        show.console.print(
            f"last run: {escape(run['outcome'])}, {show.moment(run['ended_at'])}, {run['seconds']:.1f} s",
            soft_wrap=True,
        )
