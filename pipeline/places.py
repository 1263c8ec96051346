"""Where something lies: a path on this machine, or one in a bucket of an S3-compatible object store."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pipeline.errors import SetupError

SCHEME = "s3://"
_MANGLED = re.compile(r"^s3:/(?=[^/])")  # what a path makes of two slashes
_NEARLY = re.compile(r"s3(:|//)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class S3Path:
    """An object, or all objects whose names begin so; `key` has no slash at its ends."""

    bucket: str
    key: str = ""

    def __str__(self) -> str:
        return f"{SCHEME}{self.bucket}/{self.key}".rstrip("/")

    def __truediv__(self, name: str) -> Self:
        return type(self)(self.bucket, f"{self.key}/{name}".strip("/"))

    @property
    def name(self) -> str:
        """The last part of its name, that of the bucket where there is none."""
        return self.key.rpartition("/")[2] or self.bucket

    @property
    def parts(self) -> tuple[str, ...]:
        """The bucket, and the parts of the name."""
        return (self.bucket, *filter(None, self.key.split("/")))

    @property
    def parent(self) -> Self:
        """The folder that it lies in, the bucket at last."""
        return type(self)(self.bucket, self.key.rpartition("/")[0])

    def is_within(self, other: "S3Path") -> bool:
        """Say whether it is the other or lies below it."""
        return self.bucket == other.bucket and f"{self.key}/".startswith(f"{other.key}/".lstrip("/"))


Place = Path | S3Path


def absolute(place: Place) -> Place:
    """Name a place so that it is the same from any folder."""
    return place if isinstance(place, S3Path) else place.absolute()


def lies_in(place: Place, folder: Place) -> bool:
    """Say whether a place is a folder, or lies below it."""
    if isinstance(place, S3Path) or isinstance(folder, S3Path):
        return isinstance(place, S3Path) and isinstance(folder, S3Path) and place.is_within(folder)
    return place.resolve().is_relative_to(folder.resolve())


def place_of(told: str | Place) -> Place:
    """Understand a place as people write it; raises SetupError for what is nearly an address of S3."""
    if isinstance(told, S3Path):
        return told
    text = _MANGLED.sub(SCHEME, str(told)) if isinstance(told, Path) else told
    if not text.startswith(SCHEME):
        if _NEARLY.match(text):
            raise SetupError(f"{told} is no address of S3: write s3://BUCKET/FOLDER")
        return Path(told)
    bucket, _, key = text.removeprefix(SCHEME).partition("/")
    if not bucket:
        raise SetupError(f"{told} names no bucket: write s3://BUCKET/FOLDER")
    return S3Path(bucket, "/".join(filter(None, key.split("/"))))
