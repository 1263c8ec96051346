"""The entities of a corpus as a table: their names, aliases, joins, counts and days."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.records import SpeakerKind

from .columns import KINDS, NEVER
from .corporate import corporate
from .forms import normal, plainest
from .groups import Join
from .packed import NONE, Ints, bounds, counted, distinct, pack, unpack
from .personal import personal
from .seen import Seen, first_of, last_of

FULLEST_SHARE = 0.1
"""The entity is named by the fullest form that so large a share of its commonest form's articles have."""
JOIN = pa.struct(
    [
        pa.field("alias", pa.string(), nullable=False),
        pa.field("alias_id", pa.string(), nullable=False),
        pa.field("to", pa.string(), nullable=False),
        pa.field("rule", pa.string(), nullable=False),
        pa.field("score", pa.float64(), nullable=False),
        pa.field("context", pa.string()),
        pa.field("part", pa.bool_(), nullable=False),
        pa.field("n_articles", pa.int64(), nullable=False),
    ]
)
JOINS = pa.list_(pa.field("element", JOIN, nullable=False))
ALIASES = pa.list_(pa.field("element", pa.string(), nullable=False))


def table(
    seen: Seen, of_named: Ints, of_mention: Ints, of_speaker: Ints, joins: Mapping[int, Sequence[Join]]
) -> tuple[pa.Table, Ints]:
    """Make a row for each entity, in the order of the ids; with it comes the row of each by its number.

    Takes the entity of each of `seen.named`, of each mention and of each speaker, and the joins by entity.
    """
    columns, texts = seen.columns, seen.columns.words.texts
    numbers = distinct(of_named)
    row = np.full(len(seen) + 1, NONE)
    row[numbers] = np.arange(len(numbers))
    units, articles = seen.named
    called = pack(row[of_named], columns.name_of(units))
    names = _names(seen, called, numbers, joins)
    pairs, where = unpack(distinct(pack(row[of_named], articles)))
    days, starts = columns.days[where], bounds(pairs, len(numbers))
    renamed = np.flatnonzero(columns.text != columns.name_of(columns.unit))
    spelled = [pack(row[of_mention[renamed]], columns.words.plain[columns.text[renamed]])]
    spelled.append(pack(row[of_named], columns.words.plain[columns.name_of(units)]))
    return pa.table(
        {
            "entity_id": pa.array([seen.numbering.ids[number] for number in numbers.tolist()], pa.string()),
            "name": pa.array([texts[name] for name in names.tolist()], pa.string()),
            "kind": pa.array([KINDS[kind] for kind in seen.kind[numbers].tolist()], pa.string()),
            "aliases": _aliases(distinct(np.concatenate(spelled)), names, texts),
            "joins": _joins([joins.get(number, ()) for number in numbers.tolist()]),
            "n_mentions": np.bincount(row[of_mention], minlength=len(numbers)),
            "n_articles": np.bincount(pairs, minlength=len(numbers)),
            "n_quotes": np.bincount(row[of_speaker[of_speaker != NONE]], minlength=len(numbers)),
            "first_date": dates(first_of(days, starts)),
            "last_date": dates(last_of(days, starts)),
        }
    ), row


def _names(seen: Seen, called: Ints, numbers: Ints, joins: Mapping[int, Sequence[Join]]) -> Ints:
    """Choose a name for each entity, as a number among the texts, from what it is called in each article."""
    words = seen.columns.words
    pairs, times = counted(called)
    rows, raw = unpack(pairs)
    order = np.argsort(pack(rows, words.plain[raw]), kind="stable")
    rows, raw, times = rows[order], raw[order], times[order]
    names = np.empty(len(numbers), np.int64)
    names[rows] = words.plain[raw]
    starts = bounds(rows, len(numbers))
    differing = np.flatnonzero(names[rows] != words.plain[raw])
    for row in distinct(rows[differing]).tolist():
        here, number = slice(starts[row], starts[row + 1]), int(numbers[row])
        spellings: dict[str, Counter[str]] = defaultdict(Counter)
        place: dict[str, int] = {}
        for name, count in zip(raw[here].tolist(), times[here].tolist(), strict=True):
            plain = words.texts[words.plain[name]]
            place[plain] = words.plain[name]
            spellings[words.normals[words.folded[name]]][plain] += count
        within = {normal(join.alias) for join in joins.get(number, ()) if join.part}
        names[row] = place[_name(spellings, within, KINDS[seen.kind[number]])]
    return names


def _name(spellings: Mapping[str, Counter[str]], within: Set[str], kind: SpeakerKind) -> str:
    """Choose the fullest of the common forms; one that is joined in part only if there is no other."""
    names = {plainest(forms): forms.total() for form, forms in spellings.items() if form not in within}
    if not names:
        names = {plainest(forms): forms.total() for forms in spellings.values()}
    often = max(names.values()) * FULLEST_SHARE
    common = [name for name, count in names.items() if count >= often]
    return min(common, key=lambda name: (-_fullness(name, kind), "." not in name, -names[name], name))


def _fullness(name: str, kind: SpeakerKind) -> int:
    """Count what a name spells out; of a body's names an acronym is the least, all others are equal."""
    if kind == "person":
        parts = personal(name)
        return sum(2 if len(word) > 1 else 1 for word in parts.words) + bool(parts.suffix)
    return int(corporate(name).acronym is None)


def _aliases(spelled: Ints, names: Ints, texts: Sequence[str]) -> pa.Array:
    """List each entity's other spellings, sorted, from pairs of entities and spellings."""
    rows, aliases = unpack(spelled)
    other = aliases != names[rows]
    rows, aliases = rows[other], aliases[other]
    every = pa.array(texts, pa.string())
    ranks = pc.rank(every, tiebreaker="first").to_numpy().astype(np.int64)
    aliases = aliases[np.argsort(pack(rows, ranks[aliases]), kind="stable")]
    return _lists(np.bincount(rows, minlength=len(names)), every.take(pa.array(aliases)), ALIASES)


def _joins(joins: Sequence[Sequence[Join]]) -> pa.Array:
    ordered = [
        {field: getattr(join, field) for field in JOIN.names}
        for each in joins
        for join in sorted(each, key=lambda join: (join.alias, join.to, join.context or ""))
    ]
    return _lists(np.array([len(each) for each in joins], np.int64), pa.array(ordered, JOIN), JOINS)


def dates(days: Ints) -> pa.Array:
    """Make dates of days since 1970, nulls of what is NEVER."""
    return pa.array(days, pa.int32(), mask=days == NEVER).cast(pa.date32())


def _lists(lengths: Ints, values: pa.Array, kind: pa.ListType) -> pa.Array:
    offsets = pa.array(np.append(0, np.cumsum(lengths)), pa.int32())
    return pa.ListArray.from_arrays(offsets, values, type=kind)
