"""Names as numbers: every distinct string once, so that what depends on a string is worked out once."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .forms import normal, spelled
from .packed import NONE, Ints

_SIMPLE = r"^[!-&(-~]+( [!-&(-~]+)*$"
"""Words of ASCII, without apostrophes, a space between them: `spelled` leaves them as they are."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The distinct strings of several columns; their numbers are places in `texts`."""

    texts: list[str]
    plain: Ints
    """Of each string, the number of what `spelled` makes of it."""
    folded: Ints
    """Of each string, the number of what `normal` makes of it: a place in `normals`."""
    normals: list[str]
    number_of: dict[str, int]
    """Of each of the normals, its place."""


def encode(*columns: pa.ChunkedArray) -> tuple[Vocabulary, list[Ints]]:
    """Give the strings of some columns, plain ones or dictionaries, their numbers; -1 where one is null."""
    apart = [parted(column) for column in columns]
    every = pa.concat_arrays([values for values, _ in apart]).dictionary_encode()
    numbers = every.indices.to_numpy().astype(np.int32)
    ends = np.cumsum([len(values) for values, _ in apart])[:-1]
    coded: list[Ints] = [
        np.append(ours, NONE).astype(np.int32)[codes]
        for ours, (_, codes) in zip(np.split(numbers, ends), apart, strict=True)
    ]
    return _vocabulary(every.dictionary), coded


def parted(column: pa.ChunkedArray) -> tuple[pa.Array, Ints]:
    """Part a column into its distinct strings and the place of each value among them; -1 where it is null."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    column = column.unify_dictionaries()
    if not column.num_chunks:
        return pa.array([], pa.string()), np.empty(0, np.int32)
    indices = [chunk.indices.fill_null(NONE).to_numpy() for chunk in column.chunks]
    return column.chunk(0).dictionary.cast(pa.string()), np.concatenate(indices).astype(np.int32, copy=False)


def _vocabulary(distinct: pa.Array) -> Vocabulary:
    texts: list[str] = distinct.to_pylist()
    number = {text: at for at, text in enumerate(texts)}
    simple = pc.match_substring_regex(distinct, _SIMPLE).to_numpy(zero_copy_only=False)
    small: list[str] = pc.replace_substring_regex(pc.ascii_lower(distinct), "^the ", "").to_pylist()
    plain = list(range(len(texts)))
    for at in np.flatnonzero(~simple).tolist():
        plain[at], small[at] = _number(spelled(texts[at]), number, texts), normal(texts[at])
    while len(plain) < len(texts):  # what isn't plain itself makes more
        text = texts[len(plain)]
        small.append(normal(text))
        plain.append(_number(spelled(text), number, texts))
    normals = dict[str, int]()
    folded = [normals.setdefault(name, len(normals)) for name in small]
    return Vocabulary(texts, np.array(plain, np.int64), np.array(folded, np.int64), list(normals), normals)


def _number(text: str, number: dict[str, int], texts: list[str]) -> int:
    at = number.setdefault(text, len(texts))
    if at == len(texts):
        texts.append(text)
    return at
