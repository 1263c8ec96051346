"""Which names are one's: forms joined to entities, each join with its reason.

1. Names that are strongly alike are joined, unless one of them is like two that can't be one.
2. Names that are alike in part are joined where their surroundings agree.
3. A short form of a body's name is joined to the one name that pages spell it out as.
4. A name that fits several entities, and a surname alone, is joined article by article, where that
   article's surroundings agree with one of them alone.

Every two full names of an entity must be alike: a chain of likenesses joins nobody (Bagga and Baldwin
1998 compare within documents first; the refusal is that of constrained agglomerative clustering). What
isn't joined stays an entity of its own: precision before recall.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from .alike import compare_people
from .blocks import pairs
from .corporate import compare_bodies, is_bare_noun
from .likeness import Likeness
from .personal import personal
from .surroundings import Form, Surroundings

JOINED_KINDS = frozenset({"person", "organization", "group", "place", "document"})
DOMINANT = 20
"""A rival that is seen in one article, against so many, is a slip and no rival."""
OFTEN_ENOUGH = 2
"""Articles that must spell out a short form that is no acronym."""


@dataclass(frozen=True, slots=True)
class Join:
    """Why a form of a name is an entity's: the form that it was compared with, the rule, the context."""

    alias: str
    alias_id: str
    """What `entity_id` is where this form stands alone; an id once published is found here ever after."""
    to: str
    rule: str
    score: float
    context: str | None
    """What the surroundings have in common; None where the names alone decided."""
    part: bool
    """Whether the form is this entity's in some articles only, each by its own surroundings."""
    n_articles: int
    """Articles in which the form is this entity's by this reason."""


@dataclass(slots=True)
class Joined:
    """Forms grouped: which forms are one entity, and which are one in some articles only."""

    groups: list[list[Form]] = field(default_factory=list)
    joins: dict[str, list[Join]] = field(default_factory=lambda: defaultdict(list))
    """The joins of a group, by the id of its first form."""
    within: dict[tuple[str, str], str] = field(default_factory=dict)
    """(form, article) → the id of the first form of the group that it belongs to there."""


class _Groups:
    """Disjoint sets of forms (union–find) that refuse to hold two names that can't be one's."""

    def __init__(self, forms: Iterable[Form]) -> None:
        self._members = {form.form_id: [form] for form in forms}
        self._root = {form_id: form_id for form_id in self._members}

    def root(self, form: Form) -> str:
        return self._root[form.form_id]

    def members(self, root: str) -> list[Form]:
        return self._members[root]

    def all(self) -> list[list[Form]]:
        return list(self._members.values())

    def compatible(self, one: Form, other: Form) -> bool:
        return all(
            _compare(a, b) is not None
            for a in self.members(self.root(one))
            for b in self.members(self.root(other))
        )

    def unite(self, one: Form, other: Form) -> None:
        keep, drop = sorted((self.root(one), self.root(other)))
        for form in self._members.pop(drop):
            self._root[form.form_id] = keep
            self._members[keep].append(form)


def _compare(one: Form, other: Form) -> Likeness | None:
    return (compare_people if one.kind == "person" else compare_bodies)(one.name, other.name)


def join(forms: Iterable[Form], around: Surroundings, spelled_out: Mapping[str, Counter[str]]) -> Joined:
    """Group forms to entities; `spelled_out` counts the articles that say what a short form stands for.

    The order of the forms doesn't matter. Forms of different kinds are never one.
    """
    by_kind: dict[str, list[Form]] = defaultdict(list)
    for form in sorted(forms, key=lambda form: form.form_id):
        by_kind[form.kind].append(form)
    joined = Joined()
    for kind, alike in by_kind.items():
        if kind in JOINED_KINDS:
            _join_kind(alike, around, spelled_out, joined)
        else:
            joined.groups += [[form] for form in alike]
    return joined


def _join_kind(
    forms: list[Form], around: Surroundings, spelled_out: Mapping[str, Counter[str]], joined: Joined
) -> None:
    groups, why = _Groups(forms), list[tuple[Form, Form, Likeness, str | None]]()
    found = [(one, other, likeness) for one, other in pairs(forms) if (likeness := _compare(one, other))]
    found.sort(key=lambda it: (-it[2].score, it[0].form_id, it[1].form_id))
    open_forms = _torn(found)

    # 1. the names alone
    for one, other, likeness in found:
        if likeness.strength == "strong" and not {one.form_id, other.form_id} & open_forms.keys():
            _unite(groups, one, other, likeness, None, why)
    # 2. names in part, and their surroundings
    for one, other, likeness in found:
        if likeness.strength == "medium" and not {one.form_id, other.form_id} & open_forms.keys():
            if groups.root(one) == groups.root(other) or not groups.compatible(one, other):
                continue
            context = around.shared(groups.members(groups.root(one)), groups.members(groups.root(other)))
            if context is not None:
                _unite(groups, one, other, likeness, context, why)
    # 3. short forms that pages spell out
    by_id = {form.form_id: form for form in forms}
    for form in forms:
        _spell_out(form, by_id, groups, spelled_out.get(form.form_id), why, open_forms)

    joined.groups += (ordered := [sorted(group, key=_seniority) for group in groups.all()])
    for first, alias, to, likeness, context in _outward(ordered, why):
        joined.joins[first.form_id].append(
            Join(
                alias.name,
                alias.form_id,
                to.name,
                likeness.rule,
                likeness.score,
                context,
                False,
                len(alias.articles),
            )
        )
    # 4. article by article
    _join_within(
        forms,
        open_forms,
        {id_: sorted(groups.members(groups.root(f)), key=_seniority) for id_, f in by_id.items()},
        around,
        joined,
    )


