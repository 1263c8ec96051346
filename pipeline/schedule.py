"""The text of systemd units and of a crontab line that run onrecord again and again."""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import SetupError

NICE = 10
LONGEST_LINE = 990  # cron of Vixie's kind cuts a command off at 1,000 characters
FINE = "3 75"  # exit codes that are no failure: some pages set aside; another run is still at work

MINUTES, HOURS = re.compile(r"([0-9]{1,2})min"), re.compile(r"([0-9]{1,2})h")
CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
FORMS = 'hourly, daily, weekly, "HH:MM", 5min to 30min, 2h to 12h, or change'


@dataclass(frozen=True, slots=True)
class Every:
    """When to run, for systemd (OnCalendar=) and for cron (five fields), and how far it may be put off."""

    calendar: str
    cron: str
    delay: str


@dataclass(frozen=True, slots=True)
class Job:
    """A command of absolute paths, the folder that it runs in, and the variables that it needs.

    `every` is None for a command that never ends, as `onrecord watch`.
    """

    command: tuple[str, ...]
    folder: Path
    every: Every | None
    environment: Mapping[str, str] = field(default_factory=dict)
    name: str = "onrecord"


def parse_every(text: str) -> Every | None:
    """Read when to run: hourly, daily (at four), weekly (Mondays at four), HH:MM, 15min, 6h; None for change.

    Minutes must divide an hour and hours a day, for cron can't say anything else. Raises SetupError for
    what is none of these.
    """
    if text == "change":
        return None
    if text == "hourly":
        return Every("*-*-* *:00:00", "0 * * * *", "5min")
    if text in {"daily", "weekly"}:
        day, number = ("Mon ", "1") if text == "weekly" else ("", "*")
        return Every(f"{day}*-*-* 04:00:00", f"0 4 * * {number}", "30min")
    if found := CLOCK.fullmatch(text):
        hour, minute = map(int, found.groups())
        return Every(f"*-*-* {hour:02}:{minute:02}:00", f"{minute} {hour} * * *", "1min")
    if (found := MINUTES.fullmatch(text)) and (minutes := int(found[1])) in {5, 6, 10, 12, 15, 20, 30}:
        return Every(f"*-*-* *:00/{minutes}:00", f"*/{minutes} * * * *", "30s")
    if (found := HOURS.fullmatch(text)) and (hours := int(found[1])) in {2, 3, 4, 6, 8, 12}:
        return Every(f"*-*-* 00/{hours}:00:00", f"0 */{hours} * * *", "5min")
    raise SetupError(f"--every {text}: say {FORMS}; minutes must divide an hour, hours a day")


def service(job: Job) -> str:
    """Write the systemd service of a job; raises SetupError for a path that no unit can hold."""
    kind = ("Type=oneshot",) if job.every else ("Type=exec", "Restart=on-failure", "RestartSec=60")
    install = () if job.every else ("", "[Install]", "WantedBy=default.target")
    lines = (
        "[Unit]",
        f"Description=onrecord: pages into tables ({_specifiers(_plain(str(job.folder)))})",
        "",
        "[Service]",
        *kind,
        f"WorkingDirectory={_specifiers(_plain(str(job.folder)))}",
        *(f"Environment={_quoted(f'{name}={value}')}" for name, value in sorted(job.environment.items())),
        f"ExecStart={_exec(job.command)}",
        f"SuccessExitStatus={FINE}",
        f"Nice={NICE}",
        *install,
    )
    return "\n".join(lines) + "\n"


def timer(job: Job) -> str:
    """Write the systemd timer of a job; "" for one that never ends.

    A start that was missed while the machine was off is made up for.
    """
    if job.every is None:
        return ""
    lines = (
        "[Unit]",
        f"Description=onrecord: when pages are turned into tables ({_specifiers(_plain(str(job.folder)))})",
        "",
        "[Timer]",
        f"OnCalendar={job.every.calendar}",
        f"RandomizedDelaySec={job.every.delay}",
        "Persistent=true",
        "",
        "[Install]",
        "WantedBy=timers.target",
    )
    return "\n".join(lines) + "\n"


def cron(job: Job) -> str:
    """Write the crontab line of a job, without a line break; raises SetupError for what cron can't take."""
    variables = [f"{name}={shlex.quote(_plain(value))}" for name, value in sorted(job.environment.items())]
    words = [*variables, f"nice -n {NICE}", *(shlex.quote(_plain(word)) for word in job.command)]
    command = f"cd {shlex.quote(_plain(str(job.folder)))} && {' '.join(words)}"
    line = f"{job.every.cron if job.every else '@reboot'} {command.replace('%', chr(92) + '%')}"
    if len(line.encode()) > LONGEST_LINE:
        raise SetupError(f"the crontab line has more than {LONGEST_LINE} bytes, which cron would cut off")
    return line


def _exec(command: tuple[str, ...]) -> str:
    # systemd takes no quotes in the name of the file to run, and opens no variables there; `nice` takes both
    bare = not re.search(r"[\"'$]", command[0])
    program, *rest = command if bare else ("/usr/bin/nice", "-n", "0", *command)
    return " ".join([_quoted(program), *(_quoted(word).replace("$", "$$") for word in rest)])


def _quoted(word: str) -> str:
    if re.fullmatch(r"[\w@+=:,./-]+", _plain(word)):
        return word
    escaped = _specifiers(word).replace('"', '\\"')
    return f'"{escaped}"'


def _specifiers(text: str) -> str:
    return text.replace("%", "%%")


def _plain(text: str) -> str:
    """Raise SetupError for what units and crontabs have no common way to write."""
    if "\\" in text or not text.isprintable() or text != text.strip():
        why = "holds a backslash, a line break, another character without a shape, or a space at its edge"
        raise SetupError(f"{text!r} {why}: no schedule can be written for it, give it another name")
    return text
