"""Which names are one's: forms joined to entities, each join with its reason.

1. Names that are strongly alike are joined, unless one of them is like two that can't be one.
2. A name that was cut off after an initial is joined to the one name that begins so.
3. Names that are alike in part are joined where their surroundings agree.
4. A short form of a body's name is joined to the one name that articles spell it out as.
5. A name that fits several entities, and a surname alone, is joined article by article: where that
   article's surroundings agree with one of them alone, or where it gives a surname an office that hardly
   any other person of that surname holds at the time.

Every two names of an entity must be alike: a chain of likenesses joins nobody, as in constrained
agglomerative clustering (Bagga and Baldwin 1998 decide between homonyms by what stands around them).
What isn't joined stays an entity of its own: precision before recall.

Reviewers have the first word and the last. Names that they join are one's whatever is said above; names that
they keep apart are not, nor by a third name: of the joins that would make them one, the weakest isn't made.
A reviewer's join is stronger than any other, an earlier step's is stronger than a later one's; within a step,
and among the reviewers' own, that of the names which are more alike by letters; of equals, that of the
lower form ids.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from itertools import combinations, product

import numpy as np

from pipeline.records import SpeakerKind

from .blocks import pairs
from .columns import KINDS
from .corporate import corporate, is_bare_noun
from .forms import Form
from .groups import Groups, Join, compare, compare_names
from .likeness import Likeness
from .packed import runs
from .personal import personal
from .seen import Seen
from .surroundings import Surroundings
from .told import REVIEWER, Words

JOINED_KINDS = frozenset({"person", "organization", "group", "place", "document"})
DOMINANT = 20
"""A rival that is seen in one article, against so many, is a slip and no rival."""
OFTEN_ENOUGH = 2
"""Articles that must spell out a short form that is no acronym."""
AT_LEAST, NEARLY_EVERY = 3, 0.9
"""Articles that must name whoever is meant by a surname and an office alone, and their share of the
articles that name anybody of that surname and office."""
_CUT_OFF = "cut off after the initial"


@dataclass(slots=True)
class Joined:
    """Forms grouped: which forms are one entity, and which are one in some articles only; all by number."""

    first: dict[int, int] = field(default_factory=dict)
    """Of each form that is joined to others, the first of them, which gives the entity its id."""
    joins: dict[int, list[Join]] = field(default_factory=lambda: defaultdict(list))
    """The joins of a group, by its first form."""
    within: dict[tuple[int, int], int] = field(default_factory=dict)
    """(form, article) → the first form of the group that it belongs to there."""


def join(seen: Seen, spelled_out: Mapping[int, Counter[int]], words: Words) -> Joined:
    """Group forms to entities; `spelled_out` counts the articles that say what a short form stands for.

    Forms of different kinds are never one. Reviewers' words that contradict each other are marked as lost
    in `words`.
    """
    joined, around = Joined(), Surroundings(seen)
    for place, kind in enumerate(KINDS):
        groups = Groups((word.one, word.other) for word in words.apart if word.one.kind == kind)
        settled = _as_told(kind, words, groups)
        torn: dict[int, list[Form]] = {}
        if kind in JOINED_KINDS:
            numbers = np.flatnonzero(seen.kind == place).tolist()
            torn = _join_kind(numbers, groups, around, seen, spelled_out)
        for group in groups.ordered():
            joined.first |= {form.number: group[0].number for form in group}
        for first, reason in groups.joins():
            joined.joins[first].append(reason)
        if kind in JOINED_KINDS:
            # 5. article by article
            fitting = torn if kind != "person" else torn | _surnamed(numbers, seen, settled)
            for form_id in sorted(fitting.keys() - settled):
                _join_within(seen.form(form_id), fitting[form_id], groups, around, seen, joined)
    return joined


Alike = list[tuple[Form, Form, Likeness]]


def _as_told(kind: SpeakerKind, words: Words, groups: Groups) -> set[int]:
    """Join what reviewers say is one's, and give the ids of those forms."""
    same = [
        (compare(word.one, word.other) or Likeness("weak", REVIEWER, 0.0), word)
        for word in words.same
        if word.one.kind == kind and word.one is not word.other
    ]
    same.sort(key=lambda it: (-it[0].score, sorted((it[1].one.number, it[1].other.number))))
    settled = set[int]()
    for likeness, word in same:
        if pair := groups.kept_apart(word.one, word.other):
            words.lose(word.at, f"a reviewer keeps {pair[0].name!r} and {pair[1].name!r} apart")
        else:
            groups.tell(word.one, word.other, replace(likeness, rule=REVIEWER))
            settled |= {word.one.number, word.other.number}
    return settled


