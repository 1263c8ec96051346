"""Records → rows → Arrow tables, sorted so that the same records always make the same bytes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from pipeline.corrections import Outcome
from pipeline.people.forms import kind_of
from pipeline.records import (
    Article,
    Mention,
    Page,
    PageResult,
    Resolution,
    Span,
    Story,
    content_id,
)
from pipeline.reprints import Merged
from pipeline.tables.corrected import correction_rows, reviewed_quotes, whole_articles
from pipeline.tables.quotes import Row, quote_row
from pipeline.tables.schemas import SCHEMAS

Columns = dict[str, list[Any]]


def count_words(text: str) -> int:
    """Count the words of a text, separated by white space."""
    return len(text.split())


def to_arrow(table: str, rows: Sequence[Row]) -> pa.Table:
    """Make the Arrow table of these rows in the order given; no rows make an empty table."""
    return pa.Table.from_pylist(list(rows), schema=SCHEMAS[table])


def page_row(result: PageResult) -> Row:
    """Make the page's row in `pages`."""
    page = result.page
    covered = sum(article.end - article.start for article in result.segmented.articles)
    return {
        "page_id": page.page_id,
        "source": page.source,
        "url": page.url,
        "fetched_at": page.fetched_at,
        "sha256": page.sha256,
        "media_type": page.media_type,
        "encoding": page.encoding,
        "repairs": list(page.repairs),
        "language": page.language,
        "title": page.title,
        "text": page.text,
        "n_articles": len(result.segmented.articles),
        "coverage": round(covered / len(page.text), 4) if page.text else 0.0,
        "status": page.status,
        "reason": page.reason,
        "story": page.story and _story_row(page.story),
    }


def _story_row(story: Story) -> Row:
    return {
        "start": story.body.start,
        "end": story.body.end,
        "headline": story.headline,
        "byline": story.byline,
        "date": story.date,
        "date_text": story.date_text,
    }


def page_of(row: Row) -> Page:
    """Make the page again that a row of `pages` was made from; `story` may be missing, as in old tables."""
    told = {name: row[name] for name in Page.__dataclass_fields__ if name not in {"repairs", "story"}}
    return Page(**told, repairs=tuple(row["repairs"]), story=_story_of(row.get("story")))


def _story_of(row: Row | None) -> Story | None:
    if row is None:
        return None
    told = {name: row[name] for name in ("headline", "byline", "date", "date_text")}
    return Story(Span(row["start"], row["end"]), **told)


def leftover_rows(result: PageResult) -> list[Row]:
    """Make the page's rows in `leftovers`."""
    return [
        {
            "page_id": result.page.page_id,
            "start": leftover.start,
            "end": leftover.end,
            "text": result.page.text[leftover.start : leftover.end],
            "reason": leftover.reason,
        }
        for leftover in sorted(result.segmented.leftovers, key=lambda it: (it.start, it.end))
    ]


def article_row(article: Article, resolution: Resolution, *, reviewed: bool = False) -> Row:
    """Make the article's row in `articles`."""
    return {
        "article_id": article.article_id,
        "date": article.date,
        "date_text": article.date_text,
        "date_precision": article.date_precision,
        "date_ambiguous": article.date_ambiguous,
        "headline": article.headline,
        "byline": article.byline,
        "text": article.text,
        "language": article.language,
        "n_words": count_words(article.text),
        "n_quotes": len(resolution.attributions),
        "first_page_id": article.page_id,
        "truncated": article.truncated,
        "reviewed": reviewed,
    }


def mention_columns(
    articles: Iterable[tuple[Article, Resolution]], *, registry: Any, names: Mapping[str, str]
) -> Columns:
    """Make the columns of `mentions`, the longest table; `names` gives each entity its name."""
    columns: Columns = {name: [] for name in SCHEMAS["mentions"].names}
    ids, article_ids, starts, ends, texts, labels, entities, called = (
        column.append for column in columns.values()
    )
    for article, resolution in articles:
        article_id = article.article_id
        known: dict[tuple[str, str], str] = {}
        for mention in sorted(resolution.mentions, key=_place_of_mention):
            key = (mention.label, mention.name or mention.text)
            if (entity := known.get(key)) is None:
                entity = known[key] = registry.entity_of(kind_of(mention.label), key[1], article_id)
            ids(content_id("mention", article_id, mention.start, mention.end, mention.label))
            article_ids(article_id)
            starts(mention.start)
            ends(mention.end)
            texts(mention.text)
            labels(mention.label)
            entities(entity)
            called(names[entity])
    return columns


def build(
    results: Iterable[PageResult], merged: Merged, registry: Any, outcomes: Sequence[Outcome] = ()
) -> dict[str, pa.Table]:
    """Build every table but `runs`, each in its order.

    Assumes that `merged` and `registry` were made from these results, and that `outcomes` tell of every
    correction in `merged`.
    """
    results = sorted(results, key=lambda result: (result.page.source, result.page.page_id))
    place = {result.page.page_id: number for number, result in enumerate(results)}
    articles = sorted(merged.articles, key=lambda pair: pair[0].article_id)
    sightings = sorted(merged.sightings, key=lambda s: (s.article_id, place[s.page_id], s.position))
    names = dict(zip(*(registry.entities[name].to_pylist() for name in ("entity_id", "name")), strict=True))
    reviewed, answered = whole_articles(outcomes), reviewed_quotes(outcomes)
    rows: dict[str, list[Row]] = {
        "pages": [page_row(result) for result in results],
        "articles": [
            article_row(article, resolution, reviewed=article.article_id in reviewed)
            for article, resolution in articles
        ],
        "leftovers": [row for result in results for row in leftover_rows(result)],
        "quotes": [
            quote_row(
                article,
                attribution,
                registry=registry,
                correction_id=answered.get((article.article_id, attribution)),
            )
            for article, resolution in articles
            for attribution in sorted(resolution.attributions, key=lambda it: it.place)
        ],
        "corrections": correction_rows(outcomes, {article.article_id: article for article, _ in articles}),
    }
    columns: dict[str, Columns] = {
        "sightings": _columns("sightings", sightings),
        "mentions": mention_columns(articles, registry=registry, names=names),
    }
    made = {table: to_arrow(table, found) for table, found in rows.items()}
    made |= {table: pa.table(found, schema=SCHEMAS[table]) for table, found in columns.items()}
    made |= {table: _conform(table, getattr(registry, table)) for table in ("entities", "positions")}
    return {table: made[table] for table in SCHEMAS if table in made}


def _columns(table: str, records: Sequence[Any]) -> Columns:
    return {name: [getattr(record, name) for record in records] for name in SCHEMAS[table].names}


def _conform(table: str, found: pa.Table) -> pa.Table:
    return pa.table(found.columns, schema=SCHEMAS[table])


def _place_of_mention(mention: Mention) -> tuple[int, int, str]:
    return mention.start, mention.end, mention.label
