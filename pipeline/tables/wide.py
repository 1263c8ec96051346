"""The rows of pages and articles, whole, put on the shelves of their places with all that they lacked."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from pipeline.people.registry import Registry
from pipeline.records import Span
from pipeline.reprints import Seen
from pipeline.tables.merging import TOLD, Merged
from pipeline.tables.naming import kept
from pipeline.tables.quotes import Row, quote_id
from pipeline.tables.schemas import SCHEMAS
from pipeline.tables.shelves import Shelves
from pipeline.tables.shown import MENTION, QUOTE, SHOWN, mention_id
from pipeline.tables.sources import Library, Numbers, nest, of_articles, unnest

PAGE_WORDS = 100
"""What a page weighs besides its articles."""
_AT = ("speaker_at", "body_at", "entity_at")
_SPEAKER_AT, _BODY_AT, _ENTITY_AT = (pa.field(name, pa.int32()) for name in _AT)
_CORRECTED = pa.field("correction_id", pa.string())
REMADE = pa.schema(
    [
        *SCHEMAS["articles"],
        pa.field("quotes", pa.list_(pa.struct([*QUOTE, _CORRECTED]))),
        pa.field("mentions", pa.list_(MENTION)),
    ]
).remove_metadata()
"""An article with its quotes and mentions, as corrections have them;"""
ARTICLE = pa.schema(
    [
        *SCHEMAS["articles"],
        pa.field("quotes", pa.list_(pa.struct([*QUOTE, _CORRECTED, _SPEAKER_AT, _BODY_AT]))),
        pa.field("mentions", pa.list_(pa.struct([*MENTION, _ENTITY_AT]))),
    ]
).remove_metadata()
"""and with the numbers of the entities that they name."""
PAGE = pa.schema([*SCHEMAS["pages"], SHOWN.field("leftovers")]).remove_metadata()


def remade_rows(remade: Mapping[int, Row]) -> pa.Table:
    """Make rows of articles that were corrected, in the order of their places."""
    return pa.Table.from_pylist([remade[at] for at in sorted(remade)], REMADE)


def fill(
    library: Library,
    merged: Merged,
    named: Registry,
    remade: Mapping[int, Row],
    rest: pa.Table,
    folder: Path | None,
) -> tuple[Shelves, Shelves]:
    """Read every source once, and put its pages and articles on the shelves of their places.

    `rest` has the rows of the `remade` articles, which take the place of what their pages had.
    """
    shown = merged.places >= 0
    words = np.zeros(len(merged.ids), dtype=np.int64)
    words[merged.places[shown]] = merged.n_words[shown]
    share = int(words.sum()) // max(len(merged.pages), 1)
    pages = Shelves(np.full(len(merged.pages), PAGE_WORDS + share), PAGE, folder, "pages")
    articles = Shelves(words, ARTICLE, folder, "articles")
    answers = _Answers(named)
    n_pages = 0
    reading = library.pages(*PAGE.names, *of_articles(*ARTICLE.names))
    for first, read in zip(merged.starts, reading, strict=True):
        pages.put(merged.pages[n_pages : n_pages + read.num_rows], read)
        n_pages += read.num_rows
        rows, _ = unnest(read.column("articles"))
        places, rows = kept(merged, remade, first, rows.select(ARTICLE.names))
        articles.put(places, _retold(answers.put_into(rows), places, merged.told))
    articles.put(np.array(sorted(remade), dtype=np.int64), answers.put_into(rest))
    pages.close()
    articles.close()
    return pages, articles


class _Answers:
    """What the registry answered, taken in the order in which names were given."""

    def __init__(self, named: Registry) -> None:
        self._named = named
        self._n_mentions = self._n_quotes = 0

    def put_into(self, rows: pa.Table) -> pa.Table:
        """Put the numbers of entities into quotes and mentions; assumes articles in the order of names."""
        named = self._named
        quotes, whose = unnest(rows.column("quotes"))
        n = np.bincount(whose, minlength=rows.num_rows)
        here = slice(self._n_quotes, self._n_quotes + quotes.num_rows)
        told = {
            "speaker_kind": named.kinds[here],
            "speaker_at": named.speakers[here],
            "body_at": named.affiliations[here],
        }
        rows = _with(rows, "quotes", _lists(_columns(quotes) | told, n, "quotes"))
        self._n_quotes = here.stop
        mentions, whose = unnest(rows.column("mentions"))
        n = np.bincount(whose, minlength=rows.num_rows)
        here = slice(self._n_mentions, self._n_mentions + mentions.num_rows)
        told = {"entity_at": named.mentioned[here]}
        self._n_mentions = here.stop
        return _with(rows, "mentions", _lists(_columns(mentions) | told, n, "mentions"))


def _retold(rows: pa.Table, places: Numbers, told: Mapping[int, Seen]) -> pa.Table:
    """Put into articles what other sightings tell; where the id is another, so are those of their rows."""
    at = np.flatnonzero(np.isin(places, list(told)))
    if not len(at):
        return rows
    others = [told[place] for place in places[at].tolist()]
    some = rows.take(at)
    for name in ("article_id", *TOLD):
        some = _with(
            some, name, pa.array([getattr(seen, name) for seen in others], some.schema.field(name).type)
        )
    ids = [seen.article_id for seen in others]
    for column, made in (("quotes", _quote_ids), ("mentions", _mention_ids)):
        flat, whose = unnest(some.column(column))
        columns = _columns(flat) | {flat.column_names[0]: made(flat, [ids[n] for n in whose.tolist()])}
        some = _with(some, column, _lists(columns, np.bincount(whose, minlength=len(ids)), column))
    back = np.arange(rows.num_rows)
    back[at] = rows.num_rows + np.arange(len(at))
    return pa.concat_tables([rows, some]).take(back)


def _quote_ids(quotes: pa.Table, ids: Sequence[str]) -> pa.Array:
    made = []
    where = quotes.select(["spans", "cue_start", "cue_end"]).to_pylist()
    for article_id, row in zip(ids, where, strict=True):
        cue = None if row["cue_start"] is None else Span(row["cue_start"], row["cue_end"])
        spans = tuple(Span(span["start"], span["end"]) for span in row["spans"])
        made.append(quote_id(article_id, spans, cue))
    return pa.array(made, pa.string())


def _mention_ids(mentions: pa.Table, ids: Sequence[str]) -> pa.Array:
    where = zip(ids, *(mentions.column(name).to_pylist() for name in ("start", "end", "label")), strict=True)
    return pa.array([mention_id(*each) for each in where], pa.string())


def _columns(rows: pa.Table) -> dict[str, pa.ChunkedArray | pa.Array]:
    return {name: rows.column(name) for name in rows.column_names}


def _lists(columns: Mapping[str, pa.ChunkedArray | pa.Array], lengths: Numbers, name: str) -> pa.ListArray:
    """Put rows into lists again, as articles have them; what they don't tell is null."""
    kind = ARTICLE.field(name).type
    n = int(lengths.sum())
    fields = list(kind.value_type)
    made = [columns[field.name] if field.name in columns else pa.nulls(n, field.type) for field in fields]
    return nest(pa.table(made, schema=pa.schema(fields)), lengths, kind)


def _with(rows: pa.Table, name: str, column: pa.Array) -> pa.Table:
    return rows.set_column(rows.column_names.index(name), ARTICLE.field(name), column)
