"""Zip archives: each member is a page or a container, by its own name."""

import hashlib
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from pipeline.errors import PageError
from pipeline.read.accounted import accounted
from pipeline.read.containers import pages_of
from pipeline.read.kinds import CONTAINERS, kind_of
from pipeline.read.packed import FREE, MAX_EXPANSION, PIECE
from pipeline.read.set_aside import no_page
from pipeline.records import Page, RawPage

Member = tuple[str, str | None, Iterator[bytes]]
"""A member's name, why it isn't read, and its bytes."""

_LOCAL = struct.Struct("<4s5H3L2H")
_LOCAL_MARK = b"PK\x03\x04"
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _DESCRIBED_AFTER, _UTF8_NAME = 0x1, 0x8, 0x800


def pages_of_zip(
    file: BinaryIO, *, source: str, fields: Mapping[str, str], max_page_bytes: int
) -> Iterator[RawPage | Page | str]:
    """Read the pages of an archive's members, `source#path`, each as a file of that name would be.

    Hidden members are none; a link, an archive in the archive and what is encrypted come back set aside.
    Of an archive that breaks off, and lost its directory with its end, the members before that are
    read. Raises PageError then, and where the archive is damaged, expands like a bomb or is none.
    """
    names: Counter[str] = Counter()
    budget = _Budget(file)
    for name, problem, chunks in _members(file):
        if name.endswith("/") or any(map(_is_hidden, name.split("/"))):
            continue
        names[name] += 1
        # a name that stands there again is told apart by what no name holds
        again = f"\\x00{names[name]}" if names[name] > 1 else ""
        path = name.replace("\\x", "\\x5cx").replace("#", "\\x23").encode(errors="backslashreplace").decode()
        member = f"{source}#{path}{again}"
        if problem:
            yield no_page(member, problem)
            continue
        kind = kind_of(name)
        digested = _Digested(budget.within(chunks))
        found = pages_of(digested.chunks(), kind, source=member, fields=fields, max_page_bytes=max_page_bytes)
        yield from accounted(found, source=member, digest=digested.digest, container=kind.form in CONTAINERS)
        budget.check()


def _is_hidden(part: str) -> bool:
    # "./story.txt" is as some tools name what isn't hidden at all
    return part.startswith((".", "__MACOSX")) and part not in (".", "..")


def _members(file: BinaryIO) -> Iterator[Member]:
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError):
        yield from _salvaged(file)
        return
    for member in archive.infolist():
        problem = None
        if stat.S_ISLNK(member.external_attr >> 16):
            problem = "a link in an archive"
        elif member.flag_bits & _ENCRYPTED:
            problem = "encrypted"
        yield member.filename, problem, _chunks_of(archive, member)


def _chunks_of(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with archive.open(member) as opened:
            while chunk := opened.read(PIECE):
                yield chunk
    except NotImplementedError:
        raise PageError("packed in a way that can't be read") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, struct.error):
        raise PageError("this member of the archive is damaged") from None


def _salvaged(file: BinaryIO) -> Iterator[Member]:
    """Read the members of an archive without a directory, one after another from its beginning."""
    file.seek(0)
    bytes_left = _Ahead(file)
    n_members = 0
    while (head := bytes_left.take(_LOCAL.size)).startswith(_LOCAL_MARK) and len(head) == _LOCAL.size:
        _, _, flags, method, *_, packed, _, n_name, n_extra = _LOCAL.unpack(head)
        name = bytes_left.take(n_name).decode("utf-8" if flags & _UTF8_NAME else "cp437", "backslashreplace")
        bytes_left.take(n_extra)
        if (
            flags & _ENCRYPTED
            or method not in (_STORED, _DEFLATED)
            or (method == _STORED and flags & _DESCRIBED_AFTER)
        ):
            raise PageError(f"the archive has no directory, and can't be read beyond member {n_members}")
        chunks = bytes_left.inflated() if method == _DEFLATED else bytes_left.stored(packed)
        yield name, None, chunks
        for _ in chunks:  # what was not asked for
            pass
        n_members += 1
        if flags & _DESCRIBED_AFTER:
            described = bytes_left.take(4)
            bytes_left.take(12 if described == b"PK\x07\x08" else 8)
    if not n_members:
        raise PageError("no zip archive, or one that is damaged from its beginning")
    raise PageError(f"the archive breaks off after member {n_members}")


class _Ahead:
    """A file of which what was read too much is kept for the next."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._rest = b""

    def take(self, size: int) -> bytes:
        while len(self._rest) < size and (chunk := self._file.read(PIECE)):
            self._rest += chunk
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken

    def stored(self, size: int) -> Iterator[bytes]:
        while size:
            if not (chunk := self.take(min(size, PIECE))):
                raise PageError("this member of the archive breaks off")
            size -= len(chunk)
            yield chunk

    def inflated(self) -> Iterator[bytes]:
        unpacker = zlib.decompressobj(wbits=-15)
        data = b""
        while not unpacker.eof:
            if not data and not (data := self.take(PIECE)):
                raise PageError("this member of the archive breaks off")
            try:
                piece = unpacker.decompress(data, PIECE)
            except zlib.error:
                raise PageError("this member of the archive is damaged") from None
            data = unpacker.unconsumed_tail
            if piece:
                yield piece
        self._rest = unpacker.unused_data + self._rest


class _Budget:
    """What may come out of one archive, whatever its members say."""

    def __init__(self, file: BinaryIO) -> None:
        self._left = max(FREE, MAX_EXPANSION * file.seek(0, 2))
        file.seek(0)

    def within(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self._left -= len(chunk)
            self.check()
            yield chunk

    def check(self) -> None:
        if self._left < 0:
            raise PageError(f"expands more than {MAX_EXPANSION}-fold, as a decompression bomb does")


class _Digested:
    """Chunks and the digest of what of them was read."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._hash = hashlib.sha256()

    def chunks(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self._hash.update(chunk)
            yield chunk

    def digest(self) -> str:
        return self._hash.hexdigest()
