"""What the texts say that people hold: offices and affiliations, form by form and article by article."""

from collections import defaultdict
from collections.abc import Mapping, Set
from typing import NamedTuple

import numpy as np

from .columns import Columns
from .forms import offices_in
from .packed import NONE, Ints, distinct, pack, unpack


class Held(NamedTuple):
    """The offices that somebody holds, and the bodies that they are of, by the numbers of their forms."""

    offices: Set[str]
    bodies: Set[int]


NOTHING = Held(frozenset(), frozenset())


class Posts:
    """What is told of the speakers of a corpus."""

    def __init__(self, columns: Columns, speakers: Ints, bodies: Ints) -> None:
        """Take the forms of each attribution's speaker and affiliation."""
        self._offices = sorted({office for role in _roles(columns).values() for office in offices_in(role)})
        rows, posts = self._rows(columns, bodies)
        rows, posts = rows[speakers[rows] != NONE], posts[speakers[rows] != NONE]
        told = pack(speakers[rows], columns.quoted_in[rows])
        order = np.argsort(told, kind="stable")
        self._told, self._posts = told[order], posts[order]
        self._by_article: dict[int, dict[int, Held]] = {}
        pairs = distinct(pack(speakers[rows], posts))
        self._of_form = self._by_form(pairs)
        self.holders = np.bincount(unpack(pairs)[1])[len(self._offices) :]
        """How many forms are told to be of each body, by its number; the last bodies may be missing."""

    def of(self, form: int) -> Held:
        """Give all that is told of a form."""
        return self._of_form.get(form, NOTHING)

    def told(self, form: int, article: int) -> Held:
        """Give what an article tells of a form."""
        return self.by_article(form).get(article, NOTHING)

    def by_article(self, form: int) -> Mapping[int, Held]:
        """Give what each article that tells anything of a form tells of it."""
        if form not in self._of_form:
            return {}
        if form not in self._by_article:
            self._by_article[form] = self._told_of(form)
        return self._by_article[form]

    def _told_of(self, form: int) -> dict[int, Held]:
        low, high = np.searchsorted(self._told, pack([form, form + 1], 0))
        found: dict[int, list[int]] = defaultdict(list)
        articles = unpack(self._told[low:high])[1]
        for article, post in zip(articles.tolist(), self._posts[low:high].tolist(), strict=True):
            found[article].append(post)
        return {article: self._held(posts) for article, posts in found.items()}

    def _rows(self, columns: Columns, bodies: Ints) -> tuple[Ints, Ints]:
        """List the posts with the rows that tell of them: offices by their places, bodies behind those."""
        number = {office: at for at, office in enumerate(self._offices)}
        of_role = {
            at: [number[office] for office in offices_in(role)] for at, role in _roles(columns).items()
        }
        most = max(map(len, of_role.values()), default=0)
        rows, posts = (
            [np.flatnonzero(bodies != NONE)],
            [len(number) + bodies[bodies != NONE].astype(np.int64)],
        )
        for place in range(most):  # roles speak of one office or two
            nth = np.full(len(columns.words.texts) + 1, NONE, np.int64)
            for at, offices in of_role.items():
                nth[at] = offices[place] if place < len(offices) else NONE
            found = nth[columns.role]
            rows.append(np.flatnonzero(found != NONE))
            posts.append(found[found != NONE])
        return np.concatenate(rows), np.concatenate(posts)

    def _by_form(self, pairs: Ints) -> dict[int, Held]:
        found: dict[int, list[int]] = defaultdict(list)
        for form, post in zip(*(part.tolist() for part in unpack(pairs)), strict=True):
            found[form].append(post)
        return {form: self._held(posts) for form, posts in found.items()}

    def _held(self, posts: list[int]) -> Held:
        known = len(self._offices)
        offices = frozenset(self._offices[post] for post in posts if post < known)
        return Held(offices, frozenset(post - known for post in posts if post >= known))


def _roles(columns: Columns) -> dict[int, str]:
    roles = distinct(columns.role[columns.role != NONE]).tolist()
    return {role: columns.words.texts[role] for role in roles}