def _unite(
    groups: _Groups, one: Form, other: Form, likeness: Likeness, context: str | None,
    why: list[tuple[Form, Form, Likeness, str | None]],
) -> None:  # fmt: skip
    if groups.root(one) != groups.root(other) and groups.compatible(one, other):
        groups.unite(one, other)
        why.append((one, other, likeness, context))


def _outward(
    groups: list[list[Form]], why: list[tuple[Form, Form, Likeness, str | None]]
) -> Iterator[tuple[Form, Form, Form, Likeness, str | None]]:
    """Turn each join away from its group's first form: (first, form joined, form it was compared with, …)."""
    beside: dict[str, list[tuple[Form, Likeness, str | None]]] = defaultdict(list)
    for one, other, likeness, context in why:
        beside[one.form_id].append((other, likeness, context))
        beside[other.form_id].append((one, likeness, context))
    for group in groups:
        reached, seen = [group[0]], {group[0].form_id}
        for form in reached:  # it grows while it is read
            for other, likeness, context in beside[form.form_id]:
                if other.form_id not in seen:
                    seen.add(other.form_id)
                    reached.append(other)
                    yield group[0], other, form, likeness, context


def _seniority(form: Form) -> tuple[str, int, str]:
    """Order an entity's forms: the first of them gives it its id.

    The form that is on record first, so that whatever is read later renumbers nobody; on one day the
    fuller, then the alphabet.
    """
    return (str(form.first or "9999"), -len(form.name.split()), form.form_id)


def _torn(found: list[tuple[Form, Form, Likeness]]) -> dict[str, list[Form]]:
    """Find the forms that are strongly like two that can't be one: each article must say which they are."""
    like: dict[str, list[Form]] = defaultdict(list)
    by_id: dict[str, Form] = {}
    for one, other, likeness in found:
        by_id[one.form_id], by_id[other.form_id] = one, other
        if likeness.strength == "strong":
            like[one.form_id].append(other)
            like[other.form_id].append(one)
    torn = {}
    for form_id, others in like.items():
        most = max(len(other.articles) for other in others)
        rivals = [other for other in others if len(other.articles) * DOMINANT > most]
        rivals = sorted(rivals, key=lambda form: (-len(form.articles), form.form_id))[:50]
        if any(_compare(one, other) is None for at, one in enumerate(rivals) for other in rivals[:at]):
            torn[form_id] = others
    # of two torn forms the shorter is the doubtful one; the fuller stays what it is
    return {
        form_id: others
        for form_id, others in torn.items()
        if not any(
            o.form_id in torn and len(o.name.split()) < len(by_id[form_id].name.split()) for o in others
        )
    }


def _spell_out(
    form: Form, by_id: dict[str, Form], groups: _Groups, counts: Counter[str] | None,
    why: list[tuple[Form, Form, Likeness, str | None]], open_forms: dict[str, list[Form]],
) -> None:  # fmt: skip
    if (
        not counts
        or form.kind == "person"
        or is_bare_noun(form.name)
        or len(groups.members(groups.root(form))) > 1
    ):
        return
    fullest = [
        by_id[form_id]
        for form_id, _ in sorted(counts.items(), key=lambda it: (-it[1], it[0]))
        if form_id in by_id
    ]
    if not fullest:
        return
    roots = {groups.root(other) for other in fullest}
    articles = sum(counts[other.form_id] for other in fullest)
    acronym = form.name.replace(".", "").replace("the ", "").isupper()
    if len(roots) > 1:
        open_forms[form.form_id] = fullest
    elif groups.root(form) not in roots and (acronym or articles >= OFTEN_ENOUGH):
        target = fullest[0]
        groups.unite(form, target)
        pages = f"{articles} article{'s' * (articles != 1)}"
        why.append((form, target, Likeness("strong", f"short for it in {pages}", 1.0), None))


def _join_within(
    forms: list[Form], open_forms: dict[str, list[Form]], group_of: dict[str, list[Form]],
    around: Surroundings, joined: Joined,
) -> None:  # fmt: skip
    by_word: dict[str, dict[str, list[Form]]] = defaultdict(dict)
    if forms[0].kind == "person":
        for form in forms:
            if len(words := personal(form.name).words) > 1:
                for word in {words[-1], *words[-1].split("-")}:
                    by_word[word][group_of[form.form_id][0].form_id] = group_of[form.form_id]
    for form in forms:
        if form.form_id in open_forms:
            candidates = {(g := group_of[o.form_id])[0].form_id: g for o in open_forms[form.form_id]}
        elif form.kind == "person" and len(words := personal(form.name).words) == 1:
            candidates = by_word.get(words[0], {})
        else:
            continue
        candidates = {first: group for first, group in candidates.items() if form not in group}
        told: dict[tuple[str, str], list[str]] = defaultdict(list)
        for article_id in sorted(form.articles):
            fitting = [
                (first, context)
                for first, group in candidates.items()
                if (context := around.shared([form], group, within=article_id))
            ]
            if len(fitting) == 1:
                (first, context) = fitting[0]
                joined.within[form.form_id, article_id] = first
                told[first, context].append(article_id)
        for (first, context), articles in sorted(told.items()):
            to = candidates[first][0]
            likeness = _compare(form, to)
            rule, score = (likeness.rule, likeness.score) if likeness else ("short for it", 0.0)
            joined.joins[first].append(
                Join(form.name, form.form_id, to.name, rule, score, context, True, len(articles))
            )
