"""Records → rows, as far as a page alone tells them."""

from collections.abc import Sequence

import pyarrow as pa

from pipeline.records import Article, Page, PageResult, Resolution, Span, Story
from pipeline.tables.quotes import Row
from pipeline.tables.schemas import SCHEMAS


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
    """Make the page's rows in `leftovers`, in their order."""
    return [
        {
            "start": leftover.start,
            "end": leftover.end,
            "text": result.page.text[leftover.start : leftover.end],
            "reason": leftover.reason,
        }
        for leftover in sorted(result.segmented.leftovers, key=lambda it: (it.start, it.end))
    ]


def article_row(article: Article, resolution: Resolution) -> Row:
    """Make the article's row in `articles`, which nobody has reviewed yet."""
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
        "reviewed": False,
    }
