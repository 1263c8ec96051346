"""Objects of an S3-compatible store: the one place that speaks with it.

Where the server is busy or the connection drops, a request is made again, for three minutes at most. A put
whose answer was lost may have been done: then what is there is read, and is taken for ours where it is the
same, so whoever makes a condition puts something that nobody else would.
"""

import errno
import io
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.errors import SetupError
from pipeline.places import S3Path

if TYPE_CHECKING:
    from collections.abc import Buffer

    from obstore.store import S3Store

ATTEMPTS = 5  # at a put that is refused though there is nothing: somebody else removes it just then
CONNECT = timedelta(seconds=10)
ANSWER = timedelta(minutes=10)  # for a whole request: a part of some hundred megabytes, over a slow line
RETRIES = 1000
RETRY = timedelta(minutes=3)
FEW_RETRIES, SHORTLY = (
    2,
    timedelta(seconds=15),
)  # where credentials would have to come from the machine itself
AT_ONCE = 1000  # objects removed by one request
_TOLD = ("AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
         "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_SKIP_SIGNATURE")  # fmt: skip
_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")
_NO_CREDENTIALS = ("169.254.169.254", "169.254.170.2", "Missing AccessKeyId", "Missing SecretAccessKey")
"""Where machines of a cloud ask for them, and what is said of half of them."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An object as a listing tells it: `tag` is another after each put of other bytes."""

    path: S3Path
    size: int
    modified: datetime
    tag: str


def listed(folder: S3Path) -> Iterator[Stored]:
    """List the objects below a folder, sorted by name; none where there are none."""
    with _failing_in_one_line(folder):
        for several in _obstore().list(_store(folder), folder.key or None):
            for meta in several:
                yield _stored(folder, meta)


def look(path: S3Path) -> Stored:
    """Look at an object; raises FileNotFoundError where there is none."""
    with _failing_in_one_line(path):
        return _stored(path, _obstore().head(_store(path), path.key))


def read(path: S3Path) -> bytes:
    """Read an object; raises FileNotFoundError where there is none."""
    return read_version(path)[0]


def read_version(path: S3Path) -> tuple[bytes, str]:
    """Read an object, with the tag of what was read; raises FileNotFoundError where there is none."""
    with _failing_in_one_line(path):
        got = _obstore().get(_store(path), path.key)
        return bytes(got.bytes()), str(got.meta["e_tag"])


def read_range(path: S3Path, start: int, end: int) -> bytes:
    """Read the bytes from `start` until before `end`; raises FileNotFoundError where there is no object."""
    if start >= end:
        return b""
    with _failing_in_one_line(path):
        return bytes(_obstore().get_range(_store(path), path.key, start=start, end=end))


def chunks(path: S3Path, size: int) -> Iterator[bytes]:
    """Read an object in pieces of about that size, all of one version; raises FileNotFoundError likewise."""
    with _failing_in_one_line(path):
        for piece in _obstore().get(_store(path), path.key).stream(min_chunk_size=size):
            yield bytes(piece)


def opened(path: S3Path) -> io.BufferedReader:
    """Open an object to read here and there; raises FileNotFoundError where there is none."""
    return io.BufferedReader(_Reader(path, look(path).size), buffer_size=128 * 1024)


def now(clock: S3Path) -> datetime:
    """Say what time it is by the store's clock, which dates its objects; `clock` is one put for that."""
    put(clock, os.urandom(8))
    return look(clock).modified


def put(path: S3Path, data: "Buffer") -> None:
    """Put an object, whatever was there."""
    with _failing_in_one_line(path):
        _obstore().put(_store(path), path.key, memoryview(data).cast("B"), use_multipart=False)


def put_new(path: S3Path, data: bytes) -> str | None:
    """Put an object where there is none, and give its tag; None where there is another."""
    return _put(path, data, "create")


def put_if(path: S3Path, data: bytes, tag: str) -> str | None:
    """Put an object in the place of the one with this tag, and give its tag; None where there is another."""
    return _put(path, data, {"e_tag": tag})


