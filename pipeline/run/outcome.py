"""What a run did: counted while it is at work, told by its report, kept as a row of `runs`."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any, NamedTuple

from pipeline import config, store, tables
from pipeline.config import Settings
from pipeline.errors import GateError
from pipeline.run.present import NOTHING, SetAside, Totals, totals


class Event(NamedTuple):
    """Something worth a line while a run is at work."""

    kind: str
    """started, warning or ended"""
    said: str
    """One line for a person."""
    figures: dict[str, Any]


@dataclass(slots=True)
class Report:
    """What a run did; complete once it ended."""

    run_id: str
    started_at: datetime
    fingerprint: str
    model: str
    mirror: bool
    ended_at: datetime | None = None
    outcome: str = "unchanged"
    """published, unchanged, refused: GATE, interrupted, failed: WHY"""
    snapshot: int | None = None
    processes: int = 0
    n_new: int = 0
    n_retried: int = 0
    n_kept: int = 0
    n_vanished: int = 0
    n_forgotten: int = 0
    n_words: int = 0
    seconds: float = 0.0
    totals: Totals = NOTHING
    warnings: list[str] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return self.outcome == "published"

    @property
    def set_aside(self) -> tuple[SetAside, ...]:
        return self.totals.set_aside

    @property
    def n_pages(self) -> int:
        return self.totals.n_pages

    @property
    def n_set_aside(self) -> int:
        return len(self.set_aside)

    @property
    def n_articles(self) -> int:
        return self.totals.n_articles

    @property
    def n_quotes(self) -> int:
        return self.totals.n_quotes

    @property
    def n_attributed(self) -> int:
        return self.totals.n_attributed

    @property
    def n_corrections(self) -> int:
        return self.totals.n_corrections

    @property
    def n_corrections_lost(self) -> int:
        return len(self.totals.lost)

    @property
    def words_per_second(self) -> float:
        return self.n_words / self.seconds if self.seconds else 0.0

    def row(self) -> tables.Row:
        """Make the run's row in `runs`."""
        own = {f.name: getattr(self, f.name) for f in fields(self) if f.name in tables.SCHEMAS["runs"].names}
        shown = (
            "n_pages", "n_set_aside", "n_articles", "n_quotes", "n_attributed", "n_corrections",
            "n_corrections_lost",
        )  # fmt: skip
        return (
            own
            | {name: None if self.totals is NOTHING else getattr(self, name) for name in shown}
            | {
                "onrecord_version": config.version(),
                "schema_version": tables.SCHEMA_VERSION,
                "seconds": round(self.seconds, 3),
                "words_per_second": round(self.words_per_second, 1),
            }
        )


def begin(settings: Settings, *, mirror: bool) -> Report:
    """Begin the report of a run; raises SetupError where a model is missing."""
    model, fingerprint = config.model_version(settings.model), config.fingerprint(settings)
    started = datetime.now(UTC)
    return Report(f"{started:%Y%m%dT%H%M%S%f}", started, fingerprint, model, mirror)


@contextmanager
def logged(settings: Settings, report: Report, tell: Callable[[Event], None]) -> Iterator[None]:
    """Add the run to the `runs` table when it ends, however it does; only one that is killed leaves none."""
    try:
        yield
    except BaseException as error:
        report.outcome = _outcome(error)
        with suppress(Exception):  # what ended the run is what matters now
            _log(settings, report, tell)
        raise
    _log(settings, report, tell)


def _log(settings: Settings, report: Report, tell: Callable[[Event], None]) -> None:
    snapshot = store.current(settings.out)
    report.snapshot = snapshot.number if snapshot else None
    report.totals = totals(snapshot)
    report.ended_at = datetime.now(UTC)
    store.log_run(settings.out, report.run_id, tables.to_arrow("runs", [row := report.row()]))
    tell(Event("ended", report.outcome, row))


def _outcome(error: BaseException) -> str:
    if isinstance(error, GateError):
        return f"refused: {error.gate}"
    if isinstance(error, KeyboardInterrupt):
        return "interrupted"
    said = (str(error).splitlines() or [""])[0]
    return f"failed: {type(error).__name__}: {said}".rstrip(": ")


@contextmanager
def timed(report: Report) -> Iterator[None]:
    """Add the time that something takes to the report's seconds."""
    clock = time.perf_counter()
    try:
        yield
    finally:
        report.seconds += time.perf_counter() - clock
