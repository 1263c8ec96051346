"""What articles spell out: the full names that the short forms of bodies stand for."""

from collections import Counter, defaultdict
from collections.abc import Mapping

import numpy as np

from .columns import KINDS, PERSON
from .forms import is_bare
from .packed import NONE, counted, distinct, pack, unpack
from .seen import Seen


def spelled_out(seen: Seen) -> Mapping[int, Counter[int]]:
    """Count for each short form the articles where it stands for another form, by that form; by numbers."""
    columns, words = seen.columns, seen.columns.words
    kinds = columns.kind_of(columns.unit)
    rows = np.flatnonzero(columns.named & (kinds != PERSON) & (columns.text != columns.name_of(columns.unit)))
    kinds, texts, full = kinds[rows], words.plain[columns.text[rows]], seen.of_mention[rows]
    short = seen.numbering.anywhere(kinds * len(words.normals) + words.folded[texts])
    other = (short != NONE) & (short != full)
    rows, kinds, texts, short, full = (part[other] for part in (rows, kinds, texts, short, full))
    # a bare noun is no short form: it means another one in each article
    units = kinds * len(words.texts) + texts
    bare = [
        unit
        for unit in distinct(units).tolist()
        if is_bare(KINDS[unit // len(words.texts)], words.texts[unit % len(words.texts)])
    ]
    known = ~np.isin(units, bare)
    pairs, articles = pack(short[known], full[known]), columns.article[rows[known]]
    each = distinct(pairs)
    times = counted(unpack(distinct(pack(np.searchsorted(each, pairs), articles)))[0])[1]
    found: dict[int, Counter[int]] = defaultdict(Counter)
    for one, other_form, count in zip(*(part.tolist() for part in (*unpack(each), times)), strict=True):
        found[one][other_form] = count
    return found
