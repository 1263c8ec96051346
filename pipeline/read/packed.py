"""Packed bytes, unpacked piece by piece: gzip and Zstandard, never as a whole in memory."""

import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Literal, Protocol

from pipeline.errors import PageError

if sys.version_info >= (3, 14):
    from compression.zstd import ZstdDecompressor, ZstdError
else:
    from backports.zstd import ZstdDecompressor, ZstdError

Packing = Literal["gz", "zst"]
PIECE = 65_536
"""Bytes that are unpacked at a time."""
MAX_EXPANSION = 250
"""Times its packed size that a file may unpack to: scraped pages pack 5- to 30-fold, pages that repeat one
another up to 100-fold; a decompression bomb in gzip 1,000-fold, in Zstandard more."""
FREE = 16_000_000
"""Bytes that may come out whatever went in: a small file of one word repeated harms nobody."""

NAMES = {"gz": "gzip", "zst": "Zstandard"}


class _Unpacker(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def pieces(self, data: bytes) -> Iterator[bytes]: ...


def unpack(chunks: Iterable[bytes], packing: Packing | None) -> Iterator[bytes]:
    """Unpack a stream of bytes; files packed one after another are one, and None unpacks nothing.

    Raises PageError where the bytes are damaged, break off or expand like a decompression bomb, after
    everything before has been given.
    """
    if packing is None:
        yield from chunks
        return
    n_in = n_out = 0
    new: Callable[[], _Unpacker] = _Gzip if packing == "gz" else _Zstandard
    unpacker: _Unpacker | None = None
    for chunk in chunks:
        n_in += len(chunk)
        data = chunk
        while data:
            if unpacker is None:
                if n_out and not (data := data.lstrip(b"\0")):  # archives are padded with NULs
                    break
                unpacker = new()
            for piece in unpacker.pieces(data):
                n_out += len(piece)
                if n_out > max(FREE, MAX_EXPANSION * n_in):
                    raise PageError(f"expands more than {MAX_EXPANSION}-fold, as a decompression bomb does")
                yield piece
            data = b""
            if unpacker.eof:
                data, unpacker = unpacker.unused_data, None
    if unpacker is not None:
        raise PageError(f"the {NAMES[packing]} data break off")


class _Gzip:
    def __init__(self) -> None:
        self._unpacker = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._unpacker.eof

    @property
    def unused_data(self) -> bytes:
        return self._unpacker.unused_data

    def pieces(self, data: bytes) -> Iterator[bytes]:
        while True:
            before = self._unpacker.copy()
            try:
                piece = self._unpacker.decompress(data, PIECE)
            except zlib.error:
                yield from _up_to_damage(before, data)
                raise PageError("the gzip data are damaged") from None
            if not piece:
                return
            yield piece
            data = self._unpacker.unconsumed_tail


def _up_to_damage(unpacker: "zlib._Decompress", data: bytes) -> Iterator[bytes]:
    """Unpack byte by byte: zlib keeps to itself what it unpacked in a call that fails."""
    pieces = []
    with suppress(zlib.error):
        for at in range(len(data)):
            pieces.append(unpacker.decompress(data[at : at + 1]))  # noqa: PERF401  those before a fault count
    if whole := b"".join(pieces):
        yield whole


class _Zstandard:
    def __init__(self) -> None:
        self._unpacker = ZstdDecompressor()

    @property
    def eof(self) -> bool:
        return self._unpacker.eof

    @property
    def unused_data(self) -> bytes:
        return self._unpacker.unused_data

    def pieces(self, data: bytes) -> Iterator[bytes]:
        while not self._unpacker.eof:
            try:
                piece = self._unpacker.decompress(data, PIECE)
            except ZstdError:
                raise PageError("the Zstandard data are damaged") from None
            if piece:
                yield piece
            data = b""
            if self._unpacker.needs_input:
                return
