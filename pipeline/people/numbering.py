"""Forms of names numbered in the order of their ids; which form a name means in an article."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .columns import KINDS, Columns
from .forms import BARE_KINDS, form_id_of, is_bare
from .packed import NONE, Ints, distinct, pack, places, unpack


class Numbering:
    """Every form of a corpus: what the spellings of a name of one kind share, bare nouns by article."""

    def __init__(self, columns: Columns, article_ids: pa.ChunkedArray) -> None:
        """Find all that mentions, speakers and affiliations are called."""
        self._columns = columns
        rows = [
            (columns.unit, columns.article),
            (columns.speaker, columns.quoted_in),
            (columns.affiliation, columns.quoted_in),
        ]
        size = max(1, len(KINDS) * len(columns.words.texts))
        self.times: Ints = sum(
            (np.bincount(units[units != NONE], minlength=size) for units, _ in rows), np.zeros(size, np.int64)
        )
        """How often each unit is there."""
        self.bare = self._which_are_bare(size)
        """Which units mean another one in each article; the last of them is for no unit."""
        units = np.flatnonzero((self.times > 0) & ~self.bare[:-1])
        self._keys, self._bare_keys = distinct(columns.key_of(units)), distinct(self._bare_pairs(rows))
        ids, self.keys = self._ids(article_ids)
        order = np.argsort(np.array([int(form_id, 16) for form_id in ids], np.uint64))
        self.ids = [ids[at] for at in order.tolist()]
        """The id of each form: 16 hexadecimal digits."""
        self.keys = self.keys[order]
        """What the spellings of each form share: see `Columns.key_of`."""
        numbers = np.empty(len(ids) + 1, np.int32)
        numbers[order], numbers[-1] = np.arange(len(ids)), NONE
        self._numbers, self._bare_numbers = numbers[: len(self._keys)], numbers[len(self._keys) :]
        self._of_unit = np.full(size + 1, NONE, np.int32)
        self._of_unit[units] = self._numbers[places(columns.key_of(units), self._keys)]

    def of(self, units: Ints, articles: Ints) -> Ints:
        """Give the number of the form that each name means in its article; -1 where there is no name."""
        found = self._of_unit[units]
        bare = np.flatnonzero(self.bare[units])
        found[bare] = self._in_article(units[bare], articles[bare])
        return found

    def anywhere(self, keys: Ints) -> Ints:
        """Give the form that spellings share in all articles; -1 where nothing is called so."""
        at = places(keys, self._keys)
        return np.where(at == NONE, NONE, np.append(self._numbers, NONE)[at])

    def is_bare(self, key: int) -> bool:
        """Say whether a name is known, but of another one in each article."""
        return bool((unpack(self._bare_keys)[0] == key).any())

    def _in_article(self, units: Ints, articles: Ints) -> Ints:
        return self._bare_numbers[places(pack(self._columns.key_of(units), articles), self._bare_keys)]

    def _which_are_bare(self, size: int) -> npt.NDArray[np.bool_]:
        found, texts = np.zeros(size + 1, np.bool_), self._columns.words.texts
        for place, kind in enumerate(KINDS):
            if kind in BARE_KINDS:
                first = place * len(texts)
                names = np.flatnonzero(self.times[first : first + len(texts)])
                bare = [is_bare(kind, texts[name]) for name in names.tolist()]
                found[first + names] = bare
        return found

    def _bare_pairs(self, rows: Sequence[tuple[Ints, Ints]]) -> Ints:
        bare = [(units[self.bare[units]], articles[self.bare[units]]) for units, articles in rows]
        return np.concatenate([pack(self._columns.key_of(units), articles) for units, articles in bare])

    def _ids(self, article_ids: pa.ChunkedArray) -> tuple[list[str], Ints]:
        """Make the ids of all forms, and their keys beside: of bare ones last."""
        normals = self._columns.words.normals
        bare, articles = unpack(self._bare_keys)
        keys = np.concatenate([self._keys, bare])
        where = [*([None] * len(self._keys)), *article_ids.take(pa.array(articles)).to_pylist()]
        ids = [
            form_id_of(KINDS[key // len(normals)], normals[key % len(normals)], article)
            for key, article in zip(keys.tolist(), where, strict=True)
        ]
        return ids, keys
