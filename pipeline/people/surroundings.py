"""What stands around a name in the articles that have it: whom and what it stands beside, its posts.

Only what is rare tells anything: two names in articles that both speak of the Senate need not be one
person's, two that both stand beside a man whom three articles in a thousand name are likelier to be.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set

import numpy as np

from .columns import ORGANIZATION, PERSON
from .forms import Form
from .packed import bounds, unpack
from .seen import Seen

RARE_SHARE, RARE_ARTICLES, MOST_ARTICLES = 0.02, 3, 50
"""A companion is rare in at most this share of the articles, always in so few of them, and never in more."""
COMPANIONS = 2
"""Rare companions that two names must share, where they share no affiliation; one more where none of them
is a person, and one more for a surname alone."""
HOLDERS = 20
"""An affiliation of more people than this tells nothing."""
YEARS, TERM = 20, 2
"""Between two names that context joins, at most; between two of one office."""


class Surroundings:
    """The companions of every form, article by article; articles are told by their rows."""

    def __init__(self, seen: Seen) -> None:
        """Find the rare forms of every article."""
        texts, n_articles = seen.columns.words.texts, len(seen.columns.days)
        most = min(MOST_ARTICLES, max(RARE_ARTICLES, RARE_SHARE * n_articles))
        rare = (seen.n_articles <= most) & np.isin(seen.kind, (ORGANIZATION, PERSON))
        spaced = np.array([" " in texts[name] for name in seen.name[rare].tolist()], np.bool_)
        forms = np.flatnonzero(rare)[spaced]
        self._seen, self._told = seen, seen.posts.told
        articles, self._rare = unpack(np.sort(seen.beside(forms)))
        self._starts = bounds(articles, n_articles)

    def shared(self, one: Sequence[Form], other: Sequence[Form], within: int | None = None) -> str | None:
        """Say what two sets of forms have in common around them; None where that is too little.

        `within` limits the first to one article. Without it, half of the articles of the rarer of the two
        must agree with the other.
        """
        ids = {form.number for form in (*one, *other)}
        if within is None:
            mine = {body for form in one for body in form.affiliations}
        else:
            mine = {body for form in one for body in self._told(form.number, within).bodies}
        telling = {body for body in mine - ids if self._seen.posts.holders[body] <= HOLDERS}
        bodies = {body for form in other for body in form.affiliations & telling}
        if bodies and _near(one, other):
            return "both of " + self._named(bodies)
        articles = {within} if within is not None else self._articles(one)
        others = [self._seen.articles(form.number) for form in other]
        if within is None and len(articles) > sum(map(len, others)):
            articles = set().union(*others)
            others = [self._seen.articles(form.number) for form in one]
        articles = {article for article in articles if not any(article in seen for seen in others)}
        least = COMPANIONS + all(" " not in form.name for form in one)
        agreeing = [beside for article in articles if (beside := self._beside(article, others, ids, least))]
        if agreeing and 2 * len(agreeing) >= len(articles) and _near(one, other):
            return "both beside " + self._named(set().union(*agreeing))
        return None

    def other_office(self, one: Form, article: int, other: Iterable[Form]) -> bool:
        """Say whether an article gives a form an office, and others hold some but not that."""
        held = {office for form in other for office in form.offices}
        told = self._told(one.number, article).offices
        return bool(held and told) and held.isdisjoint(told)

    def _beside(self, article: int, others: Sequence[Set[int]], ids: Set[int], least: int) -> Set[int]:
        """List the rare companions in an article that the others have too; none where too few."""
        rare = self.companions(article) - ids
        if len(rare) < least:
            return set()
        places = {companion: self._seen.articles(companion) for companion in rare}
        found = {c for c, seen in places.items() if any(not seen.isdisjoint(other) for other in others)}
        person = any(self._seen.kind[companion] == PERSON for companion in found)
        return found if len(found) >= least + (not person) else set()

    def same_office(self, one: Form, article: int, other: Sequence[Form]) -> str | None:
        """Say which office an article gives a form that others hold at the time; None where there is none."""
        held = {office for form in other for office in form.offices}
        common = self._told(one.number, article).offices & held
        return f"both {min(common)}" if common and _near([one], other, years=TERM) else None

    def companions(self, article: int) -> Set[int]:
        """List the rare forms in an article."""
        return set(self._rare[self._starts[article] : self._starts[article + 1]].tolist())

    def _articles(self, forms: Iterable[Form]) -> Set[int]:
        return set[int]().union(*(self._seen.articles(form.number) for form in forms))

    def _named(self, ids: Set[int]) -> str:
        names = sorted(self._seen.form(number).name for number in ids)
        return ", ".join(names[:3])


class Reach:
    """Which groups a form may have something in common with, article by article: told at little cost."""

    def __init__(self, seen: Seen, around: Surroundings, one: Form, groups: Sequence[Sequence[Form]]) -> None:
        """Take the groups that the form may belong to."""
        self._seen, self._around, self._one, self._groups = seen, around, one, groups
        self._least = COMPANIONS + (" " not in one.name)
        self._there: dict[int, set[int]] = defaultdict(set)
        for place, group in enumerate(groups):
            for form in group:
                for article in seen.articles_of(form.number).tolist():
                    self._there[article].add(place)
        self._beside: dict[int, Set[int]] = {}

    def within(self, article: int) -> list[Sequence[Form]]:
        """List the groups that stand beside as many of the form's companions there, or are of its bodies."""
        times = Counter(place for each in self._around.companions(article) for place in self._groups_of(each))
        found = {place for place, number in times.items() if number >= self._least}
        if bodies := self._seen.posts.told(self._one.number, article).bodies:
            for place, group in enumerate(self._groups):
                if any(not form.affiliations.isdisjoint(bodies) for form in group):
                    found.add(place)
        return [self._groups[place] for place in sorted(found)]

    def _groups_of(self, companion: int) -> Set[int]:
        if companion not in self._beside:
            articles = self._seen.articles(companion) & self._there.keys()
            self._beside[companion] = set[int]().union(*(self._there[article] for article in articles))
        return self._beside[companion]


def _near(one: Sequence[Form], other: Sequence[Form], *, years: int = YEARS) -> bool:
    ends = [
        (min(dated).year, max(dated).year)
        for forms in (one, other)
        if (dated := [day for form in forms for day in (form.first, form.last) if day])
    ]
    if len(ends) < 2:
        return True
    (a, b), (c, d) = ends
    return max(c - b, a - d) <= years
