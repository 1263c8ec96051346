"""Which entity each name means, everywhere or in an article."""

from collections.abc import Mapping

import numpy as np

from .packed import NONE, Ints, pack, places, unpack


class Members:
    """The forms' entities; an entity's number is that of the form that gives it its id."""

    def __init__(self, n_forms: int, first: Mapping[int, int], within: Mapping[tuple[int, int], int]) -> None:
        """Take the forms that are joined everywhere, and those that are in some articles: (form, article)."""
        self._of_form = np.append(np.arange(n_forms), NONE)
        self._of_form[list(first)] = list(first.values())
        parted = sorted((int(pack(*pair)), entity) for pair, entity in within.items())
        self._pairs = np.array([pair for pair, _ in parted], np.int64)
        self._there = np.array([entity for _, entity in parted], np.int64)
        self._parted = np.zeros(n_forms + 1, np.bool_)
        self._parted[unpack(self._pairs)[0]] = True

    def of(self, forms: Ints, articles: Ints) -> Ints:
        """Give the entity of each form in its article; -1 for none."""
        found = self._of_form[forms]
        rows = np.flatnonzero(self._parted[forms])
        at = places(pack(forms[rows], articles[rows]), self._pairs)
        found[rows[at != NONE]] = self._there[at[at != NONE]]
        return found
