"""What stands around a name in the articles that have it: whom and what it stands beside, its posts.

Only what is rare tells anything: two names in articles that both speak of the Senate need not be one
person's, two that both stand beside a man whom three articles in a thousand name are likelier to be.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set

from .forms import Form

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
    """The companions of every form, article by article."""

    def __init__(
        self, forms: Mapping[str, Form], told: Mapping[tuple[str, str], set[str]], n_articles: int
    ) -> None:
        """Take every form by its id, and the affiliations and offices that an article gives a form."""
        most = min(MOST_ARTICLES, max(RARE_ARTICLES, RARE_SHARE * n_articles))
        self._forms, self._told = forms, told
        self._rare: dict[str, set[str]] = {}
        for form in forms.values():
            if len(form.articles) <= most and " " in form.name and form.kind in ("person", "organization"):
                for article_id in form.articles:
                    self._rare.setdefault(article_id, set()).add(form.form_id)
        holders = Counter(body for form in forms.values() for body in form.affiliations)
        self._telling = {body for body, count in holders.items() if count <= HOLDERS}

    def shared(self, one: Sequence[Form], other: Sequence[Form], within: str | None = None) -> str | None:
        """Say what two sets of forms have in common around them; None where that is too little.

        `within` limits the first to one article. Without it, half of the articles of the rarer of the two
        must agree with the other.
        """
        ids = {form.form_id for form in (*one, *other)}
        if within is None:
            mine = {body for form in one for body in form.affiliations}
        else:
            mine = {told for form in one for told in self._told.get((form.form_id, within), ())}
        telling = mine & self._telling - ids
        bodies = {body for form in other for body in form.affiliations & telling} if telling else telling
        if bodies and _near(one, other):
            return "both of " + self._named(bodies)
        articles = {within} if within is not None else {a for form in one for a in form.articles}
        others = [form.articles for form in other]
        if within is None and len(articles) > sum(map(len, others)):
            articles = set().union(*others)
            others = [form.articles for form in one]
        articles = {article for article in articles if not any(article in seen for seen in others)}
        least = COMPANIONS + all(" " not in form.name for form in one)
        agreeing = [beside for article in articles if (beside := self._beside(article, others, ids, least))]
        if agreeing and 2 * len(agreeing) >= len(articles) and _near(one, other):
            return "both beside " + self._named(set().union(*agreeing))
        return None

    def other_office(self, one: Form, article_id: str, other: Iterable[Form]) -> bool:
        """Say whether an article gives a form an office, and others hold some but not that."""
        held = {office for form in other for office in form.offices}
        told = self._told.get((one.form_id, article_id), set()) & one.offices
        return bool(held and told) and held.isdisjoint(told)

    def _beside(self, article: str, others: Sequence[Set[str]], ids: Set[str], least: int) -> set[str]:
        """List the rare companions in an article that the others have too; none where too few."""
        rare = self._rare.get(article, set()) - ids
        if len(rare) < least:
            return set()
        places = {companion: self._forms[companion].articles for companion in rare}
        found = {c for c, seen in places.items() if any(not seen.isdisjoint(other) for other in others)}
        person = any(self._forms[companion].kind == "person" for companion in found)
        return found if len(found) >= least + (not person) else set()

    def within_reach(
        self, one: Form, article_id: str, others: Iterable[Sequence[Form]]
    ) -> list[Sequence[Form]]:
        """Sort out those that can have nothing in common with a form in an article, at little cost."""
        rare = self._rare.get(article_id, set())
        reach = set[str]().union(*(self._forms[companion].articles for companion in rare))
        told = self._told.get((one.form_id, article_id), set())
        return [
            group
            for group in others
            if any(
                not (form.articles.isdisjoint(reach) and form.affiliations.isdisjoint(told)) for form in group
            )
        ]

    def same_office(self, one: Form, article_id: str, other: Sequence[Form]) -> str | None:
        """Say which office an article gives a form that others hold at the time; None where there is none."""
        held = {office for form in other for office in form.offices}
        common = self._told.get((one.form_id, article_id), set()) & held
        return f"both {min(common)}" if common and _near([one], other, years=TERM) else None

    def _named(self, ids: Set[str]) -> str:
        names = sorted(self._forms[form_id].name for form_id in ids)
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
