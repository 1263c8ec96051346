"""How a run tells of itself: a summary for people, one line for cron, log lines for a journal, metrics."""

import json
import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from pipeline.cli import show
from pipeline.cli.codes import CRASHED, INTERRUPTED, LOCKED, PUBLISHED, SET_ASIDE, code_of
from pipeline.errors import GateError, LockedError, OnrecordError, SetupError

if TYPE_CHECKING:
    from pipeline.config import Settings
    from pipeline.places import Place
    from pipeline.run.outcome import Event, Report
    from pipeline.run.present import Totals

    Advance = Callable[[int, int], None]
    Tell = Callable[[Event], None]

EVERY = 30.0  # seconds between two lines of progress; in a run of hours, a twentieth of it
EVENTS = """
[bold]Log lines[/bold] (--log-format, on stderr, in place of the summary)\n
  text: the time in UTC and what happened. json: an object a line, with time, level, event, message, and\n
  started          raw, out\n
  progress         pages, of, seconds\n
  set_aside        source, status, reason, of each page that wasn't set aside before\n
  correction_lost  correction_id, action, who, reason, of each that fitted before, or is new\n
  ended            the columns of runs: outcome, snapshot, n_new, n_pages, seconds, …\n
  refused          gate; locked, failed and interrupted have a message only, crashed a traceback\n
  warning          logger, where a library has something to say\n
"""

_logger = logging.getLogger("onrecord")


class Format(StrEnum):
    """How log lines are written."""

    TEXT = "text"
    JSON = "json"


def start(how: Format | None) -> None:
    """Write what is logged to stderr from here on: as lines of text or JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if how == Format.JSON else _Text())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.captureWarnings(True)
    _logger.setLevel(logging.INFO)


def stop() -> None:
    """Log nothing any more, as at the beginning."""
    logging.captureWarnings(False)
    logging.basicConfig(handlers=[logging.NullHandler()], force=True)
    logging.getLogger().handlers.clear()
    _logger.setLevel(logging.NOTSET)


def is_started() -> bool:
    """Say whether lines are logged at all."""
    return _logger.level == logging.INFO


def say(
    event: str, message: str, *, level: int = logging.INFO, error: Exception | None = None, **told: object
) -> None:
    """Log one event; `told` are the keys that its JSON line has besides, `error` comes with its traceback."""
    _logger.log(level, "%s", message, extra={"event": event, "told": told}, exc_info=error)


def failure(error: OnrecordError) -> int:
    """Tell what ended a command, in one line, and give its exit code."""
    if not is_started():
        show.stderr.print(f"[red]onrecord:[/red] {escape(str(error))}", soft_wrap=True)
    elif isinstance(error, GateError):
        say("refused", str(error), level=logging.ERROR, gate=error.gate)
    elif isinstance(error, LockedError):
        say("locked", str(error), level=logging.WARNING)
    else:
        say("failed", str(error), level=logging.ERROR)
    return code_of(error)


def interrupted(message: str) -> None:
    """Tell that a command was told to stop, and what is left."""
    if is_started():
        say("interrupted", f"interrupted; {message}", level=logging.WARNING)
    else:
        show.stderr.print(f"onrecord: interrupted; {message}")


def carry_out(
    work: "Callable[[Advance, Tell], Report]",
    settings: "Settings",
    *,
    log_format: Format | None = None,
    quiet: bool = False,
    metrics: Path | None = None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Do a run, tell of it in the way that was asked for, and give its exit code.

    `work` is called with what takes its progress and its events. What it raises is passed on, once the
    metrics are written; but a lock, where it is to be quiet, is no news. `is_stopped` is asked at every
    progress, and ends the run as an interrupt does.
    """
    check_metrics(metrics)
    if log_format:
        folders = [str(folder) for folder in settings.raw]
        message = f"run of {', '.join(folders)} into {settings.out}"
        say("started", message, raw=folders, out=str(settings.out))
    before = _totals_of(settings.out) if log_format else None
    try:
        with _measured(metrics, settings.out) as measure, _progress(log_format, quiet) as advance:
            report = work(_heeding(advance, is_stopped), _event)
            code = measure(report)
    except LockedError:
        if quiet:
            return LOCKED
        raise
    if before is not None:
        _log(report, settings.out, before)
    elif quiet:
        show.line(report, settings.out)
    else:
        show.summary(report, settings.out)
    return code


