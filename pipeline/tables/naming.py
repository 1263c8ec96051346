"""Whose the names are: what articles mention and quote, in narrow columns, and what the registry answers."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence

import numpy as np
import pyarrow as pa

from pipeline.people.registry import Registry, Told, build
from pipeline.tables.merging import Merged
from pipeline.tables.sources import Library, Numbers, unnest

SPOKEN = ("speaker", "speaker_kind", "speaker_role", "speaker_affiliation")
MENTIONED = ("label", "text", "name")
_EPOCH, _NEVER = dt.date(1970, 1, 1), np.iinfo(np.int32).min


def name(
    library: Library, merged: Merged, remade: Collection[int], rest: pa.Table, told: Sequence[Told]
) -> Registry:
    """Ask the registry whose the names of all distinct articles are.

    Names are given article by article as they are read, those of `rest`, which has the rows of the `remade`
    articles, last.
    """
    dates = np.full(len(merged.ids), _NEVER, dtype=np.int32)
    mentions: list[pa.Table] = []
    quotes: list[pa.Table] = []
    for places, rows in _narrow(library, merged, remade, rest):
        dates[places] = rows.column("date").cast(pa.int32()).fill_null(_NEVER).to_numpy()
        for column, names, found in (("mentions", MENTIONED, mentions), ("quotes", SPOKEN, quotes)):
            flat, whose = unnest(rows.column(column))
            numbers = pa.array(places[whose], pa.int32())
            words = [flat.column(each).dictionary_encode() for each in names]
            found.append(pa.table([numbers, *words], ["article", *names]))
    for at, seen in merged.told.items():
        dates[at] = _NEVER if seen.date is None else (seen.date - _EPOCH).days
    articles = pa.table(
        {
            "article_id": merged.ids,
            "date": pa.array(dates, pa.int32(), mask=dates == _NEVER).cast(pa.date32()),
        }
    )
    told_of = ["article", *(each.removeprefix("speaker_") for each in SPOKEN)]
    return build(articles, pa.concat_tables(mentions), pa.concat_tables(quotes).rename_columns(told_of), told)


def _narrow(
    library: Library, merged: Merged, remade: Collection[int], rest: pa.Table
) -> Iterator[tuple[Numbers, pa.Table]]:
    names = [*(f"quotes.{each}" for each in SPOKEN), *(f"mentions.{each}" for each in MENTIONED)]
    for first, rows in library.articles("date", *names):
        yield kept(merged, remade, first, rows)
    yield np.array(sorted(remade), dtype=np.int64), rest


def kept(merged: Merged, remade: Collection[int], first: int, rows: pa.Table) -> tuple[Numbers, pa.Table]:
    """Choose of articles as they are read those that are shown as their pages had them, with their places."""
    places = merged.places[first : first + rows.num_rows]
    wanted = (places >= 0) & ~np.isin(places, list(remade))
    return (places, rows) if wanted.all() else (places[wanted], rows.filter(pa.array(wanted)))