def remove(paths: Iterable[S3Path]) -> None:
    """Remove objects of one bucket; those that aren't there are no fault."""
    wanted = sorted(paths)
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        with _failing_in_one_line(some[0]):
            _obstore().delete(_store(some[0]), [path.key for path in some])


def _put(path: S3Path, data: bytes, mode: Any) -> str | None:
    exceptions = _obstore().exceptions
    for _ in range(ATTEMPTS):
        with _failing_in_one_line(path):
            failure: Exception
            try:
                return str(
                    _obstore().put(_store(path), path.key, data, mode=mode, use_multipart=False)["e_tag"]
                )
            except (exceptions.AlreadyExistsError, exceptions.PreconditionError) as error:
                failure = error
            except exceptions.GenericError as error:  # it may have been done, its answer is lost
                failure = error
            try:
                there, tag = read_version(path)
            except FileNotFoundError:
                there = None
            if there == data:
                return tag
            if isinstance(failure, exceptions.GenericError):
                raise failure
        if there is not None or mode != "create":
            return None
    return None


class _Reader(io.RawIOBase):
    """An object as a file."""

    def __init__(self, path: S3Path, size: int) -> None:
        self._path, self._size, self._at = path, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + (0, self._at, self._size)[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, into: Any) -> int:
        got = read_range(self._path, self._at, min(self._at + len(into), self._size))
        into[: len(got)] = got
        self._at += len(got)
        return len(got)


def _stored(place: S3Path, meta: Any) -> Stored:
    return Stored(
        S3Path(place.bucket, str(meta["path"])), meta["size"], meta["last_modified"], str(meta["e_tag"])
    )


def _obstore() -> Any:
    import obstore  # only who has something in a bucket waits for it
    import obstore.exceptions

    return obstore


def _store(path: S3Path) -> "S3Store":
    told = any(os.environ.get(name) for name in _TOLD)
    endpoint = next(filter(None, map(os.environ.get, _ENDPOINTS)), None)
    variables = tuple(sorted(item for item in os.environ.items() if item[0].startswith("AWS_")))
    return _client(path.bucket, endpoint, variables, told=told)


@cache
def _client(
    bucket: str, endpoint: str | None, _variables: tuple[tuple[str, str], ...], *, told: bool
) -> "S3Store":
    from obstore.store import S3Store

    return S3Store(
        bucket,
        config={"endpoint": endpoint} if endpoint else None,
        client_options={
            "allow_http": (endpoint or "").startswith("http://"),
            "connect_timeout": CONNECT,
            "timeout": ANSWER,
        },
        retry_config={
            "max_retries": RETRIES if told else FEW_RETRIES,
            "retry_timeout": RETRY if told else SHORTLY,
        },
    )


@contextmanager
def _failing_in_one_line(place: S3Path) -> Iterator[None]:
    """Raise SetupError for what the store refuses; that there is no such object is left as it is."""
    exceptions = _obstore().exceptions
    try:
        yield
    except FileNotFoundError as error:
        if "NoSuchBucket" in str(error):
            raise SetupError(f"there is no bucket {place.bucket} for {place}: make it first") from None
        raise FileNotFoundError(errno.ENOENT, "no such object", str(place)) from None
    except exceptions.BaseError as error:
        raise SetupError(_why(place, error)) from None


def _why(place: S3Path, error: Exception) -> str:
    exceptions, said = _obstore().exceptions, str(error)
    if "NoSuchBucket" in said:
        return f"there is no bucket {place.bucket} for {place}: make it first"
    if any(sign in said for sign in _NO_CREDENTIALS):
        return f"no credentials for {place}: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
    refused = isinstance(error, exceptions.PermissionDeniedError | exceptions.UnauthenticatedError)
    if refused or "403 Forbidden" in said:
        return f"{place} is refused to these credentials: they need to list, read, put and delete there"
    first = said.splitlines()[0]
    return f"{place} can't be reached: {first}"
