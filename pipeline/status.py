"""What is shown now, and what the next run would do: looked up without processing or changing anything."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from pipeline import config, journal, store
from pipeline.errors import SetupError
from pipeline.forget import forgotten
from pipeline.inventory import find_files
from pipeline.places import Place, S3Path
from pipeline.run.census import Census, pages_of
from pipeline.run.present import pages_before, totals
from pipeline.store import files
from pipeline.work import finished

if TYPE_CHECKING:
    from pipeline.config import Settings
    from pipeline.tables import Row


class Shown(NamedTuple):
    """The snapshot in use."""

    snapshot: int
    since: datetime
    fingerprint: str | None
    rows: Mapping[str, int]
    """How many each table has."""
    set_aside: tuple[tuple[str, int], ...]
    """Reasons why pages are set aside, and how many pages each, the most frequent first."""


class Raw(NamedTuple):
    """The raw folders beside the snapshot in use; numbers of pages."""

    n_pages: int
    n_new: int
    n_changed: int
    """Pages of files or records that are in the tables with other bytes, too."""
    n_vanished: int
    n_forgotten: int
    n_to_process: int
    """Pages that the next run processes: neither finished nor set aside unread."""
    n_finished: int
    """Pages that are finished and in no table yet, because the run was interrupted or refused."""


class Kept(NamedTuple):
    """What lies on the disk; a file that several snapshots share counts once."""

    snapshots: tuple[int, ...]
    snapshot_bytes: int
    work_bytes: int
    all_bytes: int


@dataclass(frozen=True, slots=True)
class Status:
    """Everything that `onrecord status` tells."""

    out: Place
    state: Place
    shown: Shown | None
    fingerprint: str | None
    """Of this onrecord with these settings; None where a model is missing."""
    is_running: bool
    n_forgotten: int
    n_corrections: int
    """Corrections in the journal that the tables don't know yet."""
    kept: Kept
    last_run: "Row | None"
    raw: Raw | None
    problem: str | None
    """Why the raw folders, or the models, can't be looked at."""

    @property
    def is_stale(self) -> bool:
        """Whether the next run processes every page anew: code, models or settings are others."""
        return bool(self.shown and self.fingerprint and self.shown.fingerprint != self.fingerprint)


def status(settings: "Settings", *, scan: bool = True) -> Status:
    """Look up what is shown and what the next run would do; `scan` reads every raw page for that.

    Where nothing was published yet `shown` and `last_run` are None.
    """
    state, snapshot = store.state_folder(settings.out), store.current(settings.out)
    fingerprint, problem = _fingerprint(settings)
    raw = None
    if scan:
        try:
            raw = _scan(settings, snapshot, fingerprint)
        except SetupError as error:
            problem = str(error)
    return Status(
        out=settings.out,
        state=state,
        shown=_shown(snapshot) if snapshot else None,
        fingerprint=fingerprint,
        is_running=store.is_locked(settings.out),
        n_forgotten=len(forgotten(settings.out).lines),
        n_corrections=journal.n_waiting(settings.corrections, snapshot),
        kept=_kept(settings.out),
        last_run=next(iter(history(settings.out, most=1)), None),
        raw=raw,
        problem=problem,
    )


def history(out: Place, *, most: int = 0) -> "list[Row]":
    """List the runs over the tables in `out`, the newest first, `most` of them; none where there was none."""
    return store.runs(out)[: most or None]


def _fingerprint(settings: "Settings") -> tuple[str | None, str | None]:
    try:
        return config.fingerprint(settings), None
    except SetupError as error:
        return None, str(error)


def _shown(snapshot: store.Snapshot) -> Shown:
    told = totals(snapshot)
    reasons = Counter(page.reason or page.status for page in told.set_aside)
    tables = snapshot.manifest.get("tables", {})
    return Shown(
        snapshot=snapshot.number,
        since=snapshot.made,
        fingerprint=snapshot.manifest.get("fingerprint"),
        rows={name: content["rows"] for name, content in tables.items()},
        set_aside=tuple(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))),
    )


def _scan(settings: "Settings", snapshot: store.Snapshot | None, fingerprint: str | None) -> Raw:
    before = pages_before(snapshot)
    known = {page.source for page in before.values()}
    done = finished(store.state_folder(settings.out), fingerprint) if fingerprint else set()
    census = Census(done={}, before=before, is_forgotten=forgotten(settings.out).holds)
    pages = census.to_process(pages_of(settings, find_files(settings.raw)), lambda _: iter(()))
    read = {page.page_id: page.source for page in pages}
    fresh = {
        page_id: source
        for page_id, source in [*read.items(), *((id_, page.source) for id_, page in census.unread.items())]
        if page_id not in before
    }
    wanted = read.keys() | {page.page_id for page in census.staying()}
    n_changed = sum(source in known for source in fresh.values())
    return Raw(
        n_pages=len(census.here),
        n_new=len(fresh) - n_changed,
        n_changed=n_changed,
        n_vanished=sum(page.source not in census.sources for page in census.vanished()),
        n_forgotten=census.n_forgotten,
        n_to_process=len(wanted - done),
        n_finished=len(done & fresh.keys()),
    )


def _kept(out: Place) -> Kept:
    state = store.state_folder(out)
    told = [state / "snapshots", state / "parts"] if isinstance(state, S3Path) else [state / "snapshots"]
    return Kept(
        tuple(snapshot.number for snapshot in store.every(out)),
        sum(map(files.sizes, told)),
        files.sizes(state / "work"),
        files.sizes(state),
    )
