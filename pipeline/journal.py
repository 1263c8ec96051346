"""The journal of corrections: a JSON line for each, appended and never changed.

It belongs to people, not to runs: it lies beside the raw pages, can be read and mended in an editor, kept
under version control and put together from several. A line that can't be read is told and passed over; a line
that stands twice counts once. Whoever writes holds a lock on the file itself, whoever reads one that others
share; after the torn line of a writer that was killed a new line is begun.
"""

import datetime as dt
import fcntl
import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from io import FileIO
from pathlib import Path

import msgspec

from pipeline.corrections import Action, Anchor, Answer, Correction, Names, Place, fault
from pipeline.errors import SetupError
from pipeline.records import content_id
from pipeline.store import Snapshot, sync

_decode = msgspec.json.Decoder(Correction).decode
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
LONGEST_FAULT = 200  # letters of what is told of a line, which may repeat what stands there


@dataclass(frozen=True, slots=True)
class Journal:
    """What a journal says."""

    corrections: tuple[Correction, ...] = ()
    """In the order of the file."""
    faulty: tuple[str, ...] = ()
    """What is wrong with each line that can't be read, in one line."""

    @property
    def digest(self) -> str:
        """Name what it says: equal digests, equal corrections in the same order."""
        return content_id("corrections", *(encode(each).decode() for each in self.corrections))


def make(
    action: Action,
    who: str,
    when: dt.datetime,
    *,
    place: Place | None = None,
    shown: tuple[Anchor, ...] = (),
    answer: Answer | None = None,
    names: Names | None = None,
    of: str | None = None,
    note: str | None = None,
) -> Correction:
    """Make a correction with its id; `when` is taken to the second, in UTC.

    Raises ValueError, in one line, where it lacks what its action needs, or holds what no file can.
    """
    if when.utcoffset() is None:
        raise ValueError("when has no time zone")
    moment = when.astimezone(dt.UTC).replace(microsecond=0)
    nameless = Correction("-", action, who, moment, place, shown, answer, names, of, note)
    if wrong := fault(nameless):
        raise ValueError(wrong)
    try:
        said = encode(nameless)
    except UnicodeEncodeError:
        raise ValueError("half of a surrogate pair is no text") from None
    return replace(nameless, correction_id=content_id("correction", said.decode()))


def encode(correction: Correction) -> bytes:
    """Write a correction as a line, without its end; what it doesn't say is left out."""
    return msgspec.json.encode(_told(msgspec.to_builtins(correction)))


def read(path: Path) -> Journal:
    """Read a journal; where there is no file it is empty. Raises SetupError for one that can't be read."""
    found: dict[str, Correction] = {}
    faulty = []
    for number, line in _lines(_data(path)):
        try:
            correction = _decode(line)
            wrong = fault(correction)
            if not wrong and found.setdefault(correction.correction_id, correction) != correction:
                wrong = f"an earlier line says otherwise under the same id, {correction.correction_id}"
        except _UNREADABLE as error:
            wrong = str(error)
        if wrong:
            faulty.append(f"{path}, line {number}, isn't taken for a correction: {wrong[:LONGEST_FAULT]}")
    return Journal(tuple(found.values()), tuple(faulty))


def every_line(path: Path) -> list[Correction]:
    """Read what `read` passes over too: lines that stand twice, or lack something; raises as it does."""
    found = []
    for _, line in _lines(_data(path)):
        with suppress(*_UNREADABLE):
            found.append(_decode(line))
    return found


