"""Forms grouped to entities: groups that refuse what can't be one, and the reasons that they hold by."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.records import SpeakerKind

from .alike import compare_people
from .corporate import INITIALS, compare_bodies
from .forms import Form
from .likeness import Likeness


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


class Tie(NamedTuple):
    """Two forms that were joined, and why."""

    one: Form
    other: Form
    likeness: Likeness
    context: str | None

    def turned(self, first: Form) -> "Tie":
        """Give the tie as seen from one of its forms."""
        return self if self.one is first else Tie(self.other, self.one, self.likeness, self.context)


def compare(one: Form, other: Form) -> Likeness | None:
    """Compare two forms of one kind; None where they can't be one's."""
    return compare_names(one.kind, one.name, other.name)


def compare_names(kind: SpeakerKind, one: str, other: str) -> Likeness | None:
    """Compare two names of one kind; None where they can't be one's."""
    if kind == "person":
        return compare_people(one, other)
    found = compare_bodies(one, other)
    # two capitals are a state, a region or a road more often than the initials of a place
    return None if kind == "place" and found and found.rule == INITIALS else found


def seniority(form: Form) -> tuple[str, int, int]:
    """Order an entity's forms: the first of them gives it its id.

    The form that is on record first, so that whatever is read later renumbers nobody; on one day the
    fuller, then by id.
    """
    return (str(form.first or "9999"), -len(form.name.split()), form.number)


class _Sets:
    """Disjoint sets of forms; a form that was never united is a set by itself and costs nothing."""

    def __init__(self) -> None:
        self.members: dict[int, list[Form]] = {}
        self._root: dict[int, int] = {}

    def of(self, form: Form) -> list[Form]:
        return self.members.get(self.root(form), [form])

    def root(self, form: Form) -> int:
        return self._root.get(form.number, form.number)

    def are_one(self, one: Form, other: Form) -> bool:
        return self.root(one) == self.root(other)

    def unite(self, one: Form, other: Form) -> None:
        sets = self.of(one), self.of(other)
        keep, drop = sorted((self.root(one), self.root(other)))
        mine, others = sets if keep == self.root(one) else sets[::-1]
        self.members[keep] = mine
        self.members.pop(drop, None)
        for form in others:
            self._root[form.number] = keep
            mine.append(form)


class Groups:
    """Disjoint sets of forms that refuse to hold two names which can't be one's.

    What reviewers say is kept beside: entities are made of both, but which names are alike enough to be
    joined is asked as if no reviewer had joined any. So a word changes what it says and nothing else.
    """

    def __init__(self, apart: Iterable[tuple[Form, Form]] = ()) -> None:
        """Take the pairs that a reviewer keeps apart: what would unite them is refused."""
        self._alike, self._entities = _Sets(), _Sets()
        self._apart: dict[int, set[int]] = defaultdict(set)
        for one, other in apart:
            self._apart[one.number].add(other.number)
            self._apart[other.number].add(one.number)
        self._ordered: dict[int, list[Form]] = {}
        """By their roots, entities in order, until the next tie."""
        self.ties: list[Tie] = []
        """Those that hold the entities together; none is needless."""

    def of(self, form: Form) -> list[Form]:
        """List the forms that are joined to a form, but by no reviewer, in no particular order."""
        return self._alike.of(form)

    def entities(self, forms: Iterable[Form]) -> list[list[Form]]:
        """List the entities of some forms, each with its first form first."""
        found = {self._entities.root(form): form for form in forms}
        return [self._ordered.get(root) or self._order(root, form) for root, form in found.items()]

    def _order(self, root: int, form: Form) -> list[Form]:
        self._ordered[root] = sorted(self._entities.of(form), key=seniority)
        return self._ordered[root]

    def state(self, one: Form, other: Form) -> tuple[int, ...]:
        """Tell two forms' groups from all that they were before they grew."""
        groups = [(self._alike.root(form), len(self.of(form))) for form in (one, other)]
        return (*min(groups), *max(groups))

    def are_one(self, one: Form, other: Form) -> bool:
        """Say whether two forms are one entity's."""
        return self._entities.are_one(one, other)

    def kept_apart(self, one: Form, other: Form) -> tuple[Form, Form] | None:
        """Give a form of either entity, if there are such, that a reviewer keeps apart."""
        mine = [form for form in self._entities.of(one) if form.number in self._apart]
        if not mine:
            return None
        others = self._entities.of(other)
        foes = [(a, b) for a in mine for b in others if b.number in self._apart[a.number]]
        return min(foes, key=lambda pair: (seniority(pair[0]), seniority(pair[1])), default=None)

    def is_kept_from(self, form: Form, entity: Iterable[Form]) -> bool:
        """Say whether a reviewer keeps this very form apart from one of an entity's."""
        apart = self._apart.get(form.number)
        return apart is not None and any(other.number in apart for other in entity)

    def may_unite(self, one: Form, other: Form) -> bool:
        """Say whether two forms are of different groups, and each of one's is like each of the other's."""
        if self._alike.are_one(one, other) or self.kept_apart(one, other):
            return False
        return all(compare(a, b) is not None for a in self.of(one) for b in self.of(other))

    def unite(self, one: Form, other: Form, likeness: Likeness, context: str | None = None) -> None:
        """Join two forms' groups; assumes that no reviewer keeps them apart."""
        self._alike.unite(one, other)
        self._tie(Tie(one, other, likeness, context))

    def tell(self, one: Form, other: Form, likeness: Likeness) -> None:
        """Join two forms as a reviewer says; likewise."""
        self._tie(Tie(one, other, likeness, None))

    def _tie(self, tie: Tie) -> None:
        if not self._entities.are_one(tie.one, tie.other):
            self._entities.unite(tie.one, tie.other)
            self._ordered.clear()
            self.ties.append(tie)

    def ordered(self) -> list[list[Form]]:
        """List all groups of several forms, each with the form first that gives the entity its id."""
        return [sorted(group, key=seniority) for group in self._entities.members.values()]

    def joins(self) -> Iterator[tuple[int, Join]]:
        """Give every join with the number of its group's first form, told from that form outward."""
        beside: dict[int, list[Tie]] = defaultdict(list)
        for tie in self.ties:
            beside[tie.one.number].append(tie)
            beside[tie.other.number].append(tie)
        for group in self.ordered():
            reached, seen = [group[0]], {group[0].number}
            for form in reached:  # it grows while it is read
                for to, alias, likeness, context in (tie.turned(form) for tie in beside[form.number]):
                    if alias.number not in seen:
                        seen.add(alias.number)
                        reached.append(alias)
                        rule, score, where = likeness.rule, likeness.score, alias.n_articles
                        yield (
                            group[0].number,
                            Join(alias.name, alias.form_id, to.name, rule, score, context, False, where),
                        )
