"""What is shown and by whom it is reviewed; renewed on demand when newer tables are published."""

import threading
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import SetupError
from pipeline.report.desk import Row
from pipeline.review import shelf as shelves
from pipeline.review.desk import Desk
from pipeline.review.shelf import Progress, Shelf
from pipeline.store import Snapshot


@dataclass(frozen=True, slots=True)
class _Set:
    """A shelf with the desk that stands before it: they change together."""

    shelf: Shelf
    desk: Desk


class Room:
    """The shelf and the desk in use. May be used by several threads at once."""

    def __init__(self, out: Path, journal: Path, who: str, shelf: Shelf) -> None:
        self._out, self._journal, self._who = out, journal, who
        self._set = _Set(shelf, Desk(shelf.book, journal, who))
        self._lock = threading.Lock()
        self._done: tuple[int, int] | None = None
        self._fault: str | None = None

    @property
    def shelf(self) -> Shelf:
        return self._set.shelf

    @property
    def desk(self) -> Desk:
        return self._set.desk

    def news(self) -> Row:
        """Say which snapshot is shown, whether there is a newer one, and how far the work on that is."""
        return {
            "snapshot": self.shelf.snapshot,
            "newer": not shelves.is_current(self.shelf, self._out),
            "making": self._done,
            "fault": self._fault,
        }

    def renew(self) -> None:
        """Begin to make the pages of the newest tables; the ones in use are shown meanwhile."""
        with self._lock:
            if self._done is None:
                self._done = (0, 0)
                threading.Thread(target=self._renew, daemon=True).start()

    def _renew(self) -> None:
        try:
            shelf = shelves.fetch(self._out, on_progress=self._progress, on_begin=_nobody)
            self._set = _Set(shelf, Desk(shelf.book, self._journal, self._who))
            self._fault = None
        except SetupError as error:
            self._fault = str(error)
        finally:
            self._done = None

    def _progress(self, done: int, total: int) -> None:
        self._done = (done, total)


def open_room(
    out: Path, journal: Path, who: str, *, on_progress: Progress | None, on_begin: shelves.Begin
) -> Room:
    """Fetch the pages of the tables that `out` shows now; raises SetupError where there are none."""
    return Room(out, journal, who, shelves.fetch(out, on_progress=on_progress, on_begin=on_begin))


def _nobody(snapshot: Snapshot) -> None:
    """Tell nobody."""