def _heeding(advance: "Advance | None", is_stopped: Callable[[], bool]) -> "Advance":
    def told(done: int, total: int) -> None:
        if is_stopped():
            raise KeyboardInterrupt
        if advance:
            advance(done, total)

    return told


def check_metrics(path: Path | None) -> None:
    """Raise SetupError where metrics can't be written because there is no such folder."""
    if path and not path.absolute().parent.is_dir():
        raise SetupError(f"no folder {path.absolute().parent} for the metrics")


@contextmanager
def _measured(path: Path | None, out: "Place") -> "Iterator[Callable[[Report], int]]":
    """Write the metrics of a run, however it ends; gives what takes its report and gives its exit code."""
    begun, code, counted = time.perf_counter(), CRASHED, {}

    def measure(report: "Report") -> int:
        nonlocal code
        code = SET_ASIDE if report.is_new and report.set_aside else PUBLISHED
        counted.update(report.row())
        return code

    try:
        yield measure
    except OnrecordError as error:
        code = code_of(error)
        raise
    except KeyboardInterrupt as interrupt:
        code = interrupt.args[0] if interrupt.args else INTERRUPTED
        raise
    finally:
        if path:
            _write_metrics(path, out, code, time.perf_counter() - begun, counted)


def _write_metrics(path: Path, out: "Place", code: int, seconds: float, counted: dict[str, Any]) -> None:
    from pipeline import metrics
    from pipeline.places import absolute

    now = time.time()
    values = {"last_run_timestamp_seconds": now, "run_duration_seconds": seconds, "run_exit_code": code}
    if counted:
        values |= {"last_success_timestamp_seconds": now} | {
            name: counted[key] for name, key in metrics.COUNTED.items()
        }
    try:
        metrics.write(path, values, out=absolute(out))
    except SetupError as error:
        _logger.warning("%s", error)


@contextmanager
def _progress(log_format: Format | None, quiet: bool) -> "Iterator[Advance | None]":
    if quiet:
        yield None
    elif log_format or not show.stderr.is_terminal:
        yield lines_of_progress()
    else:
        with show.progress("reading pages") as advance:
            yield advance


def lines_of_progress(clock: Callable[[], float] = time.monotonic) -> "Advance":
    """Give what logs how far a run is, now and then; `clock` tells seconds."""
    begun = last = clock()

    def advance(done: int, total: int) -> None:
        nonlocal last
        now = clock()
        if now - last < max(EVERY, (now - begun) / 20):
            return
        last = now
        if not is_started():
            start(Format.TEXT)  # long work shows in a log that nobody asked to be one
        told = f"{done:,} of {total:,} pages"
        say("progress", told, pages=done, of=total, seconds=round(now - begun, 1))

    return advance


def _event(event: "Event") -> None:
    """Pass on what is worth a line at once; the rest is told at the end."""
    if event.kind == "warning":
        say("warning", event.said, level=logging.WARNING)


def _totals_of(out: "Place") -> "Totals":
    from pipeline import store
    from pipeline.run import present

    return present.totals(store.current(out))


def _log(report: "Report", out: "Place", before: "Totals") -> None:
    """Log what a run did; a page that was set aside before is no news, nor a correction that was lost."""
    aside_before, lost_before = set(before.set_aside), set(before.lost)
    for page in report.set_aside:
        if page not in aside_before:
            told = f"set aside: {page.source}: {page.reason or page.status}"
            say("set_aside", told, level=logging.WARNING, **page._asdict())
    for each in report.totals.lost:
        if each not in lost_before:
            say("correction_lost", f"lost: {show.lost(each)}", level=logging.WARNING, **each._asdict())
    say("ended", show.told(report, out), **report.row())


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        told = super().format(record).replace("\n", "\n  ")
        who = "" if record.levelno <= logging.INFO else f"{record.levelname.lower()}: "
        return f"{_moment(record)} {who}{told}"


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        event = getattr(record, "event", None)
        line = {
            "time": _moment(record),
            "level": record.levelname.lower(),
            "event": event or "warning",
            "message": record.getMessage(),
        }
        line |= getattr(record, "told", {}) if event else {"logger": record.name}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=show.json_value)


def _moment(record: logging.LogRecord) -> str:
    return str(show.json_value(datetime.fromtimestamp(record.created, UTC)))