def add(path: Path, corrections: Iterable[Correction]) -> None:
    """Add corrections at the end, all of them or none; raises SetupError where it can't be written."""
    lines = b"".join(encode(correction) + b"\n" for correction in corrections)
    with _failing_in_one_line(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with _locked(path) as file:
            size = file.seek(0, os.SEEK_END)
            if size and os.pread(file.fileno(), 1, size - 1) != b"\n":
                lines = b"\n" + lines
            try:
                while lines:
                    lines = lines[file.write(lines) :]
                os.fsync(file.fileno())
            except OSError:
                with suppress(OSError):
                    file.truncate(size)
                raise
        if not size:
            sync(path.parent)


def purge(path: Path, ids: Collection[str], *, torn: Collection[str] = ()) -> int:
    """Rewrite a journal without these corrections, and say how many lines went.

    Lines that can't be read stay, but for those that hold any of the words `torn`. The new file takes the
    old one's place whole, or not at all. Raises SetupError where it can't be written.
    """
    if not (ids or torn) or not path.exists():
        return 0
    path = Path(os.path.realpath(path))  # what a link leads to, lest that stays as it was
    with _failing_in_one_line(path), _locked(path) as file:
        file.seek(0)
        lines = file.readall().splitlines(keepends=True)
        kept = [line for line in lines if not _goes(line, ids, torn)]
        if len(kept) == len(lines):
            return 0
        unfinished = path.with_name(f".{path.name}.new")
        with open(unfinished, "wb", opener=_for_its_owner) as new:
            new.writelines(kept)
            new.flush()
            os.fsync(new.fileno())
        os.chmod(unfinished, os.fstat(file.fileno()).st_mode & 0o7777)
        os.replace(unfinished, path)
        sync(path.parent)
        return len(lines) - len(kept)


def _for_its_owner(path: str, flags: int) -> int:
    """Open a file that nobody else may read, until it has the old one's mode."""
    return os.open(path, flags, 0o600)


def n_waiting(path: Path, snapshot: Snapshot | None) -> int:
    """Count the corrections that a snapshot's tables don't know: they wait for the next run.

    Raises SetupError where the journal or the tables can't be read.
    """
    said = {correction.correction_id for correction in read(path).corrections}
    if snapshot is not None and snapshot.columns("corrections"):
        said -= {row["correction_id"] for row in snapshot.rows("corrections", ["correction_id"])}
    return len(said)


def _data(path: Path) -> bytes:
    try:
        with open(path, "rb") as file:
            with suppress(OSError):  # a file system without locks: the last line may be a torn one then
                fcntl.flock(file, fcntl.LOCK_SH)
            return file.read()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise SetupError(f"the corrections in {path} can't be read: {error.strerror}") from None


def _lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(data.split(b"\n"), 1):
        told = line.removeprefix(_BYTE_ORDER_MARK)  # where journals were put together it stands in the midst
        if told.strip():
            yield number, told


def _goes(line: bytes, ids: Collection[str], torn: Collection[str]) -> bool:
    try:
        return _decode(line.removeprefix(_BYTE_ORDER_MARK)).correction_id in ids
    except _UNREADABLE:
        return any(word.encode() in line for word in torn)


def _told(value: object) -> object:
    """Leave out of an encoded record what it doesn't say."""
    if isinstance(value, dict):
        return {key: _told(each) for key, each in value.items() if each not in (None, "", [], ())}
    if isinstance(value, (list, tuple)):
        return [_told(each) for each in value]
    return value


@contextmanager
def _locked(path: Path) -> Iterator[FileIO]:
    """Open a journal to read and append, and keep all others out; waits for them."""
    while True:
        file = FileIO(path, "a+")  # unbuffered: what failed to be written isn't tried again when it is closed
        try:
            with suppress(OSError):  # a file system without locks: one reviewer at a time then
                fcntl.flock(file, fcntl.LOCK_EX)
            if _is_in_place(file, path):
                yield file
                return
        finally:
            file.close()


def _is_in_place(file: FileIO, path: Path) -> bool:
    """Say whether a file is still the one under its name: not where it was rewritten since."""
    try:
        return os.path.samestat(os.stat(path), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False


@contextmanager
def _failing_in_one_line(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SetupError(f"the corrections in {path} can't be written: {error.strerror or error}") from None
