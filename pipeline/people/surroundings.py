"""What stands around a name in the articles that have it: whom and what it stands beside, its posts.

Only what is rare tells anything: two names in articles that both speak of the Senate need not be one
person's, two that both stand beside a man whom three articles in a thousand name are likelier to be.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

import numpy as np

from .columns import ORGANIZATION, PERSON
from .forms import Form
from .packed import NONE, Ints, bounds, counted, distinct, members, pack, places, runs, unpack
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
        self._of_form: dict[int, Ints] = {}

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
        least = COMPANIONS + all(" " not in form.name for form in one)
        articles, others = np.array([within]) if within is not None else self._articles(one), other
        if within is None and len(articles) > sum(form.n_articles for form in other):
            articles, others = self._articles(other), one
        articles = articles[places(articles, self._articles(others)) == NONE]
        agreeing, common = self._beside(articles, others, ids, least)
        if agreeing and 2 * agreeing >= len(articles) and _near(one, other):
            return "both beside " + self._named(common)
        return None

    def reach(self, one: Form, groups: Sequence[Sequence[Form]]) -> Mapping[int, list[int]]:
        """List, article by article, the groups that a form may have something in common with there.

        Groups are told by their places. They stand beside as many of the form's companions in the article,
        or are of its bodies there; more is for `shared` to say.
        """
        found: dict[int, set[int]] = defaultdict(set)
        for article, place in self._standing_beside(one, groups):
            found[article].add(place)
        for article, held in self._seen.posts.by_article(one.number).items():
            for place, group in enumerate(groups if held.bodies else ()):
                if any(not form.affiliations.isdisjoint(held.bodies) for form in group):
                    found[article].add(place)
        return {article: sorted(of) for article, of in found.items()}

    def other_office(self, one: Form, article: int, other: Iterable[Form]) -> bool:
        """Say whether an article gives a form an office, and others hold some but not that."""
        held = {office for form in other for office in form.offices}
        told = self._told(one.number, article).offices
        return bool(held and told) and held.isdisjoint(told)

    def same_office(self, one: Form, article: int, other: Sequence[Form]) -> str | None:
        """Say which office an article gives a form that others hold at the time; None where there is none."""
        told = self._told(one.number, article).offices
        common = {office for form in other for office in form.offices & told}
        return f"both {min(common)}" if common and _near([one], other, years=TERM) else None

    def _beside(
        self, articles: Ints, others: Sequence[Form], ids: Set[int], least: int
    ) -> tuple[int, Set[int]]:
        """Count the articles with enough rare companions that the others have too, and list these."""
        companions, owner = self._companions(articles)
        known = [self._companions_of(form.number) for form in others]
        here = np.zeros(len(companions), np.bool_)
        for each in known:
            here |= places(companions, each) != NONE
        if np.count_nonzero(here) < least:
            return 0, set()
        here &= ~np.isin(companions, list(ids))
        companions, owner = companions[here], owner[here]
        people = np.bincount(owner[self._seen.kind[companions] == PERSON], minlength=len(articles)) > 0
        agreeing = np.bincount(owner, minlength=len(articles)) >= least + ~people
        return int(np.count_nonzero(agreeing)), set(companions[agreeing[owner]].tolist())

    def _standing_beside(self, one: Form, groups: Sequence[Sequence[Form]]) -> Iterator[tuple[int, int]]:
        """Give articles of a form with groups that have as many of its rare companions there."""
        articles = self._seen.articles_of(one.number)
        least = COMPANIONS + (" " not in one.name)
        articles = articles[self._starts[articles + 1] - self._starts[articles] >= least]
        companions, owner = self._companions(articles)
        if not len(companions):
            return
        forms, group_of = (
            np.array(each)
            for each in zip(*((f.number, at) for at, group in enumerate(groups) for f in group), strict=True)
        )
        there, form = self._seen.articles(forms)
        there = distinct(pack(there, group_of[form]))  # every article of the groups, with them
        starts = runs(there >> 32)[0]
        each = distinct(companions)
        theirs, which = self._seen.articles(each)
        at = places(theirs, there[starts] >> 32)
        met = at != NONE
        near, companion = members(np.append(starts, len(there)), at[met])
        pairs = distinct(pack(which[met][companion], unpack(there[near])[1]))  # companions with groups
        of, groups_of = unpack(pairs)
        near, row = members(bounds(of, len(each)), np.searchsorted(each, companions))
        found, times = counted(pack(owner[row], groups_of[near]))
        for at_article, place in zip(*(part.tolist() for part in unpack(found[times >= least])), strict=True):
            yield int(articles[at_article]), place

    def _companions(self, articles: Ints) -> tuple[Ints, Ints]:
        """List the rare forms in some articles, with the place of the article of each."""
        at, owner = members(self._starts, articles)
        return self._rare[at], owner

    def _companions_of(self, form: int) -> Ints:
        """List the rare forms in the articles of a form, sorted."""
        if form not in self._of_form:
            self._of_form[form] = distinct(self._companions(self._seen.articles_of(form))[0])
        return self._of_form[form]

    def _articles(self, forms: Sequence[Form]) -> Ints:
        """List the articles of some forms, sorted."""
        each = [self._seen.articles_of(form.number) for form in forms]
        return distinct(np.concatenate(each)) if len(each) > 1 else each[0]

    def _named(self, ids: Set[int]) -> str:
        names = sorted(self._seen.form(number).name for number in ids)
        return ", ".join(names[:3])


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
