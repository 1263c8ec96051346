"""From what pages show to the tables: rows chosen, named, brought into order, and given out part by part.

1. Reprints are put together (`merging`).  2. Corrections are applied (`correcting`).  3. Names become
entities (`naming`).  4. Each source is read once more, and its rows wait on the shelves of their places
(`wide`, `shelves`).  5. Table by table, shelf by shelf, they come out in order. No row is looked at alone but
those of articles that corrections or reprints change.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from pipeline.corrections import Correction, Outcome
from pipeline.people.registry import Heard, Registry, Told
from pipeline.tables.corrected import correction_rows
from pipeline.tables.correcting import correct
from pipeline.tables.merging import merge
from pipeline.tables.naming import name
from pipeline.tables.rows import to_arrow
from pipeline.tables.schemas import SCHEMAS
from pipeline.tables.shelves import Shelves
from pipeline.tables.sources import Library, Numbers, Source, unnest
from pipeline.tables.wide import fill, remade_rows

Stream = Iterable[pa.Table]


def assemble(
    sources: Sequence[Source], corrections: Sequence[Correction] = (), *, folder: Path | None = None
) -> dict[str, Stream]:
    """Make every table but `runs`, each as a stream of pieces in its order, to be taken once.

    What doesn't fit into memory waits in `folder`; None: everything is at hand.
    """
    library = Library(sources)
    merged = merge(library)
    corrected = correct(library, merged, corrections)
    remade = corrected.rows()
    rest = remade_rows(remade)
    about_names = [each.correction for each in corrected.applied.outcomes if _is_about_names(each)]
    named = name(library, merged, remade, rest, [_told(each) for each in about_names])
    outcomes = _heard(corrected.applied.outcomes, named.heard)
    shown = {article.article_id: article for article in corrected.articles.values()}
    pages, articles = fill(library, merged, named, remade, rest, folder)
    streams = {
        "pages": _plain(pages, "pages"),
        "articles": _plain(articles, "articles"),
        "sightings": [merged.sightings],
        "leftovers": _leftovers(pages),
        "mentions": _mentions(articles, named),
        "entities": [_made("entities", _columns(named.entities))],
        "positions": [_made("positions", _columns(named.positions))],
        "quotes": _quotes(articles, named),
        "corrections": [to_arrow("corrections", correction_rows(outcomes, shown))],
    }
    return {table: streams[table] for table in SCHEMAS if table in streams}


def _is_about_names(outcome: Outcome) -> bool:
    return outcome.status == "applied" and outcome.correction.names is not None


def _told(correction: Correction) -> Told:
    names = correction.names
    if names is None:
        raise ValueError(f"correction {correction.correction_id} is about no names")
    return Told(names.kind, names.one, names.other, same=correction.action == "merge")


def _heard(outcomes: Iterable[Outcome], heard: Iterable[Heard]) -> list[Outcome]:
    """Say of corrections about names what came of them."""
    answers = iter(heard)
    return [
        replace(outcome, status=(answer := next(answers)).status, reason=answer.reason)
        if _is_about_names(outcome)
        else outcome
        for outcome in outcomes
    ]


def _plain(shelves: Shelves, table: str) -> Iterator[pa.Table]:
    for rows in shelves.rows(SCHEMAS[table].names):
        yield _made(table, {name: rows.column(name) for name in rows.column_names})


def _leftovers(pages: Shelves) -> Iterator[pa.Table]:
    for rows in pages.rows(["page_id", "leftovers"]):
        found, page = unnest(rows.column("leftovers"))
        yield _made("leftovers", {"page_id": rows.column("page_id").take(page)} | _columns(found))


def _mentions(articles: Shelves, named: Registry) -> Iterator[pa.Table]:
    names = named.entities.select(["entity_id", "name"]).combine_chunks()
    for rows in articles.rows(["article_id", "mentions"]):
        found, article = unnest(rows.column("mentions"))
        whose = names.take(found.column("entity_at"))
        yield _made("mentions", _columns(found) | _of(rows, article, "article_id") | _columns(whose))


def _quotes(articles: Shelves, named: Registry) -> Iterator[pa.Table]:
    ids = named.entities.column("entity_id").combine_chunks()
    for rows in articles.rows(["article_id", "date", "quotes"]):
        found, article = unnest(rows.column("quotes"))
        speakers = {
            "speaker_id": ids.take(found.column("speaker_at")),
            "speaker_affiliation_id": ids.take(found.column("body_at")),
        }
        yield _made("quotes", _columns(found) | _of(rows, article, "article_id", "date") | speakers)


def _of(rows: pa.Table, whose: Numbers, *names: str) -> dict[str, pa.ChunkedArray]:
    return {name: rows.column(name).take(whose) for name in names}


def _columns(rows: pa.Table) -> dict[str, pa.ChunkedArray]:
    return {name: rows.column(name) for name in rows.column_names}


def _made(table: str, columns: dict[str, pa.ChunkedArray | pa.Array]) -> pa.Table:
    schema = SCHEMAS[table]
    return pa.table([columns[name] for name in schema.names], schema=schema)
