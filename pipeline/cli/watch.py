"""`onrecord watch`: a run at the start and whenever the raw pages have changed, until it is stopped."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import log, options
from pipeline.cli.interrupt import interruptible
from pipeline.errors import LockedError, OnrecordError, SetupError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.config import Settings
    from pipeline.places import Place
    from pipeline.run.outcome import Report
    from pipeline.watch import Change

NAMED = 5  # changed files that a line names
EPILOG = (
    """
[bold]Examples[/bold]\n
  onrecord watch                                 data/raw into data/processed\n
  onrecord watch scrapes more --out tables       other folders\n
  onrecord watch /mnt/share --poll --settle 30   a folder on a network, slowly written\n
  onrecord watch --log-format json --metrics /var/lib/node_exporter/onrecord.prom\n
  onrecord schedule --every change               what keeps it going on this machine\n\n
[bold]When it runs[/bold]\n
  Once at the start, then once nothing has changed for --settle seconds: a file that is still written is
  waited for, and many files are one run. Who never stops writing is waited for 60 times as long. Files and
  folders whose names begin with a dot are passed over: write there and rename, and no page is ever read
  half-written. One run at a time; what changes meanwhile is the next one's.\n\n
[bold]When something is wrong[/bold]\n
  A run that fails is told in one line, and watching goes on: the next change runs again. While another run
  is at work on the tables it is tried again every half a minute.\n
"""
    + log.EVENTS
    + """  watching         raw, out\n
  changed          files, five at most, and n_files\n\n
[bold]Exit codes[/bold]\n
  130 on Ctrl-C, 143 when terminated: the tables are complete either way · 2 usage or set-up
"""
)


def watch(
    raw: options.Raw = None,
    out: options.TablesOut = None,
    settle: Annotated[float, typer.Option(min=0.1, help="Seconds without a change to wait for.")] = 5.0,
    poll: Annotated[
        bool, typer.Option("--poll", help="Look again and again: for folders on a network.")
    ] = False,
    processes: options.Processes = None,
    mirror: options.Mirror = False,
    log_format: Annotated[log.Format, typer.Option(help="How to write what happens.")] = log.Format.TEXT,
    metrics: options.Metrics = None,
) -> None:
    """Watch folders of raw pages, and bring the tables up to date whenever they have changed.

    It goes on until it is stopped, and says what happens on stderr, a line each.
    """
    from pipeline import config
    from pipeline.watch import follow

    log.start(log_format)
    settings = config.settings(raw=tuple(raw) if raw else None, out=out, processes=processes)
    log.check_metrics(metrics)
    roots = [_followed(root) for root in settings.raw]
    folders = [str(root) for root in roots]
    with interruptible("the tables are complete, finished work is kept") as is_stopped:
        log.say("watching", f"watching {', '.join(folders)}", raw=folders, out=str(settings.out))
        act = _runner(settings, mirror, log_format, metrics, is_stopped)
        follow(roots, act, settle=settle, poll=poll, is_stopped=is_stopped)
        raise KeyboardInterrupt


def _followed(root: "Place") -> Path:
    if not isinstance(root, Path):
        raise SetupError(f"{root} can't be watched: have `onrecord schedule` run now and then instead")
    if not root.exists():
        raise SetupError(f"no folder {root}: put scraped pages there, or name another folder")
    return root


def _runner(
    settings: "Settings",
    mirror: bool,
    log_format: log.Format,
    metrics: Path | None,
    is_stopped: "Callable[[], bool]",
) -> "Callable[[Change], bool]":
    """Give what does a run after a change, and says whether there was nothing in its way."""
    from pipeline.run import run

    def work(on_progress: "log.Advance", on_event: "log.Tell") -> "Report":
        return run(settings, mirror=mirror, on_progress=on_progress, on_event=on_event)

    def act(changed: "Change") -> bool:
        if changed:
            names = sorted(str(path) for path in changed)
            more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
            told = f"changed: {', '.join(names[:NAMED])}{more}"
            log.say("changed", told, files=names[:NAMED], n_files=len(names))
        try:
            log.carry_out(work, settings, log_format=log_format, metrics=metrics, is_stopped=is_stopped)
        except LockedError as error:
            log.failure(error)
            return False
        except OnrecordError as error:
            log.failure(error)
        except Exception as error:  # noqa: BLE001  who watches for months goes on after a fault
            told = f"a fault in onrecord: {type(error).__name__}: {error}"
            log.say("crashed", told, level=logging.ERROR, error=error)
        return True

    return act
