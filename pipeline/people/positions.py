"""Who held which role where, as the texts say: a table."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .columns import Columns
from .entities import dates
from .forms import role_key
from .packed import NONE, Ints, counted, distinct, pack, unpack
from .seen import first_of, last_of

ORDER = ("entity_id", "role", "affiliation", "affiliation_id")
"""By which positions are sorted; null comes as an empty text."""


def table(columns: Columns, speakers: Ints, bodies: Ints, entities: pa.Table) -> pa.Table:
    """Make a row for each role and affiliation of an entity, in the order of what they are called.

    Takes the row in `entities` of each attribution's speaker and affiliation, -1 for none.
    """
    rows = np.flatnonzero((speakers != NONE) & ((bodies != NONE) | (columns.role != NONE)))
    keys, of_role = _keys(columns)
    posts = pack(of_role[columns.role[rows]] + 1, bodies[rows] + 1)
    every = distinct(posts)
    held = pack(speakers[rows], np.searchsorted(every, posts))
    rows = rows[np.argsort(held, kind="stable")]
    each, times = counted(held)
    holders, which = unpack(each)
    key, body = (part - 1 for part in unpack(every[which]))
    starts = np.append(0, np.cumsum(times))
    names = _roles(columns, rows, starts, [bool(at != NONE and keys[at]) for at in key.tolist()])
    days = columns.days[columns.quoted_in[rows]]
    ids = entities["entity_id"]
    found = pa.table(
        {
            "entity_id": ids.take(pa.array(holders)),
            "role": pa.array(names, pa.string()),
            "affiliation": entities["name"].take(pa.array(body, mask=body == NONE)),
            "affiliation_id": ids.take(pa.array(body, mask=body == NONE)),
            "first_date": dates(first_of(days, starts)),
            "last_date": dates(last_of(days, starts)),
            "n_quotes": times,
        }
    )
    by = [found[name].combine_chunks().fill_null("") for name in ORDER]
    order = pc.sort_indices(pa.table(by, ORDER), sort_keys=[(name, "ascending") for name in ORDER])
    return found.take(order)


def _keys(columns: Columns) -> tuple[list[str], Ints]:
    """Fold every role; give of each text, as a role, the place of what its spellings share."""
    texts, places = columns.words.texts, dict[str, int]()
    found = np.full(len(texts) + 1, NONE)
    for role in distinct(columns.role[columns.role != NONE]).tolist():
        found[role] = places.setdefault(role_key(texts[role]), len(places))
    return list(places), found


def _roles(columns: Columns, rows: Ints, starts: Ints, called: Sequence[bool]) -> list[str | None]:
    """Choose a spelling of the role of each stretch of rows, where it is called anything."""
    texts, held = columns.words.texts, np.repeat(np.arange(len(called)), np.diff(starts))
    spellings: list[dict[str, int]] = [{} for _ in called]
    named = np.flatnonzero(np.array(called, np.bool_)[held])
    pairs, times = counted(pack(held[named], columns.role[rows[named]]))
    for at, role, number in zip(*(part.tolist() for part in (*unpack(pairs), times)), strict=True):
        spellings[at][texts[role]] = number
    return [_role(roles) if roles else None for roles in spellings]


def _role(spellings: Mapping[str, int]) -> str:
    # "Senator" rather than "Sen.", though fewer print it
    return min(spellings, key=lambda role: (role.endswith("."), role.isupper(), -spellings[role], role))