def _join_kind(
    numbers: list[int],
    groups: Groups,
    around: Surroundings,
    seen: Seen,
    spelled_out: Mapping[int, Counter[int]],
) -> dict[int, list[Form]]:
    """Take steps 1 to 4; the forms come back that each article must decide on, with what they are like."""
    found = _alike(KINDS[seen.kind[numbers[0]]], numbers, seen) if numbers else []
    torn = _torn(found)
    whole = [it for it in found if not {it[0].number, it[1].number} & torn.keys()]
    # 1. the names alone
    for one, other, likeness in whole:
        if likeness.strength == "strong" and groups.may_unite(one, other):
            groups.unite(one, other, likeness)
    # 2. cut off
    _join_cut_off(whole, groups)
    # 3. names in part, and their surroundings
    refused = set()
    for one, other, likeness in whole:
        if likeness.strength != "medium" or (state := groups.state(one, other)) in refused:
            continue
        refused.add(state)  # unless it changes them
        if groups.may_unite(one, other):
            context = around.shared(groups.of(one), groups.of(other))
            if context is not None:
                groups.unite(one, other, likeness, context)
    # 4. short forms that articles spell out
    return torn | _join_short(numbers, seen, groups, spelled_out)


def _alike(kind: SpeakerKind, numbers: list[int], seen: Seen) -> Alike:
    """Find the forms that are alike, the surest first.

    Of forms of one name, the bare nouns of several articles, the first is given with each of the others.
    """
    texts, called = seen.columns.words.texts, seen.name[numbers]
    by_name = np.argsort(called, kind="stable")
    forms = np.array(numbers)[by_name]
    starts, sizes = runs(called[by_name])
    names = [texts[at] for at in called[by_name][starts].tolist()]
    found: list[tuple[float, int, int, Likeness]] = []
    for one, other in zip(*(part.tolist() for part in pairs(kind, names, sizes)), strict=True):
        if (likeness := compare_names(kind, names[one], names[other])) is not None:
            mine, others = (forms[starts[at] : starts[at] + sizes[at]].tolist() for at in (one, other))
            couples = product(mine, others) if one != other else product(mine[:1], mine[1:])
            found += [(-likeness.score, min(pair), max(pair), likeness) for pair in couples]
    found.sort(key=lambda it: it[:3])
    return [(seen.form(one), seen.form(other), likeness) for _, one, other, likeness in found]


def _torn(found: Alike) -> dict[int, list[Form]]:
    """Find the forms that are strongly like two that can't be one: each article must say which they are."""
    like: dict[int, list[Form]] = defaultdict(list)
    namesakes: dict[str, dict[int, Form]] = defaultdict(dict)
    forms: dict[int, Form] = {}
    for one, other, likeness in found:
        if likeness.strength == "strong" and one.name == other.name:
            namesakes[one.name] |= {one.number: one, other.number: other}
        elif likeness.strength == "strong":
            like[one.number].append(other)
            like[other.number].append(one)
            forms |= {one.number: one, other.number: other}
    words = {number: len(form.name.split()) for number, form in forms.items()}
    torn = {}
    for number, unlike in like.items():
        kind, name = forms[number].kind, forms[number].name
        others = [*unlike, *(form for form in namesakes[name].values() if form.number != number)]
        most = max(other.n_articles for other in others)
        rivals = [other for other in others if other.n_articles * DOMINANT > most]
        rivals = sorted(rivals, key=lambda form: (-form.n_articles, form.number))[:50]
        names = {rival.name for rival in rivals}
        if any(compare_names(kind, a, b) is None for a, b in combinations(names, 2)):
            torn[number] = others
    # of two torn forms the shorter is the doubtful one; the fuller stays what it is
    return {
        number: others
        for number, others in torn.items()
        if not any(other.number in torn and words[other.number] < words[number] for other in others)
    }


def _join_cut_off(found: Alike, groups: Groups) -> None:
    begun: dict[int, list[tuple[Form, Form, Likeness]]] = defaultdict(list)
    for one, other, likeness in found:
        if likeness.rule == _CUT_OFF:
            short, full = sorted((one, other), key=lambda form: len(personal(form.name).words))
            begun[short.number].append((short, full, likeness))
    for ends in begun.values():
        short, full, likeness = ends[0]
        often = DOMINANT * sum(form.n_articles for form in groups.of(full)) >= short.n_articles
        alone = all(groups.are_one(full, other) for _, other, _ in ends)
        if often and alone and groups.may_unite(short, full):
            groups.unite(short, full, likeness, "no other name here begins so")


