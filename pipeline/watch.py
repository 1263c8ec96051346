"""Watch the raw folders: what changed in them, each time once it has settled."""

import os
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import SetupError

SETTLE = 5.0  # seconds without a change after which files are taken to be complete
PATIENCE = 60  # how many times that: whoever never stops writing is waited for no longer
RETRY = 30.0  # seconds after which what couldn't be done is tried again
POLL = 1.0  # seconds between two looks at folders that tell of no change themselves
POLL_SETTLE = (
    2 * POLL
)  # a change is seen by the second of its time: what changes in that second is waited for

Change = frozenset[Path]


@dataclass(slots=True)
class Settling:
    """What has changed since the last time that it was taken; times are seconds of any one clock.

    It is due `settle` seconds after the last change or, where changes never end, `PATIENCE` times that
    after the first.
    """

    settle: float
    changed: set[Path] = field(default_factory=set)
    first: float | None = None
    last: float = 0.0
    not_before: float = float("-inf")

    def note(self, changed: Change, now: float) -> None:
        """Note a change; one without a path is a change too, of which nobody can say where."""
        self.changed |= changed
        self.first = now if self.first is None else self.first
        self.last = now

    def take(self, now: float) -> Change | None:
        """Take what has changed if it is due; None if it isn't, or if nothing has changed."""
        if self.first is None or now < self.not_before:
            return None
        if now - self.last < self.settle and now - self.first < self.settle * PATIENCE:
            return None
        taken, self.changed, self.first = frozenset(self.changed), set(), None
        return taken

    def put_back(self, taken: Change, now: float, *, retry: float) -> None:
        """Put back what couldn't be dealt with, to be taken again after `retry` seconds."""
        self.note(taken, now)
        self.not_before = now + retry


def follow(
    roots: Sequence[Path],
    act: Callable[[Change], bool],
    *,
    settle: float = SETTLE,
    poll: bool = False,
    retry: float = RETRY,
    is_stopped: Callable[[], bool] = lambda: False,
) -> None:
    """Call `act` at the start and whenever files under the roots have changed, until it is stopped.

    It is told the paths that changed: none at the start, and where a root went or came back. It is called
    only when nothing has changed for `settle` seconds; what changes while it is at work counts for the
    next time. Where it returns False it is called again after `retry` seconds, with the same paths. Hidden
    files and folders are passed over. `poll` looks at every file again and again, for folders on a
    network, which tell of no change; it lets them settle for two seconds at least. `is_stopped` is asked
    every second or more often. Raises SetupError where the folders can't be watched.
    """
    roots = [Path(os.path.abspath(root)) for root in roots]
    settle = max(settle, POLL_SETTLE) if poll else settle
    waiting = Settling(settle)
    waiting.note(frozenset(), time.monotonic())
    for changed in _changes(roots, tick=min(settle / 4, 1.0), poll=poll):
        if is_stopped():
            return
        now = time.monotonic()
        if changed is None:
            waiting.note(frozenset(), now)
        elif seen := frozenset(path for path in changed if _is_visible(path, roots)):
            waiting.note(seen, now)
        if (taken := waiting.take(now)) is not None and not act(taken):
            waiting.put_back(taken, time.monotonic(), retry=retry)


def _changes(roots: Sequence[Path], *, tick: float, poll: bool) -> Generator[set[Path] | None]:
    """Give what changed, several times while files settle and often nothing; None where a root is another."""
    while True:
        known = [_identity(root) for root in roots]
        there = [root for root, identity in zip(roots, known, strict=True) if identity]
        for changed in _watched(there, tick=tick, poll=poll):
            yield changed
            if [_identity(root) for root in roots] != known:
                break
        yield None


def _watched(roots: Sequence[Path], *, tick: float, poll: bool) -> Generator[set[Path]]:
    """Give what changed in folders that are there, every `tick` seconds at least."""
    from watchfiles import watch

    while not roots:
        time.sleep(tick)
        yield set()
    every = max(1, int(tick * 1000))
    watching = watch(
        *roots,
        watch_filter=None,  # or hidden files that change all the time would keep it from speaking
        debounce=every,
        step=min(50, every),
        rust_timeout=every,
        yield_on_timeout=True,
        force_polling=poll,
        poll_delay_ms=int(POLL * 1000),
        ignore_permission_denied=True,
    )
    try:
        for found in watching:
            yield {Path(path) for _, path in found}
    except FileNotFoundError:
        time.sleep(tick)  # a folder went just now
    except (OSError, RuntimeError) as error:
        raise SetupError(
            f"the folders can't be watched: {error}; `--poll` does without the system's help, and on Linux "
            "fs.inotify.max_user_watches says how many folders it helps with"
        ) from None


def _identity(root: Path) -> tuple[int, int] | None:
    # a folder that was removed and made anew is another one, and nobody tells of what happens in it
    try:
        told = root.stat()
    except OSError:
        return None
    return told.st_dev, told.st_ino


def _is_visible(path: Path, roots: Sequence[Path]) -> bool:
    """Say whether a run would read it: it isn't hidden, and lies in no hidden folder under the root."""
    inside = [path.relative_to(root).parts for root in roots if path.is_relative_to(root)]
    return not inside or any(not any(part.startswith(".") for part in parts) for parts in inside)
