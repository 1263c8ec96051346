"""The lease of the tables in a bucket: an object that the run at work renews, as a lock that ends by itself.

    .onrecord/lease      who holds it, renewed every few seconds; put only in the place of what was read
    .onrecord/clock      put to learn what time it is for the store, by whose clock alone a lease is judged

A lease that wasn't renewed for a minute is anybody's; one whose holder is known to be dead, on the machine
that asks, is so at once. A run that lost its lease, frozen for so long, does no harm: see `snapshots.py`.
"""

import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.errors import LockedError, OnrecordError, SetupError
from pipeline.places import S3Path
from pipeline.store import objects

RENEW = 10.0  # seconds between two renewals
EXPIRE = 60.0  # seconds after the last one
LOOK = 2.0  # seconds between two looks of who waits


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lease; `token` is empty where nobody does."""

    token: str
    host: str = ""
    boot: str = ""
    """What the holder's machine, and its processes' numbers, are told by; empty where nothing tells."""
    pid: int = 0
    renewed: int = 0
    """How often."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A lease as it was found; `seconds` since it was renewed."""

    holder: Holder
    tag: str
    seconds: float

    @property
    def is_free(self) -> bool:
        return not self.holder.token or self.seconds > EXPIRE or _is_dead(self.holder)


@contextmanager
def leased(state: S3Path, *, wait: bool) -> Iterator[None]:
    """Hold the lease of a state for as long as the block lasts.

    Raises LockedError where another run holds it, unless told to wait; SetupError where the store doesn't do
    what is asked under a condition.
    """
    _check_conditions(state)
    holder = Holder(os.urandom(8).hex(), socket.gethostname(), _boot(), os.getpid())
    while (tag := _take(state, holder, seen := look(state))) is None:
        if seen and not seen.is_free:
            if not wait:
                raise LockedError(_told(state, seen))
            time.sleep(LOOK)
    renewing = _Renewing(state, holder, tag)
    try:
        yield
    finally:
        renewing.end()


def look(state: S3Path) -> Seen | None:
    """Look who holds the lease of a state; None where nobody ever did."""
    try:
        data, tag = objects.read_version(state / "lease")
        renewed = objects.look(state / "lease").modified
    except FileNotFoundError:
        return None
    try:
        holder = Holder(**json.loads(data))
    except (ValueError, TypeError):
        holder = Holder("")
    return Seen(holder, tag, (objects.now(state / "clock") - renewed).total_seconds())


def _take(state: S3Path, holder: Holder, seen: Seen | None) -> str | None:
    if seen is None:
        return objects.put_new(state / "lease", _text(holder))
    return objects.put_if(state / "lease", _text(holder), seen.tag) if seen.is_free else None


def _told(state: S3Path, seen: Seen) -> str:
    who, ago = f"process {seen.holder.pid} on {seen.holder.host}", max(0, round(seen.seconds))
    return f"another run is at work on {state} ({who}, heard of {ago} s ago)"


class _Renewing:
    """A thread that renews a lease until it ends, or is somebody else's."""

    def __init__(self, state: S3Path, holder: Holder, tag: str) -> None:
        self._lease, self._holder, self._tag = state / "lease", holder, tag
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._renew, daemon=True, name="lease")
        self._thread.start()

    def end(self) -> None:
        """Give the lease back, where it is still ours."""
        self._ended.set()
        self._thread.join(timeout=EXPIRE)  # a renewal may be under way still, over a slow line
        with suppress(OnrecordError):  # it ends by itself
            objects.put_if(self._lease, _text(Holder("")), self._tag)

    def _renew(self) -> None:
        renewed = 0
        while not self._ended.wait(RENEW):
            renewed += 1
            holder = Holder(**{**asdict(self._holder), "renewed": renewed})
            try:
                tag = objects.put_if(self._lease, _text(holder), self._tag)
            except OnrecordError:  # the store is away: the next time
                continue
            if tag is None:
                return
            self._tag = tag


def _check_conditions(state: S3Path) -> None:
    """Raise SetupError where the store puts an object though its condition doesn't hold."""
    probe, mine = state / "conditions", os.urandom(8)
    tag = objects.put_new(probe, b"a put under a condition") or objects.look(probe).tag
    other = '"' + "0" * len(tag.strip('"')) + '"'
    if objects.put_new(probe, mine) or objects.put_if(probe, mine + b"?", other):
        objects.remove([probe])
        why = "ignores conditions (If-None-Match, If-Match), without which tables aren't safe there"
        raise SetupError(f"the store of {state} {why}")


def _text(holder: Holder) -> bytes:
    return json.dumps(asdict(holder)).encode()


def _is_dead(holder: Holder) -> bool:
    if not holder.boot or holder.boot != _boot():
        return False
    try:
        os.kill(holder.pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _boot() -> str:
    """Name this machine since its start, and its numbering of processes; empty where that isn't Linux."""
    try:
        started = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{started} {os.readlink('/proc/self/ns/pid')}"
    except OSError:
        return ""