def _join_short(
    numbers: list[int], seen: Seen, groups: Groups, spelled_out: Mapping[int, Counter[int]]
) -> dict[int, list[Form]]:
    """Join short forms to what they are short for; those of several bodies come back, with the bodies."""
    several = {}
    for number in sorted(spelled_out.keys() & set(numbers)):
        form, counts = seen.form(number), spelled_out[number]
        full = [seen.form(each) for each in sorted(counts, key=lambda each: (-counts[each], each))]
        if not full or form.kind == "person" or is_bare_noun(form.name) or len(groups.of(form)) > 1:
            continue
        acronym = corporate(form.name).acronym
        if acronym and any(acronym in corporate(other.name).words for other in full):
            continue  # a part of that name, and nothing that stands for it
        times = sum(counts[other.number] for other in full)
        if not all(groups.are_one(full[0], other) for other in full):
            several[form.number] = full
        elif groups.are_one(form, full[0]) or groups.kept_apart(form, full[0]):
            continue
        elif acronym or times >= OFTEN_ENOUGH:
            rule = f"short for it in {times} article{'s' * (times != 1)}"
            groups.unite(form, full[0], compare(form, full[0]) or Likeness("strong", rule, 0.0), rule)
    return several


def _join_within(
    form: Form, fitting: list[Form], groups: Groups, around: Surroundings, seen: Seen, joined: Joined
) -> None:
    """Join a form in each article that says which of those that fit it is meant."""
    told: dict[tuple[int, str], list[int]] = defaultdict(list)
    entities = groups.entities(fitting)
    meant = {entity[0].number: entity for entity in entities if not groups.is_kept_from(form, entity)}
    if not meant:
        return
    among = list(meant.values())
    reach = around.reach(form, among)
    told_of = seen.posts.by_article(form.number)
    for article in sorted(reach.keys() | told_of.keys()):
        if found := _meant(form, article, among, [among[at] for at in reach.get(article, ())], around):
            joined.within[form.number, article] = found[0]
            told[found].append(article)
    for (first, context), articles in sorted(told.items()):
        to = meant[first][0]
        likeness = compare(form, to) or Likeness("weak", "a possessive that lost its apostrophe", 0.0)
        rule, score, where = likeness.rule, likeness.score, len(articles)
        joined.joins[first].append(Join(form.name, form.form_id, to.name, rule, score, context, True, where))


def _surnamed(numbers: list[int], seen: Seen, settled: Set[int]) -> dict[int, list[Form]]:
    """List for each single name the full names of people whose family name, or a half of it, it is."""
    texts = seen.columns.words.texts
    words = {number: personal(texts[seen.name[number]]).words for number in numbers if number not in settled}
    alone = {number: name[0] for number, name in words.items() if len(name) == 1}
    asked = {*alone.values(), *(word[:-1] for word in alone.values() if word.endswith("s"))}
    full: dict[str, list[Form]] = defaultdict(list)
    for number, name in words.items():
        if len(name) > 1 and len(name[-1]) > 1:
            for word in {name[-1], *name[-1].split("-")} & asked:
                full[word].append(seen.form(number))
    return {
        number: full.get(word) or (full.get(word[:-1], []) if word.endswith("s") else [])
        for number, word in alone.items()
    }


def _meant(
    form: Form, article: int, groups: list[list[Form]], near: list[list[Form]], around: Surroundings
) -> tuple[int, str] | None:
    """Say which group a form belongs to in an article, by the id of its first form, and by what context.

    `near` are the groups that the article's surroundings may speak for.
    """
    found = [
        (group[0].number, context)
        for group in near
        if (context := around.shared([form], group, within=article)) is not None
        and not around.other_office(form, article, group)
    ]
    if found or not (form.kind == "person" and len(personal(form.name).words) == 1):
        return found[0] if len(found) == 1 else None
    holders = [
        (sum(form.n_articles for form in group), group[0].number, office)
        for group in groups
        if (office := around.same_office(form, article, group)) is not None
    ]
    most, first, office = max(holders, default=(0, 0, ""))
    sure = most >= max(AT_LEAST, NEARLY_EVERY * sum(number for number, *_ in holders))
    return (first, office) if sure else None
