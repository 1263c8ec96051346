"""`onrecord schedule`: systemd units and a crontab line, ready for this machine's paths."""

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import options

if TYPE_CHECKING:
    from pipeline.config import Settings
    from pipeline.places import Place
    from pipeline.schedule import Every, Job

EPILOG = """
[bold]Examples[/bold]\n
  onrecord schedule                              data/raw into data/processed, hourly; both ways shown\n
  onrecord schedule scrapes --every 06:30        every morning\n
  onrecord schedule --every change               `onrecord watch`, for as long as the machine is on\n
  onrecord schedule --systemd | sh               set it up\n
  (crontab -l; onrecord schedule --cron) | crontab -\n\n
[bold]When[/bold]\n
  --every takes hourly, daily, weekly, a time as 06:30, 5min to 30min, 2h to 12h, or change. systemd makes up
  for a start that was missed while the machine was off, and cron doesn't.\n\n
[bold]What is told[/bold]\n
  The crontab's command is `onrecord run --quiet`: cron mails what it prints, which is one line where tables
  were published or something is wrong. systemd keeps log lines: journalctl --user -u onrecord\n\n
A run that finds another one at work ends at once, with 75; neither is harmed, so no flock is needed.
"""


def schedule(
    raw: options.Raw = None,
    out: options.TablesOut = None,
    every: Annotated[str, typer.Option(help="When to run; see below.")] = "hourly",
    systemd: Annotated[bool, typer.Option("--systemd", help="Show the systemd units only.")] = False,
    cron: Annotated[bool, typer.Option("--cron", help="Show the crontab line only.")] = False,
    name: Annotated[str, typer.Option(help="Name of the units, where there are several.")] = "onrecord",
) -> None:
    """Print what runs onrecord again and again: systemd units and a crontab line for this machine's paths.

    Nothing is written and nothing set up: the text is for you to read and to use. It holds the folders as
    they are now, this installation of onrecord, and the ONRECORD_ variables that are set.
    """
    from pipeline import config
    from pipeline import schedule as texts

    if not name.replace("-", "").replace("_", "").isalnum() or not name.isascii():
        raise typer.BadParameter(f"{name!r}: letters, digits, - and _ are what a unit's name is made of")
    when = texts.parse_every(every)
    settings = config.settings(raw=tuple(raw) if raw else None, out=out)
    both = systemd == cron
    if systemd or both:
        typer.echo(_script(_job(settings, when, name)), nl=False)
    if both:
        typer.echo("\n# or cron: add this line with `crontab -e`")
    if cron or both:
        typer.echo(texts.cron(_job(settings, when, name, quiet=True)))


def _absolute(place: "Place") -> str:
    return os.path.abspath(place) if isinstance(place, Path) else str(place)


def _job(settings: "Settings", every: "Every | None", name: str, *, quiet: bool = False) -> "Job":
    from pipeline.schedule import Job

    folders = [_absolute(folder) for folder in settings.raw]
    verb = ["run", "--log-format", "text"] if every else ["watch"]
    verb = ["run", "--quiet"] if every and quiet else verb
    environment = {key: value for key, value in os.environ.items() if key.startswith("ONRECORD_")}
    for said in ("ONRECORD_RAW", "ONRECORD_OUT"):  # the command says them, as absolute paths
        environment.pop(said, None)
    return Job(
        command=(*_program(), *verb, "--out", _absolute(settings.out), "--", *folders),
        folder=Path.cwd(),
        every=every,
        environment=environment,
        name=name,
    )


def _program() -> tuple[str, ...]:
    """Find the command that belongs to this installation: beside its python, or wherever it was called."""
    beside = Path(sys.executable).with_name("onrecord")
    if beside.is_file():
        return (str(beside),)
    found = shutil.which("onrecord")
    return (os.path.abspath(found),) if found else (sys.executable, "-m", "pipeline.cli")


def _script(job: "Job") -> str:
    """Write the units as a script for sh that puts them where systemd looks for a user's."""
    from pipeline import schedule

    folder, started = "~/.config/systemd/user", f"{job.name}.{'timer' if job.every else 'service'}"
    units = {f"{job.name}.service": schedule.service(job), f"{job.name}.timer": schedule.timer(job)}
    written = "".join(f"cat > {folder}/{name} <<'END'\n{text}END\n\n" for name, text in units.items() if text)
    return (
        "# systemd: these lines, given to sh, set it up for you as a user\n"
        f"mkdir -p {folder}\n\n{written}"
        f"systemctl --user daemon-reload\nsystemctl --user enable --now {started}\n"
        "# it works while you are logged in; always: loginctl enable-linger\n"
    )
