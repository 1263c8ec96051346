"""What stands around a name in the articles that have it: whom and what it stands beside, its posts.

Only what is rare tells anything: two names in articles that both speak of the Senate need not be one
person's, two that both stand beside a man whom three articles in a thousand name are likelier to be.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from pipeline.records import SpeakerKind

RARE_SHARE, RARE_ARTICLES = 0.02, 3
"""A companion is rare in at most this share of the articles, and always in so few of them."""
COMPANIONS = 2
"""Rare companions that two names must share, where they share no affiliation."""
HOLDERS = 20
"""An affiliation of more people than this tells nothing."""
YEARS = 20
"""Between two names that context joins, at most."""


@dataclass(slots=True)
class Form:
    """One normalised name of one kind of thing, and where it is seen."""

    form_id: str
    name: str
    kind: SpeakerKind
    articles: set[str] = field(default_factory=set)
    affiliations: set[str] = field(default_factory=set)
    """Form ids of the bodies that the texts say it is of."""
    first: date | None = None
    last: date | None = None

    def see(self, article_id: str, day: date | None) -> None:
        self.articles.add(article_id)
        if day is not None:
            self.first = min(self.first or day, day)
            self.last = max(self.last or day, day)


class Surroundings:
    """The companions of every form, article by article."""

    def __init__(
        self, forms: Mapping[str, Form], affiliated: Mapping[tuple[str, str], set[str]], n_articles: int
    ) -> None:
        """Take every form by its id, and the affiliations that an article gives a form."""
        most = max(RARE_ARTICLES, RARE_SHARE * n_articles)
        self._forms, self._affiliated = forms, affiliated
        self._rare: dict[str, set[str]] = {}
        for form in forms.values():
            if len(form.articles) <= most and form.kind in ("person", "organization"):
                for article_id in form.articles:
                    self._rare.setdefault(article_id, set()).add(form.form_id)
        holders = Counter(body for form in forms.values() for body in form.affiliations)
        self._telling = {body for body, count in holders.items() if count <= HOLDERS}

    def shared(self, one: Iterable[Form], other: Iterable[Form], within: str | None = None) -> str | None:
        """Say what two sets of forms have in common around them; None where that is too little.

        `within` limits the first to one article.
        """
        one, other = list(one), list(other)
        ids = {form.form_id for form in (*one, *other)}
        if not _near(one, other):
            return None
        bodies = {body for form in other for body in form.affiliations}
        if within is None:
            mine = {body for form in one for body in form.affiliations}
        else:
            mine = {body for form in one for body in self._affiliated.get((form.form_id, within), ())}
        if common := bodies & mine & self._telling - ids:
            return "both of " + self._named(common)
        articles = {within} if within is not None else {a for form in one for a in form.articles}
        others = {a for form in other for a in form.articles}
        if within is None and len(articles) > len(others):
            articles, others = others, articles
        around = {c for article in others - articles for c in self._rare.get(article, ())}
        agreeing = [
            c for a in articles - others if len(c := (self._rare.get(a, set()) & around) - ids) >= COMPANIONS
        ]
        if agreeing and 2 * len(agreeing) >= len(articles - others):
            return "both beside " + self._named(set.union(*agreeing))
        return None

    def _named(self, ids: set[str]) -> str:
        names = sorted(self._forms[form_id].name for form_id in ids)
        return ", ".join(names[:3])


def _near(one: list[Form], other: list[Form]) -> bool:
    years = [
        (min(dated).year, max(dated).year)
        for forms in (one, other)
        if (dated := [day for form in forms for day in (form.first, form.last) if day])
    ]
    if len(years) < 2:
        return True
    (a, b), (c, d) = years
    return max(c - b, a - d) <= YEARS
